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
