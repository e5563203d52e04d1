import SimCore

/// A piece of the immovable map.
///
/// Polygons that share an edge, wholly or in part, lose the shared part when the map is compiled,
/// and edges that meet know their neighbours, so nothing catches on inner edges.
public enum StaticGeometry: Equatable, Sendable {
  /// A solid convex polygon, anticlockwise, at least 3 points in metres.
  case polygon([Vec2])
  /// A solid box: centre pose, `length` metres along its x and `width` metres along its y.
  case box(center: Pose, length: Float, width: Float)
  /// Segments one after another that are solid on their left side: free space is on the right
  /// when walking from point to point, so a closed anticlockwise chain is a solid island and a
  /// closed clockwise chain is a room.
  case chain([Vec2], isClosed: Bool)
  /// One segment that is solid from both sides.
  case segment(Vec2, Vec2)
}

/// The material of static geometry.
@frozen
public struct StaticMaterial: BitwiseCopyable, Equatable, Sendable {
  /// Coulomb friction coefficient, dimensionless.
  public var friction: Float
  /// Restitution, 0 … 1.
  public var restitution: Float
  /// Who it collides with.
  public var filter: CollisionFilter

  /// A material from its values.
  public init(
    friction: Float = 0.3, restitution: Float = 0, filter: CollisionFilter = CollisionFilter()
  ) {
    self.friction = friction
    self.restitution = restitution
    self.filter = filter
  }
}
