import Glibc

/// The binomial distribution: how many of n independent trials succeed.
public enum BinomialDistribution {
  /// P(X = k), to about 1e-13 relative at a million trials.
  ///
  /// - Parameters:
  ///   - k: A number of successes; outside 0 … `trials` the answer is 0.
  ///   - trials: The number of trials n, at least 0.
  ///   - share: The probability p of a success, in [0, 1].
  /// - Returns: A probability.
  /// - Precondition: `trials` is not negative, and `share` is in [0, 1].
  /// - Complexity: O(1).
  public static func probability(of k: Int, trials: Int, share: Double) -> Double {
    check(trials, share)
    if k < 0 || k > trials { return 0 }
    if share == 0 { return k == 0 ? 1 : 0 }
    if share == 1 { return k == trials ? 1 : 0 }
    if k == 0 { return exp(Double(trials) * log1p(-share)) }
    if k == trials { return exp(Double(trials) * log(share)) }
    // xᵃ yᵇ / B(a, b) with a = k, b = n − k is that weight times k (n − k) / n.
    let (a, b) = (Double(k), Double(trials - k))
    return SaddlePoint.betaWeight(a, b, share, 1 - share) * (a + b) / (a * b)
  }

  /// P(X ≤ k).
  ///
  /// - Precondition: `trials` is not negative, and `share` is in [0, 1].
  /// - Complexity: O(√n).
  public static func cumulative(_ k: Int, trials: Int, share: Double) -> Double {
    check(trials, share)
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return BetaDistribution.cumulative(
      1 - share, complement: share, Double(trials - k), Double(k + 1))
  }

  /// P(X ≥ k), exact also where it is tiny.
  ///
  /// - Precondition: `trials` is not negative, and `share` is in [0, 1].
  /// - Complexity: O(√n).
  public static func survival(from k: Int, trials: Int, share: Double) -> Double {
    check(trials, share)
    if k <= 0 { return 1 }
    if k > trials { return 0 }
    return BetaDistribution.cumulative(share, Double(k), Double(trials - k + 1))
  }

  private static func check(_ trials: Int, _ share: Double) {
    precondition(trials >= 0, "a number of trials is not negative")
    precondition(share >= 0 && share <= 1, "a probability lies in [0, 1]")
  }
}
