import Glibc

/// Wald's sequential probability ratio test between a low and a high share, stopped after so many trials.
///
/// Each success adds ln(p₁/p₀) to a walk, each failure ln((1 − p₁)/(1 − p₀)); it ends when the walk leaves
/// ±ln((1 − e)/e). Between the two shares it says neither with any promise, which is why two of them, not one
/// between δ and 1 − δ, bracket a threshold. Its true errors and its length follow exactly from `course`.
///
/// Source: A. Wald, Sequential Analysis, 1947; mathematics §3.3 and C5.
public struct SequentialTest: Equatable, Sendable {
  /// What the trials say so far.
  public enum Decision: Equatable, Sendable {
    /// The share is the high one, or above.
    case high
    /// The share is the low one, or below.
    case low
    /// More trials are needed, or no more are allowed.
    case open
  }

  /// The share p₀ of the lower hypothesis.
  public var low: Double
  /// The share p₁ of the upper hypothesis.
  public var high: Double
  /// The walk's two ends lie at ± this, in nats.
  public var barrier: Double
  /// The most trials it takes.
  public var limit: Int

  /// A test that errs with about `error` at either share.
  ///
  /// - Parameters:
  ///   - low: The share p₀, in (0, 1).
  ///   - high: The share p₁, above `low` and below 1.
  ///   - error: The error e wished for, in (0, ½); with overshoot the true one is below, with a limit above.
  ///   - limit: The most trials, at least 1.
  /// - Precondition: 0 < low < high < 1, 0 < error < ½, and limit ≥ 1.
  public init(low: Double, high: Double, error: Double, limit: Int) {
    precondition(low > 0 && low < high && high < 1, "0 < low < high < 1")
    precondition(error > 0 && error < 0.5, "an error lies in (0, ½)")
    precondition(limit >= 1, "at least one trial is needed")
    self.low = low
    self.high = high
    self.limit = limit
    barrier = log((1 - error) / error)
  }

  /// What so many successes say, if the walk has not ended before.
  ///
  /// - Precondition: counts are not negative.
  /// - Complexity: O(1).
  public func decision(successes: Int, failures: Int) -> Decision {
    precondition(successes >= 0 && failures >= 0, "counts are not negative")
    let walk = Double(successes) * log(high / low) + Double(failures) * log((1 - high) / (1 - low))
    // A walk that lands on its end has reached it, whatever the last bit says.
    if walk >= barrier * (1 - 1e-12) { return .high }
    if walk <= -barrier * (1 - 1e-12) { return .low }
    return .open
  }

  /// How a walk ends.
  public struct Course: Equatable, Sendable {
    /// The probability that it says `high`.
    public var high: Double
    /// The probability that it says `low`.
    public var low: Double
    /// The probability that it is open at the limit.
    public var open: Double
    /// The mean number of trials.
    public var expectedTrials: Double
  }

  /// How it ends at a true share, by summing over all walks.
  ///
  /// - Precondition: `share` is in [0, 1].
  /// - Complexity: O(limit²).
  public func course(at share: Double) -> Course {
    precondition(share >= 0 && share <= 1, "a probability lies in [0, 1]")
    var course = Course(high: 0, low: 0, open: 0, expectedTrials: 0)
    // alive[k]: the probability to be there with k successes after n trials, not yet ended.
    var alive = [1.0]
    for n in 1...limit {
      var next = [Double](repeating: 0, count: n + 1)
      for (k, probability) in alive.enumerated() where probability > 0 {
        course.expectedTrials += probability
        next[k] += probability * (1 - share)
        next[k + 1] += probability * share
      }
      for k in 0...n where next[k] > 0 {
        switch decision(successes: k, failures: n - k) {
        case .high: course.high += next[k]
        case .low: course.low += next[k]
        case .open: continue
        }
        next[k] = 0
      }
      alive = next
    }
    course.open = alive.reduce(0, +)
    return course
  }
}
