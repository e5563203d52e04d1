import Glibc

/// Events over the time in which they could have happened: jams per robot-hour, or per hour of a run.
///
/// A run in which nothing happened counts with its whole length, a run that ended with the event up to
/// there: censoring is in the exposure. It assumes that events come at a constant rate and independently
/// (a Poisson process); `Survival` shows whether the rate is constant.
public struct EventRate: Equatable, Sendable {
  /// Number of events.
  public var events: Int
  /// The time under observation, all runs together, in a unit of choice.
  public var exposure: Double

  /// A count over an exposure.
  ///
  /// - Throws: `notFinite`, and `outOfRange` for a negative count, or an exposure that is not positive.
  public init(events: Int, exposure: Double) throws(StatisticsError) {
    guard exposure.isFinite else { throw StatisticsError.notFinite(index: 0) }
    guard events >= 0 && exposure > 0 else { throw StatisticsError.outOfRange(index: 0) }
    self.events = events
    self.exposure = exposure
  }

  /// The rate of the first event of each run, the time before it or before the run's end as exposure.
  ///
  /// - Throws: `tooFew` for no run, or `outOfRange` where all runs ended at once.
  /// - Complexity: O(runs).
  public init(of runs: [Lifetime]) throws(StatisticsError) {
    guard !runs.isEmpty else { throw StatisticsError.tooFew(count: 0, needed: 1) }
    try self.init(
      events: runs.count { $0.hasEnded }, exposure: runs.reduce(0) { $0 + $1.duration })
  }

  /// Events per unit of exposure.
  public var rate: Double { Double(events) / exposure }

  /// Garwood's exact interval of the rate: ½ χ²(α; 2k) and ½ χ²(1 − α; 2k + 2), over the exposure.
  ///
  /// No event has a lower end of 0 and an upper one of −ln(α) / exposure. Where the exposure depends on
  /// the events (runs that end with the first), coverage is close to what is stated, not at least that.
  ///
  /// - Parameters:
  ///   - confidence: The probability that the interval holds the true rate.
  ///   - sides: Both ends, or only one.
  /// - Returns: The rate with its ends, per unit of exposure.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(√events), 126 times.
  ///
  /// Source: F. Garwood, "Fiducial limits for the Poisson distribution", 1936.
  public func interval(confidence: Double = 0.95, sides: Sides = .both) -> Interval {
    require(confidence: confidence)
    let tail = sides.tail(confidence)
    let k = Double(events)
    return Interval(
      estimate: rate,
      lower: events == 0 || sides == .upper
        ? 0 : GammaDistribution.quantile(tail, shape: k) / exposure,
      upper: sides == .lower
        ? .infinity : GammaDistribution.quantile(1 - tail, shape: k + 1) / exposure)
  }

  /// The probability of at least one event within a duration, with its interval: 1 − exp(−rate · t).
  ///
  /// Beyond the longest run this is a belief in a constant rate that nothing has tested: claims for a shift
  /// come from runs as long as a shift.
  ///
  /// - Precondition: `duration` is not negative, and `confidence` is in (0, 1).
  /// - Complexity: as `interval`.
  public func probability(
    within duration: Double, confidence: Double = 0.95, sides: Sides = .both
  ) -> Interval {
    precondition(duration >= 0, "a duration is not negative")
    let rates = interval(confidence: confidence, sides: sides)
    func probability(_ rate: Double) -> Double { duration == 0 ? 0 : -expm1(-rate * duration) }
    return Interval(
      estimate: probability(rates.estimate), lower: probability(rates.lower),
      upper: probability(rates.upper))
  }
}
