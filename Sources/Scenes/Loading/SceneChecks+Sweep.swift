import SimCore

extension SceneChecks {
  /// Sweeps: axes name what exists, their values fit, and no policy depends on the fleet's size.
  func checkSweep() {
    for axis in tree["sweep"]?["axes"]?.entries ?? [] {
      checkShape(axis)
      checkValues(axis)
      checkPoliciesAreFixed(axis)
    }
  }

  private func checkShape(_ axis: TypedEntry) {
    let path = "sweep.axes.\(axis.name)"
    let isSpaced = axis.node["linspace"] != nil || axis.node["geometric"] != nil
    if isSpaced && axis.node["points"] == nil {
      context.report(
        axis.node.place, path, "key 'points' is missing: number of values between the two")
    }
    checkEnds(axis, path: path)
    if !isSpaced, axis.node["list"] != nil, let points = axis.node["points"] {
      context.report(points.place, "\(path).points", "key 'points' has no meaning with list")
    }
  }

  /// Both ends of a spaced axis are numbers in one unit, and above 0 where their ratio counts.
  private func checkEnds(_ axis: TypedEntry, path: String) {
    for key in ["linspace", "geometric"] {
      guard let node = axis.node[key], node.isValid else { continue }
      for end in node.elements {
        guard let text = end.text, WrittenNumber(text) == nil else { continue }
        context.report(
          end.place, "\(path).\(key)", "expected a number for \(key), found \(quoted(text))")
      }
      guard let ends = SweepAxis.ends(node) else {
        if node.elements.allSatisfy({ WrittenNumber($0.text ?? "") != nil }) {
          context.report(node.place, "\(path).\(key)", "both ends need the same unit")
        }
        continue
      }
      if key == "geometric" && (ends.first <= 0 || ends.last <= 0) {
        context.report(node.place, "\(path).\(key)", "both ends of geometric must be above 0")
      }
    }
  }

  private func checkValues(_ axis: TypedEntry) {
    guard axis.node.isValid else { return }
    let path = "sweep.axes.\(axis.name)"
    let parameter = context.parameters[axis.name]
    let name = OverrideApplier.shorthands.first { $0.name == axis.name }?.path ?? axis.name
    let type = parameter == nil ? self.type(at: name) : nil
    if context.brokenParameters.contains(axis.name) { return }
    guard parameter != nil || type != nil || axis.name == "n" else {
      let known =
        context.parameters.names + OverrideApplier.shorthands.map(\.name)
        + (context.parameters["n"] == nil ? ["n"] : [])
      context.report(
        axis.place, path,
        "an axis is a parameter or a key; there is no \(quoted(axis.name))"
          + suggestion(for: axis.name, among: known))
      return
    }
    let errorsBefore = context.errorCount
    // Values as written carry their own place; those that are worked out have the axis's.
    let written = axis.node.elements + (axis.node["list"]?.elements ?? [])
    let nodes =
      written.isEmpty
      ? SweepAxis(axis.node, parameter: parameter).values.map {
        TypedNode(.text($0), place: axis.node.place)
      } : written
    for node in nodes {
      // Values that are worked out share one place and mostly one mistake.
      if written.isEmpty && context.errorCount > errorsBefore { return }
      guard let text = node.text else { continue }
      let scalar = SceneNode(content: .scalar(text, isPlain: true), place: node.place)
      if let parameter {
        check(scalar, text, for: parameter, path: path)
      } else if let type {
        _ = SchemaReader(context: context).read(
          scalar, as: type,
          at: SchemaReader.Position(path: path, noun: axis.name, keyPlace: axis.place))
      }
    }
  }

  private func check(
    _ node: SceneNode, _ text: String, for parameter: Parameter, path: String
  ) {
    if parameter.kind == .text {
      if !parameter.choices.isEmpty && !parameter.choices.contains(text) {
        context.report(
          node.place, path,
          "unknown \(parameter.name) \(quoted(text))"
            + suggestion(for: text, among: parameter.choices))
      }
      return
    }
    guard
      let (value, _) = context.number(
        text, node: node, noun: parameter.name,
        dimension: parameter.meaning?.dimension ?? .none, path: path,
        bareUnit: parameter.meaning)
    else { return }
    if parameter.kind == .integer && value != value.rounded() {
      context.report(
        node.place, path, "'\(text)' is no whole number, which parameter '\(parameter.name)' holds")
    } else if value < parameter.lower ?? value || value > parameter.upper ?? value {
      context.report(
        node.place, path,
        "'\(text)' is outside of what parameter '\(parameter.name)' may be",
        notes: declared(parameter.place, seenFrom: node.place))
    }
  }

  /// The type of the value at a dotted key; nil where there is no such key.
  private func type(at name: String) -> SchemaType? {
    var type = SchemaType.mapping(context.schema)
    var node: TypedNode? = tree
    for part in name.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
      if case .either(_, _, .some(let mapping)) = type { type = mapping }
      switch type {
      case .mapping(let mapping):
        guard let key = mapping.keys.first(where: { $0.name == part }) else { return nil }
        type = key.type
        node = node?[part]
      case .named(_, let mapping):
        guard let child = node?[part] else { return nil }
        type = .mapping(mapping)
        node = child
      case .list(.mapping(let mapping), _):
        guard let child = node?.elements.first(where: { $0["name"]?.text == part }) else {
          return nil
        }
        type = .mapping(mapping)
        node = child
      default:
        return nil
      }
    }
    switch type {
    case .mapping, .named, .table: return nil
    default: return type
    }
  }

  /// Correction C10: what is compared over fleet sizes must not itself depend on the size.
  private func checkPoliciesAreFixed(_ axis: TypedEntry) {
    guard let parameter = context.parameters[axis.name] else { return }
    let sizes = parameter.usedBy.contains { $0.hasPrefix("robots.") && $0.hasSuffix(".count") }
    guard sizes else { return }
    for path in parameter.usedBy {
      let section = path.prefix { $0 != "." }
      guard ["policies", "coordination", "clocks"].contains(section) else { continue }
      context.report(
        axis.place, "sweep.axes.\(axis.name)",
        "'\(axis.name)' is the fleet's size and may not change '\(path)': the same policy runs at "
          + "every size")
    }
  }
}
