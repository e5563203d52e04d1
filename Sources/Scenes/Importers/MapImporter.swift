import Glibc
import SimCore

/// The map formats that can be read.
public enum MapFormat: String, CaseIterable, Sendable {
  /// Decide by the file's name and first bytes.
  case auto
  /// A MovingAI benchmark map (`.map`), with an optional scenario (`.scen`).
  case movingai
  /// A problem of the League of Robot Runners (`.json`) with its map, agents and tasks.
  case lorr
  /// A ROS map: YAML that names a PGM or PNG picture.
  case ros
  /// A map of POGEMA: rows of `@ $ ! . #`, alone or as one of the named maps of a YAML file.
  case pogema
}

/// What a map file and its companions hold, in metres, world y upwards.
public struct ImportedMap: Sendable {
  /// Free and occupied cells.
  public var grid: OccupancyGrid
  /// Robot starts in file order, cell centres, metres; cells to draw from where `drawsPlaces` says so.
  public var starts: [Vec2] = []
  /// Personal goals, one per start (MovingAI), or cells to draw from (POGEMA), metres; else empty.
  public var goals: [Vec2] = []
  /// True where starts and goals are cells that robots draw theirs from (POGEMA).
  public var drawsPlaces = false
  /// Tasks (LoRR): the locations of each in order, cell centres, metres; else empty.
  public var tasks: [[Vec2]] = []
  /// Where each start is written.
  public var startPlaces = ImportedPlaces()
  /// Where each goal is written.
  public var goalPlaces = ImportedPlaces()
  /// Where each location of the tasks is written, task by task.
  public var taskPlaces = ImportedPlaces()
  /// The files that starts, goals and tasks come from.
  public var texts = SourceTexts()
  /// How many tasks per robot are revealed at a time (LoRR), dimensionless.
  public var revealFactor: Float = 1
  /// Where the grid's coordinates lie in the frame that the map publishes.
  public var frame = MapFrame.identity

  /// A map without starts, goals or tasks.
  public init(grid: OccupancyGrid) { self.grid = grid }
}

/// Reads maps that other projects wrote.
public enum MapImporter {
  /// The largest number of columns or rows.
  public static let largestSide = 65_536
  /// The largest number of cells: 67 million, 64 MiB as flags.
  public static let largestCellCount = 1 << 26

  /// A file with more mistakes than this is of another format or damaged: the rest is counted.
  public static let mostMistakes = 20

  /// Reads a map and what belongs to it.
  ///
  /// All mistakes of a file are reported in one pass, 20 at most; whatever the bytes are, this
  /// returns. The top row of a file becomes the highest row of the grid.
  ///
  ///     let (map, diagnostics) = MapImporter.load(
  ///       path: "warehouse.map", format: .auto, cellSize: nil, scenario: "warehouse.scen")
  ///
  /// - Parameters:
  ///   - path: The map file (MovingAI, POGEMA), problem file (LoRR) or YAML file (ROS, POGEMA).
  ///   - format: The format, or `.auto`.
  ///   - cellSize: Edge of a cell in metres; nil is 1 m, or the resolution of a ROS map. For a ROS
  ///     map any other value than its resolution is an error.
  ///   - scenario: A `.scen` file with starts and goals, for MovingAI maps only.
  ///   - name: Which of the maps of a YAML file of POGEMA; nil for the only one.
  ///   - keepsMapFrame: True for coordinates from the lower left corner of the picture along its
  ///     sides, whatever its origin is.
  /// - Returns: The map, or nil where there is an error; and all errors and warnings.
  /// - Complexity: O(bytes read).
  public static func load(
    path: String, format: MapFormat, cellSize: Float?, scenario: String?, name: String? = nil,
    keepsMapFrame: Bool = false
  ) -> (map: ImportedMap?, diagnostics: [Diagnostic]) {
    load(
      path: path, format: format, cellSize: cellSize, scenario: scenario, name: name,
      keepsMapFrame: keepsMapFrame, inputs: InputReader(InputFiles()))
  }

  /// Reads a map and what belongs to it through a load's reader.
  static func load(
    path: String, format: MapFormat, cellSize: Float?, scenario: String?, name: String? = nil,
    keepsMapFrame: Bool = false, inputs: InputReader
  ) -> (map: ImportedMap?, diagnostics: [Diagnostic]) {
    var diagnostics = MapDiagnostics()
    let map = load(path, format, cellSize, scenario, name, keepsMapFrame, inputs, &diagnostics)
    return (diagnostics.hasErrors ? nil : map, diagnostics.finished())
  }

  private static func load(
    _ path: String, _ format: MapFormat, _ cellSize: Float?, _ scenario: String?,
    _ name: String?, _ keepsMapFrame: Bool, _ inputs: InputReader,
    _ diagnostics: inout MapDiagnostics
  ) -> ImportedMap? {
    if let cellSize, !(cellSize >= 0.001 && cellSize <= 1000) {
      diagnostics.add(
        plain("a cell size of \(cellSize) m cannot be used; expected 0.001 m to 1000 m"))
      return nil
    }
    guard let text = open(path, .map, inputs, mention: nil, &diagnostics) else { return nil }
    if let foreign = ForeignMap.recognise(text) {
      diagnostics.add(foreign)
      return nil
    }
    guard let format = format == .auto ? detect(text, &diagnostics) : format else { return nil }
    if let scenario, format != .movingai {
      diagnostics.add(
        plain(
          "a scenario ('\(scenario)') belongs to a MovingAI map only; "
            + "this map is read as \(format.rawValue)"))
    }
    if let name, format != .pogema {
      diagnostics.add(
        plain(
          "a name ('\(name)') chooses among the maps of a file of POGEMA only; "
            + "this map is read as \(format.rawValue)"))
    }
    if format != .pogema, PogemaMap.isOne(text) {
      diagnostics.add(
        plain(
          "'\(text.name)' is a map of POGEMA (rows of @ $ ! . #), not one of \(format.rawValue); "
            + "did you mean 'format: pogema'?"))
      return nil
    }
    switch format {
    case .auto, .movingai:
      let file = GridMapFile.read(text, &diagnostics)
      guard let file else {
        if let scenario { _ = open(scenario, .scenario, inputs, mention: nil, &diagnostics) }
        return nil
      }
      var map = ImportedMap(grid: file.grid(cellSize: cellSize ?? 1))
      if let scenario,
        let text = open(scenario, .scenario, inputs, mention: nil, &diagnostics)
      {
        MovingAIScenario.read(text, mapName: path, into: &map, &diagnostics)
      }
      return map
    case .lorr:
      return LoRRProblem.read(text, cellSize: cellSize ?? 1, inputs, &diagnostics)
    case .ros:
      return ROSMap.read(
        text, cellSize: cellSize, keepsMapFrame: keepsMapFrame, inputs, &diagnostics)
    case .pogema:
      return PogemaMap.read(text, name: name, cellSize: cellSize ?? 1, &diagnostics)
    }
  }

  /// Opens a file or reports why not, at the place that mentions it if there is one.
  static func open(
    _ path: String, _ role: InputRole, _ inputs: InputReader, mention: (MapText, Range<Int>)?,
    _ diagnostics: inout MapDiagnostics
  ) -> MapText? {
    let failure: FileReadFailure
    do throws(FileReadFailure) {
      return MapText(name: path, bytes: try inputs.bytes(path, role: role, limit: largestFile))
    } catch {
      failure = error
    }
    let message = "the \(role.word) file '\(path)' cannot be read: \(words(failure))"
    if let (file, range) = mention {
      diagnostics.add(file.error(message, at: range))
    } else {
      diagnostics.add(plain(message))
    }
    return nil
  }

  /// 1 GiB is a hundred times the largest map of the formats read here.
  private static let largestFile = 1 << 30

  private static func words(_ failure: FileReadFailure) -> String {
    switch failure {
    case .unreadable(ENOENT): "there is no such file"
    case .unreadable(EACCES): "reading it is not permitted"
    case .unreadable: "it cannot be opened (\(failure.words))"
    case .tooLarge: "it is larger than 1 GiB"
    case .isFolder, .isSpecial, .changedSinceRun, .notReadAtStart, .outside: failure.words
    }
  }

  /// A path that a file mentions, relative to that file.
  static func path(_ mentioned: String, besides file: String) -> String {
    if mentioned.hasPrefix("/") { return mentioned }
    let path = folder(of: file) + mentioned
    // A linked map finds what lies beside the file that the link leads to.
    guard !fileExists(path), let target = linkTarget(file) else { return path }
    let behind = folder(of: target) + mentioned
    return fileExists(behind) ? behind : path
  }

  /// An error that no place in a file belongs to.
  static func plain(_ message: String) -> Diagnostic {
    Diagnostic(severity: .error, message: message, location: nil)
  }

  private static func detect(
    _ text: MapText, _ diagnostics: inout MapDiagnostics
  ) -> MapFormat? {
    if PogemaMap.isOne(text) { return .pogema }
    let name = text.name.lowercased()
    if name.hasSuffix(".map") { return .movingai }
    if name.hasSuffix(".json") { return .lorr }
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return .ros }
    let head = text.string(0..<min(64, text.bytes.count)).lowercased()
    if head.hasPrefix("type ") || head.hasPrefix("height ") || head.hasPrefix("width ") {
      return .movingai
    }
    if head.drop(while: \.isWhitespace).hasPrefix("{") { return .lorr }
    if text.startsLine(with: ["image:", "resolution:", "origin:"]) != nil { return .ros }
    let isPicture =
      head.hasPrefix("p2") || head.hasPrefix("p5")
      || text.bytes.starts(with: PNGPicture.signature) || name.hasSuffix(".pgm")
      || name.hasSuffix(".png")
    diagnostics.add(
      plain(
        isPicture
          ? "'\(text.name)' is only the picture of a map; name the YAML file that belongs to it"
          : "the format of '\(text.name)' is not known; expected a MovingAI map (.map), a LoRR "
            + "problem (.json), a ROS map (.yaml) or a POGEMA map, or say the format"))
    return nil
  }
}
