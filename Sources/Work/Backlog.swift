import SimCore
import Statistics

/// The jobs of a run that have come up and are not delivered: those that wait, and those under way.
public struct Backlog: Sendable {
  /// How many, of each task. [taskCount]
  public private(set) var counts: [Int]
  /// How long each of them has been there, physics steps.
  public private(set) var ages = DurationCounts()

  /// How many in all.
  public var total: Int { ages.total }

  /// None of any task.
  init(taskCount: Int) { counts = [Int](repeating: 0, count: taskCount) }

  mutating func add(_ job: Job, at step: Int) {
    counts[Int(job.task)] += 1
    ages.add(step - Int(job.createdStep))
  }
}

extension FleetWork {
  /// The backlog at a physics step.
  ///
  /// - Complexity: O(robots + jobs that wait).
  public func backlog(at step: Int) -> Backlog {
    var backlog = Backlog(taskCount: model.rules.count)
    for option in 0..<model.options.count {
      var index = board.openHead[option]
      while index >= 0 {
        let job = board.jobs[Int(index)]
        backlog.add(job, at: step)
        index = job.nextOpen
      }
    }
    // Whoever has taken a job has it until it is delivered or put back on its list.
    let rows = model.workers.last?.rows.upperBound ?? 0
    for row in 0..<rows {
      if let index = robots[row].job { backlog.add(board.jobs[Int(index)], at: step) }
    }
    return backlog
  }
}
