import Emergence
import Statistics
import Testing

@Suite("Truth: thresholds of success")
struct ThresholdsTests {
  private let truth = Truth.file("emergence")
  private var families: Truth { truth["families"] }

  /// Compares N⋆, N− and their ratio of a curve over all sizes with a row of a table.
  private func check(_ row: Truth, upTo last: Int, _ share: (Int) -> Double) {
    let sizes = Array(1...last)
    let found = EmergenceThreshold(
      sizes: sizes, shares: sizes.map(share), delta: row["delta"].number)
    #expect(found.size == row["Nstar"].count)
    #expect(found.lower == row["Nminus"].optionalNumber.map { Int($0) })
    guard let ratio = row["c"].optionalNumber else {
      #expect(found.ratio == nil)
      return
    }
    #expect(agree(found.ratio ?? 0, ratio))
  }

  @Test("quorums, whose ratio goes to 1")
  func quorums() {
    let rows = families["quorum"]["rows"].list
    #expect(rows.count == 20)
    for row in rows {
      let quorum = Quorum(of: row["k"].count, working: row["p"].number)
      check(row, upTo: 1400, quorum.share(of:))
    }
  }

  @Test("lotteries, whose ratio is that of the null model")
  func lotteries() {
    let rows = families["independent_search_null"]["rows"].list
    #expect(rows.count == 8)
    for row in rows {
      let lottery = Lottery(chance: row["p"].number)
      if row["p"].number == row["delta"].number {
        // One robot has just δ: that is N−, which the table has lost to rounding.
        let sizes = Array(1...500)
        let found = EmergenceThreshold(
          sizes: sizes, shares: sizes.map(lottery.share(of:)), delta: row["delta"].number)
        #expect(found.lower == 1 && found.size == row["Nstar"].count)
      } else {
        check(row, upTo: 500, lottery.share(of:))
      }
      #expect(agree(Lottery.ratio(delta: row["delta"].number), row["c_null_limit"].number))
    }
  }

  @Test("every cell covered by somebody")
  func covered() {
    let rows = families["coverage"]["rows"].list
    #expect(rows.count == 12)
    for cells in Set(rows.map { $0["M"].count }) {
      let shares = coverage(of: cells, upTo: 600)
      for row in rows where row["M"].count == cells { check(row, upTo: 600) { shares[$0] } }
    }
    for row in families["coverage_s_M25"].list {
      #expect(agree(coverage(of: 25, upTo: 200)[row["N"].count], row["s"].number))
    }
  }

  @Test("a floor that jams: a window and no threshold")
  func window() {
    let table = families["congestion_window"]
    func share(_ size: Int) -> Double {
      BinomialDistribution.survival(
        from: 15, trials: size, share: 0.5 * (1 - Double(size) / 200))
    }
    for row in table["table"].list { #expect(agree(share(row["N"].count), row["s"].number)) }
    let sizes = Array(1...199)
    let found = EmergenceThreshold(
      sizes: sizes, shares: sizes.map(share), delta: table["delta"].number)
    #expect(found.size == nil && found.lower == table["Nminus"].count)
    let first = table["N_first_success"].count
    #expect(found.window == first...table["N_last_success"].count)
  }

  @Test("fifty parts of a smooth chance: sharp, and explained by them at every size")
  func mirage() {
    let table = families["mirage"]
    let parts = Composition(parts: table["L"].count)
    func part(_ size: Int) -> Double { 1 - exponential(-Double(size) / 10) }
    for row in table["rows"].list { check(row, upTo: 200) { parts.share(ofPart: part($0)) } }
    for row in table["table"].list {
      let share = part(row["N"].count)
      #expect(agree(share, row["p"].number))
      // Relative: the share of five robots is 6e-21.
      #expect(abs(parts.share(ofPart: share) / row["s"].number - 1) < 1e-9)
      let ratio = parts.ratio(whole: row["s"].number, part: share)
      #expect(agree(ratio ?? 0, 1))
    }
  }

  @Test("votes by majority succeed from the first robot on: a threshold, and nothing that emerges")
  func majority() {
    for row in families["majority_vote"]["rows"].list {
      let sizes = Array(stride(from: 1, through: 601, by: 2))
      let shares = sizes.map {
        BinomialDistribution.survival(from: $0 / 2 + 1, trials: $0, share: row["p"].number)
      }
      let found = EmergenceThreshold(sizes: sizes, shares: shares, delta: row["delta"].number)
      #expect(found.size == row["Nstar"].count && found.lower == nil && found.ratio == nil)
    }
  }

  @Test("robots that fail together move a quorum of a hundred from 135 to 231")
  func together() {
    let rows = families["correlated_quorum"]["rows"].list
    #expect(rows.count == 4)
    for row in rows {
      let quorum = Quorum(
        of: row["k"].count, working: row["p"].number, correlation: row["rho"].number)
      let sizes = Array(1...320)
      let found = EmergenceThreshold(
        sizes: sizes, shares: sizes.map(quorum.share(of:)), delta: row["delta"].number)
      #expect(found.size == row["Nstar"].count && found.lower == row["Nminus"].count)
    }
  }

  @Test("the ratio of logistic curves by their slope")
  func logistic() {
    let rows = truth["logistic_ratio"].list
    #expect(rows.count == 8)
    for row in rows {
      let found = LogisticCurve.ratio(slope: row["beta"].number, delta: row["delta"].number)
      #expect(agree(found, row["c"].number))
    }
  }

  @Test(
    "a fixed design certifies at each size as often as 20,000 simulated ones did, and errs as seldom"
  )
  func fixedSequence() {
    let table = truth["fixed_sequence"]
    let sizes = table["grid"].numbers.map { Int($0) }
    let shares = table["s"].numbers
    let (trials, delta) = (table["n_per_N"].count, table["delta"].number)
    let error = table["alpha_total"].number
    // The probability that a size is certified by itself, from the design's own rule.
    func passes(_ share: Double) -> Double {
      let least =
        (0...trials).first { successes in
          FixedDesign(
            [PointTally(size: 1, successes: successes, trials: trials)], delta: delta, error: error
          ).size() != nil
        } ?? trials + 1
      return BinomialDistribution.survival(from: least, trials: trials, share: share)
    }
    func near(_ found: Double, _ simulated: Double) -> Bool {
      let deviation = (max(found * (1 - found), 1e-4) / table["runs"].number).squareRoot()
      return abs(found - simulated) <= 4 * deviation
    }
    #expect(near(passes(1 - delta), table["least_favourable_P_error"].number))
    #expect(passes(1 - delta) <= error / 2)
    var reached = 1.0
    for index in sizes.indices.reversed() {
      let next = index > 0 ? passes(shares[index - 1]) : 0
      reached *= passes(shares[index])
      guard (28...32).contains(sizes[index]) else { continue }
      let simulated = table["certified_Nstar_hist"]["\(sizes[index])"].number
      #expect(near(reached * (1 - next), simulated))
    }
  }
}
