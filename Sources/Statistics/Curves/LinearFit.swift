import Glibc

/// The straight line through points by least squares, with its tests and its band.
///
/// It assumes independent deviations of equal spread, near to normal. Successive values of one run are not
/// independent: for those, take the slope of each run and `MeanInterval` over the runs (`slopes(of:)`).
///
/// Source: N. R. Draper, H. Smith, Applied Regression Analysis, 1998, §1 and §3; the band is Working and
/// Hotelling's, 1929.
public struct LinearFit: Equatable, Sendable {
  /// Number of points.
  public var count: Int
  /// The line's value at position 0.
  public var intercept: Double
  /// The line's rise per unit of position.
  public var slope: Double
  /// The spread of the values about the line, √(Σ residual² / (n − 2)).
  public var deviation: Double
  private var center: Double
  private var squares: Double

  /// Fits a line.
  ///
  /// - Parameters:
  ///   - positions: Where the values were taken; at least two of them differ.
  ///   - values: One value for each position, at least three.
  /// - Throws: `unequalLengths`, `tooFew`, `notFinite`, and `noSpread` where all positions are the same.
  /// - Complexity: O(points).
  public init(_ positions: [Double], _ values: [Double]) throws(StatisticsError) {
    guard positions.count == values.count else {
      throw StatisticsError.unequalLengths(positions.count, values.count)
    }
    try check(positions, atLeast: 3)
    try check(values, atLeast: 3)
    let line = try LeastSquares(positions, values)
    count = values.count
    slope = line.slope
    center = line.center
    squares = line.squares
    intercept = line.mean - line.slope * line.center
    var sum = 0.0
    for (position, value) in zip(positions, values) {
      let residual = value - line.mean - line.slope * (position - line.center)
      sum += residual * residual
    }
    deviation = (sum / Double(count - 2)).squareRoot()
  }

  /// The standard error of the slope.
  public var slopeError: Double { deviation / squares.squareRoot() }

  /// The slope with Student's interval of n − 2 degrees.
  ///
  /// - Parameters:
  ///   - confidence: The probability that the interval holds the true slope.
  ///   - sides: Both ends, or only one.
  /// - Returns: The slope with its ends, in values per unit of position.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(1).
  public func slopeInterval(confidence: Double = 0.95, sides: Sides = .both) -> Interval {
    require(confidence: confidence)
    let factor = -StudentT.quantile(sides.tail(confidence), degrees: Double(count - 2))
    return Interval(
      estimate: slope, lower: sides == .upper ? -.infinity : slope - factor * slopeError,
      upper: sides == .lower ? .infinity : slope + factor * slopeError)
  }

  /// The probability of a slope at least as far from 0, in either direction, if the true one is 0.
  ///
  /// For values that lie on the line it is 0, and 1 where that line is level.
  ///
  /// - Complexity: O(√points).
  public var slopeProbability: Double {
    if slopeError == 0 { return slope == 0 ? 1 : 0 }
    return 2 * StudentT.cumulative(-abs(slope / slopeError), degrees: Double(count - 2))
  }

  /// The line at some positions, with intervals that hold at all positions of the axis together.
  ///
  /// The factor is √(2 F(1 − α; 2, m)), m = n − 2, and F has the closed form m (α^(−2/m) − 1) / 2.
  ///
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(positions).
  public func band(at positions: [Double], confidence: Double = 0.95) -> SimultaneousBand {
    require(confidence: confidence)
    let degrees = Double(count - 2)
    let factor = (degrees * (pow(1 - confidence, -2 / degrees) - 1)).squareRoot()
    return SimultaneousBand(
      factors: positions.map { _ in factor },
      points: positions.map { position in
        let arm = position - center
        let value = intercept + slope * position
        let half = factor * deviation * (1 / Double(count) + arm * arm / squares).squareRoot()
        return Interval(estimate: value, lower: value - half, upper: value + half)
      })
  }
}

extension LinearFit {
  /// The slope of each series over the same positions, to be compared as values of independent runs.
  ///
  /// Each slope is one number however its series hangs together, so `MeanInterval(of:)` over runs of
  /// different seeds assumes nothing about the values within a run.
  ///
  /// - Parameters:
  ///   - series: One series a run, each with a value for every position.
  ///   - positions: Where the values were taken; at least two of them differ.
  /// - Returns: The slope of each series. [series]
  /// - Throws: `unequalLengths`, `tooFew` for less than two positions, `notFinite`, and `noSpread` where
  ///   all positions are the same.
  /// - Complexity: O(series × positions).
  public static func slopes(
    of series: [[Double]], over positions: [Double]
  ) throws(StatisticsError) -> [Double] {
    try check(positions, atLeast: 2)
    var slopes: [Double] = []
    for values in series {
      guard positions.count == values.count else {
        throw StatisticsError.unequalLengths(positions.count, values.count)
      }
      try check(values, atLeast: 2)
      slopes.append(try LeastSquares(positions, values).slope)
    }
    return slopes
  }
}

/// Means and slope of points that were checked.
private struct LeastSquares {
  var center: Double
  var mean: Double
  var squares: Double
  var slope: Double

  init(_ positions: [Double], _ values: [Double]) throws(StatisticsError) {
    center = try Sample(positions).mean
    mean = try Sample(values).mean
    squares = 0
    var products = 0.0
    for (position, value) in zip(positions, values) {
      squares += (position - center) * (position - center)
      products += (position - center) * (value - mean)
    }
    guard squares > 0 else { throw StatisticsError.noSpread }
    slope = products / squares
  }
}
