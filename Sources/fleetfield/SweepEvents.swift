import Experiments
import Recording
import SimCore

extension SweepEvent {
  /// What people read of it on standard error.
  func sentences(_ plan: SweepPlan) -> [String] {
    func name(_ job: SweepJob) -> String {
      "\(plan.points[job.row.pointIndex].text) seed \(job.row.seed)"
    }
    switch self {
    case .recovered(let recovery): return Self.sentences(recovery)
    case .trapped(let job, let cause, let neighbourCount):
      let rest = neighbourCount == 0 ? "" : "; \(Self.runs(neighbourCount)) beside it run again"
      return ["\(name(job)) failed: \(cause)\(rest)"]
    case .ended(let cause, let runCount):
      return ["a worker process ended, \(cause); \(Self.runs(runCount)) in flight run again"]
    case .setAside(let job, let reason):
      return ["\(name(job)) is set aside: \(reason); the same command tries it again"]
    }
  }

  private static func sentences(_ recovery: SweepRecovery) -> [String] {
    var sentences: [String] = []
    if recovery.ended > 0 {
      sentences.append("\(recovery.ended) runs of a process that ended are planned again")
    }
    for silent in recovery.silent {
      sentences.append(
        "\(runs(silent.count)) of host '\(silent.host)', not heard of for "
          + "\(NumberText.span(silent.silence)), are taken over")
    }
    return sentences
  }

  private static func runs(_ count: Int) -> String { count == 1 ? "1 run" : "\(count) runs" }
}
