import SimCore

/// Where robots go, who stands in the way, and how robots come onto the roadmap.
extension PriorityGuide {
  /// Seconds without progress after which all reservations are taken back.
  private static let patience: Float = 60
  /// Seconds in which a robot is to be in the first of its regions, or looks for another.
  private static let joining: Float = 10
  /// How near to its place a robot waits for it, in spacings.
  private static let forecourt: Float = 4
  /// Seconds for which a region is blocked until ways lead round it.
  private static let closing: Float = 10
  /// Seconds in which a robot comes no nearer to its goal until who goes first is drawn by lot, and for which
  /// each lot counts.
  private static let restlessness: Float = 90
  private static let turn: Float = 30

  /// Notes how large each robot is, and who may be asked to move.
  mutating func noteRobots(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      levels[i] = roadmap.level(radius: robots[i].radius)
      isMovable[i] = robots[i].state == .travelling || robots[i].state == .idle ? 1 : 0
    }
  }

  /// Looks up the regions of new goals, and counts how long robots have been under way.
  mutating func noteGoals(_ robots: UnsafePointer<TrafficRobot>) {
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
        goalRegion[i] = Int32(region(at: robot.goal, robot, levels[i]) ?? -1)
      }
      // Whoever waits before its place is held up by nobody, and goes out of everybody's way.
      mayArrive[i] = robot.waits ? 0 : 1
      let isNear =
        pathCount[i] > 0 && row[i] >= 0
        && toGo(i, from: head(i)) < PriorityGuide.forecourt * roadmap.spacing
      let isWaiting = robot.waits && isNear
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

  private mutating func takeRow(_ i: Int) {
    row[i] = distances.take(
      Int(goalRegion[i]), level: levels[i],
      avoiding: avoids[i] == 0 ? nil : UnsafePointer(isClosed.base), roadmap)
  }

  /// True where the next region on a robot's way has been blocked for long.
  private func leadsIntoClosed(_ i: Int) -> Bool {
    guard pathCount[i] > 0, row[i] >= 0 else { return false }
    let at = head(i)
    var (least, isInto) = (toGo(i, from: at), false)
    for k in roadmap.moveStart[at]..<roadmap.moveStart[at + 1] {
      let move = roadmap.moves[Int(k)]
      guard move.level >= levels[i], !move.isForbidden, toGo(i, from: Int(move.to)) < least else {
        continue
      }
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
  private func region(at point: Vec2, _ robot: TrafficRobot, _ level: UInt8) -> Int? {
    roadmap.nearest(to: point, level: level) { region in
      roadmap.moveStart[region + 1] > roadmap.moveStart[region]
        && map.isStraightWay(
          roadmap.places[region], point, room: CorridorGuide.leastRoom(radius: robot.radius))
    }
  }

  /// Notes the regions in which somebody stands who is not led, who has failed, or who works beside its region.
  mutating func noteBlocked(_ robots: UnsafePointer<TrafficRobot>) {
    for k in 0..<blockedCount { isBlocked[Int(blocked[k])] = 0 }
    var count = blockedCount
    for i in 0..<robotCount where isMovable[i] == 0 {
      let robot = robots[i]
      guard robot.position.x.isFinite, robot.position.y.isFinite else { continue }
      // Who works in its region leaves it before long.
      if pathCount[i] > 0, !hasFailed(robot),
        (roadmap.places[head(i)] - robot.position).length < 0.5 * robot.radius
      {
        continue
      }
      let largest = roadmap.radii[roadmap.radii.count - 1]
      roadmap.forEach(near: robot.position, within: robot.radius + largest) { region in
        let gap = (roadmap.places[region] - robot.position).length
        guard isBlocked[region] == 0,
          gap < robot.radius + roadmap.radii[Int(roadmap.level[region])]
        else { return }
        isBlocked.base[region] = 1
        guard blockedTicks[region] == 0 else { return }
        blocked.base[count] = Int32(region)
        count += 1
      }
    }
    blockedCount = count
    countBlocked()
  }

  /// Counts for how long regions have been blocked, and forgets those that are no more.
  private mutating func countBlocked() {
    let limit = Int32(PriorityGuide.closing / period)
    var (kept, isChanged) = (0, false)
    for k in 0..<blockedCount {
      let region = Int(blocked[k])
      guard isBlocked[region] != 0 else {
        if isClosed[region] != 0 { isChanged = true }
        (blockedTicks[region], isClosed[region]) = (0, 0)
        continue
      }
      blockedTicks[region] = min(blockedTicks[region] + 1, 1_000_000)
      if blockedTicks[region] > limit, isClosed[region] == 0 {
        (isClosed[region], isChanged) = (1, true)
      }
      blocked[kept] = Int32(region)
      kept += 1
    }
    blockedCount = kept
    if isChanged { distances.refill(avoiding: isClosed.base, roadmap) }
  }

  /// Lists the blocked regions from how long they have been so.
  mutating func findBlocked() {
    isBlocked.fill(0)
    isClosed.fill(0)
    blockedCount = 0
    let limit = Int32(PriorityGuide.closing / period)
    for region in 0..<roadmap.count where blockedTicks[region] > 0 {
      isBlocked[region] = 1
      isClosed[region] = blockedTicks[region] > limit ? 1 : 0
      blocked[blockedCount] = Int32(region)
      blockedCount += 1
    }
  }

  /// Takes robots onto the roadmap that are on none of its regions, the nearest first, and those off it that
  /// left the world.
  mutating func joinAll(_ robots: UnsafePointer<TrafficRobot>) {
    var isAnyLoose = false
    if (0..<robotCount).contains(where: { breaksDown($0, robots[$0]) }) { takeBack(robots) }
    for i in 0..<robotCount {
      if pathCount[i] > 0, robots[i].state == .absent || isAstray(i, robots[i]) || joinsInVain(i) {
        leave(i)
      }
      if pathCount[i] == 0, robots[i].state != .absent { isAnyLoose = true }
    }
    guard isAnyLoose else { return }
    for isNear in [true, false] {
      for i in 0..<robotCount where pathCount[i] == 0 && robots[i].state != .absent {
        join(i, robots[i], isNear: isNear)
      }
    }
  }

  /// True where a robot that was to go on goes on no more, or has not for long.
  private func breaksDown(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard pathCount[i] > 1 else { return false }
    return hasFailed(robot) || Float(still[i]) * period > PriorityGuide.patience
  }

  /// True where a robot is no more led, or stands far from where it was to go.
  private func hasFailed(_ robot: TrafficRobot) -> Bool {
    robot.state == .absent
      || robot.state == .holding && (robot.goal - robot.position).length > 2 * robot.radius
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

  /// True where others stand between a robot and the region that it is to come into, perhaps since they wait for
  /// it.
  ///
  /// Only where it is its turn and it has reserved nothing else: else those that wait for it would drive in before
  /// those that it waits for itself.
  private func joinsInVain(_ i: Int) -> Bool {
    guard isJoining[i] != 0, pathCount[i] == 1, Float(still[i]) * period > PriorityGuide.joining
    else {
      return false
    }
    let first = slot(i, 0) * PriorityGuide.waitSlots
    return !(first..<first + PriorityGuide.waitSlots).contains { isOutstanding(waits[$0], for: i) }
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

  /// Takes all reservations back but for the moves that have been begun, and those that must be made first.
  ///
  /// Where a robot breaks down on its way, those that it was to let pass would wait for it for ever, and
  /// those behind for them.
  private mutating func takeBack(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount { still[i] = 0 }
    limitKept(robots)
    for i in 0..<robotCount {
      order[i] = min(mayKeep[i], hasSetOff(i, robots[i]) ? 2 : 1)
    }
    // Who keeps a move keeps all that must be made before it.
    var isChanged = true
    while isChanged {
      isChanged = false
      for i in 0..<robotCount where order[i] > 1 {
        for k in 1..<Int(order[i]) {
          forEachBefore(i, k) { other, count in
            if order[other] < count {
              order.base[other] = count
              isChanged = true
            }
          }
        }
      }
    }
    holder.fill(-1)
    last.fill(RegionVisit())
    for i in 0..<robotCount where pathCount[i] > 0 {
      pathCount[i] = order[i]
      holder[head(i)] = Int32(i)
    }
    noteKept()
  }

  /// Notes the regions of all paths in the order in which their robots let each other go: whoever comes next
  /// waits for the last of them alone.
  private mutating func noteKept() {
    // How many regions of each path are noted.
    mayKeep.fill(0)
    var (isLeft, isStrict) = (true, true)
    while isLeft {
      isLeft = false
      var isChanged = false
      for i in 0..<robotCount {
        while mayKeep[i] < pathCount[i], isStrict || !isChanged,
          comesNext(i, Int(mayKeep[i]), isStrict: isStrict)
        {
          let k = Int(mayKeep[i])
          note(i, k, region(i, k), move: k == 0 ? nil : move(region(i, k - 1), region(i, k)))
          if k == 0, isJoining[i] != 0 { clearWaits(slot(i, 0)) }
          mayKeep[i] += 1
          isChanged = true
        }
        if mayKeep[i] < pathCount[i] { isLeft = true }
      }
      // Of a visit it is not known whether it crosses a region or stops there. Where taking them for the later
      // one leads nowhere, one is taken for the earlier.
      if !isStrict && !isChanged { break }
      isStrict = isChanged
    }
  }

  /// True where all are noted whom a robot lets go first into its k-th region.
  private func comesNext(_ i: Int, _ k: Int, isStrict: Bool) -> Bool {
    let first = slot(i, k) * PriorityGuide.waitSlots
    return (first..<first + PriorityGuide.waitSlots).allSatisfy { n in
      guard isOutstanding(waits[n], for: i) else { return true }
      let other = Int(waits[n].robot)
      let count = waits[n].passed - passed[other]
      return mayKeep[other] >= min(pathCount[other], isStrict ? count + 1 : count)
    }
  }

  /// Finds how many regions of its path each can keep: none in which somebody stands who does not move, and
  /// none that somebody is to leave first who does not.
  private mutating func limitKept(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      let count = hasFailed(robots[i]) ? min(1, Int(pathCount[i])) : Int(pathCount[i])
      mayKeep[i] = Int32((1..<max(1, count)).first { isBlocked[region(i, $0)] != 0 } ?? count)
    }
    var isChanged = true
    while isChanged {
      isChanged = false
      for i in 0..<robotCount where mayKeep[i] > 1 {
        let last = (1..<Int(mayKeep[i])).first { k in
          var isFree = true
          forEachBefore(i, k) { other, count in if mayKeep[other] < count { isFree = false } }
          return !isFree
        }
        guard let last else { continue }
        mayKeep[i] = Int32(last)
        isChanged = true
      }
    }
  }

  /// Calls a body with all whom a robot lets go first into its k-th region, and how many regions of their paths
  /// they need for it.
  @inline(__always)
  private func forEachBefore(_ i: Int, _ k: Int, _ body: (Int, Int32) -> Void) {
    let first = slot(i, k) * PriorityGuide.waitSlots
    for n in first..<first + PriorityGuide.waitSlots where isOutstanding(waits[n], for: i) {
      let other = Int(waits[n].robot)
      body(other, waits[n].passed - passed[other] + 1)
    }
  }

  private func hasSetOff(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard pathCount[i] > 1, isJoining[i] == 0 else { return false }
    let from = roadmap.places[region(i, 0)]
    let arm = roadmap.places[region(i, 1)] - from
    return (robot.position - from).dot(arm) > 0.15 * arm.lengthSquared
  }

  /// The move from one region to another, where there is one that may be driven.
  func move(_ from: Int, _ to: Int) -> Int? {
    (Int(roadmap.moveStart[from])..<Int(roadmap.moveStart[from + 1])).first {
      Int(roadmap.moves[$0].to) == to && !roadmap.moves[$0].isForbidden
    }
  }
}
