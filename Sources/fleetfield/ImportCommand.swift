import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield import`: a scene from the layout file of another system.
enum ImportCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "import", summary: "make a scene of another system's layout", operands: ["FILE…"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "DIR",
        help: "the folder for the scene, made where it is missing"),
      OptionSpec(
        name: "--as", kind: .value, placeholder: "FORMAT",
        help: "the format: \(Suggestion.list(formats)) (default: by content)"),
      OptionSpec(
        name: "--level", kind: .value, placeholder: "NAME",
        help: "the level of an Open-RMF building, or the layout of a LIF file, with several"),
      OptionSpec(
        name: "--layers", kind: .value, placeholder: "A,B",
        help: "the layers of a DXF drawing whose lines are walls (default: all)"),
      OptionSpec(
        name: "--unit", kind: .value, placeholder: "UNIT",
        help: "the unit of a DXF drawing or of WKT: \(Suggestion.list(units))"),
      OptionSpec(name: "--force", kind: .flag, help: "replace the scene that lies there already"),
      SceneInput.format,
      OptionSpec(
        name: "--quiet", kind: .flag,
        help: "do not tell what was not taken over (the scene's head says it, too)"),
    ],
    notes: [
      "Reads buildings of Open-RMF (building.yaml, with the configurations of its fleets), LIF layouts,",
      "route graphs of Navigation 2 (GeoJSON), plant models of openTCS (XML), DXF drawings and WKT.",
      "Writes DIR/<name>.fleet.yaml, a scene with comments that 'run' and 'check' take, and tells item",
      "by item what it could not take over. Jobs are made up where the file holds none. Editors find what",
      "may stand in the scene by DIR/fleet.schema.json, which is written beside it.",
      "Exit codes: 0 done, 1 the scene was written but 'check' finds mistakes in it, or it could not be",
      "written, 2 wrong input.",
    ])

  private static let formats = LayoutFormat.allCases.map(\.rawValue)
  private static let units = LayoutUnit.allCases.map(\.rawValue)

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let isQuiet = arguments.flag("--quiet")
    guard let folder = arguments.value("--out") else {
      throw arguments.error("--out DIR is missing: the folder for the scene")
    }
    var options = LayoutOptions()
    options.format = try arguments.choice("--as", of: formats).flatMap(LayoutFormat.init)
    options.level = arguments.value("--level")
    options.unit = try arguments.choice("--unit", of: units).flatMap(LayoutUnit.init)
    options.layers =
      arguments.value("--layers").map { $0.split(separator: ",").map(String.init) } ?? []
    let (scene, findings) = LayoutImporter.load(paths: arguments.operands, options: options)
    guard let scene else {
      Complaint.report(
        isQuiet ? findings.filter { $0.severity == .error } : findings, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    let path = (folder.hasSuffix("/") ? folder : folder + "/") + scene.name + ".fleet.yaml"
    let compiled = CompiledScene(SceneLoader.load(text: scene.text, file: path))
    do throws(RecordingError) {
      try write(scene.text, to: path, folder: folder, isForced: arguments.flag("--force"))
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
    return report(
      scene, path, compiled, wantsJSON || !isQuiet ? findings : [], wantsJSON: wantsJSON)
  }

  private static func write(
    _ text: String, to path: String, folder: String, isForced: Bool
  ) throws(RecordingError) {
    try RunFolder.makeFolders(folder)
    if !isForced, (try? TextFile.read(path)) != nil {
      throw RecordingError(
        "'\(path)' is there already; --force replaces it", isInput: true)
    }
    try writeSchema(in: folder)
    try TextFile.replace(path, with: text)
  }

  /// Writes the schema that the scene's first line names.
  ///
  /// One of another version of the program is replaced; what somebody else called so stays.
  private static func writeSchema(in folder: String) throws(RecordingError) {
    let path = (folder.hasSuffix("/") ? folder : folder + "/") + SceneSchema.schemaFile
    let schema = SceneSchema.jsonSchema()
    let known = try? TextFile.read(path)
    if known == schema { return }
    if let known, !known.contains("\"title\": \"Fleetfield scene\"") { return }
    try TextFile.replace(path, with: schema)
  }

  private static func report(
    _ scene: ImportedScene, _ path: String, _ compiled: CompiledScene, _ findings: [Diagnostic],
    wantsJSON: Bool
  ) -> Int32 {
    let mistakes: [Diagnostic]
    switch compiled {
    case .ready(_, let warnings): mistakes = warnings
    case .wrong(let diagnostics): mistakes = diagnostics
    }
    let isSound = compiled.model != nil
    if wantsJSON {
      Terminal.out(
        .object([
          ("status", .string(isSound ? "done" : "failed")), ("scene", .string(path)),
          ("contents", .string(scene.contents)),
          ("diagnostics", .array((findings + mistakes).map { .raw($0.json) })),
        ]))
    } else {
      Complaint.text(findings + mistakes)
      Terminal.out("\(visibleText(path)): \(scene.contents)\n")
      if !isSound {
        Terminal.error(
          "fleetfield: the scene is written, but it cannot run until these mistakes are mended\n")
      }
    }
    return isSound ? ExitCode.done : ExitCode.failed
  }
}
