import Statistics
import Testing

@Suite("Proportion")
struct ProportionTests {
  private func proportion(_ oracle: Oracle) throws -> Proportion {
    try Proportion(Int(oracle.number(0)), of: Int(oracle.number(1)))
  }

  @Test("Clopper and Pearson's interval agrees with SciPy", arguments: Oracle.all("share.exact"))
  func exact(_ oracle: Oracle) throws {
    let interval = try proportion(oracle).exact(confidence: oracle.number(2))
    #expect(agree(interval.lower, oracle.expected[0]))
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("so do its ends of one side", arguments: Oracle.all("share.exact.sides"))
  func sides(_ oracle: Oracle) throws {
    let found = try proportion(oracle)
    let lower = found.exact(confidence: oracle.number(2), sides: .lower)
    let upper = found.exact(confidence: oracle.number(2), sides: .upper)
    #expect(agree(lower.lower, oracle.expected[0]) && lower.upper == 1)
    #expect(agree(upper.upper, oracle.expected[1]) && upper.lower == 0)
  }

  @Test("Wilson's interval agrees with SciPy", arguments: Oracle.all("share.wilson"))
  func wilson(_ oracle: Oracle) throws {
    let interval = try proportion(oracle).wilson(confidence: oracle.number(2))
    // SciPy's lower end of no success is a rounding error off 0.
    #expect(abs(interval.lower - oracle.expected[0]) < 1e-12)
    #expect(agree(interval.upper, oracle.expected[1]))
  }

  @Test("certificates without a failure need 59 trials at 5 %, 29 at 10 % and 61 at 90 % of 97.5 %")
  func certificates() throws {
    // n = ⌈ln a / ln(1 − δ)⌉, mathematics §3.2.
    #expect(try Proportion(59, of: 59).exact(sides: .lower).lower >= 0.95)
    #expect(try Proportion(58, of: 58).exact(sides: .lower).lower < 0.95)
    #expect(try Proportion(29, of: 29).exact(sides: .lower).lower >= 0.9)
    #expect(try Proportion(28, of: 28).exact(sides: .lower).lower < 0.9)
    // One failure 93 and 46, two 124 and 61.
    #expect(try Proportion(92, of: 93).exact(sides: .lower).lower >= 0.95)
    #expect(try Proportion(91, of: 92).exact(sides: .lower).lower < 0.95)
    #expect(try Proportion(59, of: 61).exact(sides: .lower).lower >= 0.9)
    #expect(try Proportion(58, of: 60).exact(sides: .lower).lower < 0.9)
  }

  @Test("exact intervals cover at least what they state at any share, Wilson's on average")
  func coverage() throws {
    let trials = 30
    let exact = try (0...trials).map { try Proportion($0, of: trials).exact(confidence: 0.9) }
    let wilson = try (0...trials).map { try Proportion($0, of: trials).wilson(confidence: 0.9) }
    var sum = 0.0
    for step in 1..<200 {
      let truth = Double(step) / 200
      // The weights of the binomial law, by recursion: no sampling error.
      var weight = 1.0
      for _ in 0..<trials { weight *= 1 - truth }
      var covered = 0.0
      for k in 0...trials {
        if exact[k].contains(truth) { covered += weight }
        if wilson[k].contains(truth) { sum += weight / 199 }
        weight *= Double(trials - k) / Double(k + 1) * truth / (1 - truth)
      }
      #expect(covered >= 0.9 - 1e-12, "at the share \(truth)")
    }
    #expect(abs(sum - 0.9) < 0.015)
  }

  @Test("successes and failures mirror each other, and Wilson's is the narrower")
  func mirror() throws {
    for k in 0...17 {
      let found = try Proportion(k, of: 17)
      let other = try Proportion(17 - k, of: 17)
      for (one, two) in [(found.exact(), other.exact()), (found.wilson(), other.wilson())] {
        #expect(abs(one.lower - (1 - two.upper)) < 1e-14)
        #expect(one.contains(found.share))
      }
      #expect(found.wilson().width < found.exact().width + 1e-12)
    }
  }

  @Test("no trial, and counts that cannot be, are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try Proportion(0, of: 0) }
    #expect(throws: StatisticsError.outOfRange(index: 0)) { try Proportion(3, of: 2) }
    #expect(throws: StatisticsError.outOfRange(index: 0)) { try Proportion(-1, of: 2) }
  }
}
