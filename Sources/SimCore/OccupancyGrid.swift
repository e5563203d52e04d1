/// A map as a grid of free and occupied cells; row 0 is at the bottom (smallest y).
///
/// Importers turn "row 0 on top" formats over: world y grows upwards.
public struct OccupancyGrid: Equatable, Sendable {
  /// Number of columns.
  public var columns: Int
  /// Number of rows.
  public var rows: Int
  /// Edge length of a cell, metres.
  public var cellSize: Float
  /// World position of the lower left corner, metres.
  public var origin: Vec2
  /// True where occupied. [rows × columns], row-major, bottom row first
  public var isOccupied: [Bool]

  /// A grid from its values.
  ///
  /// - Precondition: `isOccupied` has rows × columns elements.
  public init(columns: Int, rows: Int, cellSize: Float, origin: Vec2, isOccupied: [Bool]) {
    precondition(isOccupied.count == rows * columns, "the grid's cells do not match its size")
    self.columns = columns
    self.rows = rows
    self.cellSize = cellSize
    self.origin = origin
    self.isOccupied = isOccupied
  }

  /// The centre of a cell in the world, metres.
  public func center(column: Int, row: Int) -> Vec2 {
    origin + Vec2(Float(column) + 0.5, Float(row) + 0.5) * cellSize
  }

  /// True where the cell is inside the grid and free.
  public func isFree(column: Int, row: Int) -> Bool {
    column >= 0 && row >= 0 && column < columns && row < rows && !isOccupied[row * columns + column]
  }
}
