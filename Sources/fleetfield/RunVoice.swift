import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// How a command that runs something speaks: progress, warnings, and its result.
struct RunVoice {
  /// One line in place of the summary, and no warnings.
  var isQuiet: Bool
  /// One JSON object for programs.
  var wantsJSON: Bool
  /// The wall time per stage, too.
  var showsTiming = false

  /// Prints mistakes of a scene.
  func complain(_ diagnostics: [Diagnostic]) {
    let isShort = isQuiet && !wantsJSON
    Complaint.report(
      isShort ? diagnostics.filter { $0.severity == .error } : diagnostics, asJSON: wantsJSON)
  }

  /// Prints warnings about a scene that runs.
  func warn(_ warnings: [Diagnostic]) {
    if !wantsJSON && !isQuiet { Complaint.text(warnings) }
  }

  /// Prints a sentence about something that was done otherwise than meant.
  func remark(_ sentence: String) {
    if !isQuiet { Terminal.error("fleetfield: warning: \(visibleText(sentence))\n") }
  }

  /// A display of how far the run is.
  var display: ProgressDisplay {
    ProgressDisplay(
      ProgressDisplay.fitting(isQuiet: isQuiet || wantsJSON && !Terminal.canRedraw))
  }

  /// Prints the result; where success is required and was missed, that is an error.
  func report(
    _ summary: RunSummary, _ warnings: [Diagnostic], folder: String, requiresSuccess: Bool
  ) {
    let isMissed = requiresSuccess && summary.isSuccess == false
    if wantsJSON {
      let status = summary.isComplete ? isMissed ? "no success" : "done" : "failed"
      var pairs: [(String, JSONText)] = [
        ("status", .string(status)),
        ("run_folder", .string(folder)),
        ("diagnostics", .array(warnings.map { .raw($0.json) })),
      ]
      if case .object(let rest) = summary.json { pairs += rest }
      Terminal.out(.object(pairs))
    } else if isQuiet {
      Terminal.out(
        "\(visibleText(folder))  seed \(summary.seeds.seed)"
          + (summary.shortfall == nil ? "" : "  no success")
          + "  hash \(summary.report.stateHash)\n")
    } else {
      Terminal.out(
        SummaryTable.text(summary, folder: visibleText(folder), showsStages: showsTiming))
    }
    if isMissed, !wantsJSON, let reason = summary.shortfall {
      Terminal.error("fleetfield: error: no success: \(visibleText(reason))\n")
    }
    guard summary.isInterrupted else { return }
    if let reason = summary.policyError {
      Terminal.error(
        "fleetfield: error: \(visibleText(reason)); the files in '\(visibleText(folder))' are closed and "
          + "complete up to \(NumberText.span(summary.time))\n")
      return
    }
    Terminal.error(
      "fleetfield: stopped by \(Interruption.name); the files in '\(visibleText(folder))' are closed and "
        + "complete up to \(NumberText.span(summary.time))\n")
  }
}
