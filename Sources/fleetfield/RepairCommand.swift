import Commands
import Recording
import SimCore

/// `fleetfield repair`: completes the record of a run that was killed.
enum RepairCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "repair", summary: "complete the records that a killed run left", operands: ["RUN"],
    options: [SceneInput.format],
    notes: [
      "RUN is a folder with a run.mcap or trajectories.frames, or a run.mcap; of a killed run the folder",
      ".<name>.partial-… (<name> does where there is one such folder). Whole chunks stay as they are, what",
      "comes behind the last one is cut off, and the summary that readers want is written; what is complete",
      "is not touched. Where the run kept snapshots 'fleetfield resume' does better: it loses nothing.",
      "Exit codes: 0 the file is complete, 1 it could not be written, 2 it is no record of a run, or a",
      "run is on in its folder.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    do throws(RecordingError) {
      let path = try StoredRun.place(arguments.operands[0])
      let frames = try RecordRepair.repairArrays(in: path)
      // Without either the record is what is missing.
      let outcome =
        frames == nil || RecordRepair.hasRecord(path) ? try RecordRepair.repair(path) : nil
      if wantsJSON {
        Terminal.out(json(outcome, frames, path))
      } else {
        if let outcome { Terminal.out(sentence(outcome)) }
        if let frames {
          Terminal.out(
            "'\(visibleText(path))/\(RunFolder.arraysFile)' is made of "
              + "\(NumberText.grouped(Int64(frames))) \(frames == 1 ? "frame" : "frames")\n")
        }
      }
      return ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  private static func json(
    _ outcome: RecordRepair.Outcome?, _ frames: Int?, _ path: String
  ) -> JSONText {
    var pairs: [(String, JSONText)] = [("status", .string("done"))]
    if let outcome {
      pairs += [
        ("path", .string(outcome.path)), ("was_complete", .bool(outcome.wasComplete)),
        ("chunks", .integer(outcome.chunkCount)), ("messages", .integer(outcome.messageCount)),
        ("lost_bytes", .integer(outcome.lostBytes)),
      ]
    }
    if let frames { pairs.append(("trajectory_frames", .integer(frames))) }
    return .object(pairs)
  }

  private static func sentence(_ outcome: RecordRepair.Outcome) -> String {
    let kept =
      "\(NumberText.grouped(Int64(outcome.messageCount))) messages in "
      + "\(outcome.chunkCount) \(outcome.chunkCount == 1 ? "chunk" : "chunks")"
    let path = visibleText(outcome.path)
    return outcome.wasComplete
      ? "'\(path)' is complete: \(kept)\n"
      : "'\(path)' is complete again: \(kept); "
        + "\(NumberText.bytes(outcome.lostBytes)) behind them were cut off\n"
  }
}
