import Navigation
import Scenes
import SimCore

extension NavigationMap {
  /// Compiles the ways of a scene's workspace.
  public convenience init(world: WorldSpec, radii: [Float], cellSize: Float? = nil) {
    self.init(
      bounds: world.bounds, grid: world.map, obstacles: world.obstacles, radii: radii,
      rule: world.traffic.rule, cellSize: cellSize)
  }

  /// Side tests of obstacles that the map of a workspace takes; see `mostCarvingSteps`.
  ///
  /// - Complexity: O(obstacles).
  public static func carvingSteps(world: WorldSpec, radii: [Float], cellSize: Float? = nil)
    -> Double
  {
    carvingSteps(
      bounds: world.bounds, grid: world.map, obstacles: world.obstacles, radii: radii,
      cellSize: cellSize)
  }
}
