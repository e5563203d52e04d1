import Contracts
import SimCore

/// What a robot is doing, as far as traffic cares.
@frozen
public enum TrafficState: UInt8, BitwiseCopyable, Sendable {
  /// Not in the world, or not to be guided: takes no part in traffic.
  case absent
  /// Under way to its goal.
  case travelling
  /// Working or waiting at its place; must not be sent away.
  case holding
  /// Without work: goes out of the way when its place is wanted.
  case idle
}

/// One robot as traffic control sees it at an executor tick.
@frozen
public struct TrafficRobot: BitwiseCopyable, Sendable {
  /// Position in the world, metres.
  public var position: Vec2
  /// Velocity in the world, m/s.
  public var velocity: Vec2
  /// Where it is to go, metres.
  public var goal: Vec2
  /// Radius of its bounding circle, metres.
  public var radius: Float
  /// Maximum speed, m/s.
  public var maxSpeed: Float
  /// Deceleration it can count on, m/s².
  public var acceleration: Float
  /// Layer of the navigation map.
  public var layer: Int32
  /// What it is doing.
  public var state: TrafficState

  /// A robot from its values.
  public init(
    position: Vec2, velocity: Vec2, goal: Vec2, radius: Float, maxSpeed: Float,
    acceleration: Float, layer: Int, state: TrafficState
  ) {
    self.position = position
    self.velocity = velocity
    self.goal = goal
    self.radius = radius
    self.maxSpeed = maxSpeed
    self.acceleration = acceleration
    self.layer = Int32(layer)
    self.state = state
  }
}

/// What traffic control counted since the start of the run.
public struct TrafficCounters: BitwiseCopyable, Equatable, Sendable {
  /// Cells granted.
  public var grants = 0
  /// Robot-ticks in which a robot stood still because its next cell was taken.
  public var waits = 0
  /// Times a robot that waited in a circle was sent another way round.
  public var detours = 0
  /// Times a circle without another way round was let creep forward.
  public var creeps = 0
  /// Times an idle robot was asked to make way.
  public var makeWays = 0
}

/// Guides all robots of a run: their ways, who may use which narrow cell, and who makes way.
///
/// ## Rules
///
/// 1. In wide areas nothing is reserved; avoidance among neighbours acts there.
/// 2. A narrow cell belongs to one robot at a time. A robot keeps the cells it touches and those
///    within its braking distance, and asks for the next ones as it goes.
/// 3. Nobody stops where aisles meet: such a cell is granted only with the cell behind it.
/// 4. Whoever has waited longest is served first, then the lower index. From a wide area only the
///    robot nearest to an aisle's mouth is let in.
/// 5. A two-way narrow region is used by robots from one mouth to one other at a time, or by a
///    single robot that ends its way inside.
/// 6. Robots that wait for each other in a circle: one that has another way round takes it; where
///    none has, all creep forward behind each other.
/// 7. An idle robot whose place is wanted drives to a parking cell in a wide area.
///
/// What robots share is done serially and in robot order, and workers only share out what reads and
/// writes one robot's rows, so the result does not depend on their number. All storage is allocated
/// at the start.
public struct TrafficControl: StateHolder, ~Copyable {
  /// The ways.
  public let map: NavigationMap
  /// Number of robots.
  public let robotCount: Int
  /// What happened so far.
  public internal(set) var counters = TrafficCounters()
  /// How far ahead cells are reserved at most, metres.
  public let reservation: Float
  /// Seconds between two updates.
  public let period: Float
  /// How long robots wait, in ticks.
  let times: TrafficTimes

  /// Cells of a route that are kept.
  static let routeSlots = 16
  /// Cells a robot may hold.
  static let heldSlots = 8

  /// Next cells of each robot, its own first. [robotCount × routeSlots]
  var route: Buffer<Int32>
  /// Cells in each route. [robotCount]
  var routeCount: Buffer<Int32>
  /// Goal cell the route leads to, −1 where there is none. [robotCount]
  var routeGoal: Buffer<Int32>
  /// Distance to the goal from the route's last cell, field units. [robotCount]
  var routeEnd: Buffer<UInt32>
  /// Narrow cells each robot holds. [robotCount × heldSlots]
  var held: Buffer<Int32>
  /// How many it holds. [robotCount]
  var heldCount: Buffer<Int32>
  /// Two-way region each robot is admitted to, or −1. [robotCount]
  var token: Buffer<Int32>
  /// Index in the route of the last cell granted. [robotCount]
  var granted: Buffer<Int32>
  /// Robot each one waits for, or −1. [robotCount]
  var blocker: Buffer<Int32>
  /// Ticks a robot has waited. [robotCount]
  var waited: Buffer<Int32>
  /// Ticks a robot has stood though no rule held it. [robotCount]
  var still: Buffer<Int32>
  /// Ticks for which a robot may creep behind the one ahead. [robotCount]
  var creeping: Buffer<Int32>
  /// Parking cell an idle robot was sent to, or −1. [robotCount]
  var parking: Buffer<Int32>
  /// Robot that holds each narrow cell, or −1. [cells]
  var owner: Buffer<Int32>
  /// Robot nearest to each mouth cell from outside, this tick. [cells]
  var candidate: Buffer<Int32>
  /// Idle robot that stands on each cell, this tick. [cells]
  var idleAt: Buffer<Int32>
  /// A robot that stands within reach of each wide cell's centre, or −1. [cells]
  var standing: Buffer<Int32>
  /// A robot whose goal each cell is, or −1. [cells]
  var goalAt: Buffer<Int32>
  /// Position and radius with which each robot was entered in `standing`; radius 0: it was not.
  var standingPlace: Buffer<SIMD4<Float>>
  /// Cells under which each robot was entered in `idleAt` and `goalAt`, or −1. [robotCount]
  var idleCell: Buffer<Int32>
  var goalCell: Buffer<Int32>
  /// The same three of the tick that is being entered. [robotCount]
  var nextStandingPlace: Buffer<SIMD4<Float>>, nextIdleCell: Buffer<Int32>,
    nextGoalCell: Buffer<Int32>
  /// Ticks until a robot may look again for a way around standing ones. [robotCount]
  var replanPause: Buffer<Int32>
  /// First robot that waits for the field to each goal, or −1. [layers × cells]
  var pendingFirst: Buffer<Int32>
  /// Next robot that waits for the same field, or −1. [robotCount]
  var pendingNext: Buffer<Int32>
  /// Fields waited for, by their place in `pendingFirst`. [robotCount]
  var pendingFields: Buffer<Int32>
  /// How many there are.
  var pendingCount = 0
  /// Nonzero where a robot needs a field in this tick. [robotCount]
  var needsField: Buffer<UInt8>
  /// Storage of the search around standing robots.
  var window = RouteWindow()
  /// Robot that each cell is a parking place of, or −1. [cells]
  var parkedBy: Buffer<Int32>
  /// Robots in each two-way region. [regions]
  var regionCount: Buffer<Int32>
  /// Entry and exit cell shared by those in a region; −1 exit: a single robot that ends inside.
  var regionEntry: Buffer<Int32>
  var regionExit: Buffer<Int32>
  /// A robot in each region, for waiting chains. [regions]
  var regionRobot: Buffer<Int32>
  /// Robots in the order they are served. [robotCount]
  var order: Buffer<Int32>
  /// Counts of the sort by waiting time. [256 + 1]
  var sortCounts: Buffer<Int32>
  /// Marks of the search for circles. [robotCount]
  var mark: Buffer<Int32>
  /// Goals in force: the robot's own, or its parking place. [robotCount]
  var goal: Buffer<Vec2>

  /// Traffic control for `robotCount` robots that have not yet moved.
  ///
  /// - Parameters:
  ///   - map: The compiled ways; its rule decides whether cells are reserved.
  ///   - robotCount: Number of robots of all classes.
  ///   - reservation: How far ahead cells are reserved at most, metres.
  ///   - period: Seconds between two updates.
  public init(
    map: NavigationMap, robotCount: Int, reservation: Float = 3, period: Float = 0.1
  ) {
    times = TrafficTimes(period: period)
    self.period = period
    self.map = map
    self.robotCount = robotCount
    self.reservation = reservation
    let n = robotCount
    route = Buffer(count: n * TrafficControl.routeSlots, repeating: -1)
    routeCount = Buffer(count: n, repeating: 0)
    routeGoal = Buffer(count: n, repeating: -1)
    routeEnd = Buffer(count: n, repeating: 0)
    held = Buffer(count: n * TrafficControl.heldSlots, repeating: -1)
    heldCount = Buffer(count: n, repeating: 0)
    token = Buffer(count: n, repeating: -1)
    granted = Buffer(count: n, repeating: 0)
    blocker = Buffer(count: n, repeating: -1)
    waited = Buffer(count: n, repeating: 0)
    still = Buffer(count: n, repeating: 0)
    creeping = Buffer(count: n, repeating: 0)
    parking = Buffer(count: n, repeating: -1)
    owner = Buffer(count: map.cellCount, repeating: -1)
    candidate = Buffer(count: map.cellCount, repeating: -1)
    idleAt = Buffer(count: map.cellCount, repeating: -1)
    parkedBy = Buffer(count: map.cellCount, repeating: -1)
    standing = Buffer(count: map.cellCount, repeating: -1)
    goalAt = Buffer(count: map.cellCount, repeating: -1)
    standingPlace = Buffer(count: n, repeating: .zero)
    idleCell = Buffer(count: n, repeating: -1)
    goalCell = Buffer(count: n, repeating: -1)
    nextStandingPlace = Buffer(count: n, repeating: .zero)
    nextIdleCell = Buffer(count: n, repeating: -1)
    nextGoalCell = Buffer(count: n, repeating: -1)
    replanPause = Buffer(count: n, repeating: 0)
    pendingFirst = Buffer(count: map.radii.count * map.cellCount, repeating: -1)
    pendingNext = Buffer(count: n, repeating: -1)
    pendingFields = Buffer(count: n, repeating: 0)
    needsField = Buffer(count: n, repeating: 0)
    regionCount = Buffer(count: map.regionCount, repeating: 0)
    regionEntry = Buffer(count: map.regionCount, repeating: -1)
    regionExit = Buffer(count: map.regionCount, repeating: -1)
    regionRobot = Buffer(count: map.regionCount, repeating: -1)
    order = Buffer(count: n, repeating: 0)
    sortCounts = Buffer(count: 257, repeating: 0)
    mark = Buffer(count: n, repeating: -1)
    goal = Buffer(count: n, repeating: .zero)
  }

  /// Guides all robots for one executor tick.
  ///
  /// - Parameters:
  ///   - robots: All robots. [robotCount], owned by the caller
  ///   - navigator: Fields of the same map.
  ///   - ways: Receives the way ahead of each robot; `goalHeading` is left to the caller.
  ///     [robotCount]
  ///   - pool: Workers for what concerns each robot alone; nil does it all on the caller.
  /// - Precondition: Positions are finite, and `navigator` has the same map.
  /// - Complexity: O(robots), plus O(cells) for each distance field that is new.
  public mutating func update(
    robots: UnsafePointer<TrafficRobot>, navigator: inout Navigator,
    ways: UnsafeMutablePointer<WayAhead>, pool: WorkerPool? = nil
  ) {
    for i in 0..<robotCount { chooseGoal(i, robots[i]) }
    markPlaces(robots, pool)
    share(pool) { needsField.base[$0] = updateRoute($0, robots[$0]) ? 1 : 0 }
    for i in 0..<robotCount where needsField[i] != 0 { postpone(i, robots[i]) }
    forEachField(&navigator) { traffic, i, field in
      traffic.lengthen(i, Int(robots[i].layer), field)
    }
    for i in 0..<robotCount where wantsWayAround(i, robots[i]) { postpone(i, robots[i]) }
    forEachField(&navigator) { traffic, i, field in
      traffic.goAround(i, Int(robots[i].layer), field)
    }
    if map.rule == .oneWay {
      for i in 0..<robotCount { release(i, robots, period) }
      findCandidates(robots)
      sortByWaiting()
      for rank in 0..<robotCount {
        let i = Int(order[rank])
        extend(i, robots[i], period)
      }
      clearCandidates(robots)
      resolveCircles(robots, &navigator)
      askToMakeWay(robots)
    }
    let metresPerUnit = navigator.metresPerUnit
    share(pool) { ways[$0] = way($0, robots, metresPerUnit) }
  }

  /// Calls `body` once for every robot, in stripes on the workers of a pool.
  func share(_ pool: WorkerPool?, _ body: (Int) -> Void) {
    guard let pool else {
      for i in 0..<robotCount { body(i) }
      return
    }
    pool.run(count: robotCount, stripe: 512) { stripe in
      for i in stripe { body(i) }
    }
  }

  /// True where an idle robot is on its way to, or at, a parking cell because its place was wanted.
  public func isMakingWay(_ robot: Int) -> Bool { parking[robot] >= 0 }

  /// The robot that holds a narrow cell, or nil.
  public func holder(ofCell cell: Int) -> Int? {
    owner[cell] >= 0 ? Int(owner[cell]) : nil
  }

  /// The robot that this one waits for, or nil where it may go on.
  public func blocker(of robot: Int) -> Int? {
    blocker[robot] >= 0 ? Int(blocker[robot]) : nil
  }

  /// Executor ticks that a robot has waited for the traffic rule.
  public func ticksWaited(_ robot: Int) -> Int { Int(waited[robot]) }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `map`, `robotCount`, `reservation`, `period`, `times`. Scratch of one tick:
  /// `candidate`, `pendingFirst`, `pendingNext`, `pendingFields`, `pendingCount`, `needsField`, `window`,
  /// `order`, `sortCounts`, `nextStandingPlace`, `nextIdleCell`, `nextGoalCell`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&counters)
    archive.visit(&route)
    archive.visit(&routeCount)
    archive.visit(&routeGoal)
    archive.visit(&routeEnd)
    archive.visit(&held)
    archive.visit(&heldCount)
    archive.visit(&token)
    archive.visit(&granted)
    archive.visit(&blocker)
    archive.visit(&waited)
    archive.visit(&still)
    archive.visit(&creeping)
    archive.visit(&parking)
    archive.visit(sparse: &owner, rest: -1)
    archive.visit(sparse: &idleAt, rest: -1)
    archive.visit(sparse: &standing, rest: -1)
    archive.visit(sparse: &goalAt, rest: -1)
    archive.visit(&standingPlace)
    archive.visit(&idleCell)
    archive.visit(&goalCell)
    archive.visit(&replanPause)
    archive.visit(sparse: &parkedBy, rest: -1)
    archive.visit(&regionCount)
    archive.visit(&regionEntry)
    archive.visit(&regionExit)
    archive.visit(&regionRobot)
    archive.visit(&mark)
    archive.visit(&goal)
  }
}

// MARK: - Goals and ways
extension TrafficControl {
  /// An idle robot that was asked to make way heads for its parking place; work ends that.
  private mutating func chooseGoal(_ i: Int, _ robot: TrafficRobot) {
    if robot.state != .idle, parking[i] >= 0 {
      parkedBy[Int(parking[i])] = -1
      parking[i] = -1
    }
    goal[i] = parking[i] >= 0 ? map.center(Int(parking[i])) : robot.goal
  }

  private func way(
    _ i: Int, _ robots: UnsafePointer<TrafficRobot>, _ metresPerUnit: Float
  ) -> WayAhead {
    let robot = robots[i]
    let count = Int(routeCount[i])
    guard robot.state != .absent, count > 0 else {
      var way = WayAhead.arrived
      // No way: stand still, and say that the goal is not reached.
      if robot.state != .absent {
        way.distanceToGo = .infinity
        way.freeDistance = 0
      }
      return way
    }
    let cells = UnsafePointer(route.base + i * TrafficControl.routeSlots)
    let isComplete = cells[count - 1] == routeGoal[i]
    var way = map.wayAhead(
      from: robot.position, radius: robot.radius, acceleration: robot.acceleration, goal: goal[i],
      route: cells, count: count, isComplete: isComplete,
      toGo: FieldUnit.metres(routeLength(i), metresPerUnit), standing: UnsafePointer(standing.base),
      robot: i)
    way.freeDistance = freeDistance(i, robots)
    return way
  }

  /// Distance to the goal from the centre of the route's first cell, field units.
  private func routeLength(_ i: Int) -> UInt32 {
    let cells = route.base + i * TrafficControl.routeSlots
    var sum = routeEnd[i]
    if sum == FieldUnit.unreachable { return sum }
    for k in 1..<max(1, Int(routeCount[i])) {
      let step = abs(cells[k] - cells[k - 1])
      sum +=
        step == 1 || step == Int32(map.columns) ? FieldUnit.straight : FieldUnit.diagonal
    }
    return sum
  }
}
