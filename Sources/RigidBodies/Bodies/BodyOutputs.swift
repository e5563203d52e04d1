import SimCore

/// What happened to a body during the last step.
@frozen
public struct ContactState: BitwiseCopyable, Equatable, Sendable {
  /// Total normal contact impulse over the step, N·s.
  public var impulse: Float
  /// Bits: see the properties.
  @usableFromInline var bits: UInt32

  /// Nothing happened.
  public static let untouched = ContactState(impulse: 0, bits: 0)

  @inlinable
  init(impulse: Float, bits: UInt32) {
    self.impulse = impulse
    self.bits = bits
  }

  /// Adds what another part of the same machine pressed on; wheels are the first one's.
  @inlinable
  public mutating func add(part: ContactState) {
    impulse += part.impulse
    bits |= part.bits & 3
  }

  /// True where the body pressed on another body.
  @inlinable public var touchesBody: Bool { bits & 1 != 0 }
  /// True where the body pressed on static geometry.
  @inlinable public var touchesStatic: Bool { bits & 2 != 0 }
  /// True where the ground contact reached the limit of its friction.
  @inlinable public var isSlipping: Bool { bits & 4 != 0 }
}

/// A body that was taken out because one of its quantities was no longer a finite number.
public struct QuarantinedBody: Equatable, Sendable {
  /// Which quantity was bad.
  public enum Quantity: String, Sendable {
    /// The force or torque put on it.
    case force
    /// Its velocity or spin.
    case velocity
    /// Its position or heading.
    case pose
  }
  /// The body; it is disabled and keeps its last good pose.
  public var body: BodyID
  /// What was bad.
  public var quantity: Quantity
  /// The step, counted from 0, in which it was found.
  public var step: Int
}

/// A ray to cast.
@frozen
public struct Ray: BitwiseCopyable, Sendable {
  /// Where it starts, metres.
  public var origin: Vec2
  /// Its direction, of unit length.
  public var direction: Vec2
  /// How far it reaches, metres.
  public var range: Float
  /// A body it does not see: the one that carries the sensor.
  public var excluded: BodyID

  /// A collision group it does not see, where not 0: the sensor's whole machine, arm included.
  public var excludedGroup: Int32

  /// A ray from its values.
  @inlinable
  public init(
    origin: Vec2, direction: Vec2, range: Float, excluded: BodyID = .none, excludedGroup: Int32 = 0
  ) {
    self.excludedGroup = excludedGroup
    self.origin = origin
    self.direction = direction
    self.range = range
    self.excluded = excluded
  }
}

/// What a ray met.
@frozen
public struct RayHit: BitwiseCopyable, Equatable, Sendable {
  /// The distance in metres; the ray's range where it met nothing.
  public var distance: Float
  /// 0 nothing, 1 a body, 2 static geometry.
  public var kind: UInt32
  /// The body met, or `none`.
  public var body: BodyID

  /// True where the ray met something.
  @inlinable public var isHit: Bool { kind != 0 }

  /// Nothing was met.
  public static let nothing = RayHit(distance: 0, kind: 0, body: .none)

  @inlinable
  init(distance: Float, kind: UInt32, body: BodyID) {
    self.distance = distance
    self.kind = kind
    self.body = body
  }
}
