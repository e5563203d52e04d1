import Contracts
import Foundation
import MeanFields
import SimCore
import TestSupport
import Testing

/// Robots of which some work and others are idle, as m^orch of a run has them.
private struct StageCrowd: ~Copyable {
  private var bank: MeanFieldBank
  private var plans: [OrchestratorMicrostate]
  private let pool = WorkerPool(workerCount: 1)

  init(_ count: Int) {
    var configuration = MeanFieldConfiguration()
    configuration.orchestratorRecursion = .exact
    bank = MeanFieldBank(
      configuration: configuration, classes: [PopulationClass(robotCount: count, maxSpeed: 1)],
      bounds: AABB(lower: .zero, upper: Vec2(10, 10)), workerCount: 1)
    plans = Array(
      repeating: OrchestratorMicrostate(
        stage: .idle, option: -1, planAge: 0, replanned: 0, entropy: 0, planFailed: 0, progress: 0,
        predictedSuccess: 1), count: count)
  }

  /// The share of the robots whose state is 1, read as a planner reads it.
  mutating func share(_ states: [Float]) -> Double {
    for (i, state) in states.enumerated() { plans[i].stage = state == 1 ? .working : .idle }
    bank.fold(classIndex: 0, rows: plans, count: plans.count, pool: pool)
    bank.advanceOrchestrators(pool: pool)
    let z = bank.view(classIndex: 0, layer: .orchestrator).orchestratorField
    return Double(z?[OrchestratorSchema.bin(of: .working)] ?? .nan)
  }
}

@Suite("Truth: epidemics and population flows")
struct EpidemicTests {
  private let truth = Truth.file("epidemic")
  private var infection: Double { truth["params"]["beta"].number }
  private var recovery: Double { truth["params"]["gamma"].number }
  private var spark: Double { truth["params"]["eps"].number }

  /// Mean and N·variance of the share of infected robots: the product of birth and death rates.
  private func exact(_ n: Int) -> (mean: Double, variance: Double) {
    var logs = [0.0]
    for k in 0..<n {
      let birth = Double(n - k) * (infection * Double(k) / Double(n) + spark)
      logs.append(logs[k] + log(birth) - log(recovery * Double(k + 1)))
    }
    let largest = logs.max() ?? 0
    let weights = logs.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    let mean = (0...n).reduce(0) { $0 + weights[$1] * Double($1) / Double(n) } / total
    let square =
      (0...n).reduce(0) { $0 + weights[$1] * Double($1 * $1) / Double(n * n) } / total
    return (mean, Double(n) * (square - mean * mean))
  }

  @Test(
    "exact finite populations, the limit and its discrete step are the table's; the gap is 1/(2N)")
  func closedForms() {
    let i = truth["i_star"].number
    #expect(abs((1 - i) * (infection * i + spark) - recovery * i) < 1e-12)
    let step = truth["discrete_dt"]
    let (dt, x) = (step["dt"].number, step["i_star"].number)
    #expect(
      abs((1 - x) * (1 - exp(-(infection * x + spark) * dt)) - x * (1 - exp(-recovery * dt)))
        < 1e-12)
    for row in truth["exact_finite_N"].list {
      let found = exact(row["N"].count)
      #expect(agree(found.mean, row["mean"].number))
      #expect(agree(found.variance, row["N_times_var"].number, 1e-7))
      if row["N"].count >= 100 {
        #expect(abs((i - found.mean) * Double(row["N"].count) - 0.5) < 0.02)
      }
    }
  }

  @Test(
    "50 robots that infect each other through the product's field have the exact mean and spread")
  func finitePopulation() {
    let n = 50
    let pool = WorkerPool(workerCount: 1)
    var signal = Field(
      populations: [n], ranges: FeatureRanges(count: 1, range: 0...1))
    var rows = [Float](repeating: 1, count: n)
    var stream = RandomStream(seed: 21, purpose: .dynamics)
    var means = Tally()
    var spreads = Tally()
    // Gillespie's rule; one batch is 40 s, 16 correlation times.
    for batch in 0..<(isSlowWanted ? 1000 : 150) {
      var (time, sum, square) = (0.0, 0.0, 0.0)
      while time < 40 {
        signal.fold(classIndex: 0, rows: rows, count: n, pool: pool)
        signal.advance()
        let share = Double(signal.signals[0])
        let up = Double(n) * (1 - share) * (infection * share + spark)
        let down = Double(n) * share * recovery
        let wait = min(40 - time, Double(stream.exponentialWait(mean: Float(1 / (up + down)))))
        time += wait
        sum += wait * share
        square += wait * share * share
        // One of the susceptible, or of the infected, changes.
        let state: Float = Double(stream.uniform()) * (up + down) < up ? 0 : 1
        let candidates = rows.indices.filter { rows[$0] == state }
        if !candidates.isEmpty { rows[candidates[stream.below(candidates.count)]] = 1 - state }
      }
      if batch == 0 { continue }
      means.add(sum / 40)
      spreads.add(Double(n) * square / 40)
    }
    let expected = exact(n)
    #expect(abs(means.deviation(from: expected.mean)) < 4, "\(means.mean) for \(expected.mean)")
    let second = expected.variance + Double(n) * expected.mean * expected.mean
    #expect(abs(spreads.deviation(from: second)) < 4)
    // Far enough from the limit of infinitely many robots that the two cannot be confused.
    #expect(means.deviation(from: truth["i_star"].number) < -2)
  }

  @Test("1000 robots that step 0.1 s at once on the last tick's field keep the map's fixed point")
  func discrete() {
    let n = 1000
    let dt = truth["discrete_dt"]["dt"].number
    var crowd = StageCrowd(n)
    var states = (0..<n).map { Float($0 * 3 < n * 2 ? 1 : 0) }
    var means = Tally()
    for batch in 0..<20 {
      var sum = 0.0
      for tick in 0..<60 {
        let share = crowd.share(states)
        sum += share
        let (fall, rise) = (
          1 - exp(-recovery * dt), 1 - exp(-(infection * share + spark) * dt)
        )
        for i in 0..<n {
          var stream = RandomStream(
            seed: 5, index: i, step: batch * 60 + tick, purpose: .dynamics)
          if Double(stream.uniform()) < (states[i] == 1 ? fall : rise) { states[i] = 1 - states[i] }
        }
      }
      if batch > 0 { means.add(sum / 60) }
    }
    let expected = truth["discrete_dt"]["i_star"].number
    #expect(abs(means.mean - expected) < 4 * means.standardError + 1 / Double(n))
    #expect(abs(means.mean - expected) < 0.01, "\(means.mean)")
  }

  @Test("three classes that infect each other settle at the fixed point, and die out below R₀ = 1")
  func classes() {
    let table = truth["multi_class"]
    let (weights, beta, gamma) = (table["W"].rows, table["beta"].numbers, table["gamma"].numbers)
    let expected = table["fixed_point"].numbers
    for c in 0..<3 {
      let force = beta[c] * zip(weights[c], expected).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(agree(expected[c], force / (force + gamma[c])))
    }
    let shares = table["class_fractions"].numbers
    var coupling = LayerWeights()
    coupling.isRowNormalised = false
    coupling.executorsReadExecutors = ClassWeights(
      .matrix, rows: weights.map { $0.map(Float.init) })
    let populations = shares.map { Int((1500 * $0).rounded()) }
    let pool = WorkerPool(workerCount: 1)
    func run(scale: Double, ticks: Int) -> [Double] {
      var signal = Field(
        populations: populations, ranges: FeatureRanges(count: 1, range: 0...1),
        weights: coupling)
      var states = populations.map { [Float](repeating: 1, count: $0) }
      var means = [Double](repeating: 0, count: 3)
      let dt = 0.1
      for tick in 0..<ticks {
        for c in 0..<3 {
          signal.fold(classIndex: c, rows: states[c], count: populations[c], pool: pool)
        }
        signal.advance()
        for c in 0..<3 {
          if tick >= ticks / 3 {
            means[c] += Double(signal.signals[c]) / Double(ticks - ticks / 3)
          }
          let z = signal.stack(classIndex: c, reader: .executor)
          let rise = 1 - exp(-scale * beta[c] * (Double(z[0]) + Double(z[1])) * dt)
          let fall = 1 - exp(-gamma[c] * dt)
          for i in 0..<populations[c] {
            var stream = RandomStream(
              seed: 2, classIndex: c, index: i, step: tick, purpose: .dynamics)
            if Double(stream.uniform()) < (states[c][i] == 1 ? fall : rise) {
              states[c][i] = 1 - states[c][i]
            }
          }
        }
      }
      return means
    }
    // The discrete step's own fixed point is less than 0.01 away; the mean of 60 s errs by some 0.005.
    let endemic = run(scale: 1, ticks: 900)
    for c in 0..<3 { #expect(abs(endemic[c] - expected[c]) < 0.03, "\(endemic)") }
    #expect(agree(table["critical_scale_of_beta"].number * table["R0"].number, 1))
    let dying = run(scale: 0.5 * table["critical_scale_of_beta"].number, ticks: 600)
    #expect(dying.allSatisfy { $0 < 0.02 })
  }

  @Test("a population under a fixed policy flows as the game's equations say")
  func flow() {
    let table = Truth.file("flows")["epidemic_game"]
    let n = 8000
    var crowd = StageCrowd(n)
    var states = (0..<n).map { Float(Double($0) < table["mu0"][0].number * Double(n) ? 0 : 1) }
    // The table has every tenth tick.
    for t in 0...50 {
      let infected = crowd.share(states)
      if t % 10 == 0 {
        let expected = table["uniform_mu_I"][t / 10].number
        #expect(abs(infected - expected) < 4 * 0.5 / Double(n).squareRoot(), "t \(t)")
      }
      for i in 0..<n {
        var stream = RandomStream(seed: 8, index: i, step: t, purpose: .dynamics)
        let goesOut = stream.uniform() < 0.5
        let u = Double(stream.uniform())
        if states[i] == 1 {
          if u < 0.3 { states[i] = 0 }
        } else if goesOut && u < 0.81 * infected {
          states[i] = 1
        }
      }
    }
  }
}
