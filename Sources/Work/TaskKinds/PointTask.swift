import SimCore

/// Explicit points in order, one job per entry.
public struct PointTask: TaskKind {
  /// The points of each job, metres.
  public var jobs: [[Vec2]]

  /// Chosen by `points`.
  public static let mark = TaskMark.key("points")
  /// Its own keys.
  public static let keys = [
    TaskKey("points", .points, "Jobs as lists of points that are visited in order.")
  ]
  /// What it is, for people.
  public static let summary = "explicit points in order"

  /// A list from the values of its keys.
  public init(_ values: TaskValues) { jobs = values.points["points"] ?? [] }

  /// At most four regions of the floor.
  public func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    model.addRegions(task, of: jobs, limit: min(optionLimit, 4), bounds: site.bounds)
  }

  /// All jobs are open from the start.
  public func admit(
    _ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel
  ) {
    board.reveal(task, upTo: .max, moment, model)
  }
}
