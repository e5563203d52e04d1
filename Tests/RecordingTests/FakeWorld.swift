import Contracts
import Glibc
import MeanFields
import Recording
import Scenes
import Simulation

/// A world whose every figure can be predicted: one delivery per 10 steps, a hash of step and seed.
struct FakeWorld: ~Copyable, RecordedWorld {
  let stepsPerSecond: Int
  let stepLimit: Int
  var seed: UInt64 = 7
  var stepCount = 0
  /// From this step on the hash is another one; for comparisons.
  var divergesAt = Int.max
  /// True: a world with a field of one feature.
  var hasField = false

  init(stepsPerSecond: Int, stepLimit: Int) {
    self.stepsPerSecond = stepsPerSecond
    self.stepLimit = stepLimit
  }

  mutating func step() { stepCount += 1 }
  var time: Double { Double(stepCount) / Double(stepsPerSecond) }
  var isFinished: Bool { stepCount >= stepLimit }
  var deliveries: Int { stepCount / 10 }
  func stateHash() -> String {
    let word = UInt64(stepCount) &+ seed << 32 &+ (stepCount >= divergesAt ? 1 << 60 : 0)
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
  func report() -> RunReport {
    var report = RunReport()
    report.figures = [
      RunFigure(
        key: "deliveries", title: "deliveries", value: Double(deliveries), unit: "",
        group: "work"),
      RunFigure(
        key: "throughput_per_h", title: "throughput", value: 12345.678, unit: "/h",
        group: "work"),
      RunFigure(
        key: "mean_speed_m_per_s", title: "mean speed", value: 0.75, unit: "m/s",
        group: "motion"),
      RunFigure(
        key: "first_delivery_s", title: "first delivery", value: .nan, unit: "s", group: "work"),
    ]
    report.isSuccess = true
    report.stateHash = stateHash()
    report.policyHash = "00000000000000ff"
    report.informationHash = "00000000000000ee"
    report.stageSeconds = [("sense", 0.25), ("physics", 0.75)]
    return report
  }
  func fieldRows() -> [FieldRow] {
    guard hasField else { return [] }
    return [
      FieldRow(
        time: time, className: "carrier", source: .executor, name: "hall0",
        value: Float(stepCount) / 8)
    ]
  }
  /// Step and seed, and a table of one robot.
  func moment(_ watch: EventWatch) -> KeptMoment? {
    KeptMoment(
      step: stepCount, state: Array("\(stepCount) \(seed)".utf8), robots: "step\n\(stepCount)\n")
  }
  func recordedColumns() -> [String] { ["time_s", "deliveries"] }
  func seriesRow(into row: inout [Double]) {
    row.removeAll(keepingCapacity: true)
    row.append(time)
    row.append(Double(deliveries))
  }
}

/// Keeps what a loop hands out.
struct Notebook: RunObserver {
  var columns: [String] = []
  var rows: [[Double]] = []
  var hashes: [(second: Int, step: Int)] = []
  var moments: [Int] = []
  /// Rows that had been taken when each moment came.
  var rowsBefore: [Int] = []

  mutating func begin(columns: [String]) throws(RecordingError) { self.columns = columns }
  mutating func add(row: [Double]) throws(RecordingError) { rows.append(row) }
  mutating func add(hash: String, second: Int, step: Int) throws(RecordingError) {
    hashes.append((second, step))
  }
  mutating func add(moment: KeptMoment) throws(RecordingError) {
    moments.append(moment.step)
    rowsBefore.append(rows.count)
  }
}

/// A scene that only has what a summary reads.
func plainScene(name: String = "yard", seed: UInt64 = 7, duration: Float = 2) -> Scene {
  var scene = Scene()
  scene.name = name
  scene.parameters = [("n", 3)]
  var file = InputFile(path: "yard.fleet.yaml", role: .scene, bytes: Array("fleet: 1".utf8))
  // Without its bytes nothing is kept.
  file.contents = nil
  scene.inputs = [file]
  scene.digest = "0123abcd"
  scene.resolvedText = "fleet: 1\nname: \(name)\n"
  scene.run.seed = seed
  scene.run.placementSeed = UInt64.max
  scene.run.duration = duration
  return scene
}

/// Runs a fake world into a run folder; returns the folder.
func recordRun(
  _ destination: RunDestination, seed: UInt64 = 7, steps: Int = 120, divergesAt: Int = Int.max,
  stopAtStep: Int = Int.max, robots: String? = nil
) throws(RecordingError) -> String {
  let scene = plainScene(seed: seed, duration: Float(steps) / 60)
  var world = FakeWorld(stepsPerSecond: 60, stepLimit: steps)
  world.seed = seed
  world.divergesAt = divergesAt
  var recorder = try RunRecorder(destination, scene: scene)
  let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.5, duration: Double(steps) / 60)
  var calls = 0
  let end = try loop.run(
    &world, observer: &recorder,
    shouldStop: {
      calls += 1
      return calls > stopAtStep
    })
  return try recorder.finish(
    RunSummary(
      of: world, scene: scene, sceneFile: "yard.fleet.yaml", overrides: [("n", "3")],
      robotCount: 3, workerCount: 2, build: "test", startedAt: "2026-01-01T00:00:00Z",
      setupSeconds: 0.5, end: end), robots: robots)
}
