import SimCore

/// What a key of the scene language is: what `fleetfield describe keys` prints.
public struct SceneKeyDescription: Equatable, Sendable {
  /// Its path; `*` stands for a name the author chooses, `[]` for an element of a list.
  public var path: String
  /// What must stand there, in words.
  public var expectation: String
  /// Units that may be written, SI first; empty where dimensionless.
  public var units: [String]
  /// What happens where it is left out: `required`, `optional` or `default: 60 Hz`.
  public var presence: String
  /// When it has a meaning, such as `kind is car or forklift`; empty: always.
  public var condition: String
  /// One sentence.
  public var doc: String
}

extension SceneSchema {
  /// All keys in the order of the schema, or those below a path such as `robots.drive`.
  ///
  /// A path may leave out the `*` and `[]`. Where no key is at or below it, those that end with it are
  /// meant (`max_speed`); an unknown path gives an empty list.
  public static func describe(_ path: String? = nil) -> [SceneKeyDescription] {
    let all = places.map(SceneKeyDescription.init)
    guard let path, !path.isEmpty else { return all }
    let wanted = plain(path)
    let below = all.filter { key in
      let own = plain(key.path)
      return own == wanted || own.hasPrefix(wanted + ".")
    }
    return below.isEmpty ? all.filter { plain($0.path).hasSuffix("." + wanted) } : below
  }

  /// All keys of the built-in kinds with the ways to them.
  static let places = SchemaPlace.all(in: root)

  /// The keys as a table for people, one line each.
  public static func describeText(_ path: String? = nil) -> String {
    let keys = describe(path)
    let width = keys.map(\.path.count).max() ?? 0
    return keys.map { key in
      let padding = String(repeating: " ", count: width - key.path.count)
      let condition = key.condition.isEmpty ? "" : "; where \(key.condition)"
      return "\(key.path)\(padding)  \(key.expectation) (\(key.presence)\(condition))\n"
        + String(repeating: " ", count: width + 2) + key.doc
    }.joined(separator: "\n")
  }

  private static func plain(_ path: String) -> String {
    SchemaPlace.words(of: path).joined(separator: ".")
  }
}

extension SceneKeyDescription {
  /// What the schema says of a key.
  init(_ place: SchemaPlace) {
    let key = place.key
    self.init(
      path: place.path, expectation: key.type.longExpectation, units: key.type.units,
      presence: key.presence.words,
      condition: key.when.map { "\($0.key) is \(listed($0.values))" } ?? "", doc: key.doc)
  }
}

extension SchemaKey.Presence {
  /// What happens where the key is left out, in a few words.
  var words: String {
    switch self {
    case .required: "required"
    case .optional, .section: "optional"
    case .defaulted(let text): "default: \(text.isEmpty ? "\"\"" : text)"
    }
  }
}

extension SchemaType {
  /// What was expected, with ranges.
  var longExpectation: String {
    switch self {
    case .number(let rule):
      [expectation, rule.hasRange ? rule.rangeWords : "", rule.words.joined(separator: ", ")]
        .filter { !$0.isEmpty }.joined(separator: ", ")
    case .integer(let range):
      "a whole number between \(range.lowerBound) and \(range.upperBound)"
    default: expectation
    }
  }

  /// Units that may be written for a number; empty for other types.
  var units: [String] {
    switch self {
    case .number(let rule): rule.dimension.commonUnits.filter { !$0.isEmpty }
    case .list(let element, _): element.units
    case .either(.some(let scalar), _, _): scalar.units
    default: []
    }
  }
}

extension NumberRule {
  /// True where the range says something.
  fileprivate var hasRange: Bool { lower > -1e12 || upper < 1e12 }
}
