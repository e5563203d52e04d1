import SimCore

/// Who must change places with whom, in corridors and dead ends where nobody passes.
///
/// Both questions are answered by walking along the corridor in thought, one region after the other, until
/// it forks or ends.
extension PriorityGuide {
  /// Regions that are walked along at most.
  private static let longestWalk = 10_000

  /// The robot that one must draw after it, away from its own goal, so that the two get past each other;
  /// −1 for none.
  func swapPartner(_ i: Int, _ at: Int, _ best: Int, _ root: Int) -> Int {
    let next = Int(roadmap.moves[best].to)
    // On a one-way lane nobody comes the other way.
    if roadmap.moves[best].isBackForbidden { return -1 }
    let other = firstInTheWay(i, at, best)
    if other >= 0, other != i, settled[other] == .open, isMovable[other] != 0,
      let pair = meeting(i, at, next, other),
      needsSwap(pusher: i, puller: other, from: pair.from, to: pair.to),
      canSwap(pusher: at, puller: next)
    {
      return other
    }
    // Somebody behind who would have to swap with this one as soon as it has moved on.
    for k in roadmap.moveStart[at]..<roadmap.moveStart[at + 1] {
      let region = Int(roadmap.moves[Int(k)].to)
      let behind = Int(holder[region])
      guard behind >= 0, behind != i, region != next, isMovable[behind] != 0, row[behind] >= 0,
        settled[behind] == .open
      else { continue }
      if needsSwap(pusher: behind, puller: i, from: at, to: next),
        canSwap(pusher: at, puller: next)
      {
        return behind
      }
    }
    return -1
  }

  /// Who stands in the region that a move leads to, or else in one in conflict with it; −1 for nobody.
  private func firstInTheWay(_ i: Int, _ at: Int, _ move: Int) -> Int {
    let (conflicts, _) = needed(by: move)
    for k in 0...conflicts {
      let region = neededRegion(move, conflicts, k)
      let other = Int(holder[region])
      if region != at, other >= 0, other != i { return other }
    }
    return -1
  }

  /// The last two regions of the corridor that leads a robot to another: the one before it, and the one in which it
  /// stands; nil where it forks before.
  private func meeting(_ i: Int, _ at: Int, _ next: Int, _ other: Int) -> (from: Int, to: Int)? {
    var (from, to) = (at, next)
    let end = head(other)
    for _ in 0..<slots where to != end {
      let (forks, onward) = onward(from: to, without: from)
      guard forks == 1 else { return nil }
      (from, to) = (to, onward)
    }
    return to == end ? (from, to) : nil
  }

  /// Whether one that pushes another before it gets to a place where that one must get past it.
  private func needsSwap(pusher: Int, puller: Int, from: Int, to: Int) -> Bool {
    var (pushing, pulling) = (from, to)
    var isDeadEnd = false
    for _ in 0..<PriorityGuide.longestWalk
    where toGo(pusher, from: pulling) < toGo(pusher, from: pushing) {
      let (forks, next) = onward(from: pulling, without: pushing)
      if forks >= 2 { return false }
      if forks <= 0 {
        isDeadEnd = true
        break
      }
      (pushing, pulling) = (pulling, next)
    }
    let wantsOn = toGo(pusher, from: pulling) < toGo(pusher, from: pushing)
    // Who has nowhere to go is in the way where it cannot be pushed any further.
    if row[puller] < 0 || mayArrive[puller] == 0 { return isDeadEnd && wantsOn }
    return toGo(puller, from: pushing) < toGo(puller, from: pulling)
      && (toGo(pusher, from: pushing) == 0 || wantsOn)
  }

  /// Whether one that draws another after it gets to a fork.
  private func canSwap(pusher: Int, puller: Int) -> Bool {
    // In thought the one that pushes goes back: the names are those of the walk.
    var (behind, ahead) = (puller, pusher)
    for _ in 0..<PriorityGuide.longestWalk where ahead != puller {
      let (forks, next) = onward(from: ahead, without: behind)
      if forks >= 2 { return true }
      if forks <= 0 { return false }
      (behind, ahead) = (ahead, next)
    }
    return false
  }

  /// How many regions lie next to one, but for one and for dead ends whose robots are where they want to
  /// be; and the last of them.
  private func onward(from region: Int, without excluded: Int) -> (count: Int, last: Int) {
    var (count, last) = (0, region)
    for k in roadmap.moveStart[region]..<roadmap.moveStart[region + 1] {
      let to = Int(roadmap.moves[Int(k)].to)
      guard to != excluded, isBlocked[to] == 0, !roadmap.moves[Int(k)].isShortcut,
        !(isInConflict(to, excluded) && move(excluded, to) != nil)
      else { continue }
      let other = Int(holder[to])
      let isHome = other >= 0 && (goalRegion[other] == Int32(to) || isMovable[other] == 0)
      if isHome, isDeadEnd(to) { continue }
      count += 1
      last = to
    }
    return (count, last)
  }

  private func isInConflict(_ a: Int, _ b: Int) -> Bool {
    (roadmap.conflictStart[a]..<roadmap.conflictStart[a + 1]).contains {
      Int(roadmap.conflicts[Int($0)]) == b
    }
  }

  /// True where a region has one neighbour only.
  private func isDeadEnd(_ region: Int) -> Bool {
    var count = 0
    for k in roadmap.moveStart[region]..<roadmap.moveStart[region + 1]
    where !roadmap.moves[Int(k)].isShortcut {
      count += 1
    }
    return count == 1
  }
}
