/// Why two sources cannot be compared, as a sentence.
public struct ComparisonError: Error, Equatable, Sendable {
  /// The reason, for people.
  public var message: String

  /// A reason from its sentence.
  public init(_ message: String) { self.message = message }
}
