import Contracts
import SimCore

/// The spatial part of m^exec: density, flow and blocked density of the traffic of all classes on a grid.
///
/// Robots that queue, work, charge or stand idle are no traffic: whoever comes to a queue is not slowed by it
/// before it gets there.
///
/// Cell (i, j) stands for the point `lower + (i + ½, j + ½)·cellSize`. A robot is deposited on the
/// four nearest cells with cloud-in-cell weights, in Int64 fixed point with the rounding remainder on
/// the largest weight, so Σ of the cells equals the number of robots in traffic exactly and the field is
/// continuous in the positions, to 2⁻¹⁶ of a cell. A robot beyond the outermost cell centres counts for
/// these cells. What is deposited waits in the bins of its tile until the update is closed (`TileBins`).
///
///     world → cells:  u = (x − lower.x)/cellSize − ½,  clamped to 0 … columns − 1
///
/// Source: mathematics §1.1 (field part), §1.3; the cell size is in metres (correction C3).
public struct SpatialField: ~Copyable {
  /// Number of cells along x, at least 2.
  public let columns: Int
  /// Number of cells along y, at least 2.
  public let rows: Int
  /// Side of a cell, metres.
  public let cellSize: Float
  /// The workspace's lower corner, metres.
  public let lower: Vec2
  /// The field after the recursion, per m²: ρ, Jx, Jy, blocked. [rows × columns]
  var cells: Buffer<SIMD4<Float>>
  /// What is deposited at this update.
  let bins: TileBins<TrafficRecord>

  /// Cells that a field has at most; scenes that ask for more are refused.
  public static let cellLimit = 1 << 24
  /// Bytes that a cell takes in both spatial fields; deposits take more by the robot.
  public static let bytesPerCell =
    MemoryLayout<SIMD4<Float>>.stride + MemoryLayout<Float>.stride

  /// An empty field over `bounds` (m) with cells of `cellSize` metres, for so many robots of an update.
  ///
  /// - Precondition: `cellSize` is positive and the grid has at most `cellLimit` cells.
  public init(bounds: AABB, cellSize: Float, laneCount: Int, robotCount: Int = 0) {
    precondition(cellSize > 0 && cellSize.isFinite, "a cell of \(cellSize) m does not exist")
    let size = bounds.size
    // The tolerance keeps 100 m / 2 m from becoming 51 cells by rounding.
    // Locals: Swift 6.3.1 in release breaks a move-only type whose own parts an autoclosure reads in `init`.
    let shape = GridShape(
      columns: max(2, Int((size.x / cellSize - 1e-4).rounded(.up))),
      rows: max(2, Int((size.y / cellSize - 1e-4).rounded(.up))),
      lower: bounds.lower, cellSize: cellSize)
    precondition(
      shape.cellCount <= SpatialField.cellLimit,
      "a field of \(shape.columns) × \(shape.rows) cells is too large")
    columns = shape.columns
    rows = shape.rows
    self.cellSize = cellSize
    lower = bounds.lower
    cells = Buffer(count: shape.cellCount, repeating: .zero)
    bins = TileBins(shape, laneCount: laneCount, robotCount: robotCount)
  }

  /// Its cells.
  public var shape: GridShape {
    GridShape(columns: columns, rows: rows, lower: lower, cellSize: cellSize)
  }

  /// The field at a point (m), by bilinear interpolation; the outermost cells continue outwards.
  ///
  /// - Complexity: O(1), four cells are read.
  public func sample(at point: Vec2) -> FieldSample { view.sample(at: point) }

  /// A copyable view for hot loops; valid while the field lives and is not advanced.
  public var view: SpatialFieldView {
    SpatialFieldView(
      cells: UnsafePointer(cells.base), columns: columns, rows: rows, lower: lower,
      cellSize: cellSize)
  }

  /// Sums of the open deposits over all cells, in units of 2⁻³²: robots in traffic, flow x and y (m/s), blocked.
  ///
  /// - Complexity: O(cells + robots); for tests and checks.
  public func openTotals() -> SIMD4<Int64> {
    var sum = SIMD4<Int64>.zero
    bins.forEachOpen { sum &+= $0 }
    return sum
  }

  /// Closes the deposits of this tick: field ← (1 − weight)·field + weight·deposit.
  ///
  /// - Complexity: O(cells + robots), no allocation.
  mutating func advance(weight: Float, pool: WorkerPool) {
    let scale = fixedPointUnit / Double(cellSize * cellSize)
    let (cells, columns) = (self.cells.base, columns)
    let keep = SIMD4<Float>(repeating: 1 - weight)
    let take = SIMD4<Float>(repeating: weight)
    // Below this the average of an empty cell is flushed: subnormal numbers are slow.
    let tiny = SIMD4<Float>(repeating: 1e-20)
    bins.close(pool: pool) { tile, sums in
      for row in 0..<tile.rows {
        let line = cells + tile.first + row * columns
        let open = sums.map { $0 + tile.sum(row) }
        for i in 0..<tile.columns {
          var value = keep * line[i]
          if let open {
            let sum = open[i]
            let deposit = SIMD4<Float>(
              Float(Double(sum[0]) * scale), Float(Double(sum[1]) * scale),
              Float(Double(sum[2]) * scale), Float(Double(sum[3]) * scale))
            value += take * deposit
          }
          line[i] = value.replacing(with: 0, where: (value .< tiny) .& (value .> -tiny))
        }
      }
    }
  }
}

/// A read-only view of a spatial field, for hot loops.
///
/// Unsafe: it holds a pointer into the field, which must outlive it.
@frozen
public struct SpatialFieldView: @unchecked Sendable {
  /// ρ, Jx, Jy, blocked, per m². [rows × columns]
  public let cells: UnsafePointer<SIMD4<Float>>
  /// Number of cells along x.
  public let columns: Int
  /// Number of cells along y.
  public let rows: Int
  /// The workspace's lower corner, metres.
  public let lower: Vec2
  /// Side of a cell, metres.
  public let cellSize: Float

  /// A view from its values.
  @inlinable
  public init(
    cells: UnsafePointer<SIMD4<Float>>, columns: Int, rows: Int, lower: Vec2, cellSize: Float
  ) {
    self.cells = cells
    self.columns = columns
    self.rows = rows
    self.lower = lower
    self.cellSize = cellSize
  }

  /// The field at a point (m), by bilinear interpolation.
  @inlinable
  public func sample(at point: Vec2) -> FieldSample {
    let node = gridCoordinates(
      point, lower: lower, inverseCell: 1 / cellSize, columns: columns, rows: rows)
    let cell = cells + node.row * columns + node.column
    let f = SIMD4<Float>(repeating: node.fraction.x)
    let low = cell[0] + f * (cell[1] - cell[0])
    let high = cell[columns] + f * (cell[columns + 1] - cell[columns])
    let value = low + SIMD4<Float>(repeating: node.fraction.y) * (high - low)
    let density = value[0]
    return FieldSample(
      density: density, flow: Vec2(value[1], value[2]),
      blockedShare: density > 1e-6 ? min(1, max(0, value[3] / density)) : 0)
  }
}

/// The lower left of the four cells around a point, and the point's place between them in [0, 1].
@inlinable @inline(__always)
func gridCoordinates(
  _ point: Vec2, lower: Vec2, inverseCell: Float, columns: Int, rows: Int
) -> (column: Int, row: Int, fraction: Vec2) {
  var u = (point.x - lower.x) * inverseCell - 0.5
  var v = (point.y - lower.y) * inverseCell - 0.5
  // Written so that NaN becomes 0.
  u = u > 0 ? min(u, Float(columns - 1)) : 0
  v = v > 0 ? min(v, Float(rows - 1)) : 0
  let column = min(Int(u), columns - 2)
  let row = min(Int(v), rows - 2)
  return (column, row, Vec2(u - Float(column), v - Float(row)))
}
