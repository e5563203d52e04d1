import SimCore

/// What must stand at a key: the type that directs reading, messages, documentation and JSON Schema.
indirect enum SchemaType: Sendable {
  /// Any text.
  case text
  /// A word that names something: a letter, then letters, digits, `_` or `-`.
  case name
  /// The path of a file, relative to the file that says it.
  case path
  /// One word of a list; other words get a message of their own where one is known.
  case choice([String], refused: [RefusedWord] = [])
  /// `true` or `false`.
  case boolean
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// A whole number in 0 ..< 2⁶⁴.
  case seed
  /// A number with an optional unit.
  case number(NumberRule)
  /// A scalar kept as written: values of sweep axes and parameters.
  case raw
  /// A list of so many elements.
  case list(SchemaType, ClosedRange<Int>)
  /// A list with one type per place, such as x, y and heading.
  case tuple([SchemaType])
  /// A mapping with fixed keys.
  case mapping(SchemaMapping)
  /// A mapping from names the author chooses to mappings.
  case named(what: String, SchemaMapping)
  /// A mapping from names the author chooses to values of one type.
  case table(what: String, SchemaType)
  /// By the kind of node: a scalar, a list or a mapping.
  case either(scalar: SchemaType?, list: SchemaType?, mapping: SchemaType?)

  /// What was expected, in a few words.
  var expectation: String {
    switch self {
    case .text, .raw: "a text"
    case .name: "a name"
    case .path: "the path of a file"
    case .choice(let words, _): listed(words)
    case .boolean: "true or false"
    case .integer, .seed: "a whole number"
    case .number(let rule):
      rule.unit.isEmpty ? "a number" : "a number with a unit such as \(rule.unit)"
    case .list(let element, let count):
      count.lowerBound == count.upperBound
        ? "a list of \(count.lowerBound) values" : "a list, each \(element.expectation)"
    case .tuple(let types): "a list of \(types.count) values"
    case .mapping: "a mapping { … }"
    case .named(let what, _), .table(let what, _): "a mapping from names to \(what)"
    case .either(let scalar, let list, let mapping):
      [scalar, list, mapping].compactMap { $0?.expectation }.joined(separator: ", or ")
    }
  }
}

/// A word that people may try, with the reason why it is not taken.
struct RefusedWord: Sendable {
  /// The word.
  var word: String
  /// The reason, said after "'word' ".
  var reason: String
}

/// A number's dimension and range; both ends SI.
struct NumberRule: Sendable {
  /// What it measures.
  var dimension: Dimension
  /// The unit a resolved scene writes; SI.
  var unit: String
  /// Smallest value.
  var lower = -1e12
  /// Largest value.
  var upper = 1e12
  /// True where the smallest value itself is not allowed.
  var isLowerOpen = false
  /// Words allowed instead of a number, such as `never`.
  var words: [String] = []
}

extension SchemaType {
  /// A quantity of a dimension with its range in SI.
  static func quantity(
    _ dimension: Dimension, unit: String? = nil, above: Double? = nil, from: Double? = nil,
    through: Double? = nil, or words: [String] = []
  ) -> SchemaType {
    var rule = NumberRule(dimension: dimension, unit: unit ?? dimension.unit)
    if let above {
      rule.lower = above
      rule.isLowerOpen = true
    }
    if let from { rule.lower = from }
    if let through { rule.upper = through }
    rule.words = words
    return .number(rule)
  }

  /// A dimensionless share in [0, 1].
  static let share = quantity(.none, from: 0, through: 1)

  /// A point: x, y in metres.
  static let point = SchemaType.list(.quantity(.length, from: -1e7, through: 1e7), 2...2)
}

/// The keys a mapping may have.
struct SchemaMapping: Sendable {
  /// The keys in the order they are documented and written.
  var keys: [SchemaKey]
  /// Keys of which exactly one is given; empty where there is no such rule.
  var exactlyOneOf: [String] = []

  /// A mapping of these keys.
  ///
  /// - Precondition: no two are called the same where both have a meaning: a kind that a program adds must
  ///   not take a name that all of them have.
  init(_ keys: [SchemaKey], exactlyOneOf: [String] = []) {
    for (place, key) in keys.enumerated() {
      precondition(
        !keys[..<place].contains { $0.clashes(with: key) }, "two keys are called '\(key.name)'")
    }
    self.keys = keys
    self.exactlyOneOf = exactlyOneOf
  }
}

/// A key with the type of its value and its documentation.
struct SchemaKey: Sendable {
  /// What happens where the key is left out.
  enum Presence: Sendable {
    /// A mistake.
    case required
    /// The thing does not exist, or is worked out from others as the documentation says.
    case optional
    /// This value is taken.
    case defaulted(String)
    /// An empty mapping is taken, whose own defaults fill in.
    case section
  }
  /// The condition under which a key has a meaning.
  struct Condition: Sendable {
    /// The neighbouring key that decides.
    var key: String
    /// Its values that give the key a meaning.
    var values: [String]
  }
  /// The key.
  var name: String
  /// What must stand there.
  var type: SchemaType
  /// What happens where it is left out.
  var presence: Presence
  /// One sentence for people.
  var doc: String
  /// When it has a meaning; nil is always.
  var when: Condition?
  /// The `SpecField` its value goes to; nil where the loader reads it.
  var field: (any Sendable)?
  /// A value for examples, where neither the default nor the type tells a good one.
  var sample: String?

  /// A key from its parts; `when` is (key, values).
  init(
    _ name: String, _ type: SchemaType, _ presence: Presence, _ doc: String,
    when: (String, [String])? = nil
  ) {
    self.name = name
    self.type = type
    self.presence = presence
    self.doc = doc
    self.when = when.map { Condition(key: $0.0, values: $0.1) }
  }

  /// The key with a value for examples.
  func shown(as sample: String) -> SchemaKey {
    var key = self
    key.sample = sample
    return key
  }

  /// True where two keys have one name and may have a meaning at the same time.
  func clashes(with other: SchemaKey) -> Bool {
    guard name == other.name else { return false }
    guard let when, let also = other.when, when.key == also.key else { return true }
    return when.values.contains { also.values.contains($0) }
  }
}
