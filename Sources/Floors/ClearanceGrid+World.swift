import Navigation
import Scenes
import SimCore

extension ClearanceGrid {
  /// The grid of a scene's workspace.
  public convenience init(world: WorldSpec, largestRadius: Float) {
    self.init(
      bounds: world.bounds, grid: world.map, obstacles: world.obstacles,
      largestRadius: largestRadius)
  }

  /// Side tests of obstacles that the grid of a workspace takes; see `mostCarvingSteps`.
  ///
  /// - Complexity: O(obstacles).
  public static func carvingSteps(world: WorldSpec, largestRadius: Float) -> Double {
    carvingSteps(
      bounds: world.bounds, grid: world.map, obstacles: world.obstacles,
      largestRadius: largestRadius)
  }
}
