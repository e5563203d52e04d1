import MeanFields
import SimCore
import Testing

@Suite("PopulationFeature: histogram, moments, grid, kernels, learned")
struct FeatureTests {
  private let pool = WorkerPool(workerCount: 2)
  private let bounds = AABB(lower: Vec2(-2, 0), upper: Vec2(4, 3))

  /// Microstates (x, y, option, speed), some beyond the ranges.
  private func states(_ count: Int) -> [Float] {
    (0..<count).flatMap { i in
      var s = RandomStream(seed: 5, index: i, purpose: .tooling)
      return [s.uniform(-2.5, 4.5), s.uniform(-0.5, 3.5), Float(s.below(5)), s.uniform(-1, 1)]
    }
  }

  private var features: [any PopulationFeature] {
    [
      HistogramFeature("option", column: 2, inputCount: 4, values: 4),
      HistogramFeature("speed", column: 3, inputCount: 4, bins: 7, range: -1...1),
      MomentsFeature(["speed", "option"], columns: [3, 2], scales: [1, 3], inputCount: 4),
      GridFeature("cell", column: 0, inputCount: 4, bounds: bounds, columns: 6, rows: 4),
      RadialFeature(
        "near", column: 0, dimension: 2, inputCount: 4, centres: [0, 0, 1, 2, -1, 3],
        lengthScale: 1.5),
      FourierFeature(
        "wave", column: 0, dimension: 2, inputCount: 4, count: 9, lengthScale: 1, seed: 3),
    ]
  }

  @Test(
    "each map describes every feature, writes inside the declared ranges, and counts what is not")
  func contract() {
    let states = states(500)
    for feature in features + [FeatureStack(features)] {
      #expect(feature.descriptions.count == feature.count)
      #expect(Set(feature.descriptions.map(\.name)).count == feature.count)
      #expect(feature.descriptions.allSatisfy { !$0.doc.isEmpty })
      var rows = [Float](repeating: .nan, count: 500 * feature.count)
      let outside = feature.write(states, rowCount: 500, into: &rows)
      #expect(feature.ranges.saturate(&rows, rowCount: 500) == 0)
      #expect(rows.contains { $0 != 0 })
      // Summing without rows gives the same statistic as writing them.
      var written = PopulationSignal(populations: [500], ranges: feature.ranges)
      written.fold(classIndex: 0, rows: rows, count: 500, pool: pool)
      written.advance()
      let direct = accumulated(feature, states)
      #expect(direct.saturationCount == outside)
      for f in 0..<feature.count {
        #expect((direct.values[f] - written.values(classIndex: 0)[f]).magnitude < 2e-7)
      }
    }
  }

  private func accumulated<F: PopulationFeature>(
    _ feature: F, _ states: [Float]
  ) -> (values: [Float], saturationCount: Int64) {
    var signal = PopulationSignal(
      populations: [states.count / 4], ranges: feature.ranges, workerCount: 2)
    signal.fold(
      classIndex: 0, states: states, count: states.count / 4, feature: feature, pool: pool)
    signal.advance()
    return (signal.values(classIndex: 0), signal.saturationCount)
  }

  @Test("histograms and grids sum to one robot exactly in fixed point, wherever the robots are")
  func conservation() {
    let states = states(500)
    for feature in [features[0], features[1], features[3]] {
      var sums = [Int64](repeating: 0, count: feature.count)
      _ = feature.accumulate(states, count: 500, scale: feature.ranges.scale, into: &sums)
      #expect(sums.reduce(0, +) == 500 << 32)
      #expect(sums.allSatisfy { $0 >= -2 })
    }
  }

  @Test("values beyond a histogram go to its outermost bins, what is no number to the first")
  func histogramEnds() {
    let feature = HistogramFeature("x", column: 0, inputCount: 1, bins: 4, range: 0...1)
    var rows = [Float](repeating: 0, count: 28)
    let outside = feature.write(
      [-0.1, 0, 0.25, 0.999, 1, 7, .nan], rowCount: 7, into: &rows)
    let bins = (0..<7).map { i in (0..<4).first { rows[4 * i + $0] == 1 } }
    #expect(bins == [0, 0, 1, 3, 3, 3, 0])
    #expect(outside == 3)
  }

  @Test("random waves approach the Gaussian kernel, radial functions are it")
  func kernels() {
    let a: [Float] = [0.2, -0.4]
    let b: [Float] = [0.9, 0.3]
    let exact = exponential(-0.5 * (0.49 + 0.49))
    let waves = FourierFeature(
      "wave", column: 0, dimension: 2, inputCount: 2, count: 4096, lengthScale: 1, seed: 1)
    var rows = [Float](repeating: 0, count: 2 * 4096)
    _ = waves.write(a + b, rowCount: 2, into: &rows)
    let product = (0..<4096).reduce(Float(0)) { $0 + rows[$1] * rows[4096 + $1] }
    #expect((product - exact).magnitude < 4 * 0.83 / 64)
    let radial = RadialFeature(
      "near", column: 0, dimension: 2, inputCount: 2, centres: b, lengthScale: 1)
    var value: [Float] = [0]
    _ = radial.write(a, rowCount: 1, into: &value)
    #expect((value[0] - exact).magnitude < 1e-6)
  }

  @Test("a learned map is its layers, and refuses weights that do not fit")
  func learned() throws {
    let layers = [2, 3, 1]
    let count = LearnedFeature.parameterCount(layers: layers)
    #expect(count == 13)
    let weights = randomRows(1, features: count, seed: 4)
    let feature = try #require(LearnedFeature(layers: layers, parameters: weights))
    var row: [Float] = [0]
    _ = feature.write([0.3, -0.8], rowCount: 1, into: &row)
    func tangent(_ x: Double) -> Double { 1 - 2 / (naturalExponential(2 * x) + 1) }
    let w = weights.map(Double.init)
    let hidden = (0..<3).map { tangent(w[2 * $0] * 0.3 + w[2 * $0 + 1] * -0.8 + w[6 + $0]) }
    let output = tangent((0..<3).reduce(w[12]) { $0 + w[9 + $1] * hidden[$1] })
    #expect(abs(Double(row[0]) - output) < 1e-6)
    #expect(LearnedFeature(layers: layers, parameters: Array(weights.dropLast())) == nil)
    #expect(LearnedFeature(layers: [2], parameters: []) == nil)
  }
}
