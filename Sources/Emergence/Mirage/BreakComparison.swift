import Glibc
import Statistics

/// Whether a curve is better told as smooth, or as two lines with a break between them.
///
/// Smooth are the scalability law, a logistic and a power law of N; the break is two straight lines in ln N, each
/// of its own side. Each is judged by BIC = n ln(SSE/n) + k ln n over the means of n sizes: lower is better, and 6
/// less is strong evidence. It is a description of the curve at hand, not a test.
///
/// Source: G. Schwarz, "Estimating the dimension of a model", 1978; mathematics §3.5 M4.
public struct BreakComparison: Equatable, Sendable {
  /// A curve that does not jump.
  public enum Shape: Equatable, Sendable, CaseIterable {
    /// λN / (1 + σ(N − 1) + κN(N − 1)), 3 constants.
    case scalability
    /// a + b / (1 + (N₀/N)ᵏ), 4 constants.
    case logistic
    /// aNᵇ, 2 constants.
    case power
  }

  /// The best of the smooth curves.
  public var smooth: Shape
  /// Its BIC.
  public var smoothCriterion: Double
  /// BIC of two lines, 5 constants.
  public var breakCriterion: Double
  /// The first size behind the best break.
  public var breakSize: Int

  /// BIC of the smooth curve less that of the break: above 6 the break is strongly preferred, below −6 the curve.
  public var preference: Double { smoothCriterion - breakCriterion }

  /// Compares the two for one curve.
  ///
  /// - Parameters:
  ///   - sizes: Fleet sizes, rising, at least 7: two lines need three sizes each and one to spare.
  ///   - means: The mean of y at each; positive for the power law, which is left out otherwise.
  /// - Throws: `tooFew`, `unequalLengths`, `notFinite`, `noSpread` where all means are the same.
  /// - Precondition: sizes rise and are at least 1.
  /// - Complexity: O(sizes²).
  public init(sizes: [Int], means: [Double]) throws(StatisticsError) {
    guard sizes.count == means.count else {
      throw StatisticsError.unequalLengths(sizes.count, means.count)
    }
    guard sizes.count >= 7 else { throw StatisticsError.tooFew(count: sizes.count, needed: 7) }
    precondition(
      zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 } && sizes[0] >= 1, "sizes rise")
    let sample = try Sample(means)
    guard let variance = sample.variance, variance > 0 else { throw StatisticsError.noSpread }
    // A perfect fit would be minus infinity, and two perfect ones could not be compared.
    let floor = 1e-24 * variance * Double(means.count)
    func criterion(_ squares: Double, _ constants: Int) -> Double {
      let n = Double(means.count)
      return n * log(max(squares, floor) / n) + Double(constants) * log(n)
    }
    let logarithms = sizes.map { log(Double($0)) }
    smooth = .logistic
    smoothCriterion = criterion(try Self.logisticSquares(logarithms, means), 4)
    if means.allSatisfy({ $0 >= 0 }) {
      let law = try ScalabilityFit(sizes.map(Double.init), means)
      let found = criterion(law.squares, 3)
      if found < smoothCriterion { (smooth, smoothCriterion) = (.scalability, found) }
    }
    if means.allSatisfy({ $0 > 0 }) {
      let found = criterion(try Self.powerSquares(logarithms, means), 2)
      if found < smoothCriterion { (smooth, smoothCriterion) = (.power, found) }
    }
    var least = Double.infinity
    breakSize = sizes[3]
    for place in 3...means.count - 3 {
      let squares =
        try Self.lineSquares(logarithms[..<place], means[..<place])
        + Self.lineSquares(logarithms[place...], means[place...])
      if squares < least {
        least = squares
        breakSize = sizes[place]
      }
    }
    breakCriterion = criterion(least, 5)
  }

  private static func lineSquares(
    _ positions: ArraySlice<Double>, _ values: ArraySlice<Double>
  ) throws(StatisticsError) -> Double {
    let line = try LinearFit(Array(positions), Array(values))
    return line.deviation * line.deviation * Double(values.count - 2)
  }

  private static func powerSquares(
    _ logarithms: [Double], _ means: [Double]
  ) throws(StatisticsError) -> Double {
    // The line in logarithms is where the search for the law itself begins.
    let line = try LinearFit(logarithms, means.map { log($0) })
    return try NonlinearFit(logarithms, means, start: [exp(line.intercept), line.slope]) {
      $1[0] * exp($1[1] * $0)
    }.squares
  }

  private static func logisticSquares(
    _ logarithms: [Double], _ means: [Double]
  ) throws(StatisticsError) -> Double {
    let low = means.reduce(.infinity, min)
    let high = means.reduce(-.infinity, max)
    let rises = means[means.count - 1] >= means[0]
    // Slow and steep, in the middle and at the sides: the search finds the nearest of several minima.
    var least = Double.infinity
    for place in [means.count / 4, means.count / 2, 3 * means.count / 4] {
      for slope in [1.0, 8] {
        let fit = try NonlinearFit(
          logarithms, means, start: [low, high - low, logarithms[place], rises ? slope : -slope]
        ) { $1[0] + $1[1] / (1 + exp(-$1[3] * ($0 - $1[2]))) }
        least = min(least, fit.squares)
      }
    }
    return least
  }
}
