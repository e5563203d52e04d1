/// The median slope between all pairs of points, and a test of trend by order alone.
///
/// It asks nothing of the law of the values: up to 29 % of them may be wild. The values are independent
/// of each other, as for `LinearFit`.
///
/// Source: P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968;
/// M. G. Kendall, Rank Correlation Methods, 1970 (variance with ties).
public struct RankSlope: Equatable, Sendable {
  /// The median of the slopes of all pairs at different positions.
  public var slope: Double
  /// Kendall's S: pairs that rise less pairs that fall.
  public var score: Int
  /// The variance of S if there is no trend, ties counted.
  public var scoreVariance: Double
  /// The slopes of all pairs, in order.
  private var slopes: [Double]

  /// Compares all pairs.
  ///
  /// - Parameters:
  ///   - positions: Where the values were taken; at least two of them differ.
  ///   - values: One value for each position, at least three.
  /// - Throws: `unequalLengths`, `tooFew`, `notFinite`, and `noSpread` where all positions are the same.
  /// - Complexity: O(points² log points).
  public init(_ positions: [Double], _ values: [Double]) throws(StatisticsError) {
    guard positions.count == values.count else {
      throw StatisticsError.unequalLengths(positions.count, values.count)
    }
    try check(positions, atLeast: 3)
    try check(values, atLeast: 3)
    slopes = []
    score = 0
    for first in values.indices {
      for second in values.indices where positions[second] > positions[first] {
        slopes.append(
          (values[second] - values[first]) / (positions[second] - positions[first]))
        if values[second] > values[first] { score += 1 }
        if values[second] < values[first] { score -= 1 }
      }
    }
    guard !slopes.isEmpty else { throw StatisticsError.noSpread }
    slopes.sort()
    slope = Sample.quantile(0.5, ofSorted: slopes)
    scoreVariance = Self.variance(ties(positions), ties(values), Double(values.count))
  }

  /// The probability of an S at least as far from 0, in either direction, if there is no trend.
  ///
  /// By the normal limit, without correction for continuity; good from about ten points on. Equal values
  /// have probability 1.
  ///
  /// - Complexity: O(1).
  public var probability: Double {
    guard scoreVariance > 0 else { return 1 }
    return 2
      * NormalDistribution.cumulative(-Double(abs(score)) / scoreVariance.squareRoot())
  }

  /// Sen's interval of the slope: two of the slopes of pairs.
  ///
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(1).
  public func interval(confidence: Double = 0.95) -> Interval {
    require(confidence: confidence)
    let z = NormalDistribution.quantile((1 + confidence) / 2)
    let reach = z * scoreVariance.squareRoot()
    let pairs = Double(slopes.count)
    let upper = min(Int(((pairs + reach) / 2).rounded(.toNearestOrEven)), slopes.count - 1)
    let lower = max(Int(((pairs - reach) / 2).rounded(.toNearestOrEven)) - 1, 0)
    return Interval(estimate: slope, lower: slopes[lower], upper: slopes[upper])
  }

  /// The variance of Kendall's S with groups of equal values on both sides.
  private static func variance(_ x: [Double], _ y: [Double], _ n: Double) -> Double {
    func sum(_ ties: [Double], _ term: (Double) -> Double) -> Double {
      ties.reduce(0) { $0 + term($1) }
    }
    func first(_ t: Double) -> Double { t * (t - 1) * (2 * t + 5) }
    func second(_ t: Double) -> Double { t * (t - 1) }
    func third(_ t: Double) -> Double { t * (t - 1) * (t - 2) }
    return (first(n) - sum(x, first) - sum(y, first)) / 18
      + sum(x, second) * sum(y, second) / (2 * second(n))
      + sum(x, third) * sum(y, third) / (9 * third(n))
  }
}

/// The sizes of the groups of equal values.
private func ties(_ values: [Double]) -> [Double] {
  var sizes: [Double] = []
  var last: Double?
  for value in values.sorted() {
    if value == last { sizes[sizes.count - 1] += 1 } else { sizes.append(1) }
    last = value
  }
  return sizes
}
