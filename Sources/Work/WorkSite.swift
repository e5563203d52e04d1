import SimCore

/// Where work is done and by whom: what tasks are compiled against.
public struct WorkSite: Sendable {
  /// Named areas, in scene order.
  public var zones: [ZoneSpec]
  /// The workspace, metres.
  public var bounds: AABB
  /// The map's cells; nil for an empty floor.
  public var map: OccupancyGrid?
  /// Lists of places that came with the map, metres.
  public var mapTasks: [[Vec2]]
  /// Goals that came with the map, metres.
  public var mapGoals: [Vec2]
  /// How many of the map's tasks are open at a time, per robot.
  public var revealFactor: Float
  /// The classes of robots, in scene order.
  public var workers: [WorkerClass]
  /// Their names. [classCount]
  public var classNames: [String]
  /// Steps and ticks.
  public var clock: StepClock

  /// Robots of all classes.
  public var robotCount: Int { workers.reduce(0) { $0 + $1.rows.count } }

  /// A site from its values.
  public init(
    zones: [ZoneSpec], bounds: AABB, map: OccupancyGrid? = nil, mapTasks: [[Vec2]],
    mapGoals: [Vec2], revealFactor: Float, workers: [WorkerClass], classNames: [String],
    clock: StepClock
  ) {
    self.zones = zones
    self.bounds = bounds
    self.map = map
    self.mapTasks = mapTasks
    self.mapGoals = mapGoals
    self.revealFactor = revealFactor
    self.workers = workers
    self.classNames = classNames
    self.clock = clock
  }
}

/// A class of robots as work knows it.
public struct WorkerClass: Sendable {
  /// Its rows in robot order.
  public var rows: Range<Int>
  /// True where it drives.
  public var drives: Bool
  /// Its top speed, m/s: by it robots choose the dock at which they have power first.
  public var topSpeed: Float
  /// True where it works with an arm.
  public var hasArm: Bool
  /// True where it lifts pallets.
  public var lifts: Bool
  /// The heaviest load that it carries, kg.
  public var payload: Float
  /// How far from its place a stop may be, metres; infinite where it drives.
  ///
  /// A bolted arm takes no job beyond the circle about its base that its links reach into, which another would
  /// then wait for in vain.
  public var reach: Float
  /// How near is near enough for it.
  public var pace: WorkPace
  /// What it charges; nil where it needs no dock.
  public var battery: ChargeLimits?
  /// Number of its first robot's own goal among those that came with the map.
  public var firstGoal: Int

  /// A class from its values.
  public init(
    rows: Range<Int>, drives: Bool, topSpeed: Float = 1, hasArm: Bool, lifts: Bool,
    payload: Float = .infinity,
    reach: Float = .infinity,
    pace: WorkPace, battery: ChargeLimits?, firstGoal: Int
  ) {
    self.rows = rows
    self.drives = drives
    self.topSpeed = topSpeed
    self.hasArm = hasArm
    self.lifts = lifts
    self.payload = payload
    self.reach = reach
    self.pace = pace
    self.battery = battery
    self.firstGoal = firstGoal
  }
}

/// When a battery is full enough to leave the dock.
public struct ChargeLimits: BitwiseCopyable, Sendable {
  /// Capacity, joules.
  public var capacity: Float
  /// The state of charge at which the dock is left, in [0, 1].
  public var until: Float
  /// The state of charge below which a robot without end of work gives its planner a say, in [0, 1].
  public var below: Float

  /// Limits from their values.
  public init(capacity: Float, until: Float, below: Float = 0) {
    self.capacity = capacity
    self.until = until
    self.below = below
  }
}

/// A moment of the loop as work sees it.
public struct WorkMoment: BitwiseCopyable, Sendable {
  /// Number of physics steps made.
  public var step: Int
  /// Simulated time, seconds.
  public var time: Float
  /// Seconds between two executor ticks.
  public var tickPeriod: Float

  /// A moment from its values.
  public init(step: Int, time: Float, tickPeriod: Float) {
    self.step = step
    self.time = time
    self.tickPeriod = tickPeriod
  }
}

/// Where the robots are at a moment, and what their tools do.
///
/// Unsafe: the pointers are valid while the columns they point into live and are not replaced; work
/// uses them during the call only.
public struct WorkFrame {
  /// When.
  public var moment: WorkMoment
  /// Where their last observations have them. [robotCount]
  public var sensed: UnsafePointer<Pose>
  /// Where they are. [robotCount]
  public var present: UnsafePointer<Pose>

  /// A frame from its values.
  public init(
    moment: WorkMoment, sensed: UnsafePointer<Pose>, present: UnsafePointer<Pose>
  ) {
    self.moment = moment
    self.sensed = sensed
    self.present = present
  }

  /// Number of physics steps made.
  var step: Int32 { Int32(moment.step) }
  /// Where a robot is, metres.
  func position(_ row: Int) -> Vec2 { present[row].position }
}
