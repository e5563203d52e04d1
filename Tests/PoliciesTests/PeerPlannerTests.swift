import Contracts
import MeanFields
import Policies
import SimCore
import Testing

@Suite("OrchestratorPolicy: joinFullest, decisionRule, auction")
struct PeerPlannerTests {
  @Test("B2 joins the option most of those it sees have claimed, and the nearest where none has")
  func joinFullest() {
    let scene = OrchestratorScene(robots: 3, options: 3)
    scene.travelTime = [5, 10, 20, 5, 10, 20, 5, 10, 20]
    scene.grant(idle: 0.2, claims: [0.1, 0, 0.3])
    #expect(scene.plan(orchestrator("joinFullest")).allSatisfy { $0.option == 2 })
    scene.demand = [1, 1, 0]  // finished: not to be joined
    #expect(scene.plan(orchestrator("joinFullest")).allSatisfy { $0.option == 0 })
    scene.grant(idle: 1, claims: [0, 0, 0])
    scene.demand = [1, 1, 1]
    #expect(scene.plan(orchestrator("joinFullest")).allSatisfy { $0.option == 0 })
  }

  @Test("B5 sends as many as there are open jobs, more of them where the bin is near")
  func decisionRule() {
    let robots = 4000
    let scene = OrchestratorScene(robots: robots, options: 2)
    for i in 0..<robots { scene.travelTime[2 * i + 1] = i < robots / 2 ? 5 : 50 }
    scene.demand = [400, 400]
    scene.grant(idle: 1, claims: [0, 0])
    let all = scene.plan(orchestrator("decisionRule"))
    let count = counts(all, options: 2)
    #expect(abs(count[0] + count[1] - 800) < 4 * 26)  // binomial, sd 25.3
    let near = counts(Array(all.prefix(robots / 2)), options: 2)
    #expect(near[1] > near[0])
  }

  @Test("B6 finds the best assignment: every robot its near job, although both prefer the same")
  func auctionIsBest() {
    let scene = OrchestratorScene(robots: 2, options: 2)
    scene.travelTime = [10, 30, 20, 80]
    scene.peers = [0, 1]
    // Greedy sends both to option 0; together they lose least with robot 0 at option 1.
    let greedy = scene.plan(orchestrator("greedy"))
    #expect(greedy.map(\.option) == [0, 0])
    let auction = scene.plan(orchestrator("auction"))
    #expect(auction.map(\.option) == [1, 0])
  }

  @Test("B6 gives each job to one robot, the nearest ones, and lets the others wait")
  func auctionCapacity() {
    let scene = OrchestratorScene(robots: 6, options: 1)
    scene.travelTime = [60, 10, 50, 20, 40, 30]
    scene.demand = [3]
    scene.peers = [0, 1, 2, 3, 4, 5]
    let result = scene.plan(orchestrator("auction"))
    #expect(result.map { $0.kind == .serve } == [false, true, false, true, false, true])
  }

  @Test("B6 is within n ε of the best assignment on random instances")
  func auctionBound() {
    var stream = RandomStream(seed: 11, purpose: .tooling)
    for _ in 0..<30 {
      let n = 6
      let scene = OrchestratorScene(robots: n, options: n)
      for i in 0..<n * n { scene.travelTime[i] = stream.uniform(0, 100) }
      scene.peers = (0..<n).map { Int32($0) }
      let result = scene.plan(orchestrator("auction", ["increment": 0.002]))
      #expect(Set(result.map(\.option)).count == n)
      var total: Float = 0
      for i in 0..<n { total += 1 - scene.travelTime[i * n + Int(result[i].option)] / 100 }
      var best: Float = 0
      permute(Array(0..<n)) { order in
        var sum: Float = 0
        for i in 0..<n { sum += 1 - scene.travelTime[i * n + order[i]] / 100 }
        best = max(best, sum)
      }
      #expect(total >= best - Float(n) * 0.002 - 1e-4)
    }
  }

  @Test("B6 has no places where claims are no number, and one per robot where they are endless")
  func auctionOnStrangeFields() {
    let scene = OrchestratorScene(robots: 2, options: 1)
    scene.travelTime = [10, 20]
    scene.peers = [0, 1]
    scene.grant(idle: 1, claims: [.nan])
    #expect(scene.plan(orchestrator("auction")).allSatisfy { $0.kind != .serve })
    scene.grant(idle: 1, claims: [.infinity])
    #expect(scene.plan(orchestrator("auction")).allSatisfy { $0.kind != .serve })
    scene.grant(idle: 1, claims: [-.infinity])
    #expect(scene.plan(orchestrator("auction")).allSatisfy { $0.kind == .serve })
  }

  @Test("claims that robots on their way have made are not auctioned again")
  func auctionClaims() {
    let scene = OrchestratorScene(robots: 4, options: 1)
    scene.demand = [3]
    scene.peers = [0, 1, 2, 3]
    scene.ownCount = 6
    scene.grant(idle: 4 / 6, claims: [2 / 6])
    #expect(counts(scene.plan(orchestrator("auction")), options: 1) == [1, 3])
  }

  @Test("a field that knows its error makes planners count on more claims than they see")
  func caution() {
    let scene = OrchestratorScene(robots: 3000, options: 1)
    scene.demand = [1500]
    scene.grant(idle: 1, claims: [0])
    let sure = counts(scene.plan(orchestrator("waterFilling")), options: 1)[0]
    scene.deviation = [Float](repeating: 0, count: 2 * OrchestratorSchema.count)
    scene.deviation?[OrchestratorSchema.bin(ofOption: 0)] = 0.2
    let unsure = counts(scene.plan(orchestrator("waterFilling")), options: 1)[0]
    #expect(abs(sure - 1500) < 110)
    #expect(abs(unsure - 900) < 110)  // 600 = 0.2 × 3000 claims more
  }

  private func permute(_ items: [Int], _ body: ([Int]) -> Void) {
    func go(_ prefix: [Int], _ rest: [Int]) {
      if rest.isEmpty { return body(prefix) }
      for k in rest.indices {
        var left = rest
        let next = left.remove(at: k)
        go(prefix + [next], left)
      }
    }
    go([], items)
  }
}
