import MeanFields
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

/// Five classes, of which carriers and pickers plan by the crowd.
private let scenePath = "Tutorials/03-mixed-fleet.fleet.yaml"
private let classes = ["carrier", "picker", "forklift", "car", "arm"]

/// Executors that steer by the crowd, which they do not by default.
private let heeding = ("policies.mover.crowd_aversion", "0.6 m")

/// Overrides that say a coupling: the same row for every class.
private func weights(_ part: String, _ row: String) -> [(String, String)] {
  classes.map { ("coordination.coupling.\(part).\($0)", row) }
}

@Suite("Couplings in scenes")
struct CouplingTests {
  static let modes = ["meanField", "kSample", "neighbours", "gossip", "placebo", "allToAll"]

  @Test("weights of one for all are the default, bit for bit, in every mode", arguments: modes)
  func unity(_ mode: String) throws {
    let mode = ("coordination.mode", mode)
    let usual = hashes(try shippedModel(scenePath, [mode]), workers: 1, seconds: 6)
    for isNormalised in ["true", "false"] {
      let ones = try shippedModel(
        scenePath,
        [mode, ("coordination.coupling.row_normalised", isNormalised)]
          + weights("all.graphon", "[1, 1, 1, 1, 1]"))
      #expect(hashes(ones, workers: 1, seconds: 6) == usual)
    }
  }

  @Test("a coupling is in force: robots that count others more claim other jobs", arguments: modes)
  func divergence(_ mode: String) throws {
    var ends: [[String]] = []
    for row in ["[1, 0, 0, 0, 0]", "[1, 1, 1, 1, 1]", "[8, 8, 8, 8, 8]"] {
      let model = try shippedModel(
        scenePath,
        [("coordination.mode", mode), ("coordination.coupling.row_normalised", "false"), heeding]
          + weights("w_oo.graphon", row))
      ends.append(places(model, seconds: 20))
    }
    #expect(ends[0] != ends[1] && ends[1] != ends[2] && ends[0] != ends[2])
  }

  @Test("a kernel on the spatial field is what executors steer by")
  func kernel() throws {
    let plain = try shippedModel(scenePath, [heeding])
    let smooth = try shippedModel(
      scenePath, [heeding, ("coordination.executor_field.kernel.deviation", "4 m")])
    #expect(places(plain, seconds: 30) != places(smooth, seconds: 30))
    #expect(hashes(smooth, workers: 1, seconds: 6) == hashes(smooth, workers: 2, seconds: 6))
  }

  @Test(
    "weights are part of the information's hash, a kernel of the policies'; the number of robots is not"
  )
  func identity() throws {
    let ones = weights("all.graphon", "[1, 1, 1, 1, 1]")
    let twos = weights("all.graphon", "[1, 2, 1, 1, 1]")
    let hashes = try [
      [], ones, twos, weights("w_xx.graphon", "[1, 2, 1, 1, 1]"),
      weights("all.matrix", "[1, 2, 1, 1, 1]"),
      twos + [("coordination.coupling.row_normalised", "false")],
    ].map { try shippedModel(scenePath, $0) }.map { ($0.informationHash, $0.policyHash) }
    #expect(Set(hashes.map(\.0)).count == hashes.count)
    #expect(Set(hashes.map(\.1)).count == 1)
    let smooth = try shippedModel(
      scenePath, [("coordination.executor_field.kernel.deviation", "4 m")])
    #expect(smooth.policyHash != hashes[0].1 && smooth.informationHash == hashes[0].0)
    let more = try shippedModel(scenePath, twos + [("robots.carrier.count", "10")])
    #expect(more.informationHash == hashes[2].0 && more.policyHash == hashes[2].1)
  }

  @Test("over a limited channel a message holds one stack for each layer where they differ")
  func channel() throws {
    let limits = [("coordination.channel.loss", "20 %")]
    let same = try shippedModel(scenePath, limits)
    let apart = try shippedModel(scenePath, limits + weights("w_xo.matrix", "[1, 0, 0, 0, 0]"))
    #expect(hashes(apart, workers: 1, seconds: 6) == hashes(apart, workers: 2, seconds: 6))
    let bytes = try #require(report(same, seconds: 10).value("bytes_per_robot_s"))
    let more = try #require(report(apart, seconds: 10).value("bytes_per_robot_s"))
    #expect(more > bytes + 10)
  }

  @Test("a snapshot of a run with weights, a kernel and private filters goes on with the same bits")
  func snapshot() throws {
    for mode in ["meanField", "gossip", "neighbours"] {
      let model = try shippedModel(
        scenePath,
        [
          ("coordination.mode", mode), ("coordination.orchestrator_field.recursion", "kalman"),
          ("coordination.executor_field.recursion", "kalman"),
          ("coordination.executor_field.kernel.deviation", "3 m"),
        ] + weights("w_xo.graphon", "[1, 2, 0.5, 1, 1]"))
      let pool = WorkerPool(workerCount: 1)
      var fleet = Fleet(model: model, pool: pool)
      for _ in 0..<250 { fleet.step() }
      var copy = try Fleet(model: model, pool: pool, restoring: fleet.snapshot())
      #expect(copy.stateHash() == fleet.stateHash())
      for _ in 0..<250 {
        fleet.step()
        copy.step()
      }
      #expect(copy.stateHash() == fleet.stateHash())
    }
  }

  @Test(
    "private estimates run through filters in the fleet, too",
    arguments: ["kSample", "gossip", "neighbours"])
  func privateFilters(_ mode: String) throws {
    let average = [
      ("coordination.mode", mode), ("coordination.orchestrator_field.time_constant", "0 s"),
    ]
    let filter = [
      ("coordination.mode", mode), ("coordination.orchestrator_field.recursion", "kalman"),
    ]
    let ends = try [average, filter].map { places(try shippedModel(scenePath, $0), seconds: 20) }
    #expect(ends[0] != ends[1])
  }

  @Test("a planner that has lost sight of the others is told how little it knows, and minds it")
  func unsure() throws {
    let ends = try ["0.000001", "0.5"].map { variance in
      places(
        try shippedModel(
          scenePath,
          [
            ("coordination.mode", "neighbours"), ("coordination.radius", "4 m"),
            ("policies.dispatcher.kind", "waterFilling"),
            ("coordination.orchestrator_field.recursion", "kalman"),
            ("coordination.orchestrator_field.process_variance", variance),
          ]), seconds: 60)
    }
    #expect(ends[0] != ends[1])
  }

  private func places(_ model: WorldModel, seconds: Int) -> [String] {
    var fleet = Fleet(model: model, pool: .init(workerCount: 2))
    for _ in 0..<seconds * model.scene.clocks.physicsRate { fleet.step() }
    return (0..<fleet.robotCount).map { fleet.robotRow($0)[2...3].joined(separator: " ") }
  }
}
