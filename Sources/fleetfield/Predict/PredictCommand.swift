import Commands
import Experiments
import Forecasting
import Prediction
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield predict`: how much fleets carry on a floor, from its parts alone, without a run.
enum PredictCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "predict", summary: "say without a run how much fleets will carry, and what binds",
    operands: ["SCENE"],
    options: [
      OptionSpec(
        name: "--target", kind: .value, placeholder: "share|'figure >= value'",
        help: "what to ask robots for: a share of demand, or deliveries (default: 95 %)"),
      OptionSpec(
        name: "--axis", kind: .value, placeholder: "name[=1..200]",
        help: "what is a size, and up to which (default: n, else the count of the only class)"),
      OptionSpec(
        name: "--lanes", kind: .value, placeholder: "FILE.csv",
        help: "another lane diagram than the measured one (Scenes/Benchmarks/lanes.md)"),
      SceneInput.set, SceneInput.root,
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.json",
        help: "keep the prediction, to be committed and checked later"),
      OptionSpec(
        name: "--check", kind: .value, placeholder: "STORE.sqlite",
        help: "hold a kept prediction, given in place of SCENE, against the runs of a sweep"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no warnings (errors stay)"),
    ],
    notes: [
      "example: fleetfield predict Scenes/Tutorials/02-two-layers.fleet.yaml --set rate=2 --axis n=1..80 --out p.json",
      "         fleetfield sweep   Scenes/Tutorials/02-two-layers.fleet.yaml --set rate=2 --axis n=5,20,80 --out s.sqlite",
      "         fleetfield predict p.json --check s.sqlite", "",
      "It knows the floor's ways, bodies and drives, places, dwell, batteries and docks, and one measured diagram of",
      "how crowds slow down in streets and doors. It predicts streams between stations (from, to, rate) of robots that",
      "drive; arms, lists of points, goals and logs of orders it refuses.",
      "The ends of an interval are the whole calculation with all that is uncertain at its worse and its better end;",
      "they are no confidence limits. Scenes/Showcase/prediction.md says what it is worth.",
      "Exit codes: 0 predicted or checked, whatever came out, 1 not written, 2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    if let store = arguments.value("--check") {
      return try check(arguments.operands[0], store: store, arguments, wantsJSON)
    }
    let overrides = try arguments.pairs("--set")
    let inputs = InputFiles()
    let loaded = SceneLoader.load(
      path: arguments.operands[0], overrides: overrides.map { ($0.key, $0.value) }, seed: nil,
      inputs: inputs, runsSweep: false)
    let model: WorldModel
    switch CompiledScene(loaded) {
    case .ready(let compiled, let warnings):
      if !wantsJSON && !arguments.flag("--quiet") { Complaint.text(warnings) }
      model = compiled
    case .wrong(let diagnostics):
      Complaint.report(diagnostics, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    var reader = PredictOptionsReader(arguments, model)
    let options = reader.read()
    let scene = PredictedScene(
      path: arguments.operands[0], overrides: overrides, inputs: inputs, scene: model.scene)
    // What cannot be predicted is told with what is wrong in the words.
    var mistakes = reader.mistakes
    var prediction: FleetPrediction?
    switch options.map({ scene.sizes($0.axis) })
      ?? .success(PredictedScene.Sizes(most: 1, counts: []))
    {
    case .failure(let problem): mistakes += problem.diagnostics
    case .success(let sizes):
      let counts = sizes.counts.isEmpty ? [model.scene.robots.map(\.count)] : sizes.counts
      let made = Forecast.make(
        model, lanes: options?.lanes ?? .measured, most: counts.count,
        axis: options?.axis.name ?? "n", counts: { counts[$0 - 1] })
      switch made {
      case .failure(let problems): mistakes += problems.all
      case .success(let found): prediction = found
      }
    }
    guard mistakes.isEmpty, let options, var prediction else {
      Complaint.report(mistakes, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    prediction.ask(for: options.target.flow(prediction))
    if let path = options.out {
      do throws(RecordingError) {
        try TextFile.replace(path, with: prediction.json.rendered + "\n")
      } catch { return Complaint.report(error, asJSON: wantsJSON) }
    }
    if wantsJSON {
      Terminal.out(prediction.json)
    } else {
      Terminal.out(PredictionText(prediction).text)
      if let path = options.out { Terminal.out("\nfile  \(visibleText(path))\n") }
    }
    return ExitCode.done
  }

  /// `--check`.
  private static func check(
    _ path: String, store: String, _ arguments: Arguments, _ wantsJSON: Bool
  ) throws(UsageError) -> Int32 {
    var mistakes: [Diagnostic] = []
    func note(_ message: String) {
      mistakes.append(Diagnostic(severity: .error, message: message, location: nil))
    }
    for name in ["--target", "--axis", "--lanes", "--out"] where arguments.value(name) != nil {
      note("\(name) is of a new prediction: a kept one is checked as it is")
    }
    if !arguments.all("--set").isEmpty {
      note("--set is of a new prediction: a kept one is checked as it is")
    }
    var prediction: FleetPrediction?
    do throws(RecordingError) {
      let text = try TextFile.read(path)
      do throws(FleetPrediction.FileMistake) {
        prediction = try FleetPrediction(text: text)
      } catch {
        note(
          "'\(visibleText(path))' is no prediction: \(error.message); expected a file that "
            + "'fleetfield predict SCENE --out' wrote")
      }
    } catch { note(error.message) }
    do throws(SweepError) {
      try SweepFiles.checkRead(store, option: "--check")
    } catch { note(error.message) }
    guard mistakes.isEmpty, let prediction else {
      Complaint.report(mistakes, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    let curve: StoredCurve
    do throws(DatabaseError) {
      curve = try StoredCurve(
        try SweepStore(path: store, build: Release.buildIdentity()), figure: "deliveries",
        axis: prediction.axis)
    } catch {
      note(error.message)
      Complaint.report(mistakes, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    let report = PredictionCheckText(prediction, curve)
    guard report.mistakes.isEmpty else {
      Complaint.report(report.mistakes, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    if wantsJSON { Terminal.out(report.json) } else { Terminal.out(report.text) }
    return ExitCode.done
  }
}
