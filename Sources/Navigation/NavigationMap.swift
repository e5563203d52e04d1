import SimCore

/// The eight ways out of a cell, anticlockwise from east; odd ones are diagonal.
enum GridDirection {
  /// Column steps of the directions E, NE, N, NW, W, SW, S, SE.
  static let columnSteps: [Int] = [1, 1, 0, -1, -1, -1, 0, 1]
  /// Row steps of the directions.
  static let rowSteps: [Int] = [0, 1, 1, 1, 0, -1, -1, -1]
}

/// What a cell is to the traffic rules, as flags.
enum CellFlag {
  /// Too narrow for two robots abreast.
  static let narrow: UInt8 = 1
  /// Part of an aisle that runs east–west.
  static let horizontalAisle: UInt8 = 2
  /// Part of an aisle that runs north–south.
  static let verticalAisle: UInt8 = 4
  /// Where narrow aisles meet: nobody stops here.
  static let junction: UInt8 = 8
  /// Traffic runs one way only.
  static let oneWay: UInt8 = 16
}

/// What compiling a navigation map found, for reports.
public struct NavigationReport: Equatable, Sendable {
  /// Cells that the smallest robots can pass.
  public var passableCells = 0
  /// Passable cells too narrow for two robots abreast.
  public var narrowCells = 0
  /// Straight aisles between junctions.
  public var aisles = 0
  /// Aisles with one-way traffic.
  public var oneWayAisles = 0
  /// Aisles turned back to two-way traffic because a place could not be reached otherwise.
  public var aislesTurnedBack = 0
  /// Connected two-way narrow areas, each used by one direction at a time.
  public var twoWayRegions = 0
  /// Separate areas between which there is no way, for the smallest robots.
  public var areas = 0
}

/// The ways of a workspace: which cells robots of each size can pass, and in which directions.
///
/// Compiled once from bounds, map and obstacles; immutable after that and shared by parallel runs.
/// A *layer* is the ways of robots up to one radius. Cell indices are row × columns + column, bottom
/// row first. Diagonal steps never cut corners.
public final class NavigationMap: Sendable {
  /// Number of columns.
  public let columns: Int
  /// Number of rows.
  public let rows: Int
  /// Edge of a cell, metres.
  public let cellSize: Float
  /// Lower left corner, metres.
  public let origin: Vec2
  /// The traffic rule the directions follow.
  public let rule: TrafficRule
  /// Largest robot radius of each layer, metres, ascending.
  public let radii: [Float]
  /// What compiling found.
  public let report: NavigationReport

  /// Signed distance from each cell's centre to the nearest obstacle, metres. [cells]
  public let clearance: Buffer<Float>
  /// Directions in which a cell may be left, one bit each. [layers × cells]
  let exits: Buffer<UInt8>
  /// Directions in which the cells lie from which a cell may be entered. [layers × cells]
  let entries: Buffer<UInt8>
  /// `CellFlag`s. [cells]
  let flags: Buffer<UInt8>
  /// Two-way narrow region of a cell, or −1. [cells]
  let region: Buffer<Int32>
  /// Number of two-way narrow regions.
  let regionCount: Int
  /// True where a narrow cell has room for one robot only, so that cells are reserved one by one.
  let reservesCells: Bool
  /// Cells outside narrow areas where a robot may wait without being in the way.
  let parkingCells: Buffer<Int32>
  /// Index steps of the eight directions.
  let steps: SIMD8<Int32>

  /// Number of cells.
  @inlinable public var cellCount: Int { columns * rows }
  /// Metres of free space beyond the radius that a passable cell has at its centre.
  public static let passingMargin: Float = 0.02
  /// Metres beyond two diameters that two robots need to pass each other.
  static let meetingMargin: Float = 0.2

  /// Compiles the ways of a workspace.
  ///
  /// - Parameters:
  ///   - bounds: The workspace, metres; its edge is a wall.
  ///   - grid: A map, or nil for an empty floor.
  ///   - obstacles: Convex polygons, anticlockwise, metres.
  ///   - radii: Robot radii, metres; equal ones share a layer.
  ///   - rule: The traffic rule.
  ///   - cellSize: Edge of a navigation cell on an empty floor, metres; nil chooses 0.5 m, or more
  ///     on floors of over a million cells. Cells of a map are kept from 0.2 m upwards, and smaller
  ///     ones are joined to about 0.25 m.
  /// - Precondition: There is at least one radius, and all are finite and above 0.
  /// - Complexity: O(cells × layers).
  public init(
    bounds: AABB, grid: OccupancyGrid?, obstacles: [[Vec2]], radii: [Float],
    rule: TrafficRule, cellSize: Float? = nil
  ) {
    precondition(!radii.isEmpty && radii.allSatisfy { $0.isFinite && $0 > 0 }, "radii must be > 0")
    var sorted: [Float] = []
    for radius in radii.sorted() where sorted.last != radius { sorted.append(radius) }
    let surface = ClearanceSurface(
      bounds: bounds, grid: grid, obstacles: obstacles, cellSize: cellSize,
      reach: NavigationMap.reach(sorted))
    var layout = TrafficLayout(surface: surface, radii: sorted, rule: rule)
    layout.compile()
    columns = surface.columns
    rows = surface.rows
    self.cellSize = surface.cellSize
    origin = surface.origin
    self.rule = rule
    self.radii = sorted
    report = layout.report
    clearance = Buffer(surface.clearance)
    exits = Buffer(layout.exits)
    entries = Buffer(layout.entries())
    flags = Buffer(layout.flags)
    region = Buffer(layout.region)
    regionCount = layout.report.twoWayRegions
    reservesCells = layout.reservesCells
    parkingCells = Buffer(layout.parkingCells())
    let c = Int32(columns)
    steps = SIMD8(1, c + 1, c, c - 1, -1, -c - 1, -c, 1 - c)
  }

  /// Side tests of obstacles that a map may take: some six seconds.
  public static let mostCarvingSteps = 4e8

  /// Side tests of obstacles that the map of a workspace takes; see `mostCarvingSteps`.
  ///
  /// The parameters are those of `init`.
  ///
  /// - Complexity: O(obstacles).
  public static func carvingSteps(
    bounds: AABB, grid: OccupancyGrid?, obstacles: [[Vec2]], radii: [Float],
    cellSize: Float? = nil
  ) -> Double {
    ClearanceSurface.carvingSteps(
      bounds: bounds, grid: grid, obstacles: obstacles, cellSize: cellSize,
      reach: NavigationMap.reach(radii))
  }

  /// How far around an obstacle clearances are known, metres.
  private static func reach(_ radii: [Float]) -> Float { 4 * (radii.max() ?? 0) + 2 }

  /// The layer of robots of this radius: the first whose radius is at least as large.
  ///
  /// - Precondition: A layer is large enough.
  public func layer(radius: Float) -> Int {
    guard let layer = radii.firstIndex(where: { $0 >= radius }) else {
      preconditionFailure("no layer is made for a radius of \(radius) m")
    }
    return layer
  }

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

  /// True where robots of a layer can pass.
  @inlinable @inline(__always)
  public func isPassable(_ cell: Int, layer: Int) -> Bool {
    clearance[cell] >= radii[layer] + NavigationMap.passingMargin
  }

  /// True where two robots cannot pass each other.
  @inline(__always)
  public func isNarrow(_ cell: Int) -> Bool { flags[cell] & CellFlag.narrow != 0 }

  /// True where traffic runs one way only.
  public func isOneWay(_ cell: Int) -> Bool { flags[cell] & CellFlag.oneWay != 0 }

  /// True where a robot of a layer may step from a cell to one of its eight neighbours.
  public func allows(from cell: Int, to neighbour: Int, layer: Int) -> Bool {
    let mask = exits[layer * cellCount + cell]
    for direction in 0..<8
    where mask & (1 << UInt8(direction)) != 0 && cell + Int(steps[direction]) == neighbour {
      return true
    }
    return false
  }

  /// The passable cell nearest to a point (m), or nil where there is none within `reach` metres.
  public func passableCell(near point: Vec2, layer: Int, reach: Float = 3) -> Int? {
    let home = cell(at: point)
    if isPassable(home, layer: layer) { return home }
    let (column, row) = (home % columns, home / columns)
    let ring = Int((reach / cellSize).rounded(.up))
    var best: Int?
    var bestDistance = reach * reach
    for y in max(0, row - ring)...min(rows - 1, row + ring) {
      for x in max(0, column - ring)...min(columns - 1, column + ring) {
        let candidate = y * columns + x
        guard isPassable(candidate, layer: layer) else { continue }
        let distance = (center(candidate) - point).lengthSquared
        if distance < bestDistance {
          bestDistance = distance
          best = candidate
        }
      }
    }
    return best
  }

  /// Signed distance from a point (m) to the nearest obstacle, metres, interpolated between cells.
  ///
  /// Exact beside straight walls that follow the grid; an estimate at corners.
  @inlinable @inline(__always)
  public func clearance(at point: Vec2) -> Float {
    let scaled = (point - origin) / cellSize - Vec2(repeating: 0.5)
    let x = min(max(scaled.x, 0), Float(columns) - 1.001)
    let y = min(max(scaled.y, 0), Float(rows) - 1.001)
    guard columns > 1, rows > 1 else { return clearance[cell(at: point)] }
    // Beyond 2¹⁵ cells a number of single precision may be rounded up to the last cell.
    let (column, row) = (min(Int(x), columns - 2), min(Int(y), rows - 2))
    let (u, v) = (x - Float(column), y - Float(row))
    let base = row * columns + column
    let low = clearance[base] + (clearance[base + 1] - clearance[base]) * u
    let high =
      clearance[base + columns] + (clearance[base + columns + 1] - clearance[base + columns]) * u
    return low + (high - low) * v
  }

  /// True where no wall stands between a point (m) and another at `offset` from it, tested at three
  /// points between them: enough for obstacles as deep as a quarter of the sensing range.
  @inlinable @inline(__always)
  public func isInSight(_ point: Vec2, _ offset: Vec2) -> Bool {
    clearance(at: point + offset * 0.5) > 0 && clearance(at: point + offset * 0.25) > 0
      && clearance(at: point + offset * 0.75) > 0
  }
}
