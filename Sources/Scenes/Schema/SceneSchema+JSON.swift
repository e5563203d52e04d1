extension SceneSchema {
  /// The scene language as a JSON Schema (draft 7), for completion and hover in editors.
  ///
  /// Made from the same table that directs reading. What JSON Schema cannot say (dimensions,
  /// names that must exist) is in the descriptions. Ends with a line break.
  public static func jsonSchema() -> String {
    var text = "{\n"
    text += "  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
    text += "  \"title\": \"Fleetfield scene\",\n"
    // Libraries have no world and no robots of their own, so only the version is required.
    text += "  \"required\": [\"fleet\"],\n"
    text += object(root, indentation: 2, isPartial: true)
    return text + "}\n"
  }

  /// The members of an object schema, each line indented.
  private static func object(
    _ mapping: SchemaMapping, indentation: Int, isPartial: Bool = false
  ) -> String {
    let blanks = String(repeating: " ", count: indentation)
    var names: [String] = []
    for key in mapping.keys where !names.contains(key.name) { names.append(key.name) }
    var text = "\(blanks)\"type\": \"object\",\n\(blanks)\"additionalProperties\": false,\n"
    // A key that only some kinds need is not required of all.
    let required = mapping.keys.filter { $0.isRequired && $0.when == nil }.map(\.name)
    if !required.isEmpty && !isPartial {
      text += "\(blanks)\"required\": [\(required.map(jsonQuoted).joined(separator: ", "))],\n"
    }
    text += "\(blanks)\"properties\": {\n"
    text += names.map { name in
      let keys = mapping.keys.filter { $0.name == name }
      return "\(blanks)  \(jsonQuoted(name)): {\n"
        + property(keys, indentation: indentation + 4, isPartial: isPartial)
        + "\(blanks)  }"
    }.joined(separator: ",\n")
    return text + "\n\(blanks)}\n"
  }

  /// The members of a property's schema; several keys of one name differ only by their condition.
  private static func property(
    _ keys: [SchemaKey], indentation: Int, isPartial: Bool
  ) -> String {
    guard let key = keys.first else { return "" }
    let blanks = String(repeating: " ", count: indentation)
    let conditions = keys.compactMap(\.when)
    var doc = key.doc
    if let first = conditions.first {
      doc += " Where \(first.key) is \(listed(conditions.flatMap(\.values)))."
    }
    if case .defaulted(let text) = key.presence, !text.isEmpty { doc += " Default: \(text)." }
    return "\(blanks)\"description\": \(jsonQuoted(doc)),\n"
      + schema(
        key.type, indentation: indentation,
        // What a class leaves out may come from its template.
        isPartial: isPartial || key.name == "templates" || key.name == "robots")
  }

  /// The members of a type's schema.
  private static func schema(
    _ type: SchemaType, indentation: Int, isPartial: Bool
  ) -> String {
    let blanks = String(repeating: " ", count: indentation)
    switch type {
    case .text, .path, .name: return "\(blanks)\"type\": \"string\"\n"
    case .raw: return "\(blanks)\"type\": [\"string\", \"number\", \"boolean\"]\n"
    case .choice(let words, _):
      // A text parameter may stand for a word, so an expression is allowed beside the words.
      return "\(blanks)\"anyOf\": [{\"enum\": [\(words.map(jsonQuoted).joined(separator: ", "))]}, "
        + "\(expression)]\n"
    case .boolean: return "\(blanks)\"anyOf\": [{\"type\": \"boolean\"}, \(expression)]\n"
    case .integer(let range):
      return "\(blanks)\"anyOf\": [{\"type\": \"integer\", \"minimum\": \(range.lowerBound), "
        + "\"maximum\": \(range.upperBound)}, \(expression)]\n"
    case .seed:
      return "\(blanks)\"anyOf\": [{\"type\": \"integer\", \"minimum\": 0}, \(expression)]\n"
    case .number(let rule) where rule.dimension == .none:
      return "\(blanks)\"type\": [\"number\", \"string\"]\n"
    case .number(let rule):
      // A quantity carries its unit, but 0 needs none and an expression is in SI.
      let words =
        rule.words.isEmpty
        ? "" : "{\"enum\": [\(rule.words.map(jsonQuoted).joined(separator: ", "))]}, "
      return "\(blanks)\"anyOf\": [{\"const\": 0}, \(words)\(quantity), \(expression)]\n"
    case .list(let element, let count):
      return "\(blanks)\"type\": \"array\",\n\(blanks)\"minItems\": \(count.lowerBound),\n"
        + "\(blanks)\"maxItems\": \(count.upperBound),\n\(blanks)\"items\": {\n"
        + schema(element, indentation: indentation + 2, isPartial: isPartial) + "\(blanks)}\n"
    case .tuple(let types):
      let items = types.map {
        "\(blanks)  {\n" + schema($0, indentation: indentation + 4, isPartial: isPartial)
          + "\(blanks)  }"
      }
      return "\(blanks)\"type\": \"array\",\n\(blanks)\"minItems\": \(types.count),\n"
        + "\(blanks)\"maxItems\": \(types.count),\n\(blanks)\"items\": [\n"
        + items.joined(separator: ",\n") + "\n\(blanks)]\n"
    case .mapping(let mapping):
      return object(mapping, indentation: indentation, isPartial: isPartial)
    case .named(_, let mapping):
      return "\(blanks)\"type\": \"object\",\n\(blanks)\"additionalProperties\": {\n"
        + object(mapping, indentation: indentation + 2, isPartial: isPartial) + "\(blanks)}\n"
    case .table(_, let element):
      return "\(blanks)\"type\": \"object\",\n\(blanks)\"additionalProperties\": {\n"
        + schema(element, indentation: indentation + 2, isPartial: isPartial) + "\(blanks)}\n"
    case .either(let scalar, let list, let mapping):
      let alternatives = [scalar, list, mapping].compactMap { $0 }.map {
        "\(blanks)  {\n" + schema($0, indentation: indentation + 4, isPartial: isPartial)
          + "\(blanks)  }"
      }
      return "\(blanks)\"anyOf\": [\n" + alternatives.joined(separator: ",\n") + "\n\(blanks)]\n"
    }
  }

  private static let quantity =
    #"{"type": "string", "pattern": "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *[A-Za-z°%/1]"}"#
  private static let expression = #"{"type": "string", "pattern": "\\$\\("}"#
}

extension SchemaKey {
  /// True where leaving the key out is a mistake.
  fileprivate var isRequired: Bool { if case .required = presence { true } else { false } }
}
