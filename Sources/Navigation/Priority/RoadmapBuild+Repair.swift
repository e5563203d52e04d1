import Clearance
import SimCore

/// Parts of the floor that robots can reach from each other, and between which no moves lead at first.
extension RoadmapBuild {
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

  /// Joins the parts through which the way between two regions leads, by regions and moves along it.
  ///
  /// From part to part it takes what regions lie along the way, and lays new ones only where they end.
  private mutating func lay(
    from: Int, to: Int, level wanted: Int, _ search: inout CorridorSearch
  ) {
    guard let line = axis(from: from, to: to, level: wanted, &search) else { return }
    var parts = Parts(self, level: wanted)
    let step = 0.25 * reach[wanted]
    var last = from
    // Samples of the line since it came to the last region.
    var gap: [Vec2] = []
    for (start, end) in zip(line, line.dropFirst()) {
      let count = max(1, Int(((end - start).length / step).rounded(.up)))
      for k in 1...count {
        let point = start + (end - start) * (Float(k) / Float(count))
        let isEnd = end == line[line.count - 1] && k == count
        gap.append(point)
        guard let here = isEnd ? to : nearest(to: point, level: wanted) else { continue }
        if here == last { continue }
        if parts.root(here) != parts.root(last) {
          let isJoined = bridge(from: last, to: here, along: gap, level: wanted)
          parts = Parts(self, level: wanted)
          guard isJoined else { continue }
        }
        last = here
        gap = [point]
      }
    }
  }

  /// The axis of the way between two regions, metres; nil where there is none.
  private func axis(from: Int, to: Int, level wanted: Int, _ search: inout CorridorSearch)
    -> [Vec2]?
  {
    guard let start = map.place(places[from]), let end = map.place(places[to]) else { return nil }
    let room = 1024
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: room) { arms -> [Vec2]? in
      guard let way = search.way(from: start, to: end, radius: reach[wanted], into: arms),
        way.armCount <= room
      else { return nil }
      var line = [start.point]
      for (rank, arm) in arms[..<way.armCount].enumerated() {
        let range = map.span(
          arm: arm, after: rank == 0 ? start : nil, before: rank == way.armCount - 1 ? end : nil,
          reach[wanted])
        guard let range else { continue }
        for k in stride(from: range.first, through: range.last, by: arm & 1 != 0 ? -1 : 1) {
          line.append(map.gates[k].place)
        }
      }
      line.append(end.point)
      return line
    }
  }

  /// The nearest region from which robots of a size get to a point (m) in a straight line.
  private func nearest(to point: Vec2, level wanted: Int) -> Int? {
    var (best, least) = (Int?.none, Float.infinity)
    forEach(near: point, within: spacing) { k in
      let gap = (places[k] - point).lengthSquared
      guard level[k] >= wanted, gap < least, !moves[k].isEmpty,
        map.isStraightWay(places[k], point, room: reach[wanted])
      else { return }
      (best, least) = (k, gap)
    }
    return best
  }

  /// Joins two regions along a line: by as few regions between them as straight moves allow; false where it fails.
  private mutating func bridge(from: Int, to: Int, along line: [Vec2], level wanted: Int) -> Bool {
    var last = from
    var index = 0
    while last != to {
      if (places[to] - places[last]).length < 1.5 * spacing, isOpen(last, to, size: wanted) {
        link(last, to, level: wanted)
        return true
      }
      let ahead =
        farthest(
          line, from: index, of: last, level: wanted,
          room: reach[wanted] + PriorityGuide.nearness * radii[wanted])
        ?? farthest(line, from: index, of: last, level: wanted, room: reach[wanted])
      guard let ahead, let here = add(line[ahead], isFixed: true), here != last,
        level[here] >= wanted
      else {
        if isOpen(last, to, size: wanted) {
          link(last, to, level: wanted)
          return true
        }
        return false
      }
      link(last, here, level: wanted)
      last = here
      index = ahead + 1
    }
    return true
  }

  /// The farthest point of a line to which a straight move leads, but not much farther than regions are apart.
  private func farthest(
    _ line: [Vec2], from index: Int, of region: Int, level wanted: Int, room: Float
  ) -> Int? {
    (index..<line.count).last { k in
      guard (line[k] - places[region]).length < 1.2 * spacing else { return false }
      let ends = min(clearance[region], map.locator.clearance(at: line[k]))
      return map.isStraightWay(places[region], line[k], room: max(reach[wanted], min(room, ends)))
    }
  }

  /// Joins two regions by a move, or lets larger robots make the one that there is.
  private mutating func link(_ from: Int, _ to: Int, level wanted: Int) {
    if let k = moves[from].firstIndex(where: { Int($0.to) == to }) {
      widen(from, k, to: wanted)
      return
    }
    let move = Candidate(
      from: from, to: to, length: (places[to] - places[from]).length, level: wanted)
    join(move, crossing: Array(obstructed(move, upTo: 200, isLink: true).prefix(200)))
  }

  /// Lets larger robots make a move, where they have the room for it.
  private mutating func widen(_ from: Int, _ k: Int, to wanted: Int) {
    let to = Int(moves[from][k].to)
    guard moves[from][k].level < UInt8(wanted),
      map.isStraightWay(places[from], places[to], room: reach[wanted]),
      let back = moves[to].firstIndex(where: { Int($0.to) == from })
    else { return }
    let candidate = Candidate(from: from, to: to, length: moves[from][k].length, level: wanted)
    let crossing = obstructed(candidate, upTo: 200, isLink: true).prefix(200)
    for (end, k) in [(from, k), (to, back)] {
      moves[end][k].level = UInt8(wanted)
      moves[end][k].crossedStart = Int32(crossed.count)
      moves[end][k].crossedCount = UInt8(crossing.count)
    }
    crossed += crossing
  }
}

/// Which regions are connected for robots of a size: union and find.
struct Parts {
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
