import Contracts
import Embodiments
import Glibc
import Policies
import Prediction
import Simulation
import Work

/// How long the motions of a class take, as its executors make them.
///
/// Executors brake with a share of their acceleration for the end of their way, and begin their work as soon as they are
/// near enough to its place (`SteeringRule`, `WorkPace`). Turns begin with what the wheels push at their distance and
/// end as steering brakes them; what turns makes hardly any way before it points within a radian of where it goes.
struct RobotPace {
  /// Along the way.
  let way: MotionProfile
  /// On the spot, radians; nil for what need not turn.
  let turn: MotionProfile?
  /// Least radius of a turn, metres; 0 for what turns on the spot.
  let leastRadius: Double
  /// Seconds between two decisions of the executor.
  let period: Double
  /// Distances of work.
  let distances: WorkPace
  /// Radius of the circle about the body, which its ways keep clear, and of the disc that others avoid, metres.
  let radius: Double, avoidedRadius: Double

  /// What is lost at the end of a way and at its beginning, radians: within this of its way a robot drives.
  private static let aligned = 1.0
  /// Share of its top speed at which what steers by rolling makes a turn (`BodyMotion`: a fifth at least, backing a
  /// third).
  private static let turningSpeed = 0.33

  /// The pace of a class.
  init(_ robotClass: RobotClassModel, in model: WorldModel) {
    let body = robotClass.descriptor
    let acceleration = Double(body.maxAcceleration)
    let advice = robotClass.advice.speed
    // As `SteeringRule` takes it.
    let braking = (advice == .fast ? 0.95 : RobotPace.brakeShare(of: robotClass)) * acceleration
    way = MotionProfile(
      speed: Double(body.maxSpeed) * (advice == .slow ? 0.6 : 1), acceleration: acceleration,
      braking: braking)
    let embodiment = robotClass.embodiment
    if embodiment.drive.motion == .rolling, body.maxTurnRate > 0 {
      let inertia = Double(embodiment.momentOfInertia)
      let lever = 0.5 * Double(embodiment.drive.wheels.axleWidth)
      let push = Double(embodiment.mass) * acceleration * max(lever, 0.1 * Double(body.radius))
      turn = MotionProfile(
        speed: Double(body.maxTurnRate), acceleration: push / max(1e-6, inertia),
        braking: 0.75 * acceleration / max(0.05, Double(body.radius)))
    } else {
      turn = nil
    }
    leastRadius = Double(body.minTurnRadius)
    period = Double(model.executorPeriod)
    distances = WorkPace(radius: embodiment.boundingRadius, turns: body.minTurnRadius > 0)
    radius = Double(embodiment.boundingRadius)
    avoidedRadius = Double(body.radius)
  }

  /// The share of its acceleration with which a class brakes; the usual one where its policy is of a kind without.
  private static func brakeShare(of robotClass: RobotClassModel) -> Double {
    let policy = robotClass.executor
    let hasShare = policy.kind.parameters.contains { $0.name == "brake_share" }
    return hasShare ? Double(policy.values["brake_share"]) : 0.7
  }

  /// Speed at which a robot that will stop comes within the tolerance of its place, m/s.
  private var arrivalSpeed: Double {
    way.speed(before: Double(distances.placeTolerance), reaction: period)
  }

  /// Seconds for a way between two stops: its length in metres, the turn from the heading to where it begins and what its
  /// corners turn a robot, radians.
  func time(length: Double, turn: Double, bends: [Double]) -> Double {
    let driven = max(0, length - Double(distances.placeTolerance))
    return turningLoss(turn) + bends.reduce(0) { $0 + bendLoss($1) }
      + way.time(over: driven, to: arrivalSpeed) + period
  }

  /// Seconds from standing before a place, some metres from it, to working there.
  func approach(from distance: Double) -> Double {
    let length = max(0, distance - Double(distances.placeTolerance))
    // A tick to be let in, one to set off.
    return way.time(over: length, to: arrivalSpeed) + 2 * period
  }

  /// Seconds that it takes less where nobody is in line and it comes driving.
  func rollingGain(from distance: Double) -> Double {
    let length = max(0, distance - Double(distances.placeTolerance))
    return max(
      0, approach(from: distance) - way.time(over: length, from: way.speed, to: arrivalSpeed))
  }

  /// Seconds from the end of work until a place is free, once the robot has been off by a distance, metres.
  func leaving(turn: Double, distance: Double) -> Double {
    turningLoss(turn) + way.time(over: distance, to: .infinity) + period
  }

  /// Seconds that a way begun with a turn takes longer.
  func turningLoss(_ angle: Double) -> Double {
    guard let turn, angle > Self.aligned else { return 0 }
    // What steers by rolling drives an arc for it.
    if leastRadius > 0 { return angle * leastRadius / (Self.turningSpeed * way.speed) }
    return turn.time(over: angle - Self.aligned, to: .infinity)
  }

  /// Seconds lost in a bend: it goes on with v cos of what is left to turn.
  private func bendLoss(_ angle: Double) -> Double {
    guard let turn else { return 0 }
    let size = min(angle, 0.5 * .pi)
    // ∫ (1 − cos e) de / ω from 0 to the bend.
    return (size - sin(size)) / turn.speed + max(0, angle - size) / turn.speed
  }
}
