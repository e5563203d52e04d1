import SimCore

/// One thing an orchestrator can choose: a task, or a region of it.
public struct TaskOption: Sendable {
  /// Name for people: the task's name, with the region's number where it has several.
  public var name: String
  /// Index of its task in the scene.
  public var task: Int
  /// Indices of the only classes that may do it; nil where all may that may do the task.
  public var only: [Int]?
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

/// A task as the loop needs it: plain numbers, no references.
public struct TaskRule: BitwiseCopyable, Sendable {
  /// True where each robot has its own goal.
  public var isPersonal = false
  /// True where it has another as soon as it has stopped there.
  public var isLifelong = false
  /// True where its jobs are the orders of a log, each between stations of its own.
  public var isLogged = false
  /// Where its jobs start and end, with the limits of these stations; nil where jobs have places of
  /// their own.
  public var stations: StationPair?
  /// How robots estimate the time to its next job.
  public var travel = TravelEstimate.nearestJob
  /// Jobs that are revealed and unfinished at a time.
  public var openLimit = Int32.max
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

  /// True where a stop is reached at its place, not in passing.
  public var needsPlace: Bool { dwellTicks > 0 || isLifelong }

  /// What all tasks have.
  init(_ task: TaskSpec, _ clock: StepClock) {
    isTakenAtAssignment = task.claim == .atAssignment
    dwellTicks = clock.ticks(in: task.dwell)
    deadlineSteps = clock.steps(in: task.deadline)
    loadMass = task.loadMass
    isPallet = task.isPallet
    announce = task.announce
    patienceTicks = clock.ticks(in: task.patience)
  }
}

/// The stations between which jobs are carried.
public struct StationPair: BitwiseCopyable, Sendable {
  /// Index of the pick-up's zone.
  public var from: Int
  /// Index of the delivery's zone.
  public var to: Int
  /// Claims that each place of the pick-up station may have; `.max` where there is no limit.
  public var claimsPerSlot: Int32
  /// Loads under way to the delivery station at which its pick-ups close; `.max` is never.
  public var loadLimit: Int
}

/// How robots estimate the time to the next job of an option.
public enum TravelEstimate: BitwiseCopyable, Equatable, Sendable {
  /// Over free ways to the option's anchor.
  case overWays
  /// By Manhattan distance to the nearest open job.
  case nearestJob
  /// The same for all, seconds.
  case constant(Float)
}
