import SimCore

/// Writes a resolved scene as YAML: every default filled in, every line with where it comes from.
struct ResolvedText {
  /// For places and parameters.
  let context: LoadContext
  /// True writes what a run depends on and nothing else: digests for paths, no comments.
  private var isMeaning = false

  /// A writer for a load.
  init(context: LoadContext) { self.context = context }

  /// The SHA-256 of all that a run depends on, apart from `run.seed` and the build.
  ///
  /// That is the resolved scene, each file by the digest of its bytes, and the files that those
  /// name. Comments, parameters' texts, names of files, the scene's own name, description, record and sweep
  /// are not in it, nor are seeds that derive from `run.seed`: two scenes with the same digest give
  /// the same bits for the same seed.
  ///
  /// - Complexity: O(text).
  func digest(of tree: TypedNode) -> String {
    var writer = self
    writer.isMeaning = true
    let besides = ["name", "description", "resolved", "inputs", "sweep"]
    var lines: [String] = []
    for entry in writer.ordered(tree.entries) where !besides.contains(entry.name) {
      var node = entry.node
      if entry.name == "run" { node = Self.withoutDerivedSeeds(node) }
      // What is recorded of a run changes nothing in it.
      if entry.name == "outputs" { node.remove("record") }
      writer.append(entry.name, node, indentation: 0, to: &lines)
    }
    // What a layout has is written out above.
    let written: [InputRole] = [.scene, .include, .layout]
    for file in context.inputs.list where !written.contains(file.role) {
      lines.append("\(file.role.rawValue) \(file.sha256)")
    }
    return sha256(Array(lines.joined(separator: "\n").utf8))
  }

  /// `run` without its seed and without those that it gives, also where they are written out: a
  /// resolved scene means what its scene means.
  private static func withoutDerivedSeeds(_ run: TypedNode) -> TypedNode {
    let seed = run["seed"]?.seed
    var entries = run.entries.filter { $0.name != "seed" }
    for index in entries.indices where entries[index].name == "seeds" {
      let given = entries[index].node.entries.filter { entry in
        let derived = SceneCompletion.seedPurposes.first { $0.name == entry.name }
          .flatMap { purpose in seed.map { derivedSeed($0, UInt64(purpose.purpose.rawValue)) } }
        return entry.node.origin != .byDefault && entry.node.seed != derived
      }
      entries[index].node.value = .mapping(given)
    }
    return TypedNode(.mapping(entries), place: nil)
  }

  /// The text; loading it gives the same scene again.
  func text(of tree: TypedNode, frame: MapFrame = .identity) -> String {
    var lines = ["# Resolved by fleetfield; loading this file gives the same scene."]
    if !frame.isIdentity {
      lines.append("# Places of the run in the frame that the map publishes: \(frame.words).")
    }
    for entry in tree.entries {
      // Whoever keeps the scene says where the files are kept: `Scene.resolvedText(keeping:)`.
      if entry.name == "inputs" { continue }
      if entry.name == "resolved" {
        lines.append("resolved: true")
        appendParameters(to: &lines)
        continue
      }
      append(entry.name, entry.node, indentation: 0, to: &lines)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func appendParameters(to lines: inout [String]) {
    guard !context.parameters.all.isEmpty else { return }
    lines.append("parameters:")
    for parameter in context.parameters.all {
      var parts = ["default: \(scalar(parameter.valueNode))", "kind: \(parameter.kind.rawValue)"]
      let unit = parameter.meaning?.dimension.unit ?? ""
      func bound(_ value: Double) -> String {
        NumberText.digits(value) + (unit.isEmpty ? "" : " \(unit)")
      }
      if let lower = parameter.lower { parts.append("min: \(bound(lower))") }
      if let upper = parameter.upper { parts.append("max: \(bound(upper))") }
      if !parameter.unit.isEmpty { parts.append("unit: \(quotedScalar(parameter.unit))") }
      if !parameter.choices.isEmpty {
        parts.append("choices: [\(parameter.choices.map(quotedScalar).joined(separator: ", "))]")
      }
      if !parameter.doc.isEmpty { parts.append("doc: \(quotedScalar(parameter.doc))") }
      lines.append(
        "  \(parameter.name): {\(parts.joined(separator: ", "))}\(comment(parameter.valueNode))")
    }
  }

  private func append(
    _ name: String, _ node: TypedNode, indentation: Int, to lines: inout [String]
  ) {
    let blanks = String(repeating: " ", count: indentation)
    switch node.value {
    case .mapping(let entries):
      if entries.isEmpty {
        lines.append("\(blanks)\(key(name)): {}\(comment(node))")
        return
      }
      lines.append("\(blanks)\(key(name)):")
      // The order of the classes is that of their robots.
      for entry in name == "robots" ? entries : ordered(entries) {
        append(entry.name, entry.node, indentation: indentation + 2, to: &lines)
      }
    case .list(let elements) where elements.contains(where: \.isMapping):
      lines.append("\(blanks)\(key(name)):")
      for element in elements { appendElement(element, indentation: indentation + 2, to: &lines) }
    default:
      lines.append("\(blanks)\(key(name)): \(flow(node))\(comment(node))")
    }
  }

  private func appendElement(
    _ element: TypedNode, indentation: Int, to lines: inout [String]
  ) {
    let first = lines.count
    for entry in ordered(element.entries) {
      append(entry.name, entry.node, indentation: indentation + 2, to: &lines)
    }
    guard lines.count > first else { return }
    // The first line of an element carries its dash.
    lines[first] =
      String(repeating: " ", count: indentation) + "- " + lines[first].dropFirst(indentation + 2)
  }

  /// Keys by name where only the meaning counts: keys that were filled in come after the others in
  /// a scene, and at their place in the resolved one.
  private func ordered(_ entries: [TypedEntry]) -> [TypedEntry] {
    isMeaning ? entries.sorted { $0.name < $1.name } : entries
  }

  private func flow(_ node: TypedNode) -> String {
    if case .list(let elements) = node.value {
      return "[" + elements.map(flow).joined(separator: ", ") + "]"
    }
    return scalar(node)
  }

  private func scalar(_ node: TypedNode) -> String {
    switch node.value {
    case .number(let number, let unit):
      NumberText.digits(number) + (unit.isEmpty ? "" : " \(unit)")
    case .integer(let integer): String(integer)
    case .seed(let seed): String(seed)
    case .boolean(let boolean): boolean ? "true" : "false"
    case .word(let word): word
    case .text(let text): quotedScalar(text)
    case .path(let path): quotedScalar(isMeaning ? digest(of: path) : whole(path))
    case .invalid, .list, .mapping: "\"\""
    }
  }

  /// A path as the resolved scene has it, which lives in another folder than the scene.
  ///
  /// Links stay, because a map that is a link has its picture beside the link.
  private func whole(_ path: String) -> String {
    let absolute = absolutePath(path)
    let canonical = context.inputs.canonical(path)
    guard canonical.hasPrefix("/") else { return absolute }
    // Behind a link to a folder, `..` is another place than the text says.
    return context.inputs.canonical(absolute) == canonical ? absolute : canonical
  }

  /// The digest of a file; a file that nobody read means nothing.
  private func digest(of path: String) -> String { context.inputs.file(path)?.sha256 ?? "unread" }

  private func comment(_ node: TypedNode) -> String {
    if isMeaning { return "" }
    var words: String
    switch node.origin {
    case .byDefault: words = "default"
    case .override: words = "--set"
    case .file:
      guard let place = node.place else { return "" }
      let location = context.sources.location(place)
      words = "\(fileName(of: location.file)):\(location.line)"
    }
    if let expression = node.expression {
      words += " " + String(expression.map { $0.isNewline ? " " : $0 })
    }
    return "  # \(words)"
  }

  private func key(_ name: String) -> String { Self.isPlain(name) ? name : JSONText.quoted(name) }

  private func quotedScalar(_ text: String) -> String {
    Self.isPlain(text) ? text : JSONText.quoted(text)
  }

  /// True where a text needs no quotes anywhere in YAML.
  private static func isPlain(_ text: String) -> Bool {
    guard isName(String(text.prefix(1))), text.utf8.count <= 80 else { return false }
    return text.utf8.allSatisfy {
      ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F
        || $0 == 0x2D || $0 == 0x2E
    }
  }
}

extension TypedNode {
  /// True for a mapping.
  fileprivate var isMapping: Bool { if case .mapping = value { true } else { false } }
}
