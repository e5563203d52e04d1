import SimCore

/// What the motors of a class take from its battery.
///
///     E = P₀·t + (W + m·g·h)/η + k·P·∫(F/F̂)²dt
///
/// | term | meaning |
/// |---|---|
/// | P₀·t | what computers and sensors draw: `Battery.idlePower` |
/// | W/η | the motors' work (force × the speed striven for, where positive), by `Battery.efficiency` |
/// | m·g·h/η | the work of lifting a load by the height of the lift |
/// | k·P·∫(F/F̂)²dt | heat: k is `Battery.motorLoss`, F̂ the largest force, P = F̂·v̂ with the top speed v̂ |
///
/// F and v are force and speed of the drive, torque and rate of a joint, or force and speed of the lift,
/// with F̂ = payload × g, during h/v̂. What a braking motor could give back is lost. A robot that holds
/// its speed on the level takes its rolling resistance, c·m·g·v/η with c = 0.015.
///
/// With η = 0.7 and k = 0.1 a motor at full force and top speed takes 1.53 of what it gives: an
/// efficiency of 65 %; at a tenth of its force it is 70 %.
public struct MotorPower: Equatable, Sendable {
  /// Force that wheels take to roll, as a share of the weight on them.
  ///
  /// Hard rubber or polyurethane wheels on concrete, 0.01 to 0.02 in handbooks.
  public static let rollingResistance: Float = 0.015

  /// P₀, watts.
  public let idlePower: Float
  /// η, in (0, 1].
  public let efficiency: Float
  /// Heat of the drive by force squared, W/N²: k·v̂/F̂.
  public let driveHeat: Float
  /// Heat of a joint by torque squared, W/(N·m)².
  public let jointHeat: Float
  /// Heat of a lift by its work squared, 1/J: k over the work of lifting the payload.
  public let liftHeat: Float

  /// What the motors of an embodiment take; nil where it is wired.
  public init?(_ embodiment: Embodiment) {
    guard let battery = embodiment.battery else { return nil }
    idlePower = battery.idlePower
    efficiency = battery.efficiency
    let loss = battery.motorLoss
    let force = embodiment.mass * embodiment.limits.maxAcceleration
    let isDriven = embodiment.drive.moves && force > 0
    driveHeat = isDriven ? loss * embodiment.limits.maxSpeed / force : 0
    jointHeat =
      embodiment.arm.map { $0.maxJointTorque > 0 ? loss * $0.maxJointRate / $0.maxJointTorque : 0 }
      ?? 0
    let most = embodiment.liftWork(mass: embodiment.payload)
    liftHeat = most > 0 ? loss / most : 0
  }

  /// Energy taken, joules.
  ///
  /// - Parameters:
  ///   - seconds: How long.
  ///   - work: W of all motors but the lift, joules.
  ///   - squaredForce: ∫F²dt of the drive, N²·s.
  ///   - squaredTorque: ∫τ²dt of all joints, (N·m)²·s.
  ///   - lift: Work of the lift, joules.
  /// - Returns: What the battery gave.
  /// - Complexity: O(1).
  @inlinable
  public func energy(
    over seconds: Float, work: Float, squaredForce: Float, squaredTorque: Float = 0, lift: Float = 0
  ) -> Float {
    idlePower * seconds + (work + lift) / efficiency + driveHeat * squaredForce
      + jointHeat * squaredTorque + liftHeat * lift * lift
  }
}

extension Embodiment {
  /// Work of lifting a load of a mass in kg, joules; 0 without a lift.
  public func liftWork(mass: Float) -> Float { mass * standardGravity * drive.wheels.liftHeight }
}
