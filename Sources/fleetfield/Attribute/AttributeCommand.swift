import Attribution
import Commands
import Recording
import Reporting
import SimCore

/// `fleetfield attribute`: who made a figure of a run.
enum AttributeCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "attribute", summary: "say which classes and robots made a figure of a run",
    operands: ["RUN"],
    options: [
      OptionSpec(
        name: "--indicator", kind: .value, placeholder: "NAME",
        help:
          "the figure that is shared out (default: deliveries); those that there are stand below"),
      OptionSpec(
        name: "--counterfactual", kind: .flag,
        help: "run the scene with fewer robots, class by class, in place of sharing out what was"),
      OptionSpec(
        name: "--steps", kind: .value, placeholder: "n",
        help: "with --counterfactual: steps from nobody to the whole fleet (default: 4)"),
      OptionSpec(
        name: "--seeds", kind: .value, placeholder: "count",
        help: "with --counterfactual: seeds, from the run's own on (default: 1)"),
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.csv|FILE.json",
        help: "also write all of it: as CSV a row for each robot, or each class; as JSON both"),
      SceneInput.workers, SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no progress and no table (errors stay)"),
    ],
    notes: [
      "example: fleetfield run Scenes/Showcase/warehouse.fleet.yaml --set duration=10min --out runs/a",
      "         fleetfield attribute runs/a --indicator distance_km --out shares.csv",
      "         fleetfield attribute runs/a --indicator deliveries --counterfactual --seeds 4",
      "",
      "RUN is a run folder, whose robots.csv says what each robot has done.",
    ] + indicatorLines + [
      "",
      "Without --counterfactual the shares are those of Aumann and Shapley: they sum to what the figure rises",
      "by from its baseline, and say what it is made of, not what would have happened without a robot. That is",
      "what --counterfactual finds out: it runs fleets between nobody and everybody, and gives each class what",
      "it changes, averaged over the orders in which classes join. The two answer different questions.",
      "Exit codes: 0 done, 1 stopped, or a run or file could not be made, 2 wrong input.",
    ])

  private static let indicatorLines: [String] = {
    let all = FleetIndicator.all(seconds: 1)
    let width = all.map(\.key.count).max() ?? 0
    return ["indicators (* also with --counterfactual):"]
      + all.map { one in
        "  \(one.key)\(String(repeating: " ", count: width - one.key.count)) "
          + "\(one.isOfSums ? "*" : " ") \(one.title)"
      }
  }()

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let folder = arguments.operands[0]
    let steps = try arguments.integer("--steps", in: 1...100)
    let seeds = try arguments.integer("--seeds", in: 1...1000)
    let workerCount = try SceneInput.workerCount(arguments)
    let isCounterfactual = arguments.flag("--counterfactual")
    let indicator = try indicator(arguments, isCounterfactual: isCounterfactual)
    if !isCounterfactual {
      for (name, value) in [("--steps", steps), ("--seeds", seeds)] where value != nil {
        throw arguments.error("\(name) goes with --counterfactual: sharing out runs nothing")
      }
    }
    let out = try AttributionFile(arguments)
    let voice = RunVoice(isQuiet: arguments.flag("--quiet"), wantsJSON: wantsJSON)
    do throws(RecordingError) {
      try out?.check(folder: folder)
      let run = try RunData(summaryOf: folder)
      if isCounterfactual {
        return try CounterfactualSession(
          run: run, indicator: indicator, steps: steps ?? 4, seedCount: seeds ?? 1,
          workerCount: workerCount, out: out, voice: voice
        ).answer()
      }
      // The summary says how long the run was, which rates need.
      let all = RunAttribution.indicators(of: run)
      let own = all.first { $0.key == indicator.key } ?? indicator
      let found = try RunAttribution(
        of: run, robots: RobotTally(folder: folder, columns: own.columns), own)
      let text = AttributionText(found, run: run)
      try out?.write(csv: found.csv, json: text.json(withRobots: true))
      if wantsJSON {
        Terminal.out(text.json(withRobots: false))
      } else if !voice.isQuiet {
        Terminal.out(text.text)
        if let out { Terminal.out("\nfile  \(visibleText(out.path))\n") }
      }
      return ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  private static func indicator(
    _ arguments: Arguments, isCounterfactual: Bool
  ) throws(UsageError) -> FleetIndicator {
    let all = FleetIndicator.all(seconds: 1)
    let key = arguments.value("--indicator") ?? "deliveries"
    guard let found = all.first(where: { $0.key == key }) else {
      let hint = Suggestion.hint(key, among: all.map(\.key))
      throw arguments.error(
        "--indicator \(key): there is no such indicator"
          + (hint.isEmpty ? "; there are \(all.map(\.key).joined(separator: ", "))" : hint))
    }
    if isCounterfactual, !found.isOfSums {
      let sums = all.filter(\.isOfSums).map(\.key)
      throw arguments.error(
        "--indicator \(key): an empty fleet has no value of it, from which a fleet could be built up; "
          + "with --counterfactual expected \(Suggestion.list(sums))")
    }
    return found
  }
}
