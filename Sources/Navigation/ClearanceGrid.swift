import SimCore

/// About how far every spot of a floor is from the nearest obstacle: a quick first answer where most of the
/// floor is far from all of them.
///
/// Compiled once from bounds, map and obstacles; immutable after that and shared by parallel runs. Cell
/// indices are row × columns + column, bottom row first. Whether a body fits is asked of the exact geometry
/// wherever a cell does not settle it; ways are those of `CorridorMap`.
public final class ClearanceGrid: Sendable {
  /// Number of columns.
  public let columns: Int
  /// Number of rows.
  public let rows: Int
  /// Edge of a cell, metres.
  public let cellSize: Float
  /// Lower left corner, metres.
  public let origin: Vec2
  /// Signed distance from each cell's centre to the nearest obstacle, metres. [cells]
  public let clearance: Buffer<Float>

  /// Number of cells.
  @inlinable public var cellCount: Int { columns * rows }

  /// The grid of a workspace.
  ///
  /// Cells are 0.5 m, or more on floors of over a million cells. Cells of a map are kept from 0.2 m upwards,
  /// and smaller ones are joined to about 0.25 m.
  ///
  /// - Parameters:
  ///   - bounds: The workspace, metres; its edge is a wall.
  ///   - grid: A map, or nil for an empty floor.
  ///   - obstacles: Convex polygons, anticlockwise, metres.
  ///   - largestRadius: Radius of the largest robot, metres: how far around obstacles clearances are known
  ///     follows from it.
  /// - Complexity: O(cells + cells around obstacles).
  public init(bounds: AABB, grid: OccupancyGrid?, obstacles: [[Vec2]], largestRadius: Float) {
    let surface = ClearanceSurface(
      bounds: bounds, grid: grid, obstacles: obstacles, reach: ClearanceGrid.reach(largestRadius))
    columns = surface.columns
    rows = surface.rows
    cellSize = surface.cellSize
    origin = surface.origin
    clearance = Buffer(surface.clearance)
  }

  /// Side tests of obstacles that a grid may take: some six seconds.
  public static let mostCarvingSteps = 4e8

  /// Side tests of obstacles that the grid of a workspace takes; see `mostCarvingSteps`.
  ///
  /// The parameters are those of `init`.
  ///
  /// - Complexity: O(obstacles).
  public static func carvingSteps(
    bounds: AABB, grid: OccupancyGrid?, obstacles: [[Vec2]], largestRadius: Float
  ) -> Double {
    ClearanceSurface.carvingSteps(
      bounds: bounds, grid: grid, obstacles: obstacles,
      reach: ClearanceGrid.reach(largestRadius))
  }

  /// How far around an obstacle clearances are known, metres.
  private static func reach(_ largestRadius: Float) -> Float { 4 * largestRadius + 2 }

  /// The centre of a cell, metres.
  @inlinable @inline(__always)
  public func center(_ cell: Int) -> Vec2 {
    center(column: cell % columns, row: cell / columns)
  }

  /// The centre of the cell in a column and row, metres.
  @inlinable @inline(__always)
  public func center(column: Int, row: Int) -> Vec2 {
    origin + Vec2(Float(column) + 0.5, Float(row) + 0.5) * cellSize
  }

  /// The cell that holds a point (m); points outside belong to the nearest cell.
  @inlinable @inline(__always)
  public func cell(at point: Vec2) -> Int {
    let scaled = (point - origin) / cellSize
    let x = min(max(scaled.x, 0), Float(columns) - 0.5)
    let y = min(max(scaled.y, 0), Float(rows) - 0.5)
    // Beyond 2²³ cells a number of single precision has no halves left.
    return min(Int(y), rows - 1) * columns + min(Int(x), columns - 1)
  }
}
