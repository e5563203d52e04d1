import Navigation
import SimCore

/// Puts the floor of another system's layout in the place of the map that names it.
///
/// What an import would have made of walls, places and lanes goes into the tree, with the places where they are
/// written in the layout's own file; robots and jobs are the scene's. What the scene says itself comes after it
/// and wins over it: a zone of the same name, another rule of traffic.
struct LayoutLoading {
  /// Where mistakes go.
  let context: LoadContext

  /// Replaces `world.map` by what the layout has, where it is one; else the tree stays as it is.
  ///
  /// `overrides` are values from outside for zones that the scene does not have itself.
  func expand(_ tree: inout TypedNode, _ overrides: [ZoneOverride]) {
    let own = (tree["world"]?["zones"]?.elements ?? []).compactMap { $0["name"]?.text }
    guard let map = tree["world"]?["map"], map.isValid, let file = map["file"],
      let path = file.path, let format = format(map, path)
    else {
      tellStrayKeys(tree["world"]?["map"])
      OverrideApplier(context: context).tellUnknown(overrides, among: own)
      return
    }
    refuseMapKeys(map, format)
    var options = LayoutOptions()
    options.areKeys = true
    options.format = format
    options.level = map["level"]?.text
    options.unit = map["unit"]?.text.flatMap(LayoutUnit.init)
    options.layers = map["layers"]?.elements.compactMap(\.text) ?? []
    let (floor, source, findings) = LayoutImporter.floor(
      path: path, options: options, classes: tree["robots"]?.entries.map(\.name) ?? [],
      inputs: context.inputs)
    context.inputs.mark(path, as: .layout)
    for finding in findings { report(finding, at: file) }
    guard let floor, let source, let world = read(floor, source, file, overrides, own)
    else {
      // What is named in the layout is not known now, and no second mistake.
      tree.set(["world", "map"], to: TypedNode(.invalid, place: file.place))
      let zones = tree["world"]?["zones"]?.elements ?? []
      let unknown = TypedNode(.invalid, place: file.place)
      tree.set(["world", "zones"], to: TypedNode(.list(zones + [unknown]), place: file.place))
      return
    }
    context.usedPlaces += map.entries.flatMap { $0.node.allPlaces }
    merge(world, into: &tree)
  }

  /// The layout's format, where the map is one.
  private func format(_ map: TypedNode, _ path: String) -> LayoutFormat? {
    guard let word = map["format"]?.text else { return nil }
    if let format = LayoutFormat(rawValue: word) { return format }
    guard word == MapFormat.auto.rawValue else { return nil }
    // Grids are known by these names, and may be large.
    let name = path.lowercased()
    if [".map", ".scen", ".pgm", ".png"].contains(where: { name.hasSuffix($0) }) { return nil }
    return LayoutImporter.format(path: path, inputs: context.inputs)
  }

  /// A finding of the layout's own file; one without a place is told where the scene names the file.
  private func report(_ finding: Diagnostic, at file: TypedNode) {
    var finding = finding
    if finding.location == nil, let place = file.place {
      finding.location = context.sources.location(place)
      finding.sourceLine = context.sources.sourceLine(place)
      finding.notes.insert("at scene.world.map.file", at: 0)
    }
    context.report(finding, at: file.place)
  }

  // MARK: Keys of the other kind

  /// Keys that only grids have.
  private func refuseMapKeys(_ map: TypedNode, _ format: LayoutFormat) {
    for name in ["cell_size", "name", "scen", "agents", "frame"] {
      guard let entry = map.entries.first(where: { $0.name == name }),
        entry.node.origin != .byDefault
      else { continue }
      context.report(
        entry.place ?? entry.node.place, "world.map.\(name)",
        "'\(name)' is of maps, and this is read as \(format.words); leave it out")
    }
  }

  /// Keys that only layouts have.
  private func tellStrayKeys(_ map: TypedNode?) {
    guard let map, map.isValid else { return }
    for name in ["level", "unit", "layers"] {
      guard let entry = map.entries.first(where: { $0.name == name }) else { continue }
      context.report(
        entry.place ?? entry.node.place, "world.map.\(name)",
        "'\(name)' is of layouts, and this is read as a map; leave it out")
    }
  }

  // MARK: From the layout to the tree

  /// The layout's `world`, read by the table that reads scenes, with the places of its own file.
  private func read(
    _ floor: LayoutFloor, _ source: LayoutSource, _ file: TypedNode, _ overrides: [ZoneOverride],
    _ own: [String]
  ) -> TypedNode? {
    let text = context.sources.add(
      SceneSources.File(
        displayPath: source.text.name, directory: "", bytes: source.text.bytes, includedFrom: nil))
    func place(_ written: LayoutPlace) -> Place? {
      guard let location = source.location(written) else { return file.place }
      return Place(
        file: text, line: Int32(clamping: location.line), column: Int32(clamping: location.column),
        length: Int32(clamping: location.length))
    }
    let whole = Place(file: text, line: 1, column: 1, length: 1)
    guard let (node, _) = try? SceneNodeReader.read(Array(floor.text.utf8), file: text),
      let written = node?["world"]
    else { return nil }
    let before = context.errorCount
    var given = written.standing(at: whole)
    OverrideApplier(context: context).apply(overrides, toZonesOf: &given, besides: own)
    var world = SchemaReader(context: context).read(
      given, as: .mapping(SceneSchema.world),
      at: SchemaReader.Position(path: "world", noun: "world", keyPlace: whole))
    guard context.errorCount == before else { return nil }
    // Size and walls are of the file as a whole, which the scene names.
    let outside = context.sources.overrideFile
    world = world.standing(at: file.place, but: outside)
    world.edit("zones") { zones in
      zones.editElements { $0 = $0.standing(at: place(floor.zonePlaces[$1]), but: outside) }
    }
    world.edit("traffic") { traffic in
      traffic.edit("lanes") { lanes in
        lanes.editElements { $0 = $0.standing(at: place(floor.lanePlaces[$1]), but: outside) }
      }
      traffic.edit("points") { points in
        points.editElements { $0 = $0.standing(at: place(floor.pointPlaces[$1]), but: outside) }
      }
    }
    return world
  }

  private func merge(_ layout: TypedNode, into tree: inout TypedNode) {
    var world = tree["world"] ?? layout
    let own = world["zones"]?.elements ?? []
    let names = own.compactMap { $0["name"]?.text }
    let zones = (layout["zones"]?.elements ?? []).filter { zone in
      !names.contains(zone["name"]?.text ?? "")
    }
    func set(_ path: [String], _ elements: [TypedNode], like node: TypedNode?) {
      world.set(path, to: TypedNode(.list(elements), place: node?.place))
    }
    if let size = layout["size"] { world.set(["size"], to: size) }
    set(
      ["obstacles"],
      (layout["obstacles"]?.elements ?? []) + (world["obstacles"]?.elements ?? []),
      like: world["obstacles"])
    set(["zones"], zones + own, like: world["zones"])
    let lanes = layout["traffic"]?["lanes"]?.elements ?? []
    let rule = world["traffic"]?["rule"]
    let isOpen = rule?.origin == .byDefault
    if !lanes.isEmpty, isOpen || rule?.text == TrafficRule.priority.rawValue {
      if isOpen, let given = layout["traffic"]?["rule"] {
        world.set(["traffic", "rule"], to: given)
      }
      for key in ["lanes", "points"] {
        let given = layout["traffic"]?[key]?.elements ?? []
        guard !given.isEmpty else { continue }
        set(
          ["traffic", key], given + (world["traffic"]?[key]?.elements ?? []),
          like: world["traffic"]?[key])
      }
    }
    world.remove("map")
    tree.set(["world"], to: world)
  }
}

extension SceneNode {
  /// The node with another place for itself and all below it.
  fileprivate func standing(at place: Place?) -> SceneNode {
    var node = self
    node.place = place
    switch content {
    case .scalar: break
    case .sequence(let elements):
      node.content = .sequence(elements.map { $0.standing(at: place) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { entry in
          var entry = entry
          entry.keyPlace = place
          entry.value = entry.value.standing(at: place)
          return entry
        })
    }
    return node
  }
}

extension TypedNode {
  /// Where it and all below it is written.
  fileprivate var allPlaces: [Place] {
    [place].compactMap { $0 } + elements.flatMap(\.allPlaces)
  }

  /// The value with another place for itself and all below it that is written somewhere, but for what is written in
  /// one file.
  fileprivate func standing(at place: Place?, but file: Int32) -> TypedNode {
    var node = self
    if origin != .byDefault, self.place?.file != file { node.place = place }
    switch value {
    case .list(let elements): node.value = .list(elements.map { $0.standing(at: place, but: file) })
    case .mapping(let entries):
      node.value = .mapping(
        entries.map {
          TypedEntry(
            name: $0.name,
            place: $0.place == nil ? nil : $0.place?.file == file ? $0.place : place,
            node: $0.node.standing(at: place, but: file))
        })
    default: break
    }
    return node
  }
}
