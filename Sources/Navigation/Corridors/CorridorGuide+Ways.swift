import Contracts
import SimCore

/// Which way a robot takes, and how far along it is.
extension CorridorGuide {
  /// Where a robot goes: to its goal, or aside.
  @inline(__always)
  func destination(_ i: Int, _ robot: TrafficRobot) -> Vec2 {
    aside[i].kind == .none ? robot.goal : aside[i].point
  }

  /// Takes a robot past the gates that lie behind it; true where it needs a new way.
  ///
  /// It reads and writes the rows of this robot alone.
  func advance(_ i: Int, _ robot: TrafficRobot, toGo: Float) -> Bool {
    guard robot.state != .absent else {
      armCount.base[i] = 0
      return false
    }
    if pause[i] > 0 { pause.base[i] -= 1 }
    let end = destination(i, robot)
    // Whoever has nowhere to go has its way where it stands.
    let slack: Float = isUnderWay(i, robot) ? 0 : 0.01
    if !((goal[i].point - end).lengthSquared <= slack) { return true }
    if armCount[i] == 0 { return pause[i] == 0 }
    // Whoever dances on the spot gets nowhere either.
    let reach = 2.5 * robot.radius
    if !isUnderWay(i, robot) || (robot.position - mark[i]).lengthSquared > reach * reach
      || toGo < robot.radius
    {
      mark.base[i] = robot.position
      still.base[i] = 0
      stuck.base[i] = 0
    } else {
      still.base[i] = min(still[i] + 1, 1_000_000)
      stuck.base[i] = min(stuck[i] + 1, 1_000_000)
    }
    passGates(i, robot)
    if rest[i] >= 0, armCount[i] <= CorridorGuide.armSlots / 2 { return pause[i] == 0 }
    // Without progress it may be beside its way: pushed through a junction, say.
    return still[i] > Int32(2 / period) && pause[i] == 0 && isHeld[i] == 0
  }

  private func passGates(_ i: Int, _ robot: TrafficRobot) {
    let row = arms.base + i * CorridorGuide.armSlots
    var count = Int(armCount[i])
    var next = Int(gate[i])
    // Whoever was pushed back has the gate ahead again.
    if let behind = map.gate(before: next, on: row[0]),
      isBefore(map.gates[behind], by: 0.2 * robot.radius, robot, row[0] & 1 != 0)
    {
      next = behind
    } else {
      while !isBefore(map.gates[next], by: 0, robot, row[0] & 1 != 0) {
        if let onward = map.gate(after: next, on: row[0]) {
          next = onward
        } else if count > 1 {
          for k in 1..<count { row[k - 1] = row[k] }
          count -= 1
          next = map.firstGate(row[0])
        } else {
          break
        }
      }
    }
    let (rank, found) = furthestPassed(i, robot, row, count, next)
    if rank > 0 {
      for k in rank..<count { row[k - rank] = row[k] }
      count -= rank
    }
    gate.base[i] = Int32(found)
    armCount.base[i] = Int32(count)
  }

  /// The arm and gate that come next for a robot that has passed some gate ahead of its next one.
  ///
  /// Who cuts a corner, or is pushed round it, gets past the end of a gate and not through it.
  private func furthestPassed(
    _ i: Int, _ robot: TrafficRobot, _ row: UnsafeMutablePointer<Int32>, _ count: Int, _ next: Int
  ) -> (rank: Int, gate: Int) {
    var best = (rank: 0, gate: next)
    var (rank, at) = (0, next)
    for step in 0..<6 {
      let found = map.gates[at]
      let isIn = (found.place - robot.position).lengthSquared < found.room * found.room
      let isPassed = step > 0 && isIn && !isBefore(found, by: 0, robot, row[rank] & 1 != 0)
      if let onward = map.gate(after: at, on: row[rank]) {
        at = onward
      } else if rank + 1 < count {
        rank += 1
        at = map.firstGate(row[rank])
      } else {
        break
      }
      if isPassed { best = (rank, at) }
    }
    return best
  }

  /// True where a robot is still before a gate, as it drives, by so many metres.
  @inline(__always)
  private func isBefore(
    _ gate: CorridorMap.Gate, by gap: Float, _ robot: TrafficRobot, _ isBack: Bool
  ) -> Bool {
    let (left, right) = portal(gate, robot)
    let side = (robot.position - right).cross(left - right)
    return (isBack ? side : -side) > gap * (left - right).length
  }

  /// Where a robot goes through a gate.
  ///
  /// Where there is room, corners are passed at some distance: wheels follow no line exactly.
  @inline(__always)
  func portal(_ gate: CorridorMap.Gate, _ robot: TrafficRobot) -> (left: Vec2, right: Vec2) {
    let reach = map.room(radius: robot.radius)
    return gate.ends(max(reach, min(1.4 * robot.radius, 0.97 * gate.room)))
  }

  /// Finds a robot's way to its goal from where it is.
  mutating func findWay(_ i: Int, _ robot: TrafficRobot) {
    let point = destination(i, robot)
    let isNew = goal[i].point != point
    let radius = map.room(radius: robot.radius)
    pause[i] = Int32(1 / period)
    if isNew { still[i] = 0 }
    guard let end = map.place(point), let start = map.place(robot.position) else {
      forget(i, point)
      return
    }
    let slots = UnsafeMutableBufferPointer(
      start: arms.base + i * CorridorGuide.armSlots, count: CorridorGuide.armSlots)
    if !isUnderWay(i, robot) {
      stand(i, at: start, point)
      return
    }
    // In a crowd the margin may be used up on both sides: the way is that of its body then.
    let least = max(
      CorridorGuide.leastRoom(radius: robot.radius), min(start.room, end.room))
    let way =
      search.way(from: start, to: end, radius: radius, into: slots)
      ?? search.way(from: start, to: end, radius: min(radius, least), into: slots)
    guard let way else {
      if isNew || armCount[i] == 0 { forget(i, point) }
      return
    }
    take(way, i, from: start, to: end, point, radius)
  }

  /// Takes the way whose arms lie in a robot's row.
  private mutating func take(
    _ way: (armCount: Int, length: Float), _ i: Int, from start: CorridorPlace,
    to end: CorridorPlace, _ point: Vec2, _ radius: Float
  ) {
    let slots = arms.base + i * CorridorGuide.armSlots
    let kept = min(way.armCount, CorridorGuide.armSlots)
    armCount[i] = Int32(kept)
    goal[i] = GuideGoal(
      point: point, gate: lastGate(before: end, on: slots[kept - 1], radius), along: end.along)
    rest[i] = -1
    if kept < way.armCount {
      var known: Float = 0
      for k in 0..<kept { known += map.length(Int(slots[k] >> 1)) }
      rest[i] = max(0, way.length - known)
    }
    gate[i] = start.gate + (slots[0] & 1 == 0 ? 1 : 0)
  }

  /// Leads a robot round the sections that it waits for where somebody stands in them and a way
  /// round is no more than half a minute longer; false where there is none.
  mutating func goRound(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>
  ) -> Bool {
    let robot = robots[i]
    guard let start = map.place(robot.position), let end = map.place(goal[i].point) else {
      return false
    }
    var count = 0
    for k in 0..<Int(wants[i].count) where count < 7 {
      let token = wants[i].tokens[k]
      guard users[Int(token >> 2)].enders > 0, token & 1 == 0 else { continue }
      let stretch = narrow.sections[Int(token >> 2)].stretch
      let arm = 2 * stretch + (token & 2 != 0 ? 1 : 0)
      search.closed[count] = arm
      count += 1
      if stretch != start.stretch && stretch != end.stretch {
        search.closed[count] = arm ^ 1
        count += 1
      }
    }
    guard count > 0 else { return false }
    let radius = map.room(radius: robot.radius)
    // Into a row of its own: the way that the robot has stays where there is no better one.
    let way = search.way(
      from: start, to: end, radius: radius,
      into: UnsafeMutableBufferPointer(start: seenArms.base, count: CorridorGuide.armSlots))
    search.closed = SIMD8(repeating: -1)
    guard let way, way.length < ways[i].distanceToGo + 30 * robot.maxSpeed else { return false }
    (arms.base + i * CorridorGuide.armSlots).update(
      from: seenArms.base, count: CorridorGuide.armSlots)
    take(way, i, from: start, to: end, goal[i].point, radius)
    still[i] = 0
    return true
  }

  /// The gate after which a way's last arm leads to no other but to its end.
  ///
  /// A chord may lie beyond the end though its place on the axis lies before.
  private func lastGate(
    before end: CorridorPlace, on arm: Int32, _ radius: Float
  ) -> Int32 {
    let isBack = arm & 1 != 0
    guard arm >> 1 == end.stretch else { return end.gate }
    let step: Int32 = isBack ? 1 : -1
    let first = Int32(map.firstGate(arm))
    var gate = isBack ? end.gate + 1 : end.gate
    while (gate - first) * step <= 0,
      map.gates[Int(gate)].side(of: end.point, isBack, radius) <= 0
    {
      gate += step
    }
    return isBack ? gate - 1 : gate
  }

  private mutating func stand(_ i: Int, at place: CorridorPlace, _ point: Vec2) {
    arms[i * CorridorGuide.armSlots] = 2 * place.stretch
    armCount[i] = 1
    goal[i] = GuideGoal(point: point, gate: place.gate, along: place.along)
    rest[i] = -1
    gate[i] = place.gate + 1
    still[i] = 0
  }

  private mutating func forget(_ i: Int, _ point: Vec2) {
    armCount[i] = 0
    goal[i] = GuideGoal(point: point)
  }
}
