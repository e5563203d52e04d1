import SimCore

/// How many neighbours an executor sees at most.
@inlinable public var neighbourSlots: Int { 8 }

/// A robot or other moving body near a robot, as its sensors see it.
@frozen
public struct Neighbour: BitwiseCopyable, Equatable, Sendable {
  /// Position relative to the robot, world axes, in metres.
  public var offset: Vec2
  /// Velocity in the world, in m/s.
  public var velocity: Vec2
  /// Radius of the disc it counts as, in metres.
  public var radius: Float
  /// 1 where it also avoids (a robot under way), 0 where it will not move away.
  public var cooperation: Float

  /// A neighbour from all its fields.
  @inlinable
  public init(offset: Vec2, velocity: Vec2, radius: Float, cooperation: Float) {
    self.offset = offset
    self.velocity = velocity
    self.radius = radius
    self.cooperation = cooperation
  }
}
