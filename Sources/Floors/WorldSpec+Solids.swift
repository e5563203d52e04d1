import Scenes
import SimCore

extension WorldSpec {
  /// All static obstacles as convex polygons: the map's merged cells and the scene's own.
  public func solids() -> [[Vec2]] {
    var polygons = obstacles
    if let grid = map {
      for box in grid.mergedRectangles() {
        polygons.append([
          box.lower, Vec2(box.upper.x, box.lower.y), box.upper, Vec2(box.lower.x, box.upper.y),
        ])
      }
    }
    return polygons
  }
}
