import Contracts
import SimCore

/// What a robot is doing, as far as traffic cares.
@frozen
public enum TrafficState: UInt8, BitwiseCopyable, Sendable {
  /// Not in the world, or not to be guided: takes no part in traffic.
  case absent
  /// Under way to its goal.
  case travelling
  /// Working or waiting at its place; must not be sent away.
  case holding
  /// Without work: goes out of the way when its place is wanted.
  case idle
}

/// One robot as whoever leads it along corridors sees it at an executor tick.
@frozen
public struct TrafficRobot: BitwiseCopyable, Sendable {
  /// Position in the world, metres.
  public var position: Vec2
  /// Velocity in the world, m/s.
  public var velocity: Vec2
  /// Where it is to go, metres.
  public var goal: Vec2
  /// Radius of its bounding circle, metres.
  public var radius: Float
  /// Maximum speed, m/s.
  public var maxSpeed: Float
  /// Deceleration it can count on, m/s².
  public var acceleration: Float
  /// How far before its goal it has to wait until its place there is free, metres; 0 where it need not.
  public var standOff: Float
  /// The robot that has its place as yet, or −1.
  public var holder: Int32
  /// What it is doing.
  public var state: TrafficState

  /// True where the place that it is to reach is another's as yet.
  @inlinable public var waits: Bool { standOff > 0 && state == .travelling }

  /// A robot from its values.
  public init(
    position: Vec2, velocity: Vec2, goal: Vec2, radius: Float, maxSpeed: Float,
    acceleration: Float, state: TrafficState, standOff: Float = 0, holder: Int32 = -1
  ) {
    self.position = position
    self.velocity = velocity
    self.goal = goal
    self.radius = radius
    self.maxSpeed = maxSpeed
    self.acceleration = acceleration
    self.state = state
    self.standOff = standOff
    self.holder = holder
  }
}
