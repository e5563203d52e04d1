import SimCore

/// Lines of sight past the immovable map, exactly as rays meet it; bodies hide nothing.
///
/// Valid while the world it was asked of does not change.
public struct MapSight: @unchecked Sendable {
  private let map: MapView

  init(_ map: MapView) { self.map = map }

  /// A distance around a point (m) within which surely nothing of the map lies; below 0 where one look does
  /// not tell, metres.
  ///
  /// - Complexity: O(1).
  public func clearance(around point: Vec2) -> Float {
    map.count > 0 ? map.clearance(around: point) : .infinity
  }

  /// True where nothing of the map lies between a point (m) and another at `offset` from it, metres.
  ///
  /// - Complexity: O(cells crossed).
  public func isOpen(from point: Vec2, to offset: Vec2) -> Bool {
    let distance = offset.length
    guard map.count > 0, distance > 0 else { return true }
    let ray = Ray(origin: point, direction: offset / distance, range: distance)
    return map.cast(ray, limit: distance, mask: .max) >= distance
  }
}

extension RigidBodyWorld {
  /// Lines of sight past the map as it is.
  ///
  /// - Precondition: the world was stepped or refreshed since the map changed.
  public var mapSight: MapSight {
    precondition(!map.isStale, "the map changed: call refreshQueries before asking")
    return MapSight(map.view)
  }
}
