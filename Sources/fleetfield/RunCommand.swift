import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield run`: one scene, one seed, one run folder.
enum RunCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "run", summary: "run a scene and write a run folder", operands: ["SCENE"],
    options: [
      SceneInput.set,
      OptionSpec(
        name: "--seed", kind: .value, placeholder: "n|random",
        help: "another seed than the scene's; random draws one and prints it"),
      SceneInput.workers,
      OptionSpec(
        name: "--out", kind: .value, placeholder: "DIR",
        help: "the run folder (default: runs/<scene>-<seed>-<number>, and the link runs/latest)"),
      OptionSpec(
        name: "--force", kind: .flag, help: "replace the run that --out holds already"),
      SceneInput.format,
      OptionSpec(
        name: "--quiet", kind: .flag,
        help: "no progress or warnings (errors stay); one line in place of the summary"),
      OptionSpec(
        name: "--timing", kind: .flag, help: "add the wall time per stage to the summary"),
    ],
    notes: [
      "The run folder holds scene.resolved.yaml, summary.json, series.csv, hashes.csv, robots.csv",
      "and events.csv where anything happened; inputs/ has copies of small files that were read.",
      "Ctrl-C, SIGTERM and SIGHUP end the run early and complete the files; a second Ctrl-C ends at",
      "once. What a run leaves that could not complete them is removed by 'fleetfield clean'.",
      "Exit codes: 0 done, 1 the run was stopped, could not be written or had a robot quarantined,",
      "2 wrong input, 70 a fault of the program, which names the partial folder with what was written.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let options = try Options(arguments)
    let destination: RunDestination?
    do throws(RecordingError) {
      destination = try options.out.map { path throws(RecordingError) in
        try RunDestination.fixed(path, force: options.isForced)
      }
    } catch {
      return Complaint.report(error, asJSON: options.wantsJSON)
    }
    let start = WallClock.monotonic()
    switch SceneInput.open(
      path: options.scenePath, overrides: options.overrides, seed: options.seed,
      isQuiet: options.isQuiet)
    {
    case .wrong(let diagnostics):
      let isShort = options.isQuiet && !options.wantsJSON
      Complaint.report(
        isShort ? diagnostics.filter { $0.severity == .error } : diagnostics,
        asJSON: options.wantsJSON)
      return ExitCode.wrongInput
    case .ready(let model, let warnings):
      if !options.wantsJSON && !options.isQuiet { Complaint.text(warnings) }
      let scene = model.scene
      do throws(RecordingError) {
        return try record(
          model, options, warnings, start: start,
          to: destination
            ?? .numbered(sceneName: scene.name, seed: scene.run.seed))
      } catch {
        return Complaint.report(error, asJSON: options.wantsJSON)
      }
    }
  }

  /// The words of the command line, checked.
  private struct Options {
    let scenePath: String
    let overrides: [(key: String, value: String)]
    let seed: UInt64?
    let workerCount: Int
    let out: String?
    let isForced: Bool
    let isQuiet: Bool
    let wantsJSON: Bool
    let showsTiming: Bool

    init(_ arguments: Arguments) throws(UsageError) {
      scenePath = arguments.operands[0]
      overrides = try arguments.pairs("--set")
      seed = try RunCommand.seed(arguments)
      let keys = overrides.map(\.key)
      if seed != nil, let key = keys.first(where: { $0 == "seed" || $0 == "run.seed" }) {
        throw arguments.error("--seed and --set \(key)=… both give the seed; leave one out")
      }
      workerCount = try SceneInput.workerCount(arguments)
      out = arguments.value("--out")
      isForced = arguments.flag("--force")
      isQuiet = arguments.flag("--quiet")
      wantsJSON = try SceneInput.wantsJSON(arguments)
      showsTiming = arguments.flag("--timing")
      if isForced && out == nil { throw arguments.error("--force needs --out DIR") }
    }
  }

  /// The seed asked for; random seeds stay below 2⁵³ so that every reader of JSON keeps them.
  private static func seed(_ arguments: Arguments) throws(UsageError) -> UInt64? {
    guard let text = arguments.value("--seed") else { return nil }
    if text == "random" { return UInt64.random(in: 0..<(1 << 53)) }
    guard let seed = UInt64(text) else {
      throw arguments.error("--seed \(text): expected a whole number of at least 0, or 'random'")
    }
    return seed
  }

  private static func record(
    _ model: WorldModel, _ options: Options, _ warnings: [Diagnostic], start: Double,
    to destination: RunDestination
  ) throws(RecordingError) -> Int32 {
    let scene = model.scene
    try destination.check()
    LeftOverNotice.tell(folder: destination.parent)
    let startedAt = WallClock.timestamp()
    Interruption.listen()
    var recorder = try RunRecorder(destination, scene: scene)
    let pool = WorkerPool(workerCount: options.workerCount)
    var fleet = Fleet(model: model, pool: pool)
    let setupSeconds = WallClock.monotonic() - start
    let isSilent = options.isQuiet || options.wantsJSON && !Terminal.canRedraw
    var display = ProgressDisplay(ProgressDisplay.fitting(isQuiet: isSilent))
    let loop = RunLoop(
      stepsPerSecond: scene.clocks.physicsRate, seriesPeriod: Double(scene.outputs.seriesPeriod),
      duration: Double(scene.run.duration))
    let loopStart = WallClock.monotonic()
    let trap = TestTrap()
    var step = 0
    var end = RunEnd(isInterrupted: true, wallTime: 0)
    do throws(RecordingError) {
      end = try loop.run(
        &fleet, observer: &recorder, onProgress: { display.show($0) },
        shouldStop: {
          trap?.strike(seed: scene.run.seed, step: &step)
          return Interruption.isRequested
        })
    } catch {
      // A disk that refuses ends the run; the recorder remembers why and keeps what it has.
      end.wallTime = WallClock.monotonic() - loopStart
    }
    display.finish()
    let summary = RunSummary(
      of: fleet, scene: scene, sceneFile: options.scenePath, overrides: options.overrides,
      robotCount: model.robotCount, workerCount: options.workerCount,
      build: Release.buildIdentity(), startedAt: startedAt, setupSeconds: setupSeconds, end: end)
    let folder = try recorder.finish(
      summary, robots: robotTable(fleet),
      onRemark: { Terminal.error("fleetfield: warning: \(visibleText($0))\n") })
    report(summary, options, warnings, folder: folder)
    return summary.isComplete ? ExitCode.done : ExitCode.failed
  }

  /// The text of `robots.csv`.
  private static func robotTable(_ fleet: borrowing Fleet) -> String {
    var text = CSVText.line(Fleet.robotColumns)
    for row in 0..<fleet.robotCount { text += CSVText.line(fleet.robotRow(row)) }
    return text
  }

  private static func report(
    _ summary: RunSummary, _ options: Options, _ warnings: [Diagnostic], folder: String
  ) {
    if options.wantsJSON {
      var pairs: [(String, JSONText)] = [
        ("status", .string(summary.isComplete ? "done" : "failed")),
        ("run_folder", .string(folder)),
        ("diagnostics", .array(warnings.map { .raw($0.json) })),
      ]
      if case .object(let rest) = summary.json { pairs += rest }
      Terminal.out(.object(pairs))
    } else if options.isQuiet {
      Terminal.out(
        "\(visibleText(folder))  seed \(summary.seeds.seed)  hash \(summary.report.stateHash)\n")
    } else {
      Terminal.out(
        SummaryTable.text(summary, folder: visibleText(folder), showsStages: options.showsTiming))
    }
    if summary.isInterrupted {
      Terminal.error(
        "fleetfield: stopped by \(Interruption.name); the files in '\(visibleText(folder))' are closed and "
          + "complete up to \(NumberText.span(summary.time))\n")
    }
  }
}
