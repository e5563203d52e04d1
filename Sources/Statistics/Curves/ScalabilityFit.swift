/// Gunther's universal scalability law, X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), fitted to throughputs.
///
/// σ is the share of work that only one at a time can do, κ the cost of each pair that hinders each other: with
/// κ > 0 the throughput has a peak, after which more take away.
///
/// Source: N. J. Gunther, "A general theory of computational scalability based on rational functions", 2008;
/// mathematics §3.6.
public struct ScalabilityFit: Equatable, Sendable {
  /// Where the throughput is greatest.
  public enum Peak: Equatable, Sendable {
    /// At this number N = √((1 − σ)/κ), at least 1.
    case at(Double)
    /// It only rises: κ = 0.
    case none
  }

  /// λ, what one alone does, in the unit of the throughput.
  public var rate: Double
  /// σ, dimensionless, at least 0.
  public var contention: Double
  /// κ, dimensionless, at least 0.
  public var coherency: Double
  /// The sum of weighted squared residuals.
  public var squares: Double

  /// A law with these constants.
  public init(rate: Double, contention: Double, coherency: Double) {
    self.rate = rate
    self.contention = contention
    self.coherency = coherency
    squares = 0
  }

  /// Fits the law.
  ///
  /// - Parameters:
  ///   - sizes: Fleet sizes N, at least three different ones for three constants, each at least 1.
  ///   - throughputs: The throughput at each, not negative and not all 0.
  ///   - weights: The weight of each, positive; none is all alike.
  /// - Throws: `unequalLengths`, `tooFew` for fewer than three points, `notFinite`, `outOfRange` for a size below 1, a
  ///   throughput below 0 or a weight that is not positive, and `noSpread` for fewer than three sizes or
  ///   throughputs of nothing.
  /// - Complexity: O(points), some hundred times.
  public init(
    _ sizes: [Double], _ throughputs: [Double], weights: [Double]? = nil
  ) throws(StatisticsError) {
    guard sizes.count == throughputs.count else {
      throw StatisticsError.unequalLengths(sizes.count, throughputs.count)
    }
    try check(sizes, atLeast: 3)
    try check(throughputs, atLeast: 3)
    if let index = sizes.firstIndex(where: { $0 < 1 }) {
      throw StatisticsError.outOfRange(index: index)
    }
    if let index = throughputs.firstIndex(where: { $0 < 0 }) {
      throw StatisticsError.outOfRange(index: index)
    }
    let top = throughputs.reduce(0, max)
    guard Set(sizes).count >= 3, top > 0 else { throw StatisticsError.noSpread }
    // A law with its peak at the greatest value seen and no other cost is a start that any data allow; one without
    // a peak is the other, and the nearer end wins.
    let place = throughputs.firstIndex(of: top) ?? 0
    let alone = zip(sizes, throughputs).map { $1 / $0 }.reduce(0, max)
    let starts = [
      [alone, 0.01, 1 / (sizes[place] * sizes[place])], [alone, 0.1, 0], [alone, 0.01, 1e-4],
    ]
    var best: NonlinearFit?
    for start in starts {
      let fit = try NonlinearFit(
        sizes, throughputs, weights: weights, start: start, lower: [0, 0, 0]
      ) { Self.value($0, $1[0], $1[1], $1[2]) }
      if fit.squares < best?.squares ?? .infinity { best = fit }
    }
    guard let best else { throw StatisticsError.noSpread }
    rate = best.parameters[0]
    contention = best.parameters[1]
    coherency = best.parameters[2]
    squares = best.squares
  }

  /// The law's throughput of so many.
  ///
  /// - Complexity: O(1).
  public func throughput(of size: Double) -> Double {
    Self.value(size, rate, contention, coherency)
  }

  /// Where it is greatest.
  public var peak: Peak {
    if coherency <= 0 { return .none }
    return .at(max(1, max(0, (1 - contention) / coherency).squareRoot()))
  }

  private static func value(
    _ n: Double, _ rate: Double, _ contention: Double, _ coherency: Double
  ) -> Double {
    rate * n / (1 + contention * (n - 1) + coherency * n * (n - 1))
  }
}
