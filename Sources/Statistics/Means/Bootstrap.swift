import SimCore

/// Intervals by drawing from the values again: no law of the values is assumed.
///
/// The same values, seed and number of resamples give the same bits on every machine. Resample k draws
/// from a stream of its own, so that more resamples only add to fewer. With fewer than about twenty values
/// such intervals are too narrow, of either kind; Student's is the safer choice there.
///
///     let differences = try pairedDifferences(gated, capped)
///     let interval = try Bootstrap(seed: 1).interval(of: differences) { Bootstrap.mean($0) }
public struct Bootstrap: Equatable, Sendable {
  /// How the ends follow from the resampled statistics.
  public enum Method: Equatable, Sendable, CaseIterable {
    /// The α/2 and 1 − α/2 quantiles themselves.
    case percentile
    /// Bias-corrected and accelerated: quantiles moved for bias and skewness.
    ///
    /// Source: B. Efron, "Better bootstrap confidence intervals", 1987; the acceleration by leaving out
    /// one value at a time.
    case accelerated
  }

  /// Number of resamples.
  public var resamples: Int
  /// What the draws follow from.
  public var seed: UInt64

  /// A bootstrap of so many resamples.
  ///
  /// - Precondition: there is at least one resample.
  public init(resamples: Int = 9_999, seed: UInt64) {
    precondition(resamples > 0, "at least one resample is needed")
    self.resamples = resamples
    self.seed = seed
  }

  /// The interval of a statistic of independent values.
  ///
  /// Equal values have an interval of no width, as Student's has.
  ///
  /// - Parameters:
  ///   - values: Independent values, one a seed; at least two.
  ///   - confidence: The probability that the interval holds the true value, about.
  ///   - method: How the ends follow from the resampled statistics.
  ///   - statistic: A function of the values that does not depend on their order; it is finite.
  /// - Returns: The statistic of the values with its ends.
  /// - Throws: `tooFew` for less than two values; `notFinite` for the first value that is no number.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(resamples × (values + log resamples)), and values × the statistic.
  public func interval(
    of values: [Double], confidence: Double = 0.95, method: Method = .accelerated,
    statistic: ([Double]) -> Double
  ) throws(StatisticsError) -> Interval {
    try check(values, atLeast: 2)
    let replicates = replicates(of: values, statistic: statistic)
    switch method {
    case .percentile:
      return Self.interval(
        estimate: statistic(values), replicates: replicates, confidence: confidence)
    case .accelerated:
      var leftOut: [Double] = []
      for index in values.indices {
        var rest = values
        rest.remove(at: index)
        leftOut.append(statistic(rest))
      }
      return Self.acceleratedInterval(
        estimate: statistic(values), replicates: replicates, leavingOneOut: leftOut,
        confidence: confidence)
    }
  }

  /// The statistic of every resample, in the order of resamples.
  ///
  /// - Precondition: there is a value.
  /// - Complexity: O(resamples × values), and resamples × the statistic.
  public func replicates(of values: [Double], statistic: ([Double]) -> Double) -> [Double] {
    var drawn = values
    return (0..<resamples).map { index in
      var stream = RandomStream(seed: seed, index: index, purpose: .tooling)
      for place in drawn.indices { drawn[place] = values[stream.below(values.count)] }
      return statistic(drawn)
    }
  }

  /// The mean of values, a statistic to draw again.
  public static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}

extension Bootstrap {
  /// The percentile interval of statistics that were resampled.
  ///
  /// - Precondition: there is a replicate, and `confidence` is in (0, 1).
  /// - Complexity: O(n log n) in the replicates.
  public static func interval(
    estimate: Double, replicates: [Double], confidence: Double = 0.95
  ) -> Interval {
    require(confidence: confidence)
    let sorted = replicates.sorted()
    return Interval(
      estimate: estimate, lower: Sample.quantile((1 - confidence) / 2, ofSorted: sorted),
      upper: Sample.quantile((1 + confidence) / 2, ofSorted: sorted))
  }

  /// The bias-corrected and accelerated interval of statistics that were resampled.
  ///
  /// With z₀ = Φ⁻¹(share of replicates below the estimate, ties by half) and
  /// a = Σ d³ / 6 (Σ d²)^{3/2}, d = mean − left-out statistic, the ends are the quantiles at
  /// Φ(z₀ + (z₀ + z)/(1 − a (z₀ + z))), z = Φ⁻¹(α/2) and Φ⁻¹(1 − α/2). Where all replicates lie on one
  /// side, z₀ is infinite, and both ends are the outermost replicate of that side.
  ///
  /// - Precondition: there is a replicate and a left-out statistic; `confidence` is in (0, 1).
  /// - Complexity: O(n log n) in the replicates.
  ///
  /// Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, §14.3.
  public static func acceleratedInterval(
    estimate: Double, replicates: [Double], leavingOneOut: [Double], confidence: Double = 0.95
  ) -> Interval {
    require(confidence: confidence)
    precondition(!leavingOneOut.isEmpty, "the acceleration needs left-out statistics")
    let sorted = replicates.sorted()
    let below = sorted.count { $0 < estimate }
    let upTo = sorted.count { $0 <= estimate }
    let shift = NormalDistribution.quantile(
      (Double(below) + Double(upTo)) / (2 * Double(sorted.count)))
    guard shift.isFinite else {
      let end = shift < 0 ? sorted[0] : sorted[sorted.count - 1]
      return Interval(estimate: estimate, lower: end, upper: end)
    }
    let center = mean(leavingOneOut)
    var squares = 0.0
    var cubes = 0.0
    for value in leavingOneOut {
      let d = center - value
      squares += d * d
      cubes += d * d * d
    }
    // Equal values differ from their mean by rounding alone, if at all: the power may be 0.
    let power = squares * squares.squareRoot()
    let acceleration = power > 0 ? cubes / (6 * power) : 0
    func end(_ probability: Double) -> Double {
      let z = shift + NormalDistribution.quantile(probability)
      let moved = NormalDistribution.cumulative(shift + z / (1 - acceleration * z))
      return Sample.quantile(moved, ofSorted: sorted)
    }
    return Interval(
      estimate: estimate, lower: end((1 - confidence) / 2), upper: end((1 + confidence) / 2))
  }
}
