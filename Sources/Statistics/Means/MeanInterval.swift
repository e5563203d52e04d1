/// The mean of some values and how well it is known.
public struct MeanInterval: Equatable, Sendable {
  /// Whether an interval can be had.
  public enum Spread: Equatable, Sendable {
    /// Half the width of Student's interval.
    case halfWidth(Double)
    /// One value says nothing about spread.
    case notAvailable(values: Int)
  }

  /// Number of values.
  public var count: Int
  /// Their mean.
  public var mean: Double
  /// How well it is known.
  public var spread: Spread

  /// The mean with its two-sided Student interval x̄ ± t(1 − α/2, n − 1) · s/√n.
  ///
  /// It assumes independent values, and few of them near to normal; equal values have an interval of
  /// no width. `Bootstrap` asks for less where there are twenty or more.
  ///
  /// - Parameters:
  ///   - values: Independent values, one a seed.
  ///   - confidence: 1 − α, the probability that the interval holds the true mean.
  /// - Throws: `tooFew` for none, `notFinite` for the first value that is no number.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(values).
  public init(of values: [Double], confidence: Double = 0.95) throws(StatisticsError) {
    require(confidence: confidence)
    let sample = try Sample(values)
    count = sample.count
    mean = sample.mean
    guard let variance = sample.variance else {
      spread = .notAvailable(values: 1)
      return
    }
    let factor = StudentT.quantile((1 + confidence) / 2, degrees: Double(count - 1))
    spread = .halfWidth(factor * (variance / Double(count)).squareRoot())
  }

  /// The mean of the differences first − second, run by run, with Student's interval.
  ///
  /// Runs of the same seed share what the seed decides, so that it cancels: the interval is as narrow
  /// as the differences are alike, however much the seeds differ.
  ///
  /// - Parameters:
  ///   - first: Values of one arm, one a seed.
  ///   - second: Values of the other arm, for the same seeds in the same order.
  ///   - confidence: The probability that the interval holds the true difference.
  /// - Throws: `unequalLengths`; `tooFew` for no pair; `notFinite` for the first bad difference.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(pairs).
  public init(
    ofPaired first: [Double], minus second: [Double], confidence: Double = 0.95
  ) throws(StatisticsError) {
    try self.init(of: pairedDifferences(first, second), confidence: confidence)
  }

  /// Half the width of the interval, or nil where there is none.
  public var halfWidth: Double? {
    if case .halfWidth(let value) = spread { value } else { nil }
  }

  /// The two ends, or nil where there are none.
  public var interval: Interval? {
    halfWidth.map { Interval(estimate: mean, lower: mean - $0, upper: mean + $0) }
  }
}

/// first − second, pair by pair.
///
/// - Throws: `unequalLengths` where a value has no partner.
/// - Complexity: O(pairs).
public func pairedDifferences(
  _ first: [Double], _ second: [Double]
) throws(StatisticsError) -> [Double] {
  guard first.count == second.count else {
    throw StatisticsError.unequalLengths(first.count, second.count)
  }
  return zip(first, second).map { $0 - $1 }
}
