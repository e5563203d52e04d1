import SimCore
import Work

/// A kind of task of one's own: rounds through points, which come up again and again.
struct Patrol: TaskKind {
  /// The points of each round, metres.
  var rounds: [[Vec2]]
  /// Time between two starts, seconds.
  var period: Float

  static let mark = TaskMark.key("patrol")
  static let keys = [
    TaskKey("patrol", .points, "Rounds as lists of points that are visited in order."),
    TaskKey(
      "every", .number(unit: "s", standard: 60, range: 1...1e6), "Time between two starts."),
  ]
  static let summary = "rounds that come up again and again"

  init(_ values: TaskValues) {
    rounds = values.points["patrol"] ?? []
    period = Float(values.numbers["every"] ?? 60)
  }

  /// At most four regions of the floor, and the rounds as jobs that are known.
  func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    model.addRegions(task, of: rounds, limit: min(optionLimit, 4), bounds: site.bounds)
  }

  /// Opens every round at the start of each period.
  func admit(_ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel) {
    let (now, before) = (moment.time / period, (moment.time - moment.tickPeriod) / period)
    guard moment.step == 0 || now.rounded(.down) > before.rounded(.down) else { return }
    for number in rounds.indices {
      guard let index = model.fixedJob(task: task, number: number) else { return }
      let job = model.fixedJobs[index]
      board.open(
        Job(
          task: task, option: job.option, firstStop: job.stops.lowerBound,
          stopCount: job.stops.count, step: moment.step))
    }
  }
}
