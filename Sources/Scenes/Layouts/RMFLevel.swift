import SimCore

/// Reads what a level has: vertices, then all that names them by number.
struct RMFLevel {
  private let level: LayoutValue
  private let frame: RMFBuilding.Frame
  private let source: LayoutSource

  /// The traffic editor's walls have this thickness, metres.
  static let wallThickness = 0.1
  /// What the traffic editor takes a pixel for where nothing is measured, metres.
  static let assumedScale = 0.05

  private static let known = [
    "constraints", "doors", "drawing", "elevation", "features", "fiducials", "flattened_x_offset",
    "flattened_y_offset", "floors", "holes", "human_lanes", "lanes", "layers", "measurements",
    "models", "vertices", "walls", "x_meters", "y_meters",
  ]

  init(_ level: LayoutValue, frame: RMFBuilding.Frame, _ source: LayoutSource) {
    self.level = level
    self.frame = frame
    self.source = source
  }

  /// The level; nil, with a mistake, where something is missing or wrong.
  func read() -> RMFBuilding? {
    source.warnOfUnknownKeys(level, known: Self.known)
    let vertices = source.list("vertices", of: level).enumerated().map { vertex($1, $0) }
    let walls = segments("walls", "wall", vertices.count)
    noteDoors(vertices.count)
    let lanes = segments("lanes", "lane", vertices.count)
    noteLanes(lanes, vertices.count)
    noteRest()
    var layout = Layout(name: "", kind: "")
    guard let scale = scale(vertices.map { $0?.position }, &layout.facts) else { return nil }
    let flip: Layout.Point = frame == .image ? [scale, -scale] : [1, 1]
    let places = vertices.map { vertex -> RawVertex? in
      guard var vertex else { return nil }
      vertex.position *= flip
      return vertex
    }
    layout.walls = LayoutWalls.chained(
      walls.compactMap { wall in
        guard let a = places[wall.from], let b = places[wall.to] else { return nil }
        return (a.position, b.position)
      }, thickness: Self.wallThickness)
    var graph = LayoutGraph()
    for case let place? in places {
      _ = graph.add(LayoutGraph.Node(name: "\(place.index)", position: place.position))
    }
    var groups = RMFGroups()
    let graphs = addLanes(lanes, to: &graph, &groups)
    layout.lanes = graph.lanes(users: graphs)
    layout.knownUsers = graphs
    let sound = places.compactMap { $0 }
    layout.places = sound.compactMap(place)
    let ends = Set(lanes.flatMap { [$0.from, $0.to] })
    layout.points = lanePoints(sound.filter { ends.contains($0.index) }, &groups)
    guard !source.hasErrors, isPlausible(layout) else { return nil }
    return RMFBuilding(
      layout: layout, starts: sound.compactMap(start),
      vertices: sound.map { RMFVertex(name: $0.name, position: $0.position, place: $0.place) })
  }

  // MARK: Vertices

  /// A vertex as the file has it.
  private struct RawVertex {
    var index: Int
    var name: String
    var position: Layout.Point
    var parameters: RMFParameters
    var place: LayoutPlace
  }

  private func vertex(_ value: LayoutValue, _ index: Int) -> RawVertex? {
    guard let parts = value.elements, (3...5).contains(parts.count) else {
      source.error(
        "vertex \(index) must be a list of x, y, elevation, a name and properties, found "
          + value.words, value.place)
      return nil
    }
    let x = source.number(parts[0], "the x of vertex \(index)", in: -1e7...1e7)
    let y = source.number(parts[1], "the y of vertex \(index)", in: -1e7...1e7)
    let name = parts.count > 3 && !parts[3].isNull ? parts[3].scalar ?? "" : ""
    let parameters = RMFParameters(
      parts.count > 4 ? parts[4] : .nothing, of: "vertex \(index)", source)
    guard let x, let y else { return nil }
    return RawVertex(
      index: index, name: name, position: [x, y], parameters: parameters, place: value.place)
  }

  /// What robots do at a vertex; nil where nothing says that they stop there.
  private func place(_ vertex: RawVertex) -> Layout.Place? {
    let parameters = vertex.parameters
    let isParking = parameters.flag("is_parking_spot")
    let supplies = parameters.text("pickup_dispenser")
    let takes = parameters.text("dropoff_ingestor")
    for key in ["dock_name", "lift_cabin", "human_goal_set_name"] {
      guard parameters.text(key) != nil else { continue }
      source.leaveOut("the property \(key)", "a scene has no such thing", parameters.place(key))
    }
    if parameters.flag("is_cleaning_zone") {
      source.leaveOut(
        "the property is_cleaning_zone", "there is no cleaning in a scene",
        parameters.place("is_cleaning_zone"))
    }
    if parameters.flag("is_charger") {
      return Layout.Place(
        name: vertex.name.isEmpty ? "charger_\(vertex.index)" : vertex.name,
        position: vertex.position, role: .charger, writtenAt: vertex.place)
    }
    if !vertex.name.isEmpty {
      if isParking {
        source.leaveOut(
          "is_parking_spot of a named vertex", "jobs lead there, so it is a station",
          parameters.place("is_parking_spot"))
      }
      return Layout.Place(
        name: vertex.name, position: vertex.position, role: .station, supplies: supplies != nil,
        takes: takes != nil, writtenAt: vertex.place)
    }
    guard isParking else { return nil }
    return Layout.Place(
      name: "parking_\(vertex.index)", position: vertex.position, role: .parking,
      writtenAt: vertex.place)
  }

  /// Vertices on lanes where something holds.
  ///
  /// Holding points where jobs lead say nothing new: robots stop there in any case. Where others are marked, robots
  /// wait at all marked ones, and nowhere else.
  private func lanePoints(_ vertices: [RawVertex], _ groups: inout RMFGroups) -> [Layout.LanePoint]
  {
    func isPlace(_ vertex: RawVertex) -> Bool {
      !vertex.name.isEmpty || vertex.parameters.flag("is_charger")
        || vertex.parameters.flag("is_parking_spot")
    }
    let holds = vertices.contains { $0.parameters.flag("is_holding_point") && !isPlace($0) }
    return vertices.compactMap { vertex in
      let parameters = vertex.parameters
      var point = Layout.LanePoint(position: vertex.position, writtenAt: vertex.place)
      if let group = parameters.text("mutex") { point.exclusive = [groups.name(of: group)] }
      if holds, parameters.flag("is_holding_point") {
        point.waiting = true
      } else if parameters.flag("is_passthrough_point") {
        point.waiting = false
      }
      return point.exclusive.isEmpty && point.waiting == nil ? nil : point
    }
  }

  private func start(_ vertex: RawVertex) -> RMFBuilding.Start? {
    guard let robot = vertex.parameters.text("spawn_robot_name") else { return nil }
    return RMFBuilding.Start(
      robot: robot, type: vertex.parameters.text("spawn_robot_type") ?? "",
      position: vertex.position, place: vertex.place)
  }

  // MARK: Metres

  /// Metres per pixel: the mean of what the measurements say; nil, with a mistake, where one is wrong.
  private func scale(_ pixels: [Layout.Point?], _ facts: inout [String]) -> Double? {
    guard frame == .image else {
      facts.append("Places are metres in the file (cartesian_meters).")
      return 1
    }
    var scales: [(value: Double, place: LayoutPlace)] = []
    for edge in segments("measurements", "measurement", pixels.count) {
      guard let distance = edge.parameters.number("distance", in: 1e-3...1e5),
        let a = pixels[edge.from], let b = pixels[edge.to]
      else { continue }
      let gap = b - a
      let length = (gap.x * gap.x + gap.y * gap.y).squareRoot()
      guard length > 0 else {
        source.error("this measurement is between two vertices at one place", edge.place)
        continue
      }
      scales.append((distance / length, edge.place))
    }
    if source.hasErrors { return nil }
    guard !scales.isEmpty else {
      source.warn(
        "nothing is measured on this level; a pixel counts as \(NumberText.digits(Self.assumedScale)) m,"
          + " as in the traffic editor", level.place)
      facts.append("Nothing is measured: a pixel counts as 5 cm.")
      return Self.assumedScale
    }
    let mean = scales.reduce(0) { $0 + $1.value } / Double(scales.count)
    for (value, place) in scales where abs(value / mean - 1) > 0.1 {
      source.warn(
        "this measurement says \(NumberText.short(value)) m per pixel, all together "
          + "\(NumberText.short(mean)); is one of them wrong?", place)
    }
    facts.append(
      "A pixel of the drawing is \(NumberText.rounded(mean, decimals: 6)) m, the mean of "
        + "\(scales.count) \(scales.count == 1 ? "measurement" : "measurements").")
    return mean
  }

  /// False, with a mistake, where the level is no floor in metres.
  private func isPlausible(_ layout: Layout) -> Bool {
    guard let (lower, upper) = layout.extent else {
      source.error(
        "this level has no walls and no places where robots stop", level.place)
      return false
    }
    let side = max(upper.x - lower.x, upper.y - lower.y)
    if side > 5000 || side < 1 {
      source.error(
        "this level is \(NumberText.short(side)) m wide; is a measurement in another unit than metres?",
        level["measurements"]?.place ?? level.place)
      return false
    }
    return true
  }

  // MARK: What names vertices

  /// A pair of vertices with properties.
  private struct Edge {
    var from: Int
    var to: Int
    var parameters: RMFParameters
    var place: LayoutPlace
  }

  private func segments(_ key: String, _ word: String, _ count: Int) -> [Edge] {
    source.list(key, of: level).enumerated().compactMap { index, value in
      guard let parts = value.elements, (2...3).contains(parts.count) else {
        source.error(
          "\(word) \(index) must be a list of two vertices and properties, found \(value.words)",
          value.place)
        return nil
      }
      func end(_ value: LayoutValue) -> Int? {
        guard let number = value.scalar.flatMap({ Int($0) }), (0..<count).contains(number) else {
          source.error(
            "\(word) \(index) leads to vertex \(value.words); this level has \(count)"
              + (count > 0 ? " (0 to \(count - 1))" : ""), value.place)
          return nil
        }
        return number
      }
      let parameters = RMFParameters(
        parts.count > 2 ? parts[2] : .nothing, of: "\(word) \(index)", source)
      guard let from = end(parts[0]), let to = end(parts[1]) else { return nil }
      return Edge(from: from, to: to, parameters: parameters, place: value.place)
    }
  }

  /// Doors are gaps in the walls as it is; who opens them is left out.
  private func noteDoors(_ count: Int) {
    for door in segments("doors", "door", count) {
      let name = door.parameters.text("name").map { " \(quoted($0))" } ?? ""
      let type = door.parameters.text("type").map { " (\($0))" } ?? ""
      source.leaveOut(
        "the door\(name)\(type)", "it is an opening that is never shut", door.place)
    }
  }

  /// Lanes as edges of the graph of all vertices; returns the names of the graphs on which fleets drive, none where
  /// there is one.
  private func addLanes(
    _ lanes: [Edge], to graph: inout LayoutGraph, _ groups: inout RMFGroups
  ) -> [String] {
    func graphName(_ lane: Edge) -> String { lane.parameters.text("graph_idx") ?? "0" }
    var graphs: [String] = []
    for lane in lanes where !graphs.contains(graphName(lane)) { graphs.append(graphName(lane)) }
    for lane in lanes {
      var rights = Layout.LaneRights()
      if graphs.count > 1 { rights.users = [graphName(lane)] }
      if let group = lane.parameters.text("mutex") { rights.exclusive = [groups.name(of: group)] }
      let speed = lane.parameters.number("speed_limit", in: 0...100) ?? 0
      let limit = speed > 0 ? speed : nil
      guard let from = graph["\(lane.from)"], let to = graph["\(lane.to)"] else { continue }
      graph.addEdge(
        from: from, to: to, speedLimit: limit, rights: rights, writtenAt: lane.place)
      if lane.parameters.flag("bidirectional") {
        graph.addEdge(
          from: to, to: from, speedLimit: limit, rights: rights, writtenAt: lane.place)
      }
    }
    return graphs.count > 1 ? graphs : []
  }

  /// Tells what lanes say that a lane of a scene does not have.
  private func noteLanes(_ lanes: [Edge], _ count: Int) {
    for lane in segments("human_lanes", "human lane", count) {
      source.leaveOut("human lanes", "there are no people in a scene", lane.place)
    }
    let reasons = [
      ("orientation", "orientations of lanes", "robots turn along their way as they drive"),
      ("demo_mock_lift_name", "lifts of lanes", "a scene has one level"),
    ]
    for lane in lanes {
      for (key, what, why) in reasons where lane.parameters.text(key) != nil {
        source.leaveOut(what, why, lane.place)
      }
    }
  }

  private func noteRest() {
    for key in ["drawing", "layers", "features", "constraints", "fiducials"] {
      guard let value = level[key], value.entries.count + (value.elements?.count ?? 0) > 0 else {
        continue
      }
      source.leaveOut("'\(key)'", "it lays pictures and levels over each other", value.place)
    }
    noteModels()
    for floor in source.list("floors", of: level) {
      source.leaveOut(
        "floors", "robots drive wherever no wall is, to 1 m beyond the outermost thing",
        floor.place)
    }
    for hole in source.list("holes", of: level) {
      source.leaveOut("holes of floors", "robots drive wherever no wall is", hole.place)
    }
  }
  /// Furniture, all in one: how often each kind stands there.
  private func noteModels() {
    let models = source.list("models", of: level)
    guard let first = models.first else { return }
    var kinds: [(name: String, count: Int)] = []
    for model in models {
      let name = model["model_name"]?.scalar ?? model["name"]?.scalar ?? "unnamed"
      let last = name.split(separator: "/").last.map(String.init) ?? name
      if let known = kinds.firstIndex(where: { $0.name == last }) {
        kinds[known].count += 1
      } else {
        kinds.append((last, 1))
      }
    }
    let words = kinds.prefix(40).map { "\($0.count) \(visibleText(String($0.name.prefix(40))))" }
    source.leaveOut(
      "the models (\(words.joined(separator: ", "))\(kinds.count > 40 ? " …" : ""))",
      "the file does not say their sizes", first.place)
  }
}

/// Groups of lanes and vertices that exclude each other (`mutex`), by names that a scene can have.
struct RMFGroups {
  private var names = LayoutNames()
  private var known: [String: String] = [:]

  /// The name of a group in a scene.
  mutating func name(of group: String) -> String {
    if let name = known[group] { return name }
    let name = names.take(group)
    known[group] = name
    return name
  }
}
