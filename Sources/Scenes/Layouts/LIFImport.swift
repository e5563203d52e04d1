import SimCore

/// A layout in the Layout Interchange Format of the VDMA: nodes, directed edges and stations, in metres.
///
/// Source: VDMA, "LIF – Layout Interchange Format", version 1.0.0 (2024).
struct LIFImport {
  private let source: LayoutSource
  private let options: LayoutOptions
  private var level: String? { options.level }

  /// An import of one file; the level of the options chooses among its layouts by id, level or name.
  init(_ source: LayoutSource, _ options: LayoutOptions) {
    self.source = source
    self.options = options
  }

  /// The layout; nil, with a mistake, where something is missing or wrong.
  func layout() -> Layout? {
    guard let root = source.tree() else { return nil }
    source.warnOfUnknownKeys(root, known: ["metaInformation", "layouts"])
    if let version = root["metaInformation"]?["lifVersion"], let text = version.scalar,
      text.first != "1"
    {
      let major = text.prefix { $0 != "." }
      if root["layouts"] == nil, (Int(major) ?? 0) > 1 {
        source.error(
          "LIF version \(quoted(text)) is not read; export the layout as version 1.0", version.place
        )
        return nil
      }
      source.warn("LIF version \(quoted(text)) is read as 1.0", version.place)
    }
    guard let value = choose(root) else { return nil }
    let stem = LayoutNames.stem(of: source.text.name, without: [".lif", ".json"])
    var layout = Layout(name: LayoutNames.sceneName(stem), kind: "LIF layout")
    let id = value["layoutId"]?.scalar ?? ""
    if !id.isEmpty { layout.kind = "LIF layout \(quoted(id))" }
    layout.facts.append("Places are metres in the file. It holds no walls: all else is free floor.")
    source.warnOfUnknownKeys(
      value,
      known: [
        "layoutId", "layoutName", "layoutVersion", "layoutLevelId", "layoutDescription", "nodes",
        "edges", "stations",
      ])
    var reader = LIFReader(source: source)
    reader.readNodes(value)
    reader.readEdges(value)
    reader.readStations(value)
    guard !source.hasErrors else { return nil }
    layout.places = reader.places
    layout.lanes = reader.graph.lanes(users: reader.vehicleTypes)
    layout.knownUsers = reader.vehicleTypes
    layout.robots = reader.vehicleTypes.map { type in
      var robots = Layout.Robots.assumed(type)
      robots.count = 1
      return robots
    }
    if layout.robots.isEmpty {
      layout.robots = [Layout.Robots.assumed("vehicle")]
      layout.robots[0].count = 1
    }
    leaveOutIdlers(&layout, value)
    source.leaveOut(
      "sizes and limits of vehicle types", "LIF does not hold them; all of it is assumed",
      value.place)
    layout.seatRobots()
    return layout
  }

  /// Leaves out vehicle types for which the lanes that they may use lead nowhere.
  private func leaveOutIdlers(_ layout: inout Layout, _ value: LayoutValue) {
    guard layout.robots.count > 1, layout.lanes.contains(where: { $0.rights.users != nil }) else {
      return
    }
    let whole = layout
    layout.robots.removeAll { robots in
      let reach = LayoutReach(whole, robots: robots.name)
      guard reach.inside.count < 2 else { return false }
      source.leaveOut(
        "the vehicle type \(quoted(robots.name))",
        "the edges that it may use do not lead to and fro between two nodes", value.place)
      return true
    }
  }

  private func choose(_ root: LayoutValue) -> LayoutValue? {
    let layouts = source.list("layouts", of: root)
    guard !layouts.isEmpty else {
      if !source.hasErrors { source.error("'layouts' must hold at least one layout", root.place) }
      return nil
    }
    func names(_ layout: LayoutValue) -> [String] {
      ["layoutId", "layoutLevelId", "layoutName"].compactMap { layout[$0]?.scalar }
    }
    if layouts.count == 1, level == nil { return layouts[0] }
    let words = layouts.prefix(12).map { quoted(names($0).first ?? "") }.joined(separator: ", ")
    guard let level else {
      source.error(
        "this file has the layouts \(words); say which is meant with \(options.called("level"))",
        layouts[1].place)
      return nil
    }
    guard let found = layouts.first(where: { names($0).contains(level) }) else {
      source.error(
        "this file has no layout \(quoted(level)); it has \(words)"
          + MapDiagnostics.suggestion(for: level, among: layouts.flatMap(names)), root.place)
      return nil
    }
    for other in layouts where !names(other).contains(level) {
      source.leaveOut(
        "other layouts", "a scene has one; import them by \(options.called("level"))",
        other.place)
    }
    return found
  }
}

/// Reads what a layout has: nodes, then what names them.
private struct LIFReader {
  let source: LayoutSource
  var graph = LayoutGraph()
  var places: [Layout.Place] = []
  /// Vehicle types in the order in which they are named first.
  var vehicleTypes: [String] = []
  /// Types of the actions at each node.
  private var actions: [Set<String>] = []
  /// Vehicle types that may be at each node; nil where it names none.
  private var typesOfNode: [Set<String>?] = []
  /// Where each node is written.
  private var nodePlaces: [LayoutPlace] = []

  init(source: LayoutSource) { self.source = source }

  mutating func readNodes(_ layout: LayoutValue) {
    for (index, value) in source.list("nodes", of: layout).enumerated() {
      guard let id = identity("nodeId", of: value, "node \(index)"),
        let position = position(value["nodePosition"], "node \(quoted(id))", value)
      else { continue }
      var found: Set<String> = []
      var types: Set<String> = []
      for properties in source.list("vehicleTypeNodeProperties", of: value) {
        if let type = noteType(properties) { types.insert(type) }
        checkAngle(properties["theta"], "theta", "node \(quoted(id))")
        for action in source.list("actions", of: properties) {
          guard let type = action["actionType"]?.scalar else { continue }
          found.insert(type.lowercased())
        }
      }
      guard graph.add(LayoutGraph.Node(name: id, position: position)) else {
        source.error(
          "a second node has the nodeId \(quoted(id))", value["nodeId"]?.place ?? value.place)
        continue
      }
      actions.append(found)
      typesOfNode.append(types.isEmpty ? nil : types)
      nodePlaces.append(value.place)
      let other = found.subtracting(["pick", "drop", "startcharging", "stopcharging"])
      for action in other.sorted().prefix(8) {
        source.leaveOut(
          "the action \(quoted(action)) of nodes", "there is none in a scene", value.place)
      }
    }
  }

  mutating func readEdges(_ layout: LayoutValue) {
    var ids: Set<String> = []
    for (index, value) in source.list("edges", of: layout).enumerated() {
      guard let id = identity("edgeId", of: value, "edge \(index)") else { continue }
      if !ids.insert(id).inserted {
        source.error(
          "a second edge has the edgeId \(quoted(id))", value["edgeId"]?.place ?? value.place)
      }
      let from = node("startNodeId", of: value, "edge \(quoted(id))")
      let to = node("endNodeId", of: value, "edge \(quoted(id))")
      var limit: Double?
      var limits: Set<Double> = []
      var types: Set<String> = []
      for properties in source.list("vehicleTypeEdgeProperties", of: value) {
        if let type = noteType(properties) { types.insert(type) }
        checkAngle(properties["vehicleOrientation"], "vehicleOrientation", "edge \(quoted(id))")
        if let speed = properties["maxSpeed"],
          let own = source.number(speed, "the maxSpeed of edge \(quoted(id))", in: 1e-3...100)
        {
          limit = min(limit ?? own, own)
          limits.insert(own)
        }
        noteProperties(properties)
      }
      if limits.count > 1 {
        source.leaveOut(
          "limits of speed that differ by vehicle type", "a lane has one, and the lowest is taken",
          value.place)
      }
      if let from, let to {
        graph.addEdge(
          from: from, to: to, speedLimit: limit, rights: rights(types, from, to, value.place),
          writtenAt: value.place)
      }
    }
  }

  /// Who drives on an edge: the types that it names and that its nodes name; what names none is for all.
  private func rights(
    _ types: Set<String>, _ from: Int, _ to: Int, _ place: LayoutPlace
  ) -> Layout.LaneRights {
    let lists = [types.isEmpty ? nil : types, typesOfNode[from], typesOfNode[to]].compactMap { $0 }
    guard var users = lists.first else { return Layout.LaneRights() }
    for list in lists.dropFirst() { users.formIntersection(list) }
    if users.isEmpty {
      source.leaveOut(
        "edges between nodes that no vehicle type of theirs may use", "nobody drives on them", place
      )
    }
    return Layout.LaneRights(users: users.sorted())
  }

  /// What a lane of a scene does not have.
  private func noteProperties(_ properties: LayoutValue) {
    let reasons = [
      ("trajectory", "lanes are straight from node to node"),
      ("vehicleOrientation", "robots turn along their way as they drive"),
      ("orientationType", "robots turn along their way as they drive"),
      ("rotationAllowed", "robots may turn anywhere"),
      ("maxRotationSpeed", "a class has one turn rate"),
      ("minHeight", "a floor has no height"), ("maxHeight", "a floor has no height"),
      ("loadRestriction", "laden and empty robots drive on all lanes"),
      ("actions", "there are no actions on lanes"),
      ("reentryAllowed", "robots come onto a lane where it is nearest"),
    ]
    for (key, why) in reasons {
      guard let value = properties[key], value.elements?.isEmpty != true else { continue }
      source.leaveOut("\(quoted(key)) of edges", why, value.place)
    }
  }

  mutating func readStations(_ layout: LayoutValue) {
    var used: Set<Int> = []
    for (index, value) in source.list("stations", of: layout).enumerated() {
      guard let id = identity("stationId", of: value, "station \(index)") else { continue }
      let name = value["stationName"]?.scalar ?? id
      checkAngle(value["stationPosition"]?["theta"], "theta", "station \(quoted(id))")
      if let height = value["stationHeight"] {
        source.leaveOut("'stationHeight'", "a floor has no height", height.place)
      }
      let nodes = source.list("interactionNodeIds", of: value)
      if nodes.isEmpty {
        source.error("station \(quoted(id)) has no interactionNodeIds", value.place)
      }
      for (k, value) in nodes.enumerated() {
        guard let node = known(value, "interactionNodeIds of station \(quoted(id))") else {
          continue
        }
        guard used.insert(node).inserted else {
          source.leaveOut("a second station at a node", "a place belongs to one", value.place)
          continue
        }
        addPlace(nodes.count > 1 ? "\(name)_\(k + 1)" : name, at: node, value.place)
      }
    }
    for node in graph.nodes.indices where !used.contains(node) {
      if actions[node].isDisjoint(with: ["pick", "drop", "startcharging"]) { continue }
      addPlace(graph.nodes[node].name, at: node, nodePlaces[node])
    }
  }

  private mutating func addPlace(_ name: String, at node: Int, _ place: LayoutPlace) {
    let found = actions[node]
    places.append(
      Layout.Place(
        name: name, position: graph.nodes[node].position,
        role: found.contains("startcharging") ? .charger : .station,
        supplies: found.contains("pick"), takes: found.contains("drop"),
        writtenAt: place))
  }

  /// Notes the vehicle type that some properties are of; nil where they name none.
  private mutating func noteType(_ properties: LayoutValue) -> String? {
    guard let type = properties["vehicleTypeId"]?.scalar else { return nil }
    if vehicleTypes.count < Self.mostTypes, !vehicleTypes.contains(type) {
      vehicleTypes.append(type)
    }
    return type
  }

  /// Vehicle types that become classes of robots.
  private static let mostTypes = 32

  // MARK: Values

  private func identity(_ key: String, of value: LayoutValue, _ what: String) -> String? {
    guard let id = value[key] else {
      source.error("\(what) has no \(key)", value.place)
      return nil
    }
    return source.string(id, "the \(key) of \(what)")
  }

  private func position(_ value: LayoutValue?, _ what: String, _ owner: LayoutValue) -> Layout
    .Point?
  {
    guard let value, let x = value["x"], let y = value["y"] else {
      source.error("\(what) has no nodePosition with x and y", value?.place ?? owner.place)
      return nil
    }
    let at = (
      source.number(x, "the x of \(what)", in: -1e7...1e7),
      source.number(y, "the y of \(what)", in: -1e7...1e7)
    )
    guard let x = at.0, let y = at.1 else { return nil }
    return [x, y]
  }

  private func node(_ key: String, of value: LayoutValue, _ what: String) -> Int? {
    guard let found = value[key] else {
      source.error("\(what) has no \(key)", value.place)
      return nil
    }
    return known(found, "the \(key) of \(what)")
  }

  private func known(_ value: LayoutValue, _ what: String) -> Int? {
    guard let id = source.string(value, what) else { return nil }
    if let node = graph[id] { return node }
    source.error("\(what) is \(quoted(id)), which no node has\(graph.hint(id))", value.place)
    return nil
  }

  /// An angle is in radians from −π to π; people write degrees.
  private func checkAngle(_ value: LayoutValue?, _ key: String, _ what: String) {
    guard let value else { return }
    guard let angle = source.number(value, "the \(key) of \(what)", in: -1e6...1e6) else { return }
    guard abs(angle) > Double.pi + 1e-6 else { return }
    let radians = NumberText.rounded(angle * Double.pi / 180, decimals: 4)
    source.error(
      "the \(key) of \(what) must be in radians from −π to π, found \(value.words)"
        + (abs(angle) <= 360
          ? "; is it in degrees? \(NumberText.digits(angle))° are \(radians)" : ""),
      value.place)
  }
}
