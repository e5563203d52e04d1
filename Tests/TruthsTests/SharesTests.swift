import Attribution
import Testing

@Suite("Truth: shares of robots and classes, and bounds on regret")
struct SharesTests {
  private let truth = Truth.file("attribution")
  private var values: [Double] { truth["x"].numbers }

  private func expect(_ found: [Double]?, _ expected: [Double]) {
    guard let found else {
      Issue.record("no shares")
      return
    }
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) { #expect(agree(one, other)) }
  }

  private func average(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }

  /// Figures by the names of the table, with their gradients.
  private func figure(_ name: String) -> (
    value: ([Double]) -> Double, slope: ([Double]) -> [Double]
  ) {
    func count(_ x: [Double]) -> Double { Double(x.count) }
    func variance(_ x: [Double]) -> Double {
      average(x.map { ($0 - average(x)) * ($0 - average(x)) })
    }
    func difference(_ x: [Double]) -> Double {
      ClosedForms.meanDifference(x).reduce(0, +)
    }
    func differenceSlope(_ x: [Double]) -> [Double] {
      ClosedForms.midRanks(x).map { (2 * $0 - count(x) - 1) / (count(x) * count(x)) }
    }
    switch name {
    case "mean":
      return ({ average($0) }, { x in x.map { _ in 1 / count(x) } })
    case "variance_zero_baseline", "variance_mean_baseline":
      return ({ variance($0) }, { x in x.map { 2 * ($0 - average(x)) / count(x) } })
    case "rms_zero":
      return (
        { average($0.map { $0 * $0 }).squareRoot() },
        { x in x.map { $0 / (count(x) * average(x.map { $0 * $0 }).squareRoot()) } }
      )
    case "gini_mean_difference_zero":
      return (difference, differenceSlope)
    default:
      return (
        { difference($0) / average($0) },
        { x in
          zip(differenceSlope(x), x).map { slope, _ in
            slope / average(x) - difference(x) / (average(x) * average(x) * count(x))
          }
        }
      )
    }
  }

  private let names = [
    "mean", "variance_zero_baseline", "variance_mean_baseline", "gini_mean_baseline",
    "gini_mean_difference_zero", "rms_zero",
  ]

  @Test("closed forms of seven figures")
  func closed() {
    let table = truth["indicators"]
    let x = values
    let logistic = table["logistic_of_mean"]
    let forms: [(String, [Double]?)] = [
      ("mean", ClosedForms.mean(x)),
      ("variance_zero_baseline", ClosedForms.variance(x)),
      ("variance_mean_baseline", ClosedForms.varianceFromEqual(x)),
      ("gini_mean_baseline", ClosedForms.gini(x)),
      ("gini_mean_difference_zero", ClosedForms.meanDifference(x)),
      ("rms_zero", ClosedForms.rootMeanSquare(x)),
      (
        "logistic_of_mean",
        ClosedForms.functionOfSum(
          x, value: logistic["f_x"].number, baseline: logistic["f_x0"].number)
      ),
    ]
    for (name, shares) in forms {
      expect(shares, table[name]["closed_form"].numbers)
      expect(shares, table[name]["aumann_shapley"].numbers)
    }
  }

  @Test("quadrature of the same figures, and Shapley's value by all subsets")
  func quadrature() throws {
    for name in names {
      let table = truth["indicators"][name]
      let (value, slope) = figure(name)
      let isFromMean = name.hasSuffix("mean_baseline")
      let baseline = values.map { _ in isFromMean ? average(values) : 0 }
      let found = try AumannShapley(of: values, baseline: baseline, figure: value, gradient: slope)
      #expect(agree(found.value, table["f_x"].number))
      #expect(agree(found.baseline, table["f_x0"].number))
      expect(found.shares, table["aumann_shapley"].numbers)
      // A coefficient of a fleet without anything is 0/0, which the table takes for 0.
      let exact = Shapley.exact(of: values, baseline: baseline) { x in
        average(x) == 0 ? 0 : value(x)
      }
      expect(exact, table["exact_shapley"].numbers)
    }
  }

  @Test("a product of two means, and mean speed of those that are not blocked by its coefficients")
  func means() throws {
    let product = truth["product"]
    let columns = [product["a"].numbers, product["b"].numbers]
    let found = try AumannShapley(of: .product(of: 2), features: columns)
    #expect(agree(found.value, product["f"].number))
    expect(found.shares, product["phi"].numbers)
    expect(ClosedForms.product(columns), product["phi"].numbers)

    let table = truth["means"]
    let flow = AggregateIndicator(meanCount: 2) {
      $0[0] * (1 - $0[1])
    } gradient: {
      [1 - $0[1], -$0[0]]
    }
    let shares = try AumannShapley(
      of: flow, features: [table["v"].numbers, table["blocked"].numbers])
    #expect(agree(shares.value, table["f"].number))
    expect(shares.coefficients, [table["c_v"].number, table["c_blocked"].number])
    expect(shares.shares, table["phi"].numbers)
    #expect(agree(shares.shares.reduce(0, +), table["sum"].number))
  }

  @Test("twins have the same share, and a panel of two others than the fleet")
  func panels() {
    expect(ClosedForms.variance(truth["symmetry"]["x"].numbers), truth["symmetry"]["phi"].numbers)
    let table = truth["scaling_bias"]
    let x = table["x"].numbers
    let places = table["panel"].numbers.map { Int($0) }
    let panel = places.map { x[$0] }
    let full = ClosedForms.variance(x)
    expect(full, table["full_phi"].numbers)
    expect(ClosedForms.variance(panel), table["panel_phi"].numbers)
    expect(ClosedForms.mean(x), table["linear_full"].numbers)
    expect(ClosedForms.mean(panel), table["linear_panel"].numbers)
    let linear = ScalingBias(
      full: places.map { ClosedForms.mean(x)[$0] }, panel: ClosedForms.mean(panel))
    #expect(agree(linear.factor, table["linear_ratio"].numbers[0]) && linear.residual < 1e-15)
    let bias = ScalingBias(full: places.map { full[$0] }, panel: ClosedForms.variance(panel))
    #expect(bias.residual > 0.9)
  }

  @Test("sampled orders of the variance err as much as the table's")
  func sampled() {
    let exact = truth["indicators"]["variance_zero_baseline"]["exact_shapley"].numbers
    let (value, _) = figure("variance_zero_baseline")
    // The last row, 10,000 orders, would take longer than all other tests here.
    for row in truth["sampled"].list.dropLast() {
      var sum = 0.0
      for seed in 0..<8 as Range<UInt64> {
        let found = Shapley.sampled(
          of: values, orders: row["perms"].count, seed: seed, figure: value)
        sum += zip(found, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      // Theirs is one draw of eight shares, good to a third.
      let ratio = (sum / 64).squareRoot() / row["rms_err"].number
      #expect(ratio > 0.6 && ratio < 1.6)
    }
  }

  @Test("two classes: along the diagonal by eight and more nodes, and Shapley's value in one step")
  func classes() throws {
    let table = truth["classes"]
    func value(_ n: [Double]) -> Double {
      1 - exponential(-(0.04 * n[0] + 0.02 * n[1] + 0.002 * n[0] * n[1]))
    }
    func slope(_ n: [Double]) -> [Double] {
      let left = 1 - value(n)
      return [left * (0.04 + 0.002 * n[1]), left * (0.02 + 0.002 * n[0])]
    }
    let found = try AumannShapley(of: [30, 10], figure: value, gradient: slope)
    #expect(agree(found.value, table["v1"].number))
    expect(found.shares, table["phi_diagonal_gl32"].numbers)
    expect(zip(found.shares, [30, 10]).map { $0 / $1 }, table["per_robot"].numbers)
    let rule = GaussLegendre(8)
    let eight = [30.0, 10].enumerated().map { place, count in
      zip(rule.nodes, rule.weights).reduce(0) { sum, node in
        sum + node.1 * count * slope([30 * node.0, 10 * node.0])[place]
      }
    }
    expect(eight, table["phi_diagonal_gl8"].numbers)
    // The same by runs of whole robots: one step is Shapley's value, ten go towards the diagonal.
    func steps(_ count: Int) -> [Double] {
      ClassCounterfactual(counts: [30, 10], steps: count).shares { value($0.map(Double.init)) }
    }
    expect(steps(1), table["class_shapley"].numbers)
    let ten = steps(10)
    #expect(agree(ten.reduce(0, +), table["v1"].number))
    for (one, other) in zip(ten, found.shares) { #expect(abs(one - other) < 1e-3) }
  }

  @Test("rules of 4, 8 and 16 nodes")
  func rules() {
    for count in [4, 8, 16] {
      let table = truth["gl_nodes"]["\(count)"]
      expect(GaussLegendre(count).nodes, table["t"].numbers)
      expect(GaussLegendre(count).weights, table["w"].numbers)
    }
  }

  @Test("both bounds on regret")
  func regret() {
    let table = Truth.file("regret")
    let rows = table["lower"].list
    #expect(rows.count == 4)
    for row in rows {
      let found = AltruisticRegret.lowerBound(
        rounds: row["T"].count, prefix: row["L"].count, actions: row["n_actions"].count,
        episodes: row["K"].count)
      #expect(agree(found, row["value"].number))
    }
    for row in table["upper"].list {
      let found = AltruisticRegret.upperBound(
        imitation: row["deltaK"].number, known: (row["eps1"].number, row["delta1"].number),
        unknown: (row["eps0"].number, row["delta0"].number), rounds: row["T"].count,
        learning: row["Ttilde"].count)
      #expect(agree(found, row["value"].number))
    }
  }
}
