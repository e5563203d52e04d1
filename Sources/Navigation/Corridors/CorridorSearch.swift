import SimCore

/// Shortest ways through a corridor map, and the storage that searching takes.
///
/// Ways are compared by the length of their strings, and what zones add, and not by that of the axis, which in open space goes a long
/// way round. Each junction keeps one label: of the string that gets to it first, its last corner and
/// what is in view from there. One label is not always the best, since a longer string may go on better;
/// on cluttered floors ways come out about 2 % longer than the shortest. Lengths are within 5 % of the
/// strings': a string that turns back to gates before its last corner is taken for the corner alone.
///
/// Ways are searched from the goal backwards, so that the arms come out in the order in which they are
/// driven, as many as there is room for.
///
/// Source: triangulation A* (Demyen and Buro 2006), on gates instead of triangles.
public struct CorridorSearch: ~Copyable {
  /// The map.
  public let map: CorridorMap
  /// Which way its streets are driven.
  let directions: CorridorDirections
  /// The label of each junction, where `stamp` is the present one. [junctionCount]
  private var labels: Buffer<Label>
  private var stamp: Buffer<Int32>
  private var present: Int32 = 0
  /// Junctions to look at, by their totals: a binary heap.
  private var heap: Buffer<Entry>
  private var heapCount = 0
  /// Arms that the next ways must not take, −1 for none.
  var closed = SIMD8<Int32>(repeating: -1)

  struct Label: BitwiseCopyable {
    /// The string from the goal to the junction's last gate.
    var cone: CorridorCone
    /// What it counts up to the junction: its length, and what zones add, metres.
    var length: Float
    /// The arm that the way takes from there; −1 where it ends on the goal's stretch towards its
    /// start, −2 towards its end.
    var next: Int32
    /// True once its arms were looked at.
    var isSettled: Bool

    /// That of a junction from which no way leads to the goal.
    static var none: Label {
      Label(cone: CorridorCone(at: .zero), length: .infinity, next: -1, isSettled: false)
    }
  }

  struct Entry: BitwiseCopyable {
    var total: Float
    var length: Float
    var junction: Int32
  }

  /// Storage for a map, for ways that obey the directions of its streets.
  public init(_ map: CorridorMap, directions: CorridorDirections = CorridorDirections()) {
    self.map = map
    self.directions = directions
    let count = max(1, map.junctionCount)
    labels = Buffer(count: count, repeating: .none)
    stamp = Buffer(count: count, repeating: 0)
    heap = Buffer(
      count: 2 * map.stretchCount + 4, repeating: Entry(total: 0, length: 0, junction: 0))
  }

  /// The way from a place to another for discs of a radius.
  ///
  /// - Parameters:
  ///   - start: Where it begins.
  ///   - goal: Where it ends.
  ///   - radius: Room that the way needs to either side, metres.
  ///   - arms: Receives the arms of the way, the first on the start's stretch and the last on the
  ///     goal's, as many as there is room for.
  /// - Returns: How many arms the way has in all, and about its length, metres; nil where there is none.
  /// - Complexity: O(a log a) for a arms looked at.
  public mutating func way(
    from start: CorridorPlace, to goal: CorridorPlace, radius: Float,
    into arms: UnsafeMutableBufferPointer<Int32>
  ) -> (armCount: Int, length: Float)? {
    guard start.room >= radius, goal.room >= radius else { return nil }
    var (best, bestLength) = (Float.infinity, Float.infinity)
    var first: Int32 = -1
    var isDirect = false
    let directArm = 2 * start.stretch + (start.along <= goal.along ? 0 : 1)
    if start.stretch == goal.stretch, map.isOpen(start, goal, radius: radius),
      !isClosed(directArm, radius) || directions.allowsBacking(from: start, to: goal, radius)
    {
      let isForward = start.along <= goal.along
      var cone = CorridorCone(at: goal.point)
      // From the goal to the start: against the way.
      map.pass(
        &cone, arm: 2 * goal.stretch + (isForward ? 1 : 0), after: goal, before: start, radius)
      best = cone.cost(to: start.point)
      bestLength = cone.length(to: start.point)
      first = directArm
      isDirect = true
    }
    begin(goal, radius, aim: start.point)
    let pair = map.ends[Int(start.stretch)]
    while let junction = settle(below: best) {
      // From its start and from its end; a list would take memory for every junction.
      for isEnd in 0..<2 as Range<Int32> {
        let arm = 2 * start.stretch + isEnd
        guard (isEnd == 0 ? pair.x : pair.y) == junction,
          (isEnd == 0 ? start.toStart : start.toEnd) >= radius, !isClosed(arm ^ 1, radius)
        else { continue }
        let cone = map.string(
          to: start, by: arm, from: goal, radius,
          UnsafeBufferPointer(start: labels.base, count: map.junctionCount))
        let cost = cone.cost(to: start.point)
        if cost < best {
          (best, first, isDirect) = (cost, arm ^ 1, false)
          bestLength = cone.length(to: start.point)
        }
      }
      expand(junction, radius, aim: start.point)
    }
    guard first >= 0 else { return nil }
    if isDirect {
      if !arms.isEmpty { arms[0] = first }
      return (1, bestLength)
    }
    var (arm, count) = (first, 0)
    while true {
      if count < arms.count { arms[count] = arm }
      count += 1
      let onward = labels[Int(map.head(arm))].next
      if onward < 0 {
        if count < arms.count { arms[count] = 2 * goal.stretch + (onward == -1 ? 0 : 1) }
        return (count + 1, bestLength)
      }
      arm = onward
    }
  }

  /// The labels of all junctions for a goal; of endless length where no way leads there.
  mutating func allLabels(to goal: CorridorPlace, radius: Float) -> [Label] {
    begin(goal, radius, aim: nil)
    while let junction = settle(below: .infinity) { expand(junction, radius, aim: nil) }
    return (0..<map.junctionCount).map { stamp[$0] == present ? labels[$0] : .none }
  }

  @inline(__always)
  private func isClosed(_ arm: Int32, _ radius: Float) -> Bool {
    any(closed .== arm) || directions.forbid(arm, map, radius: radius)
  }

  private mutating func begin(_ goal: CorridorPlace, _ radius: Float, aim: Vec2?) {
    if present == .max {
      stamp.fill(0)
      present = 0
    }
    present += 1
    heapCount = 0
    for isEnd in 0..<2 as Range<Int32> where (isEnd == 0 ? goal.toStart : goal.toEnd) >= radius {
      let arm = 2 * goal.stretch + 1 - isEnd
      if isClosed(arm ^ 1, radius) { continue }
      var cone = CorridorCone(at: goal.point)
      map.pass(&cone, arm: arm, after: goal, before: nil, radius)
      reach(map.head(arm), cone, by: arm & 1 == 1 ? -1 : -2, aim)
    }
  }

  /// The next junction whose label is final, or nil where none can lead to less than the bound.
  private mutating func settle(below bound: Float) -> Int32? {
    while heapCount > 0 {
      let entry = pop()
      if entry.total >= bound { return nil }
      let k = Int(entry.junction)
      if labels[k].isSettled || entry.length > labels[k].length { continue }
      labels[k].isSettled = true
      return entry.junction
    }
    return nil
  }

  private mutating func expand(_ junction: Int32, _ radius: Float, aim: Vec2?) {
    let came = labels[Int(junction)].next
    for k in map.armStart[Int(junction)]..<map.armStart[Int(junction) + 1] {
      let arm = map.arms[Int(k)]
      guard arm != came, map.least[Int(arm >> 1)] >= radius, !isClosed(arm ^ 1, radius)
      else { continue }
      let head = map.head(arm)
      if stamp[Int(head)] == present, labels[Int(head)].isSettled { continue }
      var cone = labels[Int(junction)].cone
      map.pass(&cone, arm: arm, after: nil, before: nil, radius)
      reach(head, cone, by: arm ^ 1, aim)
    }
  }

  private mutating func reach(
    _ junction: Int32, _ cone: CorridorCone, by arm: Int32, _ aim: Vec2?
  ) {
    let k = Int(junction)
    let length = cone.cost(to: map.junctions[k])
    if stamp[k] == present, labels[k].isSettled || labels[k].length <= length { return }
    stamp[k] = present
    labels[k] = Label(cone: cone, length: length, next: arm, isSettled: false)
    let total = aim.map { cone.cost(to: $0) } ?? length
    push(Entry(total: total, length: length, junction: junction))
  }
}

// MARK: - The heap
extension CorridorSearch {
  private func isBefore(_ a: Entry, _ b: Entry) -> Bool {
    a.total != b.total ? a.total < b.total : a.junction < b.junction
  }

  private mutating func push(_ entry: Entry) {
    var at = heapCount
    heapCount += 1
    while at > 0 {
      let parent = (at - 1) / 2
      if !isBefore(entry, heap[parent]) { break }
      heap[at] = heap[parent]
      at = parent
    }
    heap[at] = entry
  }

  private mutating func pop() -> Entry {
    let top = heap[0]
    heapCount -= 1
    let entry = heap[heapCount]
    var at = 0
    while true {
      var child = 2 * at + 1
      if child >= heapCount { break }
      if child + 1 < heapCount, isBefore(heap[child + 1], heap[child]) { child += 1 }
      if !isBefore(heap[child], entry) { break }
      heap[at] = heap[child]
      at = child
    }
    heap[at] = entry
    return top
  }
}

extension CorridorMap {
  /// The string from a goal to a place on an arm, given the labels of all junctions.
  ///
  /// Whoever stands near a junction may have passed the last gates before it, too: then these are no part of
  /// the string.
  func string(
    to start: CorridorPlace, by arm: Int32, from goal: CorridorPlace, _ radius: Float,
    _ labels: UnsafeBufferPointer<CorridorSearch.Label>
  ) -> CorridorCone {
    let label = labels[Int(tail(arm))]
    if span(arm: arm, after: nil, before: start, radius) != nil {
      var cone = label.cone
      pass(&cone, arm: arm, after: nil, before: start, radius)
      return cone
    }
    let isGoals = label.next < 0
    let came = isGoals ? 2 * goal.stretch + (label.next == -1 ? 1 : 0) : label.next ^ 1
    var cone = isGoals ? CorridorCone(at: goal.point) : labels[Int(tail(came))].cone
    pass(&cone, arm: came, after: isGoals ? goal : nil, before: nil, short: start.point, radius)
    return cone
  }

  /// Lengthens a string through the gates of an arm, in the direction of the arm.
  ///
  /// It begins after one place on the stretch and ends before another; at the arm's tail and head where
  /// these are nil. Gates that the string's first point has passed are left out, and at the end those that
  /// `short` (m) lies before.
  @inline(__always)
  func pass(
    _ cone: inout CorridorCone, arm: Int32, after: CorridorPlace?, before: CorridorPlace?,
    short: Vec2? = nil, _ radius: Float
  ) {
    let isBack = arm & 1 != 0
    let step = isBack ? -1 : 1
    cone.toll += toll(arm, after: after, before: before)
    let range = span(arm: arm, after: after, before: before, radius)
    guard var gate = range?.first, var last = range?.last else { return }
    if let short {
      while gates[last].side(of: short, isBack, radius) <= 0 {
        if last == gate { return }
        last -= step
      }
    }
    if cone.isPoint {
      while gates[gate].side(of: cone.apex, isBack, radius) > 0 {
        if gate == last { return }
        gate += step
      }
    }
    gates.withUnsafeBufferPointer { gates in
      while true {
        let ends = gates[gate].ends(radius)
        if isBack {
          cone.pass(left: ends.right, right: ends.left)
          if gate == last { return }
          gate -= 1
        } else {
          cone.pass(left: ends.left, right: ends.right)
          if gate == last { return }
          gate += 1
        }
      }
    }
  }

  /// The first and the last gate of an arm between two places on its stretch; nil where there is none.
  ///
  /// A gate that the first place has passed already, or that the second one lies before, is none of them:
  /// a chord may lie far from its place on the axis, as the gap between two corners does for all of the
  /// axis beyond it.
  func span(
    arm: Int32, after: CorridorPlace?, before: CorridorPlace?, _ radius: Float
  ) -> (first: Int, last: Int)? {
    let stretch = Int(arm >> 1)
    let (low, high) = (Int(gateStart[stretch]), Int(gateStart[stretch + 1]) - 1)
    let isBack = arm & 1 != 0
    let step = isBack ? -1 : 1
    // A place lies between its gate and the next.
    var first = isBack ? high : low
    var last = isBack ? low : high
    if let after { first = Int(after.gate) + (isBack ? 0 : 1) }
    if let before { last = Int(before.gate) + (isBack ? 1 : 0) }
    if let after {
      while (last - first) * step >= 0, gates[first].side(of: after.point, isBack, radius) > 0 {
        first += step
      }
    }
    if let before {
      while (last - first) * step >= 0, gates[last].side(of: before.point, isBack, radius) <= 0 {
        last -= step
      }
    }
    return (last - first) * step >= 0 ? (first, last) : nil
  }

  /// True where a disc gets from a place to another of the same stretch along it.
  func isOpen(_ a: CorridorPlace, _ b: CorridorPlace, radius: Float) -> Bool {
    let (low, high) = a.along <= b.along ? (a, b) : (b, a)
    guard low.gate < high.gate else { return true }
    for k in low.gate + 1...high.gate where gates[Int(k)].room < radius { return false }
    return true
  }
}

extension CorridorMap.Gate {
  /// Above 0 where a point lies beyond the line on which the centre of a disc of a radius crosses, as one
  /// drives.
  @inline(__always)
  func side(of point: Vec2, _ isBack: Bool, _ radius: Float) -> Float {
    let (left, right) = ends(radius)
    let side = (point - right).cross(left - right)
    return isBack ? -side : side
  }

  /// The ends of the chord on which the centre of a disc of a radius crosses.
  @inline(__always)
  func ends(_ radius: Float) -> (left: Vec2, right: Vec2) {
    let share = min(radius, room) / max(room, 1e-9)
    return (left + (place - left) * share, right + (place - right) * share)
  }
}
