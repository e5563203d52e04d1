import Commands
import Recording
import Scenes
import SimCore

/// The exit codes of the command.
enum ExitCode {
  /// Done.
  static let done: Int32 = 0
  /// The run failed or was stopped.
  static let failed: Int32 = 1
  /// The input is wrong.
  static let wrongInput: Int32 = 2
  /// The run was done and is no success, where success was required.
  static let noSuccess: Int32 = 3
  /// The program stopped itself at a fault of its own; the crash guard ends it with this code.
  static let crashed = CrashGuard.exitCode
}

/// How mistakes reach people and programs.
enum Complaint {
  /// Prints diagnostics: as text on standard error, or as JSON on standard output.
  static func report(_ diagnostics: [Diagnostic], asJSON: Bool) {
    if asJSON {
      Terminal.out(json(diagnostics))
    } else {
      text(diagnostics)
    }
  }

  /// Prints diagnostics as text on standard error, with a count where there are several.
  static func text(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { Terminal.error(diagnostic.rendered + "\n") }
    if diagnostics.count > 1 { Terminal.error(count(diagnostics) + "\n") }
  }

  /// Diagnostics as the JSON object that `--format json` prints in place of a result.
  static func json(_ diagnostics: [Diagnostic]) -> JSONText {
    .object([
      ("status", .string(diagnostics.contains { $0.severity == .error } ? "invalid" : "valid")),
      ("diagnostics", .array(diagnostics.map { .raw($0.json) })),
    ])
  }

  /// `2 errors and 1 warning`.
  static func count(_ diagnostics: [Diagnostic]) -> String {
    var (errors, warnings) = (0, 0)
    for diagnostic in diagnostics {
      if let omitted = diagnostic.omitted {
        errors += omitted.errors
        warnings += omitted.warnings
      } else if diagnostic.severity == .error {
        errors += 1
      } else {
        warnings += 1
      }
    }
    func words(_ count: Int, _ word: String) -> String? {
      count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    return [words(errors, "error"), words(warnings, "warning")].compactMap { $0 }
      .joined(separator: " and ")
  }

  /// Prints a mistake on the command line with the way to help; exit code 2.
  static func report(_ error: UsageError, asJSON: Bool) -> Int32 {
    let help = error.verb.map { "fleetfield \($0) --help" } ?? "fleetfield --help"
    if asJSON {
      let result = JSONText.object([
        ("status", .string("invalid")), ("error", .string(visibleText(error.message))),
        ("help", .string(help)),
      ])
      Terminal.out(result)
    } else {
      Terminal.error("fleetfield: error: \(visibleText(error.message))\nTry '\(help)'.\n")
    }
    return ExitCode.wrongInput
  }

  /// Prints a failure to record: exit code 2 where the user's choice is to blame, else 1.
  static func report(_ error: RecordingError, asJSON: Bool) -> Int32 {
    if asJSON {
      let status = error.isInput ? "invalid" : "failed"
      let result = JSONText.object([
        ("status", .string(status)), ("error", .string(visibleText(error.message))),
      ])
      Terminal.out(result)
    } else {
      Terminal.error("fleetfield: error: \(visibleText(error.message))\n")
    }
    return error.isInput ? ExitCode.wrongInput : ExitCode.failed
  }
}
