import Clearance
import SimCore

/// Which regions are joined by moves.
extension RoadmapBuild {
  /// A move that may be made.
  struct Candidate {
    var from: Int
    var to: Int
    var length: Float
    var level: Int
  }

  /// Joins regions near each other: first by moves that are in nobody's way, the shortest first, then by
  /// those that join parts which are not joined otherwise.
  mutating func connect() {
    let candidates = candidates(
      upTo: max(1.5 * spacing, 4.5 * reach[reach.count - 1]))
    var left: [Candidate] = []
    for candidate in candidates {
      if obstructed(candidate, upTo: 1).isEmpty {
        join(candidate, crossing: [])
      } else {
        left.append(candidate)
      }
    }
    for wanted in radii.indices.reversed() {
      var parts = Parts(self, level: wanted)
      for candidate in left where candidate.level >= wanted {
        guard parts.root(candidate.from) != parts.root(candidate.to) else { continue }
        let crossing = obstructed(candidate, upTo: 200)
        guard crossing.count < 200 else { continue }
        join(candidate, crossing: crossing)
        parts.merge(candidate.from, candidate.to)
      }
    }
  }

  /// All straight lines of free floor between regions near each other, the shortest first.
  private func candidates(upTo longest: Float) -> [Candidate] {
    var found: [Candidate] = []
    for from in places.indices {
      forEach(near: places[from], within: longest) { to in
        guard to > from else { return }
        let fits = min(level[from], level[to])
        guard let level = (0...fits).last(where: { isOpen(from, to, size: $0) }) else { return }
        found.append(
          Candidate(
            from: from, to: to, length: (places[to] - places[from]).length, level: level))
      }
    }
    found.sort {
      $0.length != $1.length
        ? $0.length < $1.length : ($0.from, $0.to) < ($1.from, $1.to)
    }
    return found
  }

  /// True where robots of a size get from one region to another in a straight line, with what they need
  /// besides where they turn off it a little too early: as much as either end has.
  func isOpen(_ from: Int, _ to: Int, size: Int) -> Bool {
    let wanted = reach[size] + PriorityGuide.nearness * radii[size]
    let room = max(reach[size], min(wanted, clearance[from], clearance[to]))
    return map.isStraightWay(places[from], places[to], room: room)
  }

  /// Regions that must be empty while a move is made, as many as are asked for: those that it passes too
  /// near, and the ends of moves that it crosses.
  func obstructed(_ move: Candidate, upTo limit: Int) -> [Int32] {
    var found: [Int32] = []
    let (a, b) = (places[move.from], places[move.to])
    // Robots drive a little beside their lines.
    let mine = reach[move.level] + PriorityGuide.nearness * radii[move.level]
    let largest = reach[reach.count - 1]
    let known = conflicts[move.from] + conflicts[move.to]
    forEach(near: (a + b) * 0.5, within: 0.5 * move.length + max(2 * spacing, 5 * largest)) { k in
      guard found.count < limit else { return }
      if k != move.from, k != move.to, !known.contains(Int32(k)),
        distance(from: places[k], toSegment: a, b) < mine + reach[level[k]] - 1e-4
      {
        if !found.contains(Int32(k)) { found.append(Int32(k)) }
      }
      for other in moves[k] where Int(other.to) > k {
        let end = Int(other.to)
        if k == move.from || k == move.to || end == move.from || end == move.to { continue }
        let gap = segmentDistance(a, b, places[k], places[end])
        guard gap < mine + reach[Int(other.level)] - 1e-4 else { continue }
        for node in [Int32(k), other.to] where !found.contains(node) { found.append(node) }
      }
    }
    return found
  }

  /// Adds moves that cross others, as the second diagonal of a square does, where that takes few regions.
  mutating func addShortcuts() {
    for candidate in candidates(upTo: 2.3 * spacing) {
      let (from, to) = (candidate.from, candidate.to)
      guard
        candidate.length < 1.5 * spacing || from < fixedCount || to < fixedCount,
        max(moves[from].count, moves[to].count) < RoadmapBuild.mostMoves,
        !moves[from].contains(where: { Int($0.to) == to })
      else { continue }
      let crossing = obstructed(candidate, upTo: RoadmapBuild.mostCrossed + 1)
      guard crossing.count <= RoadmapBuild.mostCrossed,
        crossing.allSatisfy({
          distance(from: places[Int($0)], toSegment: places[from], places[to])
            > reach[candidate.level]
        })
      else { continue }
      join(candidate, crossing: crossing, isShortcut: true)
    }
  }

  /// Moves from a region to which shortcuts are added, and regions that one may cross.
  private static let mostMoves = 12
  private static let mostCrossed = 4

  mutating func join(_ move: Candidate, crossing: [Int32], isShortcut: Bool = false) {
    let start = Int32(crossed.count)
    crossed += crossing
    for (from, to) in [(move.from, move.to), (move.to, move.from)] {
      moves[from].append(
        Roadmap.Move(
          to: Int32(to), length: move.length, level: UInt8(move.level),
          crossedCount: UInt8(crossing.count), crossedStart: start, isShortcut: isShortcut,
          isAgainst: runsAgainst(places[from], places[to]),
          isBackAgainst: runsAgainst(places[to], places[from])))
    }
  }

  /// True where a move leads against the direction of its row or column of the lattice.
  private func runsAgainst(_ from: Vec2, _ to: Vec2) -> Bool {
    let arm = to - from
    let middle = ((from + to) * 0.5 - origin) / spacing
    let isAlongRow = arm.y.magnitude < 0.2 * arm.x.magnitude
    guard isAlongRow || arm.x.magnitude < 0.2 * arm.y.magnitude else { return false }
    let line = Int((isAlongRow ? middle.y : middle.x).rounded())
    return ((isAlongRow ? arm.x : arm.y) > 0) != (line & 1 == 0)
  }

  /// Joins parts between which robots can drive and no moves lead, by regions along a way.
  mutating func repair() {
    var search = CorridorSearch(map)
    for wanted in radii.indices.reversed() {
      var isTried: Set<Int> = []
      while true {
        var parts = Parts(self, level: wanted)
        guard let part = parts.smallest(self, level: wanted, except: isTried) else { break }
        isTried.insert(part.name)
        for end in nearestOthers(part.members, level: wanted, &parts) {
          lay(from: end.from, to: end.to, level: wanted, &search)
          var joined = Parts(self, level: wanted)
          guard joined.root(end.from) == joined.root(end.to) else { continue }
          // Its name may change: what was tried in vain is tried no more than once again.
          isTried.remove(part.name)
          break
        }
      }
    }
  }

  /// The nearest regions of up to three other parts.
  private func nearestOthers(
    _ members: [Int], level wanted: Int, _ parts: inout Parts
  ) -> [(from: Int, to: Int)] {
    var best: [Int: (gap: Float, from: Int, to: Int)] = [:]
    let own = parts.root(members[0])
    for from in members.prefix(50) {
      for to in places.indices where level[to] >= wanted {
        let root = parts.root(to)
        guard root != own else { continue }
        let gap = (places[to] - places[from]).lengthSquared
        if gap < best[root]?.gap ?? .infinity { best[root] = (gap, from, to) }
      }
    }
    return best.values.sorted { ($0.gap, $0.to) < ($1.gap, $1.to) }.prefix(3).map {
      ($0.from, $0.to)
    }
  }

  /// Lays regions and moves along the way between two regions, as far as there is one.
  private mutating func lay(
    from: Int, to: Int, level wanted: Int, _ search: inout CorridorSearch
  ) {
    guard let start = map.place(places[from]), let end = map.place(places[to]) else { return }
    let room = 1024
    let line = withUnsafeTemporaryAllocation(of: Int32.self, capacity: room) { arms -> [Vec2]? in
      guard
        let way = search.way(from: start, to: end, radius: reach[wanted], into: arms),
        way.armCount <= room
      else { return nil }
      return map.string(
        from: start, to: end, arms: UnsafeBufferPointer(rebasing: arms[..<way.armCount]),
        radius: reach[wanted])
    }
    guard let line, line.count > 1 else { return }
    var last = from
    for (corner, next) in zip(line, line.dropFirst()) {
      let count = max(1, Int(((next - corner).length / spacing).rounded(.up)))
      for k in 1...count {
        let place = corner + (next - corner) * (Float(k) / Float(count))
        let isEnd = next == line[line.count - 1] && k == count
        guard let here = isEnd ? to : add(place, isFixed: true), here != last else { continue }
        if let k = moves[last].firstIndex(where: { Int($0.to) == here }) {
          widen(last, k, to: wanted)
          last = here
          continue
        }
        let move = Candidate(
          from: last, to: here, length: (places[here] - places[last]).length, level: wanted)
        join(move, crossing: Array(obstructed(move, upTo: 200).prefix(200)))
        last = here
      }
    }
  }

  /// Lets larger robots make a move, where they have the room for it.
  private mutating func widen(_ from: Int, _ k: Int, to wanted: Int) {
    let to = Int(moves[from][k].to)
    guard moves[from][k].level < UInt8(wanted),
      map.isStraightWay(places[from], places[to], room: reach[wanted]),
      let back = moves[to].firstIndex(where: { Int($0.to) == from })
    else { return }
    let candidate = Candidate(from: from, to: to, length: moves[from][k].length, level: wanted)
    let crossing = obstructed(candidate, upTo: 200)
    for (end, k) in [(from, k), (to, back)] {
      moves[end][k].level = UInt8(wanted)
      moves[end][k].crossedStart = Int32(crossed.count)
      moves[end][k].crossedCount = UInt8(crossing.count)
    }
    crossed += crossing
  }
}

/// Which regions are connected for robots of a size: union and find.
private struct Parts {
  private var parent: [Int]

  init(_ build: RoadmapBuild, level: Int) {
    parent = Array(build.places.indices)
    for from in build.moves.indices {
      for move in build.moves[from] where Int(move.level) >= level { merge(from, Int(move.to)) }
    }
  }

  mutating func root(_ k: Int) -> Int {
    var k = k
    while parent[k] != k {
      parent[k] = parent[parent[k]]
      k = parent[k]
    }
    return k
  }

  mutating func merge(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    if first != second { parent[max(first, second)] = min(first, second) }
  }

  /// The smallest part, but for the largest one and those named.
  mutating func smallest(
    _ build: RoadmapBuild, level: Int, except tried: Set<Int>
  ) -> (name: Int, members: [Int])? {
    var members: [Int: [Int]] = [:]
    for k in build.places.indices where build.level[k] >= level {
      members[root(k), default: []].append(k)
    }
    guard members.count > 1 else { return nil }
    let sorted = members.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
    return sorted.dropLast().first { !tried.contains($0.key) }.map { ($0.key, $0.value) }
  }
}

extension CorridorMap {
  /// True where a disc gets from one point to another in a straight line, metres.
  ///
  /// Distances to walls change no faster than the place: from one sample to the next, a twentieth of the
  /// room may be lost, half the margin. At either end, where somebody works beside a wall, a little more.
  func isStraightWay(_ start: Vec2, _ end: Vec2, room: Float) -> Bool {
    let arm = end - start
    let length = arm.length
    var at: Float = 0
    while true {
      let clearance = locator.clearance(at: start + arm * (at / max(length, 1e-6)))
      let isEnd = min(at, length - at) < 0.3 * room
      guard clearance >= (isEnd ? 0.88 : 0.999) * room else { return false }
      if at >= length { return true }
      at = min(length, at + max(clearance - room, 0.1 * room))
    }
  }
}
