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
  ///
  /// Not, for a link between two parts, the ends of those from which its own ends keep others off.
  func obstructed(_ move: Candidate, upTo limit: Int, isLink: Bool = false) -> [Int32] {
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
        let theirs = reach[Int(other.level)] + PriorityGuide.nearness * radii[Int(other.level)]
        // Whoever holds an end of this move keeps others off that one already.
        if isLink {
          if known.contains(Int32(k)) || known.contains(other.to) { continue }
          let room = theirs + reach[move.level] - 1e-4
          if distance(from: a, toSegment: places[k], places[end]) < room { continue }
          if distance(from: b, toSegment: places[k], places[end]) < room { continue }
        }
        let gap = segmentDistance(a, b, places[k], places[end])
        guard gap < mine + reach[Int(other.level)] - 1e-4 else { continue }
        for node in [Int32(k), other.to] where !found.contains(node) { found.append(node) }
      }
    }
    return found
  }

  /// Lets moves that pass near a new region wait until it is empty.
  mutating func keepClear(of region: Int) {
    forEach(near: places[region], within: 3 * spacing + 2 * reach[reach.count - 1]) { k in
      guard k != region else { return }
      for n in moves[k].indices where Int(moves[k][n].to) > k && Int(moves[k][n].to) != region {
        let move = moves[k][n]
        let end = Int(move.to)
        let room =
          reach[Int(move.level)] + PriorityGuide.nearness * radii[Int(move.level)]
          + reach[level[region]]
        guard !conflicts[k].contains(Int32(region)), !conflicts[end].contains(Int32(region)),
          distance(from: places[region], toSegment: places[k], places[end]) < room - 1e-4
        else { continue }
        let first = Int(move.crossedStart)
        let known = crossed[first..<first + Int(move.crossedCount)]
        guard !known.contains(Int32(region)), known.count < 250 else { continue }
        let start = Int32(crossed.count)
        crossed += Array(known) + [Int32(region)]
        moves.withUnsafeMutableBufferPointer { moves in
          for (from, to) in [(k, end), (end, k)] {
            for m in moves[from].indices where Int(moves[from][m].to) == to {
              moves[from][m].crossedStart = start
              moves[from][m].crossedCount = UInt8(known.count + 1)
            }
          }
        }
      }
    }
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
