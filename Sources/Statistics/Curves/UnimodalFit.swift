/// The hump nearest to some values: least squares under "rises to a peak, then falls".
///
/// A curve that only rises or only falls is a hump, too, with its peak at an end.
///
/// Source: Q. F. Stout, "Unimodal regression via prefix isotonic regression", 2008, the plain way: a rising and
/// a falling fit for each place of the peak.
public struct UnimodalFit: Equatable, Sendable {
  /// The fitted value at each point, in the unit of the values. [points]
  public var fitted: [Double]
  /// The first point at which the fit is greatest.
  public var peak: Int
  /// The sum of weighted squared residuals.
  public var squares: Double

  /// Fits a hump.
  ///
  /// - Parameters:
  ///   - values: One value for each point, in the order of their positions.
  ///   - weights: The weight of each, positive; none is all alike.
  /// - Throws: `tooFew` for no value, `notFinite`, `unequalLengths`, `outOfRange` for a weight that is not positive.
  /// - Complexity: O(points²).
  public init(_ values: [Double], weights: [Double]? = nil) throws(StatisticsError) {
    try check(values, atLeast: 1)
    let weights = try checkedWeights(weights, count: values.count)
    fitted = []
    peak = 0
    squares = .infinity
    for rising in 1...values.count {
      let up = pooled(Array(values[..<rising]), Array(weights[..<rising]))
      let down = pooled(values[rising...].reversed(), weights[rising...].reversed())
      let curve = up + down.reversed()
      var sum = 0.0
      for index in values.indices {
        let residual = values[index] - curve[index]
        sum += weights[index] * residual * residual
      }
      if sum < squares {
        squares = sum
        fitted = curve
      }
    }
    let top = fitted.reduce(-.infinity, max)
    peak = fitted.firstIndex(of: top) ?? 0
  }
}

/// What a simultaneous band says of a curve that is known to be a hump.
///
/// Whatever curve lies within the band and is a hump with its peak at a point cannot rise above the ceilings
/// between it and the peak, nor fall below the floors behind it. Peaks for which floor and ceiling cross are
/// refuted; the band of the hump is what the others leave. It misses as rarely as the band it came from.
///
/// Source: the shape restriction applied to a band; L. Dümbgen, "New goodness-of-fit tests and their application
/// to nonparametric confidence sets", 1998, for the idea.
public struct UnimodalBand: Equatable, Sendable {
  /// The interval at each point; its estimate is the fitted hump, held to the ends. [points]
  public var points: [Interval]
  /// The points at which the peak may lie, in order.
  public var peaks: [Int]

  /// Tightens a band, or nil where no hump fits into it: the curve then is none, at the band's confidence.
  ///
  /// - Parameters:
  ///   - band: Intervals that hold together, of `SimultaneousBand`, say; at least one point.
  ///   - fit: The fitted hump of the same points.
  /// - Precondition: there are as many points in both, at least one.
  /// - Complexity: O(points²).
  public init?(tightening band: SimultaneousBand, around fit: UnimodalFit) {
    let intervals = band.points
    precondition(
      !intervals.isEmpty && intervals.count == fit.fitted.count, "a hump of the same points")
    var lower = [Double](repeating: .infinity, count: intervals.count)
    var upper = [Double](repeating: -.infinity, count: intervals.count)
    peaks = []
    for peak in intervals.indices {
      let (floors, ceilings) = Self.ends(intervals, peak: peak)
      guard zip(floors, ceilings).allSatisfy({ $0 <= $1 }) else { continue }
      peaks.append(peak)
      for index in intervals.indices {
        lower[index] = min(lower[index], floors[index])
        upper[index] = max(upper[index], ceilings[index])
      }
    }
    guard !peaks.isEmpty else { return nil }
    points = intervals.indices.map { index in
      Interval(
        estimate: min(max(fit.fitted[index], lower[index]), upper[index]), lower: lower[index],
        upper: upper[index])
    }
  }

  /// The least and greatest value at each point of all humps in the band with this peak.
  private static func ends(
    _ intervals: [Interval], peak: Int
  ) -> (floors: [Double], ceilings: [Double]) {
    var floors = intervals.map(\.lower)
    var ceilings = intervals.map(\.upper)
    let last = intervals.count - 1
    for index in stride(from: 1, through: peak, by: 1) {
      floors[index] = max(floors[index], floors[index - 1])
    }
    for index in stride(from: last - 1, through: peak, by: -1) {
      floors[index] = max(floors[index], floors[index + 1])
    }
    for index in stride(from: peak - 1, through: 0, by: -1) {
      ceilings[index] = min(ceilings[index], ceilings[index + 1])
    }
    for index in stride(from: peak + 1, through: last, by: 1) {
      ceilings[index] = min(ceilings[index], ceilings[index - 1])
    }
    return (floors, ceilings)
  }
}
