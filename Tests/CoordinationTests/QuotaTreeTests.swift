import Contracts
import Coordination
import MeanFields
import SimCore
import Testing

@Suite("QuotaTree")
struct QuotaTreeTests {
  private func plan(_ stage: RobotStage, _ option: Int16 = -1) -> OrchestratorMicrostate {
    OrchestratorMicrostate(
      stage: stage, option: option, planAge: 0, replanned: 0, entropy: 0, planFailed: 0,
      progress: 0, predictedSuccess: 1)
  }

  private func quotas(_ tree: borrowing QuotaTree, _ robots: Int, _ options: Int) -> [Float] {
    var result = [Float](repeating: 0, count: robots * options)
    tree.writeQuotas(classIndex: 0, into: &result)
    return result
  }

  @Test("news take one tick per level up and one per level down")
  func latency() {
    // 9 robots by 3: groups, one level above them, which is the root: 2 levels.
    var tree = QuotaTree(classCounts: [9], fanout: 3, optionCount: 1)
    #expect(tree.levelCount(classIndex: 0) == 2)
    #expect(tree.nodeCount(classIndex: 0) == 4)
    let rows = [OrchestratorMicrostate](repeating: plan(.idle), count: 9)
    var first: Int?
    for tick in 1...8 where first == nil {
      tree.advance(rows: rows, demand: [3], isAble: [true])
      if quotas(tree, 9, 1).contains(where: { $0 > 0 }) { first = tick }
    }
    // Groups count at tick 1, the root knows at 2, is given work at 3, hands it down at 4.
    #expect(first == 4)
  }

  @Test("all jobs are handed out, whole, to groups with idle robots; remainders go round")
  func conservation() {
    var tree = QuotaTree(classCounts: [20], fanout: 4, optionCount: 2)
    var rows = [OrchestratorMicrostate](repeating: plan(.carrying), count: 20)
    for i in [0, 1, 9, 18] { rows[i] = plan(.idle) }
    var seen = Set<[Float]>()
    for tick in 0..<40 {
      tree.advance(rows: rows, demand: [3, 2], isAble: [true, true])
      guard tick > 10 else { continue }
      let robots = quotas(tree, 20, 2)
      let groups = stride(from: 0, to: 20, by: 4).map { [robots[2 * $0], robots[2 * $0 + 1]] }
      #expect(groups.reduce(0) { $0 + $1[0] } == 3)
      #expect(groups.reduce(0) { $0 + $1[1] } == 2)
      #expect(groups[1] == [0, 0] && groups[3] == [0, 0])
      #expect(robots.allSatisfy { $0 == $0.rounded() })
      seen.insert(robots)
    }
    #expect(seen.count > 1)
  }

  @Test("a group keeps the jobs that its robots have claimed")
  func claims() {
    var tree = QuotaTree(classCounts: [8], fanout: 4, optionCount: 1)
    var rows = [OrchestratorMicrostate](repeating: plan(.idle), count: 8)
    for i in 4..<7 { rows[i] = plan(.travelling, 0) }
    for _ in 0..<10 { tree.advance(rows: rows, demand: [3], isAble: [true]) }
    let result = quotas(tree, 8, 1)
    #expect(result[0] == 0 && result[4] == 3)
  }

  @Test("a class that cannot do an option is handed nothing of it")
  func ability() {
    var tree = QuotaTree(classCounts: [4, 4], fanout: 4, optionCount: 1)
    let rows = [OrchestratorMicrostate](repeating: plan(.idle), count: 8)
    for _ in 0..<6 { tree.advance(rows: rows, demand: [5], isAble: [false, true]) }
    #expect(quotas(tree, 4, 1).allSatisfy { $0 == 0 })
    var second = [Float](repeating: 0, count: 4)
    tree.writeQuotas(classIndex: 1, into: &second)
    #expect(second.allSatisfy { $0 == 5 })
  }
}

@Suite("ReportChannel")
struct ReportChannelTests {
  private func states(_ battery: [Float]) -> [ExecutorMicrostate] {
    battery.map {
      ExecutorMicrostate(
        position: .zero, velocity: .zero, spin: 0, speedRatio: 1, contact: 0, blocked: 0, slip: 0,
        impulse: 0, failed: 0, battery: $0, uncertainty: 0)
    }
  }

  @Test("a report arrives after exactly its latency", arguments: 0...3)
  func latency(_ latency: Int) {
    let layout = PopulationLayout(populations: [1])
    var channel = ReportChannel(layout: layout, latency: latency, initial: states([0]))
    var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
    for t in 1...9 {
      _ = channel.transmit(
        states([Float(t) / 10]), channel: ChannelConfiguration(), bytes: 56, budget: &budget,
        window: nil, seed: 1, step: t)
      #expect(channel.heard[0].battery == Float(max(0, t - latency)) / 10)
      #expect(channel.freshCount[0] == (t > latency ? 1 : 0))
    }
  }

  @Test("losses come at their rate, and who is not heard keeps the last report")
  func loss() {
    let n = 2000
    let layout = PopulationLayout(populations: [n])
    var limits = ChannelConfiguration()
    limits.loss = 0.3
    var channel = ReportChannel(
      layout: layout, latency: 0, initial: states(Array(repeating: 0, count: n)))
    var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
    let count = channel.transmit(
      states(Array(repeating: 1, count: n)), channel: limits, bytes: 56, budget: &budget,
      window: nil, seed: 1, step: 1)
    #expect(count.sent == n)
    #expect(abs(Double(count.lost) - 0.3 * Double(n)) < 4 * (0.21 * Double(n)).squareRoot())
    #expect(Int(channel.freshCount[0]) == n - count.lost)
    let old = (0..<n).filter { channel.heard[$0].battery == 0 }.count
    #expect(old == count.lost)
  }

  @Test(
    "rounding to b bits is unbiased, gives levels only, and varies by at most Δ²/4",
    arguments: [1, 3, 8])
  func quantisation(bits: Int) {
    let levels = Float((1 << bits) - 1)
    // A share in [0, 1] and a velocity in [−1, 1].
    for (lower, x) in [(Float(0), Float(0)), (0, 0.37), (0, 0.996), (0, 1), (-1, -0.4), (-1, 1)] {
      let delta = Double((1 - lower) / levels)
      var (sum, squares) = (0.0, 0.0)
      let trials = 4000
      for i in 0..<trials {
        var state = states([lower == 0 ? x : 0])[0]
        if lower < 0 { state.velocity.x = x }
        var stream = RandomStream(seed: 3, index: i, purpose: .communication)
        state.quantise(levels: levels, stream: &stream)
        let rounded = lower == 0 ? state.battery : state.velocity.x
        let place = Double(rounded - lower) / delta
        #expect(abs(place - place.rounded()) < 1e-4)
        sum += Double(rounded - x)
        squares += Double(rounded - x) * Double(rounded - x)
      }
      let variance = squares / Double(trials)
      #expect(variance <= delta * delta / 4 * 1.05 + 1e-12)
      #expect(abs(sum) / Double(trials) <= 4 * (variance / Double(trials)).squareRoot() + 1e-6)
    }
    var state = states([.nan])[0]
    var stream = RandomStream(seed: 1, purpose: .communication)
    state.quantise(levels: levels, stream: &stream)
    #expect(state.battery == 0)
  }

  @Test("a budget holds reports back; a window lets in rows in turn, each as often as the others")
  func rations() {
    let layout = PopulationLayout(populations: [10])
    var limits = ChannelConfiguration()
    limits.budget = 280
    var budget = BandwidthBudget(robotCount: 10, bytesPerSecond: 280, burst: 56)
    var channel = ReportChannel(
      layout: layout, latency: 0, initial: states(Array(repeating: 0, count: 10)))
    var sent = 0
    for step in 0..<100 {
      budget.advance(seconds: 0.1)
      sent +=
        channel.transmit(
          states(Array(repeating: 1, count: 10)), channel: limits, bytes: 56, budget: &budget,
          window: nil, seed: 1, step: step
        ).sent
    }
    #expect(abs(sent - 10 * 51) <= 10)  // 280 B/s are 5 reports a second, and one to begin with
    var heardAt = [Int](repeating: 0, count: 10)
    for step in 1...20 {
      let rows = states(Array(repeating: Float(step) / 100, count: 10))
      _ = channel.transmit(
        rows, channel: limits, bytes: 56, budget: &budget, window: 3, seed: 1, step: step)
      for row in 0..<10 where channel.heard[row].battery == Float(step) / 100 {
        heardAt[row] += 1
      }
    }
    #expect(heardAt.allSatisfy { $0 == 6 })
  }
}
