import SimCore

/// The tasks that came with the map, revealed so many times the number of robots at a time.
public struct MapTask: TaskKind {
  /// Chosen by `imported`.
  public static let mark = TaskMark.source("imported", .tasks)
  /// What it is, for people.
  public static let summary = "the map's tasks"

  /// A task; it has no keys of its own.
  public init(_ values: TaskValues) {}

  /// Regions of the floor, as many as other tasks leave.
  public func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    model.addRegions(task, of: site.mapTasks, limit: optionLimit, bounds: site.bounds)
    let limit = (site.revealFactor * Float(site.robotCount)).rounded(.up)
    rule.openLimit = max(1, Int32(limit))
  }

  /// The next ones, as earlier ones are finished.
  public func admit(
    _ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel
  ) {
    board.reveal(task, upTo: model.rules[task].openLimit, moment, model)
  }
}
