import SimCore

/// Who goes where next: priority inheritance with backtracking.
extension PriorityGuide {
  /// Moves that a robot chooses among, with staying.
  private typealias Choices = (keys: SIMD16<Float>, moves: SIMD16<Int32>, count: Int)

  /// Lets every robot that needs a region soon choose one, those of the highest rank first.
  mutating func settleAll(_ robots: UnsafePointer<TrafficRobot>) {
    settled.fill(.open)
    var count = 0
    for i in 0..<robotCount where needsRegion(i, robots) {
      order[count] = Int32(i)
      count += 1
    }
    let rank = rank.base
    heapSort(order.base, count: count) { a, b in
      let (first, second) = (rank[Int(a)], rank[Int(b)])
      return first != second ? first > second : a < b
    }
    wanted.fill(-1)
    for k in 0..<count where settled[Int(order[k])] == .open {
      _ = choose(Int(order[k]), for: Int(order[k]))
    }
    releaseSections()
  }

  /// True where a robot under way comes near the end of what it has reserved.
  private func needsRegion(_ i: Int, _ robots: UnsafePointer<TrafficRobot>) -> Bool {
    let robot = robots[i]
    guard age[i] >= 0, row[i] >= 0, pathCount[i] > 0, isJoining[i] == 0,
      Int32(head(i)) != goalRegion[i],
      Int(pathCount[i]) < slots - 1
    else { return false }
    let braking = robot.maxSpeed * robot.maxSpeed / max(0.2, 1.4 * robot.acceleration)
    let ahead = braking + 3 * period * robot.maxSpeed + 0.5 * roadmap.spacing
    var length: Float = 0
    var at = robot.position
    for k in (isJoining[i] != 0 ? 0 : 1)..<max(1, Int(pathCount[i])) {
      let place = roadmap.places[region(i, k)]
      length += (place - at).length
      at = place
      if isHeldUp(i, k, robots) { return false }
    }
    return length < ahead
  }

  /// True where a robot must wait before the k-th region of its path for somebody who is not driving out of it.
  ///
  /// Who stands reserves nothing beyond: it would hold others up where it does not come for long, and be sent
  /// to and fro by what is out of date when it does.
  private func isHeldUp(_ i: Int, _ k: Int, _ robots: UnsafePointer<TrafficRobot>) -> Bool {
    let first = slot(i, k) * PriorityGuide.waitSlots
    return (first..<first + PriorityGuide.waitSlots).contains { n in
      guard isOutstanding(waits[n], for: i) else { return false }
      let other = Int(waits[n].robot)
      let isLeaving = passed[other] == waits[n].passed - 1
      return !isLeaving || robots[other].velocity.length < 0.2 * robots[other].maxSpeed
    }
  }

  /// True where one that chooses may ask another to move: it comes later in the order.
  func mayAsk(_ j: Int, for root: Int) -> Bool {
    guard settled[j] == .open, isMovable[j] != 0 else { return false }
    return rank[j] != rank[root] ? rank[j] < rank[root] : j > root
  }

  /// Reserves the next region for a robot, and for those that must go before it; true where it moves.
  ///
  /// - Parameters:
  ///   - i: The robot.
  ///   - root: Whose priority it acts with.
  /// - Returns: False where it stays.
  mutating func choose(_ i: Int, for root: Int) -> Bool {
    settled[i] = .asked
    let at = head(i)
    var choices = choices(i, at, for: root)
    let partner = partner(of: i, at, choices, root)
    if partner >= 0 { choices = reversed(choices) }
    for rank in 0..<choices.count {
      let move = Int(choices.moves[rank])
      if move < 0 {
        if wanted[at] >= 0 { continue }
        break
      }
      if needsSection(i, move) {
        guard let isFree = takeSection(i, at, move, root) else { continue }
        settled[i] = .done
        return isFree
      }
      hasWithdrawn = false
      guard makeRoom(i, at, move, root) else {
        // They go on next time.
        if hasWithdrawn { break }
        continue
      }
      enter(i, at, move)
      settled[i] = .done
      if rank == 0, partner >= 0 { draw(partner, to: at, root) }
      return true
    }
    settled[i] = .done
    return false
  }

  /// Whom a robot must draw after it before it can go where it wants to; −1 for nobody.
  private func partner(of i: Int, _ at: Int, _ choices: Choices, _ root: Int) -> Int {
    for k in 0..<choices.count {
      let move = Int(choices.moves[k])
      // Who would rather stay needs nobody to go, and between waiting points nobody stops to change places.
      if move < 0 || needsSection(i, move) { return -1 }
      if !roadmap.moves[move].isShortcut { return swapPartner(i, at, move, root) }
      // Shortcuts are taken only where they are free.
      if isFree(move, for: i) { return -1 }
    }
    return -1
  }

  /// What a robot may do next, the best first.
  private func choices(_ i: Int, _ at: Int, for root: Int) -> Choices {
    // Who only waits and is in somebody's way goes anywhere but on that one's way.
    let isAside = root != i && wanted[at] >= 0 && mayArrive[i] == 0
    var found: Choices = (SIMD16(repeating: .infinity), SIMD16(repeating: -1), 0)
    func insert(_ key: Float, _ move: Int32) {
      var k = found.count
      while k > 0, key < found.keys[k - 1] {
        found.keys[k] = found.keys[k - 1]
        found.moves[k] = found.moves[k - 1]
        k -= 1
      }
      found.keys[k] = key
      found.moves[k] = move
      found.count += 1
    }
    insert(isAside ? 0 : toGo(i, from: at), -1)
    var ahead = Vec2.zero
    if pathCount[i] > 1 {
      ahead =
        (roadmap.places[at] - roadmap.places[region(i, Int(pathCount[i]) - 2)]).normalized
    }
    for k in roadmap.moveStart[at]..<roadmap.moveStart[at + 1] where found.count < 16 {
      let move = roadmap.moves[Int(k)]
      let to = Int(move.to)
      guard move.level >= levels[i], isBlocked[to] == 0, roadmap.mayMake(move, kind: kinds[i])
      else { continue }
      if move.to == goalRegion[i], mayArrive[i] == 0 { continue }
      // Of ways that are as long: straight on, where nobody stands, and then by lot.
      var extra = 0.02 * lot(i, to, passed[i])
      if ahead != .zero {
        extra += 0.15 * (1 - ahead.dot((roadmap.places[to] - roadmap.places[at]).normalized))
      }
      if move.isAgainst, row[i] >= 0 { extra += Roadmap.againstCost - 1 }
      if holder[to] >= 0 { extra += age[Int(holder[to])] < 0 ? 0.3 : 0.1 }
      // No more than what the move gains: or who has short moves ahead would stay.
      let toll = row[i] >= 0 ? move.toll : 0
      let scale = min(move.length, roadmap.spacing)
      if root != i, isAside || row[i] < 0, toGo(root, from: to) < toGo(root, from: at) {
        extra += 1
      }
      insert((isAside ? 0 : toGo(i, from: to)) + toll + extra * scale, Int32(k))
    }
    return found
  }

  private func reversed(_ choices: Choices) -> Choices {
    var turned = choices
    for k in 0..<choices.count {
      turned.keys[k] = choices.keys[choices.count - 1 - k]
      turned.moves[k] = choices.moves[choices.count - 1 - k]
    }
    return turned
  }

  /// A number from 0 to 1 for a robot and two numbers, such as a region and how many it has left behind.
  func lot(_ i: Int, _ first: Int, _ second: Int32) -> Float {
    var x = UInt32(truncatingIfNeeded: i) &* 0x9E37_79B9 ^ UInt32(truncatingIfNeeded: first)
    x ^= UInt32(bitPattern: second) &* 0x85EB_CA6B
    x = (x ^ x >> 16) &* 0x7FEB_352D
    x = (x ^ x >> 15) &* 0x846C_A68B
    return Float((x ^ x >> 16) >> 8) * 0x1p-24
  }

  /// Reserves the region that a move leads to.
  mutating func enter(_ i: Int, _ at: Int, _ move: Int) {
    let to = Int(roadmap.moves[move].to)
    if holder[at] == Int32(i) { holder[at] = -1 }
    holder[to] = Int32(i)
    let k = Int(pathCount[i])
    path[slot(i, k)] = Int32(to)
    pathCount[i] += 1
    reserve(i, k, to, move: move)
  }
}
