import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield resume`: goes on with a run that was killed or stopped, as if nothing had been.
enum ResumeCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "resume", summary: "go on with a run that was killed or stopped", operands: ["RUN"],
    options: [
      SceneInput.workers, SceneInput.root, SceneInput.requireSuccess, SceneInput.format,
      OptionSpec(
        name: "--quiet", kind: .flag,
        help: "no progress or warnings (errors stay); one line in place of the summary"),
      OptionSpec(
        name: "--timing", kind: .flag, help: "add the wall time per stage to the summary"),
    ],
    notes: [
      "RUN is what a run with --snapshot-every left: the folder of one that was stopped, or the",
      "folder .<name>.partial-… of one that was killed (<name> does where there is one such folder).",
      "It ends with the files and hashes of the run that was never interrupted, with any number of",
      "workers; summary.json says where it was gone on with. Only the build that began it can. One",
      "that was killed before its first snapshot begins again at its start.",
      "Exit codes: as of 'fleetfield run'; 2 where RUN is complete, has no snapshot, or none that can",
      "be used: then nothing is changed.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let voice = RunVoice(
      isQuiet: arguments.flag("--quiet"), wantsJSON: try SceneInput.wantsJSON(arguments),
      showsTiming: arguments.flag("--timing"))
    let workerCount = try SceneInput.workerCount(arguments)
    do throws(RecordingError) {
      return try resume(
        arguments.operands[0], workerCount: workerCount,
        requiresSuccess: arguments.flag("--require-success"), voice)
    } catch {
      return Complaint.report(error, asJSON: voice.wantsJSON)
    }
  }

  private static func resume(
    _ path: String, workerCount: Int, requiresSuccess: Bool, _ voice: RunVoice
  ) throws(RecordingError) -> Int32 {
    let start = WallClock.monotonic()
    let stored = try StoredRun(path)
    guard stored.isUnfinished else {
      throw RecordingError(
        "the run in '\(stored.folder)' is complete; 'fleetfield run --from \(stored.folder) --at TIME "
          + "--set …' goes on from it under a change", isInput: true)
    }
    let build = Release.buildIdentity()
    let snapshot = try stored.snapshot(build: build, onRemark: voice.remark)
    guard var request = snapshot?.header.request ?? stored.requestAtStart else {
      throw RecordingError(withoutState(stored), isInput: true)
    }
    let step = snapshot?.header.step ?? 0
    let course = RunCourse(folder: stored.folder)
    guard let legs = RunScenes.legs(course, from: course.leg(at: step), voice: voice) else {
      return ExitCode.wrongInput
    }
    // The state before the folder: what is refused has changed nothing.
    let pool = WorkerPool(workerCount: workerCount)
    let moment = try snapshot.map { snapshot throws(RecordingError) in
      try RunScenes.moment(snapshot, of: stored.folder)
    }
    let fleet: Fleet
    if let moment {
      fleet = try RunScenes.fleet(moment, legs[0].model, pool, of: stored.folder)
    } else {
      voice.remark(
        "'\(stored.folder)' was killed before its first snapshot: it begins at its start")
      fleet = Fleet(model: legs[0].model, pool: pool)
    }
    request.resumedAt.append(step)
    if requiresSuccess, legs[legs.count - 1].model.success == nil {
      throw RecordingError(
        "--require-success: the scene of '\(stored.folder)' states no success", isInput: true)
    }
    Interruption.listen()
    let continuation =
      if let snapshot {
        try stored.resumption(from: snapshot, request: request)
      } else {
        try stored.restart(request)
      }
    let recorder = try RunRecorder(continuation, scene: legs[legs.count - 1].model.scene)
    var recording = RunRecording(
      legs: legs, sceneFile: request.sceneFile, overrides: request.overrides, warnings: [],
      workerCount: workerCount, voice: voice, start: start)
    recording.requiresSuccess = requiresSuccess
    return try recording.record(fleet, watch: moment?.watch, to: recorder)
  }

  /// Why a folder without a snapshot is not gone on with, and what does instead.
  private static func withoutState(_ stored: StoredRun) -> String {
    let scene = "\(stored.folder)/\(RunFolder.sceneFile)"
    let hint =
      RunFolder.exists(scene)
      ? "; 'fleetfield run \(scene)' makes it again from its start" : ""
    return "'\(stored.folder)' has no snapshot to go on from: the run was made without "
      + "--snapshot-every"
      + (stored.isWhole || !hint.isEmpty ? "" : ", or killed as it made its folder") + hint
  }
}
