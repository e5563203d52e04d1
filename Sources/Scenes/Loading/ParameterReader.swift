import SimCore

/// Evaluates the parameters of a scene in the order of their declaration.
struct ParameterReader {
  /// Where mistakes go and values are kept.
  let context: LoadContext

  /// Reads all parameters into `context.parameters`.
  func read(_ entries: [SceneEntry]) {
    for entry in entries {
      guard isName(entry.key) else {
        context.report(
          entry.keyPlace, "parameters",
          "\(quoted(entry.key)) cannot be a name; names are letters, digits, '_' and '-'")
        context.brokenParameters.insert(entry.key)
        continue
      }
      if entry.key == "pi"
        || ExpressionEvaluator.functions.contains(where: { $0.name == entry.key })
      {
        context.report(
          entry.keyPlace, "parameters.\(entry.key)",
          "'\(entry.key)' is a word of the expressions and cannot name a parameter")
        context.brokenParameters.insert(entry.key)
        continue
      }
      context.parameters.add(parameter(entry))
    }
  }

  private func parameter(_ entry: SceneEntry) -> Parameter {
    let path = "parameters.\(entry.key)"
    var result = Parameter(
      name: entry.key, kind: .number, place: entry.keyPlace,
      valueNode: TypedNode(.invalid, place: entry.keyPlace))
    if entry.value.scalarText != nil {
      context.report(
        entry.value.isEmpty ? entry.keyPlace : entry.value.place, path,
        "expected a mapping for parameter '\(entry.key)'; write {default: "
          + "\(entry.value.scalarText ?? "")}")
      return result
    }
    let reader = SchemaReader(context: context)
    let typed = reader.read(
      entry.value, as: .mapping(SceneSchema.parameter),
      at: SchemaReader.Position(path: path, noun: entry.key, keyPlace: entry.keyPlace))
    readUnit(typed, into: &result, path: path)
    result.doc = typed["doc"]?.text ?? ""
    result.choices = typed["choices"]?.elements.compactMap(\.text) ?? []
    let isCount = result.unit == "robots" || result.unit == "robot"
    result.kind =
      typed["kind"]?.text.flatMap(Parameter.Kind.init(rawValue:)) ?? (isCount ? .integer : .number)
    guard let node = entry.value["default"], let value = typed["default"], value.isValid else {
      return result
    }
    if result.kind == .text {
      readText(node, into: &result, typed, path: path)
    } else {
      readNumber(node, into: &result, typed, path: path)
      result.lower = bound("min", of: entry.value, typed, result, path: path)
      result.upper = bound("max", of: entry.value, typed, result, path: path)
      checkBounds(&result, node, path: path)
    }
    result.valueNode.origin = value.origin
    result.valueNode.place = node.place
    return result
  }

  private func readUnit(_ typed: TypedNode, into result: inout Parameter, path: String) {
    guard let node = typed["unit"], let unit = node.text else { return }
    guard let meaning = unitMeaning(of: unit) else {
      context.report(
        node.place, "\(path).unit",
        "unknown unit \(quoted(unit))" + suggestion(for: unit, among: unitSymbols))
      return
    }
    result.unit = unit
    result.meaning = meaning
  }

  private func readText(
    _ node: SceneNode, into result: inout Parameter, _ typed: TypedNode, path: String
  ) {
    for key in ["min", "max", "unit"] {
      if let wrong = typed[key] {
        context.report(wrong.place, "\(path).\(key)", "'\(key)' has no meaning for a text")
      }
    }
    guard let text = node.scalarText,
      let resolved = context.text(text, node: node, path: path)
    else { return }
    if !result.choices.isEmpty && !result.choices.contains(resolved.text) {
      context.report(
        node.place, path,
        "unknown \(result.name) \(quoted(resolved.text))"
          + suggestion(for: resolved.text, among: result.choices))
      return
    }
    result.text = resolved.text
    result.folder = resolved.folder
    result.valueNode.value = .text(resolved.text)
    result.valueNode.expression = resolved.expression
  }

  private func readNumber(
    _ node: SceneNode, into result: inout Parameter, _ typed: TypedNode, path: String
  ) {
    guard let text = node.scalarText else { return }
    let written = WrittenNumber(text)
    if typed["unit"] == nil, let written, let meaning = unitMeaning(of: written.unit),
      meaning.dimension != .none
    {
      let bare = text.dropLast(written.unit.count).filter { $0 != " " }
      context.report(
        node.place, path,
        "the unit of parameter '\(result.name)' has its own key; write {default: \(bare), unit: "
          + "\(written.unit)}")
      return
    }
    if written == nil && withoutComma(text) == nil && !text.contains("$(") {
      context.report(
        node.place, path,
        "expected a number for parameter '\(result.name)', found \(quoted(text))",
        notes: ["note: a parameter that is a text says so: kind: text"])
      return
    }
    guard let (value, expression) = number(text, node, result, path: path) else { return }
    guard result.kind != .integer || value == value.rounded() else {
      context.report(
        node.place, path,
        "parameter '\(result.name)' is \(NumberText.digits(value)); it must be a whole number")
      return
    }
    result.value = value
    result.valueNode.value = .number(value, unit: result.meaning?.dimension.unit ?? "")
    result.valueNode.expression = expression
  }

  /// A number in the parameter's unit where it has none of its own.
  private func number(
    _ text: String, _ node: SceneNode, _ parameter: Parameter, path: String
  ) -> (Double, String?)? {
    context.number(
      text, node: node, noun: parameter.name, dimension: parameter.meaning?.dimension ?? .none,
      path: path, bareUnit: parameter.meaning)
  }

  private func bound(
    _ key: String, of mapping: SceneNode, _ typed: TypedNode, _ parameter: Parameter, path: String
  ) -> Double? {
    guard let node = mapping[key], let text = node.scalarText, typed[key]?.isValid == true else {
      return nil
    }
    return number(text, node, parameter, path: "\(path).\(key)")?.0
  }

  private func checkBounds(_ result: inout Parameter, _ node: SceneNode, path: String) {
    guard result.valueNode.isValid else { return }
    let unit = result.meaning?.dimension.unit ?? ""
    func shown(_ value: Double) -> String {
      NumberText.digits(value) + (unit.isEmpty ? "" : " \(unit)")
    }
    if let lower = result.lower, let upper = result.upper, lower > upper {
      context.report(
        result.place, path, "min \(shown(lower)) is above max \(shown(upper))")
      return
    }
    if let lower = result.lower, result.value < lower {
      context.report(
        node.place, path,
        "parameter '\(result.name)' is \(shown(result.value)); its min is \(shown(lower))")
      result.valueNode.value = .invalid
    } else if let upper = result.upper, result.value > upper {
      context.report(
        node.place, path,
        "parameter '\(result.name)' is \(shown(result.value)); its max is \(shown(upper))")
      result.valueNode.value = .invalid
    }
  }

  /// Warns of parameters of the main file that nothing uses.
  func warnOfUnused(besides axes: [String]) {
    for parameter in context.parameters.all
    where parameter.usedBy.isEmpty && parameter.place?.file == 0 && !axes.contains(parameter.name) {
      context.report(
        parameter.place, "parameters.\(parameter.name)",
        "parameter '\(parameter.name)' is never used", severity: .warning)
    }
  }
}
