/// Student's t distribution: the mean of few normal values over its own estimated error.
public enum StudentT {
  /// P(T ≤ t), exact also in the lower tail; 0 and 1 at the infinities.
  ///
  /// With x = ν/(ν + t²), P(|T| > |t|) = I_x(ν/2, ½).
  ///
  /// - Precondition: `degrees` is positive and finite, and `t` is a number.
  /// - Complexity: O(√degrees).
  ///
  /// Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.1.
  public static func cumulative(_ t: Double, degrees: Double) -> Double {
    precondition(degrees > 0 && degrees.isFinite, "degrees of freedom are positive and finite")
    precondition(!t.isNaN, "t is not a number")
    let tail = upperTail(abs(t), degrees)
    return t < 0 ? tail : 1 - tail
  }

  /// The t with P(T ≤ t) = `probability`, to the last bits; infinite for 0 and 1.
  ///
  /// - Precondition: `probability` is in [0, 1]; `degrees` is positive and finite.
  /// - Complexity: 63 times that of the distribution.
  public static func quantile(_ probability: Double, degrees: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a probability lies in [0, 1]")
    precondition(degrees > 0 && degrees.isFinite, "degrees of freedom are positive and finite")
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    let tail = min(probability, 1 - probability)
    if tail == 0.5 { return 0 }
    let t = leastPositive(upTo: .greatestFiniteMagnitude) { upperTail($0, degrees) <= tail }
    return probability < 0.5 ? -t : t
  }

  /// P(T > t) for t of at least 0.
  private static func upperTail(_ t: Double, _ degrees: Double) -> Double {
    let ratio = t / degrees.squareRoot()
    let square = ratio * ratio
    guard square.isFinite else { return 0 }
    return BetaDistribution.cumulative(
      1 / (1 + square), complement: square / (1 + square), degrees / 2, 0.5) / 2
  }
}
