import SimCore

extension RunRecorder {
  /// Keeps a moment in `snapshots/`, after everything that was written before it is on the disk.
  public mutating func add(moment: KeptMoment) throws(RecordingError) {
    try attempt { recorder throws(RecordingError) in try recorder.keep(moment) }
  }

  private mutating func keep(_ moment: KeptMoment) throws(RecordingError) {
    guard var request, request.stepsPerSnapshot != nil else { return }
    request.wallSeconds += WallClock.monotonic() - begun
    // The files first: a snapshot that has its name promises that they go so far.
    var positions = [try series.settle(), try hashes.settle()]
    if events.isOpen { positions.append(try events.settle()) }
    if fields.isOpen { positions.append(try fields.settle()) }
    if directives.isOpen { positions.append(try directives.settle()) }
    var recordState: [UInt8] = []
    if record.isOpen {
      let settled = try record.settle()
      positions.append(settled.position)
      recordState = settled.state
    }
    if trajectories.isOpen { positions.append(try trajectories.settle()) }
    let folder = partialFolder
    try RunFolder.makeFolders("\(folder)/\(RunFolder.snapshotsFolder)")
    try TextFile.replace("\(folder)/\(RunSnapshots.robotsPlace(moment.step))", with: moment.robots)
    let file = SnapshotFile(
      header: SnapshotFile.Header(
        version: Release.version, build: build, step: moment.step, files: positions,
        request: request), state: moment.state, recordState: recordState)
    try TextFile.replace("\(folder)/\(RunSnapshots.statePlace(moment.step))", bytes: file.bytes)
    // Every snapshot says it, too.
    RunRequest.forget(in: folder)
  }
}
