import Recording
import Scenes
import SimCore
import Simulation

/// A run on its way into its folder: what `run`, `run --from` and `resume` share.
struct RunRecording {
  /// The parts, at least one; the run stands in the first.
  var legs: [CompiledLeg]
  /// The scene's file as the user named it.
  var sceneFile: String
  /// `--set` as given.
  var overrides: [(key: String, value: String)]
  /// Warnings about the scene.
  var warnings: [Diagnostic]
  /// Number of threads.
  var workerCount: Int
  /// How it speaks.
  var voice: RunVoice
  /// True where a run that is no success ends with a status of its own.
  var requiresSuccess = false
  /// When the command began, on the monotonic clock.
  var start: Double
  /// When that was, UTC.
  let startedAt = WallClock.timestamp()

  /// Runs to the end, or until somebody stops it, and completes the folder.
  ///
  /// - Parameters:
  ///   - fleet: The run where it stands.
  ///   - watch: What was said of it so far; nil where the run is at its beginning and the folder is empty.
  ///   - recorder: The folder.
  /// - Returns: The exit code.
  /// - Throws: `RecordingError` where the folder cannot be completed.
  func record(
    _ fleet: consuming Fleet, watch: EventWatch?, to recorder: consuming RunRecorder
  ) throws(RecordingError) -> Int32 {
    var fleet = fleet
    var recorder = recorder
    var watch = watch
    let setupSeconds = WallClock.monotonic() - start
    let last = legs[legs.count - 1].model
    var display = voice.display
    let loopStart = WallClock.monotonic()
    var end = RunEnd(isInterrupted: true, wallTime: 0)
    do throws(RecordingError) {
      end = try drive(&fleet, &watch, &recorder, &display)
    } catch {
      // A disk that refuses ends the run; the recorder remembers why and keeps what it has.
      end.wallTime = WallClock.monotonic() - loopStart
    }
    display.finish()
    let summary = RunSummary(
      of: fleet, scene: last.scene, sceneFile: sceneFile, overrides: overrides,
      robotCount: last.robotCount, workerCount: workerCount, build: Release.buildIdentity(),
      startedAt: startedAt, setupSeconds: setupSeconds, end: end, request: recorder.request)
    let folder = try recorder.finish(
      summary, robots: Self.robotTable(fleet), orders: fleet.orderTable(),
      onRemark: { Terminal.error("fleetfield: warning: \(visibleText($0))\n") })
    voice.report(summary, warnings, folder: folder, requiresSuccess: requiresSuccess)
    guard summary.isComplete else { return ExitCode.failed }
    return requiresSuccess && summary.isSuccess == false ? ExitCode.noSuccess : ExitCode.done
  }

  /// What is wrong with requiring success; nil where the last scene states one.
  var lackOfSuccess: String? {
    legs[legs.count - 1].model.success == nil
      ? "--require-success: the scene states no success; add a section 'success'" : nil
  }

  /// Drives the run through its parts.
  private func drive(
    _ fleet: inout Fleet, _ watch: inout EventWatch?, _ recorder: inout RunRecorder,
    _ display: inout ProgressDisplay
  ) throws(RecordingError) -> RunEnd {
    let trap = TestTrap()
    var step = 0
    var isContinued = watch != nil
    if isContinued {
      recorder.goOn(columns: fleet.recordedColumns(), at: fleet.time)
    } else {
      try recorder.begin(columns: fleet.recordedColumns())
    }
    var seen = watch ?? EventWatch()
    var total = RunEnd(isInterrupted: false, wallTime: 0)
    for (index, leg) in legs.enumerated() {
      let scene = leg.model.scene
      var loop = RunLoop(
        stepsPerSecond: scene.clocks.physicsRate, seriesPeriod: Double(scene.outputs.seriesPeriod),
        duration: Double(legs[legs.count - 1].model.duration))
      loop.note(scene.outputs)
      // A record is of one scene: it begins with the last part.
      if index + 1 == legs.count {
        loop.frames = FramePlan(scene)
        try begin(&recorder, scene, fleet, isContinued: isContinued)
      }
      loop.stepsPerMoment = recorder.request?.stepsPerSnapshot
      func goOn(through last: Int?) throws(RecordingError) -> RunEnd {
        try loop.goOn(
          &fleet, watch: &seen, observer: &recorder, isContinued: isContinued, through: last,
          onProgress: { display.show($0) },
          shouldStop: {
            trap?.strike(seed: scene.run.seed, step: &step)
            return Interruption.isRequested
          })
      }
      if let bad = TestBadState(), fleet.stepCount <= bad.step, bad.row < fleet.robotCount {
        total.wallTime += try goOn(through: bad.step).wallTime
        fleet.corrupt(bad.row, bad.quantity)
        isContinued = true
      }
      let part = try goOn(through: leg.lastStep)
      total.wallTime += part.wallTime
      total.isInterrupted = part.isInterrupted
      total.policyError = part.policyError
      if part.isInterrupted || index + 1 == legs.count { break }
      try legs[index + 1].takeOver(
        &fleet, from: leg, pool: WorkerPool(workerCount: workerCount))
      isContinued = true
    }
    watch = seen
    return total
  }

  /// Begins the record of a part, where there is one to begin, with the frame of its first moment.
  private func begin(
    _ recorder: inout RunRecorder, _ scene: Scene, _ fleet: borrowing Fleet, isContinued: Bool
  ) throws(RecordingError) {
    guard let plan = FramePlan(scene), !recorder.isRecording else { return }
    try recorder.beginRecord(scene, at: fleet.stepCount)
    // The loop takes the first one of a run that begins.
    guard isContinued, plan.isDue(at: fleet.stepCount) else { return }
    var frame = RunFrame(plan)
    fleet.frame(into: &frame)
    try recorder.add(frame: frame)
  }

  /// The text of `robots.csv`.
  private static func robotTable(_ fleet: borrowing Fleet) -> String {
    var text = CSVText.line(Fleet.robotColumns)
    for row in 0..<fleet.robotCount { text += CSVText.line(fleet.robotRow(row)) }
    return text
  }
}
