import SimCore

extension TrafficControl {
  /// Frees the cells a robot has left, and claims the one it stands on.
  mutating func release(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, _ period: Float
  ) {
    let robot = robots[i]
    let cells = route.base + i * TrafficControl.routeSlots
    let own = held.base + i * TrafficControl.heldSlots
    let count = Int(routeCount[i])
    guard robot.state != .absent else {
      for k in 0..<Int(heldCount[i]) { owner[Int(own[k])] = -1 }
      heldCount[i] = 0
      leaveRegion(i)
      waited[i] = 0
      return
    }
    let here = map.cell(at: robot.position)
    let ahead = keptAhead(i, robot, period)
    var keptCount = 0
    for k in 0..<Int(heldCount[i]) {
      let cell = own[k]
      var keeps = Int(cell) == here || touches(robot, Int(cell))
      if !keeps {
        for r in 0..<min(count, ahead + 1) where cells[r] == cell { keeps = true }
      }
      if keeps {
        own[keptCount] = cell
        keptCount += 1
      } else {
        owner[Int(cell)] = -1
      }
    }
    heldCount[i] = Int32(keptCount)
    if map.reservesCells, map.isNarrow(here), owner[here] != Int32(i) {
      claim(i, here, robots)
    }
    updateRegion(i, robot, here)
  }

  /// Gives a cell to the robot whose centre is in it, unless its holder's centre is there too.
  ///
  /// Robots are pushed: who is inside a cell has it, whatever was granted to one still outside.
  private mutating func claim(_ i: Int, _ cell: Int, _ robots: UnsafePointer<TrafficRobot>) {
    let holder = Int(owner[cell])
    if holder >= 0 {
      if map.cell(at: robots[holder].position) == cell { return }
      let own = held.base + holder * TrafficControl.heldSlots
      var keptCount = 0
      for k in 0..<Int(heldCount[holder]) where Int(own[k]) != cell {
        own[keptCount] = own[k]
        keptCount += 1
      }
      heldCount[holder] = Int32(keptCount)
    }
    owner[cell] = -1
    hold(i, cell)
  }

  /// Index of the last route cell that the robot cannot help but need: up to where it could stop.
  private func keptAhead(_ i: Int, _ robot: TrafficRobot, _ period: Float) -> Int {
    let cells = route.base + i * TrafficControl.routeSlots
    let count = Int(routeCount[i])
    let last = min(count - 1, Int(granted[i]))
    guard last > 0 else { return 0 }
    let speed = robot.velocity.length
    let need = speed * speed / (2 * robot.acceleration) + speed * period
    var k = 1
    var length = (map.center(Int(cells[1])) - robot.position).length - map.cellSize / 2
    while k < last, length < need {
      length += map.cellSize
      k += 1
    }
    // A junction is kept together with the cell behind it.
    while k < last, map.flags[Int(cells[k])] & CellFlag.junction != 0 { k += 1 }
    return length < need || k > 1 || length < map.cellSize ? k : 0
  }

  /// Asks for cells ahead, in route order, as far as the robot needs to keep its speed.
  mutating func extend(_ i: Int, _ robot: TrafficRobot, _ period: Float) {
    let cells = route.base + i * TrafficControl.routeSlots
    let count = Int(routeCount[i])
    blocker[i] = -1
    granted[i] = 0
    if creeping[i] > 0 { creeping[i] -= 1 }
    guard robot.state != .absent, count > 0 else { return }
    let here = Int(cells[0])
    if map.reservesCells, map.isNarrow(here), owner[here] >= 0, owner[here] != Int32(i) {
      // Pushed into a cell that another holds: wait until that one has passed.
      blocker[i] = owner[here]
      noteWaiting(i, robot)
      return
    }
    let horizon = horizon(robot, period)
    var free = stopDistance(i, robot, last: 0)
    var k = 1
    while k < count, free < horizon {
      let last = group(i, from: k, count)
      if last < 0 { break }
      if !admit(i, from: k, through: last) { break }
      free = stopDistance(i, robot, last: last)
      granted[i] = Int32(last)
      k = last + 1
    }
    noteWaiting(i, robot)
  }

  /// Metres ahead for which a robot wants its cells.
  private func horizon(_ robot: TrafficRobot, _ period: Float) -> Float {
    let speed = min(
      robot.maxSpeed, robot.velocity.length + 2 * robot.acceleration * period)
    let braking = speed * speed / (2 * robot.acceleration) + 2 * speed * period
    return min(reservation, braking + 0.25)
  }

  /// The last route cell of the group that must be granted together from `k` on: junctions and the
  /// cell behind them; −1 with the blocker set where a cell of it is taken.
  private mutating func group(_ i: Int, from k: Int, _ count: Int) -> Int {
    let cells = route.base + i * TrafficControl.routeSlots
    var m = k
    while true {
      let cell = Int(cells[m])
      if !map.isNarrow(cell) { return m }
      if map.reservesCells, owner[cell] >= 0, owner[cell] != Int32(i) {
        blocker[i] = owner[cell]
        return -1
      }
      if m == k, !map.isNarrow(Int(cells[k - 1])), candidate[cell] >= 0, candidate[cell] != Int32(i)
      {
        blocker[i] = candidate[cell]
        return -1
      }
      let isJunction = map.flags[cell] & CellFlag.junction != 0 && map.region[cell] < 0
      if !isJunction || m + 1 >= count { return m }
      m += 1
    }
  }

  /// Takes all cells of a group, with the token of a two-way region where it begins; false with the
  /// blocker set where the region is in use.
  private mutating func admit(_ i: Int, from k: Int, through last: Int) -> Bool {
    let cells = route.base + i * TrafficControl.routeSlots
    var fresh = 0
    for m in k...last where map.isNarrow(Int(cells[m])) {
      let wanted = map.region[Int(cells[m])]
      if wanted >= 0, token[i] != wanted, !enter(i, Int(wanted), at: m) { return false }
      if owner[Int(cells[m])] != Int32(i) { fresh += 1 }
    }
    guard map.reservesCells else { return true }
    guard Int(heldCount[i]) + fresh <= TrafficControl.heldSlots else { return false }
    for m in k...last where map.isNarrow(Int(cells[m])) && owner[Int(cells[m])] != Int32(i) {
      hold(i, Int(cells[m]))
      counters.grants += 1
    }
    return true
  }

  private mutating func hold(_ i: Int, _ cell: Int) {
    let count = Int(heldCount[i])
    guard count < TrafficControl.heldSlots else { return }
    held[i * TrafficControl.heldSlots + count] = Int32(cell)
    heldCount[i] = Int32(count + 1)
    owner[cell] = Int32(i)
  }

  /// Metres to the centre of a route cell, where a robot with cells up to there would stop.
  func stopDistance(_ i: Int, _ robot: TrafficRobot, last: Int) -> Float {
    let cells = route.base + i * TrafficControl.routeSlots
    guard routeCount[i] > 1 else { return 0 }
    let here = map.center(Int(cells[0]))
    let next = map.center(Int(cells[1]))
    if last == 0 { return max(0, (here - robot.position).dot((next - here).normalized)) }
    var length = (next - robot.position).length
    for k in 1..<last {
      length += (map.center(Int(cells[k + 1])) - map.center(Int(cells[k]))).length
    }
    return length
  }

  private mutating func noteWaiting(_ i: Int, _ robot: TrafficRobot) {
    let stands = robot.velocity.lengthSquared < 0.1 * 0.1
    let wantsToMove = robot.state == .travelling || parking[i] >= 0
    still[i] = stands && wantsToMove && blocker[i] < 0 && routeCount[i] > 1 ? still[i] + 1 : 0
    if blocker[i] >= 0, stands {
      waited[i] += 1
      counters.waits += 1
    } else if !stands || robot.state != .travelling {
      waited[i] = 0
    }
  }

  /// True where the robot's disc reaches into a cell.
  private func touches(_ robot: TrafficRobot, _ cell: Int) -> Bool {
    let away = robot.position - map.center(cell)
    let half = map.cellSize / 2
    let beyond = Vec2(max(0, abs(away.x) - half), max(0, abs(away.y) - half))
    return beyond.lengthSquared < robot.radius * robot.radius
  }
}

// MARK: - Two-way regions
extension TrafficControl {
  /// Admits a robot to a region where it is empty or the robot follows others straight through.
  private mutating func enter(_ i: Int, _ region: Int, at index: Int) -> Bool {
    let cells = route.base + i * TrafficControl.routeSlots
    let entry = cells[index]
    var exit: Int32 = -1
    for m in index..<Int(routeCount[i]) where map.region[Int(cells[m])] != Int32(region) {
      exit = cells[m]
      break
    }
    if regionCount[region] > 0 {
      let follows = exit >= 0 && regionExit[region] == exit && regionEntry[region] == entry
      guard follows else {
        blocker[i] = regionRobot[region]
        return false
      }
    } else {
      regionEntry[region] = entry
      regionExit[region] = exit
    }
    leaveRegion(i)
    token[i] = Int32(region)
    regionCount[region] += 1
    regionRobot[region] = Int32(i)
    return true
  }

  /// Keeps a token while the robot is in the region or about to enter; takes one by presence.
  private mutating func updateRegion(_ i: Int, _ robot: TrafficRobot, _ here: Int) {
    let present = map.region[here]
    if token[i] >= 0, present != token[i] {
      let cells = route.base + i * TrafficControl.routeSlots
      var isNear = false
      for k in 0..<min(Int(routeCount[i]), 4) where map.region[Int(cells[k])] == token[i] {
        isNear = true
      }
      // Just outside, behind: the token is kept until the disc has left.
      for step in 0..<8 {
        let neighbour = here + Int(map.steps[step])
        if neighbour >= 0, neighbour < map.cellCount, map.region[neighbour] == token[i],
          touches(robot, neighbour)
        {
          isNear = true
        }
      }
      // A robot that was admitted but does not move in gives its token back, so others may go.
      if isNear, robot.velocity.lengthSquared < 0.01, waited[i] > times.patience { isNear = false }
      if !isNear { leaveRegion(i) }
    }
    if present >= 0, token[i] != present {
      leaveRegion(i)
      token[i] = present
      if regionCount[Int(present)] == 0 {
        regionEntry[Int(present)] = Int32(here)
        regionExit[Int(present)] = -1
      }
      regionCount[Int(present)] += 1
      regionRobot[Int(present)] = Int32(i)
    }
  }

  private mutating func leaveRegion(_ i: Int) {
    guard token[i] >= 0 else { return }
    regionCount[Int(token[i])] -= 1
    token[i] = -1
  }
}

// MARK: - Order of service
extension TrafficControl {
  /// Notes, for each first narrow cell beyond a wide one, the nearest robot that comes for it.
  mutating func findCandidates(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      let mouth = mouth(i, robots[i])
      guard mouth >= 0 else { continue }
      let rival = candidate[mouth]
      if rival < 0 || distance(robots[i], mouth) < distance(robots[Int(rival)], mouth) {
        candidate[mouth] = Int32(i)
      }
    }
  }

  mutating func clearCandidates(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      let mouth = mouth(i, robots[i])
      if mouth >= 0 { candidate[mouth] = -1 }
    }
  }

  /// The narrow cell that a robot in a wide area is about to enter, or −1.
  private func mouth(_ i: Int, _ robot: TrafficRobot) -> Int {
    let cells = route.base + i * TrafficControl.routeSlots
    let count = Int(routeCount[i])
    guard robot.state != .absent, count > 1, !map.isNarrow(Int(cells[0])) else { return -1 }
    for k in 1..<min(count, 5) where map.isNarrow(Int(cells[k])) { return Int(cells[k]) }
    return -1
  }

  private func distance(_ robot: TrafficRobot, _ cell: Int) -> Float {
    (robot.position - map.center(cell)).lengthSquared
  }

  /// Robots by ticks waited, longest first, then by index: a counting sort.
  mutating func sortByWaiting() {
    sortCounts.fill(0)
    for i in 0..<robotCount { sortCounts[bucket(i) + 1] += 1 }
    for b in 1...256 { sortCounts[b] += sortCounts[b - 1] }
    for i in 0..<robotCount {
      let b = bucket(i)
      order[Int(sortCounts[b])] = Int32(i)
      sortCounts[b] += 1
    }
  }

  private func bucket(_ i: Int) -> Int { 255 - min(255, Int(waited[i])) }
}
