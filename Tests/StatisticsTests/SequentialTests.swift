import Statistics
import Testing

@Suite("SequentialTest, SuccessWalk, Certificate and FixedSequence")
struct SequentialTests {
  @Test(
    "how a test ends agrees with a sum over all walks", arguments: Oracle.all("sequential.course"))
  func course(_ oracle: Oracle) {
    let test = SequentialTest(
      low: oracle.number(0), high: oracle.number(1), error: oracle.number(2),
      limit: Int(oracle.number(3)))
    let course = test.course(at: oracle.number(4))
    for (found, expected) in zip(
      [course.high, course.low, course.open, course.expectedTrials], oracle.expected)
    {
      #expect(abs(found - expected) < 1e-12 * max(1, expected))
    }
  }

  @Test("with room it errs no more than asked at its two shares, and says more beyond them")
  func errors() {
    let test = SequentialTest(low: 0.8, high: 0.9, error: 0.05, limit: 600)
    let (low, high) = (test.course(at: 0.8), test.course(at: 0.9))
    #expect(low.high <= 0.05 && low.low > 0.94 && low.open < 1e-2)
    #expect(high.low <= 0.05 && high.high > 0.94)
    #expect(test.course(at: 0.99).high > high.high)
    #expect(test.course(at: 0.99).expectedTrials < high.expectedTrials)
    #expect(test.course(at: 0.85).expectedTrials > high.expectedTrials)
  }

  @Test("one symmetric test between δ and 1 − δ is the walk of single steps")
  func symmetric() {
    let test = SequentialTest(low: 0.1, high: 0.9, error: 0.01, limit: 400)
    let walk = SuccessWalk(delta: 0.1, error: 0.01)
    for share in [0.02, 0.3, 0.5, 0.501, 0.9] {
      let course = test.course(at: share)
      #expect(agree(course.high, walk.upperProbability(at: share), to: 1e-9))
      #expect(agree(course.expectedTrials, walk.expectedTrials(at: share), to: 1e-9))
    }
  }

  @Test("the walk's length at one half is the square of its barrier, without a jump beside it")
  func half() {
    let walk = SuccessWalk(delta: 0.2, error: 0.01)
    #expect(walk.barrier == 4)
    #expect(walk.expectedTrials(at: 0.5) == 16)
    let beside = [0.5 - 1.3e-5, 0.5 - 1.2e-5, 0.5 + 1.2e-5, 0.5 + 1.3e-5].map {
      walk.expectedTrials(at: $0)
    }
    for value in beside { #expect(abs(value - 16) < 1e-7) }
  }

  @Test(
    "the fewest trials that forgive some failures certify with them, and one trial less does not")
  func fewest() throws {
    for (delta, error) in [(0.05, 0.05), (0.1, 0.05 / 3), (0.2, 0.01)] {
      for failures in [0, 1, 2, 7] {
        let found = Certificate(forgiving: failures, delta: delta, error: error)
        let n = found.trials
        let bar = 1 - delta
        #expect(try lower(n - failures, n, error) >= bar)
        #expect(try lower(n - 1 - failures, n - 1, error) < bar)
        #expect(Certificate(trials: n, delta: delta, error: error)?.failures == failures)
        let fewer = Certificate(trials: n - 1, delta: delta, error: error)
        #expect((fewer?.failures ?? -1) == failures - 1)
      }
    }
  }

  @Test("59, 93 and 124 trials forgive 0, 1 and 2 failures at 5 %, and 61 forgive 2 at 10 %")
  func table() {
    let trials = (0...2).map { Certificate(forgiving: $0, delta: 0.05, error: 0.05).trials }
    #expect(trials == [59, 93, 124])
    #expect(Certificate(trials: 61, delta: 0.1, error: 0.05)?.failures == 2)
    #expect(Certificate(trials: 28, delta: 0.1, error: 0.05) == nil)
  }

  @Test("the fewest trials for a power reach it, and none fewer does")
  func power() {
    let found = Certificate(power: 0.8, at: 0.98, delta: 0.1, error: 0.05 / 3)
    #expect(found.power(at: 0.98) >= 0.8)
    #expect(found.power(at: 0.9) <= 0.05 / 3)
    for trials in 1..<found.trials {
      guard let fewer = Certificate(trials: trials, delta: 0.1, error: 0.05 / 3) else { continue }
      #expect(fewer.power(at: 0.98) < 0.8)
    }
  }

  @Test("a sequence ends at the first hypothesis that stands, whatever follows")
  func sequence() {
    #expect(FixedSequence.refuted([0.01, 0.05, 0.2, 0.001], error: 0.05) == 2)
    #expect(FixedSequence.refuted([0.2, 0.001], error: 0.05) == 0)
    #expect(FixedSequence.refuted([], error: 0.05) == 0)
    #expect(FixedSequence.refuted([0.01, .nan, 0.01], error: 0.05) == 1)
  }

  @Test("where all hypotheses are true, a sequence of ten errs as seldom as a single test")
  func familywise() {
    let erred = share(of: 4000) { trial in
      var draws = Draws(72, trial: trial)
      return FixedSequence.refuted((0..<10).map { _ in draws.uniform() }, error: 0.05) > 0
    }
    // One standard error is 0.0034.
    #expect(abs(erred - 0.05) < 0.014)
  }

  private func lower(_ successes: Int, _ trials: Int, _ error: Double) throws -> Double {
    try Proportion(successes, of: trials).exact(confidence: 1 - error, sides: .lower).lower
  }
}
