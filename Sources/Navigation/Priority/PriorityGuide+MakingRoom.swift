import SimCore

/// How robots make room for one that goes first.
extension PriorityGuide {
  /// Regions of its path that a robot may have reserved and still be asked to move.
  static let mostAhead = 3

  /// Empties all regions that a move needs.
  ///
  /// - Parameters:
  ///   - i: The robot that is to move.
  ///   - at: Where it stands.
  ///   - move: The move.
  ///   - root: Whose priority it acts with.
  ///   - asker: Who needs the region in which it stands; it may move within what that one needs. −1 for nobody.
  /// - Returns: True where all are empty, or will be before the robot comes.
  mutating func makeRoom(_ i: Int, _ at: Int, _ move: Int, _ root: Int, besides asker: Int = -1)
    -> Bool
  {
    let isShortcut = roadmap.moves[move].isShortcut
    var isFree = true
    forEachNeeded(by: move) { region, _ in
      if region == at { return }
      if wanted[region] >= 0, wanted[region] != Int32(asker) { isFree = false }
      let other = Int(holder[region])
      if other >= 0, other != i, isShortcut || !mayAsk(other, for: root) { isFree = false }
    }
    // Whoever is asked to move is among those already.
    guard isFree, waitCount(i, Int(roadmap.moves[move].to), move: move) <= PriorityGuide.waitSlots
    else { return false }
    forEachNeeded(by: move) { region, _ in
      if region != at, wanted[region] < 0 { wanted.base[region] = Int32(i) }
    }
    let (first, count) = needed(by: move)
    for k in 0..<count where isFree {
      let region = neededRegion(move, first, k)
      let other = Int(holder[region])
      guard region != at, other >= 0, other != i else { continue }
      // It may have had its turn since.
      guard mayAsk(other, for: root) else {
        isFree = false
        continue
      }
      guard Int(pathCount[other]) <= PriorityGuide.mostAhead else {
        // It has moves before it already: more would send it to and fro in thought.
        (isFree, hasWithdrawn) = (false, true)
        continue
      }
      isFree = choose(other, for: root)
      if !isFree, !hasWithdrawn { withdraw(other, from: i, at, root) }
      if isFree, age[other] < 0 {
        counters.makeWays += movedFor[other] == Int32(root) ? 0 : 1
        movedFor[other] = Int32(root)
      }
    }
    forEachNeeded(by: move) { region, _ in
      // What is being cleared nobody else enters.
      if wanted[region] == Int32(i), isFree || !hasWithdrawn { wanted.base[region] = -1 }
    }
    return isFree
  }

  /// Moves a robot one step on its way out of all regions that another needs, where one step alone does not take it
  /// out of them.
  private mutating func withdraw(_ j: Int, from i: Int, _ at: Int, _ root: Int) {
    guard !sections.isInForce, Int(pathCount[j]) <= PriorityGuide.mostAhead,
      let move = wayOut(j, from: i, at)
    else {
      return
    }
    let here = head(j)
    guard makeRoom(j, here, move, root, besides: i) else { return }
    enter(j, here, move)
    hasWithdrawn = true
  }

  /// The first move on a robot's shortest way to a region that another does not need; nil where there is none.
  private mutating func wayOut(_ j: Int, from i: Int, _ at: Int) -> Int? {
    let wanted = UnsafePointer(wanted.base)
    let found = firstMove(j, avoiding: at) { wanted[$0] != Int32(i) }
    // In one step it was tried already.
    guard let found, wanted[Int(roadmap.moves[found].to)] == Int32(i) else { return nil }
    return found
  }

  /// The first move on a robot's way of the fewest moves to a region that a test accepts; nil where there is none.
  private mutating func firstMove(_ j: Int, avoiding excluded: Int, until isEnd: (Int) -> Bool)
    -> Int?
  {
    let start = head(j)
    var (count, next) = (1, 0)
    var found: Int?
    firstMove[start] = -2
    reached[0] = Int32(start)
    while next < count, found == nil {
      let region = Int(reached[next])
      next += 1
      for k in roadmap.moveStart[region]..<roadmap.moveStart[region + 1] {
        let move = roadmap.moves[Int(k)]
        let to = Int(move.to)
        guard move.level >= levels[j], roadmap.mayMake(move, kind: kinds[j]), !move.isShortcut,
          isBlocked[to] == 0,
          to != excluded,
          firstMove[to] == -1, found == nil
        else { continue }
        let first = region == start ? Int(k) : Int(firstMove[region])
        reached[count] = move.to
        count += 1
        firstMove[to] = Int32(first)
        if isEnd(to) { found = first }
      }
    }
    for k in 0..<count { firstMove[Int(reached[k])] = -1 }
    return found
  }

  /// Draws the partner of a swap into the region that a robot has left.
  mutating func draw(_ j: Int, to region: Int, _ root: Int) {
    guard mayAsk(j, for: root), Int(pathCount[j]) <= PriorityGuide.mostAhead else { return }
    var isDrawn = false
    while head(j) != region, Int(pathCount[j]) < slots - 1,
      let move = firstMove(j, avoiding: -1, until: { $0 == region }), isFree(move, for: j)
    {
      enter(j, head(j), move)
      isDrawn = true
    }
    guard isDrawn else { return }
    settled[j] = .done
    if age[j] >= 0 { counters.retreats += 1 }
  }

  /// True where a robot may make a move without anybody's making room.
  func isFree(_ move: Int, for j: Int) -> Bool {
    let at = head(j)
    var isFree = true
    forEachNeeded(by: move) { other, _ in
      if other == at { return }
      if wanted[other] >= 0 || holder[other] >= 0 && Int(holder[other]) != j { isFree = false }
    }
    return isFree
      && waitCount(j, Int(roadmap.moves[move].to), move: move) <= PriorityGuide.waitSlots
  }
}
