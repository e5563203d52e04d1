import Coordination
import MeanFields
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

/// Ten robots of two layers, 20 s: small and busy.
private let scenePath = "Tutorials/03-mixed-fleet.fleet.yaml"

/// Executors that heed the population, which they do not by default.
private let heeding = [
  ("policies.mover.merge_slowdown", "1"), ("policies.mover.crowd_aversion", "0.6 m"),
  ("policies.mover.jam_horizon", "1"),
]

private func model(_ overrides: (String, String)...) throws -> WorldModel {
  try shippedModel(scenePath, overrides + heeding)
}

@Suite("Coordination modes")
struct CoordinationModeTests {
  /// Every mode of the catalogue, with what sets its variants apart.
  static let variants: [[(String, String)]] = CoordinationCatalog.kinds.flatMap { kind in
    let mode = ("coordination.mode", kind.mode.rawValue)
    guard kind.mode == .kSample else { return [[mode]] }
    // Two of a class: a sample of five is the whole of these small classes, however it is drawn.
    return ["private", "common"].map {
      [mode, ("coordination.sample", "2"), ("coordination.sampling", $0)]
    }
  }

  @Test("every mode has the same hashes with 1, 2 and 3 workers", arguments: variants.indices)
  func workers(_ index: Int) throws {
    let model = try shippedModel(scenePath, Self.variants[index])
    let alone = hashes(model, workers: 1, seconds: 8)
    #expect(alone == hashes(model, workers: 2, seconds: 8))
    #expect(alone == hashes(model, workers: 3, seconds: 8))
  }

  @Test("over a channel that loses, delays, rounds and rations, too", arguments: variants.indices)
  func limitedWorkers(_ index: Int) throws {
    let model = try shippedModel(
      scenePath,
      Self.variants[index] + [
        ("coordination.channel.loss", "20 %"), ("coordination.channel.latency", "200 ms"),
        ("coordination.channel.bits", "6"), ("coordination.channel.budget", "400 B/s"),
      ])
    let alone = hashes(model, workers: 1, seconds: 8)
    #expect(alone == hashes(model, workers: 2, seconds: 8))
  }

  @Test("the same policy, by hash, runs under every mode")
  func policyHash() throws {
    let models = try Self.variants.map { try shippedModel(scenePath, $0) }
    #expect(Set(models.map(\.policyHash)).count == 1)
    #expect(Set(models.map(\.informationHash)).count == models.count)
  }

  @Test("modes part: what robots do differs between any two, except where only the bill differs")
  func divergence() throws {
    // A comparison counts only if its sides can differ. Positions after 20 s tell.
    var ends: [String: Set<String>] = [:]
    for variant in Self.variants {
      let model = try shippedModel(scenePath, variant + heeding)
      let places = positions(model, seconds: 20)
      ends["\(places)", default: []].insert(variant.map(\.1).joined(separator: " "))
    }
    let alike = ends.values.filter { $0.count > 1 }
    // With pooled planners all-to-all and the mean field tell the same.
    #expect(alike == [["meanField", "allToAll"]], "\(alike)")
  }

  @Test("an auction that reads its peers' rows parts from the same fleet's pooled planner")
  func auctionDiffers() throws {
    let auction = positions(
      try model(("coordination.mode", "allToAll"), ("policies.dispatcher.kind", "auction")),
      seconds: 20)
    let pooled = positions(try model(("coordination.mode", "allToAll")), seconds: 20)
    #expect(auction != pooled)
  }

  @Test(
    "a limit of the channel changes what robots do",
    arguments: [
      ("coordination.channel.loss", "60 %"), ("coordination.channel.latency", "5 s"),
      ("coordination.channel.bits", "1"), ("coordination.channel.budget", "60 B/s"),
    ])
  func limitsBite(_ limit: (String, String)) throws {
    let free = positions(try model(), seconds: 20)
    #expect(positions(try model(limit), seconds: 20) != free)
  }

  @Test(
    "a tree's messages are lost and late like any other's",
    arguments: [("coordination.channel.loss", "60 %"), ("coordination.channel.latency", "5 s")])
  func limitsBiteTheTree(_ limit: (String, String)) throws {
    let mode = ("coordination.mode", "hierarchy")
    let figures = report(try shippedModel(scenePath, [mode, limit]), seconds: 20)
    #expect(figures.stateHash != report(try model(mode), seconds: 20).stateHash)
    let lost = try #require(figures.value("lost_messages"))
    #expect((lost > 0) == limit.0.hasSuffix("loss"))
  }

  @Test(
    "a budget binds: no mode's robots exchange more bytes than it allows",
    arguments: variants.indices)
  func budgetBinds(_ index: Int) throws {
    let budget = 500.0
    let model = try shippedModel(
      scenePath, Self.variants[index] + [("coordination.channel.budget", "\(budget) B/s")])
    // From the first second on; the spare byte is for the rounding of credit.
    for seconds in [1, 10, 60] {
      let bytes = try #require(report(model, seconds: seconds).value("bytes_per_robot_s"))
      #expect(bytes <= budget + 1, "\(bytes) B/s after \(seconds) s")
    }
  }

  @Test(
    "all-to-all is billed (N − 1) raw states per robot and update; the field does not grow with N")
  func bill() throws {
    func bytes(_ mode: String, _ n: Int) throws -> Double {
      let model = try shippedModel(
        "Tutorials/02-two-layers.fleet.yaml", [("n", "\(n)"), ("coordination.mode", mode)])
      return try #require(report(model, seconds: 10).value("bytes_per_robot_s"))
    }
    let few = try bytes("allToAll", 10)
    #expect(abs(few - 10 * 32 * 10) < 0.01)  // 9 received and 1 sent, 32 B, 10 Hz
    #expect(try abs(bytes("allToAll", 30) - 10 * 32 * 30) < 0.01)
    let ratio = try bytes("meanField", 30) / bytes("meanField", 10)
    #expect(abs(ratio - 1) < 0.1)
    #expect(try bytes("none", 10) == 0)
  }

  @Test("a placebo's fields have nothing to do with the run: they are the twin's, with other seeds")
  func placebo() throws {
    let placebo = try model(("coordination.mode", "placebo"))
    let other = try model(("coordination.mode", "placebo"), ("run.seeds.tasks", "99"))
    #expect(hashes(placebo, workers: 1, seconds: 3) != hashes(other, workers: 1, seconds: 3))
    #expect(try positions(placebo, seconds: 20) != positions(model(), seconds: 20))
  }

  private func positions(_ model: WorldModel, seconds: Int) -> [String] {
    var fleet = Fleet(model: model, pool: .init(workerCount: 2))
    for _ in 0..<seconds * model.scene.clocks.physicsRate { fleet.step() }
    return (0..<fleet.robotCount).map { fleet.robotRow($0)[2...3].joined(separator: " ") }
  }
}

@Suite("Disturbances")
struct DisturbanceTests {
  @Test(
    "each disturbance happens, is counted, and changes the run",
    arguments: [
      ("disturbances.failures.rate", "30/h", "failures"),
      ("disturbances.delays.probability", "50 %", "delays"),
      ("disturbances.sensor_dropout.rate", "60/h", "dropouts"),
      ("disturbances.liars.share", "30 %", "false_reports"),
      ("disturbances.shared_mistakes.rate", "120/h", "mistaken_decisions"),
    ])
  func counted(_ key: String, _ value: String, _ figure: String) throws {
    let quiet = try model()
    let disturbed = try model((key, value))
    let figures = report(disturbed, seconds: 120)
    #expect(try #require(figures.value(figure)) > 0)
    #expect(report(quiet, seconds: 120).value(figure) == nil)
    #expect(
      hashes(disturbed, workers: 1, seconds: 10) == hashes(disturbed, workers: 2, seconds: 10))
    #expect(report(quiet, seconds: 120).stateHash != figures.stateHash)
  }

  @Test("failures come at their rate, and a failed robot works again after its repair")
  func failureRate() throws {
    let model = try shippedModel(
      "Tutorials/02-two-layers.fleet.yaml",
      [
        ("n", "30"), ("disturbances.failures.rate", "60/h"),
        ("disturbances.failures.repair", "5 s"),
      ])
    var fleet = Fleet(model: model, pool: .init(workerCount: 2))
    for _ in 0..<240 * model.scene.clocks.physicsRate { fleet.step() }
    let failures = try #require(fleet.report().value("failures"))
    // 30 robots × 4 min × 1/min = 120 expected; a robot under repair (1 of 13) cannot fail.
    #expect(abs(failures - 120 * 60 / 65) < 4 * (111.0).squareRoot())
    var failedNow = 0
    for row in 0..<fleet.robotCount where fleet.robotRow(row)[4] == "failed" { failedNow += 1 }
    #expect(failedNow < 12)
  }

  @Test("liars change what the population is told, not what their own bodies do at once")
  func liars() throws {
    let honest = try model(("coordination.mode", "none"))
    let lying = try model(("coordination.mode", "none"), ("disturbances.liars.share", "50 %"))
    // Nobody listens in mode none: lies have no effect on bodies.
    var a = Fleet(model: honest, pool: .init(workerCount: 1))
    var b = Fleet(model: lying, pool: .init(workerCount: 1))
    for _ in 0..<600 {
      a.step()
      b.step()
    }
    #expect((0..<a.robotCount).allSatisfy { a.robotRow($0) == b.robotRow($0) })
  }
}
