import Glibc

/// Weights of the binomial and the Poisson distribution, without the cancellation of logarithms of
/// factorials: that loses nine digits at a million trials.
///
/// Source: C. Loader, "Fast and accurate computation of binomial probabilities", 2000.
enum SaddlePoint {
  /// ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, the rest of Stirling's formula.
  static func stirlingRest(_ x: Double) -> Double {
    if x < 15 {
      return logGamma(x + 1) - (x + 0.5) * log(x) + x - 0.5 * log(2 * Double.pi)
    }
    let y = x * x
    // 1/12x − 1/360x³ + …; what is left out is below 2e-16 from 15 on.
    return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / y) / y) / y) / y) / x
  }

  /// x ln(x/m) + m − x, exact also where x is close to m.
  static func deviance(_ x: Double, _ mean: Double) -> Double {
    guard abs(x - mean) < 0.1 * (x + mean) else {
      // Two logarithms: the ratio to a mean below 1e-308 would be infinite.
      return x * (log(x) - log(mean)) + mean - x
    }
    let v = (x - mean) / (x + mean)
    var sum = (x - mean) * v
    var term = 2 * x * v
    var odd = 3.0
    while true {
      term *= v * v
      let next = sum + term / odd
      if next == sum { return sum }
      sum = next
      odd += 2
    }
  }

  /// xᵃ yᵇ / B(a, b) with y = 1 − x, for positive a, b, x, y.
  static func betaWeight(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    exp(betaExponent(a, b, x, y)) * (a * b / (2 * Double.pi * (a + b))).squareRoot()
  }

  /// The logarithm of the same, finite where the weight itself is 0 or infinite.
  static func logBetaWeight(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    betaExponent(a, b, x, y) + 0.5 * log(a * b / (2 * Double.pi * (a + b)))
  }

  private static func betaExponent(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b
    return stirlingRest(n) - stirlingRest(a) - stirlingRest(b)
      - deviance(a, n * x) - deviance(b, n * y)
  }

  /// xᵃ e⁻ˣ / Γ(a + 1), for positive a and x.
  static func gammaWeight(_ a: Double, _ x: Double) -> Double {
    exp(-stirlingRest(a) - deviance(a, x)) / (2 * Double.pi * a).squareRoot()
  }

  /// ln Γ(x) for positive x.
  static func logGamma(_ x: Double) -> Double {
    // lgamma writes the sign into a global variable; lgamma_r does not.
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }
}
