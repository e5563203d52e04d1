import Recording
import Scenes
import SimCore
import Simulation

/// Does one run of a sweep: loads the scene with the point's settings and drives it to its end.
public struct SweepExecution: Sendable {
  /// The scene's file.
  public var scenePath: String
  /// Columns of the series to keep; empty for none.
  public var seriesColumns: [String]
  /// The files as they were when the sweep began; all its runs are made from these bytes.
  public var inputs: InputFiles
  /// The kinds of policies and drives that the scene may name.
  public var vocabulary: SceneVocabulary

  /// An execution from its values.
  public init(
    scenePath: String, seriesColumns: [String] = [], inputs: InputFiles = InputFiles(),
    vocabulary: SceneVocabulary = .standard
  ) {
    self.vocabulary = vocabulary
    self.inputs = inputs
    self.scenePath = scenePath
    self.seriesColumns = seriesColumns
  }

  /// Does one job.
  ///
  /// The record holds every figure of the run's report, `deliveries`, `wall_s`, `simulated_s`,
  /// `quarantined_robots` and, where the scene states a success event, `success` (0 or 1); as texts
  /// the state hash and the policy hash.
  public func execute(_ job: SweepJob, shouldStop: () -> Bool) -> SweepResult {
    let loaded = SceneLoader.load(
      path: scenePath, overrides: job.settings.map { ($0.key, $0.value) }, seed: job.row.seed,
      inputs: inputs, runsSweep: false, vocabulary: vocabulary)
    // Whoever reads the files anew must not store their figures under what they were before.
    if let scene = loaded.scene, let digest = job.digest, digest != scene.digest {
      return .failed("the scene or one of its files was changed after the run was planned")
    }
    let model: WorldModel
    switch CompiledScene(loaded) {
    case .ready(let compiled, _): model = compiled
    case .wrong(let diagnostics): return .failed(Self.sentence(diagnostics))
    }
    let scene = model.scene
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    var collector = SeriesCollector(wanted: seriesColumns)
    let loop = RunLoop(
      stepsPerSecond: scene.clocks.physicsRate, seriesPeriod: Double(scene.outputs.seriesPeriod),
      duration: Double(scene.run.duration), hashesEverySecond: false)
    do throws(RecordingError) {
      let end = try loop.run(&fleet, observer: &collector, shouldStop: shouldStop)
      if end.isInterrupted { return .stopped }
      return .done(Self.record(of: fleet, model: model, end: end, series: collector.series))
    } catch {
      return .failed(error.message)
    }
  }

  /// Keys of the figures that a run of this model can have in the store.
  ///
  /// - Complexity: O(robots), by a fleet at time zero.
  public static func figureNames(of model: WorldModel) -> [String] {
    let fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    let end = RunEnd(isInterrupted: true, wallTime: 0)
    let present = record(of: fleet, model: model, end: end, series: []).metrics.map(\.name)
    return present + Fleet.laterFigureKeys.filter { !present.contains($0) }
  }

  private static func record<World: RecordedWorld & ~Copyable>(
    of world: borrowing World, model: WorldModel, end: RunEnd,
    series: [(name: String, time: Double, value: Double)]
  ) -> SweepRecord {
    let report = world.report()
    var metrics: [(name: String, value: Double)] = report.figures.map { ($0.key, $0.value) }
    func add(_ name: String, _ value: Double) {
      if !metrics.contains(where: { $0.name == name }) { metrics.append((name, value)) }
    }
    add("deliveries", Double(world.deliveries))
    add("robots", Double(model.robotCount))
    add("simulated_s", world.time)
    add("wall_s", end.wallTime)
    add("quarantined_robots", Double(report.quarantine.count))
    if let isSuccess = report.isSuccess { add("success", isSuccess ? 1 : 0) }
    return SweepRecord(
      metrics: metrics,
      texts: [
        ("state_hash", report.stateHash), ("policy_hash", report.policyHash),
        ("information_hash", report.informationHash),
      ],
      inputs: model.scene.inputs,
      series: series)
  }

  /// The errors among the diagnostics, as one text.
  static func sentence(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.filter { $0.severity == .error }.map(\.rendered).joined(separator: "\n")
  }
}

/// Keeps some columns of a series in memory.
struct SeriesCollector: RunObserver {
  /// Columns to keep.
  let wanted: [String]
  /// Rows kept: name, simulated seconds, value.
  private(set) var series: [(name: String, time: Double, value: Double)] = []
  private var kept: [(index: Int, name: String)] = []
  private var timeIndex: Int?

  /// A collector of these columns.
  init(wanted: [String]) { self.wanted = wanted }

  /// Finds the columns.
  ///
  /// - Throws: `RecordingError` where a wanted column is not there.
  mutating func begin(columns: [String]) throws(RecordingError) {
    timeIndex = columns.firstIndex(of: "time_s")
    for name in wanted {
      guard let index = columns.firstIndex(of: name) else {
        throw RecordingError(
          "the series has no column '\(name)'; it has \(columns.joined(separator: ", "))",
          isInput: true)
      }
      kept.append((index, name))
    }
  }

  /// Keeps the wanted values of a row.
  mutating func add(row: [Double]) throws(RecordingError) {
    guard !kept.isEmpty else { return }
    let time = timeIndex.map { row[$0] } ?? Double(series.count / kept.count)
    // A number that is not known yet is no value of the series.
    for (index, name) in kept where row[index].isFinite { series.append((name, time, row[index])) }
  }

  /// Hashes are not kept.
  mutating func add(hash: String, second: Int, step: Int) throws(RecordingError) {}
}
