import SimCore

/// Where robots go, who stands in the way, and how robots come onto the roadmap.
extension PriorityGuide {
  /// Seconds without progress after which all reservations are taken back.
  private static let patience: Float = 20
  /// How near to its place a robot waits for it, in spacings.
  private static let forecourt: Float = 4

  /// Looks up the regions of new goals, and counts how long robots have been under way.
  mutating func noteGoals(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      let robot = robots[i]
      levels[i] = roadmap.level(radius: robot.radius)
      isMovable[i] = robot.state == .travelling || robot.state == .idle ? 1 : 0
      guard robot.state == .travelling else {
        forgetGoal(i)
        continue
      }
      movedFor[i] = -1
      if goal[i] != robot.goal {
        forgetGoal(i)
        goal[i] = robot.goal
        goalRegion[i] = Int32(region(at: robot.goal, robot, levels[i]) ?? -1)
      }
      // Whoever waits before its place is held up by nobody, and goes out of everybody's way.
      mayArrive[i] = robot.waits ? 0 : 1
      let isNear =
        pathCount[i] > 0 && row[i] >= 0
        && toGo(i, from: head(i)) < PriorityGuide.forecourt * roadmap.spacing
      age[i] = robot.waits && isNear ? 0 : min(age[i] + 1, 1_000_000)
      if row[i] < 0, goalRegion[i] >= 0 {
        row[i] = distances.take(Int(goalRegion[i]), level: levels[i], roadmap)
      }
    }
  }

  private mutating func forgetGoal(_ i: Int) {
    goal[i] = Vec2(.infinity, .infinity)
    goalRegion[i] = -1
    age[i] = -1
    distances.leave(row[i])
    row[i] = -1
  }

  /// The region from which a robot gets to a point in a straight line.
  private func region(at point: Vec2, _ robot: TrafficRobot, _ level: UInt8) -> Int? {
    roadmap.nearest(to: point, level: level) { region in
      roadmap.moveStart[region + 1] > roadmap.moveStart[region]
        && map.isStraightWay(
          roadmap.places[region], point, room: CorridorGuide.leastRoom(radius: robot.radius))
    }
  }

  /// Notes the regions in which somebody stands who is not led, or who works elsewhere than in its region.
  mutating func noteBlocked(_ robots: UnsafePointer<TrafficRobot>) {
    for k in 0..<blockedCount { isBlocked[Int(blocked[k])] = 0 }
    blockedCount = 0
    for i in 0..<robotCount where isMovable[i] == 0 {
      let robot = robots[i]
      guard robot.position.x.isFinite, robot.position.y.isFinite else { continue }
      var own = -1
      if robot.state == .holding, pathCount[i] > 0 {
        own = head(i)
        let gap = (roadmap.places[own] - robot.position).length
        if gap < 0.5 * robot.radius { continue }
      }
      let largest = roadmap.radii[roadmap.radii.count - 1]
      roadmap.forEach(near: robot.position, within: robot.radius + largest) { region in
        let gap = (roadmap.places[region] - robot.position).length
        guard region != own, isBlocked[region] == 0,
          gap < robot.radius + roadmap.radii[Int(roadmap.level[region])]
        else { return }
        isBlocked.base[region] = 1
        blocked.base[blockedCount] = Int32(region)
        blockedCount += 1
      }
    }
  }

  /// Takes robots onto the roadmap that are on none of its regions, the nearest first, and those off it that
  /// left the world.
  mutating func joinAll(_ robots: UnsafePointer<TrafficRobot>) {
    var isAnyLoose = false
    var isAnyStuck = false
    for i in 0..<robotCount {
      if pathCount[i] > 0, robots[i].state == .absent || isAstray(i, robots[i]) { leave(i) }
      if pathCount[i] == 0, robots[i].state != .absent { isAnyLoose = true }
      if Float(still[i]) * period > PriorityGuide.patience { isAnyStuck = true }
    }
    if isAnyStuck { takeBack(robots) }
    guard isAnyLoose else { return }
    for isNear in [true, false] {
      for i in 0..<robotCount where pathCount[i] == 0 && robots[i].state != .absent {
        join(i, robots[i], isNear: isNear)
      }
    }
  }

  private mutating func join(_ i: Int, _ robot: TrafficRobot, isNear: Bool) {
    let found = roadmap.nearest(to: robot.position, level: levels[i]) { region in
      let gap = (roadmap.places[region] - robot.position).length
      if isNear && gap > 0.35 * roadmap.spacing { return false }
      return holder[region] < 0 && isBlocked[region] == 0 && conflictsAreEmpty(region, but: i)
        && (gap < 0.5 * robot.radius
          || map.isStraightWay(roadmap.places[region], robot.position, room: 0.9 * robot.radius))
    }
    guard let found else { return }
    pathCount[i] = 1
    path[slot(i, 0)] = Int32(found)
    isJoining[i] = 1
    still[i] = 0
    holder[found] = Int32(i)
    reserve(i, 0, found, move: nil)
  }

  private func conflictsAreEmpty(_ region: Int, but i: Int) -> Bool {
    for k in roadmap.conflictStart[region]..<roadmap.conflictStart[region + 1] {
      let other = holder[Int(roadmap.conflicts[Int(k)])]
      if other >= 0, other != Int32(i) { return false }
    }
    return true
  }

  /// True where a robot was pushed far off its path.
  private func isAstray(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard isJoining[i] == 0, robot.state != .holding else { return false }
    let from = roadmap.places[region(i, 0)]
    let to = pathCount[i] > 1 ? roadmap.places[region(i, 1)] : from
    if pathCount[i] == 1, Int32(region(i, 0)) == goalRegion[i] { return false }
    return distance(from: robot.position, toSegment: from, to) > roadmap.spacing
  }

  private mutating func leave(_ i: Int) {
    if holder[head(i)] == Int32(i) { holder[head(i)] = -1 }
    passed[i] += pathCount[i]
    pathCount[i] = 0
    isJoining[i] = 0
  }

  /// Takes all reservations back but for the moves that have been begun.
  ///
  /// Where a robot breaks down on its way, those that it was to let pass would wait for it for ever, and
  /// those behind for them.
  private mutating func takeBack(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      still[i] = 0
      settled[i] = hasSetOff(i, robots[i]) ? .done : .open
    }
    // Who has set off for where another still stands goes back.
    var isChanged = true
    while isChanged {
      isChanged = false
      for i in 0..<robotCount where settled[i] == .done {
        let first = slot(i, 1) * PriorityGuide.waitSlots
        for k in first..<first + PriorityGuide.waitSlots where waits[k].robot >= 0 {
          let (other, limit) = (Int(waits[k].robot), waits[k].passed)
          if passed[other] >= limit || settled[other] == .done && passed[other] + 1 >= limit {
            continue
          }
          settled[i] = .open
          isChanged = true
        }
      }
    }
    holder.fill(-1)
    last.fill(RegionVisit())
    for i in 0..<robotCount where pathCount[i] > 0 {
      pathCount[i] = settled[i] == .done ? 2 : 1
      holder[head(i)] = Int32(i)
      note(i, 0, region(i, 0), move: nil)
      if pathCount[i] > 1 { note(i, 1, region(i, 1), move: move(region(i, 0), region(i, 1))) }
      if isJoining[i] != 0 { clearWaits(slot(i, 0)) }
    }
  }

  private func hasSetOff(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard pathCount[i] > 1, isJoining[i] == 0 else { return false }
    let from = roadmap.places[region(i, 0)]
    let arm = roadmap.places[region(i, 1)] - from
    return (robot.position - from).dot(arm) > 0.15 * arm.lengthSquared
  }

  /// The move between two regions.
  func move(_ from: Int, _ to: Int) -> Int? {
    (Int(roadmap.moveStart[from])..<Int(roadmap.moveStart[from + 1])).first {
      Int(roadmap.moves[$0].to) == to
    }
  }
}
