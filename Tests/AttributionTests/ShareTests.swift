import Attribution
import SimCore
import Testing

/// Numbers of a heavy tail, the same in every run of the tests.
private func fleet(_ count: Int, _ seed: UInt64) -> [Double] {
  var stream = RandomStream(seed: seed, purpose: .tooling)
  return (0..<count).map { _ in Double(stream.exponentialWait(mean: 2)) }
}

private func near(_ one: [Double], _ other: [Double], _ tolerance: Double = 1e-12) -> Bool {
  one.count == other.count
    && zip(one, other).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

@Suite("AumannShapley")
struct ShareTests {
  private let speeds = fleet(500, 1)
  private let blocked = fleet(500, 2).map { $0 > 3 ? 1.0 : 0 }
  /// Mean speed times the share that is free, a figure of two means.
  private let flow = AggregateIndicator(meanCount: 2) {
    $0[0] * (1 - $0[1])
  } gradient: {
    [1 - $0[1], -$0[0]]
  }

  @Test("efficiency: the shares sum to what the figure rises by from the baseline")
  func efficiency() throws {
    let squares = speeds.map { $0 * $0 }
    let cube = AggregateIndicator.product(of: 3)
    for found in [
      try AumannShapley(of: flow, features: [speeds, blocked]),
      try AumannShapley(of: flow, features: [speeds, blocked], baseline: [0.5, 0.25]),
      try AumannShapley(of: .variance, features: [speeds, squares]),
      try AumannShapley(of: cube, features: [speeds, blocked, squares]),
      try AumannShapley(of: .logistic(weights: [2, -40], bias: 1), features: [speeds, blocked]),
    ] {
      #expect(abs(found.gap) < 1e-10 * max(1, abs(found.value)))
      #expect(found.value != found.baseline)
    }
  }

  @Test("symmetry: robots that are alike have the same share, also where ranks decide")
  func symmetry() throws {
    let twins = [3.0, 1, 3, 7, 1, 3]
    let found = try AumannShapley(of: .variance, features: [twins, twins.map { $0 * $0 }]).shares
    for shares in [found, ClosedForms.meanDifference(twins), try #require(ClosedForms.gini(twins))]
    {
      #expect(shares[0] == shares[2] && shares[2] == shares[5] && shares[1] == shares[4])
      #expect(shares[0] != shares[3])
    }
  }

  @Test("dummy: who is as the baseline, or is not read, has no share")
  func dummy() throws {
    let found = try AumannShapley(
      of: flow, features: [[2, 0.5, 3], [1, 0.25, 0]], baseline: [0.5, 0.25])
    #expect(found.shares[1] == 0 && found.shares[0] != 0)
    let unread = try AumannShapley(
      of: [1, 2, 3, 4],
      figure: { x in
        (x[0] - x[1]) * (x[0] - x[1]) + x[2]
      }, gradient: { x in [2 * (x[0] - x[1]), 2 * (x[1] - x[0]), 1, 0] })
    #expect(unread.shares[3] == 0 && abs(unread.gap) < 1e-12)
  }

  @Test("linearity: shares in a sum of figures are the sums of the shares in them")
  func linearity() throws {
    let features = [speeds, speeds.map { $0 * $0 }]
    let mean = AggregateIndicator(meanCount: 2) {
      $0[0]
    } gradient: { _ in
      [1, 0]
    }
    let variance = AggregateIndicator.variance
    let both = AggregateIndicator(meanCount: 2) {
      2 * mean.value($0) + 3 * variance.value($0)
    } gradient: {
      zip(mean.gradient($0), variance.gradient($0)).map { 2 * $0 + 3 * $1 }
    }
    let one = try AumannShapley(of: mean, features: features).shares
    let two = try AumannShapley(of: variance, features: features).shares
    let sum = try AumannShapley(of: both, features: features).shares
    #expect(near(sum, zip(one, two).map { 2 * $0 + 3 * $1 }))
  }

  @Test("closed forms are what quadrature finds")
  func closed() throws {
    #expect(near(ClosedForms.mean(speeds), try AumannShapley(of: .mean, features: [speeds]).shares))
    #expect(
      near(
        ClosedForms.product([speeds, blocked]),
        try AumannShapley(of: .product(of: 2), features: [speeds, blocked]).shares))
    let few = Array(speeds.prefix(12))
    func average(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
    func variance(_ x: [Double]) -> Double { average(x.map { $0 * $0 }) - average(x) * average(x) }
    func slope(_ x: [Double]) -> [Double] { x.map { 2 * ($0 - average(x)) / Double(x.count) } }
    #expect(
      near(
        ClosedForms.variance(few),
        try AumannShapley(of: few, figure: variance, gradient: slope).shares))
    let equal = few.map { _ in average(few) }
    #expect(
      near(
        ClosedForms.varianceFromEqual(few),
        try AumannShapley(of: few, baseline: equal, figure: variance, gradient: slope).shares))
    func root(_ x: [Double]) -> Double { average(x.map { $0 * $0 }).squareRoot() }
    #expect(
      near(
        ClosedForms.rootMeanSquare(few),
        try AumannShapley(of: few, figure: root) { x in
          x.map { $0 / (Double(x.count) * root(x)) }
        }.shares))
    let logistic = AggregateIndicator.logistic(weights: [0.7], bias: -2)
    let found = try AumannShapley(of: logistic, features: [few])
    #expect(
      near(
        try #require(
          ClosedForms.functionOfSum(few, value: found.value, baseline: found.baseline)),
        found.shares, 1e-10))
  }

  @Test(
    "the shares of Gini's coefficient sum to it, do not change with the unit, and are what quadrature finds"
  )
  func gini() throws {
    let few = Array(speeds.prefix(40))
    var differences = 0.0
    for one in few { for other in few { differences += abs(one - other) } }
    let mean = few.reduce(0, +) / 40
    let shares = try #require(ClosedForms.gini(few))
    #expect(abs(shares.reduce(0, +) - differences / (2 * 1600 * mean)) < 1e-12)
    #expect(near(try #require(ClosedForms.gini(few.map { 1000 * $0 })), shares))
    func coefficient(_ x: [Double]) -> Double {
      ClosedForms.meanDifference(x).reduce(0, +) / (x.reduce(0, +) / 40)
    }
    let found = try AumannShapley(
      of: few, baseline: few.map { _ in mean }, figure: coefficient
    ) { x in
      let level = x.reduce(0, +) / 40
      return ClosedForms.midRanks(x).map {
        (2 * $0 - 41) / (1600 * level) - coefficient(x) / (40 * level)
      }
    }
    #expect(near(found.shares, shares))
  }

  @Test(
    "where there is no mean there is no coefficient, and values of nothing have no spread to share")
  func degenerate() {
    #expect(ClosedForms.gini([1, -1]) == nil && ClosedForms.gini([]) == nil)
    #expect(ClosedForms.functionOfSum([1, -1], value: 1, baseline: 0) == nil)
    #expect(ClosedForms.rootMeanSquare([0, 0]) == [0, 0])
    #expect(ClosedForms.product([[0, 0], [1, 2]]) == [0, 0])
    // With a mean of 0 the other factor alone decides: f = 0, yet robots move it.
    #expect(ClosedForms.product([[1, -1], [1, 3]]) == [0.5, -0.5])
  }

  @Test("mid-ranks count from one, and ties share theirs")
  func ranks() {
    #expect(ClosedForms.midRanks([5, 1, 5, 9, 5]) == [3, 1, 3, 5, 3])
    #expect(ClosedForms.midRanks([2, 2]) == [1.5, 1.5])
    #expect(ClosedForms.midRanks([]) == [])
  }

  @Test("a steep figure takes more nodes, and one whose gradient is not its own is refused")
  func nodes() throws {
    let steep = try AumannShapley(
      of: .logistic(weights: [400], bias: -200), features: [[1, 1, 1]])
    #expect(steep.nodeCount > 16 && abs(steep.gap) < 1e-9)
    #expect(try AumannShapley(of: .mean, features: [[1, 1, 1]]).nodeCount == 16)
    let wrong = AggregateIndicator(meanCount: 1) {
      $0[0]
    } gradient: { _ in
      [2]
    }
    do {
      _ = try AumannShapley(of: wrong, features: [[1]])
      Issue.record("a gradient of another figure was taken")
    } catch AttributionError.notConverged(let nodes, let gap) {
      #expect(nodes == 1024 && abs(gap - 1) < 1e-12)
    }
  }

  @Test("empty fleets, uneven columns and figures that are no numbers are refused")
  func refused() {
    #expect(throws: AttributionError.noRobots) { try AumannShapley(of: .mean, features: [[]]) }
    #expect(throws: AttributionError.unequalLengths(2, 1)) {
      try AumannShapley(of: .variance, features: [[1, 2], [1]])
    }
    #expect(throws: AttributionError.notFinite) {
      try AumannShapley(of: .mean, features: [[1, .infinity]])
    }
    #expect(throws: AttributionError.unequalLengths(1, 2)) {
      try AumannShapley(of: [1], baseline: [0, 0], figure: { $0[0] }, gradient: { _ in [1] })
    }
  }

  @Test(
    "a rule of n nodes is exact up to degree 2n − 1, and not beyond", arguments: [1, 2, 5, 16, 64])
  func rule(_ count: Int) {
    let rule = GaussLegendre(count)
    func integral(_ degree: Int) -> Double {
      zip(rule.nodes, rule.weights).reduce(0) { sum, pair in
        var power = 1.0
        for _ in 0..<degree { power *= pair.0 }
        return sum + pair.1 * power
      }
    }
    for degree in 0..<2 * count { #expect(abs(integral(degree) - 1 / Double(degree + 1)) < 1e-14) }
    if count <= 5 { #expect(abs(integral(2 * count) - 1 / Double(2 * count + 1)) > 1e-8) }
    #expect(zip(rule.nodes, rule.nodes.dropFirst()).allSatisfy { $0 < $1 })
  }
}

@Suite("Shapley, ScalingBias and Concentration")
struct RivalTests {
  private let values = [0.2, 1, 3, 0.5, 2, 0, 1, 5]
  private func variance(_ x: [Double]) -> Double {
    let mean = x.reduce(0, +) / Double(x.count)
    return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
  }

  @Test("for a quadratic figure Shapley's value is that of Aumann and Shapley, robot by robot")
  func quadratic() {
    #expect(near(Shapley.exact(of: values, figure: variance), ClosedForms.variance(values)))
  }

  @Test("a majority of three is shared evenly, and a robot alone has all")
  func voting() {
    let shares = Shapley.exact(of: [1, 1, 1]) { $0.reduce(0, +) >= 2 ? 1 : 0 }
    #expect(near(shares, [1 / 3.0, 1 / 3.0, 1 / 3.0]))
    #expect(Shapley.exact(of: [4], baseline: [1]) { 10 * $0[0] } == [30])
  }

  @Test("sampled orders sum to the rise, come from their seed, and err less with their square root")
  func sampled() {
    let exact = Shapley.exact(of: values, figure: variance)
    func error(_ orders: Int) -> Double {
      var sum = 0.0
      for seed in 0..<20 as Range<UInt64> {
        let found = Shapley.sampled(of: values, orders: orders, seed: seed, figure: variance)
        #expect(abs(found.reduce(0, +) - variance(values)) < 1e-12)
        for (one, other) in zip(found, exact) { sum += (one - other) * (one - other) }
      }
      return (sum / 160).squareRoot()
    }
    let (few, many) = (error(10), error(1000))
    // A hundred times the orders, a tenth of the error.
    #expect(few / many > 7 && few / many < 14)
    let one = Shapley.sampled(of: values, orders: 3, seed: 5, figure: variance)
    #expect(one == Shapley.sampled(of: values, orders: 3, seed: 5, figure: variance))
    #expect(one != Shapley.sampled(of: values, orders: 3, seed: 6, figure: variance))
  }

  @Test(
    "a panel's shares are the fleet's but for a factor in a linear figure, and not in the variance")
  func bias() {
    let linear = ScalingBias(full: [1, 2, 3], panel: [2, 4, 6])
    #expect(linear.factor == 0.5 && linear.residual == 0)
    let turned = ScalingBias(full: [1, 0], panel: [0, 1])
    #expect(turned.factor == 0 && turned.residual == 1)
    let part = ScalingBias(full: [3, 4], panel: [6, 0])
    #expect(part.factor == 0.5 && abs(part.residual - 0.8) < 1e-15)
    let speeds = fleet(2000, 3)
    let (full, fullMean) = (ClosedForms.variance(speeds), ClosedForms.mean(speeds))
    func residual(_ panel: Panel) -> Double {
      let robots = panel.robots(of: speeds)
      #expect(Set(robots).count == 100 && robots == robots.sorted())
      let few = robots.map { speeds[$0] }
      let mean = ScalingBias(full: robots.map { fullMean[$0] }, panel: ClosedForms.mean(few))
      #expect(mean.residual < 1e-12 && abs(mean.factor - 0.05) < 1e-12)
      return ScalingBias(full: robots.map { full[$0] }, panel: ClosedForms.variance(few)).residual
    }
    // The greatest alone have another mean, so no factor helps; a panel like the fleet needs only that.
    #expect(residual(.top(100)) > 0.2)
    #expect(residual(.stratified(100)) < 1e-3 && residual(.random(100, seed: 4)) < 0.1)
    #expect(residual(.random(100, seed: 4)) > residual(.stratified(100)))
  }

  @Test("panels hold whom they say: the greatest, anybody, or each part of the order")
  func panels() {
    let values = [3.0, 9, 1, 7, 5]
    #expect(Panel.top(2).robots(of: values) == [1, 3])
    #expect(Panel.stratified(1).robots(of: values) == [4])
    #expect(Panel.stratified(5).robots(of: values) == [0, 1, 2, 3, 4])
    #expect(Panel.random(9, seed: 1).robots(of: values) == [0, 1, 2, 3, 4])
    var drawn = [Int](repeating: 0, count: 5)
    for seed in 0..<500 as Range<UInt64> {
      for robot in Panel.random(2, seed: seed).robots(of: values) { drawn[robot] += 1 }
    }
    // Each of them 200 times, by chance 11 more or less.
    #expect(drawn.allSatisfy { abs($0 - 200) < 45 })
    #expect(Panel.top(0).robots(of: values).isEmpty)
  }

  @Test("shares add up by group, and Lorenz's curve goes from nothing to all")
  func concentration() throws {
    #expect(Concentration.sums(of: [1, 2, 3, 4], by: [0, 2, 0, 2], count: 3) == [4, 0, 6])
    let even = try #require(Concentration.lorenzCurve([Double](repeating: 2, count: 40)))
    #expect(near(even, (0...10).map { Double($0) / 10 }))
    let one = try #require(Concentration.lorenzCurve([0, 0, 0, 0, 5]))
    #expect(near(one, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 1]))
    #expect(try #require(Concentration.lorenzCurve([-1, 3]))[5] == -0.5)
    #expect(Concentration.lorenzCurve([1, -1]) == nil)
  }
}
