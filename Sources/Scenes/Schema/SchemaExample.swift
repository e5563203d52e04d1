import SimCore

/// A piece of a scene that has a key: the way to it, what gives it a meaning, and a value that it may have.
///
/// Values are defaults where there are any, so that an example is sound by the same table that reads it.
struct SchemaExample {
  private var lines: [String] = []
  /// Columns by which the next line is set in.
  private var indent = 0
  /// True where the next line begins an element of a list.
  private var startsElement = false

  /// The example of a key.
  init(_ place: SchemaPlace) {
    for (index, step) in place.steps.enumerated() {
      switch step {
      case .name(let what):
        add(Self.nameOf(what) + ":")
        indent += 2
      case .element: startsElement = true
      case .key(let key, let mapping):
        if let when = key.when, let word = when.values.first,
          let decider = mapping.keys.first(where: { $0.name == when.key })
        {
          add("\(decider.name): \(word)")
        }
        if index == place.steps.count - 1 {
          addValue(of: key)
        } else {
          add(key.name + ":")
          indent += 2
        }
      }
    }
  }

  /// Its lines.
  var text: String { lines.joined(separator: "\n") }

  private mutating func add(_ line: String) {
    let blank = String(repeating: " ", count: indent)
    lines.append(blank + (startsElement ? "- " : "") + line)
    if startsElement { indent += 2 }
    startsElement = false
  }

  private mutating func addValue(of key: SchemaKey) {
    if let value = key.flowValue {
      add("\(key.name): \(value)")
      return
    }
    add(key.name + ":")
    indent += 2
    switch key.type.block {
    case .mapping(let mapping): addKeys(of: mapping)
    case .named(let what, let mapping):
      add(Self.nameOf(what) + ":")
      indent += 2
      addKeys(of: mapping)
    default: break
    }
  }

  /// What a mapping needs, or its first key where it needs nothing.
  private mutating func addKeys(of mapping: SchemaMapping) {
    for key in mapping.exampleKeys { addKey(key) }
  }

  private mutating func addKey(_ key: SchemaKey) {
    let before = indent
    addValue(of: key)
    indent = before
  }

  /// A name that an author might choose.
  private static func nameOf(_ what: String) -> String {
    switch what {
    case "robot classes", "robot templates": "carrier"
    case "policies": "mover"
    case "parameters": "n"
    case "lists of values": "n"
    default: "carrier"
    }
  }
}

extension SchemaMapping {
  /// Keys that make an example: those without which it is a mistake, one of those of which one is needed,
  /// and what gives them a meaning; the first key where nothing is needed.
  fileprivate var exampleKeys: [SchemaKey] {
    var chosen: [SchemaKey] = []
    for key in keys {
      var isNeeded = key.name == exactlyOneOf.first
      if case .required = key.presence { isNeeded = true }
      if let when = key.when {
        let word = keys.first { $0.name == when.key }?.exampleWord
        isNeeded = isNeeded && word.map { when.values.contains($0) } ?? false
      }
      // What decides which keys are needed is shown with them.
      if keys.contains(where: { $0.when?.key == key.name }) { isNeeded = true }
      if isNeeded, !chosen.contains(where: { $0.name == key.name }) { chosen.append(key) }
    }
    return chosen.isEmpty ? Array(keys.prefix(1)) : chosen
  }
}

extension SchemaKey {
  /// The word that an example has there, where it is a matter of words.
  fileprivate var exampleWord: String? {
    if case .defaulted(let text) = presence { return text }
    if case .choice(let words, _) = type { return words.first }
    return nil
  }

  /// A value on one line; nil where a mapping stands there that is better shown below.
  fileprivate var flowValue: String? {
    if let sample { return sample }
    if case .defaulted(let text) = presence, !text.isEmpty, text != "[]" { return text }
    return type.block == nil ? type.sample : nil
  }
}

extension SchemaType {
  /// What is shown on lines of its own: a mapping that must stand there.
  fileprivate var block: SchemaType? {
    switch self {
    case .mapping, .named: self
    case .either(nil, nil, .some(let mapping)): mapping.block
    default: nil
    }
  }

  /// A value on one line.
  fileprivate var sample: String {
    switch self {
    case .text: "a text"
    case .raw: "1"
    case .name: "mover"
    case .path: "file.yaml"
    case .choice(let words, _): words.first ?? ""
    case .boolean: "true"
    case .integer(let range): String(min(max(range.lowerBound, 1), range.upperBound))
    case .seed: "1"
    case .number(let rule): rule.sample
    case .list(let element, let count):
      "["
        + [String](repeating: element.sample, count: max(1, count.lowerBound))
        .joined(separator: ", ") + "]"
    case .tuple(let types): "[" + types.map(\.sample).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{"
        + mapping.exampleKeys.map { "\($0.name): \($0.flowValue ?? $0.type.sample)" }
        .joined(separator: ", ") + "}"
    case .named(_, let mapping): "{carrier: \(SchemaType.mapping(mapping).sample)}"
    case .table(_, let element): "{carrier: \(element.sample)}"
    case .either(let scalar, let list, let mapping):
      (scalar ?? list ?? mapping)?.sample ?? ""
    }
  }
}

extension NumberRule {
  /// A number of an everyday size within the range, with its unit.
  fileprivate var sample: String {
    let everyday: [Double]
    switch dimension {
    case .length, .angle: everyday = [0.5]
    case .mass: everyday = [40]
    case .time: everyday = [30]
    case .energy: everyday = [1_080_000]
    case .power: everyday = [500]
    default: everyday = []
    }
    let value =
      (everyday + [1, 0.1, 0.01, 10, 100]).first {
        $0 <= upper && (isLowerOpen ? $0 > lower : $0 >= lower)
      } ?? upper
    return NumberText.digits(value) + (unit.isEmpty ? "" : " \(unit)")
  }
}
