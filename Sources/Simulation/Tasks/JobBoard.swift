import Contracts
import Embodiments
import Scenes
import SimCore

/// A piece of work: two or more stops to visit in order, or one goal to hold.
struct Job: BitwiseCopyable {
  /// Task index in the scene.
  var task: Int16
  /// Task option it belongs to.
  var option: Int16
  /// First stop in `TaskModel.stops`, or −1 for a stream (its stops are its two stations).
  var firstStop: Int32
  /// Number of stops.
  var stopCount: Int32
  /// Robot that took it, or −1.
  var owner: Int32
  /// Neighbours in the option's list of open jobs, or −1.
  var previousOpen: Int32
  var nextOpen: Int32
  /// Physics step it came up at.
  var createdStep: Int32
}

/// All jobs of a run: arrivals, who waits, who took what.
///
/// Open jobs of an option form a doubly linked list in order of arrival. A finished job's record is
/// used again, so memory follows the number of open jobs; the table doubles when it is full (the
/// only allocation, and none once the load is steady).
struct JobBoard: ~Copyable {
  private(set) var jobs: Buffer<Job>
  private(set) var used = 0
  private(set) var firstFree: Int32 = -1

  /// Heads and tails of the lists of open jobs. [optionCount]
  private(set) var openHead: Buffer<Int32>
  private(set) var openTail: Buffer<Int32>
  /// Number of open jobs, the demand D_j. [optionCount]
  private(set) var openCount: Buffer<Int32>
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

  /// Time in which the weight of an arrival falls to 1/e in the measured rate, seconds.
  static let rateMemory: Float = 60

  /// Jobs that came up, in all.
  private(set) var createdCount = 0

  init(model: WorldModel) {
    let optionCount = max(1, model.tasks.options.count)
    let taskCount = max(1, model.tasks.rules.count)
    let fixed = model.tasks.fixedJobs.count
    jobs = Buffer(
      count: max(StartingRoom.least, min(fixed, 1 << 16)),
      repeating: Job(
        task: 0, option: 0, firstStop: -1, stopCount: 0, owner: -1, previousOpen: -1, nextOpen: -1,
        createdStep: 0))
    openHead = Buffer(count: optionCount, repeating: -1)
    openTail = Buffer(count: optionCount, repeating: -1)
    openCount = Buffer(count: optionCount, repeating: 0)
    nextArrival = Buffer(count: taskCount, repeating: 0)
    arrivalIndex = Buffer(count: taskCount, repeating: 0)
    nextFixed = Buffer(count: taskCount, repeating: 0)
    recentArrivals = Buffer(count: taskCount, repeating: 0)
    fading = exponential(-model.executorPeriod / JobBoard.rateMemory)
    revealed = Buffer(count: taskCount, repeating: 0)
    for task in 0..<model.tasks.rules.count {
      nextArrival[task] = 0
      if case .stream = model.tasks.arrivals[task] { drawArrival(task, model) }
      nextFixed[task] = Int32(
        model.tasks.fixedJobs.firstIndex { $0.task == task } ?? model.tasks.fixedJobs.count)
    }
  }

  /// Begins the streams at a time (s); for tests of late ones.
  mutating func startArrivals(at time: Float) { nextArrival.fill(time) }

  /// Jobs of a stream per second, as measured over the last minute or so; 0 for other tasks.
  ///
  /// In the first half of that minute it is too low rather than wild: a single job in the first second
  /// would count for one a second.
  func arrivalRate(task: Int) -> Float {
    recentArrivals[task] / max(recentTime, 0.5 * JobBoard.rateMemory)
  }

  /// Brings up the jobs that are due at `time` (s) and reveals fixed ones, once per executor tick.
  mutating func admit(time: Float, step: Int, model: WorldModel) {
    recentTime = recentTime * fading + model.executorPeriod
    for task in 0..<model.tasks.rules.count {
      switch model.tasks.arrivals[task] {
      case .stream(let profile):
        recentArrivals[task] *= fading
        while nextArrival[task] <= time {
          if isAccepted(task, profile, model) {
            recentArrivals[task] += 1
            open(
              Job(
                task: Int16(task), option: Int16(model.tasks.optionRange[task].lowerBound),
                firstStop: -1, stopCount: 2, owner: -1, previousOpen: -1, nextOpen: -1,
                createdStep: Int32(step)))
          }
          drawArrival(task, model)
        }
      case .list(let limit): reveal(task, upTo: limit, step: step, model: model)
      case .personal: break  // Made when the robot asks for its own.
      }
    }
  }

  /// The job at the head of an option's list, or −1.
  func oldest(option: Int) -> Int32 { openHead[option] }

  /// Takes an open job off its list for a robot.
  mutating func take(_ index: Int32, by robot: Int) {
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
  mutating func makePersonal(fixed: Int, robot: Int, step: Int, model: WorldModel) -> Int32 {
    let source = model.tasks.fixedJobs[fixed]
    let index = store(
      Job(
        task: Int16(source.task), option: Int16(source.option),
        firstStop: Int32(source.stops.lowerBound), stopCount: Int32(source.stops.count),
        owner: Int32(robot), previousOpen: -1, nextOpen: -1, createdStep: Int32(step)))
    createdCount += 1
    return index
  }

  /// Puts a taken job back at the end of its list, for another robot to take.
  mutating func putBack(_ index: Int32) {
    jobs[Int(index)].owner = -1
    link(index)
  }

  /// Ends a taken job; its record may be used again.
  mutating func finish(_ index: Int32) {
    revealed[Int(jobs[Int(index)].task)] -= 1
    jobs[Int(index)].nextOpen = firstFree
    firstFree = index
  }

  /// Lists what a snapshot holds; `fading` is a constant of the scene.
  mutating func visitState(_ archive: inout StateArchive) {
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
    archive.visit(&recentArrivals)
    archive.visit(&recentTime)
  }

  private mutating func reveal(_ task: Int, upTo limit: Int32, step: Int, model: WorldModel) {
    while revealed[task] < limit, Int(nextFixed[task]) < model.tasks.fixedJobs.count {
      let source = model.tasks.fixedJobs[Int(nextFixed[task])]
      guard source.task == task else { return }
      nextFixed[task] += 1
      open(
        Job(
          task: Int16(task), option: Int16(source.option),
          firstStop: Int32(source.stops.lowerBound), stopCount: Int32(source.stops.count),
          owner: -1, previousOpen: -1, nextOpen: -1, createdStep: Int32(step)))
    }
  }

  private mutating func open(_ job: Job) {
    let index = store(job)
    revealed[Int(job.task)] += 1
    createdCount += 1
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

  private mutating func store(_ job: Job) -> Int32 {
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

  /// Draws the next candidate arrival of a stream at its peak rate; `isAccepted` thins them.
  private mutating func drawArrival(_ task: Int, _ model: WorldModel) {
    guard case .stream(let profile) = model.tasks.arrivals[task] else { return }
    let peak = profile.peakRate
    guard peak > 0 else {
      nextArrival[task] = .infinity
      return
    }
    arrivalIndex[task] += 1
    var stream = RandomStream(
      seed: model.seeds.tasks, classIndex: task, index: Int(arrivalIndex[task]),
      purpose: .tasks)
    // Late in a long run the waits of a busy stream are below what single precision can add to the
    // time; each arrival then comes one such step after the other, or time would stand still.
    let last = nextArrival[task]
    nextArrival[task] = max(last + stream.exponentialWait(mean: 1 / peak), last.nextUp)
  }

  /// Thinning (Lewis and Shedler 1979): a candidate at time t is kept with probability rate(t)/peak.
  private func isAccepted(_ task: Int, _ profile: RateProfile, _ model: WorldModel) -> Bool {
    var stream = RandomStream(
      seed: model.seeds.tasks, classIndex: task, index: Int(arrivalIndex[task]), step: 1,
      purpose: .tasks)
    return stream.uniform() * profile.peakRate < profile.rate(at: nextArrival[task])
  }
}

extension RateProfile {
  /// The largest rate of the profile, jobs per second.
  var peakRate: Float { pieces.reduce(0) { max($0, $1.rate) } }

  /// The rate in force at `time` (s), jobs per second.
  func rate(at time: Float) -> Float {
    var rate: Float = 0
    for piece in pieces where piece.start <= time { rate = piece.rate }
    return rate
  }
}
