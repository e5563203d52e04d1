/// A value as the schema understands it, with where it comes from.
struct TypedNode: Sendable {
  /// Where a value comes from.
  enum Origin: Equatable, Sendable {
    /// A file of the scene.
    case file
    /// The schema, or worked out from other values.
    case byDefault
    /// The command line.
    case override
  }
  /// What a value is.
  enum Value: Sendable {
    /// A mistake was reported here.
    case invalid
    /// A text.
    case text(String)
    /// A file's path as the program opens it.
    case path(String)
    /// A word that stands for a number, such as `never`.
    case word(String)
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// A seed.
    case seed(UInt64)
    /// A number in SI with its SI unit.
    case number(Double, unit: String)
    /// Elements in order.
    case list([TypedNode])
    /// Keys in the order of the schema, or of the file where the author chooses the names.
    case mapping([TypedEntry])
  }
  /// The value.
  var value: Value
  /// Where it was written; nil for a default.
  var place: Place?
  /// Where it comes from.
  var origin: Origin
  /// The expression it was computed by, as written; nil for a plain value.
  var expression: String?

  /// A value from its parts.
  init(_ value: Value, place: Place?, origin: Origin = .file, expression: String? = nil) {
    self.value = value
    self.place = place
    self.origin = origin
    self.expression = expression
  }
}

/// A key with its typed value.
struct TypedEntry: Sendable {
  /// The key.
  var name: String
  /// Where the key was written; nil for a default.
  var place: Place?
  /// Its value.
  var node: TypedNode
}

extension TypedNode {
  /// The value of a key, or nil.
  subscript(name: String) -> TypedNode? { entries.first { $0.name == name }?.node }

  /// The entries of a mapping; none for anything else.
  var entries: [TypedEntry] { if case .mapping(let entries) = value { entries } else { [] } }

  /// The elements of a list; none for anything else.
  var elements: [TypedNode] { if case .list(let elements) = value { elements } else { [] } }

  /// The text, or nil.
  var text: String? { if case .text(let text) = value { text } else { nil } }

  /// The path, or nil.
  var path: String? { if case .path(let path) = value { path } else { nil } }

  /// The number in SI as the program computes with it, or nil.
  var number: Float? { double.map { Float($0) } }

  /// The number in SI, or nil.
  var double: Double? {
    switch value {
    case .number(let number, _): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }

  /// The whole number, or nil.
  var integer: Int? { if case .integer(let integer) = value { integer } else { nil } }

  /// The seed, or nil.
  var seed: UInt64? { if case .seed(let seed) = value { seed } else { nil } }

  /// The truth value, or nil.
  var boolean: Bool? { if case .boolean(let boolean) = value { boolean } else { nil } }

  /// The numbers of a list, or nil where one is missing.
  var numbers: [Float]? {
    guard case .list(let elements) = value else { return nil }
    let numbers = elements.compactMap(\.number)
    return numbers.count == elements.count ? numbers : nil
  }

  /// True where nothing below is a mistake that was reported.
  var isValid: Bool {
    switch value {
    case .invalid: false
    case .list(let elements): elements.allSatisfy(\.isValid)
    case .mapping(let entries): entries.allSatisfy(\.node.isValid)
    default: true
    }
  }

  /// Removes a key and its value.
  mutating func remove(_ name: String) {
    guard case .mapping(let entries) = value else { return }
    value = .mapping(entries.filter { $0.name != name })
  }

  /// Replaces the value at a path of keys; keys that are missing are added.
  mutating func set(_ path: [String], to node: TypedNode) {
    guard let first = path.first else {
      self = node
      return
    }
    var entries = self.entries
    if let index = entries.firstIndex(where: { $0.name == first }) {
      entries[index].node.set(Array(path.dropFirst()), to: node)
    } else {
      var child = TypedNode(.mapping([]), place: nil, origin: node.origin)
      child.set(Array(path.dropFirst()), to: node)
      entries.append(TypedEntry(name: first, place: nil, node: child))
    }
    value = .mapping(entries)
  }
}
