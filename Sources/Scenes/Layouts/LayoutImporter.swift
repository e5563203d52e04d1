import SimCore

/// The layout formats that can be imported.
public enum LayoutFormat: String, CaseIterable, Sendable {
  /// A building of Open-RMF (`building.yaml`), with fleet configurations.
  case rmf
  /// A layout in the Layout Interchange Format of the VDMA (JSON).
  case lif
  /// A route graph of Navigation 2 (GeoJSON).
  case nav2
  /// A plant model of openTCS (XML).
  case opentcs
  /// A floor drawn in DXF (ASCII).
  case dxf
  /// A floor in well-known text.
  case wkt

  /// What it is, for people.
  var words: String {
    switch self {
    case .rmf: "a building of Open-RMF (building.yaml)"
    case .lif: "a LIF layout (.lif.json)"
    case .nav2: "a route graph of Navigation 2 (.geojson)"
    case .opentcs: "a plant model of openTCS (.xml)"
    case .dxf: "a drawing (.dxf)"
    case .wkt: "a floor in well-known text (.wkt)"
    }
  }
}

/// A unit of length of drawings.
public enum LayoutUnit: String, CaseIterable, Sendable {
  case m, cm, mm, `in`, ft

  /// Its length in metres.
  var metres: Double {
    switch self {
    case .m: 1
    case .cm: 0.01
    case .mm: 0.001
    case .in: 0.0254
    case .ft: 0.3048
    }
  }
}

/// What an import is told beside its files.
public struct LayoutOptions: Sendable {
  /// The format; nil to go by content and name.
  public var format: LayoutFormat?
  /// The level of a building with several, or the layout of a LIF file with several.
  public var level: String?
  /// The unit of a drawing; nil for what it says itself, else metres.
  public var unit: LayoutUnit?
  /// The layers of a drawing whose lines are walls; none for all.
  public var layers: [String] = []
  /// True where a scene says it under `world.map`, and not the command line.
  var areKeys = false

  /// Everything by content.
  public init() {}

  /// What people call an option where they said it: `--level`, or `level` of `world.map`.
  func called(_ option: String) -> String { areKeys ? "'\(option)'" : "--\(option)" }
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
    let (layout, sources, findings) = read(paths, options, InputReader(InputFiles()))
    guard let layout else { return (nil, findings) }
    do throws(LayoutMistake) {
      let scene = try LayoutScene(layout, leftOut: sources.flatMap { $0.leftOutLines() })
      return (
        ImportedScene(name: layout.name, text: scene.text, contents: scene.contents), findings
      )
    } catch {
      return (nil, findings + [mistake(error, sources)])
    }
  }

  /// The floor of a layout that a scene names as its map, with the file it is read from.
  ///
  /// Mistakes are told as by `load`; nil where there is one.
  static func floor(
    path: String, options: LayoutOptions, classes: [String], inputs: InputReader
  ) -> (floor: LayoutFloor?, source: LayoutSource?, findings: [Diagnostic]) {
    var (layout, sources, findings) = read([path], options, inputs)
    guard let layout else { return (nil, nil, findings) }
    do throws(LayoutMistake) {
      let own = LayoutClasses(classes, of: layout)
      if layout.lanes.contains(where: { $0.rights.users != nil }), !own.unknown.isEmpty {
        sources[0].warn(
          "\(own.unknown.map(quoted).joined(separator: ", ")): this file does not name the class, so that its robots "
            + "drive on all lanes; it names \(layout.knownUsers.prefix(12).map(quoted).joined(separator: ", "))",
          .characters(nil))
        findings = sources.flatMap { $0.findings() }
      }
      return (try LayoutFloor(layout, own), sources[0], findings)
    } catch {
      return (nil, nil, findings + [mistake(error, sources)])
    }
  }

  /// What a file is as a layout, by its content and name; nil where it is none, or cannot be read.
  static func format(path: String, inputs: InputReader) -> LayoutFormat? {
    var unread = MapDiagnostics()
    return MapImporter.open(path, .map, inputs, mention: nil, &unread)
      .flatMap { detect(LayoutSource($0)) }
  }

  private static func mistake(_ mistake: LayoutMistake, _ sources: [LayoutSource]) -> Diagnostic {
    MapImporter.plain("'\(sources[0].text.name)': \(mistake.message)")
  }

  /// The layout among some files with all that there is to say of them; nil where there is an error.
  private static func read(
    _ paths: [String], _ options: LayoutOptions, _ inputs: InputReader
  ) -> (layout: Layout?, sources: [LayoutSource], findings: [Diagnostic]) {
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
    let isSound = !findings.contains { $0.severity == .error }
    return (isSound ? layout : nil, sources, findings)
  }

  /// The layout among some files; nil, with a mistake, where they are none that can be read.
  private static func read(
    _ sources: [LayoutSource], _ options: LayoutOptions, _ findings: inout [Diagnostic]
  ) -> Layout? {
    var formats: [LayoutFormat] = []
    for source in sources {
      guard let format = options.format ?? detect(source) else {
        source.error(
          "this is no layout that can be read; expected "
            + LayoutFormat.allCases.map(\.words).joined(separator: ", ")
            + "; or say it with \(options.areKeys ? "'format'" : "--as")",
          .characters(nil))
        continue
      }
      formats.append(format)
    }
    guard formats.count == sources.count, let format = formats.first else { return nil }
    for (option, isGiven, takers) in [
      ("level", options.level != nil, [LayoutFormat.rmf, .lif]),
      ("unit", options.unit != nil, [.dxf, .wkt]), ("layers", !options.layers.isEmpty, [.dxf]),
    ] where isGiven && !takers.contains(format) {
      findings.append(
        MapImporter.plain(
          "\(options.called(option)) belongs to \(takers.map(\.words).joined(separator: " or ")), and this is read as "
            + format.rawValue))
      return nil
    }
    if format != .rmf, sources.count > 1 {
      findings.append(
        MapImporter.plain(
          "\(sources.count) files are given, and \(format.words) is one; import them one by one"))
      return nil
    }
    let source = sources[0]
    switch format {
    case .rmf: return RMFImport(sources, options).layout()
    case .lif: return LIFImport(source, options).layout()
    case .nav2: return RouteGraphImport(source).layout()
    case .opentcs:
      var plant = OpenTCSImport(source)
      return plant.read()
    case .dxf: return DXFImport(source, options).layout()
    case .wkt: return WKTImport(source, options).layout()
    }
  }

  /// What a file is, by its content and name.
  private static func detect(_ source: LayoutSource) -> LayoutFormat? {
    let text = source.text
    let name = text.name.lowercased()
    for (ending, format) in [
      (".dxf", LayoutFormat.dxf), (".wkt", .wkt), (".geojson", .nav2), (".lif.json", .lif),
      (".building.yaml", .rmf),
    ] where name.hasSuffix(ending) { return format }
    switch text.firstByte {
    case UInt8(ascii: "{"):
      for (key, format) in [
        ("rmf_fleet", LayoutFormat.rmf), ("levels", .rmf), ("layouts", .lif),
        ("metaInformation", .lif), ("features", .nav2),
      ] where text.key(key, within: 4096) != nil { return format }
      return nil
    case UInt8(ascii: "<"):
      return text.range(of: "<model", within: 4096) != nil ? .opentcs : nil
    default:
      let lines = text.startsLine(with: ["levels:", "rmf_fleet:", "building_name:"])
      return lines != nil ? .rmf : nil
    }
  }
}

/// Why a layout that was read makes no scene.
struct LayoutMistake: Error {
  var message: String
}
