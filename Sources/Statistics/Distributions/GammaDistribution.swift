/// The gamma distribution of unit scale: how long until the a-th event that comes once per unit.
public enum GammaDistribution {
  /// P(X ≤ x), the regularised incomplete gamma function P(a, x).
  ///
  /// - Precondition: `shape` is positive and finite, and `x` is a number.
  /// - Complexity: O(√shape).
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.11.4 (series, below the mean) and 8.9.2
  /// (continued fraction, above it); the weight before them by Loader's saddle point.
  public static func cumulative(_ x: Double, shape: Double) -> Double {
    tails(x, shape).below
  }

  /// P(X > x), exact also where it is tiny.
  ///
  /// - Precondition: `shape` is positive and finite, and `x` is a number.
  /// - Complexity: O(√shape).
  public static func survival(_ x: Double, shape: Double) -> Double {
    tails(x, shape).above
  }

  /// The x with P(X ≤ x) = `probability`, to the last bits; infinite for 1.
  ///
  /// - Precondition: `probability` is in [0, 1]; `shape` is positive and finite.
  /// - Complexity: 63 times that of the distribution.
  public static func quantile(_ probability: Double, shape: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a probability lies in [0, 1]")
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }
    return leastPositive(upTo: .greatestFiniteMagnitude) {
      probability <= 0.5
        ? cumulative($0, shape: shape) >= probability
        : survival($0, shape: shape) <= 1 - probability
    }
  }

  private static func tails(_ x: Double, _ a: Double) -> (below: Double, above: Double) {
    precondition(a > 0 && a.isFinite, "a shape is positive and finite")
    precondition(!x.isNaN, "x is not a number")
    if x <= 0 { return (0, 1) }
    // e⁻ˣ is 0 far above the mean, and the deviance would be ∞ − ∞.
    if x > 10 * (a + 1000) { return (1, 0) }
    let weight = SaddlePoint.gammaWeight(a, x)
    if x < a + 1 {
      let below = min(1, weight * series(x, a))
      return (below, 1 - below)
    }
    let above = min(1, weight * a * fraction(x, a))
    return (1 - above, above)
  }

  /// The sum 1 + x/(a+1) + x²/((a+1)(a+2)) + … to its last bit.
  private static func series(_ x: Double, _ a: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var n = 1.0
    while n < 1_000_000 {
      term *= x / (a + n)
      let next = sum + term
      if next == sum { break }
      sum = next
      n += 1
    }
    return sum
  }

  /// 1/(x + 1 − a − 1·(1 − a)/(x + 3 − a − …)), by Lentz's method.
  private static func fraction(_ x: Double, _ a: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var value = d
    var n = 1.0
    while n < 1_000_000 {
      let term = -n * (n - a)
      b += 2
      d = term * d + b
      if abs(d) < tiny { d = tiny }
      c = b + term / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      value *= c * d
      if abs(c * d - 1) < 3e-16 { break }
      n += 1
    }
    return value
  }
}

/// The chi-square distribution: the sum of squares of independent standard normal numbers.
public enum ChiSquare {
  /// P(X ≤ x).
  ///
  /// - Precondition: `degrees` is positive and finite, and `x` is a number.
  /// - Complexity: O(√degrees).
  public static func cumulative(_ x: Double, degrees: Double) -> Double {
    GammaDistribution.cumulative(x / 2, shape: degrees / 2)
  }

  /// The x with P(X ≤ x) = `probability`, to the last bits; infinite for 1.
  ///
  /// - Precondition: `probability` is in [0, 1]; `degrees` is positive and finite.
  /// - Complexity: 63 times that of the distribution.
  public static func quantile(_ probability: Double, degrees: Double) -> Double {
    2 * GammaDistribution.quantile(probability, shape: degrees / 2)
  }
}
