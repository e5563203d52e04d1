import SimCore

/// How reservations are taken back that lead nowhere.
extension PriorityGuide {
  /// Seconds without progress after which all reservations are taken back.
  private static let patience: Float = 60
  /// Stands in `order` for robots that drive back.
  private static let drivesBack: Int32 = -1

  /// True where a robot that was to go on goes on no more, or has not for long.
  func breaksDown(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard pathCount[i] > 1, isOut[i] == 0 else { return false }
    return hasFailed(robot) || Float(still[i]) * period > PriorityGuide.patience
  }

  /// Takes all reservations back but for the moves that have been begun, and those that must be made first.
  ///
  /// Who has begun a move that cannot be made drives back.
  ///
  /// Where a robot breaks down on its way, those that it was to let pass would wait for it for ever, and
  /// those behind for them.
  mutating func takeBack(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<robotCount {
      still[i] = 0
      if hasFailed(robots[i]) { isOut[i] = 1 }
    }
    limitKept(robots)
    chooseKept(robots)
    holder.fill(-1)
    last.fill(RegionVisit())
    beside.fill(RegionVisit())
    for i in 0..<visitorCount where pathCount[i] > 0 { cutPath(i, robots) }
    for i in 0..<robotCount where pathCount[i] > 0 && isJoining[i] == 0 { noteBody(i) }
    for i in 0..<robotCount where order[i] == PriorityGuide.drivesBack { reserveBack(i) }
    noteKept()
  }

  /// Finds how many regions of its path each can keep: none in which somebody stands who does not move, and
  /// none that somebody is to leave first who does not.
  private mutating func limitKept(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<visitorCount {
      mayKeep[i] = pathCount[i]
      guard i < robotCount else { continue }
      let first = firstToEnter(i)
      // One that has failed stops no sooner for it.
      let wanted = hasFailed(robots[i]) ? max(first, rolling(i, robots[i])) : Int(pathCount[i])
      let count = min(wanted, Int(pathCount[i]))
      let blocked = (first..<max(first, count)).first { isBlocked[region(i, $0)] != 0 }
      mayKeep[i] = Int32(blocked ?? count)
    }
    var isChanged = true
    while isChanged {
      isChanged = false
      for i in 0..<visitorCount {
        let first = firstToEnter(i)
        let limit = (first..<max(first, Int(mayKeep[i]))).first { k in
          var isFree = true
          forEachBefore(i, k) { other, count in if mayKeep[other] < count { isFree = false } }
          return !isFree
        }
        guard let limit else { continue }
        mayKeep[i] = Int32(limit)
        isChanged = true
      }
    }
  }

  /// Finds how many regions of its path each keeps: the moves that are begun, and all that must be made before.
  private mutating func chooseKept(_ robots: UnsafePointer<TrafficRobot>) {
    for i in 0..<visitorCount {
      order[i] = i < robotCount ? min(mayKeep[i], begun(i, robots[i])) : 0
    }
    var isChanged = true
    while isChanged {
      isChanged = false
      for i in 0..<visitorCount {
        let first = firstToEnter(i)
        for k in first..<max(first, Int(order[i])) {
          forEachBefore(i, k) { other, count in
            guard order[other] < count else { return }
            order.base[other] = count
            isChanged = true
          }
        }
      }
    }
  }

  /// Notes that a robot stands in the first region of its path, beside whoever else stands there.
  private mutating func noteBody(_ i: Int) {
    let region = region(i, 0)
    // Whom it followed closely has left the region, or comes back.
    let first = slot(i, 0) * PriorityGuide.waitSlots
    for n in first..<first + PriorityGuide.waitSlots where isOutstanding(waits[n], for: i) {
      let other = Int(waits[n].robot)
      let isBack = order[other] == PriorityGuide.drivesBack
      if isBack || passed[other] + pathCount[other] <= waits[n].passed { waits[n] = RegionVisit() }
    }
    if isOutstanding(last[region], for: i) {
      let slots = besides(region)
      let free = slots.first { !isOutstanding(beside[$0], for: i) }
      beside[free ?? slots.lowerBound] = last[region]
    }
    last[region] = RegionVisit(robot: Int32(i), passed: passed[i] + 1)
  }

  /// Cuts a path to what is kept of it; who has set off otherwise drives back, once those behind it have.
  private mutating func cutPath(_ i: Int, _ robots: UnsafePointer<TrafficRobot>) {
    let count = order[i]
    guard i < robotCount else {
      pathCount[i] = count
      return
    }
    if count < 2, pathCount[i] > 1, hasSetOff(i, robots[i]) {
      pathCount[i] = 2
      if !(hasFailed(robots[i]) && hasFreeWay(i, 1)) {
        order[i] = PriorityGuide.drivesBack
        let (from, to) = (region(i, 0), region(i, 1))
        path[slot(i, 0)] = Int32(to)
        path[slot(i, 1)] = Int32(from)
      }
    } else {
      pathCount[i] = count
    }
    if pathCount[i] > 0 { holder[head(i)] = Int32(i) } else { isJoining[i] = 0 }
  }

  /// Reserves the region that a robot drives back to; where it would have to wait for too many, it leaves the roadmap
  /// and comes onto it anew.
  private mutating func reserveBack(_ i: Int) {
    let (to, move) = (region(i, 1), move(region(i, 0), region(i, 1), isBack: true))
    if waitCount(i, to, move: move) <= PriorityGuide.waitSlots {
      reserve(i, 1, to, move: move)
    } else {
      clearWaits(slot(i, 1))
      order[i] = 0
      _ = giveUp(i)
    }
  }

  /// Notes the regions of all paths in the order in which their robots let each other go: whoever comes next
  /// waits for the last of them alone.
  private mutating func noteKept() {
    // How many regions of each path are noted.
    for i in 0..<visitorCount {
      mayKeep[i] =
        order[i] == PriorityGuide.drivesBack ? 2 : min(pathCount[i], Int32(firstToEnter(i)))
    }
    var (isLeft, isStrict) = (true, true)
    while isLeft {
      isLeft = false
      var isChanged = false
      for i in 0..<visitorCount {
        while mayKeep[i] < pathCount[i], isStrict || !isChanged,
          comesNext(i, Int(mayKeep[i]), isStrict: isStrict)
        {
          let k = Int(mayKeep[i])
          let step = k == 0 ? nil : move(region(i, k - 1), region(i, k), isBack: true)
          note(i, k, region(i, k), move: step)
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

  /// Which is the first region of a path that is still to be entered.
  private func firstToEnter(_ i: Int) -> Int {
    i < robotCount && isJoining[i] == 0 ? 1 : 0
  }

  /// Calls a body with all whom a robot lets go first into its k-th region, and how many regions of their paths
  /// they need for it.
  @inline(__always)
  private func forEachBefore(_ i: Int, _ k: Int, _ body: (Int, Int32) -> Void) {
    let first = slot(i, k) * PriorityGuide.waitSlots
    for n in first..<first + PriorityGuide.waitSlots where isOutstanding(waits[n], for: i) {
      let other = Int(waits[n].robot)
      // A robot leaves a region when it is in the next, a ghost as soon as it may.
      body(other, waits[n].passed - passed[other] + (other < robotCount ? 1 : 0))
      guard other < robotCount, waits[n].passed == passed[other] + 1 else { continue }
      // It may have come close behind somebody who has not quite left the region either.
      let before = slot(other, 0) * PriorityGuide.waitSlots
      for m in before..<before + PriorityGuide.waitSlots where isOutstanding(waits[m], for: other) {
        let third = Int(waits[m].robot)
        guard third != i else { continue }
        body(third, waits[m].passed - passed[third] + (third < robotCount ? 1 : 0))
      }
    }
  }

  /// How many regions of its path a robot has begun with: those that it comes into before it can stop.
  ///
  /// Before it brakes some ticks pass, none where it has failed.
  private func begun(_ i: Int, _ robot: TrafficRobot, ticks: Float = 2) -> Int32 {
    guard isJoining[i] == 0 else { return 1 }
    let speed = robot.velocity.length
    let stopping = speed * speed / (2 * max(0.2, robot.acceleration)) + ticks * period * speed
    var (at, length) = (robot.position, Float(0))
    var count: Int32 = hasSetOff(i, robot) ? 2 : 1
    for k in 1..<max(1, Int(pathCount[i])) where length < stopping {
      count = max(count, Int32(k + 1))
      length += (roadmap.places[region(i, k)] - at).length
      at = roadmap.places[region(i, k)]
    }
    return count
  }

  /// How many regions of its path one has come into when it has stopped.
  private func rolling(_ i: Int, _ robot: TrafficRobot) -> Int {
    robot.state == .absent || isJoining[i] != 0 ? 0 : Int(begun(i, robot, ticks: 0))
  }

  /// True where a robot is no more in the first region of its path.
  private func hasSetOff(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard pathCount[i] > 1, isJoining[i] == 0 else { return false }
    let gap = (robot.position - roadmap.places[region(i, 0)]).length
    return gap > 1.5 * PriorityGuide.nearness * robot.radius
  }
}
