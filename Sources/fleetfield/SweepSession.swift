import Commands
import Experiments
import Recording
import Scenes
import SimCore

/// One call of `fleetfield sweep` after its words are understood: plan, resume, run, report.
struct SweepSession {
  let scenePath: String
  /// The plan; its digests come when every point has been loaded.
  var plan: SweepPlan
  /// The files as they are at the start; all runs are made from these bytes.
  let inputs: InputFiles
  var request: PairedComparison.Request?
  let storePath: String
  /// The part that is done; nil for all of it.
  let shard: SweepShard?
  let csvPath: String?
  let seriesColumns: [String]
  let workerCount: Int
  let retriesFailed: Bool
  let isQuiet: Bool
  let wantsJSON: Bool
  private let build = Release.buildIdentity()

  /// Does the sweep; returns the exit code.
  mutating func run() -> Int32 {
    if let csvPath {
      do throws(RecordingError) { try TextFile.check(csvPath) } catch {
        return Complaint.report(error, asJSON: wantsJSON)
      }
    }
    let costs: [Double]
    switch prepare() {
    case .success(let found): costs = found
    case .failure(let refusal): return refusal.code
    }
    do throws(DatabaseError) {
      return try run(costs: costs)
    } catch {
      return Complaint.report(
        RecordingError(error.message, isInput: error.isInput), asJSON: wantsJSON)
    }
  }

  /// The sweep cannot be made as asked; why was printed.
  struct Refusal: Error {
    var code: Int32
  }

  /// Loads every point; returns the cost of each, or the exit code after the mistakes were printed.
  mutating func prepare() -> Result<[Double], Refusal> {
    switch loadPoints() {
    case .success(let found):
      do throws(SweepError) { return .success(try settle(found)) } catch {
        return refuse(error.message)
      }
    case .failure(let wrong):
      if let message = wrong.message { return refuse(message) }
      Complaint.report(wrong.diagnostics, asJSON: wantsJSON)
      return .failure(Refusal(code: ExitCode.wrongInput))
    }
  }

  private func refuse(_ message: String) -> Result<[Double], Refusal> {
    .failure(
      Refusal(
        code: Complaint.report(UsageError(message: message, verb: "sweep"), asJSON: wantsJSON)))
  }

  /// How long runs take here, from the beginning of the cheapest and the dearest that can be made; nil where there is
  /// none.
  func pace(costs: [Double]) -> SweepPace? {
    let sound = costs.indices.filter { costs[$0] > 0 }
    guard let least = sound.min(by: { costs[$0] < costs[$1] }),
      let most = sound.max(by: { costs[$0] < costs[$1] })
    else { return nil }
    return SweepPace(
      scenePath: scenePath,
      Set([least, most]).sorted().map {
        (settings: plan.settings(at: plan.points[$0]), cost: costs[$0])
      }, seed: plan.seeds[0], inputs: inputs)
  }

  /// The sweep cannot be made because of what was asked for, not of a point's size.
  private struct WrongInput: Error {
    var diagnostics: [Diagnostic] = []
    /// What is wrong with the command line, in place of diagnostics.
    var message: String?
  }

  /// What loading a point once tells.
  private struct LoadedPoint {
    /// Expected cost: simulated robot seconds.
    var cost: Double
    /// What the scene means there, apart from the seed.
    var digest: String
    /// False where there is no scene, and the digest is of its mistakes.
    var isSound = true
  }

  /// Takes the points' digests, and leaves out values that mean the same as one before them.
  ///
  /// - Returns: The cost of each point that stays.
  private mutating func settle(_ found: [LoadedPoint]) throws(SweepError) -> [Double] {
    let (repetitions, kept) = plan.mergeValues(meaning: found.map { $0.isSound ? $0.digest : nil })
    request = try request?.without(repetitions)
    plan.digests = kept.map { found[$0].digest }
    if !isQuiet {
      for repetition in repetitions {
        Terminal.error(
          "the values '\(repetition.first)' and '\(repetition.value)' of the axis "
            + "'\(repetition.axis)' mean the same: they are one point\n")
      }
    }
    let costs = kept.map { found[$0].cost }
    if let shard { plan.keep(shard, costs: costs) }
    return costs
  }

  /// Loads each point once with the first seed, and thereby reads every file of the sweep.
  ///
  /// A point that cannot be loaded is an error of the command where its mistake is in the name or
  /// value of an axis itself, or where no point loads or compiles; else (a fleet too large for its
  /// zone) it is left to fail alone.
  private func loadPoints() -> Result<[LoadedPoint], WrongInput> {
    var points: [LoadedPoint] = []
    var firstWrong: [Diagnostic]?
    var loadedCount = 0
    var trial = SweepTrial(key: request?.key)
    for point in plan.points {
      let result = SceneLoader.load(
        path: scenePath, overrides: plan.settings(at: point).map { ($0.key, $0.value) },
        seed: plan.seeds[0], inputs: inputs, runsSweep: false)
      let errors = result.diagnostics.filter { $0.severity == .error }
      if let scene = result.scene {
        loadedCount += 1
        trial.look(at: point, scene)
        let robots = scene.robots.reduce(0) { $0 + $1.count }
        points.append(
          LoadedPoint(
            cost: Double(robots) * Double(scene.run.duration), digest: scene.digest))
      } else {
        let told = errors.filter { $0.omitted == nil }
        if told.contains(where: { $0.location == nil || $0.location?.file == "--set" }) {
          let settings = plan.settings(at: point).map { $0.key }
          return .failure(WrongInput(diagnostics: errors.map { atAxis($0, settings) }))
        }
        firstWrong = firstWrong ?? errors
        // It will fail with these words, and is tried again when they are others.
        points.append(
          LoadedPoint(
            cost: 0, digest: "no scene: \(errors.map(\.message).joined())", isSound: false))
      }
    }
    if loadedCount == 0, let firstWrong {
      return .failure(WrongInput(diagnostics: firstWrong))
    }
    if let errors = trial.errors { return .failure(WrongInput(diagnostics: errors)) }
    if let message = trial.missingFigure { return .failure(WrongInput(message: message)) }
    inputs.close()
    return .success(points)
  }

  /// A mistake in the value of an axis, at that axis; others as they are.
  private func atAxis(_ diagnostic: Diagnostic, _ settings: [String]) -> Diagnostic {
    guard let location = diagnostic.location, location.file == "--set",
      settings.indices.contains(location.line - 1)
    else { return diagnostic }
    let name = settings[location.line - 1]
    guard plan.axes.contains(where: { $0.name == name }) else { return diagnostic }
    var placed = diagnostic
    placed.location?.file = "--axis \(name)"
    placed.location?.line = 1
    return placed
  }

  private func run(costs: [Double]) throws(DatabaseError) -> Int32 {
    do throws(RecordingError) {
      try RunFolder.makeFolders(RunFolder.parent(of: storePath))
      // SQLite does not tell a full disk from a place where nothing can be made.
      try PendingFile.check(storePath)
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
    if let problem = try lackingSeries() {
      return Complaint.report(RecordingError(problem, isInput: true), asJSON: wantsJSON)
    }
    let (progress, isStoreThere) = try runJobs(costs: costs)
    guard isStoreThere else {
      return Complaint.report(
        RecordingError(
          "the store '\(storePath)' was removed or replaced while the sweep ran: its rows are lost",
          isInput: false), asJSON: wantsJSON)
    }
    let results = try SweepResults(plan, store: try open())
    if let csvPath {
      do throws(RecordingError) {
        try TextFile.replace(csvPath, with: results.csv)
      } catch {
        return Complaint.report(error, asJSON: wantsJSON)
      }
    }
    let report = SweepReport(results: results, request: request, storePath: storePath)
    if wantsJSON { Terminal.out(report.json) } else { Terminal.out(report.text) }
    if !wantsJSON && progress.takenElsewhere > 0 {
      Terminal.error(
        "fleetfield: another process works on \(progress.takenElsewhere) of these runs\n")
    }
    if Interruption.isRequested {
      Terminal.error(
        "fleetfield: stopped by \(Interruption.name); the same command goes on from here\n")
      return ExitCode.failed
    }
    if let message = report.missingFigure {
      Terminal.error("fleetfield: error: \(message)\n")
      return ExitCode.wrongInput
    }
    return results.runs.allSatisfy { $0.row.state == .done } ? ExitCode.done : ExitCode.failed
  }

  /// Why the asked-for series cannot be had from runs that are finished; nil where they can.
  private func lackingSeries() throws(DatabaseError) -> String? {
    guard !seriesColumns.isEmpty else { return nil }
    let store = try open()
    let count = try store.doneRuns(try store.add(plan), withoutSeries: seriesColumns)
    guard count > 0 else { return nil }
    return
      "--series: '\(storePath)' holds \(count) finished \(count == 1 ? "run" : "runs") of this "
      + "sweep that did not keep \(Suggestion.list(seriesColumns)); a series is kept only while its "
      + "run goes: give another --out FILE to run all again, or leave --series out"
  }

  /// Runs what is left; also tells whether the store is still the file it was when the runs began.
  private func runJobs(
    costs: [Double]
  ) throws(DatabaseError) -> (SweepProgress, isStoreThere: Bool) {
    let (recovered, rows, foreign) = try plannedRows(try open())
    // Open as long as the runs last: a new file can then not have its number.
    let anchor = try open()
    let identity = SweepFiles.identity(of: storePath)
    tellBeginning(rows, foreign: foreign)
    if recovered.count > 0 { tell(.recovered(recovered)) }
    let jobs = rows.map { row in
      SweepJob(
        row: row, settings: plan.settings(at: plan.points[row.pointIndex]),
        cost: max(1, costs[row.pointIndex]),
        digest: plan.digests[row.pointIndex])
    }
    Interruption.listen()
    CrashGuard.note(
      kept: "finished runs are kept in '\(visibleText(storePath))', and the same command goes on "
        + "from there")
    defer { CrashGuard.clearNote() }
    var display = SweepDisplay(ProgressDisplay.fitting(isQuiet: isQuiet))
    let execution = SweepExecution(
      scenePath: scenePath, seriesColumns: seriesColumns, inputs: inputs)
    let supervisor = SweepSupervisor(
      workerCount: workerCount, open: opener(), execute: execution.trapped)
    defer { display.finish() }
    let progress = try supervisor.run(
      jobs, onProgress: { display.show($0) },
      onEvent: { event in
        display.finish()
        tell(event)
      }, shouldStop: { Interruption.isRequested })
    let isThere = SweepFiles.identity(of: storePath) == identity
    _ = consume anchor
    return (progress, isThere)
  }

  /// Plans the runs, takes over those of processes that are no more; the store is closed again.
  private func plannedRows(
    _ store: consuming SweepStore
  ) throws(DatabaseError) -> (SweepRecovery, [SweepRow], foreign: Int) {
    let recovered = try store.recover()
    var rows = try store.add(plan)
    if retriesFailed, try store.retryFailed(rows) > 0 { rows = try store.add(plan) }
    return (recovered, rows, try store.foreignRunCount(besides: plan))
  }

  private func open() throws(DatabaseError) -> SweepStore { try opener()(.current()) }

  /// Opens the store, for this process or for a worker.
  private func opener() -> (SweepOwner) throws(DatabaseError) -> SweepStore {
    let path = storePath
    let build = build
    return { owner throws(DatabaseError) in
      try SweepStore(path: path, build: build, owner: owner)
    }
  }

  private func tellBeginning(_ rows: [SweepRow], foreign: Int) {
    guard !isQuiet else { return }
    let planned = rows.count { $0.state == .planned }
    let points = plan.points.count == 1 ? "point" : "points"
    let seeds = plan.seeds.count == 1 ? "seed" : "seeds"
    Terminal.error(
      "\(plan.points.count) \(points) × \(plan.seeds.count) \(seeds) from \(plan.seeds[0]): "
        + (shard.map { "part \($0.index) of \($0.count), " } ?? "")
        + "\(planned) of \(rows.count) runs to do, on \(workerCount) "
        + "\(workerCount == 1 ? "worker" : "workers")\n")
    if foreign > 0 {
      Terminal.error(
        "'\(visibleText(storePath))' also holds \(foreign) runs of another scene or build; they are kept and "
          + "not used\n")
    }
  }

  private func tell(_ event: SweepEvent) {
    guard !isQuiet else { return }
    for sentence in event.sentences(plan) { Terminal.error(sentence + "\n") }
  }
}
