import Scenes

/// What is recorded frame by frame: `run.mcap` and the table of trajectories.
extension RunRecorder {
  /// True where frames are written.
  public var isRecording: Bool { record.isOpen || trajectories.isOpen }

  /// Begins what a scene records, at a physics step; does nothing where that is begun.
  public mutating func beginRecord(_ scene: Scene, at step: Int) throws(RecordingError) {
    guard let plan = FramePlan(scene), !isRecording else { return }
    let wanted = scene.outputs.record
    try attempt { recorder throws(RecordingError) in
      if wanted.mcap {
        try recorder.record.begin(
          recorder.told(scene), build: Release.buildIdentity(), at: step)
      }
      if wanted.trajectories != .none {
        try recorder.trajectories.begin(
          in: recorder.partialFolder, wanted.trajectories, FrameRoster(scene, plan))
      }
    }
  }

  /// A scene as its record tells of it: of a run that is begun again as the process before had it, which knew the
  /// parameters and where every value came from.
  private func told(_ scene: Scene) -> Scene {
    guard isBegunAgain, let request,
      let text = try? TextFile.read("\(partialFolder)/\(RunFolder.sceneFile)")
    else { return scene }
    var scene = scene
    scene.parameters = request.parameters
    let kept = KeptInputs(request.inputs)
    var own = scene
    own.inputs = request.inputs
    let rest = own.recordedInputs(keeping: kept.place)
    scene.resolvedText = text.hasSuffix(rest) ? String(text.dropLast(rest.count)) : text
    return scene
  }

  /// Goes on with what another process began.
  mutating func reopenRecord(
    _ scene: Scene, _ continuation: RunContinuation
  ) throws(RecordingError) {
    let table = scene.outputs.record.trajectories
    for position in continuation.positions {
      if position.name == RunFolder.recordFile {
        try record.reopen(scene, at: position, continuation.recordState)
      }
      if [RunFolder.trajectoriesFile, RunFolder.framesFile].contains(position.name),
        let plan = FramePlan(scene)
      {
        try trajectories.reopen(
          in: partialFolder, table, FrameRoster(scene, plan), at: position)
      }
    }
  }

  /// Appends a frame to what is recorded.
  public mutating func add(frame: RunFrame) throws(RecordingError) {
    guard isRecording else { return }
    try attempt { recorder throws(RecordingError) in
      if recorder.record.isOpen { try recorder.record.add(frame: frame) }
      if recorder.trajectories.isOpen { try recorder.trajectories.add(frame) }
    }
  }
}
