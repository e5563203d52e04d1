import SimCore

/// A kind of task: how scenes write it, how its jobs come up, where their stops are, and what
/// their end means.
///
/// A value of the type is one task with what its jobs are made of. Calls are rare (once per tick and
/// task, or when a robot arrives somewhere), so kinds are used as existentials; what is asked of
/// every robot in every tick is a plain number in `TaskRule`.
///
/// What most kinds share is given: the nearest open job is headed for, its stops are points in
/// order, and after the last it is delivered.
public protocol TaskKind: Sendable {
  /// How a scene chooses the kind.
  static var mark: TaskMark { get }
  /// Its own keys besides those that all tasks have, in the order they are documented.
  static var keys: [TaskKey] { get }
  /// One sentence for people, without a full stop; shown where `mark` is a word.
  static var summary: String { get }
  /// True where its jobs lie all over the floor: it then shares the options that others leave.
  static var isSpread: Bool { get }
  /// True where jobs come up at a station, so that they can be announced and waited for.
  static var comesUpAtStation: Bool { get }

  /// A task from the values of its keys, which were checked; what is missing is empty.
  init(_ values: TaskValues)

  /// Adds the task's options and the jobs that are known from the start.
  ///
  /// - Parameters:
  ///   - task: The task with its index.
  ///   - optionLimit: How many options it may add.
  ///   - site: Zones, bounds, and what the map brings.
  ///   - model: Where options and jobs are added.
  ///   - rule: What the loop asks of every robot in every tick; filled from the common keys.
  func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule)

  /// Brings up the jobs that are due, once per executor tick.
  func admit(_ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel)

  /// What a robot that begins to serve an option heads for; nil where there is nothing.
  func claim(
    _ request: ClaimRequest, _ board: inout JobBoard, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> TaskClaim?

  /// The job that a robot takes where it has arrived at a pick-up (m) without one, or nil.
  func jobAtPickup(option: Int, _ place: Vec2, _ board: borrowing JobBoard, _ model: TaskModel)
    -> Int32?

  /// Where a stop of a job is; the first is 0.
  func place(
    ofStop stop: Int, of job: Job, near position: Vec2, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> StopPlace

  /// The stop after one that is done; nil where the job is done too.
  func nextStop(after stop: Int, of job: Job) -> Int?

  /// The mass of a job's load, kg; nil where it is what the task says.
  func loadMass(of job: Job, _ model: TaskModel) -> Float?

  /// What the end of a job means.
  func end(of job: Job) -> JobEnd
}

/// Where a robot has to be for a stop.
public enum StopPlace: Equatable, Sendable {
  /// At a slot of a station, which it has joined.
  case slot(Int)
  /// At a point, metres.
  case point(Vec2)
}

/// What a robot heads for when it begins to serve.
public struct TaskClaim: Sendable {
  /// The job it takes at once; nil where it takes one at the pick-up.
  public var job: Int32?
  /// Where it goes.
  public var place: StopPlace
  /// A claim from its values.
  public init(job: Int32?, place: StopPlace) {
    self.job = job
    self.place = place
  }
}

/// Who asks for work.
public struct ClaimRequest: BitwiseCopyable {
  /// The option it was told to serve.
  public var option: Int
  /// Its row, its class and its number in that.
  public var robot: (row: Int, classIndex: Int, number: Int)
  /// Where its last observation has it, metres.
  public var position: Vec2
  /// The job of its own that it has and has not ended, or nil; personal tasks only.
  public var ownJob: Int32?
  /// When.
  public var step: Int
}

/// What the end of a job means.
public enum JobEnd: Equatable, Sendable {
  /// It is delivered; its record is used again.
  case delivered
  /// The robot holds its own goal, for good.
  case held
  /// The robot has it again, with another goal.
  case renewed
}

extension TaskKind {
  /// None of its own.
  public static var keys: [TaskKey] { [] }
  /// Its jobs lie all over the floor.
  public static var isSpread: Bool { true }
  /// They are known from the start.
  public static var comesUpAtStation: Bool { false }

  /// The nearest open job within reach, taken at once or only headed for, as the task says.
  public func claim(
    _ request: ClaimRequest, _ board: inout JobBoard, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> TaskClaim? {
    guard
      let job = board.nearest(
        option: request.option, to: request.position, stops: model.stops,
        within: model.workers[request.robot.classIndex].reach)
    else { return nil }
    let rule = model.rules[model.options[request.option].task]
    return TaskClaim(
      job: rule.isTakenAtAssignment ? job : nil,
      place: .point(model.stops[Int(board.jobs[Int(job)].firstStop)]))
  }

  /// The oldest open job that begins at the place.
  public func jobAtPickup(
    option: Int, _ place: Vec2, _ board: borrowing JobBoard, _ model: TaskModel
  ) -> Int32? {
    board.oldest(option: option, at: place, stops: model.stops)
  }

  /// The job's points in order.
  public func place(
    ofStop stop: Int, of job: Job, near position: Vec2, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> StopPlace {
    .point(model.stops[Int(job.firstStop) + stop])
  }

  /// Each stop once.
  public func nextStop(after stop: Int, of job: Job) -> Int? {
    stop + 1 < Int(job.stopCount) ? stop + 1 : nil
  }

  /// What the task says.
  public func loadMass(of job: Job, _ model: TaskModel) -> Float? { nil }

  /// It is delivered.
  public func end(of job: Job) -> JobEnd { .delivered }
}
