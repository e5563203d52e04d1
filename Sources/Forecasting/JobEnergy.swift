import Embodiments
import Prediction
import SimCore
import Simulation

/// What a job takes from a battery, and how it comes back.
struct JobEnergy {
  private let motors: MotorPower
  private let embodiment: Embodiment
  private let way: MotionProfile
  /// The battery.
  let battery: Battery

  /// The energy of a class; nil where it is wired.
  init?(_ embodiment: Embodiment, _ pace: RobotPace) {
    guard let motors = MotorPower(embodiment), let battery = embodiment.battery else { return nil }
    self.motors = motors
    self.embodiment = embodiment
    self.battery = battery
    way = pace.way
  }

  /// Watts that are drawn whatever a robot does.
  var idlePower: Double { Double(motors.idlePower) }

  /// Joules for a way between two stops beyond what is drawn anyway: it is brought to its speed once and rolls.
  ///
  /// What braking gives back is lost; its heat and that of getting faster are ∫F²dt at the forces of the profile.
  func way(length: Double, load: Double) -> Double {
    let mass = Double(embodiment.mass) + load
    let (a, b) = (way.acceleration, way.braking)
    let peak = min(way.speed, (2 * a * b * length / (a + b)).squareRoot())
    let roll = Double(MotorPower.rollingResistance * standardGravity) * mass * length
    let work = 0.5 * mass * peak * peak + roll
    let squared = (mass * a) * (mass * a) * peak / a + (mass * b) * (mass * b) * peak / b
    return Double(
      motors.energy(over: 0, work: Float(work), squaredForce: Float(squared)))
  }

  /// Joules for lifting a load, where there is a fork.
  func lift(mass: Double) -> Double {
    Double(
      motors.energy(
        over: 0, work: 0, squaredForce: 0, lift: embodiment.liftWork(mass: Float(mass))))
  }

  /// Joules that a charge brings.
  var perCharge: Double {
    Double((battery.chargeUntil - battery.rechargeBelow) * battery.capacity)
  }

  /// Joules that a robot has at the start beyond where it charges, in the mean.
  var surplus: Double {
    let mean = 0.5 * (battery.initialCharge.lowerBound + battery.initialCharge.upperBound)
    return Double((mean - battery.rechargeBelow) * battery.capacity)
  }
}
