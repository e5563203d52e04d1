import Contracts
import SimCore

/// Leads robots along the corridors of a floor: which way each takes, how far along it is, where it is to
/// steer, and who goes first where two cannot pass.
///
/// A way is a row of arms; a robot goes through their gates in order, and at every tick steers for the
/// first corner of the tight string through those ahead.
///
/// ## The rule
///
/// 1. Where there is room for two, each keeps to its right half, and while others come towards it does not leave it
///    even to avoid somebody: `CorridorGuide+Lanes`.
/// 2. A narrow section is entered with a claim. It is given where nobody inside comes the other way and
///    nobody has its goal inside; a claim covers all sections up to the next place to pass.
/// 3. The mouth before which somebody has waited longest is served first, and at it those in front before
///    those behind. Who waits for an opposing flow closes the section to those who come after: flows take
///    turns. It closes it to nobody who holds a claim already: who is inside must get out.
/// 4. Who has no claim waits in a line on the right before the mouth and not in it, so that those who come
///    out pass. Those who have one go in one after the other, the nearest first. Who would have to wait for
///    its place in a section, or right behind it, waits before it.
/// 5. Who meets another head-on all the same, or has somebody behind who must get out, goes back to the
///    nearest place to pass, and whoever stands behind him does likewise.
/// 6. Streets that are driven one way need no claim: robots go in one after the other and stand one behind
///    the other, and a claim for what lies before such a street ends there.
/// 7. Where somebody stands in a section, others go round it if that is not far; else a robot without work
///    goes aside, and one that waits for its place goes out until they are through.
/// 8. A door where just two pass each other is claimed for each way by itself: `CorridorGuide+Doors`.
/// 9. Of robots that wait for each other in a ring one goes aside: `CorridorGuide+Rings`.
///
/// Nothing is planned ahead and nobody is told of robots that are far away: claims are a matter between
/// those in and before a section.
///
/// What robots share is done serially and in robot order, and workers only share out what reads and
/// writes one robot's rows, so the result does not depend on their number.
public struct CorridorGuide: StateHolder, ~Copyable {
  /// The corridors.
  public let map: CorridorMap
  /// The narrow ones.
  let narrow: CorridorSections
  /// False where nobody heeds anybody: no lanes, no claims.
  let isRegulated: Bool
  /// Number of robots.
  public let robotCount: Int
  /// Seconds between two updates.
  let period: Float
  /// Where robots without work may stand.
  let spots: CorridorSpots
  /// Arms of a way that are kept.
  static let armSlots = 16

  /// The next arms of each robot's way, the present one first. [robotCount × armSlots]
  var arms: Buffer<Int32>
  /// How many there are; 0 where there is no way. [robotCount]
  var armCount: Buffer<Int32>
  /// The next gate on the first arm. [robotCount]
  var gate: Buffer<Int32>
  /// Where the way ends. [robotCount]
  var goal: Buffer<GuideGoal>
  /// About the length of the way beyond the last arm kept, metres; below 0 where the last is the goal's.
  /// [robotCount]
  var rest: Buffer<Float>
  /// Executor ticks for which a robot under way has not got away from its mark. [robotCount]
  var still: Buffer<Int32>
  /// Executor ticks for the same, whatever it has been granted meanwhile. [robotCount]
  var stuck: Buffer<Int32>
  /// Times it has given way in a ring. [robotCount]
  var yields: Buffer<Int32>
  /// Where each was when it last did, metres. [robotCount]
  var mark: Buffer<Vec2>
  /// 1 where a robot waits for a section, or behind one that does, 2 where that is a door, else 0. [robotCount]
  var isHeld: Buffer<UInt8>
  /// Metres that a robot behind such a one may still roll. [robotCount]
  var freeBehind: Buffer<Float>
  /// Executor ticks until a robot may look for a way again. [robotCount]
  var pause: Buffer<Int32>
  /// Narrow sections that each robot may use. [robotCount]
  var claims: Buffer<SectionClaims>
  /// Who goes aside, and for whom. [robotCount]
  var aside: Buffer<Aside>
  /// What happened so far.
  public internal(set) var counters = GuideCounters()

  /// Nonzero where a robot needs a way in this tick. [robotCount]
  var needsWay: Buffer<UInt8>
  /// How many robots come up to each gate along its stretch, and how many against it, in this tick; zero between two
  /// ticks. [2 × gateCount]
  var coming: Buffer<Int32>
  /// What each robot asks for in this tick. [robotCount]
  var wants: Buffer<SectionWish>
  /// The mouth that each robot enters next in this tick. [robotCount]
  var entering: Buffer<Entering>
  /// Who is in each narrow section in this tick. [sectionCount]
  var users: Buffer<SectionUse>
  /// Robots that ask, in the order in which they are served. [robotCount]
  var asking: Buffer<Int32>
  /// Waiting places before the start and the end of each section, metres; not a number until somebody waits.
  /// [2 × sectionCount]
  var waitingPlaces: Buffer<Vec2>
  /// How many stand before each robot in the line at its mouth. [robotCount]
  var line: Buffer<Int32>
  /// `isHeld` of the next tick. [robotCount]
  var nextHeld: Buffer<UInt8>
  /// Where robots are, and where they go; sorted in ticks in which somebody asks.
  var places: PointGrid
  var ends: PointGrid
  /// Storage of the search for places to pass.
  var passing: Buffer<Passing>
  var seenArms: Buffer<Int32>
  var search: CorridorSearch

  /// A guide for robots that have not yet moved.
  ///
  /// - Parameters:
  ///   - map: The corridors.
  ///   - directions: Which way its streets are driven.
  ///   - robotCount: Number of robots.
  ///   - radii: Radii of the smallest and the largest robot, metres.
  ///   - isRegulated: False where nobody heeds anybody.
  ///   - spots: Where robots without work may stand.
  ///   - period: Seconds between two updates.
  public init(
    _ map: CorridorMap, directions: CorridorDirections = CorridorDirections(), robotCount: Int,
    radii: ClosedRange<Float>, isRegulated: Bool, spots: CorridorSpots, period: Float
  ) {
    self.map = map
    narrow = CorridorSections(
      map, radius: radii.upperBound, directions: directions,
      doorsFor: isRegulated ? radii.lowerBound : nil)
    self.robotCount = robotCount
    self.isRegulated = isRegulated
    self.spots = spots
    self.period = period
    let n = max(1, robotCount)
    arms = Buffer(count: n * CorridorGuide.armSlots, repeating: -1)
    armCount = Buffer(count: n, repeating: 0)
    gate = Buffer(count: n, repeating: 0)
    goal = Buffer(count: n, repeating: GuideGoal())
    rest = Buffer(count: n, repeating: -1)
    still = Buffer(count: n, repeating: 0)
    stuck = Buffer(count: n, repeating: 0)
    yields = Buffer(count: n, repeating: 0)
    mark = Buffer(count: n, repeating: .zero)
    isHeld = Buffer(count: n, repeating: 0)
    freeBehind = Buffer(count: n, repeating: .infinity)
    nextHeld = Buffer(count: n, repeating: 0)
    line = Buffer(count: n, repeating: 0)
    places = PointGrid(capacity: n, cellSize: 4 * radii.upperBound + 2)
    ends = PointGrid(capacity: n, cellSize: 4 * radii.upperBound + 2)
    pause = Buffer(count: n, repeating: 0)
    claims = Buffer(count: n, repeating: SectionClaims())
    aside = Buffer(count: n, repeating: Aside())
    needsWay = Buffer(count: n, repeating: 0)
    coming = Buffer(count: max(1, 2 * map.gates.count), repeating: 0)
    wants = Buffer(count: n, repeating: SectionWish())
    users = Buffer(count: max(1, narrow.sections.count), repeating: SectionUse())
    waitingPlaces = Buffer(
      count: max(1, 2 * narrow.sections.count), repeating: Vec2(.nan, .nan))
    asking = Buffer(count: n, repeating: 0)
    entering = Buffer(count: n, repeating: Entering())
    passing = Buffer(
      count: CorridorGuide.passingRoom, repeating: Passing(arm: 0, gate: 0, length: 0))
    seenArms = Buffer(count: CorridorGuide.passingRoom, repeating: 0)
    search = CorridorSearch(map, directions: directions)
  }

  /// Room to either side with which a way may begin and end in a crowd, where the margin is used up, metres.
  public static func leastRoom(radius: Float) -> Float { 0.98 * radius }

  /// Guides all robots for one executor tick.
  ///
  /// - Parameters:
  ///   - robots: All robots. [robotCount]
  ///   - ways: Holds the ways of the tick before, and receives the way ahead of each. [robotCount]
  ///   - pool: Workers for what concerns each robot alone.
  /// - Complexity: O(robots + gates ahead + narrow sections), plus a search for each robot that needs a
  ///   way.
  public mutating func update(
    robots: UnsafePointer<TrafficRobot>, ways: UnsafeMutablePointer<WayAhead>, pool: WorkerPool
  ) {
    pool.run(count: robotCount, stripe: 512) { stripe in
      for i in stripe {
        needsWay.base[i] = advance(i, robots[i], toGo: ways[i].distanceToGo) ? 1 : 0
      }
    }
    for i in 0..<robotCount where needsWay[i] != 0 { findWay(i, robots[i]) }
    if isRegulated {
      pool.run(count: robotCount, stripe: 512) { stripe in
        for i in stripe { reviewClaims(i, robots[i]) }
      }
      let isAnyHeld = grantClaims(robots)
      orderEntries(robots)
      settleMeetings(robots, UnsafePointer(ways), isAnyHeld: isAnyHeld)
      if isAnyHeld {
        pool.run(count: robotCount, stripe: 512) { stripe in
          for i in stripe { queueUp(i, robots, UnsafePointer(ways)) }
        }
        swap(&isHeld, &nextHeld)
      }
    }
    if isRegulated { countComing(robots, by: 1) }
    pool.run(count: robotCount, stripe: 512) { stripe in
      for i in stripe { ways[i] = wayAhead(i, robots[i]) }
    }
    if isRegulated { countComing(robots, by: -1) }
  }

  /// True where a robot has somewhere to go and no way leads there.
  public func hasNoWay(_ robot: Int) -> Bool { armCount[robot] == 0 }

  /// True where a robot stands in the line before a door.
  public func waitsForDoor(_ robot: Int) -> Bool { isHeld[robot] == 2 }

  /// Seconds for which a robot has waited before a section because it would have to wait for its place inside.
  public func barredTime(_ robot: Int) -> Float {
    wants[robot].count > 0 && wants[robot].isBarred ? Float(claims[robot].waited) * period : 0
  }

  /// The robot for which one has gone aside or back, or nil.
  public func isFor(_ robot: Int) -> Int? {
    aside[robot].kind == .none ? nil : Int(aside[robot].other)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `map`, `narrow`, `isRegulated`, `robotCount`, `period`, `spots`. Scratch of one tick:
  /// `needsWay`, `coming`, `wants`, `entering`, `users`, `asking`, `line`, `nextHeld`, `places`, `ends`,
  /// `passing`, `seenArms`, `search`. The same when found anew: `waitingPlaces`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&arms)
    archive.visit(&armCount)
    archive.visit(&gate)
    archive.visit(&goal)
    archive.visit(&rest)
    archive.visit(&still)
    archive.visit(&stuck)
    archive.visit(&yields)
    archive.visit(&mark)
    archive.visit(&isHeld)
    archive.visit(&freeBehind)
    archive.visit(&pause)
    archive.visit(&claims)
    archive.visit(&aside)
    archive.visit(&counters)
  }
}

/// What happened on the corridors since the start of a run.
public struct GuideCounters: BitwiseCopyable, Equatable, Sendable {
  /// Robots without work that went aside for another.
  public var makeWays = 0
  /// Robots that went back for one they met head-on.
  public var retreats = 0
}

/// Where a way ends: a point, and the gate before it on its stretch.
struct GuideGoal: BitwiseCopyable, StateElement {
  var point = Vec2(.infinity, .infinity)
  var gate: Int32 = 0
  var along: Float = 0

  func addHash(to hash: inout StateHash) {
    hash.add(point.x)
    hash.add(point.y)
    hash.add(Int(gate))
    hash.add(along)
  }
}
