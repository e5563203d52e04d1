/// The beta distribution on [0, 1]: the law behind exact intervals of proportions and Student's t.
public enum BetaDistribution {
  /// P(X ≤ x), the regularised incomplete beta function I_x(a, b).
  ///
  /// - Parameters:
  ///   - x: A number in [0, 1]; below it the answer is 0, above it 1.
  ///   - a: The first shape, positive.
  ///   - b: The second shape, positive.
  /// - Returns: A probability.
  /// - Precondition: both shapes are positive and finite, and `x` is a number.
  /// - Complexity: O(√max(a, b)).
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction) with 8.17.4
  /// on its slow side; the weight before it by Loader's saddle point.
  public static func cumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
    cumulative(x, complement: 1 - x, a, b)
  }

  /// The x with P(X ≤ x) = `probability`, to the last bits.
  ///
  /// - Precondition: `probability` is in [0, 1]; both shapes are positive and finite.
  /// - Complexity: 63 times that of the distribution.
  public static func quantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a probability lies in [0, 1]")
    if probability == 0 { return 0 }
    if probability == 1 { return 1 }
    return leastPositive(upTo: 1) { cumulative($0, a, b) >= probability }
  }

  /// The same with 1 − x given exactly, which matters where x is close to 1.
  static func cumulative(
    _ x: Double, complement y: Double, _ a: Double, _ b: Double
  ) -> Double {
    precondition(a > 0 && b > 0 && a.isFinite && b.isFinite, "shapes are positive and finite")
    precondition(!x.isNaN, "x is not a number")
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    let weight = SaddlePoint.betaWeight(a, b, x, y)
    if x < (a + 1) / (a + b + 2) { return min(1, weight * fraction(x, a, b) / a) }
    return max(0, 1 - weight * fraction(y, b, a) / b)
  }

  /// 1 / (1 + d₁/(1 + d₂/(1 + …))), by Lentz's method as Thompson and Barnett changed it.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var value = d
    var m = 1.0
    while m < 100_000 {
      var term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      for isOdd in [false, true] {
        if isOdd { term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)) }
        d = 1 + term * d
        if abs(d) < tiny { d = tiny }
        c = 1 + term / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        value *= c * d
      }
      if abs(c * d - 1) < 3e-16 { break }
      m += 1
    }
    return value
  }
}
