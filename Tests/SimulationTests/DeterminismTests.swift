import Simulation
import TestSupport
import Testing

@Suite("Determinism of a run")
struct DeterminismTests {
  @Test("the same run has the same hashes with 1, 2 and 3 workers, and twice")
  func workers() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    let alone = hashes(model, workers: 1, seconds: 20)
    #expect(alone == hashes(model, workers: 2, seconds: 20))
    #expect(alone == hashes(model, workers: 3, seconds: 20))
    #expect(alone == hashes(model, workers: 1, seconds: 20))
    #expect(Set(alone).count == alone.count)
  }

  @Test("passing over bodies at rest changes no bit of a run")
  func resting() throws {
    let path = "Tutorials/03-mixed-fleet.fleet.yaml"
    let skipping = hashes(try shippedModel(path), workers: 2, seconds: 20)
    let simulated = hashes(
      try shippedModel(path, [("clocks.skip_resting", "false")]), workers: 2, seconds: 20)
    #expect(skipping == simulated)
  }

  @Test("another seed, another run; the same seed under another coupling starts alike and parts")
  func seeds() throws {
    let base = hashes(
      try shippedModel("Tutorials/02-two-layers.fleet.yaml"), workers: 2, seconds: 20)
    let other = hashes(
      try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("run.seed", "2")]), workers: 2,
      seconds: 20)
    #expect(base != other)
    // A comparison counts only if its sides can differ: here they must.
    let blind = hashes(
      try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("coordination.coupling", "none")]),
      workers: 2, seconds: 20)
    #expect(base != blind)
  }

  @Test("robots keep their start places when more are added behind them")
  func pairedPlacement() throws {
    let few = try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("n", "10")])
    let many = try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("n", "30")])
    #expect(Array(many.starts.prefix(10)) == few.starts)
    #expect(few.policyHash == many.policyHash)
  }

  @Test(
    "the policy hash changes with a parameter of a policy, a clock, metadata or claims; not with the coupling"
  )
  func policyHash() throws {
    let path = "Tutorials/02-two-layers.fleet.yaml"
    let base = try shippedModel(path).policyHash
    for change in [
      ("clocks.orchestrator", "2 Hz"),
      ("robots.carrier.executor", "{use: mover, metadata: {speed: slow}}"),
      ("tasks.from_west.claim", "at_assignment"),
      ("policies.dispatcher.latency", "500 ms"), ("policies.mover.look_ahead", "2 m"),
    ] { #expect(try shippedModel(path, [change]).policyHash != base, "\(change)") }
    let couplings = try ["none", "own", "cross", "both"].map {
      try shippedModel(path, [("coordination.coupling", $0)])
    }
    #expect(Set(couplings.map(\.policyHash)) == [base])
    #expect(Set(couplings.map(\.informationHash)).count == 4)
  }
}
