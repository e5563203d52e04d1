import Contracts
import MeanFields
import SimCore
import Testing

@Suite("PrivateField: recursions of private estimates")
struct PrivateFieldTests {
  private let pool = WorkerPool(workerCount: 1)
  private let features = OrchestratorSchema.all
  private let idle = OrchestratorSchema.bin(of: .idle)

  private func field(
    _ mode: CoordinationMode, _ recursion: Recursion, _ populations: [Int], sample: Int = 5
  ) -> PrivateField {
    var configuration = MeanFieldConfiguration()
    configuration.mode = mode
    configuration.sampleSize = sample
    configuration.orchestratorRecursion = recursion
    configuration.radius = 3
    return PrivateField(
      configuration: configuration, layout: PopulationLayout(populations: populations),
      features: features, hasBlocks: false)
  }

  /// Rows with the given share of idle robots.
  private func rows(_ count: Int, idle share: Float) -> [Float] {
    (0..<count).flatMap { i in
      var row = [Float](repeating: 0, count: features.count)
      row[idle] = Float(i) < share * Float(count) ? 1 : 0
      return row
    }
  }

  private func update(
    _ field: inout PrivateField, _ rows: [Float], _ positions: [Vec2], step: Int,
    budget: Float = .infinity, bytes: Int = 0
  ) {
    var channel = ChannelConfiguration()
    channel.budget = budget
    var purse = BandwidthBudget(
      robotCount: budget < .infinity ? field.layout.robotCount : 0, bytesPerSecond: 0, burst: 0)
    field.estimate(
      rows, positions: positions, exchangesPerRobot: .infinity, seed: 1, step: step, pool: pool)
    _ = field.advance(channel: channel, bytes: bytes, budget: &purse)
  }

  @Test("a robot that asks k of N is as sure as k of N make it; asking all leaves no doubt")
  func sampleIsHonest() {
    let n = 40
    let places = (0..<n).map { Vec2(Float($0), 0) }
    var some = field(.kSample, .kalman(processVariance: 0), [n], sample: 8)
    var all = field(.kSample, .kalman(processVariance: 0), [n], sample: n)
    update(&some, rows(n, idle: 0.5), places, step: 0)
    update(&all, rows(n, idle: 0.5), places, step: 0)
    let d = features.count
    var first: [Float] = []
    for robot in 0..<n {
      #expect(all.deviations[robot * 2 * d + idle] == 0)
      #expect(all.plannerStacks[robot * 2 * d + idle] == 0.5)
      let m = some.plannerStacks[robot * 2 * d + idle]
      // Unless all eight gave the same answer: r = (1/8)(1 − 8/40) m(1 − m).
      let expected = (0.1 * m * (1 - m)).squareRoot()
      #expect(abs(some.deviations[robot * 2 * d + idle] - expected) < 1e-6)
      first.append(some.deviations[robot * 2 * d + idle])
    }
    // More samples of a population that stands still make a robot surer, about as 1/√t.
    for step in 1..<16 { update(&some, rows(n, idle: 0.5), places, step: step) }
    let later = (0..<n).map { some.deviations[$0 * 2 * d + idle] }
    let ratio = later.reduce(0, +) / first.reduce(0, +)
    #expect(ratio > 0.1 && ratio < 0.35, "\(ratio)")
    var error: Float = 0
    for robot in 0..<n { error += (some.plannerStacks[robot * 2 * d + idle] - 0.5).magnitude }
    #expect(error / Float(n) < 0.08)
  }

  @Test("who hears nobody of a class grows unsure of it by the process variance, and of no other")
  func silence() {
    // Two robots of class 0 near each other, class 1 near at first and then out of hearing.
    let near = [Vec2(0, 0), Vec2(1, 0), Vec2(1, 1), Vec2(0, 1)]
    let far = [Vec2(0, 0), Vec2(1, 0), Vec2(90, 90), Vec2(91, 90)]
    var field = field(.neighbours, .kalman(processVariance: 1e-3), [2, 2])
    let d = features.count
    update(&field, rows(4, idle: 0.5), near, step: 0)
    var others = field.deviations[d + idle]
    #expect(others == 0)
    for step in 1...5 {
      update(&field, rows(4, idle: 0.5), far, step: step)
      let next = field.deviations[d + idle]
      #expect(abs(next * next - others * others - 1e-3) < 1e-6)
      others = next
    }
    // Its own class it still hears: one of two, P stays below what that says, (1/1)(1 − 1/2) at most.
    #expect(field.deviations[idle] * field.deviations[idle] < 0.005)
  }

  @Test("a robot that cannot pay has no data: its field stays and its P grows")
  func budget() {
    let n = 10
    let places = (0..<n).map { Vec2(Float($0), 0) }
    var field = field(.kSample, .kalman(processVariance: 1e-3), [n], sample: 4)
    update(&field, rows(n, idle: 0.5), places, step: 0)
    let d = features.count
    let (m, p) = (field.plannerStacks[idle], field.deviations[idle])
    update(&field, rows(n, idle: 1), places, step: 1, budget: 1, bytes: 120)
    #expect(field.plannerStacks[idle] == m)
    let grown = field.deviations[idle]
    #expect(abs(grown * grown - p * p - 1e-3) < 1e-6)
  }

  @Test("gossip without partners tells nothing; with them P falls")
  func gossip() {
    let n = 32
    let places = [Vec2](repeating: .zero, count: n)
    var field = field(.gossip, .kalman(processVariance: 1e-4), [n])
    let d = features.count
    for step in 0..<40 { update(&field, rows(n, idle: 0.25), places, step: step) }
    var sum: Float = 0
    for robot in 0..<n {
      #expect(abs(field.plannerStacks[robot * 2 * d + idle] - 0.25) < 0.1)
      sum += field.deviations[robot * 2 * d + idle]
    }
    let before = sum / Float(n)
    #expect(before < 0.1)
    for step in 40..<50 {
      field.estimate(
        rows(n, idle: 0.25), positions: places, exchangesPerRobot: 0, seed: 1, step: step,
        pool: pool)
      var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
      _ = field.advance(channel: .init(), bytes: 0, budget: &budget)
    }
    var after: Float = 0
    for robot in 0..<n { after += field.deviations[robot * 2 * d + idle] / Float(n) }
    #expect(after > before)
  }

  @Test(
    "weights set the layers apart: executors and orchestrators read different stacks of one field")
  func weights() {
    var configuration = MeanFieldConfiguration()
    configuration.mode = .kSample
    configuration.sampleSize = 4
    configuration.orchestratorRecursion = .exact
    configuration.weights.executorsReadOrchestrators = ClassWeights(
      .matrix, rows: [[1, 0], [0, 1]])
    var field = PrivateField(
      configuration: configuration, layout: PopulationLayout(populations: [4, 4]),
      features: features, hasBlocks: false)
    update(&field, rows(8, idle: 0.75), [Vec2](repeating: .zero, count: 8), step: 0)
    let d = features.count
    #expect(field.plannerStacks[idle] == 1 && field.plannerStacks[d + idle] == 0.5)
    #expect(field.stacks[idle] == 1 && field.stacks[d + idle] == 0)
  }
}
