/// The action space that every embodiment shares: six numbers in [−1, 1].
///
/// Semantics: the twist of a control point on the body, scaled by the class's limits, and a tool
/// command. An adapter per embodiment turns it into drive targets (motion transfer).
///
/// Source: seed paper A.2; the six channels are mathematics §2.5.
@frozen
public struct MotionCommand: BitwiseCopyable, Equatable, Sendable {
  /// Forward velocity of the control point, as a share of the class's maximum speed.
  public var forward: Float
  /// Lateral velocity of the control point (left positive), as a share of the maximum speed.
  public var lateral: Float
  /// Turn rate (counter-clockwise positive), as a share of the maximum turn rate.
  public var turn: Float
  /// Tool force or tool velocity along the tool axis, as a share of its maximum.
  public var toolForce: Float
  /// Tool height or extension: −1 fully down or in, 1 fully up or out.
  public var toolHeight: Float
  /// Grip: below 0 open, above 0 closed.
  public var grip: Float

  /// Stand still, tool at rest.
  public static let rest = MotionCommand()

  /// A command; what is not named is at rest.
  @inlinable
  public init(
    forward: Float = 0, lateral: Float = 0, turn: Float = 0, toolForce: Float = 0,
    toolHeight: Float = 0, grip: Float = 0
  ) {
    self.forward = forward
    self.lateral = lateral
    self.turn = turn
    self.toolForce = toolForce
    self.toolHeight = toolHeight
    self.grip = grip
  }

  /// True when all six numbers are finite.
  @inlinable
  public var isFinite: Bool {
    forward.isFinite && lateral.isFinite && turn.isFinite && toolForce.isFinite
      && toolHeight.isFinite && grip.isFinite
  }
}
