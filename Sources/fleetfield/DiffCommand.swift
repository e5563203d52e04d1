import Commands
import Recording
import SimCore

/// `fleetfield diff`: the first simulated second in which two runs differ.
enum DiffCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "diff", summary: "find the first second in which two runs differ",
    operands: ["RUN_A", "RUN_B"], options: [SceneInput.format],
    notes: [
      "RUN_A and RUN_B are run folders; their state hashes are compared second by second. Where they",
      "differ, the first robot and quantity are those of the next moment at which both folders say how",
      "robots stood: at snapshots to the last digit, else at the end.",
      "Exit codes: 0 identical, 1 different, 2 a folder is no run folder.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    do throws(RecordingError) {
      let comparison = try RunComparison(arguments.operands[0], arguments.operands[1])
      if wantsJSON { Terminal.out(comparison.json) } else { Terminal.out(text(comparison)) }
      return comparison.isIdentical ? ExitCode.done : ExitCode.failed
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  /// The comparison for people.
  static func text(_ comparison: RunComparison) -> String {
    var lines: [String] = []
    switch comparison.outcome {
    case .differs(let second, let first, let other):
      lines.append("first difference at second \(second): \(first) and \(other)")
      if second > 0 { lines.append("identical up to second \(second - 1)") }
      if let robot = comparison.robot {
        lines.append(robot.sentence((first: "the first", second: "the second")))
      }
    case .same where comparison.isIdentical:
      lines.append("identical: \(comparison.commonSeconds) hashes")
    case .same:
      lines.append(
        "identical over the \(comparison.commonSeconds) hashes both have; "
          + "one run has \(comparison.seconds.first), the other \(comparison.seconds.second)")
    }
    for (name, first, second) in comparison.inputs {
      lines.append("  \(visibleText("\(name): \(short(first)) and \(short(second))"))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A SHA-256 by its first 12 digits, which people can compare; `--format json` has all 64.
  private static func short(_ value: String) -> String {
    let isDigest = value.utf8.count == 64 && value.allSatisfy(\.isHexDigit)
    return isDigest ? "\(value.prefix(12))…" : value
  }
}
