import SimCore

/// Finds narrow aisles, gives them directions, and checks that every place is still reached.
///
/// A cell is *wide* for a radius where it lies in some square of free cells that two robots can
/// stand in abreast; else it is *narrow*. A narrow cell is part of a horizontal aisle where the free
/// run through it is short across and long along, and likewise vertical; where both are long, aisles
/// meet.
///
/// One-way traffic: parallel aisles alternate in direction by their order. Where that cuts a place
/// off, the aisles at the cut become two-way again, until all that was connected is connected both
/// ways.
struct TrafficLayout {
  let surface: ClearanceSurface
  let radii: [Float]
  let rule: TrafficRule
  private(set) var flags: [UInt8]
  private(set) var exits: [UInt8] = []
  private(set) var region: [Int32]
  private(set) var reservesCells = false
  private(set) var report = NavigationReport()

  /// Aisle of each cell, or −1. [cells]
  private var aisle: [Int32]
  /// Direction of each aisle (0 E, 2 N, 4 W, 6 S), or −1 where it is two-way.
  private var heading: [Int8] = []
  private let steps: [Int]
  private let cellCount: Int

  init(surface: ClearanceSurface, radii: [Float], rule: TrafficRule) {
    self.surface = surface
    self.radii = radii
    self.rule = rule
    cellCount = surface.columns * surface.rows
    flags = [UInt8](repeating: 0, count: cellCount)
    region = [Int32](repeating: -1, count: cellCount)
    aisle = [Int32](repeating: -1, count: cellCount)
    steps = (0..<8).map {
      GridDirection.rowSteps[$0] * surface.columns + GridDirection.columnSteps[$0]
    }
  }

  /// Runs all stages.
  mutating func compile() {
    markNarrow()
    findAisles()
    if rule == .oneWay { giveDirections() }
    makeExits()
    verify()
    markRegions()
    report.passableCells = (0..<cellCount).count { isPassable($0, 0) }
    report.narrowCells = flags.count { $0 & CellFlag.narrow != 0 }
    report.aisles = heading.count
    report.oneWayAisles = heading.count { $0 >= 0 }
  }

  /// For every layer and cell, the directions in which its predecessors lie.
  func entries() -> [UInt8] {
    var result = [UInt8](repeating: 0, count: exits.count)
    for layer in radii.indices {
      let base = layer * cellCount
      for cell in 0..<cellCount where exits[base + cell] != 0 {
        for d in 0..<8 where exits[base + cell] & (1 << UInt8(d)) != 0 {
          result[base + cell + steps[d]] |= 1 << UInt8((d + 4) & 7)
        }
      }
    }
    return result
  }

  /// Wide cells at least two cells apart, away from narrow ones, in index order.
  func parkingCells() -> [Int32] {
    let keepAway = max(2, Int((1.5 / surface.cellSize).rounded(.up)))
    let spacing = max(2, Int((4 * (radii.last ?? 0.5) / surface.cellSize).rounded(.up)))
    var result: [Int32] = []
    for row in stride(from: 0, to: surface.rows, by: spacing) {
      for column in stride(from: 0, to: surface.columns, by: spacing) {
        let cell = row * surface.columns + column
        guard isPassable(cell, radii.count - 1), flags[cell] & CellFlag.narrow == 0 else {
          continue
        }
        var isAway = true
        for y in max(0, row - keepAway)...min(surface.rows - 1, row + keepAway) {
          for x in max(0, column - keepAway)...min(surface.columns - 1, column + keepAway)
          where flags[y * surface.columns + x] & CellFlag.narrow != 0 { isAway = false }
        }
        if isAway { result.append(Int32(cell)) }
      }
    }
    return result
  }

  private func isPassable(_ cell: Int, _ layer: Int) -> Bool {
    surface.clearance[cell] >= radii[layer] + NavigationMap.passingMargin
  }

  /// Cells across which two robots of a radius stand abreast.
  private func meetingWidth(_ radius: Float) -> Int {
    max(
      1, Int(((4 * radius + NavigationMap.meetingMargin) / surface.cellSize - 1e-4).rounded(.up)))
  }
}

// MARK: - Narrow cells and aisles
extension TrafficLayout {
  private mutating func markNarrow() {
    reservesCells = 2 * (radii.last ?? 0) <= surface.cellSize
    for layer in radii.indices {
      let width = meetingWidth(radii[layer])
      let isWide = opened(width)
      for cell in 0..<cellCount where isPassable(cell, layer) && !isWide[cell] {
        flags[cell] |= CellFlag.narrow
      }
    }
  }

  /// Free cells that lie in some free square of `width` cells: morphological opening, by counts.
  private func opened(_ width: Int) -> [Bool] {
    let (columns, rows) = (surface.columns, surface.rows)
    var result = [Bool](repeating: false, count: cellCount)
    guard columns >= width, rows >= width else { return result }
    // Side of the largest free square whose upper right corner is the cell.
    var side = [Int32](repeating: 0, count: cellCount)
    for row in 0..<rows {
      for column in 0..<columns where surface.clearance[row * columns + column] > 0 {
        let cell = row * columns + column
        side[cell] =
          row == 0 || column == 0
          ? 1 : 1 + min(side[cell - 1], min(side[cell - columns], side[cell - columns - 1]))
      }
    }
    // Spread each full square back over its cells: along rows, then along columns.
    var reach = [Int32](repeating: 0, count: cellCount)
    for row in 0..<rows {
      var left: Int32 = 0
      for column in stride(from: columns - 1, through: 0, by: -1) {
        left = side[row * columns + column] >= Int32(width) ? Int32(width) : max(0, left - 1)
        reach[row * columns + column] = left > 0 ? 1 : 0
      }
    }
    for column in 0..<columns {
      var down: Int32 = 0
      for row in stride(from: rows - 1, through: 0, by: -1) {
        down = reach[row * columns + column] > 0 ? Int32(width) : max(0, down - 1)
        result[row * columns + column] = down > 0
      }
    }
    return result
  }

  private mutating func findAisles() {
    let width = Int32(radii.indices.map { meetingWidth(radii[$0]) }.max() ?? 1)
    let across = runs()
    for cell in 0..<cellCount where flags[cell] & CellFlag.narrow != 0 {
      let isShortAcross = across.vertical[cell] < width
      let isShortAlong = across.horizontal[cell] < width
      if isShortAcross, !isShortAlong { flags[cell] |= CellFlag.horizontalAisle }
      if isShortAlong, !isShortAcross { flags[cell] |= CellFlag.verticalAisle }
      if !isShortAcross, !isShortAlong { flags[cell] |= CellFlag.junction }
    }
    let kinds = CellFlag.horizontalAisle | CellFlag.verticalAisle
    var stack: [Int] = []
    for seed in 0..<cellCount where flags[seed] & kinds != 0 && aisle[seed] < 0 {
      let kind = flags[seed] & kinds
      aisle[seed] = Int32(heading.count)
      stack.append(seed)
      while let cell = stack.popLast() {
        let around = neighbours(of: cell)
        for k in 0..<4 where around[k] >= 0 {
          let neighbour = around[k]
          guard flags[neighbour] & kinds == kind, aisle[neighbour] < 0 else { continue }
          aisle[neighbour] = Int32(heading.count)
          stack.append(neighbour)
        }
      }
      heading.append(-1)
    }
  }

  /// Lengths of the free runs through each cell.
  private func runs() -> (horizontal: [Int32], vertical: [Int32]) {
    let (columns, rows) = (surface.columns, surface.rows)
    var horizontal = [Int32](repeating: 0, count: cellCount)
    var vertical = [Int32](repeating: 0, count: cellCount)
    for row in 0..<rows {
      var start = 0
      for column in 0...columns
      where column == columns || surface.clearance[row * columns + column] <= 0 {
        for x in start..<max(start, column) {
          horizontal[row * columns + x] = Int32(column - start)
        }
        start = column + 1
      }
    }
    for column in 0..<columns {
      var start = 0
      for row in 0...rows where row == rows || surface.clearance[row * columns + column] <= 0 {
        for y in start..<max(start, row) { vertical[y * columns + column] = Int32(row - start) }
        start = row + 1
      }
    }
    return (horizontal, vertical)
  }

  /// The cells east, north, west and south of one; −1 beyond the edge.
  ///
  /// Values and not a visitor: one that wrote into an array of this layout copied the whole array, cell
  /// by cell, and a map of 600 × 600 pillars took minutes.
  private func neighbours(of cell: Int) -> SIMD4<Int> {
    let (column, row) = (cell % surface.columns, cell / surface.columns)
    return SIMD4(
      column + 1 < surface.columns ? cell + 1 : -1,
      row + 1 < surface.rows ? cell + surface.columns : -1, column > 0 ? cell - 1 : -1,
      row > 0 ? cell - surface.columns : -1)
  }
}

// MARK: - Directions
extension TrafficLayout {
  /// Alternates the directions of parallel aisles by the order of their middle lines.
  private mutating func giveDirections() {
    var low = [Int](repeating: .max, count: heading.count)
    var high = [Int](repeating: .min, count: heading.count)
    var isHorizontal = [Bool](repeating: false, count: heading.count)
    var length = [Int](repeating: 0, count: heading.count)
    for cell in 0..<cellCount where aisle[cell] >= 0 {
      let index = Int(aisle[cell])
      isHorizontal[index] = flags[cell] & CellFlag.horizontalAisle != 0
      let line = isHorizontal[index] ? cell / surface.columns : cell % surface.columns
      low[index] = min(low[index], line)
      high[index] = max(high[index], line)
      length[index] += 1
    }
    for wantsHorizontal in [true, false] {
      let members = heading.indices.filter { isHorizontal[$0] == wantsHorizontal }
      // Aisles on one line (their middle lines share a cell) are one street.
      var lines: [Int] = []
      for middle in members.map({ low[$0] + high[$0] }).sorted()
      where middle > (lines.last ?? -3) + 1 { lines.append(middle) }
      for index in members {
        let middle = low[index] + high[index]
        let order = lines.lastIndex { $0 <= middle } ?? 0
        // The first street runs east (north), as right-hand traffic along the lower (left) edge
        // asks; neighbours alternate.
        if wantsHorizontal {
          heading[index] = order % 2 == 0 ? 0 : 4
        } else {
          heading[index] = order % 2 == 0 ? 6 : 2
        }
      }
    }
  }

  /// Allowed steps of every layer under the present directions.
  private mutating func makeExits() {
    let (columns, rows) = (surface.columns, surface.rows)
    exits = [UInt8](repeating: 0, count: cellCount * radii.count)
    for layer in radii.indices {
      for cell in 0..<cellCount where isPassable(cell, layer) {
        let (column, row) = (cell % columns, cell / columns)
        var mask: UInt8 = 0
        for d in 0..<8 {
          let (dx, dy) = (GridDirection.columnSteps[d], GridDirection.rowSteps[d])
          guard column + dx >= 0, column + dx < columns, row + dy >= 0, row + dy < rows else {
            continue
          }
          let next = cell + steps[d]
          guard isPassable(next, layer) else { continue }
          if d & 1 == 1 {
            guard isPassable(cell + dx, layer), isPassable(cell + dy * columns, layer) else {
              continue
            }
          }
          if permits(cell, dx, dy), permits(next, dx, dy) { mask |= 1 << UInt8(d) }
        }
        exits[layer * cellCount + cell] = mask
      }
    }
  }

  /// True unless the step goes against the one-way direction of the cell's aisle.
  private func permits(_ cell: Int, _ dx: Int, _ dy: Int) -> Bool {
    guard aisle[cell] >= 0 else { return true }
    switch heading[Int(aisle[cell])] {
    case 0: return dx >= 0
    case 4: return dx <= 0
    case 2: return dy >= 0
    case 6: return dy <= 0
    default: return true
    }
  }

  /// Turns aisles back to two-way traffic until every connected area is strongly connected.
  private mutating func verify() {
    for layer in radii.indices {
      let isNode = (0..<cellCount).map { isPassable($0, layer) }
      while true {
        let found = exits.withUnsafeBufferPointer {
          StrongComponents.find(
            exits: UnsafeBufferPointer(rebasing: $0[layer * cellCount..<(layer + 1) * cellCount]),
            isNode: isNode, steps: steps)
        }
        var turned = Set<Int32>()
        for cell in 0..<cellCount where isNode[cell] {
          for d in [0, 2] {
            let (dx, dy) = (GridDirection.columnSteps[d], GridDirection.rowSteps[d])
            guard cell % surface.columns + dx < surface.columns,
              cell / surface.columns + dy < surface.rows
            else { continue }
            let next = cell + steps[d]
            guard isNode[next], found.component[next] != found.component[cell] else { continue }
            for member in [aisle[cell], aisle[next]]
            where member >= 0 && heading[Int(member)] >= 0 { turned.insert(member) }
          }
        }
        if layer == 0, turned.isEmpty { report.areas = found.count }
        if turned.isEmpty { break }
        for member in turned.sorted() { heading[Int(member)] = -1 }
        report.aislesTurnedBack += turned.count
        makeExits()
      }
    }
    for cell in 0..<cellCount where aisle[cell] >= 0 && heading[Int(aisle[cell])] >= 0 {
      flags[cell] |= CellFlag.oneWay
    }
  }

  /// Joins narrow cells without a direction to regions; junctions of one-way aisles stay out.
  private mutating func markRegions() {
    func belongs(_ cell: Int) -> Bool {
      guard flags[cell] & CellFlag.narrow != 0, flags[cell] & CellFlag.oneWay == 0 else {
        return false
      }
      guard flags[cell] & CellFlag.junction != 0 else { return true }
      let around = neighbours(of: cell)
      for k in 0..<4 where around[k] >= 0 && flags[around[k]] & CellFlag.oneWay != 0 {
        return false
      }
      return true
    }
    var stack: [Int] = []
    for seed in 0..<cellCount where region[seed] < 0 && belongs(seed) {
      region[seed] = Int32(report.twoWayRegions)
      stack.append(seed)
      while let cell = stack.popLast() {
        let around = neighbours(of: cell)
        for k in 0..<4 where around[k] >= 0 && region[around[k]] < 0 && belongs(around[k]) {
          region[around[k]] = Int32(report.twoWayRegions)
          stack.append(around[k])
        }
      }
      report.twoWayRegions += 1
    }
  }
}
