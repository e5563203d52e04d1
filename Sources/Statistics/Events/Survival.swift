import Glibc

/// How long one run went, and whether it ended with the event or was only watched no longer.
public struct Lifetime: Equatable, Sendable {
  /// The time until the event or until the run was left, not negative.
  public var duration: Double
  /// True where the event happened, false where the run was still well (censored).
  public var hasEnded: Bool

  /// A lifetime.
  ///
  /// - Throws: `notFinite`, and `outOfRange` for a negative duration.
  public init(_ duration: Double, hasEnded: Bool) throws(StatisticsError) {
    guard duration.isFinite else { throw StatisticsError.notFinite(index: 0) }
    guard duration >= 0 else { throw StatisticsError.outOfRange(index: 0) }
    self.duration = duration
    self.hasEnded = hasEnded
  }
}

/// The share of runs that are still well after some time, with censored runs counted right.
///
/// Kaplan and Meier's product Π (1 − dᵢ/nᵢ) over the times of events, dᵢ events among nᵢ runs under watch;
/// a run that was left at the time of an event counts as under watch. It assumes that runs are left for
/// reasons that have nothing to do with the event, and no law of the times.
///
/// Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", 1958;
/// J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time Data, §1.4 (interval).
public struct Survival: Equatable, Sendable {
  /// The share from one event time up to the next.
  public struct Step: Equatable, Sendable {
    /// When events happened.
    public var time: Double
    /// How many.
    public var events: Int
    /// Runs under watch until then, these events included.
    public var atRisk: Int
    /// The share still well after them.
    public var share: Double
    /// Greenwood's sum Σ dᵢ / (nᵢ (nᵢ − dᵢ)); infinite once no run is left.
    public var greenwood: Double
  }

  /// The steps down, in order of time. [event times]
  public var steps: [Step]
  /// The longest time that any run was under watch; nothing is known beyond.
  public var horizon: Double
  /// How long each run was under watch, in order. [runs]
  private var durations: [Double]

  /// Counts events and runs under watch at every event time.
  ///
  /// - Throws: `tooFew` for no run.
  /// - Complexity: O(n log n) in the runs.
  public init(of runs: [Lifetime]) throws(StatisticsError) {
    guard !runs.isEmpty else { throw StatisticsError.tooFew(count: 0, needed: 1) }
    let sorted = runs.sorted { $0.duration < $1.duration }
    durations = sorted.map(\.duration)
    horizon = durations[durations.count - 1]
    steps = []
    var share = 1.0
    var greenwood = 0.0
    var index = 0
    while index < sorted.count {
      let time = sorted[index].duration
      let atRisk = sorted.count - index
      var events = 0
      while index < sorted.count && sorted[index].duration == time {
        if sorted[index].hasEnded { events += 1 }
        index += 1
      }
      guard events > 0 else { continue }
      share *= Double(atRisk - events) / Double(atRisk)
      greenwood += Double(events) / (Double(atRisk) * Double(atRisk - events))
      steps.append(
        Step(time: time, events: events, atRisk: atRisk, share: share, greenwood: greenwood))
    }
  }

  /// The share still well after a time, with its pointwise interval; nil beyond the horizon.
  ///
  /// The interval is Greenwood's on the scale of ln(−ln S), so that it stays within [0, 1]:
  /// S^exp(± z √greenwood / |ln S|). Before the first event that scale has no answer: the lower end is then
  /// Clopper and Pearson's for the runs still under watch, all of them well. After the last run has ended
  /// the upper end is that of the step before, since the share never rises.
  ///
  /// - Precondition: `time` is not negative, and `confidence` is in (0, 1).
  /// - Complexity: O(runs).
  public func share(after time: Double, confidence: Double = 0.95) -> Interval? {
    require(confidence: confidence)
    precondition(time >= 0, "a time is not negative")
    guard time <= horizon else { return nil }
    let tail = (1 - confidence) / 2
    guard let index = steps.lastIndex(where: { $0.time <= time }) else {
      let watched = durations.count { $0 >= time }
      return Interval(estimate: 1, lower: pow(tail, 1 / Double(watched)), upper: 1)
    }
    if steps[index].share > 0 { return interval(of: steps[index], tail) }
    let upper =
      index == 0
      ? -expm1(log(tail) / Double(steps[0].atRisk)) : interval(of: steps[index - 1], tail).upper
    return Interval(estimate: 0, lower: 0, upper: upper)
  }

  /// The time by which a share of the runs has ended, such as the median for 0.5; nil where that lies beyond
  /// the horizon.
  ///
  /// - Precondition: `share` is in (0, 1).
  /// - Complexity: O(steps).
  public func time(by share: Double) -> Double? {
    precondition(share > 0 && share < 1, "a share lies between 0 and 1")
    return steps.first { $0.share <= 1 - share + Self.rounding }?.time
  }

  /// What a product of many quotients may be off by, so that a share is reached where it is met exactly.
  static let rounding = 1e-9

  private func interval(of step: Step, _ tail: Double) -> Interval {
    let z = -NormalDistribution.quantile(tail)
    let reach = exp(z * step.greenwood.squareRoot() / abs(log(step.share)))
    return Interval(
      estimate: step.share, lower: pow(step.share, reach), upper: pow(step.share, 1 / reach))
  }
}
