/// Where the value of a key goes: a property of the Spec that its mapping describes.
///
/// A key that names a property needs no other line in the loader: `SchemaMapping.fill` reads it.
struct SpecField<Spec>: Sendable {
  /// Writes a checked value; one that the property cannot hold leaves it as it is.
  let set: @Sendable (inout Spec, TypedNode) -> Void
}

extension SchemaKey {
  /// A key whose value goes to a property.
  init<Spec, Value: SpecValue>(
    _ name: String, _ type: SchemaType, _ presence: Presence, _ doc: String,
    _ property: any WritableKeyPath<Spec, Value> & Sendable, when: (String, [String])? = nil
  ) {
    self.init(name, type, presence, doc, when: when)
    field = SpecField<Spec> { spec, node in
      if let value = Value(node) { spec[keyPath: property] = value }
    }
  }

  /// A key whose word goes to a property.
  init<Spec, Word: RawRepresentable<String>>(
    _ name: String, _ type: SchemaType, _ presence: Presence, _ doc: String,
    _ property: any WritableKeyPath<Spec, Word> & Sendable, when: (String, [String])? = nil
  ) {
    self.init(name, type, presence, doc, when: when)
    field = SpecField<Spec> { spec, node in
      if let word = node.text.flatMap({ Word(rawValue: $0) }) { spec[keyPath: property] = word }
    }
  }

  /// A key whose mapping describes a Spec of its own, which is a property.
  init<Spec, Below>(
    _ name: String, _ mapping: SchemaMapping, _ doc: String,
    _ property: any WritableKeyPath<Spec, Below> & Sendable
  ) {
    self.init(name, .mapping(mapping), .section, doc)
    field = SpecField<Spec> { spec, node in mapping.fill(&spec[keyPath: property], from: node) }
  }
}

extension SchemaMapping {
  /// Writes the values of a mapping that was read by this schema into the properties its keys name,
  /// those of mappings below it included.
  func fill<Spec>(_ spec: inout Spec, from node: TypedNode?) {
    for key in keys {
      guard let value = node?[key.name] else { continue }
      if let field = key.field as? SpecField<Spec> {
        field.set(&spec, value)
      } else if key.field == nil, case .mapping(let below) = key.type {
        below.fill(&spec, from: value)
      }
    }
  }
}

/// A value that a checked node can hold.
protocol SpecValue {
  /// The value of a node; nil where it holds another one.
  init?(_ node: TypedNode)
}

extension Float: SpecValue {
  /// A number in SI; the words that stand for no limit, such as `never`, are infinity.
  init?(_ node: TypedNode) {
    if case .word = node.value {
      self = .infinity
    } else if let number = node.number {
      self = number
    } else {
      return nil
    }
  }
}

extension Int: SpecValue {
  /// A whole number; the words that stand for no limit are the largest that 32 bits hold.
  init?(_ node: TypedNode) {
    if case .word = node.value {
      self = Int(Int32.max)
    } else if let number = node.integer ?? node.number.map({ Int($0) }) {
      self = number
    } else {
      return nil
    }
  }
}

extension UInt64: SpecValue {
  /// A seed.
  init?(_ node: TypedNode) {
    guard let seed = node.seed else { return nil }
    self = seed
  }
}

extension Bool: SpecValue {
  /// True or false.
  init?(_ node: TypedNode) {
    guard let boolean = node.boolean else { return nil }
    self = boolean
  }
}

extension String: SpecValue {
  /// A text.
  init?(_ node: TypedNode) {
    guard let text = node.text else { return nil }
    self = text
  }
}

extension Optional: SpecValue where Wrapped: SpecValue {
  /// The value that is written; nil stands for a default that depends on others.
  init?(_ node: TypedNode) {
    guard let value = Wrapped(node) else { return nil }
    self = .some(value)
  }
}
