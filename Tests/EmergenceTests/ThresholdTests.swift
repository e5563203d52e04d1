import Emergence
import Statistics
import Testing

@Suite("EmergenceThreshold, null models and FixedDesign")
struct ThresholdTests {
  @Test("a rise has both ends, and every size between them has neither share")
  func rise() {
    let sizes = Array(1...60)
    let quorum = Quorum(of: 20, working: 0.8)
    let found = EmergenceThreshold(
      sizes: sizes, shares: sizes.map(quorum.share(of:)), delta: 0.05)
    #expect(found.size == 29 && found.lower == 20 && found.window == 29...60)
    #expect(found.ratio == 20.0 / 29)
  }

  @Test("a curve that falls in the end has a window and no threshold; one dip splits the window")
  func falls() {
    let hump = EmergenceThreshold(
      sizes: [1, 2, 3, 4, 5], shares: [0, 0.96, 0.99, 0.97, 0.5], delta: 0.05)
    #expect(hump.size == nil && hump.lower == 1 && hump.window == 2...4 && hump.ratio == nil)
    let dip = EmergenceThreshold(
      sizes: [1, 2, 3, 4, 5], shares: [0.99, 0.2, 0.98, 0.99, 1], delta: 0.05)
    #expect(dip.size == 3 && dip.lower == nil && dip.window == 3...5)
    let never = EmergenceThreshold(sizes: [1, 2], shares: [0.01, 0.02], delta: 0.05)
    #expect(never.size == nil && never.lower == 2 && never.window == nil)
  }

  @Test("a lottery is told from one of its points, and its ratio is what large ones have")
  func lottery() {
    let lottery = Lottery(share: 0.3, of: 7)
    #expect(abs(lottery.share(of: 7) - 0.3) < 1e-15)
    #expect(abs(lottery.share(of: 1) - lottery.chance) < 1e-15)
    let sizes = Array(1...40_000)
    let rare = Lottery(chance: 1e-4)
    let found = EmergenceThreshold(sizes: sizes, shares: sizes.map(rare.share(of:)), delta: 0.1)
    #expect(abs((found.ratio ?? 0) - Lottery.ratio(delta: 0.1)) < 1e-4)
  }

  @Test(
    "robots that fail together move a quorum's threshold up, and without correlation nothing changes"
  )
  func correlated() {
    let sizes = Array(20...60)
    let alone = Quorum(of: 20, working: 0.8)
    let barely = Quorum(of: 20, working: 0.8, correlation: 1e-9)
    for size in sizes { #expect(abs(alone.share(of: size) - barely.share(of: size)) < 1e-6) }
    let together = Quorum(of: 20, working: 0.8, correlation: 0.3)
    #expect(together.share(of: 40) < alone.share(of: 40))
    #expect(together.share(of: 20) > alone.share(of: 20))
    #expect(Quorum(of: 1, working: 0.8, correlation: 0.3).share(of: 1) == 0.8)
    #expect(alone.share(of: 19) == 0)
    let large = Quorum(of: 1000, working: 0.8)
    #expect(abs(large.ratio(delta: 0.05) - 0.9539) < 2e-3)
  }

  @Test("parts explain a whole that is their product, and nothing is said of certain ones")
  func composition() {
    let parts = Composition(parts: 12)
    #expect(abs((parts.ratio(whole: parts.share(ofPart: 0.93), part: 0.93) ?? 0) - 1) < 1e-12)
    // Parts that fail together leave more wholes whole.
    #expect((parts.ratio(whole: 0.8, part: 0.93) ?? 9) < 1)
    #expect(parts.ratio(whole: 0, part: 0.9) == nil && parts.ratio(whole: 0.9, part: 1) == nil)
  }

  @Test("a fixed design walks from both ends to its first failure, and not beyond")
  func fixedDesign() {
    func tally(_ size: Int, _ successes: Int) -> PointTally {
      PointTally(size: size, successes: successes, trials: 110)
    }
    // At α/2 = 2.5 % of 110 runs, 4 may fail.
    let design = FixedDesign(
      [
        tally(2, 0), tally(4, 4), tally(8, 5), tally(16, 0), tally(32, 110), tally(40, 105),
        tally(64, 106), tally(99, 110),
      ],
      delta: 0.1)
    #expect(design.size() == 64)
    #expect(design.lower() == 4)
    #expect(design.size(error: 0.9) == 32)
    #expect(FixedDesign([tally(2, 90), tally(4, 90)], delta: 0.1).size() == nil)
    #expect(FixedDesign([tally(2, 90), tally(4, 90)], delta: 0.1).lower() == nil)
  }

  @Test(
    "the ratio's ends hold the truth of a slow rise and of a sharp one; a bare grid says nothing")
  func ratio() {
    func found(_ share: (Int) -> Double) -> (Interval, Double) {
      let sizes = FixedDesign.grid(from: 1, to: 300, ratio: 1.15)
      let tallies = sizes.map { size in
        PointTally(size: size, successes: Int((200 * share(size)).rounded()), trials: 200)
      }
      let truth = EmergenceThreshold(sizes: sizes, shares: sizes.map(share), delta: 0.1)
      return (FixedDesign(tallies, delta: 0.1).ratio(), truth.ratio ?? -1)
    }
    let (slow, slowTruth) = found(Lottery(chance: 0.02).share(of:))
    #expect(slow.contains(slowTruth) && slow.lower > 0 && slow.upper < 0.2)
    let (sharp, sharpTruth) = found(Quorum(of: 20, working: 0.8).share(of:))
    #expect(sharp.contains(sharpTruth) && sharp.lower > 0.5)
    let bare = FixedDesign([PointTally(size: 3, successes: 1, trials: 2)], delta: 0.1).ratio()
    #expect(bare == Interval(estimate: 0, lower: 0, upper: 1))
  }

  @Test(
    "the outer ends of the ratio are Bonferroni's over the grid: one success more or less decides")
  func outerEnds() throws {
    func upper(_ successes: Int) -> Double {
      let counts = [(1, 0), (5, 40), (10, successes), (20, 110)]
      return FixedDesign(
        counts.map { PointTally(size: $0.0, successes: $0.1, trials: 110) }, delta: 0.1
      ).ratio().upper
    }
    // 10 is certainly too small for N⋆ where P(X ≤ k) ≤ α/4G = 0.003125 at 0.9.
    let last = try #require(
      (0...110).last {
        BinomialDistribution.cumulative($0, trials: 110, share: 0.9) <= 0.05 / 16
      })
    #expect(upper(last) == 0.5 && upper(last + 1) == 1)
    // And 5 certainly too large for N−.
    let first = try #require(
      (0...110).first {
        BinomialDistribution.survival(from: $0, trials: 110, share: 0.1) <= 0.05 / 16
      })
    func lower(_ successes: Int) -> Double {
      let counts = [(1, 0), (5, successes), (10, 40), (20, 110)]
      return FixedDesign(
        counts.map { PointTally(size: $0.0, successes: $0.1, trials: 110) }, delta: 0.1
      ).ratio().upper
    }
    #expect(lower(first) == 0.5 && lower(first - 1) == 1)
  }

  @Test("a grid has all sizes up to twelve, then steps of the ratio, and both ends")
  func grid() {
    #expect(FixedDesign.grid(from: 1, to: 5) == [1, 2, 3, 4, 5])
    for (first, last, ratio) in [(1, 400, 1.3), (4, 100, 1.15), (30, 31, 1.2), (7, 7, 2)] {
      let sizes = FixedDesign.grid(from: first, to: last, ratio: ratio)
      #expect(sizes.first == first && sizes.last == last)
      for (small, large) in zip(sizes, sizes.dropFirst()) {
        #expect(large > small && (large == small + 1 || small >= 12))
        #expect(
          Double(large) / Double(small) <= ratio * ratio.squareRoot() + 0.05 || large == small + 1)
      }
    }
  }
}
