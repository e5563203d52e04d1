import SimCore

/// The order of visits.
extension PriorityGuide {
  /// Writes down whom a robot lets go first into the k-th region of its path, and that it comes next.
  mutating func reserve(_ i: Int, _ k: Int, _ region: Int, move: Int?) {
    let slot = slot(i, k)
    clearWaits(slot)
    var count = 0
    func wait(for visit: RegionVisit) {
      guard isOutstanding(visit, for: i) else { return }
      for n in 0..<count where waits[slot * PriorityGuide.waitSlots + n].robot == visit.robot {
        let later = max(visit.passed, waits[slot * PriorityGuide.waitSlots + n].passed)
        waits.base[slot * PriorityGuide.waitSlots + n].passed = later
        return
      }
      guard count < PriorityGuide.waitSlots else { return assertionFailure("see waitCount") }
      waits.base[slot * PriorityGuide.waitSlots + count] = visit
      count += 1
    }
    forEachNeeded(region, move: move) { needed in
      wait(for: last[needed])
      for n in besides(needed) { wait(for: beside[n]) }
    }
    note(i, k, region, move: move)
  }

  /// How many visits a robot would wait for in a region that it comes into by a move, or from off the roadmap;
  /// it may be no more than `waitSlots`.
  func waitCount(_ i: Int, _ region: Int, move: Int?) -> Int {
    var count = 0
    forEachNeeded(region, move: move) { needed in
      if isOutstanding(last[needed], for: i) { count += 1 }
      for n in besides(needed) where isOutstanding(beside[n], for: i) { count += 1 }
    }
    return count
  }

  /// Calls a body with all regions that a robot needs empty that comes into one by a move, or from off the roadmap.
  @inline(__always)
  private func forEachNeeded(_ region: Int, move: Int?, _ body: (Int) -> Void) {
    if let move { return forEachNeeded(by: move) { needed, _ in body(needed) } }
    body(region)
    for n in roadmap.conflictStart[region]..<roadmap.conflictStart[region + 1] {
      body(Int(roadmap.conflicts[Int(n)]))
    }
  }

  /// Notes that whoever comes next into the regions of a robot's step, or into one in conflict with its end, lets
  /// it go first.
  ///
  /// Those in conflict look here themselves, and are not written to: else who comes into a third region would wait
  /// for somebody who stands in the first, which is not in its way.
  mutating func note(_ i: Int, _ k: Int, _ region: Int, move: Int?) {
    let number = passed[i] + Int32(k)
    func note(at region: Int, until passed: Int32) {
      last[region] = RegionVisit(robot: Int32(i), passed: passed)
      for n in besides(region) { beside[n] = RegionVisit() }
    }
    note(at: region, until: number + 1)
    guard let move else { return }
    let found = roadmap.moves[move]
    for n in 0..<Int(found.crossedCount) {
      note(at: Int(roadmap.crossed[Int(found.crossedStart) + n]), until: number)
    }
  }

  /// Where those are kept who are in a region besides its last visitor.
  @inline(__always)
  func besides(_ region: Int) -> Range<Int> {
    region * PriorityGuide.besideSlots..<(region + 1) * PriorityGuide.besideSlots
  }

  /// Gives up all that a robot has reserved; false where it must keep it for now.
  ///
  /// Its place in the order of visits stays: else those that wait for it alone would drive in before those that
  /// it waits for itself. A ghost takes its visits over, which passes from region to region as soon as it may.
  mutating func giveUp(_ i: Int) -> Bool {
    let isLast = (0..<Int(pathCount[i])).allSatisfy { hasFreeWay(i, $0) }
    if !isLast {
      guard let ghost = (robotCount..<visitorCount).first(where: { pathCount[$0] == 0 }) else {
        return false
      }
      bequeath(i, to: ghost)
    }
    if holder[head(i)] == Int32(i) { holder[head(i)] = -1 }
    passed[i] += pathCount[i]
    pathCount[i] = 0
    isJoining[i] = 0
    return true
  }

  /// True where a robot waits for nobody before the k-th region of its path.
  func hasFreeWay(_ i: Int, _ k: Int) -> Bool {
    let first = slot(i, k) * PriorityGuide.waitSlots
    return !(first..<first + PriorityGuide.waitSlots).contains { isOutstanding(waits[$0], for: i) }
  }

  private mutating func bequeath(_ i: Int, to ghost: Int) {
    let count = Int(pathCount[i])
    for k in 0..<count {
      path[slot(ghost, k)] = path[slot(i, k)]
      for n in 0..<PriorityGuide.waitSlots {
        waits[slot(ghost, k) * PriorityGuide.waitSlots + n] =
          waits[slot(i, k) * PriorityGuide.waitSlots + n]
      }
    }
    pathCount[ghost] = Int32(count)
    let (from, to) = (passed[i], passed[ghost])
    func rename(_ visit: inout RegionVisit) {
      guard visit.robot == Int32(i), visit.passed > from else { return }
      visit = RegionVisit(robot: Int32(ghost), passed: visit.passed - from + to)
    }
    for k in 0..<waits.count { rename(&waits[k]) }
    for region in 0..<roadmap.count {
      rename(&last[region])
      for n in besides(region) { rename(&beside[n]) }
    }
  }

  /// Lets ghosts go on, as robots would that drive infinitely fast.
  mutating func passGhosts() {
    var isChanged = true
    while isChanged {
      isChanged = false
      for ghost in robotCount..<visitorCount {
        while pathCount[ghost] > 0, hasFreeWay(ghost, 0),
          pathCount[ghost] == 1 || hasFreeWay(ghost, 1)
        {
          passed[ghost] += 1
          pathCount[ghost] -= 1
          isChanged = true
        }
      }
    }
  }

  mutating func clearWaits(_ slot: Int) {
    let first = slot * PriorityGuide.waitSlots
    for k in first..<first + PriorityGuide.waitSlots { waits[k] = RegionVisit() }
  }

  /// True where a robot must still wait for a visit of another to end.
  @inline(__always)
  func isOutstanding(_ visit: RegionVisit, for i: Int) -> Bool {
    visit.robot >= 0 && Int(visit.robot) != i && passed[Int(visit.robot)] < visit.passed
  }

  /// The move from one region to another, where there is one that may be driven; against the direction of a drawn
  /// lane only where asked for.
  func move(_ from: Int, _ to: Int, isBack: Bool = false) -> Int? {
    (Int(roadmap.moveStart[from])..<Int(roadmap.moveStart[from + 1])).first {
      Int(roadmap.moves[$0].to) == to && (isBack || !roadmap.moves[$0].isForbidden)
    }
  }

  /// Calls a body with all regions that a move needs empty: its end, those in conflict with it, and those
  /// that it crosses.
  @inline(__always)
  func forEachNeeded(by move: Int, _ body: (Int, _ isCrossed: Bool) -> Void) {
    let (first, count) = needed(by: move)
    for k in 0..<count { body(neededRegion(move, first, k), k > first) }
  }

  /// How many regions in conflict a move's end has, and how many regions it needs in all.
  @inline(__always)
  func needed(by move: Int) -> (conflicts: Int, all: Int) {
    let to = Int(roadmap.moves[move].to)
    let conflicts = Int(roadmap.conflictStart[to + 1] - roadmap.conflictStart[to])
    return (conflicts, 1 + conflicts + Int(roadmap.moves[move].crossedCount))
  }

  @inline(__always)
  func neededRegion(_ move: Int, _ conflicts: Int, _ k: Int) -> Int {
    let found = roadmap.moves[move]
    if k == 0 { return Int(found.to) }
    if k <= conflicts {
      return Int(roadmap.conflicts[Int(roadmap.conflictStart[Int(found.to)]) + k - 1])
    }
    return Int(roadmap.crossed[Int(found.crossedStart) + k - 1 - conflicts])
  }
}
