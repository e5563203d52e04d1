import Glibc

/// The two shapes of a beta law over the true share, by which an anytime interval weighs its alternatives.
///
/// Any choice made before the first trial keeps the promise; it only moves where the interval is narrow.
public struct BetaPrior: Equatable, Sendable {
  /// The first shape, positive.
  public var successes: Double
  /// The second shape, positive.
  public var failures: Double

  /// A beta law.
  ///
  /// - Precondition: both shapes are positive and finite.
  public init(successes: Double, failures: Double) {
    precondition(
      successes > 0 && failures > 0 && successes.isFinite && failures.isFinite,
      "shapes are positive and finite")
    self.successes = successes
    self.failures = failures
  }

  /// Jeffreys' Beta(½, ½): narrow where shares are near 0 or 1.
  public static let jeffreys = BetaPrior(successes: 0.5, failures: 0.5)
  /// Beta(1, 1): all shares weigh the same.
  public static let uniform = BetaPrior(successes: 1, failures: 1)
}

extension Proportion {
  /// The interval that holds at all numbers of trials together, however often one looks.
  ///
  /// It is {p : B(k + a, n − k + b) / B(a, b) / (pᵏ (1 − p)ⁿ⁻ᵏ) < 1/α}. For the true p this ratio is a
  /// martingale of mean 1 that is never negative, so the probability that it *ever* reaches 1/α is at most α
  /// (Ville): a run may stop whenever what it sees is enough. The price is width: at one n chosen beforehand
  /// `exact` is narrower.
  ///
  /// - Parameters:
  ///   - confidence: 1 − α, the probability that no interval of the whole course misses the true share.
  ///   - prior: The weights of the alternatives, chosen before the first trial.
  /// - Returns: k/n with its two ends, to about 1e-12.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(1), 126 evaluations of the ratio.
  ///
  /// Source: mathematics §3.3; H. Robbins, "Statistical methods related to the law of the iterated logarithm",
  /// 1970.
  public func anytime(confidence: Double = 0.95, prior: BetaPrior = .jeffreys) -> Interval {
    require(confidence: confidence)
    let bar = -log1p(-confidence)
    // The ratio falls towards k/n from either side.
    let lower =
      successes == 0
      ? 0
      : leastPositive(upTo: share) {
        $0 > 0 && logEvidence(against: $0, complement: 1 - $0, prior) < bar
      }
    let failed = 1 - share
    let upper =
      successes == trials
      ? 1
      : 1
        - leastPositive(upTo: failed) {
          $0 > 0 && logEvidence(against: 1 - $0, complement: $0, prior) < bar
        }
    return Interval(estimate: share, lower: lower, upper: upper)
  }

  /// ln of how many times likelier the trials are under the mixture than under one share.
  ///
  /// e to this number is a wager against `share` that starts with 1: if the share is true, it ever reaches
  /// 1/α with probability α at most.
  ///
  /// - Parameters:
  ///   - share: The share spoken against, in (0, 1).
  ///   - prior: The weights of the alternatives.
  /// - Returns: A number without unit, below 0 where the trials speak for the share.
  /// - Precondition: `share` is in (0, 1).
  /// - Complexity: O(1).
  public func logEvidence(against share: Double, prior: BetaPrior = .jeffreys) -> Double {
    precondition(share > 0 && share < 1, "a share that can be spoken against lies in (0, 1)")
    return logEvidence(against: share, complement: 1 - share, prior)
  }

  /// The prior's density at the share over the posterior's, which is the same ratio without its cancellation.
  private func logEvidence(
    against share: Double, complement: Double, _ prior: BetaPrior
  ) -> Double {
    let (a, b) = (prior.successes, prior.failures)
    let (k, rest) = (Double(successes), Double(trials - successes))
    return SaddlePoint.logBetaWeight(a, b, share, complement)
      - SaddlePoint.logBetaWeight(a + k, b + rest, share, complement)
  }
}
