import Emergence
import Glibc
import SimCore
import Statistics
import Testing

@Suite("Mirage checks")
struct MirageTests {
  private let sizes = FixedDesign.grid(from: 10, to: 200, ratio: 1.2)

  private func values(_ mean: (Double) -> Double, deviation: Double) -> [[Double]] {
    sizes.map { size in
      (0..<40).map { seed in
        var stream = RandomStream(seed: 5, index: size, step: seed, purpose: .tooling)
        return mean(Double(size)) + deviation * Double(stream.normal())
      }
    }
  }

  @Test("M1: where values grow smoothly the threshold moves with the bar; at a jump it stays")
  func sweep() throws {
    let smooth = try ThresholdSweep(
      sizes: sizes, values: values({ log($0) }, deviation: 0.01), delta: 0.1)
    #expect(smooth.rows.count == 10)
    #expect(zip(smooth.rows, smooth.rows.dropFirst()).allSatisfy { $0.bar < $1.bar })
    #expect(try #require(smooth.drift) > 5)
    let jump = try ThresholdSweep(
      sizes: sizes, values: values({ $0 < 60 ? 1 : 9 }, deviation: 0.2), delta: 0.1)
    #expect(jump.drift == 1)
    #expect(jump.rows.allSatisfy { $0.size == sizes.first { $0 >= 60 } })
  }

  @Test(
    "M3: independent robots keep N Var(y) and a Binder of nothing, one state of two signs grows to ⅔"
  )
  func susceptibility() throws {
    func sample(_ size: Int, together: Bool) throws -> Susceptibility {
      let values = (0..<4000).map { run in
        var stream = RandomStream(seed: 6, index: size, step: run, purpose: .tooling)
        if together { return stream.uniform() < 0.5 ? 1.0 : -1.0 }
        return Double(stream.normal()) / Double(size).squareRoot()
      }
      return try Susceptibility(size: size, values: values)
    }
    let (few, many) = (try sample(10, together: false), try sample(1000, together: false))
    #expect(abs(few.susceptibility - 1) < 0.1 && abs(many.susceptibility - 1) < 0.1)
    #expect(abs(try #require(few.binder)) < 0.1)
    let ordered = try sample(1000, together: true)
    #expect(ordered.susceptibility > 900)
    #expect(abs(try #require(ordered.binder) - 2 / 3.0) < 1e-12)
    #expect(try Susceptibility(size: 3, values: [0, 0]).binder == nil)
  }

  @Test("M4: each smooth curve is told for what it is, and a jump as a break at its size")
  func comparison() throws {
    func found(_ mean: (Double) -> Double) throws -> BreakComparison {
      try BreakComparison(
        sizes: sizes,
        means: sizes.enumerated().map { index, size in
          mean(Double(size)) * (1 + 0.002 * Double(index * 7 % 5 - 2))
        })
    }
    let law = ScalabilityFit(rate: 1, contention: 0.02, coherency: 2e-4)
    let hump = try found { law.throughput(of: $0) }
    #expect(hump.smooth == .scalability && hump.preference < 0)
    let power = try found { 3 * pow($0, 0.6) }
    #expect(power.smooth == .power && power.preference < -2)
    let logistic = try found { 1 + 8 / (1 + pow(50 / $0, 5)) }
    #expect(logistic.smooth == .logistic && logistic.preference < 0)
    let jump = try found { $0 < 60 ? 2 + 0.1 * log($0) : 5 - 0.5 * log($0 / 60) }
    #expect(jump.preference > 6)
    #expect(jump.breakSize == sizes.first { $0 >= 60 })
  }

  @Test("all five are asked at once, and what the runs do not hold is left out")
  func all() throws {
    let rows = values({ $0 < 60 ? 1 : 9 }, deviation: 0.2)
    let tallies = zip(sizes, rows).map { size, row in
      PointTally(size: size, successes: row.count { $0 > 5 }, trials: row.count)
    }
    let parts = MirageChecks.Parts(count: 2, shares: sizes.map { _ in 0.9 })
    let checks = try MirageChecks(tallies: tallies, values: rows, delta: 0.1, parts: parts)
    #expect(checks.sweep.drift == 1)
    #expect(checks.comparison?.breakSize == sizes.first { $0 >= 60 })
    #expect(checks.susceptibilities.count == sizes.count)
    #expect(checks.compositionRatios.allSatisfy { $0 == nil })
    #expect(checks.bimodalities.allSatisfy { $0?.isSuspected == false })
    let signs = try MirageChecks(
      tallies: tallies, values: rows, delta: 0.1,
      orderParameters: sizes.map { _ in [1, -1, 1, -1] })
    #expect(signs.susceptibilities.allSatisfy { abs(($0.binder ?? 0) - 2 / 3.0) < 1e-12 })
    #expect(checks.susceptibilities.allSatisfy { ($0.susceptibility) < 0.2 * Double($0.size) })
    let split = try MirageChecks(
      tallies: tallies, values: sizes.map { _ in [0, 0, 1, 1, 1] }, delta: 0.1)
    #expect(split.bimodalities.allSatisfy { $0?.isSuspected == true })
    #expect(split.comparison == nil)
    let half = sizes.map { PointTally(size: $0, successes: 81, trials: 100) }
    let explained = try MirageChecks(tallies: half, values: rows, delta: 0.1, parts: parts)
    #expect(explained.compositionRatios.allSatisfy { abs(($0 ?? 0) - 1) < 1e-12 })
  }

  @Test("sizes without runs, and values that are no numbers, are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 0, needed: 1)) {
      try ThresholdSweep(sizes: [1, 2], values: [[1], []], delta: 0.1)
    }
    #expect(throws: StatisticsError.unequalLengths(2, 1)) {
      try ThresholdSweep(sizes: [1, 2], values: [[1]], delta: 0.1)
    }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) {
      try Susceptibility(size: 1, values: [1])
    }
    #expect(throws: StatisticsError.tooFew(count: 6, needed: 7)) {
      try BreakComparison(sizes: [1, 2, 3, 4, 5, 6], means: [1, 2, 3, 4, 5, 6])
    }
    #expect(throws: StatisticsError.noSpread) {
      try BreakComparison(sizes: [1, 2, 3, 4, 5, 6, 7], means: [1, 1, 1, 1, 1, 1, 1])
    }
  }
}
