/// A parameter with its value.
struct Parameter: Sendable {
  /// What a parameter holds.
  enum Kind: String, Sendable {
    /// A number, SI.
    case number
    /// A whole number.
    case integer
    /// A text.
    case text
  }
  /// Its name.
  var name: String
  /// What it holds.
  var kind: Kind
  /// Its value where it is a number, SI.
  var value = 0.0
  /// Its value where it is a text.
  var text = ""
  /// Folder that a relative path in the text starts from.
  var folder = ""
  /// The unit as declared; empty where there is none.
  var unit = ""
  /// The unit's meaning; nil where none is declared.
  var meaning: UnitMeaning?
  /// Smallest value, SI; nil where there is none.
  var lower: Double?
  /// Largest value, SI; nil where there is none.
  var upper: Double?
  /// The texts it may hold; empty: any.
  var choices: [String] = []
  /// One sentence for people.
  var doc = ""
  /// Where its name was written.
  var place: Place?
  /// Where its value comes from.
  var valueNode: TypedNode
  /// Paths of the values that use it.
  var usedBy: [String] = []

  /// False where a mistake in it was reported.
  var isValid: Bool { valueNode.isValid }
}

/// The parameters of a scene in the order of their declaration.
struct ParameterTable: Sendable {
  /// The parameters.
  private(set) var all: [Parameter] = []
  private var indices: [String: Int] = [:]

  /// The names in order.
  var names: [String] { all.map(\.name) }

  /// Adds a parameter.
  mutating func add(_ parameter: Parameter) {
    indices[parameter.name] = all.count
    all.append(parameter)
  }

  /// The parameter of this name, or nil.
  subscript(name: String) -> Parameter? { indices[name].map { all[$0] } }

  /// Notes that the value at `path` uses the parameter.
  mutating func noteUse(of name: String, by path: String) {
    if let index = indices[name] { all[index].usedBy.append(path) }
  }
}
