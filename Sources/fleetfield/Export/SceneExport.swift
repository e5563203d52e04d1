import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield export lif` and `export factsheet`: what a scene has, for fleet managers.
struct SceneExport {
  let path: String
  let overrides: [(key: String, value: String)]
  let voice: RunVoice

  // MARK: LIF

  /// Writes lanes and stations as a layout in LIF.
  ///
  /// - Throws: `RecordingError` where the scene has no lanes, or the file cannot be written.
  func layout(to target: String?) throws(RecordingError) -> Int32 {
    guard let scene = scene() else { return ExitCode.wrongInput }
    guard let document = LIFDocument(scene: scene, exportedAt: WallClock.timestamp()) else {
      throw RecordingError(
        "'\(path)' has no lanes (world.traffic.lanes), and LIF is a graph of lanes", isInput: true)
    }
    if !voice.wantsJSON || target == nil {
      for remark in document.remarks { voice.remark(remark) }
    }
    let text = document.json.rendered + "\n"
    guard let target else {
      Terminal.out(text)
      return ExitCode.done
    }
    try TextFile.check(target)
    try TextFile.replace(target, with: text)
    let counts = document.counts
    if voice.wantsJSON {
      Terminal.out(
        .object([
          ("status", .string("done")), ("file", .string(target)), ("nodes", .integer(counts.nodes)),
          ("edges", .integer(counts.edges)), ("stations", .integer(counts.stations)),
          ("remarks", .array(document.remarks.map { .string($0) })),
        ]))
    } else if !voice.isQuiet {
      Terminal.out(
        "\(visibleText(target)): \(counts.nodes) nodes, \(counts.edges) edges, \(counts.stations) stations\n"
      )
    }
    return ExitCode.done
  }

  // MARK: Factsheets

  /// Writes the factsheet of a class to a file, or one for each class into a folder.
  ///
  /// - Throws: `RecordingError` where there is no such class, or a file cannot be written.
  func factsheets(of name: String?, to target: String?) throws(RecordingError) -> Int32 {
    guard let scene = scene() else { return ExitCode.wrongInput }
    let names = scene.robots.map(\.name)
    if let name, !names.contains(name) {
      throw RecordingError(
        "'\(path)' has no class '\(name)'" + Suggestion.hint(name, among: names) + "; there are "
          + names.joined(separator: ", "), isInput: true)
    }
    let chosen = scene.robots.filter { name == nil || $0.name == name }
    let now = WallClock.timestamp()
    func text(_ robots: RobotClassSpec) -> String {
      Factsheet(robots, of: scene, timestamp: now).json.rendered + "\n"
    }
    guard let target else {
      guard chosen.count == 1 else {
        throw RecordingError(
          chosen.isEmpty
            ? "'\(path)' has no class of robots"
            : "'\(path)' has the classes \(names.joined(separator: ", ")): choose one by --class, or say with "
              + "--out in which folder there is to be one for each", isInput: true)
      }
      Terminal.out(text(chosen[0]))
      return ExitCode.done
    }
    var files: [(path: String, text: String)] = []
    if name != nil || chosen.count == 1 {
      files = [(target, text(chosen[0]))]
    } else {
      let folder = target.hasSuffix("/") ? target : target + "/"
      try RunFolder.makeFolders(folder)
      files = chosen.map { (folder + $0.name + ".factsheet.json", text($0)) }
    }
    for file in files { try TextFile.check(file.path) }
    for file in files { try TextFile.replace(file.path, with: file.text) }
    if voice.wantsJSON {
      Terminal.out(
        .object([
          ("status", .string("done")), ("files", .array(files.map { .string($0.path) })),
        ]))
    } else if !voice.isQuiet {
      for file in files { Terminal.out("\(visibleText(file.path))\n") }
    }
    return ExitCode.done
  }

  /// The scene; nil after its mistakes were printed.
  private func scene() -> Scene? {
    switch SceneInput.open(
      path: path, overrides: overrides, seed: nil, isQuiet: true, players: .anybody)
    {
    case .wrong(let diagnostics):
      voice.complain(diagnostics)
      return nil
    case .ready(let model, _): return model.scene
    }
  }
}
