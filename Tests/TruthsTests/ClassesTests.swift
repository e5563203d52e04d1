import Contracts
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
    var coupling = LayerWeights()
    coupling.isRowNormalised = false
    coupling.executorsReadExecutors = ClassWeights(
      .matrix, rows: weights.map { $0.map(Float.init) })
    let pool = WorkerPool(workerCount: 1)
    // One feature per tick: the field of a class is the whole path of its mean.
    var signal = Field(
      populations: [3, 2, 4], ranges: FeatureRanges(count: horizon + 1, range: -2...2),
      weights: coupling)
    var previous: [Float] = []
    var changes: [Double] = []
    for _ in 0..<80 {
      let targets = (0..<3).map { c in
        let rest = 1 - weights[c].reduce(0, +)
        // W m is the sum of the halves of a stack: own class and the others.
        let z = signal.stack(classIndex: c, reader: .executor)
        return (0...horizon).map {
          Double(z[$0]) + Double(z[horizon + 1 + $0]) + rest * classes[c]["goal"].number
        }
      }
      for c in 0..<3 {
        let row = path(classes[c], targets[c]).map(Float.init)
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

  /// The equilibrium of the one-shot game on L blocks, by iterating the product's coupled field: one
  /// class to a block, each class reads its own block and the others.
  private func blocks(
    _ count: Int, iterations: Int = 60, _ weights: ClassWeights
  ) -> [Double] {
    let r = truth["graphon"]["r"].number
    let pool = WorkerPool(workerCount: 1)
    var coupling = LayerWeights()
    coupling.isRowNormalised = false
    coupling.executorsReadExecutors = weights
    var field = Field(
      populations: Array(repeating: 1, count: count),
      ranges: FeatureRanges(count: 1, range: -2...2),
      weights: coupling)
    for _ in 0..<iterations {
      for c in 0..<count {
        let centre = (Double(c) + 0.5) / Double(count)
        let z = field.stack(classIndex: c, reader: .executor)
        let integral = (Double(z[0]) + Double(count - 1) * Double(z[1])) / Double(count)
        let m = (r * 0.2 + Double(sine(Float(Double.pi * centre))) + integral) / (1 + r)
        field.fold(classIndex: c, rows: [Float(m)], count: 1, pool: pool)
      }
      field.advance()
    }
    return (0..<count).map { Double(field.signals[$0]) }
  }

  /// A graphon w on [0, 1]² by equal blocks, w taken at the blocks' centres.
  private func graphon(_ count: Int, _ w: (Double, Double) -> Double) -> ClassWeights {
    let centres = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    return ClassWeights(.graphon, rows: centres.map { a in centres.map { Float(w(a, $0)) } })
  }

  @Test(
    "blocks of the graphon w = xy err at their centres as the table says: O(1/L²)", arguments: 0..<5
  )
  func blockConvergence(row: Int) {
    let table = truth["graphon"]["blocks"][row]
    let count = table["C"].count
    let r = truth["graphon"]["r"].number
    let integral = truth["graphon"]["rank1"]["S_value"].number
    let m = blocks(count, graphon(count) { $0 * $1 })
    var worst = 0.0
    for c in 0..<count {
      let x = (Double(c) + 0.5) / Double(count)
      let exact = (r * 0.2 + Double(sine(Float(Double.pi * x))) + x * integral) / (1 + r)
      worst = max(worst, abs(m[c] - exact))
    }
    #expect(abs(worst - table["rank1_max_err_at_centres"].number) < 1e-6)
    let attachment = blocks(count, graphon(count) { 1 - max($0, $1) })
    let mean = attachment.reduce(0, +) / Double(count)
    #expect(abs(mean - table["unif_attach_mean"].number) < 1e-6)
  }

  @Test("a graphon of rank one over 300 robots has the closed form's integral and values")
  func rankOne() {
    let n = 300
    let places = (0..<n).map { (Float($0) + 0.5) / Float(n) }
    let m = blocks(
      n, iterations: 30, ClassWeights(readers: places.map { [$0] }, sources: places.map { [$0] }))
    let truth = truth["graphon"]["rank1"]
    // Robots at the centres of 1/n each are the midpoint rule: off by less than 1/(10 n²).
    let integral = zip(m, places).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(n)
    let rule = 0.1 / Double(n * n)
    #expect(abs(integral - truth["S_value"].number) < rule + 1e-6)
    #expect(abs((m[n / 2] + m[n / 2 - 1]) / 2 - truth["m_half"].number) < rule * 8.5 + 2e-6)
    // The last robot stands half a place before x = 1, where m falls by about 2 per unit.
    #expect(abs(m[n - 1] - truth["m_one"].number) < 2.2 / Double(2 * n))
  }
}
