import Glibc

/// The standard normal distribution.
public enum NormalDistribution {
  /// P(Z ≤ z), exact also in the lower tail; 0 and 1 at the infinities.
  ///
  /// - Precondition: `z` is a number.
  /// - Complexity: O(1).
  public static func cumulative(_ z: Double) -> Double {
    precondition(!z.isNaN, "z is not a number")
    return 0.5 * erfc(-z * 0.5.squareRoot())
  }

  /// The z with P(Z ≤ z) = `probability`, to the last bits; infinite for 0 and 1.
  ///
  /// - Precondition: `probability` is in [0, 1].
  /// - Complexity: 63 times that of the distribution.
  public static func quantile(_ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a probability lies in [0, 1]")
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    let tail = min(probability, 1 - probability)
    let z = leastPositive(upTo: 40) { cumulative(-$0) <= tail }
    return probability < 0.5 ? -z : z
  }
}
