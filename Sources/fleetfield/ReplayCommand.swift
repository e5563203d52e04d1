import Commands
import Recording
import SimCore
import Simulation

/// `fleetfield replay`: simulates a recorded run again and says where it is another one.
enum ReplayCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "replay",
    summary: "simulate a recorded run again and verify it, or tell what a robot was told",
    operands: ["RUN"],
    options: [
      OptionSpec(
        name: "--verify", kind: .flag, help: "compare it with its record ('view' shows it)"),
      OptionSpec(
        name: "--robot", kind: .value, placeholder: "NAME",
        help: "in its place: print the life of this robot's directives, such as 'carrier 3'"),
      SceneInput.workers, SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no progress"),
    ],
    notes: [
      "RUN is a run folder. Hashes, rows of series.csv, events and, where the folder has them, tables",
      "of robots are compared; it ends behind the first difference, and names its second and, at the",
      "next moment at which the record tells of them (snapshots, else the end), robot and quantity.",
      "--robot takes directives.csv as it is and simulates nothing.",
      "Exit codes: 0 the record is that of the replay, 1 it is not, or somebody stopped the replay,",
      "2 RUN is no run folder, or a file of it is broken.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let voice = RunVoice(
      isQuiet: arguments.flag("--quiet"), wantsJSON: try SceneInput.wantsJSON(arguments))
    let workerCount = try SceneInput.workerCount(arguments)
    let robot = arguments.value("--robot")
    guard arguments.flag("--verify") != (robot != nil) else {
      throw arguments.error(
        robot == nil
          ? "--verify or --robot NAME is missing; 'fleetfield view RUN' shows a run again"
          : "--verify and --robot exclude each other")
    }
    do throws(RecordingError) {
      if let robot {
        let log = try DirectiveLog(folder: arguments.operands[0])
        let report = DirectiveReport(try log.lives(of: robot), stepsPerSecond: log.stepsPerSecond)
        if voice.wantsJSON { Terminal.out(report.json) } else { Terminal.out(report.text) }
        return ExitCode.done
      }
      return try verify(arguments.operands[0], workerCount: workerCount, voice)
    } catch {
      return Complaint.report(error, asJSON: voice.wantsJSON)
    }
  }

  private static func verify(
    _ folder: String, workerCount: Int, _ voice: RunVoice
  ) throws(RecordingError) -> Int32 {
    let replay = try RunReplay(folder: folder)
    guard let legs = RunScenes.legs(RunCourse(folder: folder), from: 0, voice: voice) else {
      return ExitCode.wrongInput
    }
    Interruption.listen()
    var display = voice.display
    let outcome: ReplayOutcome
    do throws(RecordingError) {
      outcome = try replay.verify(
        legs, pool: WorkerPool(workerCount: workerCount), onProgress: { display.show($0) },
        shouldStop: { Interruption.isRequested })
    } catch {
      display.finish()
      throw error
    }
    display.finish()
    let build = Release.buildIdentity()
    if voice.wantsJSON {
      Terminal.out(json(outcome, recorded: replay.build, build))
    } else {
      Terminal.out(text(outcome, recorded: replay.build, build))
    }
    return outcome.isIdentical && !outcome.isInterrupted ? ExitCode.done : ExitCode.failed
  }

  /// The outcome for people.
  private static func text(_ outcome: ReplayOutcome, recorded: String, _ build: String) -> String {
    let counts = outcome.counts
    let compared =
      "\(counts.hashes) hashes, \(counts.rows) rows, \(counts.events) events and \(counts.tables) "
      + "tables of robots"
    var lines: [String] = []
    if let hash = outcome.hash {
      lines.append(
        "first difference at second \(hash.second): \(hash.recorded) in the record and "
          + "\(hash.found.isEmpty ? "none" : hash.found) in the replay")
      if hash.second > 0 { lines.append("identical up to second \(hash.second - 1)") }
    } else if !outcome.isIdentical {
      lines.append("the hashes are those of the record, its files are not")
    }
    if let robot = outcome.robot {
      lines.append(robot.sentence((first: "the record", second: "the replay")))
    } else if let step = outcome.sameTableStep {
      lines.append(
        "at step \(step) every robot is as in the record: what differs are jobs, places, fields or chance"
      )
    }
    for line in [outcome.row, outcome.event].compactMap({ $0 }) { lines.append(text(line)) }
    if outcome.isIdentical { lines.append("identical: \(compared)") }
    if outcome.isInterrupted {
      lines.append("stopped by \(Interruption.name) at step \(outcome.lastStep)")
    }
    if recorded != build, !outcome.isIdentical {
      lines.append("recorded by build \(recorded), replayed by \(build)")
    }
    return lines.map { visibleText($0) }.joined(separator: "\n") + "\n"
  }

  private static func text(_ line: ReplayOutcome.Line) -> String {
    func shown(_ text: String) -> String { text.isEmpty ? "nothing" : "'\(text)'" }
    let place = line.quantity.isEmpty ? "" : ", \(line.quantity)"
    return "\(line.file):\(line.line)\(place): \(shown(line.recorded)) in the record and "
      + "\(shown(line.found)) in the replay"
  }

  /// The outcome for programs.
  private static func json(
    _ outcome: ReplayOutcome, recorded: String, _ build: String
  ) -> JSONText {
    func line(_ line: ReplayOutcome.Line?) -> JSONText {
      guard let line else { return .null }
      return .object([
        ("file", .string(line.file)), ("line", .integer(line.line)),
        ("quantity", .string(line.quantity)),
        ("values", .array([.string(line.recorded), .string(line.found)])),
      ])
    }
    return .object([
      ("identical", .bool(outcome.isIdentical)), ("interrupted", .bool(outcome.isInterrupted)),
      ("steps", .integer(outcome.lastStep)),
      ("hashes_compared", .integer(outcome.counts.hashes)),
      ("rows_compared", .integer(outcome.counts.rows)),
      ("events_compared", .integer(outcome.counts.events)),
      ("tables_compared", .integer(outcome.counts.tables)),
      ("first_difference_s", outcome.hash.map { .integer($0.second) } ?? .null),
      (
        "hashes",
        outcome.hash.map { .array([.string($0.recorded), .string($0.found)]) } ?? .null
      ),
      ("robot", outcome.robot.map(\.json) ?? .null),
      ("row", line(outcome.row)), ("event", line(outcome.event)),
      ("builds", .array([.string(recorded), .string(build)])),
    ])
  }
}
