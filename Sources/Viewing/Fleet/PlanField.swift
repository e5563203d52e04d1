import Contracts
import SimCore

/// Where the fleet plans to be, spread over the cells of the spatial field: what m^orch counts, on the floor.
///
/// It is formed when it is looked at, from destinations and claims as they are; executors may read `DestinationField`,
/// which has a memory.
public struct PlanField: Equatable, Sendable {
  /// Number of columns.
  public var columns: Int
  /// Number of rows.
  public var rows: Int
  /// Edge of a cell, metres.
  public var cellSize: Float
  /// Lower left corner, metres.
  public var origin: Vec2
  /// Robots per m² that head for a cell. [rows × columns]
  public var destinations: [Float]
  /// Robots per m² that have claimed a job in a cell which nobody has taken yet. [rows × columns]
  public var claims: [Float]
  /// Robots that have somewhere to go.
  public var boundCount = 0
  /// Robots that have claimed a job.
  public var claimCount = 0

  /// A field without plans, of the cells of another one.
  public init(cellsOf grid: FloorGrid) {
    columns = grid.columns
    rows = grid.rows
    cellSize = grid.cellSize
    origin = grid.origin
    destinations = Array(repeating: 0, count: grid.columns * grid.rows)
    claims = destinations
  }

  /// Adds a robot that heads for a point (m).
  public mutating func add(destination: Vec2, isClaim: Bool) {
    let grid = FloorGrid(columns: columns, rows: rows, cellSize: cellSize, origin: origin)
    boundCount += 1
    if isClaim { claimCount += 1 }
    let perArea = 1 / (cellSize * cellSize)
    grid.spread(at: destination) { cell, weight in
      destinations[cell] += weight * perArea
      if isClaim { claims[cell] += weight * perArea }
    }
  }
}

/// The cells of a field on the floor, bottom row first.
public struct FloorGrid: Equatable, Sendable {
  /// Number of columns.
  public var columns: Int
  /// Number of rows.
  public var rows: Int
  /// Edge of a cell, metres.
  public var cellSize: Float
  /// Lower left corner, metres.
  public var origin: Vec2

  /// Cells from their values.
  public init(columns: Int, rows: Int, cellSize: Float, origin: Vec2) {
    self.columns = columns
    self.rows = rows
    self.cellSize = cellSize
    self.origin = origin
  }

  /// Shares one robot at a point (m) out to the four nearest cells, as the spatial field does it.
  ///
  /// Weights sum to 1; a point beyond the outermost cell centres counts for these cells, one that is none for
  /// no cell.
  @inline(__always)
  func spread(at point: Vec2, _ add: (_ cell: Int, _ weight: Float) -> Void) {
    guard columns > 0, rows > 0, point.isFinite else { return }
    let u = max(0, min(Float(columns - 1), (point.x - origin.x) / cellSize - 0.5))
    let v = max(0, min(Float(rows - 1), (point.y - origin.y) / cellSize - 0.5))
    let (column, row) = (min(Int(u), max(0, columns - 2)), min(Int(v), max(0, rows - 2)))
    let (right, up) = (min(column + 1, columns - 1), min(row + 1, rows - 1))
    let (x, y) = (u - Float(column), v - Float(row))
    add(row * columns + column, (1 - x) * (1 - y))
    add(row * columns + right, x * (1 - y))
    add(up * columns + column, (1 - x) * y)
    add(up * columns + right, x * y)
  }
}

extension FloorField {
  /// Its cells.
  public var grid: FloorGrid {
    FloorGrid(columns: columns, rows: rows, cellSize: cellSize, origin: origin)
  }

  /// A field of some robots alone as they are now: density, flow and blocked share, without memory.
  ///
  /// - Parameters:
  ///   - grid: The cells.
  ///   - robots: Place (m), velocity (m/s) and whether it is blocked, of each.
  init(cellsOf grid: FloorGrid, robots: [(place: Vec2, velocity: Vec2, isBlocked: Bool)]) {
    self.init(
      columns: grid.columns, rows: grid.rows, cellSize: grid.cellSize, origin: grid.origin,
      samples: Array(repeating: .zero, count: grid.columns * grid.rows))
    let perArea = 1 / (grid.cellSize * grid.cellSize)
    var blocked = [Float](repeating: 0, count: samples.count)
    for robot in robots {
      grid.spread(at: robot.place) { cell, weight in
        samples[cell].density += weight * perArea
        samples[cell].flow += robot.velocity * (weight * perArea)
        if robot.isBlocked { blocked[cell] += weight * perArea }
      }
    }
    for cell in samples.indices where samples[cell].density > 0 {
      samples[cell].blockedShare = min(1, blocked[cell] / samples[cell].density)
    }
  }
}
