import Commands
import Recording
import SimCore

/// `fleetfield repair`: completes the record of a run that was killed.
enum RepairCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "repair", summary: "complete the run.mcap that a killed run left", operands: ["RUN"],
    options: [SceneInput.format],
    notes: [
      "RUN is a folder with a run.mcap, or the file. Whole chunks stay as they are, what comes behind",
      "the last one is cut off, and the summary that readers want is written; a file that is complete",
      "is not touched. Where the run kept snapshots 'fleetfield resume' does better: it loses nothing.",
      "Exit codes: 0 the file is complete, 1 it could not be written, 2 it is no record of a run, or a",
      "run is on in its folder.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    do throws(RecordingError) {
      let outcome = try RecordRepair.repair(arguments.operands[0])
      if wantsJSON {
        Terminal.out(
          .object([
            ("status", .string("done")), ("path", .string(outcome.path)),
            ("was_complete", .bool(outcome.wasComplete)),
            ("chunks", .integer(outcome.chunkCount)), ("messages", .integer(outcome.messageCount)),
            ("lost_bytes", .integer(outcome.lostBytes)),
          ]))
      } else {
        let kept =
          "\(NumberText.grouped(Int64(outcome.messageCount))) messages in "
          + "\(outcome.chunkCount) \(outcome.chunkCount == 1 ? "chunk" : "chunks")"
        let path = visibleText(outcome.path)
        Terminal.out(
          outcome.wasComplete
            ? "'\(path)' is complete: \(kept)\n"
            : "'\(path)' is complete again: \(kept); "
              + "\(NumberText.bytes(outcome.lostBytes)) behind them were cut off\n")
      }
      return ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }
}
