/// What loading a scene gives: the scene, unless a mistake makes it unusable, and all findings.
public struct SceneLoadResult: Sendable {
  /// The scene; nil where a diagnostic is an error.
  public var scene: Scene?
  /// Errors and warnings in file order.
  public var diagnostics: [Diagnostic]

  /// A result from its parts.
  public init(scene: Scene?, diagnostics: [Diagnostic]) {
    self.scene = scene
    self.diagnostics = diagnostics
  }

  /// The scene.
  ///
  /// - Throws: `SceneMistakes` with all findings where there is none.
  public func get() throws(SceneMistakes) -> Scene {
    guard let scene else { throw SceneMistakes(diagnostics: diagnostics) }
    return scene
  }
}

/// Why a scene cannot be used; printed, it is what `fleetfield check` says.
public struct SceneMistakes: Error, CustomStringConvertible {
  /// Errors and warnings in file order.
  public var diagnostics: [Diagnostic]
  /// All of them with their lines and carets.
  public var description: String { diagnostics.map(\.rendered).joined(separator: "\n") }
}

/// Reads scene files; the whole way from text to `Scene`.
///
/// Order: texts and includes → overrides → parameters → templates → types and units by the schema →
/// layouts in the place of maps → maps → places moved into the map's world → checks of meaning → values. Every step reports all mistakes it finds and the next one goes
/// on with what is sound, so one pass tells them all.
public enum SceneLoader {
  /// Reads the scene file at a path.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overrides: `--set` in order: a parameter's name, else a dotted key such as `run.duration`,
  ///     else one of `duration`, `seed`, `mode`, `coupling`, `n`; with its value as text.
  ///   - seed: `--seed`: stands for `run.seed`.
  ///   - inputs: The files of the command: what one load has read is not read again by the next.
  ///   - runsSweep: False where the scene's own `sweep` will not be run: its mistakes are then
  ///     warnings.
  ///   - vocabulary: The kinds of policies, drives and tasks that the scene may name.
  /// - Returns: The scene and all findings; never throws, whatever the bytes are.
  /// - Complexity: O(bytes), at most 16 MiB a file.
  public static func load(
    path: String, overrides: [(String, String)] = [], seed: UInt64? = nil,
    inputs: InputFiles = InputFiles(), runsSweep: Bool = true,
    vocabulary: SceneVocabulary = .standard
  ) -> SceneLoadResult {
    let context = LoadContext(inputs: inputs, runsSweep: runsSweep, vocabulary: vocabulary)
    let assembly = SceneAssembly.read(path: path, context: context)
    return finish(assembly, context, overrides: overrides, seed: seed)
  }

  /// Reads a scene from a text; `file` names it in messages, and relative paths start from its folder.
  ///
  /// Parameters and result are those of `load(path:overrides:seed:inputs:runsSweep:vocabulary:)`.
  public static func load(
    text: String, file: String, overrides: [(String, String)] = [], seed: UInt64? = nil,
    inputs: InputFiles = InputFiles(), runsSweep: Bool = true,
    vocabulary: SceneVocabulary = .standard
  ) -> SceneLoadResult {
    let context = LoadContext(inputs: inputs, runsSweep: runsSweep, vocabulary: vocabulary)
    let assembly = SceneAssembly.read(text: text, file: file, context: context)
    return finish(assembly, context, overrides: overrides, seed: seed)
  }

  private static func finish(
    _ assembly: SceneAssembly?, _ context: LoadContext, overrides: [(String, String)],
    seed: UInt64?
  ) -> SceneLoadResult {
    guard var assembly else {
      return SceneLoadResult(scene: nil, diagnostics: context.sortedDiagnostics())
    }
    let all = overrides + (seed.map { [("run.seed", String($0))] } ?? [])
    let deferred = OverrideApplier(context: context).apply(all, to: &assembly)
    ParameterReader(context: context).read(assembly.parameters)
    var tree = readTree(assembly, context)
    context.inputs.pin(RecordedInput.list(tree["inputs"]))
    LayoutLoading(context: context).expand(&tree, deferred.zones)
    SceneCompletion(context: context).fill(&tree, deferred: deferred)
    let map = MapLoading(context: context).load(tree)
    let placed = WorldFraming(context: context, frame: map.frame).place(tree)
    SceneChecks(context: context, tree: placed, map: map).run()
    if !context.hasErrors {
      OverrideEffects(context: context, tree: placed).check(all.map(\.0))
    }
    guard !context.hasErrors else {
      return SceneLoadResult(scene: nil, diagnostics: context.sortedDiagnostics())
    }
    var scene = SceneBuilder(tree: placed, context: context, map: map).build()
    scene.inputs = context.inputs.list
    scene.vocabulary = context.vocabulary
    // A sweep that is no mistake of this run is still none that a resolved scene could state.
    if tree["sweep"]?.isValid == false { tree.remove("sweep") }
    let text = ResolvedText(context: context)
    scene.resolvedText = text.text(of: tree, frame: scene.world.frame)
    scene.digest = text.digest(of: tree)
    return SceneLoadResult(scene: scene, diagnostics: context.sortedDiagnostics())
  }

  /// Types everything; the tree has the schema's keys without includes, templates and parameters.
  private static func readTree(_ assembly: SceneAssembly, _ context: LoadContext) -> TypedNode {
    var partial = SchemaReader(context: context)
    partial.isPartial = true
    _ = partial.read(
      SceneNode(content: .mapping(assembly.templates), place: nil),
      as: .named(what: "robot templates", SceneSchema.robotClass(context.vocabulary)),
      at: SchemaReader.Position(path: "templates", noun: "templates", keyPlace: nil))
    let resolver = TemplateResolver(context: context, templates: assembly.templates)
    var entries = DedentedClasses(context: context).movedBelowRobots(assembly.entries)
    if let index = entries.firstIndex(where: { $0.key == "robots" }),
      let classes = entries[index].value.entries
    {
      let resolved = classes.enumerated().map { index, entry in
        // More than may be named are refused by their number; what they extend does not matter.
        guard index < SceneLimits.names else { return entry }
        var entry = entry
        entry.value = resolver.resolve(entry.value, path: "robots.\(entry.key)")
        return entry
      }
      entries[index].value.content = .mapping(resolved)
    }
    if !assembly.policies.isEmpty {
      entries.append(
        SceneEntry(
          key: "policies", keyPlace: nil,
          value: SceneNode(content: .mapping(assembly.policies), place: nil)))
    }
    return SchemaReader(context: context).read(
      SceneNode(content: .mapping(entries), place: assembly.place), as: .mapping(context.schema),
      at: SchemaReader.Position(path: "", noun: "the scene", keyPlace: nil))
  }
}
