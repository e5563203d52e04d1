import Contracts
import MeanFields
import Policies
import SimCore
import Testing

@Suite("OrchestratorPolicy")
struct OrchestratorPolicyTests {
  static let all = ["independent", "greedy", "logit", "waterFilling"]

  @Test("a low battery charges first; who carries, works, charges or failed keeps", arguments: all)
  func commonRules(kind: String) {
    let scene = OrchestratorScene(robots: 8, options: 2)
    scene.grant(idle: 0.5, claims: [0, 0])
    scene.stage = [
      .idle, .travelling, .queueing, .carrying, .working, .charging, .failed, .assigned,
    ]
    scene.battery = Array(repeating: 0.1, count: 8)
    scene.due = [0, 1, 2, 3, 4, 5, 6]
    let kinds = scene.plan(orchestrator(kind)).map(\.kind)
    #expect(kinds == [.charge, .charge, .charge, .none, .none, .none, .none, .makeWay])
  }

  @Test("without open jobs, or a way to them, a robot waits", arguments: all)
  func nothingToDo(kind: String) {
    let scene = OrchestratorScene(robots: 2, options: 2)
    scene.grant(idle: 1, claims: [0, 0])
    scene.demand = [0, 3]
    scene.travelTime = [1, .infinity, 1, 5]
    let decisions = scene.plan(orchestrator(kind))
    #expect(decisions[0].kind == .wait)
    #expect(decisions[1].kind == .serve)
    #expect(decisions[1].option == 1)
  }

  @Test("a decision depends on the own row alone", arguments: all)
  func ownRow(kind: String) {
    let scene = OrchestratorScene(robots: 50, options: 3)
    scene.grant(idle: 0.6, claims: [0.1, 0, 0.05])
    scene.demand = [20, 20, 20]
    let before = scene.plan(orchestrator(kind))
    scene.stage[7] = .carrying
    scene.battery[8] = 0
    for j in 0..<3 { scene.travelTime[9 * 3 + j] = 90 - 30 * Float(j) }
    let after = scene.plan(orchestrator(kind))
    for i in 0..<50 where ![7, 8, 9].contains(i) { #expect(before[i] == after[i]) }
    #expect(before[7] != after[7])
    #expect(before[8] != after[8])
    // Only the due rows are written.
    scene.due = [3, 12]
    let some = scene.plan(orchestrator(kind))
    for i in 0..<50 { #expect(some[i] == ([3, 12].contains(i) ? before[i] : marker)) }
  }

  @Test("B0 chooses uniformly among what is feasible, with entropy ln 3")
  func independent() {
    let scene = OrchestratorScene(robots: 30_000, options: 4)
    scene.demand = [1, 0, 5, 2]
    let decisions = scene.plan(orchestrator("independent"))
    let n = counts(decisions, options: 4)
    #expect(n[1] == 0 && n[4] == 0)
    // Four standard errors of a binomial of 30 000 × 1/3.
    for j in [0, 2, 3] { #expect(abs(n[j] - 10_000) < 327) }
    #expect(abs(decisions[0].entropy - 1.098_612_3) < 1e-6)
  }

  @Test("B1 chooses the nearest, the first of equals")
  func greedy() {
    let scene = OrchestratorScene(robots: 3, options: 3)
    scene.travelTime = [5, 3, 9, 4, 4, 4, .infinity, 8, 7]
    let decisions = scene.plan(orchestrator("greedy"))
    #expect(decisions.map(\.option) == [1, 0, 2])
    #expect(decisions.allSatisfy { $0.entropy == 0 })
  }

  @Test("B3's frequencies are the logit probabilities computed by hand")
  func logit() {
    let scene = OrchestratorScene(robots: 40_000, options: 3)
    scene.ownCount = 20
    scene.otherCount = 10
    // F = 20 × 0.5 = 10; n = 20 a + 10 a' = (4, 0, 3); d = (2, 4, 0).
    scene.grant(idle: 0.5, claims: [0.2, 0, 0.1], otherClaims: [0, 0, 0.1])
    scene.demand = [6, 4, 2]
    // 7 robots queue, as the claims are: (4, 0, 3).
    scene.field?[OrchestratorSchema.bin(of: .queueing)] = 0.35
    scene.value = [1, 2, 1]
    for i in 0..<40_000 {
      scene.travelTime[i * 3] = 20
      scene.travelTime[i * 3 + 1] = 50
      scene.travelTime[i * 3 + 2] = 10
      scene.wayDensity[i * 3 + 2] = 0.1
    }
    // U = (0.2 − 0.2 − 0.2, 0.8 − 0.5, 0 − 0.1 − 0.05 − 0.15) = (−0.2, 0.3, −0.3); β = 4.
    let policy = orchestrator("logit", ["gain": 4, "reserve": 0])
    let decisions = scene.plan(policy)
    let n = counts(decisions, options: 3)
    // exp(−2), exp(0), exp(−2.4) = 0.135335, 1, 0.090718; sum 1.226053.
    let expected = [0.110_383, 0.815_625, 0.073_992]
    for j in 0..<3 {
      let p = expected[j]
      let error = 4 * (p * (1 - p) / 40_000).squareRoot()
      #expect(abs(Double(n[j]) / 40_000 - p) < error, "option \(j)")
    }
    #expect(abs(decisions[0].entropy - 0.602_146) < 1e-5)
    // Predicted success of option 1: D/(n + 1 + (F − 1) p) = 4/(0 + 1 + 9 × 0.815625) = 0.479580.
    let second = decisions.first { $0.option == 1 }
    #expect(abs((second?.predictedSuccess ?? 0) - 0.479_580) < 1e-5)
  }

  @Test("B3 without the field is the same formula with a prior: n = 0, F as stated")
  func logitBlind() {
    let scene = OrchestratorScene(robots: 20_000, options: 2)
    scene.demand = [1, 50]
    // Alone it answers all jobs alike, and sets out for sure.
    let n = counts(scene.plan(orchestrator("logit", ["gain": 3])), options: 2)
    #expect(abs(n[0] - 20_000 / 51) < 79 && n[2] == 0)
    // One of 102 idle robots: every second one sets out, as it would if m^orch said so.
    let parameters = ["gain": 3.0, "prior_idle": 102]
    let prior = scene.plan(orchestrator("logit", parameters))
    #expect(abs(counts(prior, options: 2)[2] - 10_000) < 283)
    scene.ownCount = 204
    scene.grant(idle: 0.5, claims: [0, 0])
    #expect(scene.plan(orchestrator("logit", parameters)) == prior)
    // With the field the claimed option loses: the two must differ.
    scene.ownCount = 100
    scene.grant(idle: 0.5, claims: [0.01, 0])
    let seeing = counts(scene.plan(orchestrator("logit", ["gain": 3])), options: 2)
    #expect(seeing[1] > 18_000)
  }

  @Test("B3 keeps idle robots beyond the open jobs in reserve, the more the later the field")
  func logitReserve() {
    let scene = OrchestratorScene(robots: 40_000, options: 2)
    scene.ownCount = 100
    // F = 50; d = (6, 4): a fifth sets out.
    scene.grant(idle: 0.5, claims: [0.02, 0])
    scene.demand = [8, 4]
    func share(_ policy: OrchestratorPolicy) -> Double {
      Double(scene.plan(policy).count { $0.kind == .serve }) / 40_000
    }
    #expect(abs(share(orchestrator("logit")) - 0.2) < 0.008)
    #expect(abs(share(orchestrator("logit", ["reserve": 0.5])) - 0.6) < 0.01)
    #expect(share(orchestrator("logit", ["reserve": 0])) == 1)
    let late = DispatchSchedule(orchestratorPeriod: 1, fieldTimeConstant: 2, latency: 1)
    #expect(abs(share(orchestrator("logit", schedule: late)) - 0.05) < 0.005)
    // Robots under way reconsider where to, not whether; and who takes itself for the only one goes.
    scene.stage = Array(repeating: .travelling, count: 40_000)
    #expect(share(orchestrator("logit")) == 1)
    scene.stage = Array(repeating: .idle, count: 40_000)
    scene.field = nil
    #expect(share(orchestrator("logit")) == 1)
  }

  @Test("B3 with a reserve sends nobody to what is wholly claimed, and d_j to each other option")
  func logitSizes() {
    let scene = OrchestratorScene(robots: 40_000, options: 3)
    scene.ownCount = 100
    // F = 50; d = (6, 3, 0): equal utilities, so 6 : 3 : 0 of the 9/50 that set out.
    scene.grant(idle: 0.5, claims: [0.02, 0, 0.04])
    scene.demand = [8, 3, 4]
    let policy = orchestrator("logit", ["gain": 0.001])
    let n = counts(scene.plan(policy), options: 3)
    #expect(abs(Double(n[0]) / 40_000 - 0.12) < 0.007)
    #expect(abs(Double(n[1]) / 40_000 - 0.06) < 0.005)
    #expect(n[2] == 0)
    // Without a reserve all set out, a third to each: the two must differ.
    let all = counts(scene.plan(orchestrator("logit", ["gain": 0.001, "reserve": 0])), options: 3)
    #expect(all[2] > 12_000 && all[3] == 0)
  }

  @Test("two classes that may do the same job answer it together, not each for itself")
  func sharedDemand() {
    let scene = OrchestratorScene(robots: 40_000, options: 1)
    scene.ownCount = 50
    scene.otherCount = 100
    scene.demand = [10]
    scene.grant(idle: 1, claims: [0])
    scene.field?[OrchestratorSchema.count + OrchestratorSchema.bin(of: .idle)] = 0.5
    func share() -> Double {
      Double(scene.plan(orchestrator("logit")).count { $0.kind == .serve }) / 40_000
    }
    // Alone: 10 of 50. With the 50 idle others, of whom every one or every second may: 10 of 100, 75.
    #expect(abs(share() - 0.2) < 0.008)
    scene.ableOthers = [1]
    #expect(abs(share() - 0.1) < 0.006)
    scene.ableOthers = [0.5]
    #expect(abs(share() - 10.0 / 75) < 0.007)
  }

  @Test(
    "below its threshold a robot charges where a dock is free, and else works on until half of it")
  func docks() {
    let scene = OrchestratorScene(robots: 4, options: 1)
    scene.battery = [0.15, 0.09, 0.15, 0.3]
    scene.stage[2] = .travelling
    func kinds(freeDocks: Float) -> [DirectiveKind] {
      scene.freeDocks = freeDocks
      return scene.plan(orchestrator("greedy")).map(\.kind)
    }
    #expect(kinds(freeDocks: 2) == [.charge, .charge, .charge, .serve])
    // The one under way is asked for its battery's sake only: it goes on as it was.
    #expect(kinds(freeDocks: 0) == [.serve, .charge, .none, .serve])
  }

  @Test("a robot that can still work leaves the last free docks to those that must charge")
  func docksLeft() {
    let scene = OrchestratorScene(robots: 1, options: 1)
    scene.battery = [0.15]
    scene.ownCount = 100
    (scene.freeDocks, scene.dockCount) = (2, 10)
    func kind(charging: Float) -> DirectiveKind {
      scene.grant(idle: 0.5, claims: [0])
      scene.field?[OrchestratorSchema.bin(of: .charging)] = charging
      return scene.plan(orchestrator("logit", ["reserve": 0]))[0].kind
    }
    // Eight at the docks; then one more that has none, then two: nothing is left.
    #expect(kind(charging: 0.08) == .charge)
    #expect(kind(charging: 0.09) == .charge)
    #expect(kind(charging: 0.1) == .serve)
    // Without m^orch nobody else is known to want one.
    scene.field = nil
    #expect(scene.plan(orchestrator("logit"))[0].kind == .charge)
  }

  @Test("who found the work taken rests, twice as long after each further time")
  func backOff() {
    let scene = OrchestratorScene(robots: 40_000, options: 1)
    func share(_ misses: Float, _ parameters: [String: Double]) -> Double {
      scene.missCount = Array(repeating: misses, count: 40_000)
      return Double(scene.plan(orchestrator("greedy", parameters)).count { $0.kind == .serve })
        / 40_000
    }
    #expect(share(3, [:]) == 1)
    #expect(share(0, ["back_off": 4]) == 1)
    #expect(abs(share(1, ["back_off": 4]) - 0.25) < 0.009)
    #expect(abs(share(3, ["back_off": 4]) - 0.0625) < 0.005)
    // Who is under way is where it is.
    scene.stage = Array(repeating: .travelling, count: 40_000)
    #expect(share(3, ["back_off": 4]) == 1)
  }

  @Test("a robot that reconsiders does not count its own claim against itself")
  func ownClaim() {
    let scene = OrchestratorScene(robots: 2, options: 2)
    scene.ownCount = 2
    scene.demand = [1, 1]
    scene.grant(idle: 0, claims: [0.5, 0.5])
    scene.stage = [.travelling, .idle]
    scene.directive[0].kind = .serve
    scene.directive[0].status = .acknowledged
    scene.directive[0].option = 0
    let decisions = scene.plan(
      orchestrator("logit", ["gain": 1000, "distance_weight": 0, "reserve": 0]))
    // Its own option has d = 1, the other one d = 0: it stays, surely.
    #expect(decisions[0].option == 0)
    #expect(decisions[0].entropy < 1e-6)
    #expect(decisions[1].entropy > 0.69)
  }

  @Test("B4q fills whole options in ascending order and keeps the rest in reserve")
  func waterFilling() {
    let scene = OrchestratorScene(robots: 40_000, options: 3)
    scene.ownCount = 100
    // F = 40; d = (25, 5, 30 − 10 = 20): 5, then 20, then 15 of 25.
    scene.grant(idle: 0.4, claims: [0, 0, 0.1])
    scene.demand = [25, 5, 30]
    let n = counts(scene.plan(orchestrator("waterFilling")), options: 3)
    let expected = [0.375, 0.125, 0.5, 0]
    for j in 0..<4 {
      let p = expected[j]
      #expect(abs(Double(n[j]) / 40_000 - p) <= 4 * (p * (1 - p) / 40_000).squareRoot())
    }
  }

  @Test("B4q funds whole quorums only: robots that complete none stay in reserve")
  func quorums() {
    let scene = OrchestratorScene(robots: 40_000, options: 2)
    scene.ownCount = 100
    // Quorums of 6 and 8. Option 0 lacks 6 − 2 = 4 robots, option 1 lacks 8; F = 10.
    scene.grant(idle: 0.1, claims: [0.02, 0])
    scene.quorum = [6, 8]
    scene.demand = [1, 1]
    let n = counts(scene.plan(orchestrator("waterFilling")), options: 2)
    #expect(n[1] == 0)
    #expect(abs(Double(n[0]) / 40_000 - 0.4) < 0.01)
    #expect(abs(Double(n[2]) / 40_000 - 0.6) < 0.01)
    // Two jobs of quorum 6 with 10 robots: one is funded, four robots wait.
    scene.quorum = [6, 99]
    scene.demand = [2, 0]
    scene.grant(idle: 0.1, claims: [0, 0])
    let one = counts(scene.plan(orchestrator("waterFilling")), options: 2)
    #expect(abs(Double(one[0]) / 40_000 - 0.6) < 0.01)
    #expect(one[1] == 0)
  }

  @Test("B4q where everything is claimed keeps everybody in reserve")
  func nothingLeft() {
    let scene = OrchestratorScene(robots: 100, options: 2)
    scene.grant(idle: 0.5, claims: [0.2, 0.2])
    scene.demand = [20, 20]
    #expect(scene.plan(orchestrator("waterFilling")).allSatisfy { $0.kind == .wait })
  }

  @Test("the same key draws the same, another step or seed draws anew")
  func streams() {
    let scene = OrchestratorScene(robots: 200, options: 5)
    let policy = orchestrator("independent")
    let first = scene.plan(policy).map(\.option)
    #expect(scene.plan(policy).map(\.option) == first)
    scene.step = 60
    #expect(scene.plan(policy).map(\.option) != first)
    scene.step = 0
    scene.seed = 2
    #expect(scene.plan(policy).map(\.option) != first)
  }
}
