import SimCore

/// How large robots are, where they go, and who goes first.
extension PriorityGuide {
  /// How near to its place a robot waits for it, in spacings.
  private static let forecourt: Float = 4
  /// Seconds in which a robot comes no nearer to its goal until who goes first is drawn by lot, and for which
  /// each lot counts.
  private static let restlessness: Float = 90
  private static let turn: Float = 30

  /// Notes how large each robot is, and who may be asked to move.
  mutating func noteRobots(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      levels[i] = roadmap.level(radius: robots[i].radius)
      isMovable[i] = robots[i].state == .travelling || robots[i].state == .idle ? 1 : 0
      if isOut[i] != 0, !hasFailed(robots[i]) { isOut[i] = 0 }
    }
  }

  /// Looks up the regions of new goals, and counts how long robots have been under way.
  mutating func noteGoals(_ robots: UnsafePointer<TrafficRobot>) {
    guestCount = 0
    for i in 0..<robotCount where isAside[i] != 0 { guestCount += 1 }
    for i in 0..<robotCount {
      let robot = robots[i]
      guard robot.state == .travelling else {
        forgetGoal(i)
        rank[i] = -1
        continue
      }
      movedFor[i] = -1
      if goal[i] != robot.goal {
        forgetGoal(i)
        goal[i] = robot.goal
        goalRegion[i] = Int32(region(at: robot.goal, robot, i) ?? -1)
      }
      if isAside[i] != 0, !robot.waits { leaveSiding(i, robot) }
      if row[i] < 0, goalRegion[i] >= 0 { takeRow(i) }
      if isAside[i] == 0, robot.waits, guestCount < roadmap.sidingCount { seekSiding(i) }
      // Whoever waits before its place is held up by nobody, and goes out of everybody's way.
      mayArrive[i] = robot.waits && isAside[i] == 0 ? 0 : 1
      let isNear =
        pathCount[i] > 0 && row[i] >= 0
        && toGo(i, from: head(i)) < PriorityGuide.forecourt * roadmap.spacing
      let isWaiting =
        robot.waits
        && (isAside[i] == 0 ? isNear : pathCount[i] > 0 && Int32(head(i)) == goalRegion[i])
      age[i] = isWaiting ? 0 : min(age[i] + 1, 1_000_000)
      if row[i] < 0, goalRegion[i] >= 0 { takeRow(i) }
      if blockedCount > 0, avoids[i] == 0, leadsIntoClosed(i) {
        avoids[i] = 1
        distances.leave(row[i])
        takeRow(i)
      }
      noteProgress(i, isWaiting: isWaiting)
    }
  }

  /// Sends a robot that waits for its place to the siding nearest to that, where one is free.
  ///
  /// Before the place it would stand in the way of the one that comes out, and in a dead end for good.
  private mutating func seekSiding(_ i: Int) {
    guard row[i] >= 0 else { return }
    var (best, least) = (-1, Float.infinity)
    for region in 0..<roadmap.count
    where roadmap.isSiding[region] != 0 && guest[region] < 0 && isClosed[region] == 0
      && roadmap.level[region] >= levels[i]
    {
      let length = distances.length(row[i], from: region)
      if length < least { (best, least) = (region, length) }
    }
    guard best >= 0 else { return }
    distances.leave(row[i])
    row[i] = -1
    (goalRegion[i], isAside[i]) = (Int32(best), 1)
    guest[best] = Int32(i)
    guestCount += 1
    takeRow(i)
    (nearest[i], sinceNearer[i]) = (.infinity, 0)
  }

  /// Sends a robot on to its goal.
  private mutating func leaveSiding(_ i: Int, _ robot: TrafficRobot) {
    if goalRegion[i] >= 0 { guest[Int(goalRegion[i])] = -1 }
    distances.leave(row[i])
    (row[i], isAside[i]) = (-1, 0)
    goalRegion[i] = Int32(region(at: robot.goal, robot, i) ?? -1)
    (nearest[i], sinceNearer[i], avoids[i]) = (.infinity, 0, 0)
  }

  private mutating func takeRow(_ i: Int) {
    row[i] = distances.take(
      Int(goalRegion[i]), level: levels[i], kind: kinds[i],
      avoiding: avoids[i] == 0 ? nil : UnsafePointer(isClosed.base), roadmap)
  }

  /// True where the next region on a robot's way has been blocked for long.
  private func leadsIntoClosed(_ i: Int) -> Bool {
    guard pathCount[i] > 0, row[i] >= 0 else { return false }
    let at = head(i)
    var (least, isInto) = (toGo(i, from: at), false)
    for k in roadmap.moveStart[at]..<roadmap.moveStart[at + 1] {
      let move = roadmap.moves[Int(k)]
      guard move.level >= levels[i], roadmap.mayMake(move, kind: kinds[i]),
        toGo(i, from: Int(move.to)) < least
      else { continue }
      least = toGo(i, from: Int(move.to))
      isInto = isClosed[Int(move.to)] != 0 && move.to != goalRegion[i]
    }
    return isInto
  }

  /// Settles who goes first: who has been under way longest; of those that have not come nearer to their goals
  /// for long, now one, now the other.
  ///
  /// Three that meet in a dead end can push each other to and fro for ever where the same one always goes
  /// first.
  private mutating func noteProgress(_ i: Int, isWaiting: Bool) {
    let left = pathCount[i] > 0 && row[i] >= 0 ? toGo(i, from: head(i)) : .infinity
    if left < nearest[i] - 0.01 || isWaiting {
      nearest[i] = min(nearest[i], left)
      sinceNearer[i] = 0
    } else {
      sinceNearer[i] = min(sinceNearer[i] + 1, 1_000_000)
    }
    let seconds = Float(sinceNearer[i]) * period
    rank[i] = age[i]
    guard seconds > PriorityGuide.restlessness else { return }
    let turn = Int((seconds - PriorityGuide.restlessness) / PriorityGuide.turn)
    rank[i] = Int32(Float(age[i]) * (0.5 + lot(i, turn, 0)))
  }

  private mutating func forgetGoal(_ i: Int) {
    if isAside[i] != 0, goalRegion[i] >= 0 { guest[Int(goalRegion[i])] = -1 }
    isAside[i] = 0
    goal[i] = Vec2(.infinity, .infinity)
    goalRegion[i] = -1
    age[i] = -1
    nearest[i] = .infinity
    sinceNearer[i] = 0
    avoids[i] = 0
    distances.leave(row[i])
    row[i] = -1
  }

  /// The region from which a robot gets to a point in a straight line.
  private func region(at point: Vec2, _ robot: TrafficRobot, _ i: Int) -> Int? {
    roadmap.nearest(to: point, level: levels[i]) { region in
      roadmap.moveStart[region + 1] > roadmap.moveStart[region]
        && roadmap.mayBeIn(region, kind: kinds[i])
        && map.isStraightWay(
          roadmap.places[region], point, room: CorridorGuide.leastRoom(radius: robot.radius))
    }
  }
}
