import Statistics
import Testing

@Suite("SimultaneousBand")
struct SimultaneousBandTests {
  /// A list of columns from one list of numbers, column after column.
  private func columns(_ flat: [Double], rows: Int) -> [[Double]] {
    stride(from: 0, to: flat.count, by: rows).map { Array(flat[$0..<$0 + rows]) }
  }

  private func turned(_ columns: [[Double]]) -> [[Double]] {
    columns[0].indices.map { row in columns.map { $0[row] } }
  }

  @Test("Bonferroni's band agrees with SciPy", arguments: Oracle.all("band.bonferroni"))
  func bonferroni(_ oracle: Oracle) throws {
    let band = try SimultaneousBand.bonferroni(
      columns(oracle.inputs[0], rows: 7), confidence: oracle.number(1))
    #expect(band.points.count == 5)
    for (index, point) in band.points.enumerated() {
      #expect(agree(point.lower, oracle.expected[2 * index]))
      #expect(agree(point.upper, oracle.expected[2 * index + 1]))
    }
  }

  @Test("the factor of the largest |t| is SciPy's", arguments: Oracle.all("band.largest"))
  func factor(_ oracle: Oracle) throws {
    let curves = turned(columns(oracle.inputs[0], rows: Int(oracle.number(1))))
    let band = try SimultaneousBand.largest(
      ofCurves: curves, confidence: oracle.number(2), draws: 20_000, seed: 1)
    #expect(agree(band.factors[0], oracle.expected[0], to: 0.025))
  }

  @Test("its factor lies between that of one point and Bonferroni's; alike points cost nothing")
  func between() throws {
    var draws = Draws(31, trial: 0)
    let curves = (0..<12).map { _ in draws.normals(30) }
    let alike = (0..<12).map { _ in [Double](repeating: draws.normal(), count: 30) }
    let one = StudentT.quantile(0.975, degrees: 11)
    let all = StudentT.quantile(1 - 0.025 / 30, degrees: 11)
    let factor = try SimultaneousBand.largest(ofCurves: curves, draws: 4_000, seed: 1).factors[0]
    #expect(factor > one && factor <= all)
    let same = try SimultaneousBand.largest(ofCurves: alike, draws: 4_000, seed: 1).factors[0]
    #expect(abs(same - one) < 0.05 * one)
  }

  @Test("no point misses as often as stated, though single intervals miss far more often")
  func coverage() throws {
    let points = 10
    var wide = 0
    var narrow = 0
    var whole = 0
    let trials = 500
    for trial in 0..<trials {
      var draws = Draws(32, trial: trial)
      // Each curve wanders about y = g: neighbours go together, far points hardly.
      let curves = (0..<10).map { _ in
        var state = draws.normal()
        return (0..<points).map { point in
          state = 0.7 * state + (1 - 0.49).squareRoot() * draws.normal()
          return Double(point) + 2 * state
        }
      }
      let truth = (0..<points).map(Double.init)
      let band = try SimultaneousBand.largest(
        ofCurves: curves, confidence: 0.9, draws: 300, seed: UInt64(trial))
      if band.contains(truth) { whole += 1 }
      let bonferroni = try SimultaneousBand.bonferroni(turned(curves), confidence: 0.9)
      if bonferroni.contains(truth) { wide += 1 }
      let single = try turned(curves).map { try MeanInterval(of: $0, confidence: 0.9).interval }
      if zip(single, truth).allSatisfy({ $0?.contains($1) == true }) { narrow += 1 }
    }
    // One standard error is 0.0134.
    #expect(abs(Double(whole) / Double(trials) - 0.9) < 0.04)
    #expect(Double(wide) / Double(trials) > 0.9 - 0.03)
    #expect(Double(narrow) / Double(trials) < 0.7)
    #expect(wide > whole)
  }

  @Test("it moves and scales with the curves, and the same seed gives the same bits")
  func invariance() throws {
    var draws = Draws(33, trial: 0)
    let curves = (0..<8).map { _ in draws.normals(6) }
    let base = try SimultaneousBand.largest(ofCurves: curves, draws: 2_000, seed: 9)
    #expect(try SimultaneousBand.largest(ofCurves: curves, draws: 2_000, seed: 9) == base)
    let moved = try SimultaneousBand.largest(
      ofCurves: curves.map { $0.map { 2 * $0 + 32 } }, draws: 2_000, seed: 9)
    for (point, other) in zip(base.points, moved.points) {
      #expect(abs(other.lower - (2 * point.lower + 32)) < 1e-9)
      #expect(abs(other.upper - (2 * point.upper + 32)) < 1e-9)
    }
  }

  @Test("a point without spread has no width, and does not widen the others")
  func levelPoint() throws {
    var draws = Draws(34, trial: 0)
    let values = draws.normals(9)
    let band = try SimultaneousBand.largest(
      ofCurves: values.map { [5, $0] }, draws: 20_000, seed: 1)
    #expect(band.points[0].width == 0 && band.points[0].estimate == 5)
    let single = try #require(MeanInterval(of: values).interval)
    #expect(agree(band.points[1].width, single.width, to: 0.03))
  }

  @Test("curves that are too few, uneven or no numbers are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try SimultaneousBand.largest(ofCurves: [[1, 2]], seed: 1)
    }
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) {
      try SimultaneousBand.largest(ofCurves: [[], []], seed: 1)
    }
    #expect(throws: StatisticsError.unequalLengths(2, 1)) {
      try SimultaneousBand.largest(ofCurves: [[1, 2], [1]], seed: 1)
    }
    #expect(throws: StatisticsError.notFinite(index: 1)) {
      try SimultaneousBand.largest(ofCurves: [[1, 2], [1, .nan]], seed: 1)
    }
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) {
      try SimultaneousBand.bonferroni([])
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try SimultaneousBand.bonferroni([[1, 2], [3]])
    }
  }
}
