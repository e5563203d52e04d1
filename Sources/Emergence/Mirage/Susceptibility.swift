import Statistics

/// How much an order parameter fluctuates at each fleet size.
///
/// χ = N Var(y) grows with the size where a collective change takes place, and does not elsewhere; Binder's
/// U = 1 − E y⁴ / (3 (E y²)²) goes from 0 (many independent parts) to ⅔ (one state of two signs).
///
/// Source: K. Binder, "Finite size scaling analysis of Ising model block distribution functions", 1981;
/// mathematics §3.5 M3.
public struct Susceptibility: Equatable, Sendable {
  /// The fleet size N.
  public var size: Int
  /// χ = N Var(y), variances over runs (n − 1); in the unit of y squared.
  public var susceptibility: Double
  /// U, dimensionless; nil where all values are 0.
  public var binder: Double?

  /// Reads one size.
  ///
  /// - Parameters:
  ///   - size: The fleet size, at least 1.
  ///   - values: The order parameter of each run, signed, at least two.
  /// - Throws: `tooFew`, `notFinite`.
  /// - Precondition: `size` is at least 1.
  /// - Complexity: O(values).
  public init(size: Int, values: [Double]) throws(StatisticsError) {
    precondition(size >= 1, "a fleet has a robot")
    let sample = try Sample(values)
    guard let variance = sample.variance else {
      throw StatisticsError.tooFew(count: values.count, needed: 2)
    }
    self.size = size
    susceptibility = Double(size) * variance
    let n = Double(values.count)
    let second = values.reduce(0) { $0 + $1 * $1 } / n
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    binder = second > 0 ? 1 - fourth / (3 * second * second) : nil
  }
}
