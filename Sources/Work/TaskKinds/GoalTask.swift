import SimCore

/// Each robot's own goal that came with the map: reach it and hold it for `dwell`.
public struct GoalTask: TaskKind {
  /// Chosen by `goals`.
  public static let mark = TaskMark.source("goals", .goals)
  /// What it is, for people.
  public static let summary = "each robot's own goal from the map"

  /// A task; it has no keys of its own.
  public init(_ values: TaskValues) {}

  /// One option that is its own demand.
  public func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    let option = model.options.count
    model.addOption(task, named: task.spec.name, region: site.bounds)
    for goal in site.mapGoals { model.addJob(task.index, option: option, stops: [goal]) }
    rule.isPersonal = true
    rule.travel = .constant(1)
  }

  /// Nothing: a job is made when the robot asks for its own.
  public func admit(
    _ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel
  ) {}

  /// The robot's own goal.
  public func claim(
    _ request: ClaimRequest, _ board: inout JobBoard, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> TaskClaim? {
    var own = request.ownJob
    if own == nil {
      let first = model.workers[request.robot.classIndex].firstGoal
      let task = model.options[request.option].task
      guard let fixed = model.fixedJob(task: task, number: first + request.robot.number) else {
        return nil
      }
      own = board.makePersonal(
        fixed: fixed, robot: request.robot.row, step: request.step, model)
    }
    return own.map {
      TaskClaim(job: $0, place: .point(model.stops[Int(board.jobs[Int($0)].firstStop)]))
    }
  }

  /// The robot holds it, for good.
  public func end(of job: Job) -> JobEnd { .held }
}
