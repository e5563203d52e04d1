import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield run --from RUN --at TIME --set …`: goes on from a run under a changed scene.
enum RunBranch {
  /// Runs; `destination` is nil for the next free number.
  static func run(
    _ options: RunOptions, to destination: RunDestination?
  ) throws(RecordingError) -> Int32 {
    let start = WallClock.monotonic()
    guard let from = options.from else { return ExitCode.wrongInput }
    let stored = try StoredRun(from.folder)
    try refuseHands(in: stored.folder)
    let course = RunCourse(folder: stored.folder)
    // Clocks never change in a run: any of its scenes says how many steps a second has.
    guard let last = RunScenes.legs(course, from: course.legs.count - 1, voice: options.voice)
    else {
      return ExitCode.wrongInput
    }
    let rate = Double(last[0].model.clocks.physicsRate)
    let step = (from.second * rate).rounded()
    let end = last[0].model.duration
    // By steps: the end is kept in single precision, and the time that was typed for both is the same.
    guard step <= (end * rate).rounded() else {
      throw RecordingError(
        "--at \(NumberText.digits(from.second)) s is after the end of '\(stored.folder)' at "
          + "\(NumberText.digits(end)) s", isInput: true)
    }
    guard let changed = change(course, at: Int(step), options) else { return ExitCode.wrongInput }
    guard let past = past(course, last, at: Int(step), options.voice) else {
      return ExitCode.wrongInput
    }
    return try goOn(
      stored, past, changed, at: Int(step), options, start: start,
      to: destination
        ?? .numbered(sceneName: changed.scene.name, seed: changed.scene.run.seed))
  }

  /// Refuses a run that a person had a hand in: it does not come up again by itself.
  private static func refuseHands(in folder: String) throws(RecordingError) {
    let path = "\(folder)/\(RunFolder.interventionsFile)"
    if (try? TextFile.read(path)) == nil { return }
    throw RecordingError(
      "'\(path)' says that a person pushed or drove robots; a run with that cannot be gone on with "
        + "under a change", isInput: true)
  }

  /// The scene with the changes, compiled; nil after all mistakes were printed.
  private static func change(
    _ course: RunCourse, at step: Int, _ options: RunOptions
  ) -> WorldModel? {
    let base = course.legs[course.leg(from: step)].scenePath
    let refusals = options.overrides.enumerated().compactMap { index, pair in
      refusal(pair, line: index + 1)
    }
    let loaded = SceneLoader.load(
      path: base, overrides: (options.overrides + options.recorded).map { ($0.key, $0.value) },
      runsSweep: false)
    guard refusals.isEmpty else {
      // What else is wrong with a value that cannot be set at all does not matter.
      let refused = refusals.map { $0.location?.line }
      let others = loaded.diagnostics.filter {
        $0.location?.file != "--set" || !refused.contains($0.location?.line)
      }
      options.voice.complain(
        (others.filter { $0.severity == .error } + refusals).sorted {
          $0.location?.line ?? 0 < $1.location?.line ?? 0
        })
      return nil
    }
    switch CompiledScene(loaded) {
    case .ready(let model, let warnings):
      options.voice.warn(warnings)
      return model
    case .wrong(let mistakes):
      options.voice.complain(mistakes)
      return nil
    }
  }

  /// Why a key may not change in the middle, at its place on the command line; nil where it may.
  private static func refusal(_ pair: (key: String, value: String), line: Int) -> Diagnostic? {
    guard let reason = BranchRule.refusal(of: pair.key) else { return nil }
    return Diagnostic(
      severity: .error, message: "'\(pair.key)' cannot change in the middle of a run: \(reason)",
      location: SourceLocation(
        file: "--set", line: line, column: 1, length: pair.key.unicodeScalars.count),
      sourceLine: "\(pair.key)=\(pair.value)",
      notes: ["note: these can: \(BranchRule.changeable.joined(separator: ", "))"])
  }

  /// The compiled parts of the run up to the step; nil after mistakes were printed.
  private static func past(
    _ course: RunCourse, _ last: [CompiledLeg], at step: Int, _ voice: RunVoice
  ) -> [CompiledLeg]? {
    guard step > 0 else { return [] }
    let count = course.leg(at: step) + 1
    var legs = last
    if course.legs.count > 1 {
      guard let all = RunScenes.legs(course, from: 0, voice: voice) else { return nil }
      legs = all
    }
    legs = Array(legs.prefix(count))
    legs[count - 1].lastStep = step
    return legs
  }

  private static func goOn(
    _ stored: StoredRun, _ past: [CompiledLeg], _ changed: WorldModel, at step: Int,
    _ options: RunOptions, start: Double, to destination: RunDestination
  ) throws(RecordingError) -> Int32 {
    let folder = stored.folder
    let snapshot =
      step > 0
      ? try stored.snapshot(
        upTo: step, build: Release.buildIdentity(), onRemark: options.voice.remark) : nil
    var legs = past + [CompiledLeg(model: changed, lastStep: nil)]
    let pool = WorkerPool(workerCount: options.workerCount)
    var watch: EventWatch?
    var fleet: Fleet
    if let snapshot {
      let moment = try RunScenes.moment(snapshot, of: folder)
      legs.removeFirst(RunCourse(folder: folder).leg(at: snapshot.header.step))
      watch = moment.watch
      fleet = try RunScenes.fleet(moment, legs[0].model, pool, of: folder)
    } else {
      if step > 0 {
        options.voice.remark(
          "'\(folder)' has no snapshot before \(NumberText.digits(changed.clocks.loop.seconds(step))) s: "
            + "it is simulated from its start")
      }
      fleet = Fleet(model: legs[0].model, pool: pool)
    }
    try check(fleet, under: changed, legs[0].model, pool, at: step)
    var recording = RunRecording(
      legs: legs, sceneFile: RunCourse(folder: folder).legs.last?.scenePath ?? folder,
      overrides: [], warnings: [], workerCount: options.workerCount, voice: options.voice,
      start: start)
    recording.requiresSuccess = options.requiresSuccess
    if options.requiresSuccess, let lack = recording.lackOfSuccess {
      throw RecordingError(lack, isInput: true)
    }
    try destination.check()
    LeftOverNotice.tell(folder: destination.parent)
    var request = RunRequest(
      scene: changed.scene, sceneFile: recording.sceneFile, overrides: [],
      startedAt: recording.startedAt, destination: destination,
      stepsPerSnapshot: options.snapshotPeriod.map { RunCommand.steps($0, changed) })
    request.branches =
      (stored.isWhole ? try stored.branches(before: step) : snapshot?.header.request.branches ?? [])
      + [RunRequest.Branch(step: step, run: folder, overrides: options.overrides)]
    Interruption.listen()
    var recorder = try RunRecorder(
      RunContinuation(
        branching: folder, from: snapshot?.header, at: step, scene: changed.scene, to: destination,
        request: request), scene: changed.scene)
    // What is to be resumed needs a state from its first step on.
    if request.stepsPerSnapshot != nil, let watch, let moment = fleet.moment(watch) {
      try recorder.add(moment: moment)
    }
    return try recording.record(fleet, watch: watch, to: recorder)
  }

  /// Tries the change on the state as it is now, before anything is written.
  private static func check(
    _ fleet: borrowing Fleet, under changed: WorldModel, _ present: WorldModel, _ pool: WorkerPool,
    at step: Int
  ) throws(RecordingError) {
    guard changed.duration >= changed.clocks.loop.seconds(step) else {
      throw RecordingError(
        "the changed run would end at \(NumberText.digits(changed.duration)) s, before the change",
        isInput: true)
    }
    do throws(FleetSnapshotError) {
      _ = try Fleet(model: changed, pool: pool, continuing: fleet.snapshot(), of: present)
    } catch {
      throw RecordingError(
        "the run cannot go on under this change: \(error.description)", isInput: true)
    }
  }
}
