import Statistics
import Testing

@Suite("FailureCorrelation, Synchrony, Calibration and Bimodality")
struct TogetherTests {
  @Test("robots that fail together are worth one, robots that fail in turns more than they are")
  func extremes() throws {
    let together = try FailureCorrelation([[true, true, true], [false, false, false]])
    #expect(abs(together.correlation - 1) < 1e-15)
    #expect(abs(together.varianceRatio - 3) < 1e-15 && abs(together.effectiveRobots - 1) < 1e-15)
    let turns = try FailureCorrelation([[true, false], [false, true]])
    #expect(turns.correlation == -1 && turns.varianceRatio == 0)
    #expect(turns.effectiveRobots == .infinity)
  }

  @Test("independent robots have a correlation near 0, whatever their own rates")
  func independent() throws {
    var draws = Draws(76, trial: 0)
    let rates = [0.1, 0.3, 0.5, 0.8]
    let table = (0..<4000).map { _ in rates.map { draws.uniform() < $0 } }
    let found = try FailureCorrelation(table)
    // One standard error of a mean of six correlations is about 0.0065.
    #expect(abs(found.correlation) < 0.026)
    #expect(abs(found.varianceRatio - 1) < 0.08)
  }

  @Test("the correlation is the mean over pairs of Pearson's, weighted by their spreads")
  func pairs() throws {
    let table = [
      [true, true, false], [false, true, false], [true, false, true], [false, false, false],
    ]
    let mean = [0.5, 0.5, 0.25]
    var (covariance, weight) = (0.0, 0.0)
    for i in 0..<3 {
      for j in 0..<3 where i != j {
        covariance += table.reduce(0) { sum, row in
          sum + ((row[i] ? 1 : 0) - mean[i]) * ((row[j] ? 1 : 0) - mean[j]) / 4
        }
        weight += (mean[i] * (1 - mean[i]) * mean[j] * (1 - mean[j])).squareRoot()
      }
    }
    #expect(abs(try FailureCorrelation(table).correlation - covariance / weight) < 1e-15)
  }

  @Test("tables in which nobody ever fails, or only one robot, say nothing")
  func refusedFailures() {
    #expect(throws: StatisticsError.noSpread) {
      try FailureCorrelation([[false, true], [false, true]])
    }
    #expect(throws: StatisticsError.noSpread) {
      try FailureCorrelation([[false, true], [false, false]])
    }
    #expect(throws: StatisticsError.noSpread) {
      try FailureCorrelation([[true, true], [true, false]])
    }
    #expect(throws: StatisticsError.unequalLengths(2, 1)) {
      try FailureCorrelation([[false, true], [false]])
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try FailureCorrelation([[true, false]])
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try FailureCorrelation([[true], [false]])
    }
  }

  @Test("all at the same ticks is a ratio of N, the same number at every tick one of 0")
  func synchrony() throws {
    let together = try Synchrony(counts: [40, 0, 0, 0], robots: 40)
    #expect(together.share == 0.25 && abs(together.varianceRatio - 40) < 1e-12)
    #expect(try Synchrony(counts: [10, 10, 10], robots: 40).varianceRatio == 0)
    var draws = Draws(77, trial: 0)
    let counts = (0..<3000).map { _ in (0..<20).count { _ in draws.uniform() < 0.2 } }
    #expect(abs(try Synchrony(counts: counts, robots: 20).varianceRatio - 1) < 0.1)
    #expect(throws: StatisticsError.noSpread) { try Synchrony(counts: [0, 0], robots: 3) }
    #expect(throws: StatisticsError.noSpread) { try Synchrony(counts: [3, 3], robots: 3) }
    #expect(throws: StatisticsError.outOfRange(index: 1)) {
      try Synchrony(counts: [1, 4], robots: 3)
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try Synchrony(counts: [1], robots: 3)
    }
  }

  @Test("Brier's score is the sum of its parts, and the spread is 0 where a bin has one prediction")
  func parts() throws {
    var draws = Draws(78, trial: 0)
    let predictions = (0..<200).map { _ in draws.uniform() }
    let outcomes = predictions.map { draws.uniform() < $0 * $0 }
    let found = try Calibration(predictions, outcomes)
    let sum = found.reliability - found.resolution + found.uncertainty + found.spread
    #expect(abs(found.brier - sum) < 1e-15)
    #expect(found.spread != 0 && found.overconfidence > 0.05)
    let few = try Calibration(predictions.map { ($0 * 10).rounded(.down) / 10 + 0.05 }, outcomes)
    #expect(abs(few.spread) < 1e-14)
  }

  @Test(
    "a forecast that is right has nothing but what it knows; one that always says the mean, nothing"
  )
  func forecasts() throws {
    let outcomes = [true, false, true, true]
    let right = try Calibration(outcomes.map { $0 ? 1 : 0 }, outcomes)
    #expect(right.brier == 0 && right.expectedError == 0 && right.overconfidence == 0)
    #expect(abs(right.resolution - right.uncertainty) < 1e-15)
    let mean = try Calibration([0.75, 0.75, 0.75, 0.75], outcomes)
    #expect(mean.reliability == 0 && mean.resolution == 0 && abs(mean.brier - 0.1875) < 1e-15)
    let wrong = try Calibration(outcomes.map { $0 ? 0 : 1 }, outcomes)
    #expect(wrong.brier == 1 && wrong.expectedError == 1)
  }

  @Test("what is no probability, or has no outcome, is refused")
  func refusedCalibration() {
    #expect(throws: StatisticsError.outOfRange(index: 1)) {
      try Calibration([0.1, 1.1], [true, true])
    }
    #expect(throws: StatisticsError.unequalLengths(1, 2)) { try Calibration([0.1], [true, true]) }
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try Calibration([], []) }
  }

  @Test("skewness and kurtosis agree with SciPy", arguments: Oracle.all("bimodality"))
  func moments(_ oracle: Oracle) throws {
    let found = try Bimodality(oracle.inputs[0])
    #expect(agree(found.skewness, oracle.expected[0], to: 1e-9))
    #expect(agree(found.kurtosis, oracle.expected[1], to: 1e-9))
  }

  @Test("two groups reach 1, one heap stays below the uniform law, and units do not matter")
  func bimodality() throws {
    #expect(abs(try Bimodality([0, 0, 1, 1, 1]).coefficient - 1) < 1e-12)
    var draws = Draws(79, trial: 0)
    let heap = draws.normals(400)
    let one = try Bimodality(heap)
    #expect(!one.isSuspected && abs(one.coefficient - 1 / 3.0) < 0.06)
    let scaled = try Bimodality(heap.map { 1000 + 5 * $0 })
    #expect(abs(scaled.coefficient - one.coefficient) < 1e-9)
    let two = try Bimodality(heap.enumerated().map { $1 + ($0 % 2 == 0 ? 0 : 8) })
    #expect(two.isSuspected)
    #expect(throws: StatisticsError.noSpread) { try Bimodality([2, 2, 2, 2]) }
    #expect(throws: StatisticsError.tooFew(count: 3, needed: 4)) { try Bimodality([1, 2, 3]) }
  }
}
