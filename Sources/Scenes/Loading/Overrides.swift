import SimCore

/// What `--set` asked for that only the finished tree can take.
struct DeferredOverrides {
  /// The wanted total of robots, with its place; from `--set n=…` without a parameter `n`.
  var robotTotal: (count: Int, place: Place?)?
  /// The seed that the scene had before `run.seed` was set; nil where it was not set.
  var replacedSeed: UInt64?
  /// Values of zones that the scene does not have itself, while a layout that stands for its map may.
  var zones: [ZoneOverride] = []
}

/// A `--set` of a value of a zone that only the layout named as the map may have.
struct ZoneOverride {
  /// The name of the zone and what is below it.
  var path: [String]
  /// The value.
  var node: SceneNode
  /// The key as it was given, and where.
  var key: String
  var keyPlace: Place
}

/// Puts `--set key=value` into the assembly: parameters first, then dotted keys, then shorthands.
struct OverrideApplier {
  /// Where mistakes go.
  let context: LoadContext

  /// Short names for keys that are changed often.
  static let shorthands = [
    (name: "duration", path: "run.duration"), (name: "seed", path: "run.seed"),
    (name: "mode", path: "coordination.mode"), (name: "coupling", path: "coordination.coupling"),
  ]

  /// Applies all overrides in order; a later one wins over an earlier one.
  func apply(
    _ overrides: [(String, String)], to assembly: inout SceneAssembly
  ) -> DeferredOverrides {
    var deferred = DeferredOverrides()
    guard !overrides.isEmpty else { return deferred }
    context.sources.addOverrides(overrides.map { "\(singleLine($0.0))=\(singleLine($0.1))" })
    for (index, (key, value)) in overrides.enumerated() {
      let keyPlace = Place(
        file: context.sources.overrideFile, line: Int32(index + 1), column: 1,
        length: Int32(clamping: max(1, key.unicodeScalars.count)))
      guard let node = valueNode(singleLine(value), keyPlace: keyPlace) else { continue }
      apply(key, node, keyPlace: keyPlace, to: &assembly, deferred: &deferred)
    }
    return deferred
  }

  private func apply(
    _ key: String, _ node: SceneNode, keyPlace: Place, to assembly: inout SceneAssembly,
    deferred: inout DeferredOverrides
  ) {
    if let index = assembly.parameters.firstIndex(where: { $0.key == key }) {
      guard !assembly.isResolved else {
        context.report(
          keyPlace, "",
          "this scene is resolved: its values are numbers that no longer follow parameter "
            + "\(quoted(key)), so setting it would change nothing",
          notes: [
            "note: set the values themselves, such as robots.carrier.count, or set '\(key)' in the "
              + "scene this one was made from"
          ])
        return
      }
      setParameter(&assembly.parameters[index], to: node, keyPlace: keyPlace)
      return
    }
    if key == "n" {
      guard let text = node.scalarText, let count = Int(text), (0...10_000_000).contains(count)
      else {
        context.report(node.place, "", "expected a number of robots for n")
        return
      }
      deferred.robotTotal = (count, node.place)
      return
    }
    let path = Self.shorthands.first { $0.name == key }?.path ?? key
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let sections = SceneSchema.root.keys.map(\.name).filter {
      !["fleet", "include", "resolved", "parameters"].contains($0)
    }
    guard sections.contains(parts[0]) else {
      let known =
        assembly.parameters.map(\.key) + Self.shorthands.map(\.name)
        + (assembly.parameters.contains { $0.key == "n" } ? [] : ["n"])
        + (parts.count > 1 ? sections : [])
      context.report(
        keyPlace, "",
        "--set knows no parameter or key \(quoted(key))" + suggestion(for: key, among: known),
        notes: [
          assembly.isResolved
            ? "note: this scene is resolved and has no parameters any more; values are set by path, "
              + "such as run.duration"
            : "note: parameters are set by name, other values by path, such as run.duration"
        ])
      return
    }
    guard parts.count > 1 || ["name", "description"].contains(parts[0]) else {
      context.report(
        keyPlace, "",
        "'\(key)' is a whole section; --set changes one value in it, such as "
          + "\(exampleKey(in: parts[0]))")
      return
    }
    if parts == ["run", "seed"] { deferred.replacedSeed = seed(of: assembly) }
    if parts.starts(with: ["world", "zones"]), parts.count > 2, !hasZone(parts[2], assembly) {
      deferred.zones.append(
        ZoneOverride(path: Array(parts.dropFirst(2)), node: node, key: key, keyPlace: keyPlace))
      return
    }
    switch parts[0] {
    case "policies":
      set(Array(parts.dropFirst()), of: &assembly.policies, to: node, keyPlace, key)
    case "templates":
      set(Array(parts.dropFirst()), of: &assembly.templates, to: node, keyPlace, key)
    default: set(parts, of: &assembly.entries, to: node, keyPlace, key)
    }
  }

  /// True where the scene itself has a zone of a name or number, or no map that may have it.
  private func hasZone(_ name: String, _ assembly: SceneAssembly) -> Bool {
    let world = assembly.entries.first { $0.key == "world" }?.value
    guard world?["map"] != nil else { return true }
    guard let zones = world?["zones"]?.elements else { return false }
    return zones.contains { $0["name"]?.scalarText == name }
      || Int(name).map(zones.indices.contains) ?? false
  }

  /// Puts values into the zones of a layout's `world`.
  func apply(_ overrides: [ZoneOverride], toZonesOf world: inout SceneNode, besides own: [String]) {
    guard !overrides.isEmpty else { return }
    guard case .mapping(var entries) = world.content,
      let index = entries.firstIndex(where: { $0.key == "zones" }),
      case .sequence(var zones) = entries[index].value.content
    else { return tellUnknown(overrides, among: own) }
    let names = zones.compactMap { $0["name"]?.scalarText }
    for override in overrides {
      guard names.contains(override.path[0]) else {
        tellUnknown([override], among: own + names)
        continue
      }
      setElement(
        override.path, of: &zones, named: "zones", to: override.node, override.keyPlace,
        override.key)
    }
    entries[index].value.content = .sequence(zones)
    world.content = .mapping(entries)
  }

  /// Tells of zones that there are not.
  func tellUnknown(_ overrides: [ZoneOverride], among names: [String]) {
    for override in overrides {
      context.report(
        override.keyPlace, "",
        "'zones' has no element '\(override.path[0])'"
          + suggestion(for: override.path[0], among: names))
    }
  }

  /// The seed that the scene states, or the default; nil where it is computed.
  private func seed(of assembly: SceneAssembly) -> UInt64? {
    let run = assembly.entries.first { $0.key == "run" }?.value
    return run?["seed"].map { $0.scalarText.flatMap { UInt64($0) } } ?? 1
  }

  private func exampleKey(in section: String) -> String {
    switch section {
    case "robots": "robots.carrier.count"
    case "world": "world.traffic.rule"
    case "tasks": "tasks.move.rate"
    case "policies": "policies.dispatcher.gain"
    case "coordination": "coordination.mode"
    default: "run.duration"
    }
  }

  private func setParameter(_ entry: inout SceneEntry, to node: SceneNode, keyPlace: Place) {
    guard var entries = entry.value.entries else {
      entry.value = SceneNode(
        content: .mapping([SceneEntry(key: "default", keyPlace: keyPlace, value: node)]),
        place: entry.value.place)
      return
    }
    let replacement = SceneEntry(key: "default", keyPlace: keyPlace, value: node)
    if let index = entries.firstIndex(where: { $0.key == "default" }) {
      entries[index] = replacement
    } else {
      entries.append(replacement)
    }
    entry.value.content = .mapping(entries)
  }

  /// Sets the value at a path below some entries; what is missing on the way is made.
  private func set(
    _ path: [String], of entries: inout [SceneEntry], to node: SceneNode, _ keyPlace: Place,
    _ key: String
  ) {
    guard let first = path.first else { return }
    let rest = Array(path.dropFirst())
    if rest.isEmpty {
      let entry = SceneEntry(key: first, keyPlace: keyPlace, value: node)
      if let index = entries.firstIndex(where: { $0.key == first }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
      return
    }
    guard let index = entries.firstIndex(where: { $0.key == first }) else {
      var inner: [SceneEntry] = []
      set(rest, of: &inner, to: node, keyPlace, key)
      entries.append(
        SceneEntry(
          key: first, keyPlace: keyPlace,
          value: SceneNode(content: .mapping(inner), place: keyPlace)))
      return
    }
    switch entries[index].value.content {
    case .mapping(var inner):
      set(rest, of: &inner, to: node, keyPlace, key)
      entries[index].value.content = .mapping(inner)
    case .sequence(var elements):
      setElement(rest, of: &elements, named: first, to: node, keyPlace, key)
      entries[index].value.content = .sequence(elements)
    case .scalar:
      context.report(
        keyPlace, "", "--set cannot reach '\(key)': '\(first)' is a single value there")
    }
  }

  /// Sets a value in an element of a list, which goes by its name or its index.
  private func setElement(
    _ path: [String], of elements: inout [SceneNode], named list: String, to node: SceneNode,
    _ keyPlace: Place, _ key: String
  ) {
    let names = elements.compactMap { $0["name"]?.scalarText }
    let index = elements.firstIndex { $0["name"]?.scalarText == path[0] } ?? Int(path[0])
    guard let index, elements.indices.contains(index) else {
      context.report(
        keyPlace, "",
        "'\(list)' has no element '\(path[0])'" + suggestion(for: path[0], among: names))
      return
    }
    if path.count == 1 {
      elements[index] = node
      return
    }
    guard var inner = elements[index].entries else {
      context.report(
        keyPlace, "", "--set cannot reach '\(key)': '\(path[0])' is a single value there")
      return
    }
    set(Array(path.dropFirst()), of: &inner, to: node, keyPlace, key)
    elements[index].content = .mapping(inner)
  }

  /// The value as YAML: a scalar, `[a, b]` or `{a: b}`.
  private func valueNode(_ text: String, keyPlace: Place) -> SceneNode? {
    let column = Int(keyPlace.column + keyPlace.length) + 1
    let place = Place(
      file: keyPlace.file, line: keyPlace.line, column: Int32(clamping: column),
      length: Int32(clamping: max(1, text.unicodeScalars.count)))
    // Only collections need YAML's grammar; everything else is taken as typed, '#' and ':' too.
    guard text.hasPrefix("[") || text.hasPrefix("{") else {
      return SceneNode(content: .scalar(text, isPlain: true), place: place)
    }
    var bytes = Array(text.utf8)
    if let finding = TextPreflight(&bytes).findings.first {
      context.report(place, "", finding.message)
      return nil
    }
    do throws(SceneSyntaxError) {
      let (node, mistakes) = try SceneNodeReader.read(
        bytes, file: keyPlace.file, line: Int(keyPlace.line), column: column)
      for mistake in mistakes { context.report(mistake.place, "", mistake.message) }
      return node
    } catch {
      context.report(error.place, "", error.message, notes: error.notes)
      return nil
    }
  }

  private func singleLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
