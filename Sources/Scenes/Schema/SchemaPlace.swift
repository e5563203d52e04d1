/// A key of the scene language with the way that leads to it from the top of a file.
struct SchemaPlace: Sendable {
  /// A step on the way.
  enum Step: Sendable {
    /// A key of a mapping.
    case key(SchemaKey, of: SchemaMapping)
    /// A name that the author chooses, of so-called things.
    case name(String)
    /// An element of a list.
    case element
  }
  /// Its path; `*` stands for a name the author chooses, `[]` for an element of a list.
  var path: String
  /// The way; its last step is the key itself.
  var steps: [Step]
  /// The key.
  var key: SchemaKey
  /// The mapping it is of.
  var mapping: SchemaMapping
  /// The parts of its path; `*` is kept, since a name may stand there.
  let parts: [String]

  private init(path: String, steps: [Step], key: SchemaKey, mapping: SchemaMapping) {
    self.path = path
    self.steps = steps
    self.key = key
    self.mapping = mapping
    parts = path.split(separator: ".").map {
      $0.hasSuffix("[]") ? String($0.dropLast(2)) : String($0)
    }
  }
}

extension SchemaPlace {
  /// All keys at and below a mapping, in the order of the schema.
  ///
  /// - Complexity: O(keys × depth).
  static func all(in mapping: SchemaMapping) -> [SchemaPlace] {
    var places: [SchemaPlace] = []
    collect(mapping, prefix: "", steps: [], into: &places)
    return places
  }

  private static func collect(
    _ mapping: SchemaMapping, prefix: String, steps: [Step], into places: inout [SchemaPlace]
  ) {
    for key in mapping.keys {
      let path = prefix.isEmpty ? key.name : "\(prefix).\(key.name)"
      let steps = steps + [.key(key, of: mapping)]
      places.append(SchemaPlace(path: path, steps: steps, key: key, mapping: mapping))
      // Templates have the keys of robots; once is enough.
      if key.name == "templates" { continue }
      collect(below: key.type, path: path, steps: steps, into: &places)
    }
  }

  private static func collect(
    below type: SchemaType, path: String, steps: [Step], into places: inout [SchemaPlace]
  ) {
    switch type {
    case .mapping(let mapping): collect(mapping, prefix: path, steps: steps, into: &places)
    case .named(let what, let mapping):
      collect(mapping, prefix: "\(path).*", steps: steps + [.name(what)], into: &places)
    case .table(let what, let element):
      collect(below: element, path: "\(path).*", steps: steps + [.name(what)], into: &places)
    case .list(let element, _):
      collect(below: element, path: "\(path)[]", steps: steps + [.element], into: &places)
    case .either(_, let list, let mapping):
      for case .some(let type) in [list, mapping] {
        collect(below: type, path: path, steps: steps, into: &places)
      }
    default: break
    }
  }
}

extension SchemaPlace {
  /// The words of a path as somebody asks for it: without `*`, and without the number of an element.
  static func words(of path: String) -> [String] {
    path.split(separator: ".").map { part in
      part.hasSuffix("]") ? String(part.prefix { $0 != "[" }) : String(part)
    }.filter { !$0.isEmpty && $0 != "*" }
  }

  /// True where the words are its whole path; the author's names may be left out.
  func isMeant(by words: [String]) -> Bool { Self.match(words[...], parts[...]) }

  /// True where its path ends with the words.
  func ends(with words: [String]) -> Bool {
    parts.indices.contains { Self.match(words[...], parts[$0...]) }
  }

  /// True where the words are some of its path, in order, and the last of it among them.
  func passes(through words: [String]) -> Bool {
    guard words.last == key.name else { return false }
    var rest = words[...]
    for part in parts where part == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }

  private static func match(_ words: ArraySlice<String>, _ parts: ArraySlice<String>) -> Bool {
    guard let part = parts.first else { return words.isEmpty }
    if part == "*" {
      return match(words, parts.dropFirst())
        || (!words.isEmpty && match(words.dropFirst(), parts.dropFirst()))
    }
    return words.first == part && match(words.dropFirst(), parts.dropFirst())
  }
}
