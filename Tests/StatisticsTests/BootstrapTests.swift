import Statistics
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
  /// A statistic of all 5⁵ resamples of five values, in no order of chance.
  private func everything(_ values: [Double], _ statistic: ([Double]) -> Double) -> [Double] {
    (0..<3125).map { code in
      var rest = code
      return statistic(
        (0..<5).map { _ in
          defer { rest /= 5 }
          return values[rest % 5]
        })
    }
  }

  private func leavingOneOut(
    _ values: [Double], _ statistic: ([Double]) -> Double
  ) -> [Double] {
    values.indices.map { index in
      statistic(values.enumerated().filter { $0.offset != index }.map(\.element))
    }
  }

  private func spread(_ values: [Double]) -> Double {
    let mean = Bootstrap.mean(values)
    return Bootstrap.mean(values.map { ($0 - mean) * ($0 - mean) }).squareRoot()
  }

  @Test("all resamples' quantiles are SciPy's", arguments: Oracle.all("bootstrap.percentile"))
  func percentile(_ oracle: Oracle) {
    let values = oracle.inputs[0]
    let interval = Bootstrap.interval(
      estimate: Bootstrap.mean(values), replicates: everything(values, Bootstrap.mean),
      confidence: oracle.number(1))
    #expect(agree(interval.lower, oracle.expected[0]))
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("BCa over all resamples is SciPy's", arguments: Oracle.all("bootstrap.BCa"))
  func accelerated(_ oracle: Oracle) {
    let values = oracle.inputs[0]
    let interval = Bootstrap.acceleratedInterval(
      estimate: Bootstrap.mean(values), replicates: everything(values, Bootstrap.mean),
      leavingOneOut: leavingOneOut(values, Bootstrap.mean), confidence: oracle.number(1))
    #expect(agree(interval.lower, oracle.expected[0]))
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("so it is for a biased statistic", arguments: Oracle.all("bootstrap.spread"))
  func biased(_ oracle: Oracle) {
    let values = oracle.inputs[0]
    let interval = Bootstrap.acceleratedInterval(
      estimate: spread(values), replicates: everything(values, spread),
      leavingOneOut: leavingOneOut(values, spread), confidence: oracle.number(1))
    #expect(agree(interval.lower, oracle.expected[0]))
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("drawn resamples come close to all of them", arguments: Bootstrap.Method.allCases)
  func drawn(method: Bootstrap.Method) throws {
    let name = method == .percentile ? "bootstrap.percentile" : "bootstrap.BCa"
    let oracle = try #require(Oracle.all(name).first { $0.number(1) == 0.8 })
    let interval = try Bootstrap(resamples: 20_000, seed: 2).interval(
      of: oracle.inputs[0], confidence: 0.8, method: method, statistic: Bootstrap.mean)
    #expect(abs(interval.lower - oracle.expected[0]) < 0.1)
    #expect(abs(interval.upper - oracle.expected[1]) < 0.1)
  }

  @Test("the same seed gives the same bits, another seed others, and more only add to fewer")
  func seeds() throws {
    let values = [1.0, 4, 2, 8, 5, 7]
    let bootstrap = Bootstrap(resamples: 500, seed: 4)
    let first = try bootstrap.interval(of: values, statistic: Bootstrap.mean)
    #expect(try bootstrap.interval(of: values, statistic: Bootstrap.mean) == first)
    let replicates = bootstrap.replicates(of: values, statistic: Bootstrap.mean)
    #expect(
      Bootstrap(resamples: 500, seed: 5).replicates(of: values, statistic: Bootstrap.mean)
        != replicates)
    #expect(
      Bootstrap(resamples: 200, seed: 4).replicates(of: values, statistic: Bootstrap.mean)
        == Array(replicates.prefix(200)))
  }

  @Test("it moves and scales with the values", arguments: Bootstrap.Method.allCases)
  func invariance(method: Bootstrap.Method) throws {
    let values = [1.0, 4, 2, 8, 5, 7.5]
    let bootstrap = Bootstrap(resamples: 999, seed: 1)
    func interval(_ values: [Double]) throws -> Interval {
      try bootstrap.interval(of: values, method: method, statistic: Bootstrap.mean)
    }
    let base = try interval(values)
    let moved = try interval(values.map { 4 * $0 + 64 })
    #expect(abs(moved.lower - (4 * base.lower + 64)) < 1e-9)
    #expect(abs(moved.upper - (4 * base.upper + 64)) < 1e-9)
  }

  @Test("equal values have no width, one value is too few, what is no number is refused")
  func edges() throws {
    let bootstrap = Bootstrap(resamples: 99, seed: 1)
    for method in Bootstrap.Method.allCases {
      let interval = try bootstrap.interval(
        of: [0.1, 0.1, 0.1], method: method, statistic: Bootstrap.mean)
      #expect(interval.width == 0)
      #expect(interval.lower == interval.estimate)
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try bootstrap.interval(of: [1], statistic: Bootstrap.mean)
    }
    #expect(throws: StatisticsError.notFinite(index: 2)) {
      try bootstrap.interval(of: [1, 2, .nan], statistic: Bootstrap.mean)
    }
  }

  @Test("an estimate beyond all replicates gives the outermost one, not a number that is none")
  func beyond() {
    let interval = Bootstrap.acceleratedInterval(
      estimate: 9, replicates: [1, 2, 3], leavingOneOut: [1, 2])
    #expect(interval.lower == 3 && interval.upper == 3)
  }

  @Test("at 25 skewed values BCa covers nearly what it states, and misses both sides more alike")
  func coverage() throws {
    // The mean of an exponential law, whose intervals by resampling miss mostly below it.
    var missed: [Bootstrap.Method: (below: Int, above: Int)] = [:]
    let trials = 500
    for trial in 0..<trials {
      var draws = Draws(21, trial: trial)
      let values = (0..<25).map { _ in draws.wait(mean: 1) }
      let estimate = Bootstrap.mean(values)
      let replicates = Bootstrap(resamples: 400, seed: UInt64(trial)).replicates(
        of: values, statistic: Bootstrap.mean)
      for method in Bootstrap.Method.allCases {
        let interval =
          method == .percentile
          ? Bootstrap.interval(estimate: estimate, replicates: replicates, confidence: 0.9)
          : Bootstrap.acceleratedInterval(
            estimate: estimate, replicates: replicates,
            leavingOneOut: leavingOneOut(values, Bootstrap.mean), confidence: 0.9)
        if interval.upper < 1 { missed[method, default: (0, 0)].below += 1 }
        if interval.lower > 1 { missed[method, default: (0, 0)].above += 1 }
      }
    }
    let plain = try #require(missed[.percentile])
    let accelerated = try #require(missed[.accelerated])
    let covered = 1 - Double(accelerated.below + accelerated.above) / Double(trials)
    // One standard error is 0.013; known to cover about 0.87 here.
    #expect(covered > 0.83 && covered < 0.93)
    #expect(accelerated.below - accelerated.above < plain.below - plain.above)
  }
}
