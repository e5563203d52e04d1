/// A rotation in the plane, held as cosine and sine so that composing two needs no trigonometry.
@frozen
public struct Rotation: BitwiseCopyable, Equatable, Sendable {
  /// The cosine of the angle, dimensionless.
  public var cosine: Float
  /// The sine of the angle, dimensionless.
  public var sine: Float

  /// No rotation.
  public static let identity = Rotation(cosine: 1, sine: 0)

  /// A rotation from its cosine and sine, taken as they are.
  @inlinable @inline(__always)
  public init(cosine: Float, sine: Float) {
    self.cosine = cosine
    self.sine = sine
  }

  /// A rotation by an angle in radians; see `sineCosine(_:)` for the error bound.
  @inlinable @inline(__always)
  public init(angle: Float) {
    let pair = sineCosine(angle)
    self.init(cosine: pair.cosine, sine: pair.sine)
  }

  /// The angle in radians, in (−π, π].
  @inlinable
  public var angle: Float { arctangent(sine, cosine) }

  /// The body's x axis in the world: (cosine, sine).
  @inlinable @inline(__always)
  public var xAxis: Vec2 { Vec2(cosine, sine) }

  /// A vector of the body frame, in the world frame.
  @inlinable @inline(__always)
  public func rotate(_ vectorInBody: Vec2) -> Vec2 {
    Vec2(
      cosine * vectorInBody.x - sine * vectorInBody.y,
      sine * vectorInBody.x + cosine * vectorInBody.y)
  }

  /// A vector of the world frame, in the body frame.
  @inlinable @inline(__always)
  public func inverseRotate(_ vectorInWorld: Vec2) -> Vec2 {
    Vec2(
      cosine * vectorInWorld.x + sine * vectorInWorld.y,
      -sine * vectorInWorld.x + cosine * vectorInWorld.y)
  }

  /// This rotation after `other`.
  @inlinable @inline(__always)
  public func composed(with other: Rotation) -> Rotation {
    Rotation(
      cosine: cosine * other.cosine - sine * other.sine,
      sine: sine * other.cosine + cosine * other.sine)
  }
}

/// Where a body is: position in metres and heading as a rotation; as a map it is `worldFromBody`.
@frozen
public struct Pose: BitwiseCopyable, Equatable, Sendable {
  /// Position of the body's origin in the world, in metres.
  public var position: Vec2
  /// Heading of the body's x axis.
  public var rotation: Rotation

  /// A pose from position (m) and rotation.
  @inlinable
  public init(position: Vec2, rotation: Rotation = .identity) {
    self.position = position
    self.rotation = rotation
  }

  /// A point of the body frame, in the world frame, in metres.
  @inlinable @inline(__always)
  public func transform(_ pointInBody: Vec2) -> Vec2 { position + rotation.rotate(pointInBody) }

  /// A point of the world frame, in the body frame, in metres.
  @inlinable @inline(__always)
  public func inverseTransform(_ pointInWorld: Vec2) -> Vec2 {
    rotation.inverseRotate(pointInWorld - position)
  }
}

/// How a body moves: linear velocity in m/s and spin in rad/s.
@frozen
public struct Twist: BitwiseCopyable, Equatable, Sendable {
  /// Linear velocity in m/s, in the frame the variable's name states (world if it states none).
  public var linear: Vec2
  /// Spin in rad/s, counter-clockwise positive.
  public var angular: Float

  /// At rest.
  public static let zero = Twist(linear: .zero, angular: 0)

  /// A twist from velocity (m/s) and spin (rad/s).
  @inlinable
  public init(linear: Vec2, angular: Float) {
    self.linear = linear
    self.angular = angular
  }
}

/// An axis-aligned bounding box, in metres.
@frozen
public struct AABB: BitwiseCopyable, Equatable, Sendable {
  /// The corner with the smallest coordinates, in metres.
  public var lower: Vec2
  /// The corner with the largest coordinates, in metres.
  public var upper: Vec2

  /// The box that contains nothing and grows by `include`.
  public static let empty = AABB(
    lower: Vec2(repeating: .infinity), upper: Vec2(repeating: -.infinity))

  /// A box from its corners, in metres.
  @inlinable
  public init(lower: Vec2, upper: Vec2) {
    self.lower = lower
    self.upper = upper
  }

  /// The centre, in metres.
  @inlinable
  public var center: Vec2 { (lower + upper) * 0.5 }
  /// Width and height, in metres.
  @inlinable
  public var size: Vec2 { upper - lower }

  /// Grows the box so that it contains `point` (m).
  @inlinable
  public mutating func include(_ point: Vec2) {
    lower = Vec2(Swift.min(lower.x, point.x), Swift.min(lower.y, point.y))
    upper = Vec2(Swift.max(upper.x, point.x), Swift.max(upper.y, point.y))
  }

  /// This box grown by `margin` metres on every side.
  @inlinable
  public func expanded(by margin: Float) -> AABB {
    AABB(lower: lower - Vec2(repeating: margin), upper: upper + Vec2(repeating: margin))
  }

  /// True where `point` (m) lies inside or on the edge.
  @inlinable
  public func contains(_ point: Vec2) -> Bool {
    point.x >= lower.x && point.x <= upper.x && point.y >= lower.y && point.y <= upper.y
  }

  /// True where the two boxes share at least a point.
  @inlinable
  public func overlaps(_ other: AABB) -> Bool {
    lower.x <= other.upper.x && other.lower.x <= upper.x && lower.y <= other.upper.y
      && other.lower.y <= upper.y
  }
}
