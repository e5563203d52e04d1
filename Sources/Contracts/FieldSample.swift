import SimCore

/// One sample of the spatial executor field: robots per m², flow in robots/(m·s), and the blocked
/// share in [0, 1].
@frozen
public struct FieldSample: BitwiseCopyable, Equatable, Sendable {
  /// Robots per m².
  public var density: Float
  /// Flow density, robots/(m·s), world axes.
  public var flow: Vec2
  /// Share of the robots here that are blocked, in [0, 1].
  public var blockedShare: Float

  /// Nothing there, or nothing granted.
  public static let zero = FieldSample(density: 0, flow: .zero, blockedShare: 0)

  /// A sample from all its fields.
  @inlinable
  public init(density: Float, flow: Vec2, blockedShare: Float) {
    self.density = density
    self.flow = flow
    self.blockedShare = blockedShare
  }
}

extension FieldSample: StateElement {
  /// Folds every field.
  public func addHash(to hash: inout StateHash) {
    for value in [density, flow.x, flow.y, blockedShare] { hash.add(value) }
  }
}

/// How many points of the spatial field an executor reads: its own place and three ahead.
@inlinable public var fieldSamplePoints: Int { 4 }

/// Where an executor samples the spatial field, relative to its position, metres, world axes.
///
/// Sample 0 is its own place, 1 lies `lookAhead` metres ahead, 2 as far to the left of ahead by 45°,
/// 3 to the right. `direction` is the unit vector towards `WayAhead.target`, or the heading where
/// there is no target.
@inlinable
public func fieldSampleOffset(_ index: Int, direction: Vec2, lookAhead: Float) -> Vec2 {
  let side = direction.perpendicular
  switch index {
  case 0: return .zero
  case 1: return direction * lookAhead
  case 2: return (direction + side) * (0.707_106_78 * lookAhead)
  default: return (direction - side) * (0.707_106_78 * lookAhead)
  }
}
