import SimCore

/// What an embodiment's motors are to do: the output of motion transfer.
@frozen
public struct DriveTarget: BitwiseCopyable, Equatable, Sendable {
  /// Twist wanted at the axle (`MotionTransfer.axleOffset` ahead of the origin), body axes, m/s and
  /// rad/s; the lateral velocity is 0 for every drive but the omnidirectional one.
  public var twistInBody: Twist
  /// Rates wanted of the arm's joints, rad/s, base first; 0 beyond the arm's links.
  public var jointRates: SIMD4<Float>
  /// Force along the tool axis as a share of its maximum, in [−1, 1].
  public var toolForce: Float
  /// Height of the lift in [0, 1].
  public var liftHeight: Float
  /// Grip in [−1, 1]: below 0 open, above 0 closed.
  public var grip: Float

  /// Everything at rest.
  public static let rest = DriveTarget(
    twistInBody: .zero, jointRates: .zero, toolForce: 0, liftHeight: 0, grip: 0)

  /// A target from all its fields.
  @inlinable
  public init(
    twistInBody: Twist, jointRates: SIMD4<Float>, toolForce: Float, liftHeight: Float, grip: Float
  ) {
    self.twistInBody = twistInBody
    self.jointRates = jointRates
    self.toolForce = toolForce
    self.liftHeight = liftHeight
    self.grip = grip
  }
}
