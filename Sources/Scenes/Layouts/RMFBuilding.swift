import SimCore

/// One level of a building of Open-RMF: vertices in pixels of a drawing or in metres, and what lies
/// between them.
struct RMFBuilding {
  /// Walls and places, metres, without robots.
  var layout: Layout
  /// Robots that the building says start at a vertex.
  var starts: [Start] = []
  /// Names of vertices with their places, metres.
  var vertices: [RMFVertex]

  /// A robot at its first vertex.
  struct Start {
    /// Name and type of the robot; the type may be empty.
    var robot: String
    var type: String
    var position: Layout.Point
    var place: LayoutPlace
  }

  private static let known = [
    "building_name", "coordinate_system", "crowd_sim", "graphs", "levels", "lifts", "name",
    "parameters", "reference_level_name",
  ]

  /// Reads a level; nil, with a mistake, where something is missing or wrong.
  static func read(
    _ root: LayoutValue, _ options: LayoutOptions, _ source: LayoutSource
  ) -> RMFBuilding? {
    source.warnOfUnknownKeys(root, known: known)
    let frame = frame(root, source)
    guard let (name, value, isOnly) = choose(options, root, source) else { return nil }
    let levelReader = RMFLevel(value, frame: frame ?? .image, source)
    guard var building = levelReader.read() else { return nil }
    let stem = LayoutNames.stem(of: source.text.name, without: [".building", ".yaml", ".json"])
    building.layout.name = LayoutNames.sceneName(isOnly ? stem : "\(stem)-\(name)")
    building.layout.kind = "Open-RMF building, level \(quoted(name))"
    noteLifts(root, source)
    if let crowd = root["crowd_sim"], crowd["enable"]?.scalar.map({ $0 != "0" }) == true {
      source.leaveOut("crowd_sim", "there are no people in a scene", crowd.place)
    }
    return source.hasErrors ? nil : building
  }

  /// How vertices are to be read.
  enum Frame { case image, metres }

  private static func frame(_ root: LayoutValue, _ source: LayoutSource) -> Frame? {
    guard let value = root["coordinate_system"] else { return .image }
    switch value.scalar {
    case "reference_image": return .image
    case "cartesian_meters": return .metres
    case "wgs84", "web_mercator":
      source.error(
        "places on the globe (\(value.words)) are not read; export the building in metres "
          + "(cartesian_meters) or over a drawing (reference_image)", value.place)
    default:
      source.error(
        "the coordinate system \(value.words) is not known; expected reference_image or "
          + "cartesian_meters"
          + MapDiagnostics.suggestion(
            for: value.scalar ?? "", among: ["reference_image", "cartesian_meters"]), value.place)
    }
    return nil
  }

  /// The level that is asked for; the only one where none is.
  private static func choose(
    _ options: LayoutOptions, _ root: LayoutValue, _ source: LayoutSource
  ) -> (name: String, value: LayoutValue, isOnly: Bool)? {
    guard let levels = root["levels"], !levels.entries.isEmpty else {
      source.error(
        "'levels' must be a mapping with at least one level", root["levels"]?.place ?? root.place)
      return nil
    }
    let names = levels.entries.map(\.key)
    let words = names.prefix(12).map(quoted).joined(separator: ", ")
    guard let wanted = options.level ?? (names.count == 1 ? names[0] : nil) else {
      source.error(
        "this building has the levels \(words); say which is meant with "
          + options.called("level"), levels.place)
      return nil
    }
    guard let entry = levels.entries.first(where: { $0.key == wanted }) else {
      source.error(
        "this building has no level \(quoted(wanted)); it has \(words)"
          + MapDiagnostics.suggestion(for: wanted, among: names), levels.place)
      return nil
    }
    guard entry.value.isMapping else {
      source.error(
        "the level \(quoted(wanted)) must be a mapping, found \(entry.value.words)",
        entry.value.place)
      return nil
    }
    for other in levels.entries where other.key != wanted {
      source.leaveOut(
        "the level \(quoted(other.key))",
        "a scene has one level; import it by \(options.called("level"))",
        other.keyPlace)
    }
    return (wanted, entry.value, names.count == 1)
  }

  private static func noteLifts(_ root: LayoutValue, _ source: LayoutSource) {
    for lift in root["lifts"]?.entries ?? [] {
      source.leaveOut(
        "the lift \(quoted(lift.key))", "a scene has one level, and its cabin is free floor",
        lift.keyPlace)
    }
  }
}

/// A vertex of a level.
struct RMFVertex {
  var name: String
  /// Metres, y upwards.
  var position: Layout.Point
  var place: LayoutPlace
}
