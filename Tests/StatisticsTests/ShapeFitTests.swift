import Statistics
import Testing

@Suite("IsotonicFit and UnimodalFit")
struct ShapeFitTests {
  @Test("the rising fit agrees with SciPy", arguments: Oracle.all("isotonic"))
  func isotonic(_ oracle: Oracle) throws {
    let fit = try IsotonicFit(oracle.inputs[0], weights: oracle.inputs[1])
    for (found, expected) in zip(fit.fitted, oracle.expected) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test(
    "the hump's squares are the least of all places of its peak", arguments: Oracle.all("unimodal"))
  func unimodal(_ oracle: Oracle) throws {
    let fit = try UnimodalFit(oracle.inputs[0], weights: oracle.inputs[1])
    #expect(abs(fit.squares - oracle.expected[0]) < 1e-10 * max(1, oracle.expected[0]))
    let (up, down) = (fit.fitted[...fit.peak], fit.fitted[fit.peak...])
    #expect(zip(up, up.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(zip(down, down.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test("what already has the shape is left as it is, and a fit of a fit changes nothing")
  func projection() throws {
    let values = [1.0, 2, 2, 5, 4, 3.5, -1]
    let hump = try UnimodalFit(values)
    #expect(hump.fitted == values && hump.peak == 3 && hump.squares == 0)
    let rough = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    let (first, second) = (try UnimodalFit(rough), try UnimodalFit(UnimodalFit(rough).fitted))
    #expect(zip(first.fitted, second.fitted).allSatisfy { abs($0 - $1) < 1e-12 })
    let rising = try IsotonicFit(rough)
    #expect(try IsotonicFit(rising.fitted) == rising)
    #expect(abs(rising.fitted.reduce(0, +) - rough.reduce(0, +)) < 1e-12)
  }

  @Test("a weight of three is a value given three times")
  func weights() throws {
    let heavy = try IsotonicFit([4, 1, 3], weights: [1, 3, 1])
    let long = try IsotonicFit([4, 1, 1, 1, 3])
    #expect(abs(heavy.fitted[0] - long.fitted[0]) < 1e-15)
    #expect(abs(heavy.fitted[0] - 1.75) < 1e-15)
  }

  @Test("a crossing lies on the line between its points, at the first point where it starts above")
  func crossing() throws {
    let fit = try IsotonicFit([0, 0.15, 0.15, 0.45, 0.45, 0.9])
    let positions = [1.0, 2, 4, 8, 16, 32]
    #expect(abs(try #require(fit.crossing(of: 0.3, at: positions)) - 6) < 1e-12)
    #expect(fit.crossing(of: 0.45, at: positions) == 8)
    #expect(fit.crossing(of: 0, at: positions) == 1)
    #expect(fit.crossing(of: 0.95, at: positions) == nil)
  }

  @Test("a hump's band misses no more often than the band it came from, and is narrower")
  func band() throws {
    let truth = [0.0, 4, 6, 7, 7, 6.5, 5, 2]
    var (held, raw, narrower) = (0, 0, 0)
    var peaks = 0
    let trials = 400
    for trial in 0..<trials {
      var draws = Draws(73, trial: trial)
      let samples = truth.map { level in draws.normals(8).map { level + 5 * $0 } }
      let band = try SimultaneousBand.bonferroni(samples, confidence: 0.9)
      let means = try samples.map { try Sample($0).mean }
      if band.contains(truth) { raw += 1 }
      guard let hump = UnimodalBand(tightening: band, around: try UnimodalFit(means)) else {
        continue
      }
      #expect(
        zip(hump.points, band.points).allSatisfy { $0.lower >= $1.lower && $0.upper <= $1.upper })
      if zip(hump.points, truth).allSatisfy({ $0.contains($1) }) { held += 1 }
      if hump.peaks.contains(3) || hump.peaks.contains(4) { peaks += 1 }
      let widths = (
        hump.points.reduce(0) { $0 + $1.width }, band.points.reduce(0) { $0 + $1.width }
      )
      if widths.0 < 0.99 * widths.1 { narrower += 1 }
    }
    // The truth is a hump: it is in the one wherever it is in the other.
    #expect(held >= raw && Double(raw) > 0.88 * Double(trials))
    #expect(peaks >= raw)
    #expect(Double(narrower) > 0.5 * Double(trials))
  }

  @Test("a curve with two clear peaks is refuted, a level one may peak anywhere")
  func refuted() throws {
    func band(_ ends: [(Double, Double)]) -> SimultaneousBand {
      SimultaneousBand(
        factors: ends.map { _ in 2 },
        points: ends.map { Interval(estimate: ($0.0 + $0.1) / 2, lower: $0.0, upper: $0.1) })
    }
    let two = band([(0, 1), (4, 5), (1, 2), (4, 5), (0, 1)])
    #expect(
      UnimodalBand(tightening: two, around: try UnimodalFit([0.5, 4.5, 1.5, 4.5, 0.5])) == nil)
    let level = band([(0, 1), (0, 1), (0, 1)])
    let all = try #require(
      UnimodalBand(tightening: level, around: try UnimodalFit([0.5, 0.4, 0.5])))
    #expect(all.peaks == [0, 1, 2])
    let one = band([(0, 9), (4, 5), (3, 8), (1, 2), (0, 7)])
    let found = try #require(
      UnimodalBand(tightening: one, around: try UnimodalFit([3, 4.5, 5.5, 1.5, 3.5])))
    #expect(found.peaks == [0, 1, 2])
    #expect(found.points[4].upper == 2 && found.points[3].lower == 1)
  }

  @Test("values that cannot be fitted are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try IsotonicFit([]) }
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try UnimodalFit([]) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try IsotonicFit([1, .nan]) }
    #expect(throws: StatisticsError.unequalLengths(2, 1)) { try IsotonicFit([1, 2], weights: [1]) }
    #expect(throws: StatisticsError.outOfRange(index: 1)) {
      try UnimodalFit([1, 2], weights: [1, 0])
    }
  }
}
