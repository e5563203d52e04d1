import SimCore

extension SchemaReader {
  /// Reads a scalar by its type.
  func scalar(
    _ text: String, node: SceneNode, as type: SchemaType, at position: Position
  ) -> TypedNode {
    let invalid = TypedNode(.invalid, place: node.place)
    switch type {
    case .number(let rule):
      return number(text, node: node, rule: rule, at: position)
    case .integer(let range):
      return integer(text, node: node, range: range, at: position)
    case .seed:
      return seed(text, node: node, at: position)
    case .raw:
      return typed(.text(text), node)
    default:
      break
    }
    guard let resolved = context.text(text, node: node, path: position.path) else {
      return invalid
    }
    let value = resolved.text
    switch type {
    case .boolean:
      return boolean(value, node: node, expression: resolved.expression, at: position)
    case .choice(let words, let refused):
      guard words.contains(value) else {
        let reason = refused.first { $0.word == value }?.reason
        context.report(
          node.place, position.path,
          reason.map { "'\(value)' \($0)" }
            ?? "unknown \(position.noun) \(quoted(value))" + suggestion(for: value, among: words))
        return invalid
      }
    case .name:
      guard isName(value) else {
        let isFirst = context.brokenNames.insert(value).inserted
        if isFirst {
          context.report(
            node.place, position.path,
            "\(quoted(value)) cannot be a name; names are letters, digits, '_' and '-'")
        }
        // What names something keeps its name, so that whatever refers to it still finds it.
        let isKept = position.path.hasSuffix(".name") || !isFirst
        return isKept ? typed(.text(value), node) : invalid
      }
    case .path:
      guard !value.isEmpty else {
        context.report(node.place, position.path, "expected the path of a file, found nothing")
        return invalid
      }
      return typed(
        .path(context.sources.resolve(value, in: resolved.folder)), node,
        expression: resolved.expression)
    default:
      break
    }
    return typed(.text(value), node, expression: resolved.expression)
  }

  private func number(
    _ text: String, node: SceneNode, rule: NumberRule, at position: Position
  ) -> TypedNode {
    if rule.words.contains(text) { return typed(.word(text), node) }
    guard
      let (value, expression) = context.number(
        text, node: node, noun: position.noun, dimension: rule.dimension, path: position.path,
        siUnit: rule.unit)
    else { return TypedNode(.invalid, place: node.place) }
    let isBelow = rule.isLowerOpen ? value <= rule.lower : value < rule.lower
    if isBelow || value > rule.upper {
      context.report(
        node.place, position.path,
        "\(position.noun) is \(shown(value, rule)); it must be "
          + (value > rule.upper && rule.upper >= 1e12
            ? "at most \(shown(rule.upper, rule))" : rule.rangeWords)
          + (expression == nil ? "" : " (computed)"))
      return TypedNode(.invalid, place: node.place)
    }
    return typed(.number(value, unit: rule.unit), node, expression: expression)
  }

  private func shown(_ value: Double, _ rule: NumberRule) -> String {
    rule.unit.isEmpty ? NumberText.digits(value) : "\(NumberText.digits(value)) \(rule.unit)"
  }

  private func integer(
    _ text: String, node: SceneNode, range: ClosedRange<Int>, at position: Position
  ) -> TypedNode {
    guard
      let (value, expression) = context.number(
        text, node: node, noun: position.noun, dimension: .none, path: position.path)
    else { return TypedNode(.invalid, place: node.place) }
    guard let whole = Int(exactly: value) else {
      context.report(
        node.place, position.path,
        "\(position.noun) is \(NumberText.digits(value)); it must be a whole number"
          + (expression == nil ? "" : "; round(…) makes one"))
      return TypedNode(.invalid, place: node.place)
    }
    guard range.contains(whole) else {
      context.report(
        node.place, position.path,
        "\(position.noun) is \(whole); it must be between \(range.lowerBound) and "
          + "\(range.upperBound)" + (expression == nil ? "" : " (computed)"))
      return TypedNode(.invalid, place: node.place)
    }
    return typed(.integer(whole), node, expression: expression)
  }

  private func seed(_ text: String, node: SceneNode, at position: Position) -> TypedNode {
    if let seed = UInt64(text) { return typed(.seed(seed), node) }
    guard text.contains("$(") else {
      context.report(
        node.place, position.path,
        "expected a whole number from 0 to 18446744073709551615 for \(position.noun), found "
          + quoted(text))
      return TypedNode(.invalid, place: node.place)
    }
    let whole = integer(text, node: node, range: 0...(1 << 53), at: position)
    guard let value = whole.integer else { return whole }
    return typed(.seed(UInt64(value)), node, expression: whole.expression)
  }

  private func boolean(
    _ text: String, node: SceneNode, expression: String?, at position: Position
  ) -> TypedNode {
    // An expression gives 1 or 0; written by hand only the two words are booleans.
    let computed = expression == nil ? nil : ["1": true, "0": false][text]
    if let value = computed ?? ["true": true, "false": false][text] {
      return typed(.boolean(value), node, expression: expression)
    }
    context.report(
      node.place, position.path,
      "expected true or false for \(position.noun), found \(quoted(text))")
    return TypedNode(.invalid, place: node.place)
  }
}

extension NumberRule {
  /// The range in words, in the rule's unit.
  var rangeWords: String {
    let suffix = unit.isEmpty ? "" : " \(unit)"
    let hasUpper = upper < 1e12
    let hasLower = lower > -1e12
    switch (hasLower, hasUpper) {
    case (true, true) where isLowerOpen:
      return
        "greater than \(NumberText.digits(lower)) and at most \(NumberText.digits(upper))\(suffix)"
    case (true, true):
      return "between \(NumberText.digits(lower)) and \(NumberText.digits(upper))\(suffix)"
    case (true, false):
      return isLowerOpen
        ? "greater than \(NumberText.digits(lower))\(suffix)"
        : "at least \(NumberText.digits(lower))\(suffix)"
    case (false, true): return "at most \(NumberText.digits(upper))\(suffix)"
    case (false, false): return "between -1e12 and 1e12\(suffix)"
    }
  }
}
