import Scenes
import SimCore
import Simulation

/// A recorded run that is simulated again and held against its record.
///
///     let replay = try RunReplay(folder: "runs/latest")
///     let outcome = try replay.verify(legs, pool: pool)
///     print(outcome.isIdentical)
///
/// It begins at step 0, goes through the scenes that were in force, does what a person did, and compares
/// hashes, rows, events and tables of robots as they come up. It stops behind the first difference, at the
/// first moment at which the record tells how every robot stood.
public struct RunReplay {
  /// The program that recorded the run.
  public let build: String
  private let stepCount: Int
  private let interventions: [LoggedIntervention]
  private let robots: RobotRecord
  private let lines: RecordedLines

  /// Reads the record of a run.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it is no run folder, or a file is broken.
  public init(folder: String) throws(RecordingError) {
    let folder = RunFolder.resolved(RunFolder.withoutTrailingSlash(folder))
    let run = try RecordedRun(folder: folder)
    build = run.build
    stepCount = try RunInputs(folder: folder).steps ?? run.stepCount
    interventions = run.interventions
    robots = RobotRecord(folder: folder)
    lines = try RecordedLines(folder: folder, run)
  }

  /// Simulates the run again.
  ///
  /// - Parameters:
  ///   - legs: The compiled scenes of the run, from its beginning.
  ///   - pool: The workers; never changes what is found.
  ///   - onProgress: Told before every step.
  ///   - shouldStop: Asked before every step; what was verified until then is the outcome.
  /// - Returns: What was compared, and the first difference.
  /// - Throws: `RecordingError` (`isInput`) where a table of the record cannot be read, or a scene does not
  ///   go on from the one before.
  /// - Complexity: That of the run.
  public func verify(
    _ legs: [CompiledLeg], pool: WorkerPool, onProgress: (RunProgress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(RecordingError) -> ReplayOutcome {
    var check = ReplayCheck(lines)
    var fleet = Fleet(model: legs[0].model, pool: pool)
    var watch = EventWatch()
    let scene = legs[0].model.scene
    let loop = RunLoop(
      stepsPerSecond: scene.clocks.physicsRate, seriesPeriod: Double(scene.outputs.seriesPeriod),
      duration: Double(stepCount) / Double(scene.clocks.physicsRate))
    try check.begin(columns: fleet.recordedColumns())
    var (leg, isContinued) = (0, false)
    for stop in stops(legs) {
      let part = try loop.goOn(
        &fleet, watch: &watch, observer: &check, isContinued: isContinued, through: stop,
        onProgress: onProgress, shouldStop: shouldStop)
      isContinued = true
      check.outcome.lastStep = fleet.stepCount
      check.outcome.isInterrupted = part.isInterrupted
      if robots.steps.contains(stop) {
        let found = try RobotTable(text: fleet.stateTable(), path: "the replay")
        check.compare(found, try robots.table(at: stop), at: fleet)
      }
      if stop == stepCount { try finish(&check, fleet, loop) }
      if part.isInterrupted || check.isSettled || fleet.stepCount < stop { break }
      if leg + 1 < legs.count, legs[leg].lastStep == stop {
        try legs[leg + 1].takeOver(&fleet, from: legs[leg], pool: pool)
        leg += 1
      }
      try interventions.apply(at: stop, to: &fleet)
    }
    return check.outcome
  }

  /// Steps at which something is compared or changed, and the end.
  private func stops(_ legs: [CompiledLeg]) -> [Int] {
    let steps = robots.steps + legs.compactMap(\.lastStep) + interventions.map(\.step) + [stepCount]
    return Set(steps).filter { $0 <= stepCount }.sorted()
  }

  /// Compares what only the end has: the last row, and `robots.csv`.
  private func finish(
    _ check: inout ReplayCheck, _ fleet: borrowing Fleet, _ loop: RunLoop
  ) throws(RecordingError) {
    if fleet.stepCount % loop.stepsPerRow != 0 {
      var row: [Double] = []
      fleet.seriesRow(into: &row)
      try check.add(row: row)
    }
    check.finish()
    guard robots.lastStep == stepCount else { return }
    var text = CSVText.line(Fleet.robotColumns)
    for row in 0..<fleet.robotCount { text += CSVText.line(fleet.robotRow(row)) }
    let found = try RobotTable(text: text, path: "the replay")
    check.compare(found, try robots.end(), at: fleet)
  }
}
