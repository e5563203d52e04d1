import SimCore

extension SceneSchema {
  private typealias Members = [(String, JSONText)]

  /// Name of the file that has the schema where the program writes it beside a scene.
  public static let schemaFile = "fleet.schema.json"

  /// The first line of a scene beside which `schemaFile` lies: where editors find the schema.
  static let editorLine = "# yaml-language-server: $schema=\(schemaFile)\n"

  /// The scene language as a JSON Schema (draft 7), for completion and hover in editors.
  ///
  /// Made from the same table that directs reading. What JSON Schema cannot say (dimensions,
  /// names that must exist) is in the descriptions. Ends with a line break.
  public static func jsonSchema() -> String {
    let head: Members = [
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("title", .string("Fleetfield scene")),
      // Libraries have no world and no robots of their own, so only the version is required.
      ("required", words(["fleet"])),
    ]
    return JSONText.object(head + object(root, isPartial: true)).rendered + "\n"
  }

  /// The members of an object schema.
  private static func object(_ mapping: SchemaMapping, isPartial: Bool = false) -> Members {
    var names: [String] = []
    for key in mapping.keys where !names.contains(key.name) { names.append(key.name) }
    var members: Members = [("type", .string("object")), ("additionalProperties", .bool(false))]
    // A key that only some kinds need is not required of all.
    let required = mapping.keys.filter { $0.isRequired && $0.when == nil }.map(\.name)
    if !required.isEmpty && !isPartial { members.append(("required", words(required))) }
    let properties = names.map { name in
      (
        name,
        JSONText.object(
          property(mapping.keys.filter { $0.name == name }, isPartial: isPartial))
      )
    }
    return members + [("properties", .object(properties))]
  }

  /// The members of a property's schema; several keys of one name differ only by their condition.
  private static func property(_ keys: [SchemaKey], isPartial: Bool) -> Members {
    guard let key = keys.first else { return [] }
    let conditions = keys.compactMap(\.when)
    var doc = key.doc
    if let first = conditions.first {
      doc += " Where \(first.key) is \(listed(conditions.flatMap(\.values)))."
    }
    if case .defaulted(let text) = key.presence, !text.isEmpty { doc += " Default: \(text)." }
    // What a class leaves out may come from its template.
    let isOpen = isPartial || key.name == "templates" || key.name == "robots"
    return [("description", .string(doc))] + schema(key.type, isPartial: isOpen)
  }

  /// The members of a type's schema.
  private static func schema(_ type: SchemaType, isPartial: Bool) -> Members {
    func inner(_ type: SchemaType) -> JSONText { .object(schema(type, isPartial: isPartial)) }
    switch type {
    case .text, .path, .name: return [("type", .string("string"))]
    case .raw: return [("type", words(["string", "number", "boolean"]))]
    case .choice(let choices, _):
      // A text parameter may stand for a word, so an expression is allowed beside the words.
      return any([("enum", words(choices))], expression)
    case .boolean: return any([("type", .string("boolean"))], expression)
    case .integer(let range):
      return any(
        [
          ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
          ("maximum", .integer(range.upperBound)),
        ], expression)
    case .seed: return any([("type", .string("integer")), ("minimum", .integer(0))], expression)
    case .number(let rule) where rule.dimension == .none:
      return [("type", words(["number", "string"]))]
    case .number(let rule):
      // A quantity carries its unit, but 0 needs none and an expression is in SI.
      let zero: Members = [("const", .integer(0))]
      return rule.words.isEmpty
        ? any(zero, quantity, expression)
        : any(zero, [("enum", words(rule.words))], quantity, expression)
    case .list(let element, let count):
      return array(count.lowerBound, count.upperBound) + [("items", inner(element))]
    case .tuple(let types):
      return array(types.count, types.count) + [("items", .array(types.map(inner)))]
    case .mapping(let mapping): return object(mapping, isPartial: isPartial)
    case .named(_, let mapping):
      return [
        ("type", .string("object")),
        ("additionalProperties", .object(object(mapping, isPartial: isPartial))),
      ]
    case .table(_, let element):
      return [("type", .string("object")), ("additionalProperties", inner(element))]
    case .either(let scalar, let list, let mapping):
      return [("anyOf", .array([scalar, list, mapping].compactMap { $0 }.map(inner)))]
    }
  }

  private static func array(_ least: Int, _ most: Int) -> Members {
    [("type", .string("array")), ("minItems", .integer(least)), ("maxItems", .integer(most))]
  }

  /// Words on one line.
  private static func words(_ words: [String]) -> JSONText {
    JSONText.array(words.map { .string($0) }).inLine
  }

  /// Alternatives on one line.
  private static func any(_ alternatives: Members...) -> Members {
    [("anyOf", JSONText.array(alternatives.map { .object($0) }).inLine)]
  }

  private static let quantity: Members = [
    ("type", .string("string")),
    (
      "pattern",
      .string("^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *[A-Za-z°%/1]")
    ),
  ]
  private static let expression: Members = [
    ("type", .string("string")), ("pattern", .string(#"\$\("#)),
  ]
}

extension SchemaKey {
  /// True where leaving the key out is a mistake.
  fileprivate var isRequired: Bool { if case .required = presence { true } else { false } }
}
