import SimCore

/// The layout formats that can be imported.
public enum LayoutFormat: String, CaseIterable, Sendable {
  /// A building of Open-RMF (`building.yaml`), with fleet configurations.
  case rmf
}

/// What an import is told beside its files.
public struct LayoutOptions: Sendable {
  /// The format; nil to go by content and name.
  public var format: LayoutFormat?
  /// The level of a building with several.
  public var level: String?

  /// Everything by content.
  public init() {}
}

/// A scene that was made from a layout.
public struct ImportedScene: Sendable {
  /// Name of the scene, fit to be the name of a file.
  public var name: String
  /// The text of the scene file.
  public var text: String
  /// What the scene has, in a few words: `41 walls, 12 stations, 2 docks, 2 robots`.
  public var contents: String
}

/// Reads layouts that other systems wrote and makes scenes of them.
public enum LayoutImporter {
  /// Makes a scene of a layout and the files that belong to it.
  ///
  /// All mistakes of a file are reported in one pass, 20 at most; whatever the bytes are, this returns.
  /// What the scene cannot have of the layout is told item by item, as warnings at the place where each stands
  /// first.
  ///
  ///     let (scene, findings) = LayoutImporter.load(
  ///       paths: ["office.building.yaml", "fleet.yaml"], options: LayoutOptions())
  ///
  /// - Parameters:
  ///   - paths: The layout, and fleet configurations in any order.
  ///   - options: Format and level.
  /// - Returns: The scene, or nil where there is an error; and all errors and warnings.
  /// - Complexity: O(bytes read), at most 16 MiB a file.
  public static func load(
    paths: [String], options: LayoutOptions
  ) -> (scene: ImportedScene?, findings: [Diagnostic]) {
    let inputs = InputReader(InputFiles())
    var findings: [Diagnostic] = []
    var sources: [LayoutSource] = []
    for path in paths {
      var unread = MapDiagnostics()
      if let text = MapImporter.open(path, .layout, inputs, mention: nil, &unread) {
        sources.append(LayoutSource(text))
      }
      findings += unread.finished()
    }
    let layout = findings.isEmpty ? read(sources, options, &findings) : nil
    for source in sources { findings += source.findings() }
    guard let layout, !findings.contains(where: { $0.severity == .error }) else {
      return (nil, findings)
    }
    do throws(LayoutMistake) {
      let scene = try LayoutScene(layout, leftOut: sources.flatMap { $0.leftOutLines() })
      return (
        ImportedScene(name: layout.name, text: scene.text, contents: scene.contents), findings
      )
    } catch {
      findings.append(MapImporter.plain("'\(sources[0].text.name)': \(error.message)"))
      return (nil, findings)
    }
  }

  /// The layout among some files; nil, with a mistake, where they are none that can be read.
  private static func read(
    _ sources: [LayoutSource], _ options: LayoutOptions, _ findings: inout [Diagnostic]
  ) -> Layout? {
    var formats: [LayoutFormat] = []
    for source in sources {
      guard let format = options.format ?? detect(source) else {
        source.error(
          "this is no layout that can be read; expected a building of Open-RMF (building.yaml)",
          .characters(nil))
        continue
      }
      formats.append(format)
    }
    guard formats.count == sources.count, let format = formats.first else { return nil }
    if let level = options.level, format != .rmf {
      findings.append(
        MapImporter.plain("--level \(level) belongs to a building of Open-RMF only"))
      return nil
    }
    switch format {
    case .rmf: return RMFImport(sources, level: options.level).layout()
    }
  }

  /// What a file is, by its content and name.
  private static func detect(_ source: LayoutSource) -> LayoutFormat? {
    let text = source.text
    if text.firstByte == UInt8(ascii: "{") {
      for key in ["levels", "rmf_fleet"] where text.key(key, within: 4096) != nil { return .rmf }
      return nil
    }
    if text.startsLine(with: ["levels:", "rmf_fleet:", "building_name:"]) != nil { return .rmf }
    return nil
  }
}

/// Why a layout that was read makes no scene.
struct LayoutMistake: Error {
  var message: String
}
