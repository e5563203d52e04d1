import Commands
import Experiments
import Recording
import Scenes
import SimCore

/// `fleetfield merge`: the runs of several stores in one.
enum MergeCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "merge", summary: "put the runs of several stores into one", operands: ["STORE…"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "STORE",
        help: "where they go; a store that is there gets what it lacks"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "say nothing (errors stay)"),
    ],
    notes: [
      "example: fleetfield sweep s.fleet.yaml --axis n=50,100 --seeds 20 --shard 1/2 --out a.sqlite",
      "         fleetfield sweep s.fleet.yaml --axis n=50,100 --seeds 20 --shard 2/2 --out b.sqlite",
      "         fleetfield merge a.sqlite b.sqlite --out both.sqlite",
      "",
      "Runs come with figures, series, texts and files, studies of sizes with the runs they asked for. The order",
      "of the stores does not matter, and merging again changes nothing. Where stores have the same run (point,",
      "seed, scene and program), one that is done goes before one that failed, and either before one that is not",
      "over. Two that are done with other figures are a contradiction: it is told, and nothing is merged.",
      "The stores are read only. A sweep into the merged store does what is left.",
      "Exit codes: 0 done, 1 it could not be written, 2 wrong input, or stores that contradict each other.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    guard let out = arguments.value("--out") else {
      throw arguments.error("--out STORE is missing: where the runs go")
    }
    let sources = arguments.operands
    do throws(SweepError) {
      try SweepFiles.checkStore(out, sceneFiles: [])
      for (place, source) in sources.enumerated() {
        if SweepFiles.isSame(source, out) {
          throw SweepError(
            "'\(source)' is the store of --out: what it holds stays there, so leave it out")
        }
        if let other = sources[..<place].first(where: { SweepFiles.isSame($0, source) }) {
          throw SweepError("'\(other)' and '\(source)' are the same store: leave one out")
        }
      }
    } catch {
      throw arguments.error(error.message)
    }
    // All mistakes about stores at once.
    var mistakes: [String] = []
    for source in sources {
      do throws(SweepError) { try SweepFiles.checkRead(source, option: "STORE") } catch {
        mistakes.append(error.message)
      }
    }
    guard mistakes.isEmpty else {
      Complaint.report(mistakes.map(diagnostic), asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    do throws(RecordingError) {
      try RunFolder.makeFolders(RunFolder.parent(of: out))
      try PendingFile.check(out)
      let outcome: StoreMerge.Outcome
      do throws(DatabaseError) { outcome = try StoreMerge(sources, into: out).run() } catch {
        guard error.isInput else { throw RecordingError(error.message) }
        // Contradictions come one to a line.
        Complaint.report(
          error.message.split(separator: "\n").map { diagnostic(String($0)) }, asJSON: wantsJSON)
        return ExitCode.wrongInput
      }
      if wantsJSON {
        Terminal.out(json(outcome, sources, out))
      } else if !arguments.flag("--quiet") {
        Terminal.out(text(outcome, sources, out))
      }
      return ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  private static func diagnostic(_ message: String) -> Diagnostic {
    Diagnostic(severity: .error, message: visibleText(message), location: nil)
  }

  private static let states = ["done", "failed", "planned", "running"]

  private static func text(
    _ outcome: StoreMerge.Outcome, _ sources: [String], _ out: String
  ) -> String {
    let total = outcome.states.values.reduce(0, +)
    let parts = states.compactMap { state in
      outcome.states[state].map { "\(NumberText.grouped(Int64($0))) \(state)" }
    }
    var text =
      "\(sources.count) \(sources.count == 1 ? "store" : "stores"): \(NumberText.grouped(Int64(outcome.added))) runs "
      + "added, \(outcome.improved) brought up to date, \(NumberText.grouped(Int64(outcome.kept))) there already\n"
    text += "\(NumberText.grouped(Int64(total))) runs now: \(parts.joined(separator: ", "))\n"
    if outcome.studies > 0 {
      text += "\(outcome.studies) \(outcome.studies == 1 ? "study" : "studies") of sizes\n"
    }
    return text + "\nstore  \(visibleText(out))\n"
  }

  private static func json(
    _ outcome: StoreMerge.Outcome, _ sources: [String], _ out: String
  ) -> JSONText {
    .object([
      ("status", .string("done")), ("store", .string(out)),
      ("sources", .array(sources.map { .string($0) })), ("added", .integer(outcome.added)),
      ("improved", .integer(outcome.improved)), ("kept", .integer(outcome.kept)),
      (
        "states",
        .object(states.map { ($0, .integer(outcome.states[$0] ?? 0)) })
      ), ("studies", .integer(outcome.studies)),
    ])
  }
}
