import Contracts
import SimCore

/// Where a robot goes that is in another's way.
struct Aside: BitwiseCopyable, StateElement {
  enum Kind: Int32, BitwiseCopyable {
    case none
    /// A robot without work, out of the way until it has some.
    case clear
    /// A robot with work, back to a place to pass until the other has passed.
    case back
    /// A robot that waits for its place, out of a section until the other is through.
    case out
    /// A robot of a ring, out of the way until the one behind it in the ring has passed.
    case ring
  }

  var point = Vec2.zero
  var kind = Kind.none
  /// For whom.
  var other: Int32 = -1
  /// The least distance to the other since, metres.
  var closest: Float = .infinity
  /// Executor ticks since.
  var ticks: Int32 = 0

  func addHash(to hash: inout StateHash) {
    hash.add(point.x)
    hash.add(point.y)
    hash.add(Int(kind.rawValue))
    hash.add(Int(other))
    hash.add(closest)
    hash.add(Int(ticks))
  }
}

/// Who goes back, or aside, where robots are in each other's way.
extension CorridorGuide {
  /// Seconds for which robots stand before they settle who goes back.
  private static let pauseBefore: Float = 2
  /// Seconds for which robots try to get round each other on open ground.
  private static let openPatience: Float = 8
  /// Seconds after which who has gone back tries again, whatever the other does.
  private static let longestBack: Float = 40

  /// Ends what is over, and lets those give way who stand in somebody's.
  mutating func settleMeetings(
    _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>, isAnyHeld: Bool
  ) {
    var isSorted = false
    if isAnyHeld {
      sortPlaces(robots)
      isSorted = true
    } else {
      // Whoever stood in a queue drives on.
      isHeld.fill(0)
    }
    for i in 0..<robotCount where aside[i].kind != .none { endIfOver(i, robots) }
    let before = Int32(CorridorGuide.pauseBefore / period)
    for i in 0..<robotCount where isUnderWay(i, robots[i]) && armCount[i] > 0 {
      let stands = max(still[i], claims[i].waited)
      // In a queue there is nothing to settle but for its head.
      if isHeld[i] != 0 && wants[i].count == 0 { continue }
      // Asked once a second at most, and not by all in the same tick.
      guard stands >= before, (Int(stands) - Int(before)) % Int(max(1, 1 / period)) == 0 else {
        continue
      }
      if !isSorted {
        sortPlaces(robots)
        isSorted = true
      }
      settle(i, robots, ways)
    }
    openRings(robots, ways, isSorted: isSorted)
  }

  mutating func sortPlaces(_ robots: UnsafePointer<TrafficRobot>) {
    places.sort(count: robotCount) { robots[$0].state == .absent ? nil : robots[$0].position }
    // In two steps: where robots go is asked of the same value.
    let goals = UnsafePointer(aside.base)
    ends.sort(count: robotCount) { i in
      if robots[i].state == .absent { return nil }
      return goals[i].kind == .none ? robots[i].goal : goals[i].point
    }
  }

  /// Holds a robot behind one that waits for the same mouth, or that waits behind such a one.
  ///
  /// It reads what the tick before left, and writes the rows of this robot alone.
  func queueUp(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>
  ) {
    nextHeld.base[i] = 0
    freeBehind.base[i] = .infinity
    let robot = robots[i]
    // Who may go on does not stand in line, whoever waits beside it.
    guard isUnderWay(i, robot), claims[i].count == 0 || wants[i].count > 0 else { return }
    let waitsItself = wants[i].count > 0
    if waitsItself { nextHeld.base[i] = isDoor(wants[i].tokens[0]) ? 2 : 1 }
    let direction = ways[i].target.normalized
    let speed = robot.velocity.length
    let view = min(
      places.cellSize, 4 * narrow.reach + 1 + speed * speed / max(0.2, 2 * robot.acceleration))
    var (free, kind) = (Float.infinity, UInt8(0))
    places.forEach(near: robot.position, within: view) { j in
      guard j != i, isHeld[j] != 0 else { return }
      let offset = robots[j].position - robot.position
      let across = offset.cross(direction).magnitude
      guard offset.dot(direction) > 0, across < robot.radius + robots[j].radius,
        ways[j].target.normalized.dot(direction) > 0.3
      else { return }
      let gap = max(0, offset.length - robot.radius - robots[j].radius - 0.3 * robot.radius)
      if gap < free { (free, kind) = (gap, isHeld[j]) }
    }
    guard free < .infinity else { return }
    freeBehind.base[i] = free
    if !waitsItself { nextHeld.base[i] = kind }
  }

  private mutating func endIfOver(_ i: Int, _ robots: UnsafePointer<TrafficRobot>) {
    let robot = robots[i]
    var state = aside[i]
    state.ticks += 1
    switch state.kind {
    case .none: return
    case .clear:
      if robot.state != .idle { state = Aside() }
    case .back, .out, .ring:
      let other = Int(state.other)
      let gap = (robots[other].position - robot.position).length
      state.closest = min(state.closest, gap)
      let hasPassed = gap > state.closest + 2 * (robot.radius + robots[other].radius)
      let isDone =
        state.kind != .ring && claims[other].count == 0
        && (state.kind == .back || wants[other].count == 0)
      let isClear = isDone && Float(state.ticks) * period > 1
      let isOver =
        robot.state != .travelling || !isUnderWay(other, robots[other]) || hasPassed || isClear
        || Float(state.ticks) * period > CorridorGuide.longestBack
      if isOver { state = Aside() }
    }
    aside[i] = state
  }

  /// What a robot that stands asks of those in its way.
  private mutating func settle(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>
  ) {
    if wants[i].count > 0, goRound(i, robots, ways) { return }
    if wants[i].count > 0, claims[i].count == 0 {
      // It waits before a mouth; who stands inside without work is asked out.
      clearSections(i, robots, ways)
      return
    }
    let direction = ways[i].target.normalized
    let me = robots[i]
    var (opponent, least) = (-1, Float.infinity)
    places.forEach(near: me.position, within: places.cellSize) { j in
      guard j != i else { return }
      let offset = robots[j].position - me.position
      let gap = offset.length - me.radius - robots[j].radius
      let isAhead =
        gap < me.radius + 0.5 * robots[j].radius && offset.dot(direction) > 0.4 * offset.length
      guard isAhead || opposes(j, i), gap < least else { return }
      (least, opponent) = (gap, j)
    }
    if opponent < 0, wants[i].count > 0 {
      for j in 0..<robotCount where j != i && robots[j].state != .absent && opposes(j, i) {
        let gap = (robots[j].position - me.position).length
        if gap < least { (least, opponent) = (gap, j) }
      }
    }
    guard opponent >= 0 else { return }
    let other = robots[opponent]
    switch other.state {
    case .idle: clear(opponent, for: i, robots)
    case .travelling:
      let towards = robots[i].position - other.position
      let comes =
        ways[opponent].target.dot(towards) > 0.3 * ways[opponent].target.length * towards.length
      // Who goes the same way merges, and on open ground they find their way round each other.
      if sharesWay(opponent, i) { return }
      let isNarrow = !holdsDoorsAlone(opponent) && !holdsDoorsAlone(i)
      let isLong = Float(still[i]) * period > CorridorGuide.openPatience
      if comes && (isNarrow || isLong) || opposes(opponent, i) { giveWay(i, opponent, robots) }
    case .holding, .absent: return
    }
  }

  /// True where one robot holds a section that another asks for from its other end.
  private func opposes(_ j: Int, _ i: Int) -> Bool {
    for k in 0..<Int(wants[i].count) where !isDoor(wants[i].tokens[k]) {
      let token = wants[i].tokens[k]
      for m in 0..<Int(claims[j].count) where claims[j].tokens[m] >> 2 == token >> 2 {
        if claims[j].tokens[m] & 2 != token & 2 { return true }
      }
    }
    return false
  }

  /// True where two robots hold a section in the same direction.
  private func sharesWay(_ j: Int, _ i: Int) -> Bool {
    for k in 0..<Int(claims[i].count) {
      let token = claims[i].tokens[k]
      for m in 0..<Int(claims[j].count) where claims[j].tokens[m] >> 1 == token >> 1 { return true }
    }
    return false
  }

  /// Asks robots without work, and those that stand and wait for their place, to leave the sections that
  /// another waits for.
  private mutating func clearSections(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, _ ways: UnsafePointer<WayAhead>
  ) {
    for j in 0..<robotCount where j != i && aside[j].kind == .none {
      let robot = robots[j]
      // It has come as near to its place as it may.
      let isWaiting =
        robot.state == .travelling && ways[j].distanceToGo < robot.standOff + narrow.reach
      guard robot.state == .idle || isWaiting else { continue }
      for k in 0..<Int(wants[i].count) where claims[j].holds(wants[i].tokens[k] >> 2) {
        if !isWaiting {
          clear(j, for: i, robots)
        } else if let place = placeToPass(j, from: i, robots) {
          goBack(j, to: place.point, for: i)
          aside[j].kind = .out
        }
        break
      }
    }
  }

  @inline(__always)
  func goesBack(_ i: Int) -> Bool { aside[i].kind != .none && aside[i].kind != .clear }

  /// Lets a robot with work go to a place to pass until another has passed.
  private mutating func goBack(_ loser: Int, to point: Vec2, for winner: Int) {
    counters.retreats += 1
    let inherits = goesBack(winner) && aside[winner].other != Int32(loser)
    aside[loser] = Aside(
      point: point, kind: .back, other: inherits ? aside[winner].other : Int32(winner))
    standsNoMore(winner, for: loser)
    still[loser] = 0
    still[winner] = 0
    claims[loser].waited = 0
  }

  /// Lets a robot go on that stood aside for one that goes aside for it: they would both stand.
  mutating func standsNoMore(_ i: Int, for j: Int) {
    if goesBack(i), aside[i].other == Int32(j) { aside[i] = Aside() }
  }

  /// One of two robots that meet goes back: the one that goes for somebody goes on, else the one with the
  /// shorter way to a place to pass.
  private mutating func giveWay(_ i: Int, _ j: Int, _ robots: UnsafePointer<TrafficRobot>) {
    let (isBack, otherIsBack) = (goesBack(i), goesBack(j))
    if isBack && otherIsBack && aside[i].other == aside[j].other { return }
    let mine = placeToPass(i, from: j, robots)
    let its = placeToPass(j, from: i, robots)
    var loser = j
    if isBack != otherIsBack {
      loser = isBack ? j : i
    } else if isBack {
      // Both go back for somebody: the lower number is served.
      loser = aside[i].other < aside[j].other ? j : i
    } else if let mine, mine.length < its?.length ?? .infinity {
      loser = i
    }
    if (loser == i ? mine : its) == nil { loser = i + j - loser }
    guard let place = loser == i ? mine : its else { return }
    goBack(loser, to: place.point, for: i + j - loser)
  }

  /// Sends a robot without work to the nearest free spot that does not lie behind the one who asks.
  private mutating func clear(_ j: Int, for i: Int, _ robots: UnsafePointer<TrafficRobot>) {
    if aside[j].kind == .clear,
      (robots[j].position - aside[j].point).lengthSquared > robots[j].radius * robots[j].radius,
      still[j] < Int32(5 / period)
    {
      return
    }
    let away = robots[j].position - robots[i].position
    var best: Vec2?
    var least = Float.infinity
    for spot in spots.places {
      let arm = spot - robots[j].position
      let length = arm.length
      guard length < least, length > robots[j].radius, isUnused(spot, by: j, robots) else {
        continue
      }
      // Past the one who asks there is no way, and right before it none is won.
      if arm.dot(away) < -0.2 * length * away.length { continue }
      if (spot - robots[i].position).length < 2 * (robots[i].radius + robots[j].radius) { continue }
      (best, least) = (spot, length)
    }
    guard let point = best ?? placeToPass(j, from: i, robots)?.point else { return }
    counters.makeWays += 1
    aside[j] = Aside(point: point, kind: .clear, other: Int32(i))
    still[j] = 0
  }

  /// True where nobody else stands at a point, is on its way there or has its goal there.
  func isUnused(_ point: Vec2, by j: Int, _ robots: UnsafePointer<TrafficRobot>) -> Bool {
    var isFree = true
    let own = robots[j].radius
    ends.forEach(near: point, within: ends.cellSize) { k in
      let reach = own + robots[k].radius
      let gap = (destination(k, robots[k]) - point).lengthSquared
      if k != j, gap < reach * reach { isFree = false }
    }
    places.forEach(near: point, within: places.cellSize) { k in
      let reach = own + robots[k].radius
      let stands = robots[k].velocity.lengthSquared < 0.01
      let gap = (robots[k].position - point).lengthSquared
      if k != j, stands, gap < reach * reach { isFree = false }
    }
    return isFree
  }
}
