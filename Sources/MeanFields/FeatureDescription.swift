/// One feature of a mean field: what `fleetfield describe features` prints.
public struct FeatureDescription: Equatable, Sendable {
  /// Name, unique in its schema, lower camel case; histogram bins carry an index or a word.
  public var name: String
  /// Unit of the feature after scaling; "1" where dimensionless.
  public var unit: String
  /// The range it is declared for; what lies outside saturates and is counted.
  public var range: ClosedRange<Float>
  /// One sentence for people.
  public var doc: String

  /// A description from its values.
  public init(_ name: String, unit: String = "1", range: ClosedRange<Float>, doc: String) {
    self.name = name
    self.unit = unit
    self.range = range
    self.doc = doc
  }
}
