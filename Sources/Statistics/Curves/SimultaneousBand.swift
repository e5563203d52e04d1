import SimCore

/// Intervals at all points of a curve that hold together: with the stated confidence none of them misses.
///
/// A band answers "somewhere along the curve", for which pointwise intervals are too narrow: over twenty
/// points, one of them misses as a rule.
public struct SimultaneousBand: Equatable, Sendable {
  /// The factor of the standard error at each point, dimensionless. [points]
  public var factors: [Double]
  /// The interval at each point. [points]
  public var points: [Interval]

  /// A band of intervals that hold together for a reason of the caller's, such as exact ones of shares.
  ///
  /// - Precondition: there is a factor for each point.
  public init(factors: [Double], points: [Interval]) {
    precondition(factors.count == points.count, "a factor for each point")
    self.factors = factors
    self.points = points
  }

  /// True where no interval misses its value.
  ///
  /// - Precondition: there are as many values as points.
  /// - Complexity: O(points).
  public func contains(_ curve: [Double]) -> Bool {
    precondition(curve.count == points.count, "a value for each point")
    return zip(points, curve).allSatisfy { $0.contains($1) }
  }
}

extension SimultaneousBand {
  /// The band over points that were measured each on its own: Bonferroni's.
  ///
  /// Student's interval at each of G points at confidence 1 − α/G. It holds however the points depend on
  /// each other, and is the widest for that.
  ///
  /// - Parameters:
  ///   - samples: The values at each point; their numbers may differ.
  ///   - confidence: The probability that no interval misses.
  /// - Returns: The mean at each point with its ends.
  /// - Throws: `tooFew` for no point, or a point with less than two values; `notFinite` for the first
  ///   value that is no number, counted within its point.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(values).
  public static func bonferroni(
    _ samples: [[Double]], confidence: Double = 0.95
  ) throws(StatisticsError) -> SimultaneousBand {
    require(confidence: confidence)
    guard !samples.isEmpty else { throw StatisticsError.tooFew(count: 0, needed: 1) }
    var band = SimultaneousBand(factors: [], points: [])
    for values in samples {
      try check(values, atLeast: 2)
      let sample = try Sample(values)
      let tail = (1 - confidence) / Double(samples.count) / 2
      band.add(
        sample, factor: -StudentT.quantile(tail, degrees: Double(sample.count - 1)))
    }
    return band
  }

  /// The band over curves that were measured whole, each with one seed: the largest |t| of them all.
  ///
  /// The factor is the `confidence` quantile of maxᵧ |Tᵧ|, where T is multivariate t with n − 1 degrees
  /// and the correlation that the curves show. It is drawn: Tᵧ = Σᵢ gᵢ eᵢᵧ / √(Σᵢ eᵢᵧ²) / √(χ²/(n − 1)),
  /// e the deviations from the mean and g standard normal. Points that go together cost nothing: the
  /// factor lies between that of one point and Bonferroni's, and is held to these two. A point without
  /// spread has an interval of no width.
  ///
  /// It assumes independent curves with normal deviations, and estimates their correlation: with fewer
  /// curves than about eight it covers a little less than stated where the points hardly go together.
  ///
  /// - Parameters:
  ///   - curves: One curve a seed, each with a value at every point; at least two curves.
  ///   - confidence: The probability that no interval misses.
  ///   - draws: How often the largest |t| is drawn; the factor's own error is about 1 % at 20,000.
  ///   - seed: What the draws follow from; the same seed gives the same bits.
  /// - Returns: The mean at each point with its ends.
  /// - Throws: `tooFew` for less than two curves or no point; `unequalLengths`; `notFinite` for the first
  ///   value that is no number, counted within its curve.
  /// - Precondition: `confidence` is in (0, 1), and there is at least one draw.
  /// - Complexity: O(draws × curves × points).
  ///
  /// Source: J. L. Montiel Olea, M. Plagborg-Møller, "Simultaneous confidence bands: theory,
  /// implementation, and an application to SVARs", 2019, algorithm 1, with t in the place of normal.
  public static func largest(
    ofCurves curves: [[Double]], confidence: Double = 0.95, draws: Int = 20_000, seed: UInt64
  ) throws(StatisticsError) -> SimultaneousBand {
    require(confidence: confidence)
    precondition(draws > 0, "at least one draw is needed")
    guard curves.count >= 2 else {
      throw StatisticsError.tooFew(count: curves.count, needed: 2)
    }
    let pointCount = curves[0].count
    for curve in curves {
      try check(curve, atLeast: 1)
      guard curve.count == pointCount else {
        throw StatisticsError.unequalLengths(pointCount, curve.count)
      }
    }
    var samples: [Sample] = []
    for point in 0..<pointCount { samples.append(try Sample(curves.map { $0[point] })) }
    let degrees = Double(curves.count - 1)
    let one = StudentT.quantile((1 + confidence) / 2, degrees: degrees)
    let all = -StudentT.quantile((1 - confidence) / Double(pointCount) / 2, degrees: degrees)
    let drawn = factor(
      directions(curves, samples), curveCount: curves.count, confidence: confidence, draws: draws,
      seed: seed)
    var band = SimultaneousBand(factors: [], points: [])
    for sample in samples { band.add(sample, factor: min(max(drawn, one), all)) }
    return band
  }

  /// Deviations from the mean over their length, points without spread left out. [points][curves]
  private static func directions(_ curves: [[Double]], _ samples: [Sample]) -> [[Double]] {
    samples.indices.compactMap { point in
      guard let variance = samples[point].variance, variance > 0 else { return nil }
      let length = (variance * Double(curves.count - 1)).squareRoot()
      return curves.map { ($0[point] - samples[point].mean) / length }
    }
  }

  private static func factor(
    _ directions: [[Double]], curveCount: Int, confidence: Double, draws: Int, seed: UInt64
  ) -> Double {
    var largest = [Double](repeating: 0, count: draws)
    var normal = [Double](repeating: 0, count: curveCount)
    for draw in 0..<draws {
      var stream = RandomStream(seed: seed, index: draw, purpose: .tooling)
      for index in normal.indices { normal[index] = Double(stream.normal()) }
      var chiSquare = 0.0
      for _ in 1..<curveCount {
        let z = Double(stream.normal())
        chiSquare += z * z
      }
      var greatest = 0.0
      for direction in directions {
        var sum = 0.0
        for index in normal.indices { sum += direction[index] * normal[index] }
        greatest = max(greatest, abs(sum))
      }
      largest[draw] = greatest / (chiSquare / Double(curveCount - 1)).squareRoot()
    }
    return Sample.quantile(confidence, ofSorted: largest.sorted())
  }

  private mutating func add(_ sample: Sample, factor: Double) {
    let half = factor * ((sample.variance ?? 0) / Double(sample.count)).squareRoot()
    factors.append(factor)
    points.append(
      Interval(estimate: sample.mean, lower: sample.mean - half, upper: sample.mean + half))
  }
}
