/// Whether robots act at the same ticks: the spread of counts per tick over that of independent robots.
///
/// Each of N robots that acts at a tick with probability p on its own makes counts of variance Np(1 − p); the
/// ratio is 1 then, N where all act together, and 0 where as many act at every tick.
///
/// Source: mathematics §3.6 (synchrony of replanning).
public struct Synchrony: Equatable, Sendable {
  /// The mean share of robots that act at a tick, in (0, 1).
  public var share: Double
  /// The variance of counts over Np(1 − p), dimensionless.
  public var varianceRatio: Double

  /// Reads the counts of ticks.
  ///
  /// - Parameters:
  ///   - counts: How many robots acted at each tick, at least two ticks.
  ///   - robots: The number of robots N.
  /// - Throws: `tooFew`; `outOfRange` for a count below 0 or above N; `noSpread` where nobody ever acts, or all always.
  /// - Complexity: O(ticks).
  public init(counts: [Int], robots: Int) throws(StatisticsError) {
    guard counts.count >= 2 else { throw StatisticsError.tooFew(count: counts.count, needed: 2) }
    if let index = counts.firstIndex(where: { $0 < 0 || $0 > robots }) {
      throw StatisticsError.outOfRange(index: index)
    }
    let total = counts.reduce(0, +)
    guard total > 0 && total < robots * counts.count else { throw StatisticsError.noSpread }
    share = Double(total) / Double(robots * counts.count)
    let variance = try populationVariance(counts.map(Double.init))
    varianceRatio = variance / (Double(robots) * share * (1 - share))
  }
}
