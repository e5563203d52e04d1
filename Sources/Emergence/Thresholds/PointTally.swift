import Statistics

/// How many runs at one fleet size succeeded.
public struct PointTally: Equatable, Sendable {
  /// The fleet size N.
  public var size: Int
  /// The runs that succeeded.
  public var successes: Int
  /// All runs, at least 1.
  public var trials: Int

  /// A count at a size.
  ///
  /// - Precondition: sizes and trials are at least 1, and successes lie in 0 … trials.
  public init(size: Int, successes: Int, trials: Int) {
    precondition(size >= 1 && trials >= 1, "a fleet of a robot, and a run")
    precondition(successes >= 0 && successes <= trials, "successes of those trials")
    self.size = size
    self.successes = successes
    self.trials = trials
  }

  /// The share of runs that succeeded.
  public var share: Double { Double(successes) / Double(trials) }

  /// The probability of so many successes or more if the true share were `share`.
  func probability(from share: Double) -> Double {
    BinomialDistribution.survival(from: successes, trials: trials, share: share)
  }

  /// The probability of so many successes or fewer if the true share were `share`.
  func probability(upTo share: Double) -> Double {
    BinomialDistribution.cumulative(successes, trials: trials, share: share)
  }
}
