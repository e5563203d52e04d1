import Clearance
import Navigation
import Scenes
import SimCore

extension FloorBoundary {
  /// The boundary of a scene's free floor.
  ///
  /// - Throws: `outOfMemory`.
  init(world: WorldSpec) throws(ClearanceError) {
    if let grid = world.map, world.obstacles.isEmpty {
      self.init(
        columns: grid.columns, rows: grid.rows, cellSize: grid.cellSize, origin: grid.origin
      ) { grid.isOccupied[$0] }
    } else {
      try self.init(bounds: world.bounds, polygons: world.solids())
    }
  }
}

extension CorridorMap {
  /// The corridors of a scene's workspace.
  ///
  /// - Throws: `outOfMemory`.
  /// - Complexity: O(n log n) for n pieces of its boundary.
  public init(world: WorldSpec) throws(ClearanceError) {
    self.init(
      try ClearanceGraph(try FloorBoundary(world: world)), margin: world.traffic.margin)
  }
}
