/// Reads nodes as a schema directs: types, units, defaults; reports every mistake and goes on.
struct SchemaReader {
  /// Where mistakes go and parameters come from.
  let context: LoadContext
  /// True for templates: nothing is required and no default is filled in.
  var isPartial = false

  /// Where a value stands in the scene.
  struct Position {
    /// Its path, such as `robots.carrier.count`.
    var path: String
    /// Its key in words, such as `max speed`.
    var noun: String
    /// Where its key was written; nil where it has none.
    var keyPlace: Place?

    /// A value below this one.
    func child(_ key: String, _ keyPlace: Place?) -> Position {
      Position(
        path: path.isEmpty ? key : "\(path).\(key)",
        noun: String(key.map { $0 == "_" ? " " : $0 }), keyPlace: keyPlace)
    }

    /// An element of this list, by its name where it has one.
    func element(_ index: Int, _ node: SceneNode) -> Position {
      if let name = node["name"]?.scalarText, isName(name) {
        return Position(path: "\(path).\(name)", noun: noun, keyPlace: node.place)
      }
      return Position(path: "\(path)[\(index)]", noun: noun, keyPlace: node.place)
    }
  }

  /// Reads a node of any type.
  func read(_ node: SceneNode, as type: SchemaType, at position: Position) -> TypedNode {
    if case .either(let scalar, let list, let mapping) = type {
      let chosen: SchemaType? =
        switch node.content {
        case .scalar: scalar
        case .sequence: list
        case .mapping: mapping
        }
      guard let chosen, !node.isEmpty else { return mismatch(node, type, position) }
      return read(node, as: chosen, at: position)
    }
    if node.isEmpty && !type.allowsEmpty { return mismatch(node, type, position) }
    switch type {
    case .list(let element, let count):
      guard let elements = node.elements else { return mismatch(node, type, position) }
      return list(elements, of: element, count: count, node: node, at: position)
    case .tuple(let types):
      guard let elements = node.elements else { return mismatch(node, type, position) }
      return tuple(elements, of: types, node: node, at: position)
    case .mapping(let mapping):
      guard let entries = node.entries else { return mismatch(node, type, position) }
      return self.mapping(entries, of: mapping, place: node.place, at: position)
    case .named(_, let mapping):
      guard let entries = node.entries else { return mismatch(node, type, position) }
      return named(entries, of: .mapping(mapping), node: node, at: position, onlyNames: true)
    case .table(_, let element):
      guard let entries = node.entries else { return mismatch(node, type, position) }
      return named(entries, of: element, node: node, at: position, onlyNames: false)
    default:
      guard let text = node.scalarText else { return mismatch(node, type, position) }
      return scalar(text, node: node, as: type, at: position)
    }
  }

  private func mismatch(
    _ node: SceneNode, _ type: SchemaType, _ position: Position
  ) -> TypedNode {
    var found = node.kindWord
    if let text = node.scalarText, !node.isEmpty { found = quoted(text) }
    context.report(
      node.isEmpty ? position.keyPlace ?? node.place : node.place, position.path,
      "expected \(type.expectation) for \(position.noun), found \(found)"
        + (formToWrite(node, type).map { "; write \($0)" } ?? ""))
    return TypedNode(.invalid, place: node.place)
  }

  /// A value that was written without the keys of its mapping, with them; nil where it is not plain
  /// which they are.
  private func formToWrite(_ node: SceneNode, _ type: SchemaType) -> String? {
    let keys = type.keyNames
    if let text = node.scalarText, !node.isEmpty, keys.contains("file") {
      return "{file: \(text)}"
    }
    guard let parts = node.elements?.map(\.scalarText), parts.count <= 4 else { return nil }
    let words = parts.compactMap { $0 }
    guard words.count == parts.count else { return nil }
    if words.count == 3, keys.contains("center"), keys.contains("radius") {
      return "{center: [\(words[0]), \(words[1])], radius: \(words[2])}"
    }
    if words.count == 4, keys.contains("rect") {
      return "{rect: [\(words.joined(separator: ", "))]}"
    }
    return nil
  }

  private func list(
    _ elements: [SceneNode], of type: SchemaType, count: ClosedRange<Int>, node: SceneNode,
    at position: Position
  ) -> TypedNode {
    guard count.contains(elements.count) else {
      let isTooShort = elements.count < count.lowerBound
      let bound = isTooShort ? count.lowerBound : count.upperBound
      let limit =
        count.lowerBound == count.upperBound ? "" : isTooShort ? "at least " : "at most "
      let mended = elements.count > 64 ? [] : withoutCommas(elements, as: type)
      context.report(
        node.place, position.path,
        !mended.isEmpty && count.contains(mended.count)
          ? "decimals have a point: write [\(mended.joined(separator: ", "))]"
          : "expected \(limit)\(bound) \(bound == 1 ? "value" : "values") for \(position.noun), "
            + "found \(elements.count)")
      return TypedNode(.invalid, place: node.place)
    }
    if lacksUnits(elements, { _ in type }, node: node, at: position)
      || lacksUnitsInEach(elements, of: type, at: position)
    {
      return TypedNode(.invalid, place: node.place)
    }
    let read = elements.enumerated().map { index, element in
      self.read(element, as: type, at: position.element(index, element))
    }
    if case .mapping = type { reportRepeatedNames(read, at: position) }
    return typed(.list(read), node)
  }

  private func tuple(
    _ elements: [SceneNode], of types: [SchemaType], node: SceneNode, at position: Position
  ) -> TypedNode {
    guard elements.count == types.count else {
      let mended = withoutCommas(elements, as: types.first)
      context.report(
        node.place, position.path,
        mended.count == types.count
          ? "decimals have a point: write [\(mended.joined(separator: ", "))]"
          : "expected \(types.count) values for \(position.noun), found \(elements.count)")
      return TypedNode(.invalid, place: node.place)
    }
    if lacksUnits(elements, { types[$0] }, node: node, at: position) {
      return TypedNode(.invalid, place: node.place)
    }
    let read = elements.indices.map { index in
      self.read(elements[index], as: types[index], at: position.element(index, elements[index]))
    }
    return typed(.list(read), node)
  }

  /// The numbers of a list whose decimal commas have split them: `[0,8 m, 0,5 m]` is read as
  /// `0`, `8 m`, `0`, `5 m`; none where they were not split so.
  ///
  /// Without units nothing tells which two belong together; where their number is twice what is
  /// expected, which the caller asks, it is every two.
  private func withoutCommas(_ elements: [SceneNode], as type: SchemaType?) -> [String] {
    guard case .number(let rule)? = type else { return [] }
    if rule.dimension == .none {
      guard elements.count % 2 == 0 else { return [] }
      let mended = stride(from: 0, to: elements.count, by: 2).compactMap { index in
        withoutComma(
          "\(elements[index].scalarText ?? "?"),\(elements[index + 1].scalarText ?? "?")")
      }
      return mended.count * 2 == elements.count ? mended : []
    }
    var mended: [String] = []
    var whole: String?
    for element in elements {
      guard let text = element.scalarText, let number = WrittenNumber(text) else { return [] }
      if number.unit.isEmpty && whole == nil {
        whole = text
      } else if let first = whole, let split = withoutComma("\(first),\(text)") {
        mended.append(split)
        whole = nil
      } else {
        mended.append(text)
      }
    }
    return whole == nil && mended.count < elements.count ? mended : []
  }

  /// True where several numbers of a list lack their units, which is one mistake and reported once.
  private func lacksUnits(
    _ elements: [SceneNode], _ type: (Int) -> SchemaType, node: SceneNode, at position: Position
  ) -> Bool {
    var bare: [Int] = []
    var mended: [String] = []
    for (index, element) in elements.enumerated() {
      guard case .number(let rule) = type(index), rule.dimension != .none,
        let text = element.scalarText
      else { return false }
      let number = WrittenNumber(text)
      let isBare = number?.unit.isEmpty == true
      if isBare && number?.value != 0 { bare.append(index) }
      if mended.count <= 8 { mended.append(isBare ? "\(text) \(rule.unit)" : text) }
    }
    guard bare.count > 1, let first = bare.first else { return false }
    let example =
      mended.count <= 8 ? "[\(mended.joined(separator: ", "))]" : "each as \(mended[min(first, 8)])"
    context.report(
      elements[first].place, position.path, "\(bare.count) values have no unit; write \(example)")
    return true
  }

  /// True where several points of a list lack their units, which is one mistake and reported once.
  private func lacksUnitsInEach(
    _ elements: [SceneNode], of type: SchemaType, at position: Position
  ) -> Bool {
    guard case .list(.number(let rule), let count) = type, rule.dimension != .none else {
      return false
    }
    var first: (place: Place?, mended: String)?
    var bareCount = 0
    for element in elements {
      guard let texts = element.elements?.map({ $0.scalarText ?? "" }), count.contains(texts.count)
      else { continue }
      let numbers = texts.map(WrittenNumber.init)
      guard numbers.allSatisfy({ $0?.unit.isEmpty == true }),
        numbers.contains(where: { $0?.value != 0 })
      else { continue }
      bareCount += 1
      let mended = texts.map { "\($0) \(rule.unit)" }.joined(separator: ", ")
      if first == nil { first = (element.place, "[\(mended)]") }
    }
    guard bareCount > 1, let first else { return false }
    context.report(
      first.place, position.path,
      "\(bareCount) points have no unit; write each as \(first.mended)")
    return true
  }

  private func reportRepeatedNames(_ elements: [TypedNode], at position: Position) {
    var places: [String: Place] = [:]
    for element in elements {
      guard let name = element["name"], let text = name.text, let place = name.place else {
        continue
      }
      if let first = places[text] {
        context.report(
          place, "\(position.path).\(text)", "name '\(text)' is used twice in \(position.path)",
          notes: ["note: first used at \(context.lineWords(first, seenFrom: place))"])
      } else {
        places[text] = place
      }
    }
  }

  private func named(
    _ entries: [SceneEntry], of type: SchemaType, node: SceneNode, at position: Position,
    onlyNames: Bool
  ) -> TypedNode {
    var read: [TypedEntry] = []
    if entries.count > SceneLimits.names {
      context.report(
        entries[SceneLimits.names].keyPlace, position.path,
        "more than \(SceneLimits.names) entries in \(position.noun)")
    }
    for entry in entries.prefix(SceneLimits.names) {
      if onlyNames && !isName(entry.key) {
        context.report(
          entry.keyPlace, position.path,
          "\(quoted(entry.key)) cannot be a name; names are letters, digits, '_' and '-'")
        // It stays what it is, so that whatever refers to it is no second mistake.
        context.brokenNames.insert(entry.key)
      }
      let value = self.read(
        entry.value, as: type, at: position.child(entry.key, entry.keyPlace))
      read.append(TypedEntry(name: entry.key, place: entry.keyPlace, node: value))
    }
    return typed(.mapping(read), node)
  }

  /// A value with its place and origin.
  func typed(
    _ value: TypedNode.Value, _ node: SceneNode, expression: String? = nil
  ) -> TypedNode {
    TypedNode(
      value, place: node.place, origin: origin(of: node.place), expression: expression)
  }

  private func origin(of place: Place?) -> TypedNode.Origin {
    guard let place else { return .byDefault }
    return place.file == context.sources.overrideFile ? .override : .file
  }
}

extension SchemaType {
  /// True where an empty scalar is a value.
  fileprivate var allowsEmpty: Bool {
    switch self {
    case .text, .raw: true
    default: false
    }
  }
}
