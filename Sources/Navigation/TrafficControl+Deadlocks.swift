import SimCore

extension TrafficControl {
  /// Finds circles of robots that wait for each other and opens each.
  mutating func resolveCircles(
    _ robots: UnsafePointer<TrafficRobot>, _ navigator: inout Navigator
  ) {
    for i in 0..<robotCount { mark[i] = -1 }
    for start in 0..<robotCount where waited[start] >= times.patience && mark[start] < 0 {
      var i = start
      while i >= 0, mark[i] < 0 {
        mark[i] = Int32(start)
        i = Int(blocker[i])
      }
      // The chain came back to a robot of this very walk: a circle that begins there.
      if i >= 0, mark[i] == Int32(start), blocker[i] >= 0 { open(circleAt: i, robots, &navigator) }
    }
  }

  private mutating func open(
    circleAt first: Int, _ robots: UnsafePointer<TrafficRobot>, _ navigator: inout Navigator
  ) {
    var i = first
    repeat {
      if robots[i].state != .absent, takeDetour(i, robots[i], &navigator) {
        counters.detours += 1
        return
      }
      i = Int(blocker[i])
    } while i != first && i >= 0
    i = first
    repeat {
      if creeping[i] == 0 { counters.creeps += 1 }
      creeping[i] = times.creep
      i = Int(blocker[i])
    } while i != first && i >= 0
  }

  /// Sends a robot that stands before a junction, or on it, out by another free exit.
  private mutating func takeDetour(
    _ i: Int, _ robot: TrafficRobot, _ navigator: inout Navigator
  ) -> Bool {
    let cells = route.base + i * TrafficControl.routeSlots
    let count = Int(routeCount[i])
    guard count > 1 else { return false }
    let layer = Int(robot.layer)
    // Where it could turn: its own cell, then the next one if that is free for it.
    for k in 0..<min(2, count - 1) {
      let cell = Int(cells[k])
      if k == 1, map.isNarrow(cell), owner[cell] >= 0, owner[cell] != Int32(i) { return false }
      var mask = map.exits[layer * map.cellCount + cell]
      while mask != 0 {
        let d = mask.trailingZeroBitCount
        mask &= mask - 1
        let exit = cell + Int(map.steps[d])
        guard Int32(exit) != cells[k + 1], k == 0 || Int32(exit) != cells[k - 1],
          isOpen(exit, for: i)
        else { continue }
        cells[k + 1] = Int32(exit)
        let field = navigator.field(to: Int(routeGoal[i]), layer: layer)
        let length = descend(cells, k + 2, Int(routeGoal[i]), layer, field)
        routeCount[i] = Int32(length)
        routeEnd[i] = field[Int(cells[length - 1])]
        waited[i] = 0
        return true
      }
    }
    return false
  }

  /// True where a cell is free for a detour: wide, or one-way and not held.
  private func isOpen(_ cell: Int, for i: Int) -> Bool {
    if !map.isNarrow(cell) { return true }
    return owner[cell] < 0 && map.isOneWay(cell)
  }
}

// MARK: - Making way
extension TrafficControl {
  /// Sends idle robots to parking cells where others need their place.
  mutating func askToMakeWay(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount where robots[i].state == .travelling || parking[i] >= 0 {
      let j = Int(blocker[i])
      if j >= 0, robots[j].state == .idle { ask(j, robots) }
      // A robot on its way out of the way does not chase others from its parking place.
      if parking[i] < 0 { askAtGoal(i, robots) }
      if still[i] > times.patience { askAround(i, robots, within: 0.3) }
    }
  }

  /// A goal on or beside which an idle robot stands is wanted as well.
  private mutating func askAtGoal(_ i: Int, _ robots: UnsafePointer<TrafficRobot>) {
    guard routeCount[i] > 0, routeGoal[i] >= 0 else { return }
    let cells = route.base + i * TrafficControl.routeSlots
    guard cells[Int(routeCount[i]) - 1] == routeGoal[i] else { return }
    askNear(goal[i], for: i, within: 0.1, robots)
  }

  /// A robot that gets nowhere though no rule holds it asks the idle ones beside it.
  private mutating func askAround(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, within gap: Float
  ) {
    askNear(robots[i].position, for: i, within: gap, robots)
  }

  private mutating func askNear(
    _ point: Vec2, for i: Int, within gap: Float, _ robots: UnsafePointer<TrafficRobot>
  ) {
    let here = map.cell(at: point)
    let (column, row) = (here % map.columns, here / map.columns)
    let ring = Int(((2 * robots[i].radius + gap) / map.cellSize).rounded(.up))
    for y in max(0, row - ring)...min(map.rows - 1, row + ring) {
      for x in max(0, column - ring)...min(map.columns - 1, column + ring) {
        let j = Int(idleAt[y * map.columns + x])
        guard j >= 0, j != i else { continue }
        let reach = robots[i].radius + robots[j].radius + gap
        if (robots[j].position - point).lengthSquared < reach * reach { ask(j, robots) }
      }
    }
  }

  private mutating func ask(_ j: Int, _ robots: UnsafePointer<TrafficRobot>) {
    let old = Int(parking[j])
    // Still on its way to a parking place: it will go. Asked there again: it goes on to another.
    if old >= 0, (robots[j].position - map.center(old)).lengthSquared > 0.5 * 0.5 { return }
    guard let cell = parkingCell(near: robots[j].position) else { return }
    if old >= 0 { parkedBy[old] = -1 }
    parking[j] = Int32(cell)
    parkedBy[cell] = Int32(j)
    counters.makeWays += 1
  }

  /// The nearest parking cell outside narrow areas that nobody has, stands on or heads for, or nil.
  ///
  /// - Complexity: O(parking cells).
  public func parkingCell(near point: Vec2) -> Int? {
    var best: Int?
    var bestDistance = Float.infinity
    for k in 0..<map.parkingCells.count {
      let cell = Int(map.parkingCells[k])
      guard parkedBy[cell] < 0, standing[cell] < 0, idleAt[cell] < 0, goalAt[cell] < 0 else {
        continue
      }
      let distance = (map.center(cell) - point).lengthSquared
      if distance < bestDistance {
        bestDistance = distance
        best = cell
      }
    }
    return best
  }
}

// MARK: - Free distance
extension TrafficControl {
  /// Metres a robot may still roll: to the centre of the last cell granted.
  func freeDistance(_ i: Int, _ robots: UnsafePointer<TrafficRobot>) -> Float {
    guard map.rule == .oneWay else { return .infinity }
    let cells = route.base + i * TrafficControl.routeSlots
    let count = Int(routeCount[i])
    let last = Int(granted[i])
    guard count > 1, blocker[i] >= 0 || last < count - 1 else { return .infinity }
    let position = robots[i].position
    var free = stopDistance(i, robots[i], last: last)
    if creeping[i] > 0, blocker[i] >= 0 {
      let ahead = robots[Int(blocker[i])]
      let gap = (ahead.position - position).length - ahead.radius - robots[i].radius
      free = max(free, gap - 0.1)
    }
    guard blocker[i] >= 0 else { return hasNarrowAhead(cells, last, count) ? free : .infinity }
    if !map.isNarrow(Int(cells[last])) {
      // Outside a mouth: those who are not next wait a little further back.
      let mouth = last + 1 < count ? Int(cells[last + 1]) : -1
      if mouth >= 0, map.isNarrow(mouth), owner[mouth] != blocker[i] { free = max(0, free - 1) }
    }
    return free
  }

  private func hasNarrowAhead(
    _ cells: UnsafeMutablePointer<Int32>, _ last: Int, _ count: Int
  ) -> Bool {
    // A detour may have left the route shorter than what was granted of it.
    for k in min(last, count)..<count where map.isNarrow(Int(cells[k])) { return true }
    return false
  }
}
