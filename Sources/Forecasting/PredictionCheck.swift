import Prediction

/// A prediction held against runs that were made.
public struct PredictionCheck: Equatable, Sendable {
  /// What runs of one size carried.
  public struct Measured: Equatable, Sendable {
    /// Robots.
    public var size: Int
    /// Jobs per second of the whole run, in the mean of `runs`, and half the width of its 95 % interval; infinite with
    /// one run.
    public var flow: Double, halfWidth: Double
    /// How many runs.
    public var runs: Int

    /// What was measured.
    public init(size: Int, flow: Double, halfWidth: Double, runs: Int) {
      self.size = size
      self.flow = flow
      self.halfWidth = halfWidth
      self.runs = runs
    }
  }

  /// One size.
  public struct Row: Equatable, Sendable {
    /// What was measured.
    public var measured: Measured
    /// What was predicted for a run that begins empty, jobs per second of all of it.
    public var predicted: Estimate
    /// True where the measured mean lies within.
    public var isWithin: Bool { predicted.contains(measured.flow) }
    /// What was expected less what was measured, relative to that; nil where nothing was carried.
    public var error: Double? {
      measured.flow > 0 ? (predicted.expected - measured.flow) / measured.flow : nil
    }
  }

  /// A number of robots: between which measured sizes it lies, both ends nil where it is beyond all of them.
  public struct Bracket: Equatable, Sendable {
    /// The last measured size that is too small, and the first that is not.
    public var above: Int?, upTo: Int?
  }

  /// The sizes that both have, rising.
  public let rows: [Row]
  /// The greatest measured flow, jobs per second.
  public let greatest: Measured?
  /// True where demand was what limited it: then it says nothing of the capacity.
  public let isDemandLimited: Bool
  /// N⋆ of the prediction's target, as measured; nil where none was asked for.
  public let size: Bracket?
  /// The measured peak: sizes around it; nil where nothing that was measured declines.
  public let peak: ClosedRange<Int>?
  private let prediction: FleetPrediction

  /// Of a measured flow within this of demand demand is the limit.
  private static let demandShare = 0.95

  /// Holds a prediction against what was measured, sizes in any order.
  public init(_ prediction: FleetPrediction, _ measured: [Measured]) {
    self.prediction = prediction
    let sizes = measured.sorted { $0.size < $1.size }
    rows = sizes.compactMap { measured in
      prediction.wholeRun(at: measured.size).map { Row(measured: measured, predicted: $0) }
    }
    greatest = sizes.max { $0.flow < $1.flow }
    isDemandLimited =
      greatest.map { $0.flow >= PredictionCheck.demandShare * prediction.demand } ?? false
    size = prediction.target.map { target in
      // A run that begins empty cannot carry all of it.
      let first = sizes.firstIndex { $0.flow >= target.flow * prediction.fullShare }
      return Bracket(
        above: first.map { $0 > 0 ? sizes[$0 - 1].size : 0 } ?? sizes.last?.size,
        upTo: first.map { sizes[$0].size })
    }
    peak = PredictionCheck.peak(sizes)
  }

  /// The best size and its neighbours, where a greater one carries less by a twentieth and by both intervals.
  private static func peak(_ sizes: [Measured]) -> ClosedRange<Int>? {
    guard let best = sizes.indices.max(by: { sizes[$0].flow < sizes[$1].flow }) else { return nil }
    let top = sizes[best]
    let declines = sizes[best...].contains {
      $0.flow < top.flow * (1 - FleetPrediction.declineShare)
        && $0.flow + $0.halfWidth < top.flow - top.halfWidth
    }
    guard declines else { return nil }
    return sizes[max(0, best - 1)].size...sizes[min(sizes.count - 1, best + 1)].size
  }

  /// Whether the greatest measured flow lies within the predicted capacity of a whole run; nil where demand limits.
  public var isCapacityWithin: Bool? {
    guard let greatest, !isDemandLimited else { return nil }
    let capacity = prediction.capacity
    let most = prediction.wholeRun(of: capacity)
    return most.contains(greatest.flow)
  }

  /// Whether the measured N⋆ can lie within the predicted ends; nil where none was asked for.
  public var isSizeWithin: Bool? {
    guard let size, let target = prediction.target else { return nil }
    guard let upTo = size.upTo else {
      // Not reached by any measured size: the prediction must allow for it.
      return target.size.upper.map { $0 > size.above ?? 0 } ?? true
    }
    guard let lower = target.size.lower else { return false }
    return lower <= upTo && (target.size.upper ?? .max) > size.above ?? 0
  }

  /// Whether the measured peak can be the predicted one; where neither has one, it is.
  public var isPeakWithin: Bool {
    let last = rows.last?.measured.size ?? 0
    guard let expected = prediction.peak else { return peak == nil }
    guard let peak else { return expected.upper == nil || (expected.upper ?? 0) > last }
    return expected.lower <= peak.upperBound && (expected.upper ?? .max) >= peak.lowerBound
  }
}

extension FleetPrediction {
  /// The share of a flow that a run which begins empty carries, as expected.
  ///
  /// Robots begin half way to their first pick-up, and in the mean half a job of each is not over at the end: of the T/R
  /// jobs of one about a quarter is lost.
  var fullShare: Double { max(0, 1 - 0.25 * aloneTime.expected / duration) }

  /// A flow over a whole run that begins empty.
  ///
  /// At least it is that of the time after a first whole job, and at most all of it with half a job of each robot more:
  /// where they begin at their first pick-up and end with a delivery.
  public func wholeRun(of flow: Estimate) -> Estimate {
    Estimate(
      flow.expected * fullShare, between: flow.lower * max(0, 1 - aloneTime.upper / duration),
      and: flow.upper * (1 + 0.5 * aloneTime.upper / duration))
  }

  /// What a run of a size that begins empty carries, jobs per second of all of it; straight between the sizes of the
  /// curve, nil beyond the last.
  public func wholeRun(at size: Int) -> Estimate? {
    guard let above = points.firstIndex(where: { $0.size >= size }) else { return nil }
    let high = points[above]
    guard above > 0, high.size > size else { return wholeRun(of: high.flow) }
    let low = points[above - 1]
    let share = Double(size - low.size) / Double(high.size - low.size)
    func between(_ key: (Estimate) -> Double) -> Double {
      key(low.flow) + share * (key(high.flow) - key(low.flow))
    }
    return wholeRun(
      of: Estimate(between(\.expected), between: between(\.lower), and: between(\.upper)))
  }
}
