import Contracts
import MeanFields
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

/// What an observer can compare of a run: hash, figures, every robot, the present row.
private struct Outcome: Equatable {
  var step: Int
  var hash: String
  var figures: [Double]
  var robots: [[String]]
  /// The series' row, bit by bit: a number that is not known is unequal to itself.
  var row: [UInt64]
  var stages: [RobotStage]

  init(_ fleet: borrowing Fleet) {
    step = fleet.stepCount
    hash = fleet.stateHash()
    figures = fleet.report().figures.map(\.value)
    var rows: [[String]] = []
    for row in 0..<fleet.robotCount { rows.append(fleet.robotRow(row)) }
    robots = rows
    var series: [Double] = []
    fleet.seriesRow(into: &series)
    row = series.map(\.bitPattern)
    var all: [RobotStage] = []
    for row in 0..<fleet.robotCount { all.append(fleet.stage(ofRobot: row)) }
    stages = all
  }
}

private func advance(_ fleet: inout Fleet, _ steps: Int) {
  for _ in 0..<steps { fleet.step() }
}

/// A scene with what a restored run must know: pallets, arms, rays, queues, docks, narrow aisles.
struct SnapshotScene: CustomTestStringConvertible, Sendable {
  var path: String
  var overrides: [(String, String)] = []
  /// Steps at which the run is cut.
  var cuts: [Int]
  var testDescription: String {
    ([path] + overrides.map { "\($0.0)=\($0.1)" }).joined(separator: " ")
  }

  func model() throws -> WorldModel { try shippedModel(path, overrides) }

  static let all = [
    SnapshotScene(path: "Tutorials/01-one-robot.fleet.yaml", cuts: [0, 1, 31]),
    SnapshotScene(path: "Tutorials/02-two-layers.fleet.yaml", cuts: [0, 5, 96, 301]),
    SnapshotScene(path: "Tutorials/03-mixed-fleet.fleet.yaml", cuts: [0, 7, 6 * 33, 601, 1502]),
    // A twin run, a tree, and everything that goes wrong on purpose.
    SnapshotScene(
      path: "Tutorials/03-mixed-fleet.fleet.yaml",
      overrides: [
        ("coordination.mode", "placebo"), ("disturbances.failures.rate", "0.02 /s"),
        ("disturbances.failures.repair", "3 s"), ("disturbances.delays.probability", "0.5"),
        ("disturbances.sensor_dropout.rate", "0.1 /s"), ("disturbances.liars.share", "0.3"),
        ("disturbances.shared_mistakes.rate", "0.2 /s"),
      ], cuts: [0, 303, 900]),
    SnapshotScene(
      path: "Tutorials/02-two-layers.fleet.yaml", overrides: [("coordination.mode", "hierarchy")],
      cuts: [0, 61, 240]),
    // Private estimates, and a channel that loses, delays, rounds and rations.
    SnapshotScene(
      path: "Tutorials/02-two-layers.fleet.yaml",
      overrides: [
        ("coordination.mode", "allToAll"), ("coordination.channel.budget", "700 B/s"),
      ], cuts: [127]),
    SnapshotScene(
      path: "Tutorials/02-two-layers.fleet.yaml", overrides: [("coordination.mode", "gossip")],
      cuts: [63]),
    SnapshotScene(
      path: "Tutorials/02-two-layers.fleet.yaml",
      overrides: [
        ("coordination.mode", "neighbours"), ("coordination.channel.budget", "2000 B/s"),
      ], cuts: [250]),
    SnapshotScene(
      path: "Tutorials/03-mixed-fleet.fleet.yaml",
      overrides: [
        ("coordination.mode", "kSample"), ("coordination.channel.loss", "0.3"),
        ("coordination.channel.latency", "700 ms"), ("coordination.channel.bits", "6"),
      ], cuts: [303]),
    SnapshotScene(
      path: "Tutorials/03-mixed-fleet.fleet.yaml",
      overrides: [
        ("coordination.channel.loss", "0.2"), ("coordination.channel.latency", "1500 ms"),
        ("coordination.channel.budget", "3000 B/s"),
      ], cuts: [94, 305]),
    SnapshotScene(path: "Showcase/movingai.fleet.yaml", cuts: [3, 60, 365]),
    SnapshotScene(path: "Showcase/arm-cell.fleet.yaml", cuts: [1, 200, 607]),
    SnapshotScene(path: "Showcase/lorr.fleet.yaml", cuts: [3, 600]),
    SnapshotScene(
      path: "Benchmarks/lifelong.fleet.yaml", overrides: [("rule", "priority")],
      cuts: [3, 200, 1501]),
    SnapshotScene(
      path: "Showcase/warehouse.fleet.yaml", overrides: [("n", "40")], cuts: [11, 300, 1003]),
  ]
}

@Suite("Fleet.snapshot and Fleet.restore")
struct SnapshotTests {
  @Test(
    "a run restored in the middle ends with the same bits, for any number of workers",
    arguments: SnapshotScene.all)
  func continues(_ scene: SnapshotScene) throws {
    let model = try scene.model()
    let rest = 137
    for (index, cut) in scene.cuts.enumerated() {
      var straight = Fleet(model: model, pool: WorkerPool(workerCount: 2))
      advance(&straight, cut)
      let snapshot = straight.snapshot()
      #expect(snapshot.step == cut)
      let atCut = Outcome(straight)
      advance(&straight, rest)
      let atEnd = Outcome(straight)
      // Into a fresh fleet, and into one that has been elsewhere: a forgotten column would be stale.
      for strayedSteps in [0, 217] {
        let pool = WorkerPool(workerCount: 1 + (index + strayedSteps) % 3)
        var other = Fleet(model: model, pool: pool)
        advance(&other, strayedSteps)
        try other.restore(snapshot)
        #expect(Outcome(other) == atCut, "restored at \(cut)")
        advance(&other, rest)
        #expect(Outcome(other) == atEnd, "\(rest) steps after \(cut), strayed \(strayedSteps)")
      }
    }
  }

  @Test("taking snapshots on the way changes nothing, and the same fleet goes back and forth")
  func rewinds() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    let pool = WorkerPool(workerCount: 2)
    var straight = Fleet(model: model, pool: pool)
    advance(&straight, 400)
    var watched = Fleet(model: model, pool: pool)
    var kept: [FleetSnapshot] = []
    for step in 0..<400 {
      if step % 67 == 0 { kept.append(watched.snapshot()) }
      watched.step()
    }
    let end = Outcome(straight)
    #expect(Outcome(watched) == end)
    for snapshot in [kept[4], kept[0], kept[5], kept[2]] {
      try watched.restore(snapshot)
      advance(&watched, 400 - snapshot.step)
      #expect(Outcome(watched) == end, "from \(snapshot.step)")
    }
  }

  @Test("a robot driven by hand and pushed is still so after a restore")
  func handsAreKept() throws {
    let model = try shippedModel("Tutorials/02-two-layers.fleet.yaml")
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    advance(&fleet, 50)
    fleet.drive(2, by: MotionCommand(forward: 0.8, turn: 0.3))
    fleet.push(3, impulse: Vec2(30, 5))
    let snapshot = fleet.snapshot()
    advance(&fleet, 90)
    var other = try Fleet(model: model, pool: pool, restoring: snapshot)
    advance(&other, 90)
    #expect(Outcome(other) == Outcome(fleet))
    var free = try Fleet(model: model, pool: pool, restoring: snapshot)
    free.drive(2, by: nil)
    advance(&free, 90)
    #expect(free.stateHash() != fleet.stateHash())
  }

  @Test("a snapshot that was kept as bytes is the same snapshot")
  func bytes() throws {
    let model = try shippedModel("Tutorials/02-two-layers.fleet.yaml")
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    advance(&fleet, 123)
    let kept = try FleetSnapshot(bytes: fleet.snapshot().bytes)
    let other = try Fleet(model: model, pool: pool, restoring: kept)
    #expect(Outcome(other) == Outcome(fleet))
  }

  /// The bytes themselves would fill the screen where this fails.
  private func isRefused(_ bytes: [UInt8]) -> Bool { (try? FleetSnapshot(bytes: bytes)) == nil }

  @Test("bytes that were cut, changed or are none are refused")
  func damage() throws {
    let model = try shippedModel("Tutorials/01-one-robot.fleet.yaml")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    advance(&fleet, 20)
    let bytes = fleet.snapshot().bytes
    for length in [0, 1, 31, 32, 33, bytes.count / 2, bytes.count - 1] {
      #expect(isRefused(Array(bytes[..<length])), "\(length) of \(bytes.count) bytes")
    }
    var stream = RandomStream(seed: 7, purpose: .tasks)
    for _ in 0..<200 {
      var changed = bytes
      let place = min(bytes.count - 1, Int(stream.uniform() * Float(bytes.count)))
      changed[place] ^= UInt8(1 << Int(min(7, stream.uniform() * 8)))
      #expect(isRefused(changed), "byte \(place)")
    }
    #expect(throws: FleetSnapshotError.damaged("the bytes do not begin as a snapshot does")) {
      try FleetSnapshot(bytes: Array("hello, this is no snapshot at all".utf8))
    }
  }

  @Test("a snapshot of another scene or seed is refused, and the fleet goes on as it was")
  func otherScene() throws {
    let model = try shippedModel("Tutorials/02-two-layers.fleet.yaml")
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    advance(&fleet, 60)
    let before = Outcome(fleet)
    let others = [
      try shippedModel("Tutorials/01-one-robot.fleet.yaml"),
      try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("run.seed", "9")]),
      try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("n", "7")]),
    ]
    for other in others {
      var stranger = Fleet(model: other, pool: pool)
      advance(&stranger, 30)
      let snapshot = stranger.snapshot()
      var message = ""
      do { try fleet.restore(snapshot) } catch { message = error.description }
      #expect(
        message == "the snapshot is of another scene or build: its scene or seeds differ")
      #expect(Outcome(fleet) == before)
    }
  }
}
