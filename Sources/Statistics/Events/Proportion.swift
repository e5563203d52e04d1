/// So many successes in so many independent trials.
public struct Proportion: Equatable, Sendable {
  /// Number of successes k.
  public var successes: Int
  /// Number of trials n.
  public var trials: Int

  /// A count of successes.
  ///
  /// - Throws: `tooFew` for no trial; `outOfRange` for a count below 0 or above the trials.
  public init(_ successes: Int, of trials: Int) throws(StatisticsError) {
    guard trials >= 1 else { throw StatisticsError.tooFew(count: trials, needed: 1) }
    guard successes >= 0 && successes <= trials else {
      throw StatisticsError.outOfRange(index: 0)
    }
    self.successes = successes
    self.trials = trials
  }

  /// k/n.
  public var share: Double { Double(successes) / Double(trials) }

  /// Clopper and Pearson's exact interval: it never covers less than stated.
  ///
  /// The ends are the quantiles α of Beta(k, n − k + 1) and 1 − α of Beta(k + 1, n − k); 0 for no success,
  /// 1 for nothing but successes. With `sides` other than both, the whole error is left to one end: this is
  /// the one for certificates.
  ///
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(√n), 126 times.
  ///
  /// Source: C. J. Clopper, E. S. Pearson, 1934; mathematics §3.2.
  public func exact(confidence: Double = 0.95, sides: Sides = .both) -> Interval {
    require(confidence: confidence)
    let tail = sides.tail(confidence)
    let k = Double(successes)
    let rest = Double(trials - successes)
    let lower =
      successes == 0 || sides == .upper ? 0 : BetaDistribution.quantile(tail, k, rest + 1)
    let upper =
      successes == trials || sides == .lower
      ? 1 : 1 - BetaDistribution.quantile(tail, rest, k + 1)
    return Interval(estimate: share, lower: lower, upper: upper)
  }

  /// Wilson's score interval: narrower, and right on average over the true share.
  ///
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(1).
  ///
  /// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
  public func wilson(confidence: Double = 0.95, sides: Sides = .both) -> Interval {
    require(confidence: confidence)
    let z = -NormalDistribution.quantile(sides.tail(confidence))
    let n = Double(trials)
    let scale = 1 + z * z / n
    let center = (share + z * z / (2 * n)) / scale
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / scale
    // Rounding must not leave 0 or 1 out where they are the ends.
    return Interval(
      estimate: share,
      lower: successes == 0 || sides == .upper ? 0 : max(0, center - half),
      upper: successes == trials || sides == .lower ? 1 : min(1, center + half))
  }
}
