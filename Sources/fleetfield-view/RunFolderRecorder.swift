import Recording
import Scenes
import SimCore
import Simulation
import Viewing

/// Takes a live session down and writes it as a run folder when the session ends.
///
/// Rows are kept by step: what is simulated again after a seek is the same and is passed over, and
/// what an intervention voids is dropped. The run in the folder goes from step 0 to the step at
/// which the session ended, so that `fleetfield view` replays exactly what was done.
final class RunFolderRecorder: SessionRecorder {
  private let model: WorldModel
  private let sceneFile: String
  private let edits: [String]
  private let workerCount: Int
  private let destination: RunDestination
  private let stepsPerSecond: Int
  private let stepsPerRow: Int
  private let stepsPerFields: Int?
  private let startedAt = WallClock.timestamp()
  private let start = WallClock.monotonic()
  private var rows: [(step: Int, row: [Double])] = []
  private var hashes: [(step: Int, hash: String)] = []
  private var events: [FleetEvent] = []
  private var fields: [(step: Int, rows: [FieldRow])] = []
  private var directives: [(step: Int, lives: [DirectiveLife])] = []
  private var lastStep = -1

  init(
    model: WorldModel, sceneFile: String, edits: [String], workerCount: Int,
    destination: RunDestination
  ) {
    self.model = model
    self.sceneFile = sceneFile
    self.edits = edits
    self.workerCount = workerCount
    self.destination = destination
    CrashGuard.note(kept: "a session is recorded when it ends, so nothing of this one is kept")
    stepsPerSecond = model.scene.clocks.physicsRate
    stepsPerFields = RunLoop.steps(Double(model.scene.outputs.fieldPeriod), stepsPerSecond)
    stepsPerRow = max(
      1, Int((Double(model.scene.outputs.seriesPeriod) * Double(stepsPerSecond)).rounded()))
  }

  func note(_ fleet: borrowing Fleet, events more: [FleetEvent]) {
    let step = fleet.stepCount
    guard step > lastStep else { return }
    lastStep = step
    events += more
    if step % stepsPerRow == 0 { rows.append((step, row(of: fleet))) }
    if step % stepsPerSecond == 0 { hashes.append((step, fleet.stateHash())) }
    if let period = stepsPerFields, step % period == 0 { fields.append((step, fleet.fieldRows())) }
    let ended = model.scene.outputs.directives ? fleet.endedDirectives() : []
    if !ended.isEmpty { directives.append((step, ended)) }
  }

  func void(after step: Int) {
    lastStep = min(lastStep, step)
    rows.removeAll { $0.step > step }
    hashes.removeAll { $0.step > step }
    events.removeAll { $0.step > step }
    fields.removeAll { $0.step > step }
    directives.removeAll { $0.step > step }
  }

  func finish(_ fleet: borrowing Fleet, interventions: [LoggedIntervention])
    -> SessionRemark
  {
    // A session that ended while it looked at its past is recorded up to there.
    void(after: fleet.stepCount)
    if rows.last?.step != fleet.stepCount { rows.append((fleet.stepCount, row(of: fleet))) }
    if model.scene.outputs.directives {
      directives.append((fleet.stepCount, fleet.openDirectives()))
    }
    do throws(RecordingError) {
      var recorder = try RunRecorder(destination, scene: model.scene)
      // Where the disk refuses, the recorder remembers why, and `finish` keeps what there is.
      do throws(RecordingError) { try write(to: &recorder) } catch {}
      let summary = RunSummary(
        of: fleet, scene: model.scene, sceneFile: sceneFile, overrides: [],
        robotCount: model.robotCount, workerCount: workerCount, build: Release.buildIdentity(),
        startedAt: startedAt, setupSeconds: 0,
        end: RunEnd(
          isInterrupted: !fleet.isFinished, wallTime: WallClock.monotonic() - start))
      var robots = CSVText.line(Fleet.robotColumns)
      for row in 0..<fleet.robotCount { robots += CSVText.line(fleet.robotRow(row)) }
      let notes = edits.map { LoggedIntervention(step: 0, intervention: .edit($0)) }
      let folder = try recorder.finish(
        summary, robots: robots, orders: fleet.orderTable(), interventions: notes + interventions)
      return SessionRemark(
        "\(folder): \(fleet.stepCount) steps, \(interventions.count) interventions")
    } catch {
      return SessionRemark(
        "the session was not recorded whole: \(error.message)", isFailure: true)
    }
  }

  private func write(to recorder: inout RunRecorder) throws(RecordingError) {
    try recorder.begin(columns: Fleet.seriesColumns(of: model))
    for entry in rows { try recorder.add(row: entry.row) }
    for entry in hashes {
      try recorder.add(hash: entry.hash, second: entry.step / stepsPerSecond, step: entry.step)
    }
    for event in events { try recorder.add(event: event) }
    for entry in fields { try recorder.add(fields: entry.rows) }
    for entry in directives { try recorder.add(directives: entry.lives) }
  }

  private func row(of fleet: borrowing Fleet) -> [Double] {
    var row: [Double] = []
    fleet.seriesRow(into: &row)
    return row
  }
}
