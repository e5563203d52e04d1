import SimCore

/// The main file and its libraries put together, before parameters are known.
struct SceneAssembly {
  /// The main file's entries without includes, templates, parameters and policies.
  var entries: [SceneEntry] = []
  /// Where the main file's top mapping starts.
  var place: Place?
  /// Parameters: those of libraries first.
  var parameters: [SceneEntry] = []
  /// Templates, and robots of libraries.
  var templates: [SceneEntry] = []
  /// Policies: those of libraries first.
  var policies: [SceneEntry] = []
  /// True for a scene that the program wrote: every value is worked out already.
  var isResolved: Bool {
    entries.first { $0.key == "resolved" }?.value.scalarText == "true"
  }

  private let context: LoadContext
  private var stack: [String] = []
  private var loaded: [String] = []

  /// Keys of an included file that are taken from it.
  private static let libraryKeys = [
    "fleet", "name", "description", "resolved", "include", "parameters", "templates", "robots",
    "policies",
  ]

  /// An empty assembly.
  init(context: LoadContext) { self.context = context }

  /// Reads the main file from its path; nil where it cannot be used at all.
  static func read(path: String, context: LoadContext) -> SceneAssembly? {
    var assembly = SceneAssembly(context: context)
    let bytes = assembly.bytes(of: path, shownAs: path, role: .scene, includedAt: nil)
    guard let bytes else { return nil }
    return assembly.readMain(bytes, path: path) ? assembly : nil
  }

  /// Reads the main file from a text; nil where it cannot be used at all.
  static func read(text: String, file: String, context: LoadContext) -> SceneAssembly? {
    var assembly = SceneAssembly(context: context)
    let bytes = Array(text.utf8)
    context.inputs.note(bytes, path: file, role: .scene)
    return assembly.readMain(bytes, path: file) ? assembly : nil
  }

  private mutating func readMain(_ bytes: [UInt8], path: String) -> Bool {
    stack = [context.inputs.canonical(path)]
    loaded = stack
    guard let root = document(bytes, path: path, shownAs: path, includedAt: nil) else {
      return false
    }
    place = root.place
    for var entry in root.entries ?? [] {
      entry.key = section(entry, of: root)
      switch entry.key {
      case "include": includeFiles(entry)
      case "parameters": merge(section: entry, into: \.parameters, word: "parameter")
      case "templates": merge(section: entry, into: \.templates, word: "template")
      case "policies": merge(section: entry, into: \.policies, word: "policy")
      default: entries.append(entry)
      }
    }
    return true
  }

  /// The section that an entry is, also where its name is misspelt: what it declares would else be
  /// missed wherever it is used.
  private func section(_ entry: SceneEntry, of root: SceneNode) -> String {
    let known = SceneSchema.root.keys.map(\.name)
    guard !known.contains(entry.key), let near = nearestName(to: entry.key, among: known),
      root[near] == nil
    else { return entry.key }
    context.report(
      entry.keyPlace, entry.key,
      "unknown key \(quoted(entry.key))" + (lookAlikeWords(entry.key).map { ": \($0)" } ?? "")
        + "; did you mean '\(near)'?")
    return near
  }

  // MARK: Includes

  private mutating func includeFiles(_ entry: SceneEntry) {
    let nodes = entry.value.elements ?? [entry.value]
    for node in nodes {
      guard let name = node.scalarText, !name.isEmpty else {
        context.report(
          node.isEmpty ? entry.keyPlace : node.place, "include",
          "expected the path of a file for include, found \(node.kindWord)")
        continue
      }
      includeFile(name, at: node.place)
    }
  }

  private mutating func includeFile(_ name: String, at place: Place?) {
    let directory = place.map { context.sources.files[Int($0.file)].directory } ?? ""
    let path = context.sources.resolve(name, in: directory)
    let canonical = context.inputs.canonical(path)
    if let start = stack.firstIndex(of: canonical) {
      let chain = (stack[start...] + [canonical]).map(fileName(of:)).joined(separator: " → ")
      context.report(place, "include", "files include each other: \(chain)")
      return
    }
    // A library that two others share is read once.
    if loaded.contains(canonical) { return }
    guard loaded.count < SceneLimits.files else {
      context.report(place, "include", "more than \(SceneLimits.files) files in one scene")
      return
    }
    loaded.append(canonical)
    guard let bytes = bytes(of: path, shownAs: name, role: .include, includedAt: place),
      let root = document(bytes, path: path, shownAs: path, includedAt: place)
    else { return }
    stack.append(canonical)
    defer { stack.removeLast() }
    for entry in root.entries ?? [] {
      switch entry.key {
      case "include": includeFiles(entry)
      case "parameters": merge(section: entry, into: \.parameters, word: "parameter")
      case "templates", "robots": merge(section: entry, into: \.templates, word: "template")
      case "policies": merge(section: entry, into: \.policies, word: "policy")
      default: checkLibraryKey(entry)
      }
    }
  }

  private func checkLibraryKey(_ entry: SceneEntry) {
    if Self.libraryKeys.contains(entry.key) { return }
    let known = SceneSchema.root.keys.map(\.name)
    if known.contains(entry.key) {
      context.report(
        entry.keyPlace, entry.key,
        "'\(entry.key)' of an included file is not used; only parameters, templates, robots (as "
          + "templates) and policies are", severity: .warning)
    } else {
      context.report(
        entry.keyPlace, entry.key,
        "unknown key \(quoted(entry.key))" + suggestion(for: entry.key, among: known))
    }
  }

  /// Adds the entries of a section; the main file wins over a library, two libraries may not clash.
  private mutating func merge(
    section: SceneEntry, into list: WritableKeyPath<SceneAssembly, [SceneEntry]>, word: String
  ) {
    guard let entries = section.value.entries else {
      if !section.value.isEmpty || section.value.place?.file == 0 {
        context.report(
          section.value.isEmpty ? section.keyPlace : section.value.place, section.key,
          "expected a mapping from names to \(word == "policy" ? "policies" : word + "s") for "
            + "\(section.key), found \(section.value.kindWord)")
      }
      return
    }
    for entry in entries {
      guard let index = self[keyPath: list].firstIndex(where: { $0.key == entry.key }) else {
        guard self[keyPath: list].count < SceneLimits.names else {
          context.report(
            entry.keyPlace, section.key,
            "more than \(SceneLimits.names) \(word == "policy" ? "policies" : word + "s") in one scene"
          )
          return
        }
        self[keyPath: list].append(entry)
        continue
      }
      let other = self[keyPath: list][index]
      let isMain = entry.keyPlace?.file == 0
      if other.keyPlace?.file == 0 || !isMain {
        // Includes come after their own sections where a file is written in another order.
        if other.keyPlace?.file == 0 { continue }
        context.report(
          entry.keyPlace, "\(section.key).\(entry.key)",
          "\(word) '\(entry.key)' is declared by two included files",
          notes: other.keyPlace.map {
            ["note: also declared at \(context.lineWords($0, seenFrom: entry.keyPlace))"]
          } ?? [])
      } else {
        self[keyPath: list][index] = entry
      }
    }
  }

  // MARK: Files

  private func bytes(
    of path: String, shownAs name: String, role: InputRole, includedAt place: Place?
  ) -> [UInt8]? {
    let at = place == nil ? "" : "include"
    do throws(FileReadFailure) {
      return try context.inputs.bytes(path, role: role, limit: SceneLimits.fileBytes)
    } catch {
      switch error {
      case .unreadable, .notReadAtStart, .changedSinceRun, .outside:
        context.report(place, at, "cannot open '\(name)': \(error.words)")
      case .isFolder:
        // What a run folder keeps its scene under.
        let file = (path.hasSuffix("/") ? "" : "/") + "scene.resolved.yaml"
        context.report(
          place, at,
          "'\(name)' is a folder; expected a scene file"
            + (isRegularFile(path + file) ? "; that of this run is '\(name)\(file)'" : ""))
      case .isSpecial(let word):
        context.report(place, at, "'\(name)' is \(word); expected a scene file")
      case .tooLarge(let bytes):
        context.report(
          place, at,
          "'\(name)' has more than \(SceneLimits.fileBytes >> 20) MiB (\(bytes) bytes); "
            + "is this a scene file?")
      }
      return nil
    }
  }

  /// Reads one file's document and checks its version; nil where it cannot be used.
  private mutating func document(
    _ raw: [UInt8], path: String, shownAs name: String, includedAt place: Place?
  ) -> SceneNode? {
    var bytes = raw
    let preflight = TextPreflight(&bytes)
    let file = context.sources.add(
      SceneSources.File(
        displayPath: name, directory: folder(of: path), bytes: raw, includedFrom: place),
      readAt: path)
    for finding in preflight.findings {
      context.report(
        Place(
          file: file, line: Int32(clamping: finding.line), column: Int32(clamping: finding.column),
          length: 1), "", finding.message)
    }
    if preflight.findings.contains(where: \.isFatal) { return nil }
    let start = Place(file: file, line: 1, column: 1, length: 1)
    do throws(SceneSyntaxError) {
      let (node, mistakes) = try SceneNodeReader.read(bytes, file: file)
      for mistake in mistakes {
        context.report(mistake.place, "", mistake.message, notes: mistake.notes)
      }
      guard let node, !node.isEmpty else {
        context.report(start, "", "the file is empty; a scene starts with 'fleet: 1'")
        return nil
      }
      guard node.entries != nil else {
        context.report(
          node.place, "", "expected a mapping that starts with 'fleet: 1', found \(node.kindWord)")
        return nil
      }
      return isReadableVersion(node) ? node : nil
    } catch {
      context.report(error.place, "", error.message, notes: error.notes)
      return nil
    }
  }

  private func isReadableVersion(_ root: SceneNode) -> Bool {
    let supported = SceneSchema.formatVersion
    guard let entry = root.entries?.first(where: { $0.key == "fleet" }) else {
      let near = root.entries?.first { nearestName(to: $0.key, among: ["fleet"]) != nil }
      context.report(
        near?.keyPlace ?? root.place, "",
        near.map { "unknown key \(quoted($0.key)); did you mean 'fleet'?" }
          ?? "key 'fleet' is missing: a scene file states its format version, 'fleet: \(supported)'"
      )
      return false
    }
    let text = entry.value.scalarText ?? ""
    guard let version = Int(text) else {
      context.report(
        entry.value.isEmpty ? entry.keyPlace : entry.value.place, "fleet",
        "expected a whole number for the format version, found "
          + (entry.value.scalarText == nil || text.isEmpty
            ? entry.value.kindWord : quoted(text)))
      return false
    }
    if version > supported {
      context.report(
        entry.value.place, "fleet",
        "format version \(version) is newer than this program, which reads version \(supported); "
          + "a newer fleetfield is needed")
      return false
    }
    if version < 1 {
      context.report(
        entry.value.place, "fleet",
        "format version \(version) does not exist; this program reads version \(supported)")
      return false
    }
    return true
  }
}
