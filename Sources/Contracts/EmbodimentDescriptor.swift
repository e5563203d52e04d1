/// The properties of a class that an executor knows of itself: the embodiment descriptor e_c.
@frozen
public struct EmbodimentDescriptor: BitwiseCopyable, Equatable, Sendable {
  /// Radius of the disc it counts as in avoidance and navigation, m: of equal area, not around it.
  public var radius: Float
  /// Maximum speed, m/s.
  public var maxSpeed: Float
  /// Maximum turn rate, rad/s.
  public var maxTurnRate: Float
  /// Maximum acceleration, m/s².
  public var maxAcceleration: Float
  /// Payload, kg.
  public var payload: Float
  /// Offset of the control point ahead of the centre, l_c, m.
  public var controlPointOffset: Float
  /// Smallest turning radius at the control point's axle, m; 0 where it can turn on the spot.
  public var minTurnRadius: Float
  /// Sensor range, m.
  public var sensorRange: Float
  /// 1 where it can move sideways.
  public var canStrafe: Float
  /// 1 where it has a tool (lift or arm).
  public var hasTool: Float
  /// Half of the body's width across its heading, m.
  public var halfWidth: Float

  /// A descriptor from all its fields; half the width is the radius unless given.
  @inlinable
  public init(
    radius: Float, maxSpeed: Float, maxTurnRate: Float, maxAcceleration: Float, payload: Float,
    controlPointOffset: Float, minTurnRadius: Float, sensorRange: Float, canStrafe: Float,
    hasTool: Float, halfWidth: Float? = nil
  ) {
    self.radius = radius
    self.maxSpeed = maxSpeed
    self.maxTurnRate = maxTurnRate
    self.maxAcceleration = maxAcceleration
    self.payload = payload
    self.controlPointOffset = controlPointOffset
    self.minTurnRadius = minTurnRadius
    self.sensorRange = sensorRange
    self.canStrafe = canStrafe
    self.hasTool = hasTool
    self.halfWidth = halfWidth ?? radius
  }

  /// Length of the forecourt of a place for a robot of a radius: within it a robot asks for its place, and stands in
  /// line where it does not get it, metres.
  @inlinable
  public static func forecourt(radius: Float) -> Float { min(8, 24 * radius) }

  /// Length of the forecourt of its goal, metres.
  @inlinable public var forecourt: Float { Self.forecourt(radius: radius) }
}
