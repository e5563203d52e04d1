import Experiments
import Statistics
import Testing

@Suite("SweepPlan")
struct SweepPlanTests {
  @Test("points are all combinations, the first axis slowest")
  func combinations() throws {
    let plan = try SweepPlan(
      axes: [SweepAxis("n=10,20"), SweepAxis("coordination.coupling=both,none")],
      overrides: [("duration", "60")], firstSeed: 5, seedCount: 3)
    #expect(
      plan.points.map(\.text) == [
        "n=10 coordination.coupling=both", "n=10 coordination.coupling=none",
        "n=20 coordination.coupling=both", "n=20 coordination.coupling=none",
      ])
    #expect(plan.seeds == [5, 6, 7])
    #expect(plan.key(of: plan.points[2]) == "duration=60; n=20; coordination.coupling=both")
    #expect(
      plan.settings(at: plan.points[0]).map(\.key) == ["duration", "n", "coordination.coupling"])
  }

  @Test("no axis is one point: the scene as it is")
  func noAxis() throws {
    let plan = try SweepPlan(axes: [], overrides: [], firstSeed: 1, seedCount: 2)
    #expect(plan.points.map(\.text) == ["the scene as it is"])
  }

  @Test("commas inside brackets belong to the value, blanks around values do not")
  func brackets() throws {
    #expect(try SweepAxis("area=[0, 0, 1, 1], [0,0,2,2]").values == ["[0, 0, 1, 1]", "[0,0,2,2]"])
    #expect(try SweepAxis("speed=1 m/s,2 m/s").values == ["1 m/s", "2 m/s"])
    #expect(try SweepAxis("file=a=b").values == ["a=b"])
  }

  @Test(
    "broken axes are refused with what was expected",
    arguments: [
      ("n", "--axis n: expected name=value,value,…"),
      ("=1,2", "--axis =1,2: expected name=value,value,…"),
      ("n=", "--axis n=: a value is empty"), ("n=1,,2", "--axis n=1,,2: a value is empty"),
    ])
  func brokenAxes(text: String, message: String) {
    #expect(throws: SweepError(message)) { try SweepAxis(text) }
  }

  @Test("plans that cannot be paired are refused")
  func brokenPlans() {
    func plan(
      _ axes: [String], _ overrides: [(key: String, value: String)] = [], seedCount: Int = 1
    ) throws {
      _ = try SweepPlan(
        axes: axes.map { try SweepAxis($0) }, overrides: overrides, firstSeed: 1,
        seedCount: seedCount)
    }
    #expect(throws: SweepError("the axis 'n' comes twice")) { try plan(["n=1", "n=2"]) }
    #expect(throws: SweepError("'n' is an axis and is set by --set too")) {
      try plan(["n=1,2"], [("n", "3")])
    }
    #expect(
      throws: SweepError(
        "'run.seed' cannot be set in a sweep: --first-seed and --seeds give its seeds")
    ) { try plan(["n=1,2"], [("run.seed", "3")]) }
    #expect(throws: SweepError("'seed' cannot be an axis: --seeds pairs all points by seed")) {
      try plan(["seed=1,2"])
    }
    #expect(throws: SweepError("the axes and seeds make more than a million runs")) {
      try plan(["n=1,2"], seedCount: 600_000)
    }
  }
}

@Suite("PairedComparison")
struct PairedComparisonTests {
  private func plan() throws -> SweepPlan {
    try SweepPlan(
      axes: [SweepAxis("n=10,20"), SweepAxis("mode=both,none")], overrides: [], firstSeed: 1,
      seedCount: 4)
  }

  @Test("differences are taken seed by seed and agree with a calculation by hand")
  func byHand() throws {
    // n = 10: both 12, 9, 15, 10; none 10, 10, 11, 9: differences 2, −1, 4, 1.
    // Mean 1.5, s² = (0.25 + 6.25 + 6.25 + 0.25)/3 = 13/3, s/√4 = 1.040833,
    // t(0.975, 3) = 3.182446: half width 3.312395.
    let figures: [[Double]] = [
      [12, 9, 15, 10], [10, 10, 11, 9], [5, 5, 5, 5], [5, 5, 5, 5],
    ]
    let request = PairedComparison.Request(
      key: "deliveries", axis: "mode", first: "both", second: "none")
    let comparison = PairedComparison(request, plan: try plan()) { pointIndex, seed in
      figures[pointIndex][Int(seed) - 1]
    }
    #expect(comparison.rows.map(\.point.text) == ["n=10", "n=20"])
    let row = comparison.rows[0]
    #expect(row.first == 11.5)
    #expect(row.second == 10)
    let difference = try #require(row.difference)
    #expect(difference.mean == 1.5)
    #expect(difference.count == 4)
    #expect(abs(try #require(difference.halfWidth) - 3.312395) < 1e-5)
    #expect(comparison.rows[1].difference?.mean == 0)
    #expect(comparison.rows[1].difference?.halfWidth == 0)
  }

  @Test("pairing removes what seeds have in common: the interval is that of the differences")
  func pairingHelps() throws {
    let request = PairedComparison.Request(
      key: "deliveries", axis: "mode", first: "both", second: "none")
    // Seeds differ by hundreds, the effect is 1 ± 0.
    let comparison = PairedComparison(request, plan: try plan()) { pointIndex, seed in
      Double(seed) * 100 + (pointIndex % 2 == 0 ? 1 : 0)
    }
    #expect(comparison.rows[0].difference?.mean == 1)
    #expect(comparison.rows[0].difference?.halfWidth == 0)
  }

  @Test("a pair with a missing half is left out")
  func incomplete() throws {
    let request = PairedComparison.Request(
      key: "deliveries", axis: "mode", first: "both", second: "none")
    let comparison = PairedComparison(request, plan: try plan()) { pointIndex, seed in
      pointIndex == 0 && seed == 2 || pointIndex == 1 && seed == 3 || pointIndex >= 2
        ? nil : Double(pointIndex)
    }
    #expect(comparison.rows[0].difference?.count == 2)
    #expect(comparison.rows[0].difference?.mean == -1)
    #expect(comparison.rows[1].difference == nil)
    #expect(comparison.rows[1].first == nil)
  }

  @Test("requests are held against the axes")
  func requests() throws {
    let axes = try plan().axes
    func request(_ words: [(key: String, value: String)]) throws -> PairedComparison.Request {
      try PairedComparison.Request(words, axes: axes)
    }
    let good = try request([("b", "none"), ("key", "x"), ("axis", "mode"), ("a", "both")])
    #expect(good == .init(key: "x", axis: "mode", first: "both", second: "none"))
    #expect(throws: SweepError("--compare: axis=, b= missing")) {
      try request([("key", "x"), ("a", "both")])
    }
    #expect(throws: SweepError("--compare kye=…: expected key=, axis=, a= and b=")) {
      try request([("kye", "x")])
    }
    #expect(
      throws: SweepError("--compare: 'moed' is no axis of this sweep; its axes are n, mode")
    ) { try request([("key", "x"), ("axis", "moed"), ("a", "both"), ("b", "none")]) }
    #expect(throws: SweepError("--compare: the axis 'mode' has no value 'own'; it has both, none"))
    {
      try request([("key", "x"), ("axis", "mode"), ("a", "own"), ("b", "none")])
    }
  }

  @Test(
    "values that mean the same at every point of the other axes are one, whatever they look like")
  func mergedValues() throws {
    var plan = try SweepPlan(
      axes: [SweepAxis("mode=a,b"), SweepAxis("n=2,2 robots,3,$(1 + 1)")], overrides: [],
      firstSeed: 1, seedCount: 1)
    let (repetitions, kept) = plan.mergeValues(
      meaning: ["a2", "a2", "a3", "a2", "b2", "b2", "b3", "b2"])
    #expect(repetitions.map(\.value) == ["2 robots", "$(1 + 1)"])
    #expect(repetitions.allSatisfy { $0.axis == "n" && $0.first == "2" })
    #expect(kept == [0, 2, 4, 6])
    #expect(plan.points.map(\.text) == ["mode=a n=2", "mode=a n=3", "mode=b n=2", "mode=b n=3"])
    let request = PairedComparison.Request(key: "x", axis: "n", first: "2 robots", second: "3")
    #expect(try request.without(repetitions).first == "2")
    #expect(throws: SweepError.self) {
      try PairedComparison.Request(key: "x", axis: "n", first: "2", second: "2 robots")
        .without(repetitions)
    }
  }

  @Test("values that differ somewhere, or of which nobody knows what they mean, stay two")
  func keptValues() throws {
    var plan = try SweepPlan(
      axes: [SweepAxis("n=1,2,3"), SweepAxis("mode=a,b")], overrides: [], firstSeed: 1,
      seedCount: 1)
    let before = plan.points
    let (repetitions, kept) = plan.mergeValues(meaning: ["x", "y", "x", "z", nil, nil])
    #expect(repetitions.isEmpty && kept == Array(0..<6))
    #expect(plan.points == before)
  }
}
