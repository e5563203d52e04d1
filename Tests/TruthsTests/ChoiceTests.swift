import Contracts
import Coordination
import Foundation
import MeanFields
import Policies
import SimCore
import Testing

/// What a robot that shares two resources reports: which one it uses, as ±1.
private struct Choice: ReportedState {
  var value: Float
  mutating func quantise(levels: Float, stream: inout RandomStream) {}
}

@Suite("Truth: Curie and Weiss, stale choices")
struct ChoiceTests {
  private let opinions = Truth.file("opinions")["rows"].list
  private let dispatch = Truth.file("dispatch")

  /// Exact moments of |M|/N and M/N under the weights C(N, k) exp(βM²/2N + βhM).
  private func exact(_ n: Int, _ beta: Double, _ h: Double) -> (
    absolute: Double, mean: Double, variance: Double, binder: Double
  ) {
    let weights = (0...n).map { k -> Double in
      let m = Double(2 * k - n)
      return exp(
        logBinomial(n, k) + beta * m * m / Double(2 * n) + beta * h * m
          - Double(n) * (0.7 + beta * (0.5 + h)))
    }
    let total = weights.reduce(0, +)
    func moment(_ f: (Double) -> Double) -> Double {
      (0...n).reduce(0) { $0 + weights[$1] * f(Double(2 * $1 - n) / Double(n)) } / total
    }
    let absolute = moment { abs($0) }
    let square = moment { $0 * $0 }
    return (
      absolute, moment { $0 }, Double(n) * (square - absolute * absolute),
      1 - moment { $0 * $0 * $0 * $0 } / (3 * square * square)
    )
  }

  @Test("exact finite populations and the mean-field solutions are the table's")
  func closedForms() {
    for row in opinions {
      let (beta, h) = (row["beta"].number, row["h"].number)
      let m = row["m_meanfield"].number
      // At β < 1 the table's 0 is the residue of an iteration.
      #expect(abs(m - tanh(beta * (m + h))) < 1e-12 || beta < 1)
      for entry in row["exact"].list {
        let found = exact(entry["N"].count, beta, h)
        #expect(agree(found.absolute, entry["E_abs_m"].number))
        #expect(agree(found.mean, entry["E_m"].number))
        #expect(agree(found.variance, entry["N_var_absm"].number))
        #expect(agree(found.binder, entry["Binder"].number, 1e-8))
      }
    }
  }

  @Test(
    "robots that choose one after another by the fleet's mean have the exact distribution",
    arguments: [0, 1, 2, 3, 4])
  func sequential(row: Int) {
    let (beta, h) = (opinions[row]["beta"].number, opinions[row]["h"].number)
    let n = 50
    let entry = opinions[row]["exact"].list[1]
    #expect(entry["N"].count == n)
    let pool = WorkerPool(workerCount: 1)
    var signal = Field(populations: [n], ranges: FeatureRanges(count: 1))
    var choices = [Float](repeating: 1, count: n)
    var batches = Tally()
    // A batch is longer than the correlation of |m|: at β = 1.2 some 30 sweeps.
    let (batchCount, sweeps) = (40, 80)
    for batch in 0..<batchCount {
      var sum = 0.0
      for sweep in 0..<sweeps {
        var stream = RandomStream(seed: 4, index: batch, step: sweep, purpose: .orchestrator)
        for _ in 0..<n {
          signal.fold(classIndex: 0, rows: choices, count: n, pool: pool)
          signal.advance()
          let i = stream.below(n)
          // A robot knows itself: it reads the others' share of the mean.
          let others = Double(signal.signals[0]) - Double(choices[i]) / Double(n)
          choices[i] = Double(stream.uniform()) < 1 / (1 + exp(-2 * beta * (others + h))) ? 1 : -1
          sum += abs(Double(signal.signals[0]))
        }
      }
      if batch > 0 { batches.add(sum / Double(sweeps * n)) }
    }
    let expected = entry["E_abs_m"].number
    #expect(abs(batches.deviation(from: expected)) < 4, "\(batches.mean) for \(expected)")
    #expect(batches.standardError < 0.02)
  }

  @Test(
    "4000 robots that choose at once by the last tick's mean settle at tanh(β(m + h))",
    arguments: [1, 2, 3, 4])
  func synchronous(row: Int) {
    let (beta, h) = (opinions[row]["beta"].number, opinions[row]["h"].number)
    let n = 4000
    let pool = WorkerPool(workerCount: 1)
    var signal = Field(populations: [n], ranges: FeatureRanges(count: 1))
    var choices = [Float](repeating: 1, count: n)
    var mean = 0.0
    for tick in 0..<60 {
      signal.fold(classIndex: 0, rows: choices, count: n, pool: pool)
      signal.advance()
      let m = Double(signal.signals[0])
      if tick >= 30 { mean += m / 30 }
      let up = 1 / (1 + exp(-2 * beta * (m + h)))
      for i in 0..<n {
        var stream = RandomStream(seed: 9, index: i, step: tick, purpose: .orchestrator)
        choices[i] = Double(stream.uniform()) < up ? 1 : -1
      }
    }
    #expect(
      abs(mean - opinions[row]["m_meanfield"].number) < 3 / Double(n).squareRoot() + 1 / Double(n))
  }

  // MARK: Dispatch on a late field

  private enum Lateness {
    case held(Double)
    case delayed(Double)
    case staggered(Double)
  }

  /// Robots that share two resources; returns the root mean square of m over the second half.
  ///
  /// The less used resource attracts, by a logit of gain β on the field that robots see.
  private func herd(_ lateness: Lateness, gain: Double, robots n: Int = 2000) -> Double {
    let pool = WorkerPool(workerCount: 1)
    let step = 0.05
    let ticks = 1600
    var signal = Field(populations: [n], ranges: FeatureRanges(count: 1))
    var latency = 0
    var period = 1
    switch lateness {
    case .held(let h), .staggered(let h): period = Int((h / step).rounded())
    case .delayed(let delay): latency = Int((delay / step).rounded())
    }
    var choices = (0..<n).map { Float($0 % 2 == 0 ? 1 : -1) }
    var reports = ReportChannel(
      layout: PopulationLayout(populations: [n]), latency: latency,
      initial: choices.map { Choice(value: $0) })
    var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
    var next = (0..<n).map { i -> Float in
      var stream = RandomStream(seed: 3, index: i, purpose: .orchestrator)
      return stream.exponentialWait(mean: 1)
    }
    var decisions = [Int](repeating: 1, count: n)
    var square = 0.0
    for tick in 0..<ticks {
      var sum = 0.0
      for i in 0..<n { sum += Double(choices[i]) }
      let now = sum / Double(n)
      if tick >= ticks / 2 { square += now * now }
      if latency > 0 {
        _ = reports.transmit(
          choices.map { Choice(value: $0) }, channel: ChannelConfiguration(), bytes: 1,
          budget: &budget, window: nil, seed: 3, step: tick)
      }
      if tick % period == 0 {
        if latency > 0 {
          // A choice is one number: what was heard is a row of numbers.
          reports.heard.base.withMemoryRebound(to: Float.self, capacity: n) { heard in
            signal.fold(classIndex: 0, rows: UnsafePointer(heard), count: n, pool: pool)
          }
        } else {
          signal.fold(classIndex: 0, rows: choices, count: n, pool: pool)
        }
        signal.advance()
      }
      let up = 0.5 * (1 - tanh(gain * Double(signal.signals[0])))
      for i in 0..<n {
        if case .staggered = lateness {
          if (tick - i % period) % period != 0 { continue }
        } else if next[i] > Float(Double(tick) * step) {
          continue
        }
        var stream = RandomStream(
          seed: 3, index: i, step: decisions[i], purpose: .orchestrator)
        next[i] += stream.exponentialWait(mean: 1)
        choices[i] = Double(stream.uniform()) < up ? 1 : -1
        decisions[i] += 1
      }
    }
    return (square / Double(ticks / 2)).squareRoot()
  }

  @Test(
    "the bound of a held field is coth(h/2), that of a late one √(1 + ω²): the table and the product"
  )
  func bounds() {
    for row in dispatch["held"].list {
      let h = row["h"].number
      #expect(agree(row["beta_c"].number, 1 / tanh(h / 2)))
      let bound = dispatchGainBound(
        DispatchSchedule(orchestratorPeriod: Float(h), relaxationTime: 1))
      #expect(agree(Double(bound), row["beta_c"].number, 2e-5))
    }
    #expect(abs(dispatchGainBound(DispatchSchedule(orchestratorPeriod: 0.5)) - 1) < 1e-5)
    for row in dispatch["delayed"].list {
      let (delay, omega) = (row["tau"].number, row["omega"].number)
      #expect(abs(tan(omega * delay) + omega) < 1e-8 * (1 + omega * omega))
      #expect(agree(row["beta_c"].number, (1 + omega * omega).squareRoot()))
      // A field updated every 0.02 s and late by T_d is nearly the continuous one; on average it is older
      // by half a period, so the bound lies a little below.
      let bound = dispatchGainBound(
        DispatchSchedule(
          orchestratorPeriod: 0.02, relaxationTime: 1, latency: Float(delay - 0.01)))
      #expect(agree(Double(bound), row["beta_c"].number, 0.02))
    }
  }

  @Test(
    "below the bound a fleet that reads a held field stays calm, above it herds",
    arguments: [0.5, 1.0, 2.0])
  func held(h: Double) {
    let bound = 1 / tanh(h / 2)
    let calm = herd(.held(h), gain: 0.8 * bound)
    let wild = herd(.held(h), gain: 1.3 * bound)
    let noise = 1 / 2000.0.squareRoot()
    #expect(calm < 3 * noise, "\(calm)")
    #expect(wild > 4 * noise && wild > 2 * calm, "\(wild)")
    // The limit cycle of x' = e^{−h}x + (1 − e^{−h})tanh(−βx) has |x| with
    // x(1 + e^{−h}) = (1 − e^{−h})tanh(βx); between ticks m crosses over exponentially.
    let decay = exp(-h)
    var x = 1.0
    for _ in 0..<400 { x = (1 - decay) / (1 + decay) * tanh(1.3 * bound * x) }
    let target = -tanh(1.3 * bound * x)
    let parts = 1000
    let mean = (0..<parts).reduce(0.0) { sum, k in
      let m = target + (x - target) * exp(-h * (Double(k) + 0.5) / Double(parts))
      return sum + m * m / Double(parts)
    }
    #expect(abs(wild - mean.squareRoot()) < 0.1 * mean.squareRoot() + noise, "\(wild)")
  }

  @Test("below the bound a fleet that reads a field 1 s late stays calm, above it herds")
  func delayed() {
    let bound = dispatch["delayed"][2]["beta_c"].number
    #expect(dispatch["delayed"][2]["tau"].number == 1)
    let noise = 1 / 2000.0.squareRoot()
    let calm = herd(.delayed(1), gain: 0.8 * bound)
    let wild = herd(.delayed(1), gain: 1.3 * bound)
    #expect(calm < 3 * noise, "\(calm)")
    // The table's own simulation of 4000 robots.
    #expect(abs(wild - dispatch["simulated"][3]["rms_m"].number) < 0.05, "\(wild)")
  }

  @Test("where each robot decides once per period the bound is 1, far below the memoryless one")
  func staggered() {
    let noise = 1 / 2000.0.squareRoot()
    #expect(herd(.staggered(1), gain: 0.8) < 3 * noise)
    #expect(herd(.staggered(1), gain: 1.3) > 6 * noise)
    // The same gain with memoryless decisions is calm: the schedules must differ.
    #expect(herd(.held(1), gain: 1.3) < 3 * noise)
  }
}
