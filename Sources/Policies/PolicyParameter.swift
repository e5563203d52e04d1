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
  /// The parameter of the same kind that it must be above, or nil.
  public var lowerNeighbour: String?
  /// One sentence for people.
  public var doc: String

  /// F where m^orch is withheld, of kinds that share the work out among idle robots.
  static let priorIdle = PolicyParameter(
    name: "prior_idle", unit: "robots", defaultValue: 1, range: 1...1_000_000,
    doc: "Idle robots that share the open jobs, where m^orch is withheld.")

  /// Of all kinds whose robots choose each for itself.
  static let backOff = PolicyParameter(
    name: "back_off", unit: "s", defaultValue: 0, range: 0...3600,
    doc: "Mean rest after finding no job where it was sent; doubled each further time.")

  /// A parameter from its values.
  public init(
    name: String, unit: String = "1", defaultValue: Double, range: ClosedRange<Double>,
    isAutomaticAtZero: Bool = false, above lowerNeighbour: String? = nil, doc: String
  ) {
    self.name = name
    self.unit = unit
    self.defaultValue = defaultValue
    self.range = range
    self.isAutomaticAtZero = isAutomaticAtZero
    self.lowerNeighbour = lowerNeighbour
    self.doc = doc
  }
}
