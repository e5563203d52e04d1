import SimCore

/// A route graph of Navigation 2 in GeoJSON: points with an id, and lines that name two of them.
///
/// Source: nav2_route's GeoJSON graph file loader, Navigation 2.
struct RouteGraphImport {
  private let source: LayoutSource

  /// An import of one file.
  init(_ source: LayoutSource) { self.source = source }

  /// The layout; nil, with a mistake, where something is missing or wrong.
  func layout() -> Layout? {
    guard let root = source.tree() else { return nil }
    guard root["type"]?.scalar == "FeatureCollection", root["features"]?.elements != nil else {
      source.error(
        "a route graph is a FeatureCollection with a list of features",
        root["type"]?.place ?? root.place)
      return nil
    }
    let stem = LayoutNames.stem(of: source.text.name, without: [".geojson", ".json"])
    var layout = Layout(
      name: LayoutNames.sceneName(stem), kind: "Route graph of Navigation 2 (GeoJSON)")
    layout.facts.append(
      "Places are metres of the map's frame. The file holds no walls: all else is free floor.")
    var graph = LayoutGraph()
    let features = source.list("features", of: root)
    for feature in features where kind(feature) == "Point" { readNode(feature, &graph, &layout) }
    for feature in features {
      switch kind(feature) {
      case "Point": break
      case "LineString", "MultiLineString":
        readEdge(feature, graph) {
          graph.addEdge(from: $0, to: $1, speedLimit: nil, writtenAt: feature.place)
        }
      case let other:
        source.error(
          "the geometry \(other.map(quoted) ?? "of this feature") is not known; expected Point, LineString "
            + "or MultiLineString", feature["geometry"]?["type"]?.place ?? feature.place)
      }
    }
    guard !source.hasErrors else { return nil }
    guard !graph.nodes.isEmpty else {
      source.error("the graph has no nodes (features with the geometry Point)", root.place)
      return nil
    }
    layout.lanes = graph.lanes()
    layout.robots = [Layout.Robots.assumed("robot")]
    layout.robots[0].count = 1
    layout.seatRobots()
    return layout
  }

  private func kind(_ feature: LayoutValue) -> String? { feature["geometry"]?["type"]?.scalar }

  private func readNode(_ feature: LayoutValue, _ graph: inout LayoutGraph, _ layout: inout Layout)
  {
    guard let id = identity(feature) else { return }
    let coordinates = feature["geometry"]?["coordinates"]?.elements ?? []
    guard coordinates.count >= 2 else {
      source.error(
        "node \(id) must have the coordinates [x, y]",
        feature["geometry"]?["coordinates"]?.place ?? feature.place)
      return
    }
    let x = source.number(coordinates[0], "the x of node \(id)", in: -1e7...1e7)
    let y = source.number(coordinates[1], "the y of node \(id)", in: -1e7...1e7)
    if let frame = feature["properties"]?["frame"]?.scalar, frame != "map" {
      source.warn(
        "node \(id) is in the frame \(quoted(frame)); all are taken to be in one",
        feature["properties"]?["frame"]?.place ?? feature.place)
    }
    guard let x, let y else { return }
    guard graph.add(LayoutGraph.Node(name: id, position: [x, y])) else {
      source.error(
        "a second node has the id \(id)", feature["properties"]?["id"]?.place ?? feature.place)
      return
    }
    noteExtras(feature, "nodes")
    let metadata = feature["properties"]?["metadata"]
    if let name = (metadata?["name"] ?? feature["properties"]?["name"])?.scalar, !name.isEmpty {
      layout.places.append(
        Layout.Place(
          name: name, position: [x, y], role: .station, writtenAt: feature.place))
    }
  }

  private func readEdge(_ feature: LayoutValue, _ graph: LayoutGraph, _ add: (Int, Int) -> Void) {
    guard let id = identity(feature) else { return }
    func end(_ key: String) -> Int? {
      guard let value = feature["properties"]?[key] else {
        source.error("edge \(id) has no \(key)", feature.place)
        return nil
      }
      guard let name = source.integer(value, "the \(key) of edge \(id)", in: 0...Int(Int32.max))
      else {
        return nil
      }
      if let node = graph["\(name)"] { return node }
      source.error("the \(key) of edge \(id) is \(name), which no node has", value.place)
      return nil
    }
    noteExtras(feature, "edges")
    if let cost = feature["properties"]?["cost"] {
      source.leaveOut("costs of edges", "ways are chosen by their length", cost.place)
    }
    let (from, to) = (end("startid"), end("endid"))
    if let from, let to { add(from, to) }
  }

  private func noteExtras(_ feature: LayoutValue, _ owner: String) {
    guard let properties = feature["properties"] else { return }
    if let operations = properties["operations"] {
      source.leaveOut("operations of \(owner)", "there are none in a scene", operations.place)
    }
    for entry in properties["metadata"]?.entries ?? [] where entry.key != "name" {
      source.leaveOut(
        "the metadata \(quoted(entry.key)) of \(owner)",
        "what it means is for the operations that read it", entry.keyPlace)
    }
  }

  private func identity(_ feature: LayoutValue) -> String? {
    guard let value = feature["properties"]?["id"] else {
      source.error("this feature has no properties with an id", feature.place)
      return nil
    }
    return source.integer(value, "an id", in: 0...Int(Int32.max)).map(String.init)
  }
}
