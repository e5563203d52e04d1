import SimCore

/// A piece of work: two or more stops to visit in order, or one goal to hold.
public struct Job: BitwiseCopyable, Sendable {
  /// Task index in the scene.
  public var task: Int16
  /// Task option it belongs to.
  public var option: Int16
  /// First stop in `TaskModel.stops`, or −1 where its stops are stations.
  public var firstStop: Int32
  /// Number of stops.
  public var stopCount: Int32
  /// Robot that took it, or −1.
  public internal(set) var owner: Int32
  /// The job before it in the option's list of open jobs, or −1.
  var previousOpen: Int32
  /// The job after it in the option's list of open jobs, or −1.
  public internal(set) var nextOpen: Int32
  /// Physics step it came up at.
  public var createdStep: Int32
  /// Its number among all jobs of the run, in the order in which they came up, from 0.
  public internal(set) var number: Int32
  /// Which of its task's it is: how many goals its robot drew before this one, or its number in a log.
  public internal(set) var ordinal: Int32 = 0

  /// An open job of a task and option; `firstStop` is −1 where its stops are stations.
  public init(task: Int, option: Int, firstStop: Int, stopCount: Int, step: Int) {
    self.task = Int16(task)
    self.option = Int16(option)
    self.firstStop = Int32(firstStop)
    self.stopCount = Int32(stopCount)
    owner = -1
    previousOpen = -1
    nextOpen = -1
    createdStep = Int32(step)
    number = -1
  }
}

/// All jobs of a run: arrivals, who waits, who took what.
///
/// Open jobs of an option form a doubly linked list in order of arrival. A finished job's record is
/// used again, so memory follows the number of open jobs; the table doubles when it is full (the
/// only allocation, and none once the load is steady).
public struct JobBoard: StateHolder, ~Copyable {
  /// Records of all jobs that are not finished, and some to use again.
  public private(set) var jobs: Buffer<Job>
  private(set) var used = 0
  private(set) var firstFree: Int32 = -1

  /// Heads and tails of the lists of open jobs. [optionCount]
  public private(set) var openHead: Buffer<Int32>
  private(set) var openTail: Buffer<Int32>
  /// Number of open jobs, the demand D_j. [optionCount]
  public private(set) var openCount: Buffer<Int32>
  /// Time of the next candidate arrival, seconds. [taskCount]
  private var nextArrival: Buffer<Float>
  /// Number of candidate arrivals drawn. [taskCount]
  private var arrivalIndex: Buffer<Int32>
  /// Next fixed job to reveal. [taskCount]
  private var nextFixed: Buffer<Int32>
  /// Jobs revealed and not finished. [taskCount]
  private var revealed: Buffer<Int32>

  /// Jobs of each stream that came up, older ones weighing less, and the time they came up in, s.
  private var recentArrivals: Buffer<Float>
  private var recentTime: Float = 0
  /// What an executor tick leaves of the older ones' weight.
  private let fading: Float
  /// Seed of arrivals.
  private let seed: UInt64

  /// Time in which the weight of an arrival falls to 1/e in the measured rate, seconds.
  static let rateMemory: Float = 60

  /// Jobs that came up, in all.
  public private(set) var createdCount = 0
  /// Jobs that have come up, of all tasks.
  ///
  /// - Complexity: O(tasks).
  public var arrivalCount: Int {
    var count = 0
    for task in 0..<arrivals.count { count += Int(arrivals[task]) }
    return count
  }
  /// Jobs of each task that came up. [taskCount]
  public private(set) var arrivals: Buffer<Int32>

  /// An empty board; `admit` brings up what there is from the start.
  ///
  /// - Parameters:
  ///   - model: The compiled tasks.
  ///   - seed: Seed of arrivals.
  public init(_ model: TaskModel, seed: UInt64) {
    self.seed = seed
    let optionCount = max(1, model.options.count)
    let taskCount = max(1, model.rules.count)
    let fixed = model.fixedJobs.count
    jobs = Buffer(
      count: max(StartingRoom.least, min(fixed, 1 << 16)),
      repeating: Job(task: 0, option: 0, firstStop: -1, stopCount: 0, step: 0))
    openHead = Buffer(count: optionCount, repeating: -1)
    openTail = Buffer(count: optionCount, repeating: -1)
    openCount = Buffer(count: optionCount, repeating: 0)
    nextArrival = Buffer(count: taskCount, repeating: 0)
    arrivalIndex = Buffer(count: taskCount, repeating: 0)
    nextFixed = Buffer(count: taskCount, repeating: 0)
    recentArrivals = Buffer(count: taskCount, repeating: 0)
    fading = exponential(-model.clock.tickPeriod / JobBoard.rateMemory)
    revealed = Buffer(count: taskCount, repeating: 0)
    arrivals = Buffer(count: taskCount, repeating: 0)
    for task in model.rules.indices {
      nextFixed[task] = Int32(
        model.fixedJobs.firstIndex { $0.task == task } ?? model.fixedJobs.count)
    }
  }

  /// Begins the streams at a time (s); for tests of late ones.
  public mutating func startArrivals(at time: Float) { nextArrival.fill(time) }

  /// Jobs of a stream per second, as measured over the last minute or so; 0 for other tasks.
  ///
  /// In the first half of that minute it is too low rather than wild: a single job in the first second
  /// would count for one a second.
  public func arrivalRate(task: Int) -> Float {
    recentArrivals[task] / max(recentTime, 0.5 * JobBoard.rateMemory)
  }

  /// Brings up the jobs that are due, once per executor tick.
  public mutating func admit(at moment: WorkMoment, _ model: TaskModel) {
    recentTime = recentTime * fading + moment.tickPeriod
    for task in model.kinds.indices {
      model.kinds[task].admit(task, to: &self, at: moment, model)
    }
  }

  /// Jobs of a task that were opened and are not finished.
  public func unfinishedCount(task: Int) -> Int { Int(revealed[task]) }

  /// The oldest open job of an option, or nil.
  public func oldest(option: Int) -> Int32? {
    openHead[option] >= 0 ? openHead[option] : nil
  }

  /// The oldest open job of an option that begins at a place (m), or nil.
  ///
  /// - Complexity: O(open jobs of the option).
  public func oldest(option: Int, at place: Vec2, stops: [Vec2]) -> Int32? {
    var job = openHead[option]
    while job >= 0 {
      let record = jobs[Int(job)]
      if record.firstStop >= 0, stops[Int(record.firstStop)] == place { return job }
      job = record.nextOpen
    }
    return nil
  }

  /// The open job of an option whose first stop is nearest, by Manhattan distance, or nil; of those whose
  /// stops all lie within a reach (m) of the position, where one is given.
  ///
  /// - Complexity: O(open jobs of the option), times their stops with a reach.
  public func nearest(
    option: Int, to position: Vec2, stops: [Vec2], within reach: Float = .infinity
  ) -> Int32? {
    var best: Int32?
    var bestDistance = Float.infinity
    var job = openHead[option]
    while job >= 0 {
      let record = jobs[Int(job)]
      let gap = record.firstStop < 0 ? .zero : stops[Int(record.firstStop)] - position
      let distance = gap.x.magnitude + gap.y.magnitude
      if distance < bestDistance, isWithin(reach, of: position, record, stops) {
        best = job
        bestDistance = distance
      }
      job = record.nextOpen
    }
    return best
  }

  private func isWithin(_ reach: Float, of position: Vec2, _ job: Job, _ stops: [Vec2]) -> Bool {
    guard reach < .infinity, job.firstStop >= 0 else { return true }
    for stop in Int(job.firstStop)..<Int(job.firstStop + job.stopCount)
    where (stops[stop] - position).length > reach { return false }
    return true
  }

  /// Takes an open job off its list for a robot, or for nobody (−1) where it is then finished undone.
  public mutating func take(_ index: Int32, by robot: Int) {
    let job = jobs[Int(index)]
    let option = Int(job.option)
    if job.previousOpen >= 0 {
      jobs[Int(job.previousOpen)].nextOpen = job.nextOpen
    } else {
      openHead[option] = job.nextOpen
    }
    if job.nextOpen >= 0 {
      jobs[Int(job.nextOpen)].previousOpen = job.previousOpen
    } else {
      openTail[option] = job.previousOpen
    }
    openCount[option] -= 1
    jobs[Int(index)].owner = Int32(robot)
    jobs[Int(index)].previousOpen = -1
    jobs[Int(index)].nextOpen = -1
  }

  /// Makes a robot's personal job (its goal that came with the map), taken at once.
  public mutating func makePersonal(
    fixed: Int, robot: Int, step: Int, _ model: TaskModel
  ) -> Int32 {
    let source = model.fixedJobs[fixed]
    var job = Job(
      task: source.task, option: source.option, firstStop: source.stops.lowerBound,
      stopCount: source.stops.count, step: step)
    job.owner = Int32(robot)
    return store(job)
  }

  /// Makes a robot's job of reaching a goal that it draws, taken at once; nil where there are none to draw.
  public mutating func makeLifelong(_ request: ClaimRequest, _ model: TaskModel) -> Int32? {
    let (row, task) = (request.robot.row, model.options[request.option].task)
    guard let goal = model.goal(task: task, row: row, round: 0, after: -1, seed: seed) else {
      return nil
    }
    var job = Job(
      task: task, option: request.option, firstStop: Int(goal), stopCount: 1, step: request.step)
    job.owner = Int32(row)
    return store(job)
  }

  /// Draws the next goal into a robot's job, which counts as another job from then on.
  public mutating func renew(_ index: Int32, step: Int, _ model: TaskModel) {
    var job = jobs[Int(index)]
    job.ordinal += 1
    guard
      let goal = model.goal(
        task: Int(job.task), row: Int(job.owner), round: Int(job.ordinal), after: job.firstStop,
        seed: seed)
    else { return }
    job.firstStop = goal
    job.createdStep = Int32(step)
    number(&job)
    jobs[Int(index)] = job
  }

  /// Puts a taken job back at the end of its list, for another robot to take.
  public mutating func putBack(_ index: Int32) {
    jobs[Int(index)].owner = -1
    link(index)
  }

  /// Ends a taken job; its record may be used again.
  public mutating func finish(_ index: Int32) {
    revealed[Int(jobs[Int(index)].task)] -= 1
    jobs[Int(index)].nextOpen = firstFree
    firstFree = index
  }

  /// Lists what a snapshot holds; `fading` and `seed` are constants of the scene.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(growing: &jobs, filler: jobs[0])
    archive.visit(&used)
    archive.visit(&firstFree)
    archive.visit(&openHead)
    archive.visit(&openTail)
    archive.visit(&openCount)
    archive.visit(&nextArrival)
    archive.visit(&arrivalIndex)
    archive.visit(&nextFixed)
    archive.visit(&revealed)
    archive.visit(&createdCount)
    archive.visit(&arrivals)
    archive.visit(&recentArrivals)
    archive.visit(&recentTime)
  }

  /// Opens the next jobs of a task that are known from the start, until so many are unfinished.
  public mutating func reveal(
    _ task: Int, upTo limit: Int32, _ moment: WorkMoment, _ model: TaskModel
  ) {
    while revealed[task] < limit, Int(nextFixed[task]) < model.fixedJobs.count {
      let source = model.fixedJobs[Int(nextFixed[task])]
      guard source.task == task else { return }
      nextFixed[task] += 1
      open(
        Job(
          task: task, option: source.option, firstStop: source.stops.lowerBound,
          stopCount: source.stops.count, step: moment.step))
    }
  }

  /// Opens the next jobs of a task that are known from the start, as long as `isDue` says so of their
  /// number in the task; each has that number as its ordinal.
  public mutating func reveal(
    _ task: Int, _ moment: WorkMoment, _ model: TaskModel, while isDue: (Int) -> Bool
  ) {
    while Int(nextFixed[task]) < model.fixedJobs.count {
      let source = model.fixedJobs[Int(nextFixed[task])]
      guard source.task == task, isDue(Int(arrivals[task])) else { return }
      nextFixed[task] += 1
      var job = Job(
        task: task, option: source.option, firstStop: source.stops.lowerBound,
        stopCount: source.stops.count, step: moment.step)
      job.ordinal = arrivals[task]
      open(job)
    }
  }

  /// Opens the jobs of a stream that have come up; two stops each, at stations.
  public mutating func admitArrivals(
    _ task: Int, option: Int, at profile: RateProfile, _ moment: WorkMoment
  ) {
    if arrivalIndex[task] == 0 { drawArrival(task, profile) }
    recentArrivals[task] *= fading
    while nextArrival[task] <= moment.time {
      if isAccepted(task, profile) {
        recentArrivals[task] += 1
        open(Job(task: task, option: option, firstStop: -1, stopCount: 2, step: moment.step))
      }
      drawArrival(task, profile)
    }
  }

  /// Puts a job on its option's list.
  public mutating func open(_ job: Job) {
    let index = store(job)
    revealed[Int(job.task)] += 1
    link(index)
  }

  private mutating func link(_ index: Int32) {
    let option = Int(jobs[Int(index)].option)
    let tail = openTail[option]
    jobs[Int(index)].previousOpen = tail
    jobs[Int(index)].nextOpen = -1
    if tail >= 0 { jobs[Int(tail)].nextOpen = index } else { openHead[option] = index }
    openTail[option] = index
    openCount[option] += 1
  }

  /// Keeps a job that comes up, and numbers it.
  private mutating func store(_ job: Job) -> Int32 {
    var job = job
    number(&job)
    if firstFree >= 0 {
      let index = firstFree
      firstFree = jobs[Int(index)].nextOpen
      jobs[Int(index)] = job
      return index
    }
    if used == jobs.count { jobs.grow(to: 2 * used, repeating: job) }
    jobs[used] = job
    used += 1
    return Int32(used - 1)
  }

  /// Numbers a job that comes up, and counts it.
  private mutating func number(_ job: inout Job) {
    job.number = Int32(truncatingIfNeeded: createdCount)
    createdCount += 1
    arrivals[Int(job.task)] += 1
  }

  /// Draws the next candidate arrival of a stream at its peak rate; `isAccepted` thins them.
  private mutating func drawArrival(_ task: Int, _ profile: RateProfile) {
    let peak = profile.peakRate
    guard peak > 0 else {
      nextArrival[task] = .infinity
      return
    }
    arrivalIndex[task] += 1
    var stream = RandomStream(
      seed: seed, classIndex: task, index: Int(arrivalIndex[task]),
      purpose: .tasks)
    // Late in a long run the waits of a busy stream are below what single precision can add to the
    // time; each arrival then comes one such step after the other, or time would stand still.
    let last = nextArrival[task]
    nextArrival[task] = max(last + stream.exponentialWait(mean: 1 / peak), last.nextUp)
  }

  /// Thinning (Lewis and Shedler 1979): a candidate at time t is kept with probability rate(t)/peak.
  private func isAccepted(_ task: Int, _ profile: RateProfile) -> Bool {
    var stream = RandomStream(
      seed: seed, classIndex: task, index: Int(arrivalIndex[task]), step: 1,
      purpose: .tasks)
    return stream.uniform() * profile.peakRate < profile.rate(at: nextArrival[task])
  }
}
