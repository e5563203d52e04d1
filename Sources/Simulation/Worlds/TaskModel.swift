import Contracts
import Embodiments
import Scenes
import SimCore

/// One thing an orchestrator can choose: a task stream, or a region of a list of jobs.
public struct TaskOption: Sendable {
  /// Name for people: the task's name, with the region's number where it has several.
  public var name: String
  /// Index of its task in the scene.
  public var task: Int
  /// Centre of its pick-ups, metres; travel times are estimated to here.
  public var anchor: Vec2
  /// The part of the floor whose jobs it holds.
  public var region: AABB
  /// Value of a job, relative.
  public var value: Float
}

/// A place where one robot at a time works, charges or parks.
public struct Slot: BitwiseCopyable, Sendable {
  /// Where the robot's centre goes, metres.
  public var position: Vec2
  /// Index of its zone in the scene.
  public var zone: Int32
}

/// A zone as the loop needs it.
public struct WorkZone: BitwiseCopyable, Sendable {
  /// The rectangle, metres.
  public var area: AABB
  /// True where robots work, and nobody waits.
  public var isWorkingPlace: Bool
  /// Charging power per slot, watts; docks only.
  public var power: Float
}

/// Where the jobs of a task come from.
public enum TaskArrivals: Sendable {
  /// Random arrivals (Poisson) at this rate.
  case stream(RateProfile)
  /// The fixed jobs in their order, at most so many revealed and unfinished at a time.
  case list(limit: Int32)
  /// Each robot asks for its own.
  case personal
}

/// A task as the loop needs it: plain numbers, no references.
public struct TaskRule: BitwiseCopyable, Sendable {
  /// True for a stream between two stations.
  public var isStream: Bool
  /// True where each robot has its own goal.
  public var isPersonal: Bool
  /// Zones of a stream's pick-up and delivery; −1 otherwise.
  public var fromZone: Int32
  /// See `fromZone`.
  public var toZone: Int32
  /// Claims that each place of the pick-up station may have; `.max` where there is no limit.
  public var claimsPerSlot: Int32
  /// Loads under way to the delivery station at which its pick-ups close; `.max` is never.
  public var loadLimit: Int
  /// True where a job is taken at acknowledgement; false: at the pick-up.
  public var isTakenAtAssignment: Bool
  /// Executor ticks of work at a stop; 0 is a visit in passing.
  public var dwellTicks: Int32
  /// Physics steps until a directive for it expires.
  public var deadlineSteps: Int32
  /// Mass of the load, kg.
  public var loadMass: Float
  /// True where the load is a pallet.
  public var isPallet: Bool
  /// The jobs expected within this time are announced with the open ones, seconds.
  public var announce: Float
  /// Executor ticks that a robot waits at the pick-up where there is no job.
  public var patienceTicks: Int32
}

/// The task side of a compiled scene: options, slots and fixed jobs.
public struct TaskModel: Sendable {
  /// All options, at most 16.
  public var options: [TaskOption] = []
  /// The tasks' names. [taskCount]
  public var names: [String] = []
  /// The tasks as the loop needs them. [taskCount]
  public var rules: [TaskRule] = []
  /// Where their jobs come from. [taskCount]
  public var arrivals: [TaskArrivals] = []
  /// First option and number of options of each task. [taskCount]
  public var optionRange: [Range<Int>] = []
  /// All zones, in scene order.
  public var zones: [WorkZone] = []
  /// All slots, zone by zone.
  public var slots: [Slot] = []
  /// The slots of each zone. [zoneCount]
  public var slotRange: [Range<Int>] = []
  /// Stops of all fixed jobs, job by job, metres.
  public var stops: [Vec2] = []
  /// Fixed jobs: (task, option of the first stop, range in `stops`), in file order.
  public var fixedJobs: [(task: Int, option: Int, stops: Range<Int>)] = []
  /// Which classes may do each task. [taskCount × classCount]
  public var isAble: [Bool] = []
  /// Which classes may do each option. [classCount × optionCount]
  public var isAbleOption: [Bool] = []
  /// Indices of the zones where robots charge.
  public var docks: [Int] = []
  /// Indices of the zones where robots may wait.
  public var parkings: [Int] = []

  /// Compiles the scene's tasks and zones.
  ///
  /// A stream is one option; a list of jobs is split into a grid of regions with the options that
  /// are left, so that "which part of the floor" is the choice (tasks beyond K are hashed to zones
  /// by position, mathematics §1.1).
  init(scene: Scene) {
    compileSlots(scene)
    compileOptions(scene)
    for task in scene.tasks {
      names.append(task.name)
      rules.append(TaskModel.rule(task, scene))
      arrivals.append(TaskModel.arrivals(task, scene))
      for robots in scene.robots {
        let moves = robots.embodiment.drive != .fixed || robots.embodiment.arm != nil
        let isNamed = task.classes.isEmpty ? moves : task.classes.contains(robots.name)
        isAble.append(isNamed && (!task.isPallet || robots.embodiment.lifts))
      }
    }
    for classIndex in scene.robots.indices {
      for option in options {
        isAbleOption.append(isAble[option.task * scene.robots.count + classIndex])
      }
    }
  }

  private static func arrivals(_ task: TaskSpec, _ scene: Scene) -> TaskArrivals {
    switch task.source {
    case .stream(_, _, let rate): return .stream(rate)
    case .goals: return .personal
    case .list: return .list(limit: .max)
    case .imported:
      let robotCount = scene.robots.reduce(0) { $0 + $1.count }
      let limit = (scene.world.importedRevealFactor * Float(robotCount)).rounded(.up)
      return .list(limit: max(1, Int32(limit)))
    }
  }

  private static func rule(_ task: TaskSpec, _ scene: Scene) -> TaskRule {
    var from: Int32 = -1
    var to: Int32 = -1
    var isStream = false
    if case .stream(let source, let sink, _) = task.source {
      isStream = true
      from = Int32(scene.world.zones.firstIndex { $0.name == source } ?? -1)
      to = Int32(scene.world.zones.firstIndex { $0.name == sink } ?? -1)
    }
    var claimsPerSlot = Int32.max
    var loadLimit = Int.max
    if from >= 0 { claimsPerSlot = Int32(clamping: scene.world.zones[Int(from)].claimsPerSlot) }
    if to >= 0, scene.world.zones[Int(to)].loadsPerSlot < Int32.max {
      loadLimit = scene.world.zones[Int(to)].loadsPerSlot * max(1, scene.world.zones[Int(to)].slots)
    }
    let isPersonal = if case .goals = task.source { true } else { false }
    return TaskRule(
      isStream: isStream, isPersonal: isPersonal, fromZone: from, toZone: to,
      claimsPerSlot: claimsPerSlot, loadLimit: loadLimit,
      isTakenAtAssignment: task.claim == .atAssignment,
      dwellTicks: scene.clocks.ticks(in: task.dwell),
      deadlineSteps: scene.clocks.steps(in: task.deadline), loadMass: task.loadMass,
      isPallet: task.isPallet, announce: task.announce,
      patienceTicks: scene.clocks.ticks(in: task.patience))
  }

  private mutating func compileSlots(_ scene: Scene) {
    for (zoneIndex, zone) in scene.world.zones.enumerated() {
      zones.append(
        WorkZone(
          area: zone.area, isWorkingPlace: zone.kind == .station || zone.kind == .dock,
          power: zone.power))
      let start = slots.count
      let count = max(1, zone.slots)
      let size = zone.area.size
      let (columns, rows) = TaskModel.slotGrid(zone.area, count: count)
      for k in 0..<count {
        let column = k % columns
        let row = k / columns
        let inRow = row == rows - 1 ? count - row * columns : columns
        let u = (Float(column) + 0.5) / Float(inRow)
        let v = (Float(row) + 0.5) / Float(rows)
        slots.append(
          Slot(position: zone.area.lower + Vec2(u, v) * size, zone: Int32(zoneIndex)))
      }
      slotRange.append(start..<slots.count)
      if zone.kind == .dock { docks.append(zoneIndex) }
      if zone.kind == .parking { parkings.append(zoneIndex) }
    }
  }

  /// Columns and rows of a zone's slots: the squarest grid that holds them, row by row from the lower
  /// left.
  static func slotGrid(_ area: AABB, count: Int) -> (columns: Int, rows: Int) {
    let ratio = max(0.01, area.size.x) / max(0.01, area.size.y)
    let columns = min(count, max(1, Int((Float(count) * ratio).squareRoot().rounded(.up))))
    return (columns, (count + columns - 1) / columns)
  }

  private mutating func compileOptions(_ scene: Scene) {
    let listCount = scene.tasks.filter { if case .stream = $0.source { false } else { true } }.count
    let streamCount = scene.tasks.count - listCount
    let perList = listCount == 0 ? 0 : max(1, (16 - streamCount) / listCount)
    for (taskIndex, task) in scene.tasks.enumerated() {
      let first = options.count
      switch task.source {
      case .stream(let from, _, _):
        let zone = scene.world.zones.first { $0.name == from }
        let area = zone?.area ?? scene.world.bounds
        options.append(
          TaskOption(
            name: task.name, task: taskIndex, anchor: area.center, region: area, value: task.value))
      case .goals:
        options.append(
          TaskOption(
            name: task.name, task: taskIndex, anchor: scene.world.bounds.center,
            region: scene.world.bounds, value: task.value))
        for goal in scene.world.importedGoals {
          fixedJobs.append((taskIndex, first, stops.count..<stops.count + 1))
          stops.append(goal)
        }
      case .imported:
        compileList(scene.world.importedTasks, task, taskIndex, regions: perList, scene)
      case .list(let jobs):
        compileList(jobs, task, taskIndex, regions: min(perList, 4), scene)
      }
      optionRange.append(first..<options.count)
    }
  }

  private mutating func compileList(
    _ jobs: [[Vec2]], _ task: TaskSpec, _ taskIndex: Int, regions: Int, _ scene: Scene
  ) {
    let side = jobs.count < 8 ? 1 : max(1, Int(Float(regions).squareRoot()))
    let bounds = scene.world.bounds
    let first = options.count
    for k in 0..<side * side {
      let lower =
        bounds.lower + bounds.size * Vec2(Float(k % side), Float(k / side)) / Float(side)
      let region = AABB(lower: lower, upper: lower + bounds.size / Float(side))
      options.append(
        TaskOption(
          name: side == 1 ? task.name : "\(task.name) \(k + 1)", task: taskIndex,
          anchor: region.center, region: region, value: task.value))
    }
    for job in jobs where !job.isEmpty {
      let share = (job[0] - bounds.lower) / bounds.size * Float(side)
      let column = min(side - 1, max(0, Int(share.x)))
      let row = min(side - 1, max(0, Int(share.y)))
      fixedJobs.append(
        (taskIndex, first + row * side + column, stops.count..<stops.count + job.count))
      stops += job
    }
  }
}
