import Scenes
import SimCore
import Statistics
import Work

/// What a report says of jobs: how many came up, how many are left, how long they took.
enum JobFigure: String, CaseIterable {
  case arrivals = "jobs_created"
  case backlog
  case waiting = "open_jobs"
  case growth = "backlog_growth_per_h"
  case growthShare = "backlog_growth_share"
  case leadTime = "lead_time_s"
  case median = "sojourn_p50_s"
  case leastMedian = "sojourn_p50_at_least_s"
  case late = "sojourn_p95_s"
  case leastLate = "sojourn_p95_at_least_s"
  case longest = "sojourn_max_s"

  /// Those that a run has only once jobs have come up, or have ended.
  static let later: [JobFigure] = [
    .growth, .growthShare, .leadTime, .median, .leastMedian, .late, .leastLate, .longest,
  ]

  /// What people read.
  var title: String {
    switch self {
    case .arrivals: "jobs that came up"
    case .backlog: "jobs not delivered yet (backlog)"
    case .growth: "growth of the backlog in the run's second half"
    case .growthShare: "growth of the backlog as a share of the jobs that came up then"
    case .waiting: "  of them waiting to be taken"
    case .leadTime: "mean time from arrival to delivery"
    case .median: "median time from arrival to delivery of all jobs"
    case .leastMedian: "median time from arrival, at least (not delivered: at their age)"
    case .late: "95 % of times from arrival to delivery of all jobs"
    case .leastLate: "95 % of times from arrival, at least (not delivered: at their age)"
    case .longest: "longest time from arrival, delivered or not"
    }
  }

  /// Unit as printed; empty where dimensionless.
  var unit: String { rawValue.hasSuffix("_s") ? "s" : rawValue.hasSuffix("_per_h") ? "1/h" : "" }
}

extension Fleet {
  /// The figures of jobs.
  ///
  /// Times are of all jobs that came up: those that are not delivered count as lasting at least their age. The
  /// median and the 95 % are Kaplan and Meier's, and are left out where the run does not tell them; what they
  /// are at least is there as soon as there is a job.
  ///
  /// - Complexity: O(robots + jobs that wait).
  func jobFigures() -> [RunFigure] {
    let backlog = work.backlog(at: stepCount)
    let sojourns = tally.work.sojourns
    var figures: [RunFigure] = []
    func add(_ figure: JobFigure, _ value: Double?) {
      guard let value else { return }
      figures.append(
        RunFigure(
          key: figure.rawValue, title: figure.title, value: value, unit: figure.unit,
          group: "work"))
    }
    add(.arrivals, Double(work.board.createdCount))
    figures += taskFigures("jobs_created") { Int(work.board.arrivals[$0]) }
    add(.backlog, Double(backlog.total))
    add(.waiting, Double(openJobs))
    figures += taskFigures("backlog") { backlog.counts[$0] }
    let growth = tally.growth.slope(at: time)
    add(.growth, growth.map { $0.jobsPerSecond * 3600 })
    add(.growthShare, growth?.share)
    if tally.work.deliveries > 0 {
      add(.leadTime, seconds(Double(tally.work.leadSteps) / Double(tally.work.deliveries)))
    }
    add(.median, sojourns.quantile(0.5, open: backlog.ages).map { seconds($0) })
    add(.leastMedian, sojourns.atLeast(0.5, open: backlog.ages).map { seconds($0) })
    add(.late, sojourns.quantile(0.95, open: backlog.ages).map { seconds($0) })
    add(.leastLate, sojourns.atLeast(0.95, open: backlog.ages).map { seconds($0) })
    if sojourns.total + backlog.total > 0 {
      add(.longest, seconds(Double(max(sojourns.longest, backlog.ages.longest))))
    }
    return figures
  }

  /// A figure of each task, where there are several.
  func taskFigures(_ key: String, _ value: (Int) -> Int) -> [RunFigure] {
    let names = model.tasks.names
    guard names.count > 1 else { return [] }
    return names.enumerated().map { task, name in
      RunFigure(
        key: "\(key)_\(name)", title: "  of \(name)", value: Double(value(task)), unit: "",
        group: "work")
    }
  }

  /// Jobs that nobody has taken.
  var openJobs: Int {
    (0..<model.tasks.options.count).reduce(0) { $0 + Int(work.board.openCount[$1]) }
  }

  /// Physics steps in seconds.
  func seconds(_ steps: Double) -> Double { steps / Double(model.clocks.physicsRate) }
}
