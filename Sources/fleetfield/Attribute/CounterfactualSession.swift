import Attribution
import Commands
import Experiments
import Recording
import Reporting
import Scenes
import SimCore

/// One call of `fleetfield attribute --counterfactual`: plan, run, share out, tell.
struct CounterfactualSession {
  let run: RunData
  let indicator: FleetIndicator
  let steps: Int
  let seedCount: Int
  let workerCount: Int
  let out: AttributionFile?
  let voice: RunVoice

  /// The most runs of a call: what takes more is a study, and wants a store.
  private static let mostRuns = 100_000

  init(
    run: RunData, indicator: FleetIndicator, steps: Int, seedCount: Int, workerCount: Int,
    out: AttributionFile?, voice: RunVoice
  ) {
    self.run = run
    self.indicator = indicator
    self.steps = steps
    self.seedCount = seedCount
    self.workerCount = workerCount
    self.out = out
    self.voice = voice
  }

  /// Does it; returns the exit code.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the run is not that of one scene from its beginning to its end.
  func answer() throws(RecordingError) -> Int32 {
    let folder = run.folder
    try checkCourse(folder)
    let path = "\(folder)/\(RunFolder.sceneFile)"
    let inputs = InputFiles()
    let loaded = SceneLoader.load(path: path, seed: run.seed, inputs: inputs, runsSweep: false)
    guard let scene = loaded.scene else {
      voice.complain(loaded.diagnostics)
      return ExitCode.wrongInput
    }
    let parts = ClassCounterfactual(counts: scene.robots.map(\.count), steps: steps)
    // Nobody does nothing: that fleet needs no run.
    let fleets = parts.points.filter { $0.contains { $0 > 0 } }
    guard !fleets.isEmpty else {
      throw RecordingError("the scene of '\(folder)' has no robot", isInput: true)
    }
    let seeds = (0..<UInt64(seedCount)).map { run.seed &+ $0 }
    guard fleets.count * seeds.count <= Self.mostRuns else {
      throw RecordingError(
        "\(fleets.count) fleets × \(seeds.count) seeds are \(NumberText.grouped(Int64(fleets.count * seeds.count))) "
          + "runs, expected at most \(NumberText.grouped(Int64(Self.mostRuns))): give fewer --steps or --seeds",
        isInput: true)
    }
    var runs = BuildUpRuns(
      scenePath: path, classes: scene.robots.map(\.name), fleets: fleets, seeds: seeds,
      inputs: inputs)
    let mistakes = runs.prepare()
    guard mistakes.isEmpty else {
      voice.complain(mistakes)
      return ExitCode.wrongInput
    }
    tellBeginning(fleets.count, seeds.count)
    switch simulate(runs) {
    case .stopped:
      Terminal.error("fleetfield: stopped by \(Interruption.name); nothing was shared out\n")
      return ExitCode.failed
    case .failed(let fleet, let seed, let reason):
      throw RecordingError(
        "the run with \(words(fleet, scene)) and seed \(seed) failed: \(reason)")
    case .done(let figures):
      try tell(parts, scene, fleets, seeds, figures)
      return ExitCode.done
    }
  }

  /// Refuses runs that a scene and a seed do not make.
  private func checkCourse(_ folder: String) throws(RecordingError) {
    let reason: String? =
      if RunCourse(folder: folder).legs.count > 1 {
        "its scene was changed in the middle"
      } else if try hasInterventions(folder) {
        "a person did something to it"
      } else if run.isInterrupted {
        "it was stopped before its end"
      } else {
        nil
      }
    guard let reason else { return }
    throw RecordingError(
      "--counterfactual: the run in '\(folder)' cannot be held against others: \(reason)",
      isInput: true)
  }

  private func hasInterventions(_ folder: String) throws(RecordingError) -> Bool {
    try !RecordedRun(folder: folder).interventions.isEmpty
  }

  private func tellBeginning(_ fleets: Int, _ seeds: Int) {
    guard !voice.isQuiet, !voice.wantsJSON else { return }
    Terminal.error(
      "\(fleets) \(fleets == 1 ? "fleet" : "fleets") × \(seeds) \(seeds == 1 ? "seed" : "seeds") from "
        + "\(run.seed), on \(workerCount) \(workerCount == 1 ? "worker" : "workers")\n")
  }

  private func simulate(_ runs: BuildUpRuns) -> BuildUpRuns.End {
    Interruption.listen()
    var display = SweepDisplay(
      ProgressDisplay.fitting(
        isQuiet: voice.isQuiet || voice.wantsJSON && !Terminal.canRedraw))
    defer { display.finish() }
    return runs.run(
      workerCount: workerCount, onProgress: { display.show($0) },
      shouldStop: { Interruption.isRequested })
  }

  private func words(_ fleet: [Int], _ scene: Scene) -> String {
    zip(scene.robots, fleet).map { "\($1) \($0.name)" }.joined(separator: ", ")
  }

  private func tell(
    _ parts: ClassCounterfactual, _ scene: Scene, _ fleets: [[Int]], _ seeds: [UInt64],
    _ figures: [[[String: Double]]]
  ) throws(RecordingError) {
    let found = CounterfactualShares(
      parts: parts, classes: scene.robots.map(\.name), seeds: seeds,
      values: figures.map { ofSeed in
        // A fleet without what the figure is of (no battery, say) has none of it.
        Dictionary(uniqueKeysWithValues: zip(fleets, ofSeed.map { $0[indicator.key] ?? 0 }))
      })
    let text = CounterfactualText(
      found, indicator, run: run.folder, own: run.figure(indicator.key))
    try out?.write(csv: text.csv, json: text.json)
    if voice.wantsJSON {
      Terminal.out(text.json)
    } else if !voice.isQuiet {
      Terminal.out(text.text)
      if let out { Terminal.out("\nfile  \(visibleText(out.path))\n") }
    }
  }
}
