/// How far each of several arms is from the best of the others, all statements together at one confidence.
///
/// For arm i the interval holds Dᵢ = μᵢ − max over j ≠ i of μⱼ, where more is better: an upper end of 0 says
/// that it is not the best, a lower end of 0 that it is, and a lower end above −d that it is within d of it.
/// Only comparisons with the best cost anything, so k arms need the error divided by k − 1, one side each:
/// far less than all pairs.
///
/// Source: J. C. Hsu, "Constrained simultaneous confidence intervals for multiple comparisons with the best",
/// 1984; D. G. Edwards, J. C. Hsu, "Multiple comparisons with the best treatment", 1983, with Bonferroni's bound
/// over paired differences in the place of Dunnett's constant, so that arms may share seeds.
public struct BestComparison: Equatable, Sendable {
  /// Dᵢ of each arm with its ends, in the unit of the values. [arms]
  public var distances: [Interval]
  /// The arms that may be the best, in order: with the stated confidence the best is among them.
  public var candidates: [Int]

  /// Compares arms that were run with the same seeds.
  ///
  /// - Parameters:
  ///   - arms: The values of each arm, for the same seeds in the same order; at least two arms of two seeds.
  ///     [arms × seeds]
  ///   - confidence: The probability that no interval misses.
  /// - Throws: `tooFew`, `unequalLengths`, and `notFinite` for the first bad difference.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(arms² × seeds).
  public init(_ arms: [[Double]], confidence: Double = 0.95) throws(StatisticsError) {
    require(confidence: confidence)
    guard arms.count >= 2 else { throw StatisticsError.tooFew(count: arms.count, needed: 2) }
    try check(arms[0], atLeast: 2)
    let error = (1 - confidence) / Double(arms.count - 1)
    let factor = -StudentT.quantile(error, degrees: Double(arms[0].count - 1))
    // mean[i][j] of arm i less arm j, and the reach of one side beside it.
    var mean = [[Double]](repeating: [Double](repeating: 0, count: arms.count), count: arms.count)
    var reach = mean
    for i in arms.indices {
      for j in arms.indices where j != i {
        let sample = try Sample(pairedDifferences(arms[i], arms[j]))
        mean[i][j] = sample.mean
        reach[i][j] = factor * ((sample.variance ?? 0) / Double(sample.count)).squareRoot()
      }
    }
    func others(_ i: Int) -> [Int] { arms.indices.filter { $0 != i } }
    let upper = arms.indices.map { i in
      max(0, others(i).map { mean[i][$0] + reach[i][$0] }.reduce(.infinity, min))
    }
    let left = arms.indices.filter { upper[$0] > 0 }
    // Without any spread ties leave nobody above 0; then the greatest means are the best.
    candidates =
      left.isEmpty ? arms.indices.filter { i in others(i).allSatisfy { mean[i][$0] >= 0 } } : left
    let best = candidates
    distances = arms.indices.map { i in
      let rivals = best.filter { $0 != i }
      let lower = rivals.map { mean[i][$0] - reach[i][$0] }.reduce(.infinity, min)
      return Interval(
        estimate: others(i).map { mean[i][$0] }.reduce(.infinity, min),
        lower: rivals.isEmpty ? 0 : min(0, lower), upper: upper[i])
    }
  }
}
