import Commands
import Contracts
import Doors
import PolicyProcesses
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield run`: one scene, one seed, one run folder.
enum RunCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "run", summary: "run a scene and write a run folder", operands: ["[SCENE]"],
    options: [
      SceneInput.set,
      OptionSpec(
        name: "--seed", kind: .value, placeholder: "n|random",
        help: "another seed than the scene's; random draws one and prints it"),
      SceneInput.workers, SceneInput.root,
      OptionSpec(
        name: "--out", kind: .value, placeholder: "DIR",
        help: "the run folder (default: runs/<scene>-<seed>-<number>, and the link runs/latest)"),
      OptionSpec(
        name: "--force", kind: .flag, help: "replace the run that --out holds already"),
      OptionSpec(
        name: "--snapshot-every", kind: .value, placeholder: "TIME",
        help: "keep the whole state every so often, for 'fleetfield resume' and --from"),
      OptionSpec(
        name: "--record", kind: .flag,
        help: "make run.mcap in the folder: robots, fields, metrics and events for other tools"),
      OptionSpec(
        name: "--trajectories", kind: .value, placeholder: "csv|npz",
        help: "make trajectories.csv or .npz in the folder: every robot, frame by frame"),
      OptionSpec(
        name: "--record-every", kind: .value, placeholder: "TIME",
        help: "the time between two frames of these (default: 100ms)"),
      OptionSpec(
        name: "--follow", kind: .repeated, placeholder: "ROBOT",
        help: "with --record: keep transform and scan of a robot, such as 'carrier 3', too"),
      OptionSpec(
        name: "--from", kind: .value, placeholder: "RUN",
        help: "in place of SCENE: go on from a run folder, with --set what changes"),
      OptionSpec(
        name: "--at", kind: .value, placeholder: "TIME",
        help: "with --from: the simulated time from which on the change holds"),
      SceneInput.requireSuccess,
      OptionSpec(
        name: "--policy", kind: .repeated, placeholder: "NAME=COMMAND",
        help: "start a program that plays the scene's external policy NAME; or NAME=unix:PATH"),
      OptionSpec(
        name: "--policy-timeout", kind: .value, placeholder: "TIME",
        help: "the wall time such a program has for an answer (default: 10s)"),
      SceneInput.format,
      OptionSpec(
        name: "--quiet", kind: .flag,
        help: "no progress or warnings (errors stay); one line in place of the summary"),
      OptionSpec(
        name: "--timing", kind: .flag, help: "add the wall time per stage to the summary"),
    ],
    notes: [
      "The run folder holds scene.resolved.yaml, summary.json, series.csv, hashes.csv, robots.csv,",
      "fields.csv and directives.csv, and events.csv where anything happened; inputs/ has copies of small files that were read.",
      "Ctrl-C, SIGTERM and SIGHUP end the run early and complete the files; a second Ctrl-C ends at",
      "once. What a run leaves that could not complete them is removed by 'fleetfield clean', or",
      "completed by 'fleetfield resume' where it kept snapshots.",
      "With --from and --at these may change: "
        + BranchRule.changeable.prefix(3).joined(separator: ", ") + ",",
      BranchRule.changeable.dropFirst(3).joined(separator: ", ") + ".",
      "--policy starts a command of the shell, for a policy of kind externalExecutor or",
      "externalOrchestrator; it speaks fleetfield-policy/1 on its standard input and output.",
      "Exit codes: 0 done, 1 the run was stopped, could not be written or had a robot quarantined,",
      "or a program did not answer, 2 wrong input, 3 with --require-success where the run is none, 70 a fault of the program, which names the partial folder with what was written.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let options = try RunOptions(arguments)
    let destination: RunDestination?
    do throws(RecordingError) {
      destination = try options.out.map { path throws(RecordingError) in
        try RunDestination.fixed(path, force: options.isForced)
      }
      if options.from != nil { return try RunBranch.run(options, to: destination) }
    } catch {
      return Complaint.report(error, asJSON: options.voice.wantsJSON)
    }
    let start = WallClock.monotonic()
    let path = options.scenePath ?? ""
    switch SceneInput.open(
      path: path, overrides: options.overrides + options.recorded, seed: options.seed,
      isQuiet: options.voice.isQuiet,
      players: .named(options.programs.map(\.policy)))
    {
    case .wrong(let diagnostics):
      options.voice.complain(diagnostics)
      return ExitCode.wrongInput
    case .ready(let model, let warnings):
      options.voice.warn(warnings)
      var recording = RunRecording(
        legs: [CompiledLeg(model: model, lastStep: nil)], sceneFile: path,
        overrides: options.overrides, warnings: warnings, workerCount: options.workerCount,
        voice: options.voice, start: start)
      recording.requiresSuccess = options.requiresSuccess
      let scene = model.scene
      if let mistake = RunPlayers.mistake(options.programs, scene)
        ?? (options.requiresSuccess ? recording.lackOfSuccess : nil)
      {
        throw arguments.error(mistake)
      }
      do throws(RecordingError) {
        return try record(
          recording, options,
          to: destination ?? .numbered(sceneName: scene.name, seed: scene.run.seed))
      } catch {
        return Complaint.report(error, asJSON: options.voice.wantsJSON)
      }
    }
  }

  private static func record(
    _ recording: RunRecording, _ options: RunOptions, to destination: RunDestination
  ) throws(RecordingError) -> Int32 {
    let model = recording.legs[0].model
    try destination.check()
    LeftOverNotice.tell(folder: destination.parent)
    Interruption.listen()
    let request = options.snapshotPeriod.map { period in
      RunRequest(
        scene: model.scene, sceneFile: recording.sceneFile, overrides: options.overrides,
        startedAt: recording.startedAt, destination: destination,
        stepsPerSnapshot: steps(period, model))
    }
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: recording.workerCount))
    // Before the folder: a program that does not start leaves none.
    let players: PolicyProcesses?
    do throws(PolicyFailure) {
      players = try RunPlayers.start(options, &fleet)
    } catch {
      return Complaint.report(
        RecordingError(error.isStop ? "stopped by \(Interruption.name)" : error.message),
        asJSON: options.voice.wantsJSON)
    }
    defer { players?.leave() }
    let recorder = try RunRecorder(
      destination, scene: model.scene, request: request)
    return try recording.record(fleet, watch: nil, to: recorder)
  }

  /// Whole physics steps in a time, at least one.
  static func steps(_ seconds: Double, _ model: WorldModel) -> Int {
    max(1, Int(min((seconds * Double(model.clocks.physicsRate)).rounded(), 1e15)))
  }
}
