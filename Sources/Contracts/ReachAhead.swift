import SimCore

/// The motion ahead of an arm's tool, as the planner of joint motions gives it.
@frozen
public struct ReachAhead: BitwiseCopyable, Equatable, Sendable {
  /// The direction in which the tool sets off, a unit vector in the body's frame: who commands it goes
  /// along the planned motion, at the pace of the command.
  public var direction: Vec2
  /// Metres that the tool goes at most until the motion ends or turns.
  ///
  /// What the joint that has farthest to go has left to turn, times the length of all links; 0 at the end,
  /// and where the arm has to wait.
  public var toGo: Float
  /// True where joint motions are planned for the arm; false where its tool goes straight.
  public var isPlanned: Bool

  /// A motion ahead from all its fields.
  @inlinable
  public init(direction: Vec2, toGo: Float, isPlanned: Bool) {
    self.direction = direction
    self.toGo = toGo
    self.isPlanned = isPlanned
  }

  /// Nothing is planned: the tool goes straight.
  public static let straight = ReachAhead(direction: .zero, toGo: 0, isPlanned: false)
  /// The arm stays as it is.
  public static let still = ReachAhead(direction: .zero, toGo: 0, isPlanned: true)
}
