/// A node of a scene file as written, before anything is known of its meaning.
struct SceneNode: Sendable {
  /// What a node holds.
  enum Content: Sendable {
    /// A scalar's text, and whether it was written without quotes.
    case scalar(String, isPlain: Bool)
    /// `[a, b]` or lines that start with `-`.
    case sequence([SceneNode])
    /// Keys and values in file order; keys are unique.
    case mapping([SceneEntry])
  }
  /// What it holds.
  var content: Content
  /// Where it was written; nil for a default.
  var place: Place?

  /// The scalar's text, or nil.
  var scalarText: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }
  /// True for a value that was left out: `key:` and nothing after it.
  var isEmpty: Bool {
    if case .scalar("", isPlain: true) = content { true } else { false }
  }
  /// The entries of a mapping, or nil.
  var entries: [SceneEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }
  /// The elements of a sequence, or nil.
  var elements: [SceneNode]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }
  /// The value of a key of a mapping, or nil.
  subscript(key: String) -> SceneNode? {
    entries?.first { $0.key == key }?.value
  }
  /// What people call the kind of node.
  var kindWord: String {
    switch content {
    case .scalar: isEmpty ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A key of a mapping with its value.
struct SceneEntry: Sendable {
  /// The key's text.
  var key: String
  /// Where the key was written; nil for one that was made up.
  var keyPlace: Place?
  /// The value.
  var value: SceneNode
  /// True where the entry comes from a template that the mapping extends.
  var isInherited = false
}
