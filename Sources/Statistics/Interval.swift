/// An estimate with the two ends between which the true value lies at the stated confidence.
public struct Interval: Equatable, Sendable {
  /// What was estimated, in the unit of the values.
  public var estimate: Double
  /// The lower end; minus infinity where only an upper one is stated.
  public var lower: Double
  /// The upper end; infinity where only a lower one is stated.
  public var upper: Double

  /// An interval from its estimate and ends.
  public init(estimate: Double, lower: Double, upper: Double) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
  }

  /// The distance of the ends.
  public var width: Double { upper - lower }

  /// True where the value lies between the ends or on one of them.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// Which values a statement is about.
public enum Sides: Equatable, Sendable, CaseIterable {
  /// Between two ends, each missed with half of the error.
  case both
  /// Above the lower end.
  case lower
  /// Below the upper end.
  case upper

  /// The error left to one end at this confidence.
  func tail(_ confidence: Double) -> Double {
    self == .both ? (1 - confidence) / 2 : 1 - confidence
  }
}

/// Stops a confidence that is none.
func require(confidence: Double) {
  precondition(confidence > 0 && confidence < 1, "a confidence lies in (0, 1)")
}

/// Refuses lists that are too short or hold what is no number.
func check(_ values: [Double], atLeast needed: Int) throws(StatisticsError) {
  guard values.count >= needed else {
    throw StatisticsError.tooFew(count: values.count, needed: needed)
  }
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw StatisticsError.notFinite(index: index)
  }
}
