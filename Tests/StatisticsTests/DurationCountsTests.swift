import Testing

@testable import Statistics

@Suite("Survival.time and DurationCounts")
struct DurationCountsTests {
  /// What SciPy's lifetimes are as counts: those that ended, and those that go on.
  private func counts(_ oracle: Oracle) -> (ended: DurationCounts, open: DurationCounts) {
    var found = (ended: DurationCounts(), open: DurationCounts())
    for (duration, hasEnded) in zip(oracle.inputs[0], oracle.inputs[1]) {
      if hasEnded == 1 { found.ended.add(Int(duration)) } else { found.open.add(Int(duration)) }
    }
    return found
  }

  @Test(
    "the time by which a share has ended agrees with SciPy", arguments: Oracle.all("survival.time"))
  func time(_ oracle: Oracle) throws {
    let runs = try zip(oracle.inputs[0], oracle.inputs[1]).map {
      try Lifetime($0, hasEnded: $1 == 1)
    }
    let found = try Survival(of: runs).time(by: oracle.number(2))
    #expect(found ?? .infinity == oracle.expected[0])
  }

  @Test(
    "counted durations say the same within half a bin, and exactly below 128",
    arguments: Oracle.all("survival.time"))
  func quantile(_ oracle: Oracle) {
    let counts = counts(oracle)
    let found = counts.ended.quantile(oracle.number(2), open: counts.open) ?? .infinity
    let expected = oracle.expected[0]
    #expect(expected < 128 ? found == expected : agree(found, expected, to: 1.0 / 128))
  }

  @Test("bins follow each other without a gap, and their middles are within 1/128")
  func bins() {
    var (last, value) = (-1, 0)
    while value < 1 << 31 {
      let bin = DurationCounts.bin(of: value)
      #expect(bin == last || bin == last + 1)
      let middle = DurationCounts.middle(ofBin: bin)
      #expect(abs(middle - Double(value)) <= Double(value) / 128)
      last = bin
      // Each one below 4,096, then some of every bin.
      value += value < 4096 ? 1 : value >> 8
    }
    #expect(DurationCounts.bin(of: 1 << 31 - 1) == DurationCounts.binCount - 1)
  }

  @Test("what has not ended is under watch for as long as it lasts: leaving it out is too low")
  func censored() throws {
    // Waits of 1,000 on the mean, watched for a time between 0 and 1,500 each.
    var (ended, open, all) = (DurationCounts(), DurationCounts(), DurationCounts())
    var draws = Draws(77, trial: 0)
    for _ in 0..<20_000 {
      let (wait, watched) = (draws.wait(mean: 1000), 1500 * draws.uniform())
      if wait <= watched { ended.add(Int(wait)) } else { open.add(Int(watched)) }
      all.add(Int(wait))
    }
    // The median of an exponential law: 1000 ln 2.
    let found = try #require(ended.quantile(0.5, open: open))
    #expect(agree(found, 693.147, to: 0.03))
    #expect(agree(try #require(all.quantile(0.5, open: DurationCounts())), 693.147, to: 0.03))
    let without = try #require(ended.quantile(0.5, open: DurationCounts()))
    #expect(without < 400)
    let least = try #require(ended.atLeast(0.5, open: open))
    #expect(least < found && least > 300)
  }

  @Test("nothing is known of a share that has not ended, but what is certain is said")
  func unknown() {
    var (ended, open) = (DurationCounts(), DurationCounts())
    #expect(ended.quantile(0.5, open: open) == nil && ended.atLeast(0.5, open: open) == nil)
    for duration in [10, 20, 30] { open.add(duration) }
    #expect(ended.quantile(0.5, open: open) == nil)
    #expect(ended.atLeast(0.5, open: open) == 20)
    ended.add(5)
    #expect(ended.quantile(0.25, open: open) == 5)
    #expect(ended.quantile(0.95, open: open) == nil)
    #expect(ended.atLeast(0.95, open: open) == 30)
  }

  @Test("a duration that is out of bounds is held at them")
  func bounds() {
    var counts = DurationCounts()
    counts.add(-3)
    #expect(counts.longest == 0 && counts.quantile(0.5, open: DurationCounts()) == 0)
    counts.add(.max)
    #expect(counts.longest == 1 << 31 - 1 && counts.total == 2)
  }
}
