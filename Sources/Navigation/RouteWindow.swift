import SimCore

/// Storage for shortest ways inside a square of cells around a robot.
struct RouteWindow: ~Copyable {
  /// Cells from the middle to the edge.
  static let half = 8
  /// Cells along the edge.
  static let side = 2 * half + 1
  /// Distance of each cell of the window from its middle, field units. [side²]
  var distance = Buffer<UInt32>(count: side * side, repeating: 0)
  /// Direction by which each cell was reached. [side²]
  var arrival = Buffer<UInt8>(count: side * side, repeating: 0)
  /// Queues of window cells, one per step length. [side² + 1]
  var straight = Buffer<Int32>(count: side * side + 1, repeating: 0)
  var diagonal = Buffer<Int32>(count: side * side + 1, repeating: 0)
}

extension TrafficControl {
  /// Cells ahead that are watched for standing robots.
  static let watchedCells = 6

  /// Enters robots that stand, idle robots and goals under their cells, until the next tick.
  ///
  /// Where several robots claim a cell the last one has it, so bands of rows are entered side by side:
  /// each goes through all robots in their order and writes its own cells alone.
  mutating func markPlaces(_ robots: UnsafePointer<TrafficRobot>, _ pool: WorkerPool?) {
    share(pool) { lookUp($0, robots[$0]) }
    let bands = robotCount < 4096 ? 1 : 4
    if let pool {
      pool.run(parts: bands) { enter(band: $0, of: bands) }
    } else {
      for band in 0..<bands { enter(band: band, of: bands) }
    }
    swap(&standingPlace, &nextStandingPlace)
    swap(&idleCell, &nextIdleCell)
    swap(&goalCell, &nextGoalCell)
  }

  /// Finds out under which cells a robot is to be entered.
  private func lookUp(_ i: Int, _ robot: TrafficRobot) {
    let isIdle = robot.state == .idle
    nextIdleCell.base[i] = isIdle ? Int32(map.cell(at: robot.position)) : -1
    nextGoalCell.base[i] = robot.state == .travelling ? Int32(map.cell(at: robot.goal)) : -1
    let isWaiting =
      waited[i] > times.replan || still[i] > times.replan
    let stays =
      robot.state == .holding || (isIdle && parking[i] < 0)
      || (isIdle && (goal[i] - robot.position).lengthSquared < 0.25) || isWaiting
    let stands = robot.state != .absent && robot.velocity.lengthSquared < 0.05 * 0.05 && stays
    nextStandingPlace.base[i] =
      stands ? SIMD4(robot.position.x, robot.position.y, 0, robot.radius) : .zero
  }

  /// Takes last tick's entries out of a band of rows and writes this tick's.
  private func enter(band: Int, of bands: Int) {
    let rows = band * map.rows / bands..<(band + 1) * map.rows / bands
    let cells = Int32(rows.lowerBound * map.columns)..<Int32(rows.upperBound * map.columns)
    for i in 0..<robotCount {
      if standingPlace[i].w > 0 { mark(standingPlace[i], as: -1, in: rows) }
      if cells.contains(idleCell[i]) { idleAt.base[Int(idleCell[i])] = -1 }
      if cells.contains(goalCell[i]) { goalAt.base[Int(goalCell[i])] = -1 }
    }
    for i in 0..<robotCount {
      if nextStandingPlace[i].w > 0 { mark(nextStandingPlace[i], as: Int32(i), in: rows) }
      if cells.contains(nextIdleCell[i]) { idleAt.base[Int(nextIdleCell[i])] = Int32(i) }
      if cells.contains(nextGoalCell[i]) { goalAt.base[Int(nextGoalCell[i])] = Int32(i) }
    }
  }

  /// Writes `value` into the wide cells that another robot of the same size could not stand on.
  private func mark(_ place: SIMD4<Float>, as value: Int32, in rows: Range<Int>) {
    let center = Vec2(place.x, place.y)
    let reach = 2 * place.w + 0.05
    // Far off the band in metres: no cell needs to be looked up.
    let below = map.origin.y + Float(rows.lowerBound - 1) * map.cellSize
    let above = map.origin.y + Float(rows.upperBound + 1) * map.cellSize
    if center.y + reach < below || center.y - reach > above { return }
    let low = map.cell(at: center - Vec2(repeating: reach))
    let high = map.cell(at: center + Vec2(repeating: reach))
    let first = max(low / map.columns, rows.lowerBound)
    let last = min(high / map.columns, rows.upperBound - 1)
    guard first <= last else { return }
    let columns = low % map.columns...high % map.columns
    for row in first...last {
      for column in columns {
        let cell = row * map.columns + column
        let gap = map.center(column: column, row: row) - center
        if gap.lengthSquared < reach * reach, !map.isNarrow(cell) { standing.base[cell] = value }
      }
    }
  }

  /// True where a robot in a wide area should look for a way around a standing one.
  mutating func wantsWayAround(_ i: Int, _ robot: TrafficRobot) -> Bool {
    if replanPause[i] > 0 {
      replanPause[i] -= 1
      return false
    }
    guard routeCount[i] > 2, robot.state == .travelling || parking[i] >= 0 else { return false }
    return !map.isNarrow(Int(route[i * TrafficControl.routeSlots])) && isObstructed(i)
  }

  /// Leads a robot around those that stand on its route, where there is a way around.
  mutating func goAround(_ i: Int, _ layer: Int, _ field: DistanceField) {
    let cells = route.base + i * TrafficControl.routeSlots
    let end = search(i, from: Int(cells[0]), layer, field)
    if end >= 0 {
      adopt(i, from: Int(cells[0]), windowCell: end)
      routeEnd[i] = field[Int(cells[Int(routeCount[i]) - 1])]
      granted[i] = 0
    }
    // Where there is no way around, looking again at once would find none either.
    if end < 0 || isObstructed(i) { replanPause[i] = times.replan }
  }

  /// True where another robot stands on one of the next wide cells of the route.
  private func isObstructed(_ i: Int) -> Bool {
    let cells = route.base + i * TrafficControl.routeSlots
    for k in 1..<max(1, min(Int(routeCount[i]), TrafficControl.watchedCells + 1)) {
      let cell = Int(cells[k])
      if map.isNarrow(cell) { return false }
      if standing[cell] >= 0, standing[cell] != Int32(i), cells[k] != routeGoal[i] { return true }
    }
    return false
  }

  /// Shortest ways from the middle of the window around standing robots; returns the window cell
  /// where the way to the goal leaves the window best, or −1.
  private mutating func search(
    _ i: Int, from start: Int, _ layer: Int, _ field: DistanceField
  ) -> Int {
    let (side, half) = (RouteWindow.side, RouteWindow.half)
    let (startColumn, startRow) = (start % map.columns, start / map.columns)
    let goal = Int(routeGoal[i])
    window.distance.fill(FieldUnit.unreachable)
    var (straightHead, straightTail, diagonalHead, diagonalTail) = (0, 0, 0, 0)
    var at = half * side + half
    window.distance[at] = 0
    var best = -1
    var bestLength = FieldUnit.unreachable
    while true {
      let (x, y) = (at % side - half, at / side - half)
      let cell = (startRow + y) * map.columns + startColumn + x
      let distance = window.distance[at]
      let isEdge = abs(x) == half || abs(y) == half
      if isEdge || cell == goal, field[cell] != FieldUnit.unreachable,
        distance + field[cell] < bestLength
      {
        bestLength = distance + field[cell]
        best = at
      }
      var mask = isEdge ? 0 : map.exits[layer * map.cellCount + cell]
      while mask != 0 {
        let d = mask.trailingZeroBitCount
        mask &= mask - 1
        let next = cell + Int(map.steps[d])
        if standing[next] >= 0, standing[next] != Int32(i), next != goal { continue }
        let place = at + GridDirection.rowSteps[d] * side + GridDirection.columnSteps[d]
        let length = distance + (d & 1 == 0 ? FieldUnit.straight : FieldUnit.diagonal)
        if length < window.distance[place] {
          window.distance[place] = length
          window.arrival[place] = UInt8(d)
          if d & 1 == 0 {
            window.straight[straightTail] = Int32(place)
            straightTail += 1
          } else {
            window.diagonal[diagonalTail] = Int32(place)
            diagonalTail += 1
          }
        }
      }
      let hasStraight = straightHead < straightTail
      let hasDiagonal = diagonalHead < diagonalTail
      guard hasStraight || hasDiagonal else { return best }
      let takesDiagonal =
        hasDiagonal
        && (!hasStraight
          || window.distance[Int(window.diagonal[diagonalHead])]
            < window.distance[Int(window.straight[straightHead])])
      if takesDiagonal {
        at = Int(window.diagonal[diagonalHead])
        diagonalHead += 1
      } else {
        at = Int(window.straight[straightHead])
        straightHead += 1
      }
    }
  }

  /// Writes the way to a window cell into the route, as much of it as has room.
  private mutating func adopt(_ i: Int, from start: Int, windowCell end: Int) {
    let side = RouteWindow.side
    let middle = RouteWindow.half * side + RouteWindow.half
    var length = 0
    var at = end
    while at != middle {
      let d = Int(window.arrival[at])
      at -= GridDirection.rowSteps[d] * side + GridDirection.columnSteps[d]
      length += 1
    }
    let cells = route.base + i * TrafficControl.routeSlots
    let count = min(length + 1, TrafficControl.routeSlots)
    at = end
    var cell =
      start + (end / side - RouteWindow.half) * map.columns + (end % side - RouteWindow.half)
    var k = length
    while k >= 0 {
      if k < count { cells[k] = Int32(cell) }
      if k == 0 { break }
      let d = Int(window.arrival[at])
      at -= GridDirection.rowSteps[d] * side + GridDirection.columnSteps[d]
      cell -= Int(map.steps[d])
      k -= 1
    }
    routeCount[i] = Int32(count)
  }
}
