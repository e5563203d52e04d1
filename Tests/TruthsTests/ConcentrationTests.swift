import Contracts
import Coordination
import Foundation
import MeanFields
import SimCore
import TestSupport
import Testing

@Suite("Truth: how fields of finite fleets err")
struct ConcentrationTests {
  private let truth = Truth.file("concentration")
  private var shares: [Double] { truth["histogram"]["p"].numbers }

  /// E|X − Np| of a binomial X, De Moivre's formula.
  private func deviation(_ n: Int, _ p: Double) -> Double {
    let v = Int((Double(n) * p).rounded(.down)) + 1
    guard v <= n else { return 0 }
    return 2 * Double(v) * (1 - p)
      * exp(logBinomial(n, v) + Double(v) * log(p) + Double(n - v) * log(1 - p))
  }

  /// The expected distance in total variation of the histogram of n robots from its law.
  private func expectedDistance(_ n: Int) -> Double {
    shares.reduce(0) { $0 + deviation(n, $1) } / Double(2 * n)
  }

  /// The same for k of n robots drawn without replacement, from the n robots' own histogram.
  private func expectedDistance(sample k: Int, of n: Int) -> Double {
    let counts = shares.map { Int((Double(n) * $0).rounded()) }
    return counts.reduce(0.0) { sum, count in
      let total = (0...min(k, count)).reduce(0.0) { inner, x in
        guard k - x <= n - count else { return inner }
        let weight = exp(
          logBinomial(count, x) + logBinomial(n - count, k - x) - logBinomial(n, k))
        return inner + weight * abs(Double(x) - Double(k) * Double(count) / Double(n))
      }
      return sum + total / Double(2 * k)
    }
  }

  @Test("expected distances of finite histograms, whole and sampled, are the table's; slope −1/2")
  func closedForms() {
    var (x, y): ([Double], [Double]) = ([], [])
    for row in truth["histogram"]["rows"].list {
      let n = row["N"].count
      // The logarithm of a factorial of 10⁶ loses digits: 1e-8 there.
      #expect(agree(expectedDistance(n) / row["E_TV"].number, 1, n > 10_000 ? 1e-8 : 1e-9))
      if n >= 100 {
        x.append(log(Double(n)))
        y.append(log(row["E_TV"].number))
      }
    }
    #expect(agree(slope(x, y), truth["histogram"]["slope"].number, 1e-9))
    #expect(abs(slope(x, y) + 0.5) < 0.02)
    for row in truth["histogram"]["subsample_of_1000"].list {
      #expect(
        abs(expectedDistance(sample: row["k"].count, of: 1000) - row["E_TV"].number) < 1e-9)
    }
  }

  /// The option of a robot in a fleet with these shares.
  private func option(_ u: Float) -> Int {
    var sum = 0.0
    for (bin, p) in shares.enumerated() {
      sum += p
      if Double(u) < sum { return bin }
    }
    return shares.count - 1
  }

  /// A robot that claims a job of an option: its bin in m^orch.
  private func plan(_ option: Int) -> OrchestratorMicrostate {
    OrchestratorMicrostate(
      stage: .travelling, option: Int16(option), planAge: 0, replanned: 0, entropy: 0,
      planFailed: 0, progress: 0, predictedSuccess: 1)
  }

  /// The fields of a run of one class, without memory.
  private func bank(_ count: Int) -> MeanFieldBank {
    var configuration = MeanFieldConfiguration()
    configuration.orchestratorRecursion = .exact
    return MeanFieldBank(
      configuration: configuration, classes: [PopulationClass(robotCount: count, maxSpeed: 1)],
      bounds: AABB(lower: .zero, upper: Vec2(10, 10)), workerCount: 1)
  }

  /// How far the assignments that planners read lie from these shares.
  private func gaps(_ bank: borrowing MeanFieldBank) -> [Double] {
    let z = bank.view(classIndex: 0, layer: .orchestrator).orchestratorField
    return shares.enumerated().map {
      Double(z?[OrchestratorSchema.bin(ofOption: $0.0)] ?? .nan) - $0.1
    }
  }

  @Test("measured histograms err as theory says: distances with slope −1/2, squares with slope −1")
  func slopes() {
    let pool = WorkerPool(workerCount: 1)
    let plans = shares.indices.map(plan)
    let sizes = isSlowWanted ? [100, 1000, 10_000, 100_000] : [100, 1000, 10_000]
    var (x, distances, squares): ([Double], [Double], [Double]) = ([], [], [])
    for n in sizes {
      var distance = Tally()
      var square = Tally()
      var bank = bank(n)
      for trial in 0..<(n >= 10_000 ? 100 : 600) {
        var stream = RandomStream(seed: 1, index: trial, step: n, purpose: .tooling)
        let states = (0..<n).map { _ in plans[option(stream.uniform())] }
        bank.fold(classIndex: 0, rows: states, count: n, pool: pool)
        bank.advanceOrchestrators(pool: pool)
        var (d, s) = (0.0, 0.0)
        for gap in gaps(bank) {
          d += abs(gap) / 2
          s += gap * gap
        }
        distance.add(d)
        square.add(s)
      }
      #expect(abs(distance.deviation(from: expectedDistance(n))) < 4)
      let variance = shares.reduce(0) { $0 + $1 * (1 - $1) } / Double(n)
      #expect(abs(square.deviation(from: variance)) < 4)
      x.append(log(Double(n)))
      distances.append(log(distance.mean))
      squares.append(log(square.mean))
    }
    #expect(abs(slope(x, distances) + 0.5) < 0.02, "\(slope(x, distances))")
    #expect(abs(slope(x, squares) + 1) < 0.03, "\(slope(x, squares))")
  }

  @Test(
    "a sample of k of 1000 robots errs as the hypergeometric law says, and not at all at k = N",
    arguments: [5, 50, 500, 1000])
  func samples(k: Int) {
    let n = 1000
    let pool = WorkerPool(workerCount: 1)
    var states: [OrchestratorMicrostate] = []
    for (bin, p) in shares.enumerated() {
      states += Array(repeating: plan(bin), count: Int((1000 * p).rounded()))
    }
    var sampled = states
    var bank = bank(n)
    var sample = CommonSample(sampleSize: k, largestClass: n)
    var traffic = TrafficCounter(robotCount: n)
    var tally = Tally()
    for step in 0..<500 {
      // As a leader does who samples: draw, gather, fold.
      let count = sample.draw(
        classIndex: 0, populationCount: n, firstRow: 0, seed: 3, step: step, traffic: &traffic)
      sample.gather(states, count: count, into: &sampled)
      bank.fold(classIndex: 0, rows: sampled, count: count, pool: pool)
      bank.advanceOrchestrators(pool: pool)
      tally.add(gaps(bank).reduce(0) { $0 + abs($1) / 2 })
    }
    let expected = expectedDistance(sample: k, of: n)
    if k == n {
      #expect(tally.mean < 1e-7)
    } else {
      #expect(abs(tally.deviation(from: expected)) < 4, "\(tally.mean) for \(expected)")
    }
    #expect(traffic.leaderReceived == Int64(500 * k))
    #expect(traffic.busiestNodeMessages == Int64(500 * k))
  }

  @Test("the mean embedding of N robots errs by (1 − E k)/N in the kernel's norm", arguments: 0..<3)
  func kernels(row: Int) {
    let entry = truth["kernel"][row]
    let (d, s, l) = (entry["d"].count, entry["sigma"].number, entry["ell"].number)
    let meanKernel = pow(1 + 2 * s * s / (l * l), -Double(d) / 2)
    #expect(agree(meanKernel, entry["Ek"].number))
    #expect(agree(1 - meanKernel, entry["E_mmd2_times_N"].number))
    let atCentre = pow(l * l / (l * l + s * s), Double(d) / 2)
    #expect(agree(atCentre, entry["embedding_at_0"].number))
    let pool = WorkerPool(workerCount: 1)
    let n = 50
    let waves = FourierFeature(
      "wave", column: 0, dimension: d, inputCount: d, count: 400, lengthScale: Float(l), seed: 7)
    let radial = RadialFeature(
      "near", column: 0, dimension: d, inputCount: d,
      centres: [Float](repeating: 0, count: d), lengthScale: Float(l))
    var field = Field(populations: [n], ranges: waves.ranges)
    var near = Field(populations: [n], ranges: radial.ranges)
    let trials = 100
    var sums = [Double](repeating: 0, count: 400)
    var norms = 0.0
    var centre = Tally()
    for trial in 0..<trials {
      var stream = RandomStream(seed: 2, index: trial, purpose: .tooling)
      let states = (0..<n * d).map { _ in Float(s) * stream.normal() }
      field.fold(classIndex: 0, states: states, count: n, feature: waves, pool: pool)
      near.fold(classIndex: 0, states: states, count: n, feature: radial, pool: pool)
      field.advance()
      near.advance()
      for f in 0..<400 {
        sums[f] += Double(field.signals[f])
        norms += Double(field.signals[f]) * Double(field.signals[f])
      }
      centre.add(Double(near.signals[0]))
    }
    // The spread of the means over the trials, unbiased, times N.
    let mean = sums.reduce(0) { $0 + $1 * $1 / Double(trials) }
    let spread = Double(n) * (norms - mean) / Double(trials - 1)
    // 400 random waves represent the kernel to 0.83/√400, and 100 trials the spread to some 5 %.
    #expect(abs(spread / (1 - meanKernel) - 1) < 0.15, "\(spread)")
    #expect(abs(centre.deviation(from: atCentre)) < 4)
    #expect(field.saturationCount == 0)
  }

  @Test(
    "D random waves approach the kernel with an error of 0.8365/√D at distance ℓ",
    arguments: isSlowWanted ? [0, 1, 2, 3] : [0, 1])
  func waves(row: Int) {
    let entry = truth["random_features"][row]
    let count = entry["D"].count
    // Var = (½(1 + k(2)) − k(1)² + ½)/D with k(r) = exp(−r²/2).
    let (k1, k2) = (exp(-0.5), exp(-2.0))
    let theory = ((0.5 * (1 + k2) - k1 * k1 + 0.5) / Double(count)).squareRoot()
    var square = Tally()
    var rows = [Float](repeating: 0, count: 2 * count)
    for seed in 0..<400 {
      let waves = FourierFeature(
        "wave", column: 0, dimension: 1, inputCount: 1, count: count, lengthScale: 1,
        seed: UInt64(seed))
      _ = waves.write([0, 1], rowCount: 2, into: &rows)
      let product = (0..<count).reduce(0.0) {
        $0 + Double(rows[$1]) * Double(rows[count + $1])
      }
      square.add((product - k1) * (product - k1))
    }
    #expect(abs(square.deviation(from: theory * theory)) < 4)
    // The table's own figure is a simulation, known to some 5 %.
    #expect(abs(square.mean.squareRoot() / entry["rms"].number - 1) < 0.2)
  }

  @Test("the filter's and the average's rates are the table's closed forms")
  func recursions() {
    for row in truth["kalman"].list {
      let (q, r) = (row["q"].number, row["r"].number)
      var state = RecursionState(
        recursion: .kalman(processVariance: Float(q)), period: 1, rowCount: 1,
        ranges: FeatureRanges(count: 1))
      var m: [Float] = [0]
      for _ in 0..<500 {
        state.update(row: 0, field: &m, statistic: [0.5], errorVariance: [Float(r)])
      }
      let p = Double(state.deviation(row: 0)?[0] ?? 0)
      #expect(agree(p * p / row["P_post"].number, 1, 1e-5))
      // One more datum, one unit away: the field moves by the gain.
      state.update(row: 0, field: &m, statistic: [1.5], errorVariance: [Float(r)])
      #expect(agree(Double(m[0]) - 0.5, row["gain"].number, 1e-5))
    }
    let average = truth["average"]
    let weight = average["lmbda"].number
    let recursion = Recursion.movingAverage(timeConstant: Float(-1 / log(1 - weight)))
    #expect(agree(Double(recursion.weight(period: 1)), weight, 1e-6))
    #expect(agree(weight / (2 - weight), average["stationary_var_factor"].number))
    let pool = WorkerPool(workerCount: 1)
    var signal = Field(
      populations: [1], ranges: FeatureRanges(count: 1, range: -64...64), recursion: recursion,
      period: 1)
    for t in 0..<200 {
      signal.fold(classIndex: 0, rows: [0.25 * Float(t)], count: 1, pool: pool)
      signal.advance()
    }
    #expect(
      abs(0.25 * 199 - Double(signal.signals[0]) - 0.25 * average["ramp_lag_factor"].number) < 1e-4)
  }
}

@Suite("Truth: gossip")
struct GossipTests {
  private let truth = Truth.file("concentration")["gossip"]

  @Test("random pairs contract the variance by exactly 1 − 1/(N − 1) per exchange, on average")
  func pairs() {
    let entry = truth["pairwise"]
    let (n, steps) = (entry["N"].count, entry["steps"].count)
    let factor = pow(1 - 1 / Double(n - 1), Double(steps))
    #expect(agree(factor, entry["exact"].number))
    let pool = WorkerPool(workerCount: 1)
    let layout = PopulationLayout(populations: [n])
    var tally = Tally()
    for trial in 0..<400 {
      var gossip = GossipEstimator(layout: layout, ranges: FeatureRanges(count: 1, range: -8...8))
      var traffic = TrafficCounter(robotCount: n)
      var stream = RandomStream(seed: 4, index: trial, purpose: .tooling)
      let rows = (0..<n).map { _ in stream.normal() }
      gossip.track(rows, pool: pool)
      gossip.exchange(count: steps, seed: UInt64(trial), step: 0, traffic: &traffic)
      gossip.updateEstimates(pool: pool)
      func variance(_ value: (Int) -> Double) -> Double {
        let mean = (0..<n).reduce(0) { $0 + value($1) } / Double(n)
        return (0..<n).reduce(0) { $0 + (value($1) - mean) * (value($1) - mean) }
      }
      tally.add(
        variance { Double(gossip.estimates.rows[$0]) } / variance { Double(rows[$0]) })
      #expect(traffic.sentTotal == Int64(2 * steps))
    }
    #expect(abs(tally.deviation(from: factor)) < 4, "\(tally.mean) for \(factor)")
  }

  @Test("a round on a ring or torus shrinks the slowest wave by λ₂")
  func waves() {
    let pool = WorkerPool(workerCount: 1)
    func shrinkage(_ graph: GossipGraph, _ n: Int, _ wave: (Int) -> Double) -> Double {
      var gossip = GossipEstimator(
        layout: PopulationLayout(populations: [n]), ranges: FeatureRanges(count: 1))
      var traffic = TrafficCounter(robotCount: n)
      gossip.track((0..<n).map { Float(wave($0)) }, pool: pool)
      func power() -> Double {
        gossip.updateEstimates(pool: pool)
        return (0..<n).reduce(0) { $0 + Double(gossip.estimates.rows[$1]) * wave($1) }
      }
      let before = power()
      for round in 0..<10 {
        gossip.mix(on: graph, seed: 0, step: round, pool: pool, traffic: &traffic)
      }
      return pow(power() / before, 0.1)
    }
    for row in truth["ring"].list {
      let n = row["N"].count
      let found = shrinkage(.ring, n) { cos(2 * Double.pi * Double($0) / Double(n)) }
      #expect(agree(found, row["lambda2"].number, 1e-6))
    }
    for row in truth["torus"].list {
      let side = row["side"].count
      let found = shrinkage(.torus(columns: side), side * side) {
        cos(2 * Double.pi * Double($0 % side) / Double(side))
      }
      #expect(agree(found, row["lambda2"].number, 1e-6))
    }
  }

  @Test("dynamic consensus follows a moving mean that frozen averaging loses")
  func tracking() {
    let n = 64
    let pool = WorkerPool(workerCount: 1)
    var gossip = GossipEstimator(
      layout: PopulationLayout(populations: [n]), ranges: FeatureRanges(count: 1, range: -4...4))
    var frozen = GossipEstimator(
      layout: PopulationLayout(populations: [n]), ranges: FeatureRanges(count: 1, range: -4...4))
    var traffic = TrafficCounter(robotCount: n)
    var mean = 0.0
    for t in 0..<200 {
      mean = sin(0.02 * Double(t))
      let rows = (0..<n).map { Float(mean + cos(Double($0))) }
      gossip.track(rows, pool: pool)
      if t == 0 { frozen.track(rows, pool: pool) }
      gossip.mix(on: .torus(columns: 8), seed: 0, step: t, pool: pool, traffic: &traffic)
      frozen.mix(on: .torus(columns: 8), seed: 0, step: t, pool: pool, traffic: &traffic)
    }
    gossip.updateEstimates(pool: pool)
    frozen.updateEstimates(pool: pool)
    let offset = (0..<n).reduce(0.0) { $0 + cos(Double($1)) } / Double(n)
    for i in 0..<n {
      #expect(abs(Double(gossip.estimates.rows[i]) - mean - offset) < 1e-3)
      #expect(abs(Double(frozen.estimates.rows[i]) - mean - offset) > 0.3)
    }
  }
}
