import MeanFields
import SimCore
import Testing

@Suite("Truth: classes and graphons")
struct ClassesTests {
  private let truth = Truth.file("classes")

  /// The path of a robot of a class that tracks y.
  private func path(_ robotClass: Truth, _ target: [Double]) -> [Double] {
    let (a, b) = (robotClass["a"].number, robotClass["b"].number)
    let (q, r) = (robotClass["q"].number, robotClass["r"].number)
    let horizon = target.count - 1
    var cost = q
    var push = q * target[horizon]
    var controls: [(gain: Double, forward: Double)] = []
    for t in stride(from: horizon - 1, through: 0, by: -1) {
      let size = r + b * b * cost
      let gain = b * cost * a / size
      controls.append((gain, b * push / size))
      push = q * target[t] + (a - b * gain) * push
      cost = q + a * a * cost - (a * b * cost) * (a * b * cost) / size
    }
    var x = [robotClass["x0"].number]
    for control in controls.reversed() {
      x.append(a * (x.last ?? 0) + b * (control.forward - control.gain * (x.last ?? 0)))
    }
    return x
  }

  @Test("three coupled classes settle where theory says, and the iteration contracts by 0.706")
  func threeClasses() {
    let classes = truth["classes"].list
    let horizon = truth["T"].count
    let weights = truth["W"].rows
    let coupling = CouplingMatrix(weights: weights.map { $0.map(Float.init) })
    let pool = WorkerPool(workerCount: 1)
    // One feature per tick: the field of a class is the whole path of its mean.
    var signal = PopulationSignal(
      populations: [3, 2, 4], ranges: FeatureRanges(count: horizon + 1, range: -2...2))
    var z = [Float](repeating: 0, count: 3 * (horizon + 1))
    var previous: [Float] = []
    var changes: [Double] = []
    for _ in 0..<80 {
      coupling.apply(signal.signals, featureCount: horizon + 1, into: &z)
      for c in 0..<3 {
        let rest = 1 - weights[c].reduce(0, +)
        let target = (0...horizon).map {
          Double(z[c * (horizon + 1) + $0]) + rest * classes[c]["goal"].number
        }
        let row = path(classes[c], target).map(Float.init)
        let count = [3, 2, 4][c]
        signal.fold(
          classIndex: c, rows: (0..<count).flatMap { _ in row }, count: count, pool: pool)
      }
      signal.advance()
      let now = (0..<3).flatMap { signal.values(classIndex: $0) }
      if !previous.isEmpty {
        changes.append(zip(now, previous).map { abs(Double($0 - $1)) }.max() ?? 0)
      }
      previous = now
    }
    for c in 0..<3 {
      for t in 0...horizon {
        let expected = truth["m_paths"][c][t].number
        #expect(abs(Double(signal.signal(classIndex: c)[t]) - expected) < 2e-6)
      }
    }
    // Ratios of late changes, before they drown in the rounding of Float.
    let ratio = (changes[24] / changes[12]).squareRoot()
    let contraction = exponentialOf(logarithm(ratio) / 6)
    #expect(abs(contraction - truth["picard_spectral_radius"].number) < 0.01, "\(contraction)")
    #expect(signal.saturationCount == 0)
  }

  private func exponentialOf(_ x: Double) -> Double { Double(exponential(Float(x))) }

  /// The equilibrium of the one-shot game on L blocks, by iterating the product's coupling.
  private func blocks(
    _ count: Int, _ graphon: (Double, Double) -> Double
  ) -> [Double] {
    let r = truth["graphon"]["r"].number
    let coupling = CouplingMatrix.blockGraphon(
      blockCount: count, rowNormalised: false, of: graphon)
    var m = [Float](repeating: 0, count: count)
    var z = [Float](repeating: 0, count: 2 * count)
    for _ in 0..<60 {
      coupling.apply(m, featureCount: 1, into: &z)
      for c in 0..<count {
        let centre = (Double(c) + 0.5) / Double(count)
        m[c] = Float(
          (r * 0.2 + Double(sine(Float(Double.pi * centre))) + Double(z[2 * c])) / (1 + r))
      }
    }
    return m.map(Double.init)
  }

  @Test(
    "blocks of the graphon w = xy err at their centres as the table says: O(1/L²)", arguments: 0..<5
  )
  func blockConvergence(row: Int) {
    let table = truth["graphon"]["blocks"][row]
    let count = table["C"].count
    let r = truth["graphon"]["r"].number
    let integral = truth["graphon"]["rank1"]["S_value"].number
    let m = blocks(count) { $0 * $1 }
    var worst = 0.0
    for c in 0..<count {
      let x = (Double(c) + 0.5) / Double(count)
      let exact = (r * 0.2 + Double(sine(Float(Double.pi * x))) + x * integral) / (1 + r)
      worst = max(worst, abs(m[c] - exact))
    }
    #expect(abs(worst - table["rank1_max_err_at_centres"].number) < 1e-6)
    let attachment = blocks(count) { 1 - max($0, $1) }
    let mean = attachment.reduce(0, +) / Double(count)
    #expect(abs(mean - table["unif_attach_mean"].number) < 1e-6)
  }

  @Test("a graphon of rank one over 2000 robots has the closed form's integral and values")
  func rankOne() {
    let n = 2000
    let r = truth["graphon"]["r"].number
    let pool = WorkerPool(workerCount: 2)
    let places = (0..<n).map { (Float($0) + 0.5) / Float(n) }
    var graphon = FiniteRankGraphon(readers: places, sources: places, rank: 1, featureCount: 1)
    var m = [Float](repeating: 0, count: n)
    var z = m
    for _ in 0..<60 {
      graphon.apply(m, rowNormalised: false, into: &z, pool: pool)
      for i in 0..<n {
        m[i] = Float((r * 0.2 + Double(sine(Float.pi * places[i])) + Double(z[i])) / (1 + r))
      }
    }
    let truth = truth["graphon"]["rank1"]
    #expect(abs(Double(z[n - 1] / places[n - 1]) - truth["S_value"].number) < 1e-6)
    #expect(abs(Double(m[n / 2] + m[n / 2 - 1]) / 2 - truth["m_half"].number) < 2e-6)
    // The last robot stands half a place before x = 1, where m falls by about 2 per unit.
    #expect(abs(Double(m[n - 1]) - truth["m_one"].number) < 2.2 / Double(2 * n))
  }
}
