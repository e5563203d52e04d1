/// Whether robots fail together: the mean correlation of pairs, and how many independent robots they are worth.
///
/// With fₑᵢ = 1 where robot i fails in episode e, pᵢ its mean, q = 1 − p and Fₑ = Σᵢ fₑᵢ:
/// ρ = (Var F − Σ pᵢqᵢ) / Σᵢ≠ⱼ √(pᵢqᵢpⱼqⱼ), the variance ratio is Var F / Σ pᵢqᵢ, and the effective number is
/// N over that ratio. Variances are those of the episodes at hand (over E, not E − 1).
///
/// Source: mathematics §3.6.
public struct FailureCorrelation: Equatable, Sendable {
  /// Number of robots N.
  public var robots: Int
  /// Number of episodes E.
  public var episodes: Int
  /// ρ, the weighted mean of the correlations of all pairs, dimensionless.
  public var correlation: Double
  /// Var F over what it would be for independent robots, dimensionless.
  public var varianceRatio: Double

  /// The number of independent robots whose mean is as well known.
  ///
  /// It is above N where robots fail in turns, and infinite where the number of failures never changes.
  public var effectiveRobots: Double { Double(robots) / varianceRatio }

  /// Reads a table of failures.
  ///
  /// - Parameter failures: One row an episode, one entry a robot; at least two of each. [episodes × robots]
  /// - Throws: `tooFew`, `unequalLengths` for rows that differ, and `noSpread` where fewer than two robots
  ///   sometimes fail and sometimes do not.
  /// - Complexity: O(episodes × robots).
  public init(_ failures: [[Bool]]) throws(StatisticsError) {
    guard failures.count >= 2 else {
      throw StatisticsError.tooFew(count: failures.count, needed: 2)
    }
    robots = failures[0].count
    episodes = failures.count
    guard robots >= 2 else { throw StatisticsError.tooFew(count: robots, needed: 2) }
    var failed = [Int](repeating: 0, count: robots)
    var totals: [Double] = []
    for row in failures {
      guard row.count == robots else { throw StatisticsError.unequalLengths(robots, row.count) }
      for (robot, fails) in row.enumerated() where fails { failed[robot] += 1 }
      totals.append(Double(row.count { $0 }))
    }
    var independent = 0.0
    var roots = 0.0
    for count in failed {
      let p = Double(count) / Double(episodes)
      independent += p * (1 - p)
      roots += (p * (1 - p)).squareRoot()
    }
    let pairs = roots * roots - independent
    let all = failures.count
    guard failed.count(where: { $0 > 0 && $0 < all }) >= 2 else {
      throw StatisticsError.noSpread
    }
    let variance = try populationVariance(totals)
    correlation = (variance - independent) / pairs
    varianceRatio = variance / independent
  }
}

/// Σ (x − x̄)² / n.
func populationVariance(_ values: [Double]) throws(StatisticsError) -> Double {
  let sample = try Sample(values)
  return (sample.variance ?? 0) * Double(sample.count - 1) / Double(sample.count)
}
