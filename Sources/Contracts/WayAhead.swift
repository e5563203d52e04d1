import SimCore

/// The way ahead of a robot, as navigation and traffic rules give it.
@frozen
public struct WayAhead: BitwiseCopyable, Equatable, Sendable {
  /// The point to steer for, relative to the robot, world axes, in metres.
  public var target: Vec2
  /// Across the way to the left, a unit vector; zero where `laneRoom` is not finite.
  public var laneSide: Vec2
  /// Metres along the way to the goal; 0 at the goal.
  public var distanceToGo: Float
  /// Metres the robot may still roll before the traffic rule wants it stopped; `.infinity` where
  /// no rule holds it.
  public var freeDistance: Float
  /// Heading wanted at the goal, in radians; NaN where any will do.
  public var goalHeading: Float
  /// The lane's half width at the robot, in metres: how far it may swerve; below 0 where the way is
  /// reserved for it alone, straight to the target and as far as it is free.
  public var halfWidth: Float
  /// Speed limit here in m/s; `.infinity` where there is none.
  public var speedLimit: Float
  /// How far the robot may go to the left before it is in the way of those that come towards it, in
  /// metres, below 0 where it is; `.infinity` where nobody comes, or there is room for all.
  public var laneRoom: Float

  /// True where the way is reserved for the robot alone: it need not look out for others beside it.
  @inlinable public var isReserved: Bool { halfWidth < 0 }

  /// A way ahead from all its fields.
  @inlinable
  public init(
    target: Vec2, distanceToGo: Float, freeDistance: Float, goalHeading: Float, halfWidth: Float,
    speedLimit: Float, laneSide: Vec2 = .zero, laneRoom: Float = .infinity
  ) {
    self.target = target
    self.distanceToGo = distanceToGo
    self.freeDistance = freeDistance
    self.goalHeading = goalHeading
    self.halfWidth = halfWidth
    self.speedLimit = speedLimit
    self.laneSide = laneSide
    self.laneRoom = laneRoom
  }

  /// At the goal.
  public static let arrived = WayAhead(
    target: .zero, distanceToGo: 0, freeDistance: .infinity, goalHeading: .nan, halfWidth: 1,
    speedLimit: .infinity)
}
