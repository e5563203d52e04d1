import Statistics
import Testing

@Suite("WarmUp")
struct WarmUpTests {
  @Test("the cut agrees with a calculation that tries them all", arguments: Oracle.all("mser"))
  func cut(_ oracle: Oracle) throws {
    let values = oracle.inputs[0]
    let expected = Int(oracle.expected[0])
    switch try WarmUp.find(in: values) {
    case .settled(let leftOut, let mean):
      #expect(leftOut == expected)
      let kept = Array(values[leftOut..<values.count / 5 * 5])
      #expect(agree(mean, Bootstrap.mean(kept)))
    case .notSettled(let tested):
      #expect(expected > values.count / 2)
      #expect(tested == values.count)
    }
  }

  @Test("a known transient is cut where it ends, and the mean kept is the true one")
  func knownTransient() throws {
    var cuts: [Double] = []
    var errors: [Double] = []
    for trial in 0..<200 {
      var draws = Draws(51, trial: trial)
      // 60 values at 0, then 440 about 10.
      let values = (0..<500).map { $0 < 60 ? draws.normal() : 10 + draws.normal() }
      guard case .settled(let leftOut, let mean) = try WarmUp.find(in: values) else {
        Issue.record("trial \(trial) has not settled")
        continue
      }
      cuts.append(Double(leftOut))
      errors.append(mean - 10)
    }
    // Never before the end of the transient, and seldom far behind it.
    #expect(cuts.allSatisfy { $0 >= 60 })
    #expect(cuts.count { $0 <= 150 } > 170)
    #expect(abs(Bootstrap.mean(errors)) < 0.02)
  }

  @Test("values that grow to the end have not settled")
  func growing() throws {
    let values = (0..<100).map(Double.init)
    #expect(try WarmUp.find(in: values) == .notSettled(testedUpTo: 100))
  }

  @Test("equal values are kept whole")
  func level() throws {
    let values = [Double](repeating: 0.1, count: 53)
    guard case .settled(let leftOut, let mean) = try WarmUp.find(in: values) else {
      Issue.record("level values have settled")
      return
    }
    #expect(leftOut == 0)
    #expect(agree(mean, 0.1, to: 1e-14))
  }

  @Test("the cut does not depend on offset, scale or sign")
  func invariance() throws {
    var draws = Draws(52, trial: 0)
    let values = (0..<200).map { ($0 < 30 ? Double($0) : 30) + draws.normal() }
    guard case .settled(let base, _) = try WarmUp.find(in: values),
      case .settled(let moved, _) = try WarmUp.find(in: values.map { 1e6 - 8 * $0 })
    else {
      Issue.record("it has settled")
      return
    }
    #expect(base == moved && base > 0)
  }

  @Test("less than ten batches are too few, and what is no number is refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 49, needed: 50)) {
      try WarmUp.find(in: [Double](repeating: 1, count: 49))
    }
    #expect(throws: StatisticsError.notFinite(index: 50)) {
      try WarmUp.find(in: [Double](repeating: 1, count: 50) + [.nan])
    }
  }
}
