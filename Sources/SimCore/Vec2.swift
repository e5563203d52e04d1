/// A vector in the plane; components in metres, metres per second or newtons, as its name says.
///
/// Frames: x forward or right, y left or up, angles counter-clockwise positive.
public typealias Vec2 = SIMD2<Float>

extension SIMD2 where Scalar == Float {
  /// The scalar product with another vector.
  @inlinable @inline(__always)
  public func dot(_ other: SIMD2<Float>) -> Float { x * other.x + y * other.y }

  /// The z component of the three-dimensional cross product: x₁y₂ − y₁x₂.
  @inlinable @inline(__always)
  public func cross(_ other: SIMD2<Float>) -> Float { x * other.y - y * other.x }

  /// The square of the Euclidean length.
  @inlinable @inline(__always)
  public var lengthSquared: Float { x * x + y * y }

  /// The Euclidean length.
  @inlinable @inline(__always)
  public var length: Float { lengthSquared.squareRoot() }

  /// The vector turned by +90°: (−y, x).
  @inlinable @inline(__always)
  public var perpendicular: SIMD2<Float> { SIMD2(-y, x) }

  /// The unit vector of the same direction, or zero where the length is below 1e-12.
  @inlinable @inline(__always)
  public var normalized: SIMD2<Float> {
    let magnitude = length
    return magnitude > 1e-12 ? self / magnitude : .zero
  }

  /// True when both components are finite numbers.
  @inlinable @inline(__always)
  public var isFinite: Bool { x.isFinite && y.isFinite }
}

/// The velocity ω × r of a point at `arm` on a body that spins at `spin` rad/s.
@inlinable @inline(__always)
public func cross(_ spin: Float, _ arm: Vec2) -> Vec2 { Vec2(-spin * arm.y, spin * arm.x) }
