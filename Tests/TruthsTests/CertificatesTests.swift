import Statistics
import Testing

@Suite("Truth: certificates, walks and fits")
struct CertificatesTests {
  private let truth = Truth.file("certificates")
  private var bounds: Truth { truth["bounds"] }

  @Test("Clopper and Pearson's and Wilson's ends of one side")
  func shares() throws {
    let rows = bounds["cp_wilson"].list
    #expect(rows.count == 14)
    for row in rows {
      let share = try Proportion(row["k"].count, of: row["n"].count)
      let confidence = 1 - row["one_sided_alpha"].number
      #expect(
        agree(share.exact(confidence: confidence, sides: .lower).lower, row["cp_lower"].number))
      #expect(
        agree(share.exact(confidence: confidence, sides: .upper).upper, row["cp_upper"].number))
      #expect(
        agree(share.wilson(confidence: confidence, sides: .lower).lower, row["wilson_lower"].number)
      )
      #expect(
        agree(share.wilson(confidence: confidence, sides: .upper).upper, row["wilson_upper"].number)
      )
    }
  }

  @Test("the trials that certify with so many failures")
  func trials() {
    let rows = bounds["trials_to_certify"].list
    #expect(rows.count == 48)
    for row in rows {
      let found = Certificate(
        forgiving: row["failures"].count, delta: row["delta"].number, error: row["alpha"].number)
      #expect(found.trials == row["n"].count)
    }
  }

  @Test(
    "designs with a power of nine tenths; four of the table's take a few trials more than the fewest"
  )
  func power() throws {
    let rows = truth["power"].list
    #expect(rows.count == 9)
    var same = 0
    for row in rows {
      let (delta, error) = (row["delta"].number, row["alpha"].number)
      let (share, power) = (row["true_s"].number, row["power"].number)
      let table = try #require(Certificate(trials: row["n"].count, delta: delta, error: error))
      #expect(table.failures == row["max_failures"].count && table.power(at: share) >= power)
      let fewest = Certificate(power: power, at: share, delta: delta, error: error)
      #expect(fewest.trials <= table.trials && fewest.power(at: share) >= power)
      if fewest == table { same += 1 }
    }
    #expect(same == 5)
  }

  @Test("intervals for any time")
  func anytime() throws {
    let rows = bounds["mixture_cs"].list
    #expect(rows.count == 10)
    for row in rows {
      let prior = row["prior"].numbers
      let found = try Proportion(row["k"].count, of: row["n"].count).anytime(
        confidence: 1 - row["alpha"].number,
        prior: BetaPrior(successes: prior[0], failures: prior[1]))
      #expect(agree(found.lower, row["lower"].number))
      #expect(agree(found.upper, row["upper"].number))
    }
  }

  @Test("walks of single steps: barrier, exact error, mean length")
  func walks() {
    let rows = bounds["sprt"].list
    #expect(rows.count == 4)
    for row in rows {
      let delta = row["delta"].number
      let walk = SuccessWalk(delta: delta, error: row["alpha"].number)
      #expect(walk.barrier == row["h"].count)
      #expect(agree(walk.upperProbability(at: delta), row["exact_error"].number))
      #expect(
        agree(walk.expectedTrials(at: 1 - delta), row["expected_trials_at_1_minus_delta"].number))
      #expect(agree(walk.expectedTrials(at: 0.5), row["expected_trials_at_half"].number))
    }
  }

  @Test("the pooled curve, and where exact curves cross 90 % between logarithms of sizes")
  func pooled() throws {
    let pava = truth["pava"]
    let shares = zip(pava["successes"].numbers, pava["trials"].numbers).map { $0 / $1 }
    let fit = try IsotonicFit(shares, weights: pava["trials"].numbers)
    for (found, expected) in zip(fit.fitted, pava["iso"].numbers) {
      #expect(agree(found, expected))
    }
    for row in truth["crossings"].list {
      let sizes = Array(20...160)
      let covered = coverage(of: 25, upTo: 160)
      let curve = try IsotonicFit(
        sizes.map { size in
          row["family"].text == "quorum_k20"
            ? BinomialDistribution.survival(from: 20, trials: size, share: 0.8)
            : covered[size]
        })
      let crossing = try #require(curve.crossing(of: 0.9, at: sizes.map { logarithm(Double($0)) }))
      #expect(agree(exponential(crossing), row["crossing"].number))
      #expect(exponential(crossing).rounded(.up) == row["integer"].number)
    }
  }

  @Test("failures of six episodes and five robots: correlation, variance ratio, effective number")
  func failures() throws {
    let table = truth["failures"]
    let found = try FailureCorrelation(table["F"].rows.map { $0.map { $0 == 1 } })
    #expect(agree(found.correlation, table["mean_pair_corr"].number))
    #expect(agree(found.varianceRatio, table["variance_ratio"].number))
    #expect(agree(found.effectiveRobots, table["N_eff"].number))
  }

  @Test(
    "ten predictions: Brier's score, calibration error in five bins, overconfidence, reliability")
  func calibration() throws {
    let table = truth["calibration"]
    let found = try Calibration(
      table["pred"].numbers, table["y"].numbers.map { $0 == 1 }, bins: 5)
    #expect(agree(found.brier, table["brier"].number))
    #expect(agree(found.expectedError, table["ece5"].number))
    #expect(agree(found.overconfidence, table["overconfidence"].number))
    #expect(agree(found.reliability, table["reliability_term"].number))
  }

  @Test("the scalability law's table and peak, and the same constants fitted back from it")
  func scalability() throws {
    let table = truth["scalability"]
    let constants = table["params"]
    let law = ScalabilityFit(
      rate: constants["lam"].number, contention: constants["sigma"].number,
      coherency: constants["kappa"].number)
    #expect(law.peak == .at(table["N_peak"].number))
    let rows = table["table"].list
    for row in rows { #expect(agree(law.throughput(of: row["N"].number), row["X"].number)) }
    let fit = try ScalabilityFit(rows.map { $0["N"].number }, rows.map { $0["X"].number })
    guard case .at(let peak) = fit.peak else {
      Issue.record("the fit has no peak")
      return
    }
    #expect(agree(peak, table["N_peak"].number, 1e-6))
  }
}
