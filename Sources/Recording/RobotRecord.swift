/// The moments at which a run folder says how every robot stood.
///
/// A run with snapshots has a table at each of them; every run has `robots.csv` at its end, rounded.
struct RobotRecord {
  private let folder: String
  /// Steps with an exact table, ascending.
  let steps: [Int]
  /// The step of the end, with `robots.csv`; nil where the folder does not have both.
  let lastStep: Int?

  /// The moments of a folder.
  init(folder: String) {
    self.folder = folder
    steps = RunSnapshots.tableSteps(in: folder)
    let hasEnd = RunFolder.exists("\(folder)/\(RunFolder.robotsFile)")
    lastStep = hasEnd ? (try? RunInputs(folder: folder))?.steps : nil
  }

  /// The exact table of a step.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it cannot be read.
  func table(at step: Int) throws(RecordingError) -> RobotTable {
    try RobotTable(path: "\(folder)/\(RunSnapshots.robotsPlace(step))")
  }

  /// The table of the end.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it cannot be read.
  func end() throws(RecordingError) -> RobotTable {
    try RobotTable(path: "\(folder)/\(RunFolder.robotsFile)")
  }

  /// What differs at the first moment after a step that both folders tell of; nil where nothing does, or
  /// there is no such moment.
  ///
  /// - Throws: `RecordingError` (`isInput`) where a table cannot be read.
  func difference(
    from other: RobotRecord, after step: Int, stepsPerSecond: Int
  ) throws(RecordingError) -> StateDifference? {
    for moment in steps where moment > step && other.steps.contains(moment) {
      let found = try table(at: moment).difference(
        from: other.table(at: moment), step: moment,
        time: Double(moment) / Double(max(1, stepsPerSecond)))
      if let found { return found }
    }
    guard let lastStep, lastStep == other.lastStep else { return nil }
    return try end().difference(
      from: other.end(), step: lastStep, time: Double(lastStep) / Double(max(1, stepsPerSecond)))
  }
}
