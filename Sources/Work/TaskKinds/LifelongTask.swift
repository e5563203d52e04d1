import SimCore

/// Goals without end: each robot always has one, drawn from a set, and another as soon as it has stopped there.
///
/// The goals of a robot are a stream of its own, keyed by (seed of tasks, class, index in class, number of the
/// goal): they are the same in any fleet and whatever happens. Each is drawn uniformly among all of the set but
/// the one that was just reached; two robots may have the same.
///
/// Source: lifelong multi-agent path finding as POGEMA has it (A. Skrynnik et al.), with goals in continuous time.
public struct LifelongTask: TaskKind {
  /// Where goals are drawn.
  public var goals: GoalSet

  /// Chosen by its key.
  public static let mark = TaskMark.key("lifelong")
  /// Its own keys.
  public static let keys = [
    TaskKey(
      "lifelong", .goalSet,
      "Goals without end, each drawn as the one before is reached: goals or free (cells of the map), an area's "
        + "places, or points.")
  ]
  /// What it is, for people.
  public static let summary = "goals without end, drawn from a set"

  /// A task from the values of its keys.
  public init(_ values: TaskValues) { goals = values.goalSets["lifelong"] ?? .points([]) }

  /// One option that is its own demand, with all goals of the set.
  public func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    model.addOption(task, named: task.spec.name, region: site.bounds)
    model.addGoals(task.index, places(at: site, model))
    rule.isPersonal = true
    rule.isLifelong = true
    rule.travel = .constant(1)
  }

  private func places(at site: WorkSite, _ model: TaskModel) -> [Vec2] {
    switch goals {
    case .ofMap: return site.mapGoals
    case .points(let points): return points
    case .area(let name):
      guard let zone = site.zones.firstIndex(where: { $0.name == name }) else { return [] }
      return model.slotRange[zone].map { model.slots[$0].position }
    case .freeCells:
      guard let map = site.map else { return [] }
      return map.isOccupied.indices.filter { !map.isOccupied[$0] }
        .map { map.center(column: $0 % map.columns, row: $0 / map.columns) }
    }
  }

  /// Nothing: a job is made when the robot asks for its own.
  public func admit(
    _ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel
  ) {}

  /// The robot's own job, with the goal it has or the first it draws.
  public func claim(
    _ request: ClaimRequest, _ board: inout JobBoard, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> TaskClaim? {
    let job = request.ownJob ?? board.makeLifelong(request, model)
    return job.map {
      TaskClaim(job: $0, place: .point(model.stops[Int(board.jobs[Int($0)].firstStop)]))
    }
  }

  /// The robot has it again, with the next goal.
  public func end(of job: Job) -> JobEnd { .renewed }
}

/// A set of places where robots draw their goals.
public enum GoalSet: Equatable, Sendable {
  /// The goals that came with the map.
  case ofMap
  /// The centres of the map's free cells, as far as all who may do the task reach them.
  case freeCells
  /// The places of a zone.
  case area(String)
  /// Points, metres.
  case points([Vec2])
}
