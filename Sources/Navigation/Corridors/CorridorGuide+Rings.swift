import Contracts
import SimCore

/// Rings of robots each of which waits for the next.
///
/// Claims, turns, lines and places settle most meetings between two; what they leave are rings of waiting: one
/// waits for a place, whose holder waits for a door, which is kept for another that waits for the first. A robot that has
/// not got away for a while asks whom it waits for, that one whom it waits for, and so on; where the question comes
/// back to it, all of them wait in vain, and one goes aside for the one behind it. That is how processes find that they wait
/// for each other without a centre (Chandy, Misra, Haas 1983: edge chasing).
///
/// A line before a station at work is no ring: its head waits for one that works, and that waits for nobody.
extension CorridorGuide {
  /// Seconds without getting away after which a robot asks.
  private static let ringPatience: Float = 8
  /// Seconds after which it asks whoever stands right before it, too.
  ///
  /// In crowds before a door most of that settles itself. On 100 random floors 17, 20, 22 fleets came to a standstill
  /// with 8, 12, 15 s; through a door of 0.9 m 20 robots carried 113, 160, 160 loads, and 161 without this rule. Whom
  /// the order at a mouth holds behind another asks nobody: with that 80 robots carried 164 loads through a door of 2 m
  /// (mean of four seeds), without it 176, and 179 without this rule.
  private static let touchPatience: Float = 12

  /// Finds the rings of those that are stuck, and lets one robot of each give way.
  ///
  /// - Complexity: O(robots), and O(robots × length of a ring) once a second for each robot that is stuck.
  mutating func openRings(
    _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>, isSorted: Bool
  ) {
    var isSorted = isSorted
    let patience = Int32(CorridorGuide.ringPatience / period)
    let second = max(1, Int32(1 / period))
    for i in 0..<robotCount
    where stuck[i] >= patience && (stuck[i] - patience) % second == 0
      && isUnderWay(i, robots[i]) && armCount[i] > 0
    {
      if !isSorted {
        sortPlaces(robots)
        isSorted = true
      }
      openRing(through: i, robots, ways)
    }
  }

  /// Follows who waits for whom from a robot until it comes back to it.
  private mutating func openRing(
    through first: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>
  ) {
    // Longer ones stay; whoever is not in the ring that it comes upon would follow it round and round.
    var ring = InlineArray<32, Int32>(repeating: -1)
    var (count, at) = (0, first)
    repeat {
      guard count < ring.count, let next = awaited(by: at, robots, ways) else {
        return
      }
      ring[count] = Int32(at)
      count += 1
      at = next
    } while at != first
    guard count > 1 else { return }
    giveWay(in: ring, count, robots)
  }

  /// Lets the robot of a ring go aside that has done so the fewest times, of these one that is in no section, and of
  /// these the one that has the shortest way to a place to pass.
  private mutating func giveWay(
    in ring: InlineArray<32, Int32>, _ count: Int, _ robots: UnsafePointer<TrafficRobot>
  ) {
    var best: (loser: Int, winner: Int, point: Vec2?, key: (Int32, Int, Float))?
    for k in 0..<count {
      // The one before it waits for it.
      let (winner, loser) = (Int(ring[(k + count - 1) % count]), Int(ring[k]))
      guard robots[loser].state == .travelling, winner != loser else { continue }
      var found: (point: Vec2?, length: Float)?
      if goesBack(loser) {
        found = (nil, 0)
      } else if let place = placeToPass(loser, from: winner, robots) ?? spot(for: loser, robots) {
        found = (place.point, place.length)
      }
      guard let found else { continue }
      let key = (yields[loser], claims[loser].count > 0 ? 1 : 0, found.length)
      if let best, best.key <= key { continue }
      best = (loser, winner, found.point, key)
    }
    for k in 0..<count { stuck[Int(ring[k])] = 0 }
    guard let best else { return }
    yields[best.loser] += 1
    if let point = best.point {
      counters.retreats += 1
      aside[best.loser] = Aside(point: point, kind: .ring, other: Int32(best.winner))
      standsNoMore(best.winner, for: best.loser)
    } else {
      // It stood aside already; now it goes on.
      aside[best.loser] = Aside()
    }
    still[best.loser] = 0
    claims[best.loser].waited = 0
  }

  /// The nearest free spot, as the crow flies, and how far that is, metres.
  private func spot(
    for i: Int, _ robots: UnsafePointer<TrafficRobot>
  ) -> (point: Vec2, length: Float)? {
    var best: (point: Vec2, length: Float)?
    for spot in spots.places {
      let length = (spot - robots[i].position).length
      guard length < best?.length ?? .infinity, length > 2 * robots[i].radius,
        isUnused(spot, by: i, robots)
      else { continue }
      best = (spot, length)
    }
    return best
  }

  /// The robot that another waits for and that is stuck itself; nil where there is none.
  private func awaited(
    by i: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>
  ) -> Int? {
    let me = robots[i]
    func waits(_ j: Int) -> Bool {
      isUnderWay(j, robots[j])
        && Float(goesBack(j) ? max(stuck[j], aside[j].ticks) : stuck[j]) * period
          > 0.5 * CorridorGuide.ringPatience
    }
    func known(_ j: Int32) -> Int? { j >= 0 && Int(j) != i && waits(Int(j)) ? Int(j) : nil }
    if goesBack(i), ways[i].distanceToGo < me.radius { return known(aside[i].other) }
    if wants[i].count > 0 {
      return wants[i].isBarred ? known(me.holder) : inTheWay(of: i, robots, where: waits)
    }
    if me.standOff > 0, ways[i].distanceToGo < me.standOff + narrow.reach {
      return known(me.holder)
    }
    if Float(stuck[i]) * period < CorridorGuide.touchPatience { return nil }
    return touched(by: i, robots, ways, where: waits)
  }

  /// Of those that wait, the one that stands right before a robot.
  private func touched(
    by i: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>,
    where waits: (Int) -> Bool
  ) -> Int? {
    let me = robots[i]
    let direction = ways[i].target.normalized
    var (best, least) = (-1, Float.infinity)
    places.forEach(near: me.position, within: places.cellSize) { j in
      guard j != i, waits(j) else { return }
      let offset = robots[j].position - me.position
      let gap = offset.length - me.radius - robots[j].radius
      guard gap < 2 * me.radius, gap < least, offset.dot(direction) > 0.4 * offset.length else {
        return
      }
      (best, least) = (j, gap)
    }
    return best >= 0 ? best : nil
  }

  /// Of those that keep a robot out of the sections it wants, the one that has been stuck for longest; nil where one
  /// of them gets on, for then the others' turn comes.
  private func inTheWay(
    of i: Int, _ robots: UnsafePointer<TrafficRobot>, where waits: (Int) -> Bool
  ) -> Int? {
    var (user, turn) = (-1, -1)
    for j in 0..<robotCount where j != i && (claims[j].count > 0 || wants[j].count > 0) {
      if keepsOut(j, i) {
        if !waits(j) { return nil }
        if user < 0 || stuck[j] > stuck[user] { user = j }
      } else if comesBefore(j, i), waits(j), turn < 0 || claims[j].waited > claims[turn].waited {
        turn = j
      }
    }
    return user >= 0 ? user : turn >= 0 ? turn : nil
  }

  /// True where a robot is in a section that another wants, or may go in, so that the other may not.
  private func keepsOut(_ j: Int, _ i: Int) -> Bool {
    for k in 0..<Int(wants[i].count) {
      let token = wants[i].tokens[k]
      for m in 0..<Int(claims[j].count) where claims[j].tokens[m] >> 2 == token >> 2 {
        let its = claims[j].tokens[m]
        let isSame = (its ^ token) & 2 == 0
        if isDoor(token) ? isSame : !isSame || its & 1 != 0 { return true }
      }
    }
    return false
  }

  /// True where a robot has waited longer for a section from its other end, and closes it to another.
  private func comesBefore(_ j: Int, _ i: Int) -> Bool {
    guard claims[j].waited > claims[i].waited else { return false }
    for k in 0..<Int(wants[i].count) where !isDoor(wants[i].tokens[k]) {
      let token = wants[i].tokens[k]
      for m in 0..<Int(wants[j].count)
      where wants[j].tokens[m] >> 2 == token >> 2 && (wants[j].tokens[m] ^ token) & 2 != 0 {
        return true
      }
    }
    return false
  }
}
