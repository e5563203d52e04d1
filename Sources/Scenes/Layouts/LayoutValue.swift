/// A value of a layout file in YAML or JSON, with its place.
struct LayoutValue: Sendable {
  /// What a value holds.
  enum Content: Sendable {
    /// A single value as it was written, without quotes.
    case scalar(String, isQuoted: Bool)
    case list([LayoutValue])
    /// Keys and values in file order; keys are unique.
    case mapping([(key: String, keyPlace: LayoutPlace, value: LayoutValue)])
  }
  var content: Content
  var place: LayoutPlace
}

/// Where something stands in a layout file.
enum LayoutPlace: Sendable {
  /// Found by the YAML reader; nil for the file as a whole.
  case characters(Place?)
  /// Bytes of the file.
  case bytes(Range<Int>)
}

extension LayoutValue {
  /// The entries of a mapping; none where it is something else.
  var entries: [(key: String, keyPlace: LayoutPlace, value: LayoutValue)] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  /// The elements of a list; nil where it is something else.
  var elements: [LayoutValue]? {
    if case .list(let elements) = content { elements } else { nil }
  }

  /// The text of a single value; nil where it is a list or a mapping.
  var scalar: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// True for `null`, `~` and a value that was left out.
  var isNull: Bool {
    if case .scalar(let text, isQuoted: false) = content {
      return ["", "~", "null", "Null", "NULL"].contains(text)
    }
    return false
  }

  /// True where it is a mapping.
  var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  /// The value of a key; nil where there is none or it is null.
  subscript(key: String) -> LayoutValue? {
    guard let value = entries.first(where: { $0.key == key })?.value, !value.isNull else {
      return nil
    }
    return value
  }

  /// The value as messages show it.
  var words: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : quoted(text)
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension LayoutValue {
  /// A value from what the YAML reader made.
  init(_ node: SceneNode) {
    place = .characters(node.place)
    switch node.content {
    case .scalar(let text, let isPlain): content = .scalar(text, isQuoted: !isPlain)
    case .sequence(let nodes): content = .list(nodes.map { LayoutValue($0) })
    case .mapping(let entries):
      content = .mapping(
        entries.map { ($0.key, .characters($0.keyPlace), LayoutValue($0.value)) })
    }
  }

  /// A value from what the JSON reader made.
  init(_ json: MapJSON, of text: MapText) {
    place = .bytes(json.place)
    switch json.kind {
    case .string(let string): content = .scalar(string, isQuoted: true)
    case .number, .boolean, .null:
      content = .scalar(text.string(json.place), isQuoted: false)
    case .array(let elements): content = .list(elements.map { LayoutValue($0, of: text) })
    case .object(let members):
      content = .mapping(
        members.map { ($0.key, .bytes($0.place), LayoutValue($0.value, of: text)) })
    }
  }
}
