import Statistics
import Testing

@Suite("EventRate and Survival")
struct HazardTests {
  @Test("Garwood's interval agrees with SciPy", arguments: Oracle.all("rate"))
  func rate(_ oracle: Oracle) throws {
    let found = try EventRate(events: Int(oracle.number(0)), exposure: oracle.number(1))
    let interval = found.interval(confidence: oracle.number(2))
    #expect(agree(interval.lower, oracle.expected[0]))
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("the product of shares agrees with SciPy", arguments: Oracle.all("survival"))
  func survival(_ oracle: Oracle) throws {
    let runs = try zip(oracle.inputs[0], oracle.inputs[1]).map {
      try Lifetime($0, hasEnded: $1 == 1)
    }
    let share = try #require(
      Survival(of: runs).share(after: oracle.number(2), confidence: oracle.number(3)))
    #expect(agree(share.estimate, oracle.expected[0]))
    #expect(agree(share.lower, oracle.expected[1]))
    #expect(agree(share.upper, oracle.expected[2]))
  }

  @Test("no event in 3 h leaves a rate of up to 1 per h at 95 %")
  func ruleOfThree() throws {
    let interval = try EventRate(events: 0, exposure: 3).interval(sides: .upper)
    #expect(interval.lower == 0 && interval.estimate == 0)
    // −ln(0.05) / 3
    #expect(abs(interval.upper - 0.998577424517997) < 1e-12)
    #expect(try EventRate(events: 4, exposure: 3).interval(sides: .lower).upper == .infinity)
  }

  /// Runs that jam at a rate of 0.4 per hour and are left after 2 h, one in three earlier.
  private func runs(_ trial: Int, count: Int) throws -> [Lifetime] {
    var draws = Draws(61, trial: trial)
    return try (0..<count).map { index in
      let jam = draws.wait(mean: 2.5)
      let left = index % 3 == 0 ? 2 * draws.uniform() : 2
      return try Lifetime(min(jam, left), hasEnded: jam <= left)
    }
  }

  @Test("the interval of the rate holds the true one as often as stated, half the runs censored")
  func coverage() throws {
    let covered = try share(of: 1500) { trial in
      try EventRate(of: runs(trial, count: 30)).interval(confidence: 0.9).contains(0.4)
    }
    // Exact for a fixed exposure, close to it here; one standard error is 0.0077.
    #expect(covered > 0.88 && covered < 0.96)
  }

  @Test("leaving censored runs out, or counting them as jams, misses the true rate")
  func censoring() throws {
    let all = try runs(0, count: 3000)
    #expect(try EventRate(of: all).interval(confidence: 0.999).contains(0.4))
    #expect(try !EventRate(of: all.filter(\.hasEnded)).interval(confidence: 0.999).contains(0.4))
    let asJams = try all.map { try Lifetime($0.duration, hasEnded: true) }
    #expect(try !EventRate(of: asJams).interval(confidence: 0.999).contains(0.4))
  }

  @Test("the share still well is held as often as stated, and agrees with the constant rate")
  func survivalCoverage() throws {
    // exp(−0.4 · 1.5)
    let truth = 0.5488116360940264
    let covered = try share(of: 1000) { trial in
      let share = try Survival(of: runs(trial, count: 40)).share(after: 1.5, confidence: 0.9)
      return try #require(share).contains(truth)
    }
    #expect(abs(covered - 0.9) < 0.04)
    let many = try runs(1, count: 10_000)
    let share = try #require(Survival(of: many).share(after: 1.5))
    #expect(abs(share.estimate - truth) < 0.015)
    let within = try EventRate(of: many).probability(within: 1.5)
    #expect(abs(within.estimate - (1 - truth)) < 0.015)
    #expect(within.lower < within.estimate && within.estimate < within.upper)
  }

  @Test("before the first jam and after the last run the ends still say something true")
  func edges() throws {
    let well = try (1...10).map { try Lifetime(Double($0), hasEnded: false) }
    let survival = try Survival(of: well)
    let early = try #require(survival.share(after: 0))
    // 0.025^(1/10): ten of ten are well.
    #expect(early.estimate == 1 && early.upper == 1)
    #expect(abs(early.lower - 0.6915028921812398) < 1e-12)
    #expect(try #require(survival.share(after: 10)).lower < 0.03)
    #expect(survival.share(after: 10.5) == nil)
    let ended = try Survival(of: (1...10).map { try Lifetime(Double($0), hasEnded: true) })
    let last = try #require(ended.share(after: 10))
    #expect(last.estimate == 0 && last.lower == 0)
    #expect(last.upper == ended.share(after: 9)?.upper)
    let atOnce = try Survival(of: (1...10).map { _ in try Lifetime(4, hasEnded: true) })
    #expect(abs(try #require(atOnce.share(after: 4)).upper - 0.3084971078187602) < 1e-12)
  }

  @Test("neither depends on the order of runs; another unit of time scales the rate alone")
  func invariance() throws {
    let base = try runs(3, count: 25)
    let turned = Array(base.reversed())
    #expect(try Survival(of: base) == Survival(of: turned))
    let seconds = try base.map { try Lifetime($0.duration * 4096, hasEnded: $0.hasEnded) }
    let rate = try EventRate(of: base).interval()
    let scaled = try EventRate(of: seconds).interval()
    #expect(agree(scaled.lower * 4096, rate.lower) && agree(scaled.upper * 4096, rate.upper))
    #expect(
      try Survival(of: base).share(after: 1) == Survival(of: seconds).share(after: 4096))
    #expect(
      try EventRate(of: base).probability(within: 0) == Interval(estimate: 0, lower: 0, upper: 0))
  }

  @Test("no run, no exposure and times that cannot be are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try EventRate(of: []) }
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try Survival(of: []) }
    #expect(throws: StatisticsError.outOfRange(index: 0)) {
      try EventRate(events: 1, exposure: 0)
    }
    #expect(throws: StatisticsError.outOfRange(index: 0)) {
      try EventRate(events: -1, exposure: 1)
    }
    #expect(throws: StatisticsError.notFinite(index: 0)) {
      try EventRate(events: 1, exposure: .nan)
    }
    #expect(throws: StatisticsError.outOfRange(index: 0)) { try Lifetime(-1, hasEnded: true) }
    #expect(throws: StatisticsError.notFinite(index: 0)) { try Lifetime(.nan, hasEnded: true) }
  }
}
