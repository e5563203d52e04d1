import Emergence
import Statistics
import Testing

@Suite("Studies of populations whose truth is known")
struct PopulationTests {
  private func share(of trials: Int, _ holds: (Int) throws -> Bool) rethrows -> Double {
    var count = 0
    for trial in 0..<trials where try holds(trial) { count += 1 }
    return Double(count) / Double(trials)
  }

  @Test("on the least favourable curve each walk errs in no more than its third of 5 %")
  func leastFavourable() throws {
    // A window beyond doubt, just too little on both sides of it, and values that are the same everywhere: any
    // certificate outside the window is false, and so is any decline.
    let population = Population(
      share: { (40...60).contains($0) ? 0.9999 : 0.9 - 1e-9 }, value: { _ in (1, 0.2) })
    var design = StudyDesign(.sizing, sizes: [20, 30, 40, 60, 80, 110])
    design.finestRatio = 2
    design.screeningRuns = 20
    design.locatingRuns = 20
    let studies = 2000
    var (below, above, losses, any) = (0, 0, 0, 0)
    var tried = 0
    for trial in 0..<studies {
      let verdict = try population.verdict(design, trial: trial)
      let isBelow = verdict.down.certified.contains { $0 < 40 }
      let isAbove = verdict.up.certified.contains { $0 > 60 }
      if isBelow { below += 1 }
      if isAbove { above += 1 }
      if !verdict.decline.losses.isEmpty { losses += 1 }
      if isBelow || isAbove || !verdict.decline.losses.isEmpty { any += 1 }
      if case .failed(let tally) = verdict.down.end, tally.size < 40 { tried += 1 }
    }
    // One standard error of a share of a third of 5 % is 0.0029 here.
    for count in [below, above, losses] {
      #expect(Double(count) / Double(studies) < 0.05 / 3 + 0.009)
    }
    #expect(Double(any) / Double(studies) < 0.05)
    // The walks did come to where they can err.
    #expect(tried > studies / 4 && below + above + losses > 0)
  }

  @Test("neither is the lower end too high where the least fleets fail just too seldom")
  func leastFavourableLower() throws {
    let population = Population(share: { $0 < 3 ? 0.02 : $0 < 8 ? 0.1 + 1e-9 : 1 })
    var design = StudyDesign(.emergence, sizes: [1, 2, 3, 4, 6, 8, 12])
    design.finestRatio = 2
    design.screeningRuns = 20
    design.locatingRuns = 20
    var tried = 0
    let erred = try share(of: 600) { trial in
      let verdict = try population.verdict(design, trial: trial)
      if case .failed(let tally) = verdict.low.end, (3..<8).contains(tally.size) { tried += 1 }
      return verdict.low.certified.contains { $0 >= 3 }
    }
    #expect(erred < 0.05 / 3 + 0.016)
    #expect(tried > 300)
  }

  @Test(
    "N⋆ is at most the first size with a share of 1 − δ/5 in 85 % of studies at δ = 0.1",
    arguments: [20, 5])
  func power(_ needed: Int) throws {
    let quorum = Quorum(of: needed, working: 0.8)
    let shares = (0...120).map(quorum.share(of:))
    let population = Population(share: { shares[$0] })
    let design = StudyDesign(.sizing, sizes: FixedDesign.grid(from: needed / 2, to: 6 * needed))
    let reached = try share(of: 500) { trial in
      let verdict = try population.verdict(design, trial: trial)
      let target = verdict.screening.first { shares[$0.size] >= 1 - design.delta / 5 }
      guard let size = verdict.size, let target else { return false }
      return size <= target.size
    }
    #expect(reached >= 0.85)
  }

  @Test("a window that does not reach to the largest fleet is found, and both of its sides")
  func window() throws {
    let shares = (0...190).map { size in
      BinomialDistribution.survival(
        from: 15, trials: size, share: 0.5 * (1 - Double(size) / 200))
    }
    let population = Population(share: { shares[$0] })
    let design = StudyDesign(.sizing, sizes: FixedDesign.grid(from: 10, to: 190, ratio: 1.25))
    var sides = 0
    let reached = try share(of: 100) { trial in
      let verdict = try population.verdict(design, trial: trial)
      let target = verdict.screening.first { shares[$0.size] >= 1 - design.delta / 5 }
      guard let window = verdict.window, let target else { return false }
      #expect(shares[window.lowerBound] > 0.85 && shares[window.upperBound] > 0.85)
      if window.upperBound > 100 { sides += 1 }
      return window.lowerBound <= target.size
    }
    #expect(reached > 0.85)
    #expect(sides > 50)
  }

  @Test(
    "a size that succeeds by chance of its number below one that fails does not draw the threshold down"
  )
  func resonance() throws {
    // Quorums of six: leftovers block at a second load.
    let population = Population(share: { $0 >= 12 ? 1 : $0 == 6 ? 0.95 : 0.002 })
    let design = StudyDesign(.emergence, sizes: Array(2...14) + [18, 24])
    for trial in 0..<20 {
      let verdict = try population.verdict(design, trial: trial)
      #expect(verdict.size == 12)
      #expect(try #require(verdict.lower) <= 5)
    }
  }

  @Test("a loss of 10 % at a spread of 20 % is found in 80 % of studies with 76 runs an arm")
  func hump() throws {
    let population = Population(
      share: { $0 < 20 ? 0 : 1 }, value: { ($0 < 40 ? 0.8 : $0 < 160 ? 1 : 0.9, 0.2) })
    let design = StudyDesign(.sizing, sizes: [10, 20, 40, 80, 160])
    let found = try share(of: 500) { trial in
      try population.verdict(design, trial: trial).declineSize == 160
    }
    #expect(found >= 0.8)
  }

  @Test("shares that are the same everywhere and values that only rise leave no decline")
  func rising() throws {
    let population = Population(share: { _ in 1 }, value: { (Double($0), 3) })
    let verdict = try population.verdict(StudyDesign(.sizing, sizes: [5, 10, 20]), trial: 1)
    #expect(verdict.decline.end == .largestIsBest && verdict.declineSize == nil)
    #expect(verdict.size == 5 && verdict.down.end == .atLast)
  }
}
