/// A parameter of a policy kind.
public struct PolicyParameter: Equatable, Sendable {
  /// Name in scene files, snake case.
  public var name: String
  /// Unit in SI; "1" where dimensionless.
  public var unit: String
  /// The value where a scene gives none.
  public var defaultValue: Double
  /// The values allowed.
  public var range: ClosedRange<Double>
  /// True where `auto` may stand for a value; it is passed as 0.
  public var isAutomaticAtZero: Bool
  /// One sentence for people.
  public var doc: String

  /// A parameter from its values.
  public init(
    name: String, unit: String = "1", defaultValue: Double, range: ClosedRange<Double>,
    isAutomaticAtZero: Bool = false, doc: String
  ) {
    self.name = name
    self.unit = unit
    self.defaultValue = defaultValue
    self.range = range
    self.isAutomaticAtZero = isAutomaticAtZero
    self.doc = doc
  }
}
