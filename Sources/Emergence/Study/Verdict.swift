import Statistics

/// What a study has found, and how far each of its statements goes.
///
/// `down`, `up`, `low` and `decline` are certified, all of them together with confidence 1 − α; everything else,
/// the screening and what follows from it, is exploratory.
public struct Verdict: Equatable, Sendable {
  /// What was asked.
  public var design: StudyDesign
  /// From the anchor to smaller sizes: s ≥ 1 − δ.
  public var down: Walk
  /// From the anchor to larger sizes: s ≥ 1 − δ (sizing).
  public var up: Walk
  /// From the least size to larger ones: s ≤ δ (emergence).
  public var low: Walk
  /// From the largest size down: less than the reference.
  public var decline: Decline
  /// Successes of the runs that screened and located, sizes rising; exploratory.
  public var screening: [PointTally]
  /// The number of runs that the study was told.
  public var runs: Int
}

extension Verdict {
  /// Whether success is reached.
  public enum Reach: Equatable, Sendable {
    /// Every size here is certified, rising; the first is N⋆ of the tested sizes within the window.
    case certified([Int])
    /// No size seemed to reach 1 − δ; exploratory.
    case notReached(upTo: Int)
    /// This size seemed to, and could not be certified.
    case notCertified(PointTally)
    /// The runs that were allowed are spent.
    case unfinished
  }

  /// Whether success is reached, and from which size on.
  public var reach: Reach {
    if !down.certified.isEmpty { return .certified(Set(down.certified + up.certified).sorted()) }
    switch down.end {
    case .failed(let tally): return .notCertified(tally)
    case .notBegun: return .notReached(upTo: screening.last?.size ?? 0)
    case .atLast, .unfinished: return .unfinished
    }
  }

  /// N⋆: the least certified size, or nil where none is.
  public var size: Int? { down.certified.min() }

  /// From the least to the greatest certified size, or nil where none is.
  public var window: ClosedRange<Int>? {
    guard case .certified(let sizes) = reach, let last = sizes.last else { return nil }
    return sizes[0]...last
  }

  /// Whether small fleets certainly fail.
  public enum LowerEnd: Equatable, Sendable {
    /// Every size here has at most δ, rising; the last is N−.
    case certified([Int])
    /// The least size seemed to have more than δ, so nothing emerges; exploratory.
    case startsAbove(PointTally)
    /// This size seemed to have less, and could not be certified.
    case notCertified(PointTally)
    /// The runs that were allowed are spent.
    case unfinished
  }

  /// Whether small fleets certainly fail; nil where it was not asked.
  public var lowerEnd: LowerEnd? {
    guard design.question == .emergence else { return nil }
    if !low.certified.isEmpty { return .certified(low.certified) }
    switch low.end {
    case .failed(let tally): return .notCertified(tally)
    case .notBegun: return screening.first.map { .startsAbove($0) } ?? .unfinished
    case .atLast, .unfinished: return .unfinished
    }
  }

  /// N−: the greatest size certified to have at most δ, or nil where none is.
  public var lower: Int? { design.question == .emergence ? low.certified.last : nil }

  /// c = N−/N⋆ of the certified sizes: a lower end of the ratio, or nil where one is missing.
  public var ratio: Double? {
    guard let size, let lower else { return nil }
    return Double(lower) / Double(size)
  }

  /// The ratio of a lottery, which c is told beside.
  public var lotteryRatio: Double { Lottery.ratio(delta: design.delta) }

  /// Between what ends c lies by the screening alone; exploratory.
  public var exploratoryRatio: Interval {
    if screening.isEmpty { return Interval(estimate: 0, lower: 0, upper: 1) }
    return FixedDesign(screening, delta: design.delta, error: design.error).ratio()
  }

  /// The least size that is certified to have less than the reference, with all tested larger ones; nil for none.
  public var declineSize: Int? { decline.losses.map(\.size).min() }
}
