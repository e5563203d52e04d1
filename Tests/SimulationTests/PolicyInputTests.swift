import Contracts
import Coordination
import MeanFields
import Policies
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// Whatever a kind of policy declares to read, it reads: without it, robots do something else.
@Suite("Inputs of policies")
struct PolicyInputTests {
  /// An input that a kind reads where it is granted.
  struct Case: CustomStringConvertible {
    let kind: PolicyKind
    let input: PolicyInput

    /// A mode that grants all that the kind requires.
    var mode: CoordinationMode { kind.requiredInputs.contains(.peers) ? .allToAll : .meanField }
    var description: String { "\(kind.name) without \(input)" }
  }

  /// What is off by default.
  private static let heeds = ", merge_slowdown: 1, crowd_aversion: 0.6 m, jam_horizon: 1"

  static let cases: [Case] = PolicyCatalog.standard.kinds.flatMap { kind in
    kind.optionalInputs.map { Case(kind: kind, input: $0) }
  }

  @Test("an input that a kind declares changes what robots do", arguments: cases)
  func read(_ one: Case) throws {
    let whole = try hash(one, one.kind)
    #expect(try hash(one, one.kind) == whole)
    #expect(try hash(one, one.kind.withholding(one.input)) != whole)
  }

  @Test("what a kind does not declare to read is neither sent nor billed")
  func unread() throws {
    func bytes(_ plan: String, _ act: String) throws -> (up: Int64, down: Int64) {
      var world = Fleet(
        model: try model("meanField", plan: plan, act: act), pool: WorkerPool(workerCount: 1))
      for _ in 0..<400 { world.step() }
      let ledger = world.ledger
      let accounts = FieldLayer.allCases.map { ledger.total(layer: $0) }
      return (accounts.reduce(0) { $0 + $1.bytesUp }, accounts.reduce(0) { $0 + $1.bytesDown })
    }
    let nobody = try bytes("greedy", "goalSeeking")
    #expect(nobody.up == 0 && nobody.down == 0)
    let plans = try bytes("waterFilling", "goalSeeking")
    let contexts = try bytes("greedy", "densityAware")
    #expect(plans.up > 0 && plans.down > 0)
    // 60 bytes of a motor context ten times for 28 of a plan once.
    #expect(contexts.up > 10 * plans.up)
  }

  @Test("what densityAware is not set to heed is not read, sent or billed: by default nothing")
  func off() throws {
    func reads(_ parameters: [String: Double]) throws -> PopulationReads {
      try ExecutorPolicy(kind: "densityAware", parameters: parameters).reads
    }
    #expect(try reads([:]) == [])
    #expect(try reads(["jam_horizon": 1]) == [.contexts])
    #expect(try reads(["crowd_aversion": 1]) == [.grid])
    #expect(try reads(["merge_slowdown": 1]) == [.grid, .destinations])
  }

  private func hash(_ one: Case, _ kind: PolicyKind) throws -> String {
    var vocabulary = SceneVocabulary.standard
    vocabulary.policies = PolicyCatalog(
      PolicyCatalog.standard.kinds.map { $0.name == kind.name ? kind : $0 })
    let model = try model(
      one.mode.rawValue, plan: kind.isOrchestrator ? kind.name : "logit",
      act: kind.isOrchestrator ? "goalSeeking" : kind.name, vocabulary)
    var world = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<1_600 { world.step() }
    return world.stateHash()
  }

  /// 24 carts between two stations through a gap, more than it lets through.
  private func model(
    _ mode: String, plan: String, act: String, _ vocabulary: SceneVocabulary = .standard
  ) throws -> WorldModel {
    try WorldModel(
      scene: SceneLoader.load(
        text:
          """
          fleet: 1
          world:
            size: [20 m, 12 m]
            obstacles: [{rect: [9 m, 0 m, 11 m, 4 m]}, {rect: [9 m, 8 m, 11 m, 12 m]}]
            zones:
              - {name: west, kind: station, slots: 4, area: {rect: [1 m, 1 m, 2 m, 8 m]}}
              - {name: south, kind: station, slots: 2, area: {rect: [4 m, 1 m, 7 m, 2 m]}}
              - {name: east, kind: station, slots: 3, area: {rect: [18 m, 2 m, 19 m, 10 m]}}
              - {name: park, kind: parking, slots: 30, area: {rect: [2 m, 9 m, 8.5 m, 11.5 m]}}
          clocks: {physics: 20 Hz, substeps: 1, executor: 10 Hz, orchestrator: 1 Hz}
          robots:
            cart:
              count: 24
              body: {radius: 0.3 m, mass: 20 kg, payload: 10 kg}
              drive: {kind: differential, max_speed: 1.5 m/s}
              orchestrator: plan
              executor: act
          tasks:
            - {name: far, from: west, to: east, rate: 40 /min, dwell: 1 s}
            - {name: near, from: south, to: east, rate: 30 /min, dwell: 1 s}
          policies:
            plan: {kind: \(plan), replan_after: 5 s}
            act: {kind: \(act)\(act == "densityAware" ? Self.heeds : "")}
          coordination: {mode: \(mode)}
          run: {duration: 10 min, seed: 3}
          """, file: "inputs.fleet.yaml", vocabulary: vocabulary
      ).get())
  }
}
