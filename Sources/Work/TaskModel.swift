import SimCore

/// The work side of a compiled scene: options, slots and jobs that are known from the start.
public struct TaskModel: Sendable {
  /// All options, at most 16.
  public private(set) var options: [TaskOption] = []
  /// The tasks' names. [taskCount]
  public private(set) var names: [String] = []
  /// The tasks as authored. [taskCount]
  public private(set) var kinds: [any TaskKind] = []
  /// The tasks as the loop needs them. [taskCount]
  public private(set) var rules: [TaskRule] = []
  /// First option and number of options of each task. [taskCount]
  public private(set) var optionRange: [Range<Int>] = []
  /// All zones, in scene order.
  public let zones: [ZoneSpec]
  /// All slots, zone by zone.
  public private(set) var slots: [Slot] = []
  /// The slots of each zone. [zoneCount]
  public private(set) var slotRange: [Range<Int>] = []
  /// Stops of all fixed jobs, job by job, metres.
  public private(set) var stops: [Vec2] = []
  /// Goals of tasks without end, by index in `stops`. [taskCount], or as many as have any
  private var goals: [[Int32]] = []
  /// Fixed jobs: (task, option of the first stop, range in `stops`), in file order.
  public private(set) var fixedJobs: [(task: Int, option: Int, stops: Range<Int>)] = []
  /// The orders of all logs, task by task, in the order in which they come up.
  public private(set) var orders: [Order] = []
  /// The orders of each task; empty where it has no log. [taskCount]
  public private(set) var orderRange: [Range<Int>] = []
  /// The classes of robots. [classCount]
  public let workers: [WorkerClass]
  /// How near is near enough for each robot. [robotCount]
  let paces: [WorkPace]
  /// Which classes may do each task. [taskCount × classCount]
  public private(set) var isAble: [Bool] = []
  /// Which classes may do each option. [classCount × optionCount]
  public private(set) var isAbleOption: [Bool] = []
  /// Indices of the zones where robots charge.
  public private(set) var docks: [Int] = []
  /// Indices of the zones where robots may wait.
  public private(set) var parkings: [Int] = []
  /// Slots on free floor, where robots wait for which no zone has room; they come after all others.
  public private(set) var refuges: Range<Int> = 0..<0
  /// Slots that a class does not get to, so that its robots choose others: [classCount × slotCount], or empty where
  /// all get to all.
  private var isOutOfReach: [Bool] = []
  /// Steps and ticks.
  public let clock: StepClock
  /// Executor ticks after which an idle robot clears a working place.
  let clearingTicks: Int32

  /// Compiles tasks and zones.
  ///
  /// A stream is one option; a list of jobs is split into a grid of regions with the options that
  /// are left, so that "which part of the floor" is the choice (tasks beyond K are hashed to zones
  /// by position, mathematics §1.1).
  public init(_ tasks: [TaskSpec], at site: WorkSite) {
    zones = site.zones
    workers = site.workers
    paces = site.workers.flatMap { worker in worker.rows.map { _ in worker.pace } }
    clock = site.clock
    clearingTicks = site.clock.ticks(in: WorkPace.clearingTime)
    compileSlots()
    let spread = tasks.filter { type(of: $0.kind).isSpread }.count
    let optionLimit = spread == 0 ? 0 : max(1, (16 - (tasks.count - spread)) / spread)
    for (index, task) in tasks.enumerated() {
      var rule = TaskRule(task, site.clock)
      let first = options.count
      orderRange.append(orders.count..<orders.count)
      task.kind.compile(
        (index: index, spec: task), optionLimit: optionLimit, at: site, into: &self, &rule)
      names.append(task.name)
      kinds.append(task.kind)
      rules.append(rule)
      optionRange.append(first..<options.count)
      for (worker, name) in zip(workers, site.classNames) {
        let works = worker.drives || worker.hasArm
        let isNamed = task.classes.isEmpty ? works : task.classes.contains(name)
        isAble.append(
          isNamed && (!task.isPallet || worker.lifts)
            && (!rules[index].isLifelong || worker.drives))
      }
    }
    for classIndex in workers.indices {
      for option in options {
        isAbleOption.append(
          isAble[option.task * workers.count + classIndex]
            && option.only?.contains(classIndex) ?? true)
      }
    }
  }

  /// True where robots of a class may do a task.
  public func isAble(task: Int, robotClass: Int) -> Bool {
    isAble[task * workers.count + robotClass]
  }

  /// True where robots of a class may do an option.
  public func isAble(option: Int, robotClass: Int) -> Bool {
    isAbleOption[robotClass * options.count + option]
  }

  /// The order that a job of a log is.
  ///
  /// - Precondition: its task has a log.
  public func order(of job: Job) -> Order { orders[orderIndex(of: job)] }

  /// The index of the order that a job of a log is.
  ///
  /// - Precondition: its task has a log.
  public func orderIndex(of job: Job) -> Int {
    orderRange[Int(job.task)].lowerBound + Int(job.ordinal)
  }

  /// Index in `fixedJobs` of a task's job number `number`, or nil.
  public func fixedJob(task: Int, number: Int) -> Int? {
    guard let first = fixedJobs.firstIndex(where: { $0.task == task }) else { return nil }
    let index = first + number
    guard index < fixedJobs.count, fixedJobs[index].task == task else { return nil }
    return index
  }

  /// The middle of where a job is fetched and of where it goes, metres.
  public func ends(of job: Job) -> (pickup: Vec2, delivery: Vec2) {
    if let stations = rules[Int(job.task)].stations {
      return (zones[stations.from].area.center, zones[stations.to].area.center)
    }
    let first = Int(job.firstStop)
    return (stops[first], stops[first + max(0, Int(job.stopCount) - 1)])
  }

  /// True where robots work and nobody waits.
  func isOnWorkingPlace(_ position: Vec2) -> Bool {
    for zone in zones where zone.kind == .station || zone.kind == .dock {
      if zone.area.expanded(by: 0.5).contains(position) { return true }
    }
    return false
  }

  /// Adds slots on free floor, metres.
  public mutating func addRefuges(_ places: [Vec2]) {
    refuges = slots.count..<slots.count + places.count
    slots += places.map { Slot(position: $0, zone: -1) }
  }

  /// Leaves out slots that a class of robots does not get to.
  ///
  /// - Precondition: No slots are added after it.
  public mutating func leaveOut(slots left: some Sequence<Int>, forClass number: Int) {
    for slot in left {
      if isOutOfReach.isEmpty {
        isOutOfReach = [Bool](repeating: false, count: workers.count * slots.count)
      }
      isOutOfReach[number * slots.count + slot] = true
    }
  }

  /// True where robots of a class get to a slot.
  @inline(__always)
  func isWithinReach(_ slot: Int, ofClass number: Int) -> Bool {
    isOutOfReach.isEmpty || !isOutOfReach[number * slots.count + slot]
  }

  /// True where a robot gets to a slot.
  func isWithinReach(_ slot: Int, ofRobot row: Int) -> Bool {
    guard !isOutOfReach.isEmpty, let number = workers.firstIndex(where: { $0.rows.contains(row) })
    else { return true }
    return isWithinReach(slot, ofClass: number)
  }

  /// Tells for points (m) whether they lie within a distance (m) of a zone, or of a stop of a job.
  public func keepsClear(by distance: Float) -> (Vec2) -> Bool {
    let areas = zones.map { $0.area.expanded(by: distance) }
    let size = max(distance, 0.01)
    var near = Set<SIMD2<Int32>>()
    func cell(_ point: Vec2) -> SIMD2<Int32> {
      SIMD2(Int32((point.x / size).rounded(.down)), Int32((point.y / size).rounded(.down)))
    }
    for stop in stops { near.insert(cell(stop)) }
    return { point in
      if areas.contains(where: { $0.contains(point) }) { return true }
      let centre = cell(point)
      for y in -1...1 as ClosedRange<Int32> {
        for x in -1...1 as ClosedRange<Int32> where near.contains(centre &+ SIMD2(x, y)) {
          return true
        }
      }
      return false
    }
  }

  // MARK: Zones

  private mutating func compileSlots() {
    for (zoneIndex, zone) in zones.enumerated() {
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
  public static func slotGrid(_ area: AABB, count: Int) -> (columns: Int, rows: Int) {
    let ratio = max(0.01, area.size.x) / max(0.01, area.size.y)
    let columns = min(count, max(1, Int((Float(count) * ratio).squareRoot().rounded(.up))))
    return (columns, (count + columns - 1) / columns)
  }
}

/// What kinds of tasks add.
extension TaskModel {
  /// Adds an option whose jobs lie in a region, metres; `only` names the classes that may do it, by index.
  public mutating func addOption(
    _ task: (index: Int, spec: TaskSpec), named name: String, region: AABB, only: [Int]? = nil
  ) {
    options.append(
      TaskOption(
        name: name, task: task.index, only: only, anchor: region.center, region: region,
        value: task.spec.value))
  }

  /// Adds a job that is known from the start, with its stops (m).
  public mutating func addJob(_ task: Int, option: Int, stops points: [Vec2]) {
    fixedJobs.append((task, option, stops.count..<stops.count + points.count))
    stops += points
  }

  /// Adds the orders of a task's log as jobs that are known from the start.
  ///
  /// Their stops are the first places of their stations, shared by all orders between the same two.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - log: Its orders, in the order in which they come up.
  ///   - option: The option of an order and its number.
  mutating func addOrders(_ task: Int, _ log: [Order], option: (Order, Int) -> Int) {
    orderRange[task] = orders.count..<orders.count + log.count
    orders += log
    var routes: [SIMD2<Int>: Range<Int>] = [:]
    for (number, order) in log.enumerated() {
      let key = SIMD2(order.from, order.to)
      var route = routes[key]
      if route == nil {
        let first = addStops(
          [order.from, order.to].map { slots[slotRange[$0].lowerBound].position })
        route = first..<first + 2
        routes[key] = route
      }
      fixedJobs.append((task, option(order, number), route ?? 0..<0))
    }
  }

  /// Adds places that are no stops of known jobs, metres; returns the index of the first.
  mutating func addStops(_ points: some Collection<Vec2>) -> Int {
    stops += points
    return stops.count - points.count
  }

  /// Says which stops are the goals of a task without end.
  mutating func setGoals(_ task: Int, _ indices: [Int32]) {
    while goals.count <= task { goals.append([]) }
    goals[task] = indices
  }

  /// The goals of a task without end, by index in `stops`; none of another task.
  public func goals(ofTask task: Int) -> [Int32] {
    goals.indices.contains(task) ? goals[task] : []
  }

  /// Adds jobs and, as options, the regions of the floor that their first stops lie in.
  ///
  /// - Parameters:
  ///   - task: The task with its index.
  ///   - jobs: The stops of each job, metres; jobs without any are left out.
  ///   - limit: How many regions there may be; a square number of them is used.
  ///   - bounds: The floor, metres.
  public mutating func addRegions(
    _ task: (index: Int, spec: TaskSpec), of jobs: [[Vec2]], limit: Int, bounds: AABB
  ) {
    let side = jobs.count < 8 ? 1 : max(1, Int(Float(limit).squareRoot()))
    let first = options.count
    let name = task.spec.name
    for k in 0..<side * side {
      let lower =
        bounds.lower + bounds.size * Vec2(Float(k % side), Float(k / side)) / Float(side)
      addOption(
        task, named: side == 1 ? name : "\(name) \(k + 1)",
        region: AABB(lower: lower, upper: lower + bounds.size / Float(side)))
    }
    for job in jobs where !job.isEmpty {
      let share = (job[0] - bounds.lower) / bounds.size * Float(side)
      let column = min(side - 1, max(0, Int(share.x)))
      let row = min(side - 1, max(0, Int(share.y)))
      addJob(task.index, option: first + row * side + column, stops: job)
    }
  }
}
