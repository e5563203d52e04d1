import MeanFields
import SimCore
import Testing

@Suite("PopulationFeature: radial functions, random waves, stacks of them")
struct FeatureTests {
  private let pool = WorkerPool(workerCount: 2)

  /// Rows of numbers (x, y, option, speed), one of which is none.
  private func states(_ count: Int) -> [Float] {
    (0..<count).flatMap { i in
      var s = RandomStream(seed: 5, index: i, purpose: .tooling)
      let x = i == 7 ? .nan : s.uniform(-2.5, 4.5)
      return [x, s.uniform(-0.5, 3.5), Float(s.below(5)), s.uniform(-1, 1)]
    }
  }

  private var features: [any PopulationFeature] {
    [
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
      var written = Field(populations: [500], ranges: feature.ranges)
      written.fold(classIndex: 0, rows: rows, count: 500, pool: pool)
      written.advance()
      let direct = accumulated(feature, states)
      #expect(outside > 0 && direct.saturationCount == outside)
      for f in 0..<feature.count {
        #expect((direct.values[f] - written.values(classIndex: 0)[f]).magnitude < 2e-7)
      }
    }
  }

  private func accumulated<F: PopulationFeature>(
    _ feature: F, _ states: [Float]
  ) -> (values: [Float], saturationCount: Int64) {
    var signal = Field(
      populations: [states.count / 4], ranges: feature.ranges, workerCount: 2)
    signal.fold(
      classIndex: 0, states: states, count: states.count / 4, feature: feature, pool: pool)
    signal.advance()
    return (signal.values(classIndex: 0), signal.saturationCount)
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
}
