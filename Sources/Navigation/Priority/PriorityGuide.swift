import Contracts
import SimCore

/// Leads a fleet from the centre: who goes next is settled for all robots together, by priority.
///
/// Robots stand in the regions of a roadmap and reserve those they move to. Whoever has been under way
/// longest chooses first; whoever stands in its way inherits its priority and must move before, and where it
/// cannot, the next best region is tried (priority inheritance with backtracking). Where two must change
/// places in a dead end or a corridor, the one draws the other back to the next fork (swap).
///
/// ## Not in step
///
/// The rule was written for pebbles that all move at once. Here a reservation says only who is in a region
/// *after whom*: a robot goes on as far as those before it have left, whenever that is, and reserves the next
/// regions while it still drives, so that it need not stop between them. Since reservations of a region are
/// ordered as they were made, and everybody reserves where to go before somebody else reserves where it
/// stands, nobody ever waits in a circle. Circles of robots that turn together are therefore no move of
/// this rule.
///
/// Sources: Okumura et al., "Priority inheritance with backtracking for iterative multi-agent path finding",
/// Artificial Intelligence 310 (2022); swap: Okumura, "Improving LaCAM for scalable eventually optimal
/// multi-agent pathfinding", IJCAI 2023; order of visits in place of steps: Hönig et al., "Persistent and
/// robust execution of MAPF schedules in warehouses", RA-L 4 (2019); directions: Zhang et al., "Guidance graph
/// optimization for lifelong multi-agent path finding", IJCAI 2024.
///
/// ## What is beyond the rule
///
/// Who waits for a place of work that is taken waits in a siding: a region that cuts nobody off (`RoadmapSidings`).
/// Where one step does not take a robot out of what another needs (regions of narrow corridors exclude each other),
/// it goes several, and nobody else enters meanwhile.
///
/// Rows and columns of the regions have directions, by turns, and ways against them count threefold: flows that
/// would push each other to and fro drive beside each other (as highways and guidance graphs do). Whoever does
/// not come nearer to its goal for long is drawn by lot before others that have waited as long: in dead ends that
/// several share, three push each other to and fro where the same one always goes first. Ways lead round regions
/// in which somebody has failed.
///
/// It is not complete: no bound is known for how long those lots take. Where two flows share a door, whoever has
/// been under way longest sends the others back through it, which costs bodies more than pebbles.
///
/// All of it is central: it knows every robot's place and goal in every tick, and tells each where to go.
public struct PriorityGuide: StateHolder, ~Copyable {
  /// The regions.
  public let roadmap: Roadmap
  /// The corridors: where there is a straight way to a region.
  let map: CorridorMap
  /// Number of robots.
  public let robotCount: Int
  /// Seconds between two updates.
  let period: Float
  /// Of which kind each robot is, by the moves that it may make. [robotCount]
  let kinds: [UInt8]
  /// Regions that a robot may have reserved at a time: a power of two, more than 8 where robots wait at some points
  /// only.
  let slots: Int
  /// Who must have gone on before a robot enters a region, at most.
  static let waitSlots = 8
  /// Bodies in one region besides one that are kept in mind: who leaves it, and who had followed and drives back.
  ///
  /// Of more the first is forgotten; that was not seen in any case of the laws.
  static let besideSlots = 3

  /// Robots, and after them the ghosts: reservations that robots have given up while others came before them.
  let visitorCount: Int

  /// The regions that each robot has reserved, the one it was in last and those ahead; see `slot`.
  /// [visitorCount × slots]
  var path: Buffer<Int32>
  /// How many; 0 where it is not on the roadmap. [visitorCount]
  var pathCount: Buffer<Int32>
  /// How many regions it has left behind so far: the number of the first of `path`. [visitorCount]
  var passed: Buffer<Int32>
  /// Whom it lets go first into each region. [visitorCount × slots × waitSlots]
  var waits: Buffer<RegionVisit>
  /// Nonzero where a robot is still on its way to the first region of its path. [robotCount]
  var isJoining: Buffer<UInt8>
  /// Who reserved each region last. [regionCount]
  var last: Buffer<RegionVisit>
  /// Who else was in each region when reservations were taken back, and nobody has come after.
  /// [regionCount × besideSlots]
  var beside: Buffer<RegionVisit>
  /// Whose path ends in each region, −1 for nobody's. [regionCount]
  var holder: Buffer<Int32>
  /// Where robots go, metres, and the region there; −1 where there is none. [robotCount]
  var goal: Buffer<Vec2>
  var goalRegion: Buffer<Int32>
  /// Nonzero where that is not the region of its goal but a siding in which it waits for it. [robotCount]
  var isAside: Buffer<UInt8>
  /// Who waits in each siding or is on its way there, −1 for nobody. [regionCount]
  var guest: Buffer<Int32>
  /// How many robots have a siding.
  var guestCount = 0
  /// Ticks for which each has been under way to it, −1 where it is under way nowhere. [robotCount]
  var age: Buffer<Int32>
  /// Ticks for which each has not got on. [robotCount]
  var still: Buffer<Int32>
  /// How near each has come to its goal, metres, and ticks since it came nearer. [robotCount]
  var nearest: Buffer<Float>
  var sinceNearer: Buffer<Int32>
  /// Nonzero where a robot keeps its ways off closed regions, since it was led into one. [robotCount]
  var avoids: Buffer<UInt8>
  /// Nonzero where a robot had failed when reservations were taken back, and has not gone on since. [robotCount]
  var isOut: Buffer<UInt8>
  /// Ticks for which each region has been blocked. [regionCount]
  var blockedTicks: Buffer<Int32>
  /// What happened so far.
  public internal(set) var counters = GuideCounters()

  /// The lengths of the ways to each robot's goal. [robotCount]
  var row: Buffer<Int32>
  var distances: RoadmapDistances
  /// Regions that somebody stands in who is not to be asked to move, and those of them that have been so for
  /// so long that ways lead round them. [regionCount]
  var isBlocked: Buffer<UInt8>
  var isClosed: Buffer<UInt8>
  var blocked: Buffer<Int32>
  var blockedCount = 0
  /// What is settled of each robot in this tick. [robotCount]
  var settled: Buffer<RegionTurn>
  /// Who wants a region in which another stands that must go first, −1 for nobody. [regionCount]
  var wanted: Buffer<Int32>
  /// Regions that a search has reached, and the first move of the way to each, −1 for those it has not. [regionCount]
  var reached: Buffer<Int32>
  var firstMove: Buffer<Int32>
  /// True where somebody has gone a step of the way out of what the last one that chose needs.
  var hasWithdrawn = false
  /// For whom each robot last went out of the way. [robotCount]
  var movedFor: Buffer<Int32>
  /// Who may be asked to move. [robotCount]
  var isMovable: Buffer<UInt8>
  /// Nonzero where a robot may enter the region of its goal. [robotCount]
  var mayArrive: Buffer<UInt8>
  /// Robots that choose, in the order in which they do. [visitorCount]
  var order: Buffer<Int32>
  /// How many regions of its path each can keep, and does. [visitorCount]
  var mayKeep: Buffer<Int32>
  /// The ways from one point where robots may wait to the next, where they may not anywhere.
  var sections: WaitingSections
  /// Who goes first: those with the higher rank. [robotCount]
  var rank: Buffer<Int32>
  /// The size of each in the roadmap. [robotCount]
  var levels: Buffer<UInt8>

  /// A guide for robots that have not yet moved.
  ///
  /// - Parameters:
  ///   - roadmap: The regions.
  ///   - map: The corridors.
  ///   - robotCount: Number of robots.
  ///   - period: Seconds between two updates.
  ///   - kinds: The kind of each robot; none where all are of one. [robotCount]
  public init(
    _ roadmap: Roadmap, map: CorridorMap, robotCount: Int, period: Float, kinds: [UInt8] = []
  ) {
    self.roadmap = roadmap
    self.map = map
    self.robotCount = robotCount
    self.period = period
    let known = kinds.isEmpty ? [UInt8](repeating: 0, count: robotCount) : kinds
    precondition(known.count == robotCount, "each robot has a kind")
    self.kinds = known
    let (n, r) = (max(1, robotCount), max(1, roadmap.count))
    let slots = WaitingSections.slots(of: roadmap)
    self.slots = slots
    sections = WaitingSections(roadmap, robotCount: robotCount)
    let visitors = n + n / 8 + 16
    visitorCount = visitors
    path = Buffer(count: visitors * slots, repeating: -1)
    pathCount = Buffer(count: visitors, repeating: 0)
    passed = Buffer(count: visitors, repeating: 0)
    waits = Buffer(
      count: visitors * slots * PriorityGuide.waitSlots, repeating: RegionVisit())
    isJoining = Buffer(count: n, repeating: 0)
    last = Buffer(count: r, repeating: RegionVisit())
    beside = Buffer(count: r * PriorityGuide.besideSlots, repeating: RegionVisit())
    holder = Buffer(count: r, repeating: -1)
    goal = Buffer(count: n, repeating: Vec2(.infinity, .infinity))
    goalRegion = Buffer(count: n, repeating: -1)
    isAside = Buffer(count: n, repeating: 0)
    guest = Buffer(count: r, repeating: -1)
    age = Buffer(count: n, repeating: -1)
    still = Buffer(count: n, repeating: 0)
    nearest = Buffer(count: n, repeating: .infinity)
    sinceNearer = Buffer(count: n, repeating: 0)
    avoids = Buffer(count: n, repeating: 0)
    isOut = Buffer(count: n, repeating: 0)
    blockedTicks = Buffer(count: r, repeating: 0)
    row = Buffer(count: n, repeating: -1)
    distances = RoadmapDistances(roadmap)
    isBlocked = Buffer(count: r, repeating: 0)
    isClosed = Buffer(count: r, repeating: 0)
    blocked = Buffer(count: r, repeating: 0)
    settled = Buffer(count: n, repeating: .open)
    wanted = Buffer(count: r, repeating: -1)
    reached = Buffer(count: r, repeating: 0)
    firstMove = Buffer(count: r, repeating: -1)
    movedFor = Buffer(count: n, repeating: -1)
    isMovable = Buffer(count: n, repeating: 0)
    mayArrive = Buffer(count: n, repeating: 1)
    order = Buffer(count: visitors, repeating: 0)
    mayKeep = Buffer(count: visitors, repeating: 0)
    rank = Buffer(count: n, repeating: 0)
    levels = Buffer(count: n, repeating: 0)
  }

  /// Guides all robots for one executor tick.
  ///
  /// - Parameters:
  ///   - robots: All robots. [robotCount]
  ///   - ways: Receives the way ahead of each. [robotCount]
  ///   - pool: Workers for what concerns each robot alone.
  /// - Complexity: O(robots × moves of a region), plus Dijkstra's search for each new goal, and O(regions) for each
  ///   robot that looks for a siding or makes room by several steps.
  public mutating func update(
    robots: UnsafePointer<TrafficRobot>, ways: UnsafeMutablePointer<WayAhead>, pool: WorkerPool
  ) {
    // One after the other: whether a robot has left a region depends on those before it.
    for i in 0..<robotCount { advance(i, robots[i]) }
    passGhosts()
    noteRobots(robots)
    noteBlocked(robots)
    noteGoals(robots)
    joinAll(robots)
    settleAll(robots)
    pool.run(count: robotCount, stripe: 512) { stripe in
      for i in stripe { ways[i] = wayAhead(i, robots) }
    }
  }

  /// Where the k-th region of a robot's path is kept: a ring, so that nothing moves up.
  @inline(__always)
  func slot(_ i: Int, _ k: Int) -> Int {
    i * slots + (Int(passed[i]) + k) & (slots - 1)
  }

  /// The k-th region of a robot's path.
  @inline(__always)
  func region(_ i: Int, _ k: Int) -> Int { Int(path[slot(i, k)]) }

  /// The region in which a robot's reservations end.
  @inline(__always)
  func head(_ i: Int) -> Int { region(i, Int(pathCount[i]) - 1) }

  /// Metres from a region to a robot's goal; 0 for those that have none.
  @inline(__always)
  func toGo(_ i: Int, from region: Int) -> Float {
    row[i] < 0 ? 0 : distances.length(row[i], from: region)
  }

  /// The robot for which one has gone aside or back, or nil.
  public func isFor(_ robot: Int) -> Int? {
    movedFor[robot] < 0 || age[robot] >= 0 ? nil : Int(movedFor[robot])
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `roadmap`, `map`, `robotCount`, `visitorCount`, `period`, `kinds`, `slots`. Scratch of one tick:
  /// `settled`, `wanted`, `isMovable`, `mayArrive`, `order`, `mayKeep`, `rank`, `levels`, `sections`, `reached`,
  /// `firstMove`, `hasWithdrawn`, `guestCount`. The same when found anew: `row`,
  /// `distances`, and from `blockedTicks` `isBlocked`, `isClosed`, `blocked`, `blockedCount`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&path)
    archive.visit(&pathCount)
    archive.visit(&passed)
    archive.visit(&waits)
    archive.visit(&isJoining)
    archive.visit(&last)
    archive.visit(&beside)
    archive.visit(&holder)
    archive.visit(&goal)
    archive.visit(&goalRegion)
    archive.visit(&isAside)
    archive.visit(&guest)
    archive.visit(&age)
    archive.visit(&still)
    archive.visit(&nearest)
    archive.visit(&sinceNearer)
    archive.visit(&avoids)
    archive.visit(&isOut)
    archive.visit(&blockedTicks)
    archive.visit(&movedFor)
    archive.visit(&counters)
    if archive.purpose == .reading { forgetDerived() }
  }

  private mutating func forgetDerived() {
    for i in 0..<robotCount { distances.leave(row[i]) }
    row.fill(-1)
    findBlocked()
    distances.refill(avoiding: isClosed.base, roadmap)
  }
}

/// Who was in a region: a robot, and how many regions it has left behind once it is out of this one.
struct RegionVisit: BitwiseCopyable, StateElement {
  var robot: Int32 = -1
  var passed: Int32 = 0

  func addHash(to hash: inout StateHash) {
    hash.add(Int(robot))
    hash.add(Int(passed))
  }
}

/// What is settled of a robot in a tick.
enum RegionTurn: UInt8, BitwiseCopyable {
  /// It has not had its turn.
  case open
  /// It waits for those that it has asked to move.
  case asked
  /// It has chosen, or stays.
  case done
}
