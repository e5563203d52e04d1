import SimCore

extension SchemaReader {
  /// Reads a mapping with fixed keys, in the schema's order.
  func mapping(
    _ entries: [SceneEntry], of mapping: SchemaMapping, place: Place?, at position: Position
  ) -> TypedNode {
    let whole = SceneNode(content: .mapping(entries), place: place)
    let known = reportUnknownKeys(entries, of: mapping, at: position)
    let entries = reportDefaultedChoice(known, of: mapping, at: position)
    reportChoice(entries, of: mapping, place: place, at: position)
    var read: [TypedEntry] = []
    for key in mapping.keys {
      let given = entries.first { $0.key == key.name }
      switch applies(key, in: entries, of: mapping, at: position) {
      case .no(let condition, let value):
        if let given, !hasOtherMeaning(key, entries, mapping, position) {
          reportMeaningless(given, condition: condition, value: value, mapping, at: position)
        }
        continue
      case .unknown:
        // The deciding key is wrong itself; what is there is checked, what is missing is not.
        if let given, !read.contains(where: { $0.name == key.name }) {
          read.append(entry(given, key, position))
        }
        continue
      case .yes:
        if let given {
          read.append(entry(given, key, position))
        } else if let value = absent(key, place: place, at: position) {
          read.append(TypedEntry(name: key.name, place: nil, node: value))
        }
      }
    }
    return typed(.mapping(read), whole)
  }

  private func entry(_ given: SceneEntry, _ key: SchemaKey, _ position: Position) -> TypedEntry {
    let value = read(given.value, as: key.type, at: position.child(key.name, given.keyPlace))
    return TypedEntry(name: key.name, place: given.keyPlace, node: value)
  }

  /// The value of a key that is left out, or nil where there is none.
  private func absent(_ key: SchemaKey, place: Place?, at position: Position) -> TypedNode? {
    if isPartial { return nil }
    let child = position.child(key.name, position.keyPlace ?? place)
    switch key.presence {
    case .required:
      context.report(
        position.keyPlace ?? place, position.path,
        "key '\(key.name)' is missing: \(key.doc.prefix(1).lowercased() + key.doc.dropFirst().dropLast())"
      )
      return TypedNode(.invalid, place: nil, origin: .byDefault)
    case .optional:
      return nil
    case .defaulted(let text):
      return read(defaultNode(text), as: key.type, at: child)
    case .section:
      return read(SceneNode(content: .mapping([]), place: nil), as: key.type, at: child)
    }
  }

  /// A default as a node without a place.
  private func defaultNode(_ text: String) -> SceneNode {
    guard text.hasPrefix("[") else {
      return SceneNode(content: .scalar(text, isPlain: false), place: nil)
    }
    // Defaults of the schema are flat lists of scalars.
    let parts = text.dropFirst().dropLast().split(separator: ",")
    return SceneNode(
      content: .sequence(
        parts.map {
          SceneNode(
            content: .scalar(String($0.drop { $0 == " " }), isPlain: false), place: nil)
        }), place: nil)
  }

  /// Whether a key has a meaning beside the keys that are given.
  private enum Applies {
    case yes
    case no(SchemaKey.Condition, value: String)
    case unknown
  }

  private func applies(
    _ key: SchemaKey, in entries: [SceneEntry], of mapping: SchemaMapping, at position: Position
  ) -> Applies {
    guard let condition = key.when else { return .yes }
    guard let decider = mapping.keys.first(where: { $0.name == condition.key }) else { return .yes }
    var value: String?
    if let given = entries.first(where: { $0.key == condition.key }) {
      if let text = given.value.scalarText {
        value = context.parameterText(text)
      }
    } else if case .defaulted(let text) = decider.presence, !isPartial {
      value = text
    }
    guard let value, case .choice(let words, _) = decider.type, words.contains(value) else {
      return .unknown
    }
    return condition.values.contains(value) ? .yes : .no(condition, value: value)
  }

  /// True where another key of the same name has a meaning here.
  private func hasOtherMeaning(
    _ key: SchemaKey, _ entries: [SceneEntry], _ mapping: SchemaMapping, _ position: Position
  ) -> Bool {
    mapping.keys.contains { other in
      guard other.name == key.name else { return false }
      if case .yes = applies(other, in: entries, of: mapping, at: position) { return true }
      return false
    }
  }

  private func reportMeaningless(
    _ entry: SceneEntry, condition: SchemaKey.Condition, value: String, _ mapping: SchemaMapping,
    at position: Position
  ) {
    // A template of another kind leaves keys behind; that is what extending is for.
    if entry.isInherited { return }
    let kinds = mapping.keys.filter { $0.name == entry.key }.flatMap { $0.when?.values ?? [] }
    context.report(
      entry.keyPlace, position.child(entry.key, nil).path,
      "key '\(entry.key)' has no meaning with \(condition.key) '\(value)'; it belongs to "
        + listed(kinds))
  }

  /// Reports a key that belongs to another word of a choice that was left out; returns the entries
  /// with the choice that was probably meant, so that nothing else is missed on its account.
  private func reportDefaultedChoice(
    _ entries: [SceneEntry], of mapping: SchemaMapping, at position: Position
  ) -> [SceneEntry] {
    guard !isPartial else { return entries }
    for decider in mapping.keys {
      guard case .defaulted(let standard) = decider.presence, case .choice = decider.type,
        !entries.contains(where: { $0.key == decider.name })
      else { continue }
      func words(_ entry: SceneEntry) -> [String] {
        let keys = mapping.keys.filter { $0.name == entry.key }
        // A key that another choice decides as well may have its meaning from there.
        guard keys.allSatisfy({ $0.when?.key == decider.name }) else { return [] }
        return keys.flatMap { $0.when?.values ?? [] }
      }
      let deciding = entries.filter { !words($0).isEmpty }
      guard let first = deciding.first, let word = words(first).first,
        deciding.allSatisfy({ !$0.isInherited && !words($0).contains(standard) })
      else { continue }
      context.report(
        first.keyPlace, position.child(first.key, nil).path,
        "key '\(first.key)' has no meaning with \(decider.name) '\(standard)', the default; write "
          + words(first).map { "\(decider.name): \($0)" }.joined(separator: " or "))
      let meant = SceneNode(content: .scalar(word, isPlain: true), place: first.keyPlace)
      return entries + [SceneEntry(key: decider.name, keyPlace: first.keyPlace, value: meant)]
    }
    return entries
  }

  /// Reports keys that do not exist; returns the entries with each of them under the key that was
  /// probably meant, so that a misspelt key is not missed as well.
  private func reportUnknownKeys(
    _ entries: [SceneEntry], of mapping: SchemaMapping, at position: Position
  ) -> [SceneEntry] {
    var names: [String] = []
    for key in mapping.keys where !names.contains(key.name) { names.append(key.name) }
    var mended = entries
    for (index, entry) in entries.enumerated() where !names.contains(entry.key) {
      // What is only counted costs no search for the word that was meant.
      let near = context.isFull ? nil : nearestName(to: entry.key, among: names)
      context.report(
        entry.keyPlace, position.child(entry.key, nil).path,
        unknownKey(entry.key, near: near, names, mapping))
      if let near {
        if !mended.contains(where: { $0.key == near }) { mended[index].key = near }
      } else if let home = mapping.keys.first(where: { $0.type.keyNames.contains(entry.key) }),
        !mended.contains(where: { $0.key == home.name })
      {
        mended[index] = SceneEntry(
          key: home.name, keyPlace: entry.keyPlace,
          value: SceneNode(content: .mapping([entry]), place: entry.keyPlace))
      }
    }
    return mended
  }

  private func unknownKey(
    _ key: String, near: String?, _ names: [String], _ mapping: SchemaMapping
  ) -> String {
    let message = "unknown key \(quoted(key))" + (lookAlikeWords(key).map { ": \($0)" } ?? "")
    if let near { return message + "; did you mean '\(near)'?" }
    if let home = mapping.keys.first(where: { $0.type.keyNames.contains(key) }) {
      return message + "; it belongs in '\(home.name)'"
    }
    if key.contains(":") { return message + "; a blank is missing after ':'" }
    // A list of all parameters of all policies would be no help.
    return names.count <= 24 ? message + "; expected \(listed(names))" : message
  }

  private func reportChoice(
    _ entries: [SceneEntry], of mapping: SchemaMapping, place: Place?, at position: Position
  ) {
    guard !mapping.exactlyOneOf.isEmpty else { return }
    let given = entries.filter { mapping.exactlyOneOf.contains($0.key) }
    if given.isEmpty && !isPartial {
      context.report(
        position.keyPlace ?? place, position.path,
        "one of \(listed(mapping.exactlyOneOf)) is missing")
    } else if given.count > 1 {
      context.report(
        given[1].keyPlace, position.path,
        "'\(given[0].key)' and '\(given[1].key)' exclude each other")
    }
  }
}

extension SchemaType {
  /// The keys of a mapping type; none for other types.
  var keyNames: [String] {
    switch self {
    case .mapping(let mapping): mapping.keys.map(\.name)
    case .either(_, _, .some(let mapping)): mapping.keyNames
    default: []
    }
  }
}

extension LoadContext {
  /// A scalar's text where it is `$(name)` of a text parameter: that parameter's text.
  fileprivate func parameterText(_ text: String) -> String {
    guard text.hasPrefix("$("), text.hasSuffix(")") else { return text }
    let name = String(text.dropFirst(2).dropLast())
    return parameters[name]?.text ?? text
  }
}
