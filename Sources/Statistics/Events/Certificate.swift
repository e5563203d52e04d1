/// What it takes to show that a share is at least so high: trials, and how many of them may fail.
///
/// A certificate says "the share is at least 1 − δ" where Clopper and Pearson's lower end of confidence 1 − α
/// is; that is so where P(X ≤ failures) ≤ α for X of Bin(n, δ).
///
/// Source: mathematics §3.2.
public struct Certificate: Equatable, Sendable {
  /// The number of trials n.
  public var trials: Int
  /// The most failures m with which it still holds.
  public var failures: Int

  /// The probability that a true share earns it: P(X ≤ m) for X of Bin(n, 1 − share).
  ///
  /// - Precondition: `share` is in [0, 1].
  /// - Complexity: O(√n).
  public func power(at share: Double) -> Double {
    BinomialDistribution.cumulative(failures, trials: trials, share: 1 - share)
  }
}

extension Certificate {
  /// The fewest trials with which so many failures are forgiven: 59, 93, 124 for 0, 1, 2 at δ = α = 0.05.
  ///
  /// Without a failure n = ⌈ln α / ln(1 − δ)⌉.
  ///
  /// - Parameters:
  ///   - failures: The failures m forgiven, at least 0.
  ///   - delta: δ, one less the share to be shown, in (0, 1).
  ///   - error: α, the probability to certify what is not so, in (0, 1).
  /// - Precondition: `failures` is not negative; `delta` and `error` are in (0, 1).
  /// - Complexity: O(√n log n).
  public init(forgiving failures: Int, delta: Double, error: Double) {
    precondition(failures >= 0, "a number of failures is not negative")
    Self.check(delta, error)
    func holds(_ n: Int) -> Bool {
      BinomialDistribution.cumulative(failures, trials: n, share: delta) <= error
    }
    var high = failures + 1
    while !holds(high) { high *= 2 }
    var low = high / 2
    while low + 1 < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    self.init(trials: high, failures: failures)
  }

  /// The most failures that so many trials forgive, or nil where they are too few even without one.
  ///
  /// - Precondition: `trials` is not negative; `delta` and `error` are in (0, 1).
  /// - Complexity: O(√n log n).
  public init?(trials: Int, delta: Double, error: Double) {
    Self.check(delta, error)
    func holds(_ m: Int) -> Bool {
      BinomialDistribution.cumulative(m, trials: trials, share: delta) <= error
    }
    guard holds(0) else { return nil }
    var low = 0
    var high = trials + 1
    while low + 1 < high {
      let middle = low + (high - low) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    self.init(trials: trials, failures: low)
  }

  /// The fewest trials with which a true share is certified with some power.
  ///
  /// With m failures forgiven the power is greatest at the fewest trials that forgive them, so those of
  /// m = 0, 1, 2, … are tried in turn.
  ///
  /// - Parameters:
  ///   - power: The probability to certify, in (0, 1).
  ///   - share: The true share at which it is wanted, above 1 − δ and below 1.
  ///   - delta: δ, one less the share to be shown, in (0, 1).
  ///   - error: α, the probability to certify what is not so, in (0, 1).
  /// - Precondition: as said for each.
  /// - Complexity: O(m √n log n) for the m failures found.
  public init(power: Double, at share: Double, delta: Double, error: Double) {
    Self.check(delta, error)
    precondition(power > 0 && power < 1, "a power lies in (0, 1)")
    precondition(share > 1 - delta && share < 1, "only a share above 1 − δ can be certified")
    var failures = 0
    while true {
      let certificate = Certificate(forgiving: failures, delta: delta, error: error)
      if certificate.power(at: share) >= power {
        self = certificate
        return
      }
      failures += 1
    }
  }

  private static func check(_ delta: Double, _ error: Double) {
    precondition(delta > 0 && delta < 1, "δ lies in (0, 1)")
    precondition(error > 0 && error < 1, "an error lies in (0, 1)")
  }
}
