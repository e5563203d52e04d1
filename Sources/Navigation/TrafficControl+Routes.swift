import SimCore

extension TrafficControl {
  /// Brings a robot's route up to date: drops the cells behind it, or begins a new one.
  ///
  /// What was planned is kept while the robot follows it, so reservations and steering agree from
  /// tick to tick, and fields are needed only every few cells. Returns true where one is needed now.
  /// It reads and writes the rows of this robot alone, so robots may be updated at once.
  func updateRoute(_ i: Int, _ robot: TrafficRobot) -> Bool {
    let slots = TrafficControl.routeSlots
    let cells = route.base + i * slots
    guard robot.state != .absent else {
      routeCount.base[i] = 0
      routeGoal.base[i] = -1
      return false
    }
    let layer = Int(robot.layer)
    guard let goalCell = map.passableCell(near: goal[i], layer: layer),
      let here = map.passableCell(near: robot.position, layer: layer)
    else {
      routeCount.base[i] = 0
      routeGoal.base[i] = -1
      return false
    }
    var count = Int(routeCount.base[i])
    var at = -1
    for k in 0..<count where Int(cells[k]) == here {
      at = k
      break
    }
    if at > 0 {
      for k in at..<count { cells[k - at] = cells[k] }
      count -= at
    }
    if routeGoal.base[i] != Int32(goalCell) {
      // A new goal: go on through the cells already granted, then turn.
      let kept = at >= 0 ? min(count, max(0, Int(granted.base[i]) - at) + 1) : 0
      count = at >= 0 ? keptInNarrow(cells, kept) : 0
      routeGoal.base[i] = Int32(goalCell)
      granted.base[i] = Int32(max(0, count - 1))
    } else if at < 0 {
      count = 0
    }
    if count == 0 {
      cells[0] = Int32(here)
      count = 1
      granted.base[i] = 0
    } else if at > 0 {
      granted.base[i] = max(0, granted.base[i] - Int32(at))
    }
    routeCount.base[i] = Int32(count)
    if Int(cells[count - 1]) == goalCell {
      routeEnd.base[i] = 0
      return false
    }
    return count <= slots / 2
  }

  /// Adds cells to the end of a route; one that leads nowhere is emptied.
  mutating func lengthen(_ i: Int, _ layer: Int, _ field: DistanceField) {
    let cells = route.base + i * TrafficControl.routeSlots
    let count = descend(cells, Int(routeCount[i]), Int(routeGoal[i]), layer, field)
    routeEnd[i] = field[Int(cells[count - 1])]
    routeCount[i] = Int32(count)
    if routeEnd[i] == FieldUnit.unreachable {
      routeCount[i] = 0
      routeGoal[i] = -1
    }
  }

  /// Notes that a robot needs the field to its goal.
  mutating func postpone(_ i: Int, _ robot: TrafficRobot) {
    let key = Int(robot.layer) * map.cellCount + Int(routeGoal[i])
    if pendingFirst[key] < 0 {
      pendingFields[pendingCount] = Int32(key)
      pendingCount += 1
    }
    pendingNext[i] = pendingFirst[key]
    pendingFirst[key] = Int32(i)
  }

  /// Serves the robots that wait for fields, each field once, those in the cache first.
  ///
  /// Robots do not see each other's routes here, so the order changes no result; it only keeps many
  /// robots with fewer goals from building a field twice in a tick.
  mutating func forEachField(
    _ navigator: inout Navigator,
    _ serve: (inout TrafficControl, Int, DistanceField) -> Void
  ) {
    for isCached in [true, false] {
      for k in 0..<pendingCount {
        let key = Int(pendingFields[k])
        guard pendingFirst[key] >= 0, !isCached || navigator.hasField(key: key) else { continue }
        let field = navigator.field(to: key % map.cellCount, layer: key / map.cellCount)
        var i = Int(pendingFirst[key])
        pendingFirst[key] = -1
        while i >= 0 {
          serve(&self, i, field)
          i = Int(pendingNext[i])
        }
      }
    }
    pendingCount = 0
  }

  /// How many of the first cells are narrow without a gap, the robot's own included.
  private func keptInNarrow(_ cells: UnsafeMutablePointer<Int32>, _ kept: Int) -> Int {
    var count = 1
    while count < kept, map.isNarrow(Int(cells[count])) { count += 1 }
    return count
  }

  /// Adds cells along the steepest descent of a field until the goal or the last slot.
  ///
  /// Of equally short steps the straight one is taken: fewer turns. Returns the new count.
  func descend(
    _ cells: UnsafeMutablePointer<Int32>, _ start: Int, _ goalCell: Int, _ layer: Int,
    _ field: DistanceField
  ) -> Int {
    var count = start
    var cell = Int(cells[count - 1])
    var heading = -1
    if count > 1 {
      let step = cells[count - 1] - cells[count - 2]
      for d in 0..<8 where map.steps[d] == step { heading = d }
    }
    while count < TrafficControl.routeSlots, cell != goalCell {
      guard let d = descent(cell, heading, layer, field) else { break }
      cell += Int(map.steps[d])
      cells[count] = Int32(cell)
      count += 1
      heading = d
    }
    return count
  }

  private func descent(
    _ cell: Int, _ heading: Int, _ layer: Int, _ field: DistanceField
  ) -> Int? {
    var mask = map.exits[layer * map.cellCount + cell]
    var best = FieldUnit.unreachable
    var chosen: Int?
    while mask != 0 {
      let d = mask.trailingZeroBitCount
      mask &= mask - 1
      let beyond = field[cell + Int(map.steps[d])]
      if beyond == FieldUnit.unreachable { continue }
      let length = beyond + (d & 1 == 0 ? FieldUnit.straight : FieldUnit.diagonal)
      if length < best || (length == best && d == heading) {
        best = length
        chosen = d
      }
    }
    return chosen
  }
}
