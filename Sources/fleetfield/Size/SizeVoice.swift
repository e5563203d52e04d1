import Emergence
import Experiments
import Recording
import SimCore

/// What `fleetfield size` says on standard error while its rounds go on.
///
/// A class, since the runner calls all of its parts.
final class SizeVoice {
  private let plan: SizePlan
  private var display: SweepDisplay

  init(_ plan: SizePlan) {
    self.plan = plan
    display = SweepDisplay(ProgressDisplay.fitting(isQuiet: plan.options.isQuiet))
  }

  func begin(_ round: SizingRunner.Round) {
    guard !plan.options.isQuiet else { return }
    let done = round.requests.reduce(0) { $0 + $1.seeds.count } - round.open
    Terminal.error(
      SizeWords.round(
        round.number, round.requests, open: round.open, axis: plan.options.axis.name)
        + (done > 0 ? ", \(SizeWords.runs(done)) are there" : "") + "\n")
    // Each round has a line of its own that begins at once.
    display = SweepDisplay(ProgressDisplay.fitting(isQuiet: false))
  }

  func show(_ progress: SweepProgress) { display.show(progress) }

  func tell(_ event: SweepEvent, _ sweep: SweepPlan) {
    display.finish()
    guard !plan.options.isQuiet else { return }
    for sentence in event.sentences(sweep) { Terminal.error(sentence + "\n") }
  }

  /// After a round: how long the rest takes, going by the runs so far.
  func end(_ runs: [SizingRun], _ rest: SizingRehearsal) {
    display.finish()
    guard !plan.options.isQuiet else { return }
    var (wall, cost) = (0.0, 0.0)
    for run in runs {
      guard let seconds = run.wall else { continue }
      wall += seconds
      cost += plan.cost(of: run.size)
    }
    var text = "\(SizeWords.runs(runs.count)) are over"
    if rest.total > 0 {
      text += "; about \(SizeWords.runs(rest.total)) more"
      if cost > 0 {
        let left = rest.cost(plan.cost) * wall / cost / Double(plan.options.workerCount)
        text += " in \(NumberText.span(left))"
      }
    }
    Terminal.error(text + "\n")
  }

  func finish() { display.finish() }
}
