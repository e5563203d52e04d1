import Statistics
import Testing

@Suite("LinearFit and RankSlope")
struct SlopeTests {
  @Test("the line agrees with SciPy", arguments: Oracle.all("line"))
  func line(_ oracle: Oracle) throws {
    let fit = try LinearFit(oracle.inputs[0], oracle.inputs[1])
    #expect(agree(fit.slope, oracle.expected[0]))
    #expect(agree(fit.intercept, oracle.expected[1]))
    #expect(agree(fit.slopeError, oracle.expected[2]))
    #expect(agree(fit.slopeProbability, oracle.expected[3]))
  }

  @Test("the slope's interval agrees with SciPy", arguments: Oracle.all("line.slope"))
  func slope(_ oracle: Oracle) throws {
    let fit = try LinearFit(oracle.inputs[0], oracle.inputs[1])
    let interval = fit.slopeInterval(confidence: oracle.number(2))
    #expect(agree(interval.lower, oracle.expected[0]))
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("so does the end of one side", arguments: Oracle.all("line.upper"))
  func upper(_ oracle: Oracle) throws {
    let fit = try LinearFit(oracle.inputs[0], oracle.inputs[1])
    let interval = fit.slopeInterval(confidence: oracle.number(2), sides: .upper)
    #expect(agree(interval.upper, oracle.expected[0]))
    #expect(interval.lower == -.infinity)
    #expect(fit.slopeInterval(sides: .lower).upper == .infinity)
  }

  @Test("Working and Hotelling's band agrees with SciPy", arguments: Oracle.all("line.band"))
  func band(_ oracle: Oracle) throws {
    let fit = try LinearFit(oracle.inputs[0], oracle.inputs[1])
    let band = fit.band(at: oracle.inputs[2], confidence: oracle.number(3))
    for (index, point) in band.points.enumerated() {
      #expect(agree(point.lower, oracle.expected[2 * index]))
      #expect(agree(point.upper, oracle.expected[2 * index + 1]))
    }
  }

  @Test(
    "the median slope agrees with SciPy, with ties and without",
    arguments: Oracle.all("rank") + Oracle.all("rank.ties"))
  func rank(_ oracle: Oracle) throws {
    let slope = try RankSlope(oracle.inputs[0], oracle.inputs[1])
    let interval = slope.interval(confidence: oracle.number(2))
    #expect(agree(slope.slope, oracle.expected[0]))
    #expect(agree(interval.lower, oracle.expected[1]))
    #expect(agree(interval.upper, oracle.expected[2]))
    #expect(agree(slope.probability, oracle.expected[3]))
  }

  @Test("the slope's interval and the whole band hold the truth as often as stated")
  func coverage() throws {
    let positions = (0..<12).map(Double.init)
    let everywhere = stride(from: -6.0, through: 18, by: 0.5).map { $0 }
    var slopes = 0
    var bands = 0
    let trials = 1500
    for trial in 0..<trials {
      var draws = Draws(41, trial: trial)
      let fit = try LinearFit(positions, positions.map { 2 + 0.5 * $0 + draws.normal() })
      if fit.slopeInterval(confidence: 0.9).contains(0.5) { slopes += 1 }
      if fit.band(at: everywhere, confidence: 0.9).contains(everywhere.map { 2 + 0.5 * $0 }) {
        bands += 1
      }
    }
    // One standard error is 0.0077. The band covers the whole axis, so these positions a little more.
    #expect(abs(Double(slopes) / Double(trials) - 0.9) < 0.03)
    #expect(Double(bands) / Double(trials) > 0.87 && Double(bands) / Double(trials) < 0.94)
  }

  @Test("without a trend both tests are wrong as often as stated")
  func size() throws {
    let positions = (0..<15).map(Double.init)
    var line = 0
    var rank = 0
    for trial in 0..<2000 {
      var draws = Draws(42, trial: trial)
      let values = draws.normals(15)
      if try LinearFit(positions, values).slopeProbability < 0.05 { line += 1 }
      if try RankSlope(positions, values).probability < 0.05 { rank += 1 }
    }
    #expect(abs(Double(line) / 2000 - 0.05) < 0.02)
    #expect(abs(Double(rank) / 2000 - 0.05) < 0.02)
  }

  @Test("a random walk deceives the line of one run, not the slopes of many")
  func walks() throws {
    let positions = (0..<60).map(Double.init)
    var one = 0
    var many = 0
    for trial in 0..<500 {
      var draws = Draws(43, trial: trial)
      let runs = (0..<8).map { _ in
        var level = 0.0
        return positions.map { _ in
          level += draws.normal()
          return level
        }
      }
      if try LinearFit(positions, runs[0]).slopeProbability < 0.05 { one += 1 }
      let slopes = try LinearFit.slopes(of: runs, over: positions)
      if try #require(MeanInterval(of: slopes).interval).contains(0) { many += 1 }
    }
    #expect(one > 300)
    #expect(abs(Double(many) / 500 - 0.95) < 0.04)
  }

  @Test("wild values do not move the median slope, and moving the axis moves no slope")
  func invariance() throws {
    let positions = (0..<11).map(Double.init)
    var values = positions.map { 3 * $0 }
    values[4] = 1e6
    values[9] = -1e6
    #expect(try RankSlope(positions, values).slope == 3)
    var draws = Draws(44, trial: 0)
    let noisy = positions.map { 3 * $0 + draws.normal() }
    let base = try LinearFit(positions, noisy)
    let moved = try LinearFit(positions.map { $0 + 1e6 }, noisy.map { 2 * $0 - 5 })
    #expect(agree(moved.slope, 2 * base.slope, to: 1e-9))
    #expect(agree(moved.slopeProbability, base.slopeProbability, to: 1e-6))
    let shuffled = [7, 2, 10, 0, 4, 9, 1, 3, 6, 8, 5]
    let other = try LinearFit(shuffled.map { positions[$0] }, shuffled.map { noisy[$0] })
    #expect(agree(other.slope, base.slope, to: 1e-12))
    let rank = try RankSlope(shuffled.map { positions[$0] }, shuffled.map { noisy[$0] })
    #expect(rank == (try RankSlope(positions, noisy)))
  }

  @Test("level values have slope 0 and probability 1, values on a line probability 0")
  func exact() throws {
    let positions = [0.0, 1, 2, 5]
    let level = try LinearFit(positions, [3, 3, 3, 3])
    #expect(level.slope == 0 && level.slopeProbability == 1 && level.slopeInterval().width == 0)
    #expect(try LinearFit(positions, [0, 2, 4, 10]).slopeProbability == 0)
    #expect(try RankSlope(positions, [3, 3, 3, 3]).probability == 1)
    #expect(try RankSlope(positions, [3, 3, 3, 3]).interval().width == 0)
  }

  @Test("positions that are all the same, few, uneven or no numbers are refused")
  func refused() {
    let all: [(StatisticsError, [Double], [Double])] = [
      (.noSpread, [1, 1, 1], [1, 2, 3]), (.tooFew(count: 2, needed: 3), [1, 2], [1, 2]),
      (.unequalLengths(3, 2), [1, 2, 3], [1, 2]),
      (.notFinite(index: 1), [1, .infinity, 3], [1, 2, 3]),
      (.notFinite(index: 2), [1, 2, 3], [1, 2, .nan]),
    ]
    for (reason, positions, values) in all {
      #expect(throws: reason) { try LinearFit(positions, values) }
      #expect(throws: reason) { try RankSlope(positions, values) }
    }
    #expect(throws: StatisticsError.noSpread) {
      try LinearFit.slopes(of: [[1, 2]], over: [3, 3])
    }
  }
}
