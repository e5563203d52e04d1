import SimCore

/// The way back to a place where another can pass.
extension CorridorGuide {
  /// Arms that a search for a place to pass has room for.
  static let passingRoom = 256
  /// How many gates and arms are looked at.
  private static let mostArms = 64

  /// The nearest place to which a robot can go back for another to pass, and how far it is, metres: the
  /// side of a wider corridor, or an arm that the other does not take; nil where there is none.
  ///
  /// - Complexity: O(arms looked at × robots).
  func placeToPass(
    _ loser: Int, from winner: Int, _ robots: UnsafePointer<TrafficRobot>
  ) -> (point: Vec2, length: Float)? {
    let robot = robots[loser]
    let reach = map.room(radius: robot.radius)
    // The other stays within the room that its lane has, or drives along the middle of wider ground.
    let lane = map.gates[Int(gate[winner])].room
    let its = robots[winner].radius
    let depth = robot.radius + min(max(lane, its), 2 * its) + 0.25 * reach
    let arm = arms[loser * CorridorGuide.armSlots]
    let towards = robots[winner].position - robot.position
    // Away from the other first, against the present arm or along it where the other comes from behind;
    // and towards it, where an arm leaves between the two.
    let next = Int(gate[loser])
    let ahead = map.gates[next].place - robot.position
    let goesAhead = ahead.dot(towards) < 0
    var queue = PassingQueue(waiting: passing.base, seen: seenArms.base)
    for turn in 0..<2 {
      let isAhead = (turn == 0) == goesAhead
      let start = isAhead ? next : map.gate(before: next, on: arm) ?? next
      queue.add(
        Passing(
          arm: isAhead ? arm : arm ^ 1, gate: Int32(start),
          length: (map.gates[start].place - robot.position).length))
    }
    var best: (point: Vec2, length: Float)?
    var looked = 0
    while let found = queue.next(), found.length < best?.length ?? .infinity,
      looked < CorridorGuide.mostArms
    {
      looked += 1
      walk(found, loser, winner, robots, reach, depth, &queue, &best)
    }
    return best
  }

  /// Looks at the gates of an arm, and at the arms beyond.
  private func walk(
    _ start: Passing, _ loser: Int, _ winner: Int, _ robots: UnsafePointer<TrafficRobot>,
    _ reach: Float, _ depth: Float, _ queue: inout PassingQueue,
    _ best: inout (point: Vec2, length: Float)?
  ) {
    var (gate, length) = (Int(start.gate), start.length)
    if search.directions.forbid(start.arm, map, radius: reach) { return }
    while true {
      let found = map.gates[gate]
      guard found.room >= reach else { return }
      // Through the other there is no way.
      let touch = robots[loser].radius + robots[winner].radius
      if (found.place - robots[winner].position).lengthSquared < touch * touch { return }
      let isBack = start.arm & 1 != 0
      let section = narrow.ofGate[gate]
      if section < 0 {
        for side in 0..<2 {
          let foot = side == 0 ? found.right : found.left
          let out = found.place - foot
          let point = foot + out * (1.01 * narrow.reach / max(out.length, 1e-6))
          let total = length + (point - found.place).length
          if total < best?.length ?? .infinity, isFit(point, loser, winner, robots) {
            best = (point, total)
          }
        }
      } else {
        let part = narrow.sections[Int(section)]
        if gate == Int(isBack ? part.first : part.last) {
          // Out of the narrow part: the places beside its mouth.
          for number in 0..<CorridorMap.placesBeside {
            let place = map.place(
              beside: gate, isBack: !isBack, reach: narrow.reach, number: number)
            guard let place else { continue }
            let total = length + (place - found.place).length
            if total < best?.length ?? .infinity, isFit(place, loser, winner, robots) {
              best = (place, total)
              break
            }
          }
        }
      }
      guard let onward = map.gate(after: gate, on: start.arm) else { break }
      length += (map.gates[onward].place - found.place).length
      gate = onward
      if length > best?.length ?? .infinity { return }
    }
    let junction = Int(map.head(start.arm))
    for k in map.armStart[junction]..<map.armStart[junction + 1] {
      let arm = map.arms[Int(k)]
      guard arm != start.arm ^ 1, map.least[Int(arm >> 1)] < .infinity else { continue }
      let first = map.firstGate(arm)
      guard map.gates[first].room >= reach else { continue }
      // Out of a street it would come against its direction.
      if !search.directions.isOneWay(arm >> 1), !isOnWay(arm >> 1, of: winner),
        !map.endsInCorner(Int(arm >> 1)),
        let point = map.point(on: arm, at: depth, room: reach),
        length + depth < best?.length ?? .infinity, isUnused(point, by: loser, robots)
      {
        best = (point, length + depth)
      }
      queue.add(Passing(arm: arm, gate: Int32(first), length: length))
    }
  }

  /// True where a robot can go aside to a point: not where it stands, nor where the other wants to go, nor
  /// in a section that the other needs.
  private func isFit(
    _ point: Vec2, _ loser: Int, _ winner: Int, _ robots: UnsafePointer<TrafficRobot>
  ) -> Bool {
    let reach = 2 * map.room(radius: robots[loser].radius)
    return (point - robots[loser].position).length > reach
      && (point - destination(winner, robots[winner])).length > reach
      && isUnused(point, by: loser, robots) && !closes(point, robots[loser].radius, to: winner)
  }

  /// True where a robot of a radius that stands at a point would hold a section that another has or asks
  /// for: behind that one's goal at the end of a lane, say.
  private func closes(_ point: Vec2, _ radius: Float, to winner: Int) -> Bool {
    guard let place = map.place(point) else { return false }
    func isInside(_ token: Int32) -> Bool {
      let part = narrow.sections[Int(token >> 2)]
      return part.stretch == place.stretch
        && self.isInside(part, point, before: place.gate + 1, radius)
    }
    let (has, asks) = (claims[winner], wants[winner])
    return (0..<Int(has.count)).contains { isInside(has.tokens[$0]) }
      || (0..<Int(asks.count)).contains { isInside(asks.tokens[$0]) }
  }

  /// True where a stretch is among the next arms of a robot.
  private func isOnWay(_ stretch: Int32, of robot: Int) -> Bool {
    for rank in 0..<Int(armCount[robot])
    where arms[robot * CorridorGuide.armSlots + rank] >> 1 == stretch { return true }
    return false
  }
}

/// An arm to be looked at, from a gate on, and how far that is, metres.
struct Passing: BitwiseCopyable {
  var arm: Int32
  var gate: Int32
  var length: Float
}

/// Arms to be looked at, the nearest first; those that find no room are left out.
///
/// Unsafe: the storage is the guide's, and holds `capacity` elements each during the search.
private struct PassingQueue {
  static let capacity = CorridorGuide.passingRoom
  let waiting: UnsafeMutablePointer<Passing>
  let seen: UnsafeMutablePointer<Int32>
  private var count = 0
  private var seenCount = 0

  init(waiting: UnsafeMutablePointer<Passing>, seen: UnsafeMutablePointer<Int32>) {
    self.waiting = waiting
    self.seen = seen
  }

  mutating func add(_ passing: Passing) {
    guard seenCount < PassingQueue.capacity else { return }
    for k in 0..<seenCount where seen[k] == passing.arm { return }
    seen[seenCount] = passing.arm
    seenCount += 1
    waiting[count] = passing
    count += 1
  }

  mutating func next() -> Passing? {
    guard count > 0 else { return nil }
    var best = 0
    for k in 1..<max(1, count) {
      let (a, b) = (waiting[k], waiting[best])
      if a.length < b.length || a.length == b.length && a.arm < b.arm { best = k }
    }
    let found = waiting[best]
    count -= 1
    waiting[best] = waiting[count]
    return found
  }
}

extension CorridorMap {
  /// The point of an arm's axis so far from its tail, metres; nil where the arm is shorter or some gate
  /// before is narrower than the room asked for.
  func point(on arm: Int32, at depth: Float, room: Float) -> Vec2? {
    var gate = firstGate(arm)
    let start = gates[gate].along
    while true {
      guard gates[gate].room >= room else { return nil }
      guard let onward = self.gate(after: gate, on: arm) else { return nil }
      let from = (gates[gate].along - start).magnitude
      let to = (gates[onward].along - start).magnitude
      if to >= depth {
        guard gates[onward].room >= room || to - depth > 2 * room else { return nil }
        let t = to > from ? (depth - from) / (to - from) : 0
        return gates[gate].place + (gates[onward].place - gates[gate].place) * t
      }
      gate = onward
    }
  }
}
