import Glibc
import Statistics
import Testing

@Suite("BinomialDistribution")
struct BinomialTests {
  @Test("single weights agree with forty digits", arguments: Oracle.all("binomial.probability"))
  func probability(_ oracle: Oracle) {
    let found = BinomialDistribution.probability(
      of: Int(oracle.number(0)), trials: Int(oracle.number(1)), share: oracle.number(2))
    #expect(agree(found, oracle.expected[0]))
  }

  @Test("sums from below agree with SciPy", arguments: Oracle.all("binomial.cumulative"))
  func cumulative(_ oracle: Oracle) {
    let found = BinomialDistribution.cumulative(
      Int(oracle.number(0)), trials: Int(oracle.number(1)), share: oracle.number(2))
    #expect(agree(found, oracle.expected[0]))
  }

  @Test("sums from above agree with SciPy", arguments: Oracle.all("binomial.survival"))
  func survival(_ oracle: Oracle) {
    let found = BinomialDistribution.survival(
      from: Int(oracle.number(0)), trials: Int(oracle.number(1)), share: oracle.number(2))
    #expect(agree(found, oracle.expected[0]))
  }

  @Test("all weights sum to one, and to the sums", arguments: [0, 0.2, 0.999, 1])
  func sums(_ share: Double) {
    var sum = 0.0
    for k in 0...30 {
      sum += BinomialDistribution.probability(of: k, trials: 30, share: share)
      let below = BinomialDistribution.cumulative(k, trials: 30, share: share)
      #expect(abs(below - sum) < 1e-13)
      #expect(
        abs(below + BinomialDistribution.survival(from: k + 1, trials: 30, share: share) - 1)
          < 1e-13)
    }
    #expect(abs(sum - 1) < 1e-13)
    #expect(BinomialDistribution.probability(of: 31, trials: 30, share: share) == 0)
    #expect(BinomialDistribution.cumulative(-1, trials: 30, share: share) == 0)
  }
}

@Suite("Proportion at any time")
struct AnytimeTests {
  @Test(
    "its ends agree with forty digits, halved from the ratio",
    arguments: Oracle.all("share.anytime"))
  func ends(_ oracle: Oracle) throws {
    let found = try Proportion(Int(oracle.number(0)), of: Int(oracle.number(1))).anytime(
      confidence: oracle.number(2),
      prior: BetaPrior(successes: oracle.number(3), failures: oracle.number(4)))
    #expect(agree(found.lower, oracle.expected[0]))
    #expect(agree(found.upper, oracle.expected[1]))
  }

  @Test("its ratio agrees with confseq's mixture", arguments: Oracle.all("share.evidence"))
  func evidence(_ oracle: Oracle) throws {
    let found = try Proportion(Int(oracle.number(0)), of: Int(oracle.number(1))).logEvidence(
      against: oracle.number(2),
      prior: BetaPrior(successes: oracle.number(3), failures: oracle.number(4)))
    #expect(abs(found - oracle.expected[0]) < 1e-9 * max(1, abs(oracle.expected[0])))
  }

  @Test("the ratio is a fair wager: it stays 1 in the mean, whatever was seen")
  func fair() throws {
    for (k, n) in [(0, 1), (3, 9), (40, 41)] {
      for share in [0.05, 0.5, 0.97] {
        let now = exp(try Proportion(k, of: n).logEvidence(against: share))
        let more = exp(try Proportion(k + 1, of: n + 1).logEvidence(against: share))
        let less = exp(try Proportion(k, of: n + 1).logEvidence(against: share))
        #expect(agree(share * more + (1 - share) * less, now, to: 1e-12))
      }
    }
  }

  @Test("looking after every trial, a true share is left out no more often than stated")
  func coverage() throws {
    // Ends of every (k, n) once: a walk then only looks them up.
    let last = 150
    let truth = 0.93
    let holds = try (1...last).map { n in
      try (0...n).map {
        try Proportion($0, of: n).logEvidence(against: truth) < 0.9.mirroredLogarithm
      }
    }
    let everMissed = share(of: 2000) { trial in
      var draws = Draws(71, trial: trial)
      var successes = 0
      for n in 1...last {
        if draws.uniform() < truth { successes += 1 }
        if !holds[n - 1][successes] { return true }
      }
      return false
    }
    #expect(everMissed < 0.1)
    // Intervals for one n, looked at as often, miss far more often: that is what this one is for.
    let fixed = try (1...last).map { n in
      try (0...n).map { try Proportion($0, of: n).wilson(confidence: 0.9).contains(truth) }
    }
    let naive = share(of: 500) { trial in
      var draws = Draws(71, trial: trial)
      var successes = 0
      for n in 1...last {
        if draws.uniform() < truth { successes += 1 }
        if n >= 20 && !fixed[n - 1][successes] { return true }
      }
      return false
    }
    #expect(naive > 0.2)
  }

  @Test("it holds the share, mirrors it, and is wider than the one for a single look")
  func shape() throws {
    for k in 0...23 {
      let found = try Proportion(k, of: 23).anytime()
      let mirrored = try Proportion(23 - k, of: 23).anytime()
      let exact = try Proportion(k, of: 23).exact()
      #expect(found.contains(found.estimate))
      #expect(abs(found.lower - (1 - mirrored.upper)) < 1e-12)
      #expect(found.lower <= exact.lower && found.upper >= exact.upper)
    }
  }
}

extension Double {
  /// −ln(1 − confidence): where a wager against the truth ends.
  fileprivate var mirroredLogarithm: Double { -log(1 - self) }
}
