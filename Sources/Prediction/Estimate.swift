/// A predicted number and the ends between which it is expected, as far as what makes them apart is known.
///
/// The ends come from doing the whole calculation with all that is uncertain at its worse and at its better end: they
/// are no confidence limits.
public struct Estimate: Equatable, Sendable, Codable {
  /// What is expected.
  public var expected: Double
  /// The ends; the upper one is infinity where there is none.
  public var lower: Double, upper: Double

  /// An estimate from three values in any order of the ends.
  public init(_ expected: Double, between one: Double, and other: Double) {
    self.expected = expected
    lower = min(one, other, expected)
    upper = max(one, other, expected)
  }

  /// True where a value lies between the ends or on one of them.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
