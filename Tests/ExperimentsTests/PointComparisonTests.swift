import Experiments
import Statistics
import Testing

@Suite("PointComparison")
struct PointComparisonTests {
  private func plan(seeds: Int) throws -> SweepPlan {
    try SweepPlan(axes: [SweepAxis("n=10,20,30")], overrides: [], firstSeed: 1, seedCount: seeds)
  }

  private let figures: [[Double]] = [[12, 9, 15, 10], [14, 10, 18, 12], [8, 9, 10, 11]]

  @Test("differences from the reference are taken seed by seed, in intervals wider than one alone")
  func differences() throws {
    let comparison = try #require(
      PointComparison(plan: try plan(seeds: 4), reference: 0) { figures[$0][Int($1) - 1] })
    #expect(comparison.pairCount == 4)
    #expect(comparison.differences[0] == nil)
    let second = try #require(comparison.differences[1])
    // 2, 1, 3, 2 and −4, 0, −5, 1.
    #expect(second.estimate == 2)
    #expect(comparison.differences[2]?.estimate == -2)
    let alone = try #require(MeanInterval(of: [2, 1, 3, 2]).interval)
    #expect(second.lower < alone.lower && second.upper > alone.upper)
    // Bonferroni's, for two differences.
    let widest = try SimultaneousBand.bonferroni([[2, 1, 3, 2], [-4, 0, -5, 1]]).points[0]
    #expect(second.lower >= widest.lower - 1e-12)
  }

  @Test("what all points of a seed share cancels, and any point may be the reference")
  func shared() throws {
    let base = try #require(
      PointComparison(plan: try plan(seeds: 4), reference: 2) { figures[$0][Int($1) - 1] })
    let moved = try #require(
      PointComparison(plan: try plan(seeds: 4), reference: 2) {
        figures[$0][Int($1) - 1] + 1024 * Double($1)
      })
    #expect(base.differences == moved.differences)
    #expect(base.differences[2] == nil && base.differences[0]?.estimate == 2)
  }

  @Test("a point that lacks a run has no difference, and without the reference there is none")
  func incomplete() throws {
    let comparison = try #require(
      PointComparison(plan: try plan(seeds: 4), reference: 0) {
        $0 == 1 && $1 == 3 ? nil : figures[$0][Int($1) - 1]
      })
    #expect(comparison.differences[1] == nil)
    // The only one left is no wider than Student's interval alone.
    let alone = try #require(MeanInterval(of: [-4, 0, -5, 1]).interval)
    let left = try #require(comparison.differences[2])
    #expect(abs(left.width - alone.width) < 1e-9)
    #expect(
      PointComparison(plan: try plan(seeds: 4), reference: 0) {
        $0 == 0 && $1 == 3 ? nil : figures[$0][Int($1) - 1]
      } == nil)
  }

  @Test("one seed, or one point, compares nothing")
  func few() throws {
    #expect(PointComparison(plan: try plan(seeds: 1), reference: 0) { _, _ in 1 } == nil)
    let single = try SweepPlan(axes: [], overrides: [], firstSeed: 1, seedCount: 4)
    #expect(PointComparison(plan: single, reference: 0) { _, _ in 1 } == nil)
  }

  @Test("beyond 500 points the band is Bonferroni's")
  func many() throws {
    let values = (1...502).map(String.init).joined(separator: ",")
    let plan = try SweepPlan(
      axes: [SweepAxis("n=\(values)")], overrides: [], firstSeed: 1, seedCount: 3)
    func figure(_ point: Int, _ seed: UInt64) -> Double {
      point == 0 ? 0 : Double(seed * seed) + Double(point)
    }
    let comparison = try #require(PointComparison(plan: plan, reference: 0, value: figure))
    let columns = (1...501).map { point in (1...3).map { figure(point, $0) } }
    #expect(
      comparison.differences.compactMap { $0 } == (try SimultaneousBand.bonferroni(columns).points))
  }
}
