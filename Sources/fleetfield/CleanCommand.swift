import Commands
import Recording
import SimCore

/// `fleetfield clean`: removes what runs left that were killed before they could finish.
enum CleanCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "clean", summary: "remove what killed runs left behind", operands: ["[DIR]"],
    options: [
      OptionSpec(name: "--dry-run", kind: .flag, help: "only say what would be removed"),
      SceneInput.format,
    ],
    notes: [
      "Looks in DIR (default: the present folder) and in DIR/runs, not below them, for names such",
      "as .warehouse-7.partial-0f3a…: run folders and files that were never completed. One is",
      "removed only where nobody holds its lock any more; a finished run is never touched.",
      "Exit codes: 0 done, 1 something could not be removed, 2 DIR is no folder.",
    ])

  /// What became of one left-over.
  private struct Outcome {
    var found: LeftOver
    /// True where it is gone, or would be.
    var isRemoved: Bool
    /// Why it is still there.
    var reason: String?
    /// True where it should have gone.
    var hasFailed = false
  }

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let isDryRun = arguments.flag("--dry-run")
    let folder = arguments.operands.first ?? "."
    do throws(RecordingError) {
      let outcomes = try RunFolder.resultPlaces(of: folder).flatMap { place in
        LeftOver.find(in: place).map { handle($0, isDryRun) }
      }
      if wantsJSON {
        Terminal.out(json(outcomes, isDryRun))
      } else {
        Terminal.out(text(outcomes, folder, isDryRun))
      }
      return outcomes.contains(where: \.hasFailed) ? ExitCode.failed : ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  private static func handle(_ found: LeftOver, _ isDryRun: Bool) -> Outcome {
    switch found.state {
    case .held:
      return Outcome(found: found, isRemoved: false, reason: "somebody works on it")
    case .unknown(let reason):
      return Outcome(found: found, isRemoved: false, reason: reason)
    case .abandoned:
      if isDryRun { return Outcome(found: found, isRemoved: true) }
      do throws(RecordingError) {
        try found.remove()
        return Outcome(found: found, isRemoved: true)
      } catch {
        return Outcome(found: found, isRemoved: false, reason: error.message, hasFailed: true)
      }
    }
  }

  private static func text(_ outcomes: [Outcome], _ folder: String, _ isDryRun: Bool) -> String {
    guard !outcomes.isEmpty else { return "nothing was left behind in '\(visibleText(folder))'\n" }
    let verb = isDryRun ? "would remove" : "removed"
    var lines = outcomes.map { outcome in
      let size = "\(NumberText.bytes(outcome.found.byteCount))"
      let files = "\(outcome.found.fileCount) \(outcome.found.fileCount == 1 ? "file" : "files")"
      return outcome.isRemoved
        ? "\(verb)  \(visibleText(outcome.found.path))  (\(files), \(size))"
          + (outcome.found.fault.map { ": \(visibleText($0))" } ?? "")
        : "kept  \(visibleText(outcome.found.path)): \(outcome.reason ?? "")"
    }
    let removed = outcomes.filter(\.isRemoved)
    let sum = NumberText.bytes(removed.reduce(0) { $0 + $1.found.byteCount })
    lines.append("\(verb) \(removed.count) of \(outcomes.count), \(sum)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func json(_ outcomes: [Outcome], _ isDryRun: Bool) -> JSONText {
    .object([
      ("status", .string(outcomes.contains(where: \.hasFailed) ? "failed" : "done")),
      ("dry_run", .bool(isDryRun)),
      ("removed", .integer(outcomes.count(where: \.isRemoved))),
      (
        "removed_bytes",
        .integer(outcomes.filter(\.isRemoved).reduce(0) { $0 + $1.found.byteCount })
      ),
      (
        "left_overs",
        .array(
          outcomes.map { outcome in
            .object([
              ("path", .string(outcome.found.path)),
              ("files", .integer(outcome.found.fileCount)),
              ("bytes", .integer(outcome.found.byteCount)),
              ("fault", .optional(outcome.found.fault)),
              ("removed", .bool(outcome.isRemoved)),
              ("reason", .optional(outcome.reason)),
            ])
          })
      ),
    ])
  }
}
