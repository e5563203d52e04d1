import SimCore

/// The workspace's bounds and the map they come from.
struct LoadedMap {
  /// Bounds, metres; nil where size or map is a mistake.
  var bounds: AABB?
  /// The map; nil for an empty floor.
  var imported: ImportedMap?
  /// True where the scene names a map.
  var isNamed: Bool
  /// True where the scene speaks in the map's own frame.
  var speaksInMapFrame = false

  /// How the world lies in the frame that the scene speaks in.
  var frame: MapFrame { speaksInMapFrame ? .identity : imported?.frame ?? .identity }
  /// Area of the map's free cells, m², counted once for all classes; nil without a map.
  var freeArea: Double?
}

/// Loads the map that a scene names.
struct MapLoading {
  /// Where mistakes go.
  let context: LoadContext

  /// The bounds and the map.
  func load(_ tree: TypedNode) -> LoadedMap {
    guard let map = tree["world"]?["map"] else {
      let size = tree["world"]?["size"]?.numbers ?? []
      let bounds = size.count == 2 ? AABB(lower: .zero, upper: Vec2(size[0], size[1])) : nil
      return LoadedMap(bounds: bounds, imported: nil, isNamed: false)
    }
    let nothing = LoadedMap(bounds: nil, imported: nil, isNamed: true)
    guard map.isValid, let file = map["file"], let path = file.path,
      let format = map["format"]?.text.flatMap(MapFormat.init(rawValue:))
    else { return nothing }
    let (imported, diagnostics) = MapImporter.load(
      path: path, format: format, cellSize: map["cell_size"]?.number,
      scenario: map["scen"]?.path, name: map["name"]?.text,
      keepsMapFrame: map["frame"]?.text == "map",
      inputs: context.inputs)
    for diagnostic in diagnostics {
      var diagnostic = diagnostic
      // A message without a place is about a file that the scene names, or the name of a map in it.
      let isScenario = map["scen"]?.path.map { diagnostic.message.contains("'\($0)'") } == true
      let isName = map["name"]?.text.map { diagnostic.message.contains("'\($0)'") } == true
      let key = isScenario ? "scen" : isName ? "name" : "file"
      if diagnostic.location == nil, let place = map[key]?.place {
        diagnostic.location = context.sources.location(place)
        diagnostic.sourceLine = context.sources.sourceLine(place)
        diagnostic.notes.insert("at scene.world.map.\(key)", at: 0)
      }
      context.report(diagnostic, at: file.place)
    }
    guard var imported else {
      // The list is for people; that there is no map is what decides.
      if !context.hasErrors {
        context.report(file.place, "world.map.file", "this map cannot be used")
      }
      return nothing
    }
    let need = MapMemory.bytes(
      columns: imported.grid.columns, rows: imported.grid.rows, cellSize: imported.grid.cellSize)
    guard need <= MapMemory.limit else {
      context.report(
        file.place, "world.map.file",
        "this map of \(imported.grid.columns) × \(imported.grid.rows) cells needs about "
          + "\(MapMemory.words(need)) of memory to run; the limit is "
          + MapMemory.words(MapMemory.limit))
      return nothing
    }
    if let agents = map["agents"], imported.drawsPlaces {
      context.report(
        agents.place, "world.map.agents",
        "'agents' takes the first of a list, but robots draw their places on a map of POGEMA; leave it out"
      )
      return nothing
    }
    if let agents = map["agents"]?.integer {
      if agents > imported.starts.count {
        context.report(
          map["agents"]?.place, "world.map.agents",
          "the map has \(imported.starts.count) starts, not \(agents)")
        return nothing
      }
      imported.starts.removeLast(imported.starts.count - agents)
      imported.goals.removeLast(max(0, imported.goals.count - agents))
      imported.startPlaces.keepFirst(agents)
      imported.goalPlaces.keepFirst(agents)
    }
    let grid = imported.grid
    let size = Vec2(Float(grid.columns), Float(grid.rows)) * grid.cellSize
    let free = grid.isOccupied.reduce(0) { $1 ? $0 : $0 + 1 }
    return LoadedMap(
      bounds: AABB(lower: grid.origin, upper: grid.origin + size), imported: imported,
      isNamed: true, speaksInMapFrame: map["frame"]?.text == "map",
      freeArea: Double(free) * Double(grid.cellSize) * Double(grid.cellSize))
  }
}
