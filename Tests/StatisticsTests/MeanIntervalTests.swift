import Statistics
import Testing

@Suite("MeanInterval")
struct MeanIntervalTests {
  @Test("the paired interval agrees with SciPy", arguments: Oracle.all("paired"))
  func paired(_ oracle: Oracle) throws {
    let found = try MeanInterval(
      ofPaired: oracle.inputs[0], minus: oracle.inputs[1], confidence: oracle.number(2))
    let interval = try #require(found.interval)
    #expect(agree(found.mean, oracle.expected[0]))
    #expect(agree(interval.lower, oracle.expected[1]))
    #expect(agree(interval.upper, oracle.expected[2]))
  }

  @Test("an offset of 10⁹ costs no digits of the width", arguments: Oracle.all("mean"))
  func offset(_ oracle: Oracle) throws {
    let found = try MeanInterval(of: oracle.inputs[0], confidence: oracle.number(1))
    // A double of 10⁹ is good to 1e-7.
    #expect(abs(found.mean - oracle.expected[0]) < 3e-7)
    #expect(
      abs(try #require(found.interval).width - (oracle.expected[2] - oracle.expected[1])) < 1e-6)
  }

  @Test("quantiles of values agree with NumPy", arguments: Oracle.all("sample.quantile"))
  func quantile(_ oracle: Oracle) {
    #expect(
      agree(Sample.quantile(oracle.number(1), ofSorted: oracle.inputs[0]), oracle.expected[0]))
  }

  @Test("mean and interval agree with a calculation by hand")
  func byHand() throws {
    // 1, 2, 3, 4, 5: mean 3, s² = 10/4, s/√5 = 0.70711, t(0.975, 4) = 2.776445.
    let interval = try MeanInterval(of: [1, 2, 3, 4, 5])
    #expect(interval.mean == 3)
    #expect(interval.count == 5)
    #expect(abs(try #require(interval.halfWidth) - 2.776445 * 0.70710678) < 1e-5)
  }

  @Test("one value has a mean but no interval, none has neither")
  func few() throws {
    #expect(try MeanInterval(of: [4]).mean == 4)
    #expect(try MeanInterval(of: [4]).spread == .notAvailable(values: 1))
    #expect(try MeanInterval(of: [4]).interval == nil)
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) { try MeanInterval(of: []) }
  }

  @Test("equal values have an interval of no width, whatever their last bit")
  func equalValues() throws {
    #expect(try MeanInterval(of: [0.1, 0.1, 0.1]).interval?.width == 0)
    #expect(try MeanInterval(of: [0.1, 0.1, 0.1]).mean == 0.1)
  }

  @Test("what is no number, or has no partner, is refused with its place")
  func refused() {
    #expect(throws: StatisticsError.notFinite(index: 1)) {
      try MeanInterval(of: [1, .nan, 2])
    }
    #expect(throws: StatisticsError.notFinite(index: 0)) { try MeanInterval(of: [.infinity]) }
    #expect(throws: StatisticsError.unequalLengths(2, 1)) {
      try MeanInterval(ofPaired: [1, 2], minus: [1])
    }
  }

  @Test("it moves, scales and turns with the values, and what both arms share cancels")
  func invariance() throws {
    var draws = Draws(3, trial: 0)
    let first = draws.normals(9)
    let second = draws.normals(9)
    let shared = draws.normals(9).map { 1000 * $0 }
    let base = try #require(MeanInterval(ofPaired: first, minus: second).interval)
    let turned = try #require(MeanInterval(ofPaired: second, minus: first).interval)
    #expect(turned.lower == -base.upper && turned.upper == -base.lower)
    let moved = try #require(
      MeanInterval(
        ofPaired: zip(first, shared).map { $0 + $1 }, minus: zip(second, shared).map { $0 + $1 }
      ).interval)
    #expect(abs(moved.lower - base.lower) < 1e-11 && abs(moved.upper - base.upper) < 1e-11)
    let scaled = try #require(
      MeanInterval(ofPaired: first.map { 8 * $0 }, minus: second.map { 8 * $0 }).interval)
    #expect(scaled.lower == 8 * base.lower && scaled.upper == 8 * base.upper)
    let reversed = try #require(
      MeanInterval(ofPaired: first.reversed(), minus: second.reversed()).interval)
    #expect(abs(reversed.lower - base.lower) < 1e-14)
  }

  @Test("it holds the true mean as often as stated, at 2 values as at 20", arguments: [2, 5, 20])
  func coverage(count: Int) throws {
    let covered = try share(of: 2000) { trial in
      var draws = Draws(11, trial: trial)
      let values = draws.normals(count).map { 7 + 3 * $0 }
      return try #require(MeanInterval(of: values, confidence: 0.9).interval).contains(7)
    }
    // One standard error is 0.0067.
    #expect(abs(covered - 0.9) < 4 * 0.0067)
  }

  @Test("pairs that share their seed's luck have the narrower interval")
  func pairing() throws {
    var draws = Draws(5, trial: 0)
    let luck = draws.normals(10).map { 20 * $0 }
    let first = luck.map { $0 + 3 + draws.normal() }
    let second = luck.map { $0 + draws.normal() }
    let paired = try #require(MeanInterval(ofPaired: first, minus: second).interval)
    let mixed = try #require(
      MeanInterval(ofPaired: first, minus: Array(second.dropFirst()) + [second[0]]).interval)
    #expect(!paired.contains(0) && paired.contains(3))
    #expect(mixed.width > 10 * paired.width)
  }
}
