import Contracts
import MeanFields
import Policies
import SimCore
import Testing

@Suite("PolicyCatalog")
struct PolicyCatalogTests {
  @Test("every kind can be made with its defaults, is described, and has its own hash")
  func kinds() throws {
    var hashes: Set<UInt64> = []
    for kind in PolicyCatalog.standard.kinds {
      #expect(kind.summary.hasSuffix("."))
      var hash = StateHash()
      if kind.isOrchestrator {
        try OrchestratorPolicy(kind: kind.name).addIdentity(to: &hash)
      } else {
        try ExecutorPolicy(kind: kind.name).addIdentity(to: &hash)
      }
      hashes.insert(hash.value)
      for parameter in kind.parameters {
        #expect(parameter.doc.hasSuffix("."))
        let isAutomatic = parameter.isAutomaticAtZero && parameter.defaultValue == 0
        #expect(isAutomatic || parameter.range.contains(parameter.defaultValue))
      }
    }
    let kinds = PolicyCatalog.standard.kinds
    #expect(hashes.count == kinds.count)
    #expect(Set(kinds.map(\.name)).count == kinds.count)
  }

  @Test("a parameter changes the hash, and so does the schedule the automatic gain is made for")
  func identity() throws {
    func hash(_ parameters: [String: Double], _ schedule: DispatchSchedule) throws -> UInt64 {
      var hash = StateHash()
      try OrchestratorPolicy(kind: "logit", parameters: parameters, schedule: schedule)
        .addIdentity(to: &hash)
      return hash.value
    }
    let base = try hash([:], DispatchSchedule())
    #expect(try hash(["queue_weight": 0.05], DispatchSchedule()) == base)
    #expect(try hash(["queue_weight": 0.06], DispatchSchedule()) != base)
    #expect(try hash([:], DispatchSchedule(orchestratorPeriod: 1, relaxationTime: 5)) != base)
  }

  @Test("wrong descriptions are refused with a sentence that helps")
  func refusals() {
    func message(_ make: () throws -> Void) -> String {
      do {
        try make()
        return "nothing"
      } catch { return "\(error)" }
    }
    let planners = PolicyCatalog.standard.kinds(of: .orchestrator).map(\.name)
    #expect(planners.starts(with: ["independent", "greedy"]))
    #expect(
      message { _ = try OrchestratorPolicy(kind: "nearest") }
        == "there is no policy kind 'nearest'; valid are \(planners.joined(separator: ", "))")
    #expect(
      message { _ = try OrchestratorPolicy(kind: "goalSeeking") }
        == "'goalSeeking' is an executor, not an orchestrator")
    #expect(
      message { _ = try ExecutorPolicy(kind: "logit") }
        == "'logit' is an orchestrator, not an executor")
    #expect(
      message { _ = try OrchestratorPolicy(kind: "greedy", parameters: ["gain": 1]) }
        == "'greedy' has no parameter 'gain'; valid are back_off")
    #expect(
      message { _ = try ExecutorPolicy(kind: "reach", parameters: ["gian": 1]) }
        == "'reach' has no parameter 'gian'; valid are tool_gain, tolerance")
    #expect(
      message { _ = try ExecutorPolicy(kind: "goalSeeking", parameters: ["horizon": 0]) }
        == "'horizon' is 0.0, but must be in 0.2 … 20.0")
    #expect(
      message { _ = try OrchestratorPolicy(kind: "logit", parameters: ["gain": .nan]) }
        == "'gain' is nan, but must be in 0.0 … 1000.0")
  }

  @Test("a required input that the coupling withholds is named")
  func withheld() throws {
    let filling = PolicyKind.planner("fill", code: "F", summary: "Fills.", requires: [.ownField]) {
      _, _ in Nothing()
    }
    #expect(filling.withheldInputs(under: .fields, coupling: .both) == [])
    #expect(filling.withheldInputs(under: .fields, coupling: .own) == [])
    #expect(filling.withheldInputs(under: .fields, coupling: .cross) == [.ownField])
    #expect(filling.withheldInputs(under: .nothing, coupling: .both) == [.ownField])
    let logit = try #require(PolicyCatalog.standard.kind(named: "logit"))
    #expect(logit.withheldInputs(under: .nothing, coupling: .none) == [])
  }
}

private struct Nothing: OrchestratorRule {
  func choose(in market: inout Market) {}
}

@Suite("dispatchGainBound")
struct DispatchStabilityTests {
  @Test("all re-decide once per period on an exact field: the bound is 1")
  func synchronous() {
    #expect(abs(dispatchGainBound(DispatchSchedule()) - 1) < 1e-5)
  }

  @Test(
    "random re-decision gives coth(h/2)",
    arguments: [
      // truths/dispatch.json, sample_hold.
      (Float(0.1), Float(20.016_664)), (0.25, 8.041_624), (0.5, 4.082_988), (1, 2.163_953),
      (2, 1.313_035), (4, 1.037_315),
    ])
  func poisson(h: Float, expected: Float) {
    let bound = dispatchGainBound(DispatchSchedule(orchestratorPeriod: h, relaxationTime: 1))
    #expect(abs(bound / expected - 1) < 1e-4)
  }

  @Test("many short periods of latency approach the pure delay's bound √(1 + ω²)")
  func delayed() {
    // truths/dispatch.json, delayed: τ = 1 gives 2.261826; the sampled loop is later by half a period.
    let bound = dispatchGainBound(
      DispatchSchedule(orchestratorPeriod: 0.01, relaxationTime: 1, latency: 0.995 - 0.005))
    #expect(abs(bound / 2.261_826 - 1) < 0.01)
  }

  @Test(
    "no latency takes longer than another, and the bound falls on to 1 as it grows",
    arguments: [Float(0), 2])
  func longLatencies(timeConstant: Float) {
    var last = Float.infinity
    for latency: Float in [10, 1000, 1020, 1030, 1e4, 1e5, 1e6] {
      let bound = dispatchGainBound(
        DispatchSchedule(
          orchestratorPeriod: 1, fieldTimeConstant: timeConstant, latency: latency))
      #expect(bound >= 1 && bound <= last * 1.0001, "latency \(latency)")
      last = bound
    }
    #expect(last < 1.0001)
    let short = DispatchSchedule(orchestratorPeriod: 1e-4, latency: 1e6)
    #expect(abs(dispatchGainBound(short) - 1) < 1e-3)
  }

  @Test("just below the bound the linear loop decays, just above it grows")
  func simulated() {
    for schedule in [
      DispatchSchedule(orchestratorPeriod: 1, relaxationTime: 0, fieldTimeConstant: 2),
      DispatchSchedule(
        orchestratorPeriod: 1, relaxationTime: 3, fieldTimeConstant: 2, latency: 2.5),
      DispatchSchedule(orchestratorPeriod: 1, relaxationTime: 0, fieldTimeConstant: 0, latency: 1),
    ] {
      let bound = dispatchGainBound(schedule)
      #expect(growth(schedule, gain: 0.98 * bound) < 1, "\(schedule)")
      #expect(growth(schedule, gain: 1.02 * bound) > 1, "\(schedule)")
    }
  }

  /// Late amplitude over earlier amplitude of the loop x' = (1 − ρ)x − gρm.
  private func growth(_ schedule: DispatchSchedule, gain: Float) -> Double {
    func weight(_ time: Float) -> Double {
      time > 0 ? 1 - Double(exponential(-schedule.orchestratorPeriod / time)) : 1
    }
    let rho = weight(schedule.relaxationTime)
    let lambda = weight(schedule.fieldTimeConstant)
    let delay = Int((schedule.latency / schedule.orchestratorPeriod).rounded(.up))
    var x = 1.0
    var fields = [Double](repeating: 0, count: delay + 1)
    var early = 0.0
    var late = 0.0
    for t in 0..<2000 {
      fields.insert((1 - lambda) * fields[0] + lambda * x, at: 0)
      x = (1 - rho) * x - Double(gain) * rho * fields[delay]
      fields.removeLast()
      if (500..<1000).contains(t) { early = max(early, abs(x)) }
      if t >= 1500 { late = max(late, abs(x)) }
    }
    return late / early
  }

  @Test("the automatic gain keeps the loop at 0.7 of its bound")
  func automatic() {
    // β = 0.7 × 1 × K; loop gain = β·redeciding/(idle K) with redeciding = idle.
    let loop = dispatchLoopGain(
      gain: 0.7 * 4, value: 1, optionCount: 4, idleShare: 0.3, redeciding: 0.3)
    #expect(abs(loop - 0.7) < 1e-6)
    // All robots re-decide although few are idle: the slope 1/idle shows.
    #expect(
      dispatchLoopGain(gain: 2.8, value: 1, optionCount: 4, idleShare: 0.1, redeciding: 1) > 6.9)
    #expect(dispatchLoopGain(gain: 9, value: 1, optionCount: 1, idleShare: 1, redeciding: 1) == 0)
  }
}
