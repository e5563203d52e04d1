import Contracts
import Coordination
import MeanFields
import SimCore
import Testing

/// A private field with one of the estimators that feed it.
private final class Estimate {
  enum Kind { case sample, neighbours, gossip }
  private let kind: Kind
  var field: PrivateField
  private var sample: PrivateSample
  private var neighbours: NeighbourMean
  private var gossip: GossipEstimator

  init(
    _ kind: Kind, _ configuration: MeanFieldConfiguration, _ populations: [Int],
    features: [FeatureDescription], sample size: Int
  ) {
    self.kind = kind
    let layout = PopulationLayout(populations: populations)
    field = PrivateField(
      configuration: configuration, layout: layout, features: features, hasBlocks: false)
    sample = PrivateSample(sampleSize: size, layout: layout, featureCount: features.count)
    neighbours = NeighbourMean(radius: 3, layout: layout, featureCount: features.count)
    gossip = GossipEstimator(layout: layout, ranges: FeatureRanges(features))
  }

  /// One update; `exchanges` of gossip, two per robot unless said.
  func update(
    _ rows: [Float], _ positions: [Vec2], step: Int, budget: Float, bytes: Int, exchanges: Int?,
    pool: WorkerPool
  ) {
    var channel = ChannelConfiguration()
    channel.budget = budget
    let count = field.layout.robotCount
    var purse = BandwidthBudget(
      robotCount: budget < .infinity ? count : 0, bytesPerSecond: 0, burst: 0)
    field.traffic.reset()
    switch kind {
    case .sample:
      sample.update(rows, seed: 1, step: step, pool: pool, traffic: &field.traffic)
      _ = field.advance(
        sample.estimates, ends: 2, channel: channel, bytes: bytes, budget: &purse)
    case .neighbours:
      neighbours.update(
        rows, positions: positions, seed: 1, step: step, pool: pool, traffic: &field.traffic)
      _ = field.advance(neighbours.estimates, channel: channel, bytes: bytes, budget: &purse)
    case .gossip:
      gossip.track(rows, pool: pool)
      gossip.exchange(
        count: exchanges ?? count, seed: 1, step: step, traffic: &field.traffic)
      gossip.updateEstimates(pool: pool)
      _ = field.advance(
        gossip.estimates, evidence: .exchanges, ends: 0, channel: channel, bytes: bytes,
        budget: &purse)
    }
  }
}

@Suite("PrivateField: recursions of private estimates")
struct PrivateFieldTests {
  private let pool = WorkerPool(workerCount: 1)
  private let features = OrchestratorSchema.all
  private let idle = OrchestratorSchema.bin(of: .idle)

  private func field(
    _ kind: Estimate.Kind, _ recursion: Recursion, _ populations: [Int], sample: Int = 5
  ) -> Estimate {
    var configuration = MeanFieldConfiguration()
    configuration.orchestratorRecursion = recursion
    return Estimate(kind, configuration, populations, features: features, sample: sample)
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
    _ estimate: Estimate, _ rows: [Float], _ positions: [Vec2], step: Int,
    budget: Float = .infinity, bytes: Int = 0, exchanges: Int? = nil
  ) {
    estimate.update(
      rows, positions, step: step, budget: budget, bytes: bytes, exchanges: exchanges, pool: pool)
  }

  @Test("a robot that asks k of N is as sure as k of N make it; asking all leaves no doubt")
  func sampleIsHonest() {
    let n = 40
    let places = (0..<n).map { Vec2(Float($0), 0) }
    let some = field(.sample, .kalman(processVariance: 0), [n], sample: 8)
    let all = field(.sample, .kalman(processVariance: 0), [n], sample: n)
    update(some, rows(n, idle: 0.5), places, step: 0)
    update(all, rows(n, idle: 0.5), places, step: 0)
    let d = features.count
    var first: [Float] = []
    for robot in 0..<n {
      #expect(all.field.deviations[robot * 2 * d + idle] == 0)
      #expect(all.field.plannerStacks[robot * 2 * d + idle] == 0.5)
      let m = some.field.plannerStacks[robot * 2 * d + idle]
      // Unless all eight gave the same answer: r = (1/8)(1 − 8/40) m(1 − m).
      let expected = (0.1 * m * (1 - m)).squareRoot()
      #expect(abs(some.field.deviations[robot * 2 * d + idle] - expected) < 1e-6)
      first.append(some.field.deviations[robot * 2 * d + idle])
    }
    // More samples of a population that stands still make a robot surer, about as 1/√t.
    for step in 1..<16 { update(some, rows(n, idle: 0.5), places, step: step) }
    let later = (0..<n).map { some.field.deviations[$0 * 2 * d + idle] }
    let ratio = later.reduce(0, +) / first.reduce(0, +)
    #expect(ratio > 0.1 && ratio < 0.35, "\(ratio)")
    var error: Float = 0
    for robot in 0..<n {
      error += (some.field.plannerStacks[robot * 2 * d + idle] - 0.5).magnitude
    }
    #expect(error / Float(n) < 0.08)
  }

  @Test("who hears nobody of a class grows unsure of it by the process variance, and of no other")
  func silence() {
    // Two robots of class 0 near each other, class 1 near at first and then out of hearing.
    let near = [Vec2(0, 0), Vec2(1, 0), Vec2(1, 1), Vec2(0, 1)]
    let far = [Vec2(0, 0), Vec2(1, 0), Vec2(90, 90), Vec2(91, 90)]
    let field = field(.neighbours, .kalman(processVariance: 1e-3), [2, 2])
    let d = features.count
    update(field, rows(4, idle: 0.5), near, step: 0)
    var others = field.field.deviations[d + idle]
    #expect(others == 0)
    for step in 1...5 {
      update(field, rows(4, idle: 0.5), far, step: step)
      let next = field.field.deviations[d + idle]
      #expect(abs(next * next - others * others - 1e-3) < 1e-6)
      others = next
    }
    // Its own class it still hears: one of two, P stays below what that says, (1/1)(1 − 1/2) at most.
    #expect(field.field.deviations[idle] * field.field.deviations[idle] < 0.005)
  }

  @Test("a robot that cannot pay has no data: its field stays and its P grows")
  func budget() {
    let n = 10
    let places = (0..<n).map { Vec2(Float($0), 0) }
    let field = field(.sample, .kalman(processVariance: 1e-3), [n], sample: 4)
    update(field, rows(n, idle: 0.5), places, step: 0)
    let d = features.count
    let (m, p) = (field.field.plannerStacks[idle], field.field.deviations[idle])
    update(field, rows(n, idle: 1), places, step: 1, budget: 1, bytes: 120)
    #expect(field.field.plannerStacks[idle] == m)
    let grown = field.field.deviations[idle]
    #expect(abs(grown * grown - p * p - 1e-3) < 1e-6)
  }

  @Test("gossip without partners tells nothing; with them P falls")
  func gossip() {
    let n = 32
    let places = [Vec2](repeating: .zero, count: n)
    let field = field(.gossip, .kalman(processVariance: 1e-4), [n])
    let d = features.count
    for step in 0..<40 { update(field, rows(n, idle: 0.25), places, step: step) }
    var sum: Float = 0
    for robot in 0..<n {
      #expect(abs(field.field.plannerStacks[robot * 2 * d + idle] - 0.25) < 0.1)
      sum += field.field.deviations[robot * 2 * d + idle]
    }
    let before = sum / Float(n)
    #expect(before < 0.1)
    for step in 40..<50 {
      update(field, rows(n, idle: 0.25), places, step: step, exchanges: 0)
    }
    var after: Float = 0
    for robot in 0..<n { after += field.field.deviations[robot * 2 * d + idle] / Float(n) }
    #expect(after > before)
  }

  @Test(
    "weights set the layers apart: executors and orchestrators read different stacks of one field")
  func weights() {
    var configuration = MeanFieldConfiguration()
    configuration.orchestratorRecursion = .exact
    configuration.weights.executorsReadOrchestrators = ClassWeights(
      .matrix, rows: [[1, 0], [0, 1]])
    let field = Estimate(.sample, configuration, [4, 4], features: features, sample: 4)
    update(field, rows(8, idle: 0.75), [Vec2](repeating: .zero, count: 8), step: 0)
    let d = features.count
    #expect(field.field.plannerStacks[idle] == 1 && field.field.plannerStacks[d + idle] == 0.5)
    #expect(field.field.stacks[idle] == 1 && field.field.stacks[d + idle] == 0)
  }
}
