/// Whether values gather at two places: large fleets may end near the best or collapsed, and the mean hides it.
///
/// BC = (g² + 1) / k with skewness g and kurtosis k (3 for the normal law). It is 5/9 for the uniform law and 1/3
/// for the normal; 1 is reached by two values alone. Above 5/9 look at the histogram: skew laws are there, too.
///
/// Source: SAS Institute, SAS/STAT User's Guide (CLUSTER procedure), 1990, without its correction for few values;
/// mathematics §3.5.
public struct Bimodality: Equatable, Sendable {
  /// g = m₃ / m₂^(3/2), dimensionless.
  public var skewness: Double
  /// k = m₄ / m₂², dimensionless.
  public var kurtosis: Double

  /// The moments of some values.
  ///
  /// - Throws: `tooFew` for less than four values, `notFinite`, and `noSpread` where all are the same.
  /// - Complexity: O(values).
  public init(_ values: [Double]) throws(StatisticsError) {
    try check(values, atLeast: 4)
    let mean = try Sample(values).mean
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in values {
      let d = value - mean
      second += d * d
      third += d * d * d
      fourth += d * d * d * d
    }
    guard second > 0 else { throw StatisticsError.noSpread }
    let n = Double(values.count)
    (second, third, fourth) = (second / n, third / n, fourth / n)
    skewness = third / (second * second.squareRoot())
    kurtosis = fourth / (second * second)
  }

  /// (g² + 1) / k, in (0, 1].
  public var coefficient: Double { (skewness * skewness + 1) / kurtosis }

  /// The coefficient of the uniform law, 5/9, above which values are told to be in two groups, or skew.
  public static let uniform = 5.0 / 9

  /// True above the uniform law's coefficient.
  public var isSuspected: Bool { coefficient > Self.uniform }
}
