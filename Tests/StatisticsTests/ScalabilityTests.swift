import Statistics
import Testing

@Suite("ScalabilityFit and MarginalBenefit")
struct ScalabilityTests {
  private let sizes = [1.0, 2, 4, 8, 12, 20, 32, 48, 64, 96]

  @Test(
    "the fit has no more squares than SciPy's, and its constants where data tell them",
    arguments: Oracle.all("scalability"))
  func oracle(_ oracle: Oracle) throws {
    let fit = try ScalabilityFit(oracle.inputs[0], oracle.inputs[1], weights: oracle.inputs[2])
    #expect(fit.squares <= oracle.expected[3] * (1 + 1e-9) + 1e-18)
    #expect(agree(fit.rate, oracle.expected[0], to: 1e-4))
    #expect(abs(fit.contention - oracle.expected[1]) < 1e-4)
    #expect(agree(fit.coherency, oracle.expected[2], to: 1e-4))
  }

  @Test("the law's own values give its constants back, in any unit", arguments: [1e-6, 1, 1e5])
  func exact(_ unit: Double) throws {
    let law = ScalabilityFit(rate: 2 * unit, contention: 0.05, coherency: 0.0008)
    let fit = try ScalabilityFit(sizes, sizes.map { law.throughput(of: $0) })
    #expect(agree(fit.rate, law.rate, to: 1e-6))
    #expect(agree(fit.contention, 0.05, to: 1e-6))
    #expect(agree(fit.coherency, 0.0008, to: 1e-6))
  }

  @Test("the peak is where the law is greatest; without a pair's cost there is none")
  func peak() throws {
    let law = ScalabilityFit(rate: 3, contention: 0.1, coherency: 0.002)
    guard case .at(let peak) = law.peak else {
      Issue.record("a law with κ > 0 has a peak")
      return
    }
    for away in [-0.5, 0.5] {
      #expect(law.throughput(of: peak) > law.throughput(of: peak + away))
    }
    #expect(ScalabilityFit(rate: 3, contention: 0.1, coherency: 0).peak == .none)
    #expect(ScalabilityFit(rate: 3, contention: 1.5, coherency: 0.1).peak == .at(1))
    let rising = try ScalabilityFit(sizes, sizes.map { 7 * $0 / (1 + 0.2 * ($0 - 1)) })
    if case .at(let far) = rising.peak { #expect(far > 1e4) }
  }

  @Test("a constant that its bound holds back leaves the others at their own best")
  func bound() throws {
    // A line that may not fall, through values that do: it is their mean.
    let fit = try NonlinearFit(
      [0, 1, 2, 3], [9, 7, 4, 0], start: [0.5, 0], lower: [0, -.infinity]
    ) { $1[0] * $0 + $1[1] }
    #expect(fit.parameters[0] == 0 && abs(fit.parameters[1] - 5) < 1e-6)
    #expect(agree(fit.squares, 46, to: 1e-12))
    // Throughputs that rise faster than their sizes leave nothing to queue for.
    let law = try ScalabilityFit(sizes, sizes.map { $0 * $0.squareRoot() })
    #expect(law.contention == 0 && law.coherency == 0 && law.peak == .none)
  }

  @Test("sizes and throughputs that give no law are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 2, needed: 3)) {
      try ScalabilityFit([1, 2], [1, 2])
    }
    #expect(throws: StatisticsError.unequalLengths(3, 2)) {
      try ScalabilityFit([1, 2, 3], [1, 2])
    }
    #expect(throws: StatisticsError.outOfRange(index: 0)) {
      try ScalabilityFit([0, 2, 3], [1, 2, 3])
    }
    #expect(throws: StatisticsError.outOfRange(index: 2)) {
      try ScalabilityFit([1, 2, 3], [1, 2, -3])
    }
    #expect(throws: StatisticsError.noSpread) { try ScalabilityFit([1, 2, 3], [0, 0, 0]) }
    #expect(throws: StatisticsError.noSpread) { try ScalabilityFit([1, 2, 2], [1, 2, 2]) }
  }

  @Test("what a seed decides cancels in the benefit of each robot")
  func benefit() throws {
    // Seeds differ by thousands; each robot brings 3 up to 10 robots, and takes 1 after.
    let seeds = [0.0, 4000, -900, 70]
    let steps = try MarginalBenefit.steps(
      over: [5, 10, 30], [seeds.map { $0 + 15 }, seeds.map { $0 + 30 }, seeds.map { $0 + 10 }])
    #expect(steps.map(\.from) == [5, 10] && steps.map(\.to) == [10, 30])
    #expect(abs(steps[0].perRobot.mean - 3) < 1e-12 && abs(steps[1].perRobot.mean + 1) < 1e-12)
    #expect(try #require(steps[1].perRobot.halfWidth) < 1e-12)
  }

  @Test("a benefit's interval is that of the paired differences over the robots added")
  func benefitInterval() throws {
    var draws = Draws(74, trial: 0)
    let (few, many) = (draws.normals(9), draws.normals(9))
    let step = try MarginalBenefit.steps(over: [4, 12], [few, many], confidence: 0.9)[0].perRobot
    let difference = try MeanInterval(ofPaired: many, minus: few, confidence: 0.9)
    #expect(agree(step.mean, difference.mean / 8))
    #expect(agree(try #require(step.halfWidth), try #require(difference.halfWidth) / 8))
  }

  @Test("grids that do not rise and seeds without a partner are refused")
  func benefitRefused() {
    #expect(throws: StatisticsError.outOfRange(index: 1)) {
      try MarginalBenefit.steps(over: [4, 4], [[1], [2]])
    }
    #expect(throws: StatisticsError.unequalLengths(1, 2)) {
      try MarginalBenefit.steps(over: [4, 5], [[1, 2], [2]])
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try MarginalBenefit.steps(over: [4], [[1, 2]])
    }
  }
}
