import SimCore

/// The ways between points where robots may wait, on lanes where they may not stop anywhere else.
struct WaitingSections: ~Copyable {
  /// True where there are such points, or some where nobody may.
  let isInForce: Bool
  /// True where all regions are listed where robots may stop.
  let isList: Bool
  /// Metres from each region to the nearest where robots may stop, by level and kind. [rows × regionCount]
  private var lengths: Buffer<Float>
  private let regionCount: Int
  private let kindCount: Int
  /// The moves of a way that is tried, by robot: who is asked to go on tries its own meanwhile. [robotCount × slots]
  var moves: Buffer<Int32>
  /// How many regions are wanted by robots whose way is not free as yet, in this tick.
  var wantedCount = 0

  /// Regions that robots may reserve at once, at most.
  static let mostSlots = 256

  init(_ roadmap: borrowing Roadmap, robotCount: Int) {
    let (isUsed, kinds) = (!roadmap.mayStop.isEmpty, roadmap.users.kindCount)
    let rows = isUsed ? roadmap.radii.count * kinds : 0
    let room = isUsed ? max(1, robotCount) * Self.slots(of: roadmap) : 0
    isInForce = isUsed
    isList = roadmap.listsStops
    regionCount = roadmap.count
    kindCount = kinds
    lengths = Buffer(count: rows * roadmap.count, repeating: .infinity)
    moves = Buffer(count: room, repeating: -1)
    if !isUsed { return }
    for level in 0..<roadmap.radii.count {
      for kind in 0..<kinds { fill(UInt8(level), UInt8(kind), roadmap) }
    }
  }

  /// How many regions a robot may have reserved at a time: a power of two.
  static func slots(of roadmap: borrowing Roadmap) -> Int {
    guard !roadmap.mayStop.isEmpty else { return 8 }
    let next = (0..<roadmap.count).map { region in
      (roadmap.moveStart[region]..<roadmap.moveStart[region + 1]).map { roadmap.moves[Int($0)].to }
    }
    let longest = parts(without: roadmap.mayStop, next: next).map(\.size).max() ?? 0
    var slots = 8
    while slots < longest + 3, slots < mostSlots { slots *= 2 }
    return slots
  }

  /// How many regions hang together without a point where robots may stop, and the first of each part.
  static func parts(without mayStop: [Bool], next: [[Int32]]) -> [(size: Int, first: Int)] {
    var seen = mayStop
    var parts: [(size: Int, first: Int)] = []
    for first in seen.indices where !seen[first] {
      var (size, open) = (0, [first])
      seen[first] = true
      while let region = open.popLast() {
        size += 1
        for other in next[region].map(Int.init) where !seen[other] {
          seen[other] = true
          open.append(other)
        }
      }
      parts.append((size, first))
    }
    return parts
  }

  /// Metres from a region to the nearest where robots of a size and kind may stop.
  func length(from region: Int, level: UInt8, kind: UInt8) -> Float {
    lengths[(Int(level) * kindCount + Int(kind)) * regionCount + region]
  }

  /// Bellman and Ford's search, backwards from all of them; once for a run.
  private mutating func fill(_ level: UInt8, _ kind: UInt8, _ roadmap: borrowing Roadmap) {
    let row = (Int(level) * kindCount + Int(kind)) * regionCount
    var open: [Int] = []
    for region in 0..<regionCount where roadmap.mayStop[region] {
      lengths[row + region] = 0
      open.append(region)
    }
    while !open.isEmpty {
      var next: [Int] = []
      for region in open {
        let known = lengths[row + region]
        for k in Int(roadmap.moveStart[region])..<Int(roadmap.moveStart[region + 1]) {
          let move = roadmap.moves[k]
          let length = known + move.length
          guard move.level >= level, !move.isShortcut, !move.isBackForbidden,
            roadmap.users.mayUse(move.backUsers, kind: kind),
            length < lengths[row + Int(move.to)]
          else { continue }
          lengths[row + Int(move.to)] = length
          next.append(Int(move.to))
        }
      }
      open = next
    }
  }
}

/// How robots wait at some points only: they go on from one when the whole way to the next is free, and have it all at
/// once.
extension PriorityGuide {
  /// True where a move leads on to where a robot may not stop, so that the way beyond is reserved with it.
  func needsSection(_ i: Int, _ move: Int) -> Bool {
    let to = Int(roadmap.moves[move].to)
    return sections.isInForce
      && (sections.isList || !roadmap.mayStop[to] && Int32(to) != goalRegion[i])
  }

  /// Reserves the way that begins with a move, as far as the next place where a robot may stop.
  ///
  /// Nobody may have to be waited for on it. Where somebody has yet to leave it the robot stays, and keeps it from
  /// those that choose after it, so that it is free some time.
  ///
  /// - Returns: True where it goes; false where it waits for those that leave the way; nil where this move leads
  ///   nowhere, or somebody stays in the way.
  mutating func takeSection(_ i: Int, _ at: Int, _ first: Int, _ root: Int) -> Bool? {
    let count = findSection(i, at, first)
    guard count > 0 else { return nil }
    let base = i * slots
    var isOpen = true
    for k in 0..<count {
      forEachNeeded(by: Int(sections.moves[base + k])) { region, _ in
        if region == at { return }
        if wanted[region] >= 0, wanted[region] != Int32(i) { isOpen = false }
        let other = Int(holder[region])
        if other >= 0, other != i, !isReady(other, for: root) { isOpen = false }
      }
    }
    guard isOpen else { return nil }
    forEachNeeded(ofSection: base, count, but: at) { wanted.base[$0] = Int32(i) }
    for k in 0..<count where isOpen {
      let move = Int(sections.moves[base + k])
      let (conflicts, all) = needed(by: move)
      for n in 0..<all where isOpen {
        let region = neededRegion(move, conflicts, n)
        let other = Int(holder[region])
        guard region != at, other >= 0, other != i else { continue }
        // Where it has had its turn since, it stays.
        isOpen = isReady(other, for: root) && choose(other, for: root)
        if isOpen, age[other] < 0 {
          counters.makeWays += movedFor[other] == Int32(root) ? 0 : 1
          movedFor[other] = Int32(root)
        }
      }
    }
    guard isOpen else {
      forEachNeeded(ofSection: base, count, but: at) { wanted.base[$0] = -1 }
      return nil
    }
    var isFree = true
    for k in 0..<count where isFree {
      let move = Int(sections.moves[base + k])
      isFree = waitCount(i, Int(roadmap.moves[move].to), move: move) == 0
    }
    guard isFree else {
      sections.wantedCount += 1
      return false
    }
    forEachNeeded(ofSection: base, count, but: at) { wanted.base[$0] = -1 }
    for k in 0..<count { enter(i, head(i), Int(sections.moves[base + k])) }
    return true
  }

  /// True where one that chooses may ask another, which has not moves before it already.
  private func isReady(_ other: Int, for root: Int) -> Bool {
    mayAsk(other, for: root) && Int(pathCount[other]) <= PriorityGuide.mostAhead
  }

  /// Forgets what robots wanted whose ways were not free.
  mutating func releaseSections() {
    guard sections.wantedCount > 0 else { return }
    wanted.fill(-1)
    sections.wantedCount = 0
  }

  /// Finds the moves from a first one on to a place where a robot may stop; 0 where there is no such way.
  private mutating func findSection(_ i: Int, _ at: Int, _ first: Int) -> Int {
    let base = i * slots
    // Nearer to its goal, where the first move leads there; else to wherever it may stop.
    let isOnward = row[i] >= 0 && toGo(i, from: Int(roadmap.moves[first].to)) < toGo(i, from: at)
    func left(_ region: Int) -> Float {
      isOnward
        ? toGo(i, from: region)
        : sections.length(from: region, level: levels[i], kind: kinds[i])
    }
    var count = 0
    var move = first
    while true {
      guard Int(pathCount[i]) + count < slots - 1 else { return 0 }
      sections.moves[base + count] = Int32(move)
      count += 1
      let here = Int(roadmap.moves[move].to)
      if here == at { return 0 }
      if Int32(here) == goalRegion[i] { return mayArrive[i] == 0 ? 0 : count }
      if roadmap.mayStop[here] { return count }
      var next = -1
      var least = left(here)
      for k in Int(roadmap.moveStart[here])..<Int(roadmap.moveStart[here + 1]) {
        let onward = roadmap.moves[k]
        guard onward.level >= levels[i], !onward.isShortcut,
          roadmap.mayMake(onward, kind: kinds[i]), isBlocked[Int(onward.to)] == 0,
          left(Int(onward.to)) < least
        else { continue }
        least = left(Int(onward.to))
        next = k
      }
      guard next >= 0 else { return 0 }
      move = next
    }
  }

  /// Calls a body with all regions that the moves of a way need empty, but for the one where it begins.
  @inline(__always)
  private func forEachNeeded(
    ofSection base: Int, _ count: Int, but at: Int, _ body: (Int) -> Void
  ) {
    for k in 0..<count {
      forEachNeeded(by: Int(sections.moves[base + k])) { region, _ in
        if region != at { body(region) }
      }
    }
  }
}

extension RoadmapBuild {
  /// Notes where robots may stop to wait.
  mutating func noteWaiting(
    at points: [RoadmapPoint], _ problems: inout [RoadmapLane.Problem]
  ) {
    let said = points.filter { $0.waiting != nil }
    guard !said.isEmpty || !groups.isEmpty else { return }
    // Where some points are for waiting, all others are not.
    listsStops = said.contains { $0.waiting == true }
    mayStop = [Bool](repeating: !listsStops, count: places.count)
    // Who is in a group alone is not to wait there for somebody who wants in: it comes in when it can get out.
    for group in groups.values where group.count < WaitingSections.mostSlots / 4 {
      for region in group { mayStop[region] = false }
    }
    for point in said {
      guard let region = region(at: point.place) else {
        problems.append(.notOnLane(at: point.place))
        continue
      }
      mayStop[region] = point.waiting == true
    }
    for part in WaitingSections.parts(without: mayStop, next: moves.map { $0.map(\.to) })
    where part.size > WaitingSections.mostSlots - 3 {
      problems.append(.waitingPointsTooFar(count: part.size, at: places[part.first]))
    }
  }
}
