import Glibc

/// The walk of successes less failures that ends at ± h: the sequential test between δ and 1 − δ.
///
/// It tells which side of one half a share is on, in a handful of trials, and is exact: steps are of one unit,
/// so it never oversteps its ends.
///
/// Source: the gambler's ruin; W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1,
/// XIV; mathematics §3.3.
public struct SuccessWalk: Equatable, Sendable {
  /// The distance h of both ends from 0.
  public var barrier: Int

  /// The nearest ends at which shares of δ and 1 − δ are told apart with this error.
  ///
  /// h = ⌈ln((1 − e)/e) / ln((1 − δ)/δ)⌉.
  ///
  /// - Parameters:
  ///   - delta: δ, in (0, ½).
  ///   - error: The largest probability e of the wrong end, in (0, ½).
  /// - Precondition: both are in (0, ½).
  public init(delta: Double, error: Double) {
    precondition(delta > 0 && delta < 0.5, "δ lies in (0, ½)")
    precondition(error > 0 && error < 0.5, "an error lies in (0, ½)")
    let steps = log((1 - error) / error) / log((1 - delta) / delta)
    // e = δ is one step, not one and a rounding error.
    barrier = max(1, Int((steps * (1 - 1e-12)).rounded(.up)))
  }

  /// The probability to end at the upper end: 1 / (1 + rʰ) with r = (1 − p)/p.
  ///
  /// - Precondition: `share` is in [0, 1].
  /// - Complexity: O(1).
  public func upperProbability(at share: Double) -> Double {
    precondition(share >= 0 && share <= 1, "a probability lies in [0, 1]")
    if share == 0 { return 0 }
    return 1 / (1 + pow((1 - share) / share, Double(barrier)))
  }

  /// The mean number of trials: h (P(upper) − P(lower)) / (2p − 1), and h² at one half.
  ///
  /// - Precondition: `share` is in [0, 1].
  /// - Complexity: O(1).
  public func expectedTrials(at share: Double) -> Double {
    let h = Double(barrier)
    let drift = 2 * share - 1
    let upper = upperProbability(at: share)
    // Near one half both factors vanish; the series is h² (1 − (h² − 1) drift² / 3 …).
    if abs(drift) * h < 1e-4 { return h * h * (1 - (h * h - 1) * drift * drift / 3) }
    return h * (2 * upper - 1) / drift
  }
}
