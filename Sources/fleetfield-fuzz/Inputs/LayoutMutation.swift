/// Mutated layouts of every format that is imported.
enum LayoutMutation {
  /// The formats, each by the name of its file.
  static let formats = [
    "floor.building.yaml", "floor.lif.json", "floor.geojson", "floor.xml", "floor.dxf", "floor.wkt",
  ]

  /// The input of a number.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var draw = Draw(seed: seed, "layouts", index)
    var input = FuzzInput(target: .layouts, seed: seed, index: index)
    let file = stratified(formats, seed: seed, "layouts format", index)
    input.traits = [.init(group: "layout", value: String(file.dropFirst("floor.".count)))]
    let ring = LayoutRing(&draw)
    let original = Array(ring.text(file).utf8)
    var bytes = original
    // One in ten is left as it is, so that sound layouts are tried as well.
    if !draw.chance(0.1) {
      bytes = draw.chance(0.7) ? Mutation.text(original, &draw) : Mutation.bytes(original, &draw)
    }
    input.files = [(file, bytes)]
    input.words = ["import", file, "--out", "out", "--force"]
    if draw.chance(0.1) {
      input.words += ["--as", draw.pick(["rmf", "lif", "nav2", "opentcs", "dxf", "wkt"])]
    } else if draw.chance(0.4) {
      // A scene that names it in the place of a map.
      input.files.append(("floor.fleet.yaml", Array(scene(file, &draw).utf8)))
      input.words = ["check", "floor.fleet.yaml"]
    }
    return input
  }

  private static func scene(_ file: String, _ draw: inout Draw) -> String {
    let more = draw.pick([
      "", ", format: \(draw.pick(["auto", "rmf", "lif", "dxf", "ros"]))", ", level: L1",
    ])
    return """
      fleet: 1
      world:
        map: {file: \(file)\(more)}
        zones: [{name: p1, kind: station, area: {rect: [0.5 m, 0.5 m, 1.5 m, 1.5 m]}}]
      robots:
        cart:
          count: \(draw.integer(0...6))
          body: {radius: 0.2 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}

      """
  }
}

/// A ring of lanes with a place at each corner, which every format can say.
private struct LayoutRing {
  let corners: [(x: Int, y: Int)]

  init(_ draw: inout Draw) {
    let (width, height) = (draw.integer(3...20), draw.integer(3...20))
    let (x, y) = (draw.integer(-50...50), draw.integer(-50...50))
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
  }

  /// The layout in the format of a file.
  func text(_ file: String) -> String {
    switch file {
    case "floor.building.yaml": building
    case "floor.lif.json": lif
    case "floor.geojson": routeGraph
    case "floor.xml": plant
    case "floor.dxf": drawing
    default: wellKnownText
    }
  }

  private var numbers: Range<Int> { 0..<4 }

  private var building: String {
    let vertices = corners.enumerated().map {
      "      - [\($1.x), \($1.y), 0, p\($0), {is_charger: [4, \($0 == 0)], spawn_robot_name: [1, r\($0)]}]\n"
    }
    let lanes = numbers.map {
      "      - [\($0), \(($0 + 1) % 4), {bidirectional: [4, \($0 > 1)], speed_limit: [3, 0.5]}]\n"
    }
    return "coordinate_system: cartesian_meters\nlevels:\n  L1:\n    vertices:\n"
      + vertices.joined()
      + "    lanes:\n" + lanes.joined() + "    walls:\n      - [0, 2, {}]\n    doors: []\n"
      + "    measurements:\n      - [0, 1, {distance: [3, 4.5]}]\nlifts: {}\n"
  }

  private var lif: String {
    let nodes = corners.enumerated().map {
      "{\"nodeId\": \"n\($0)\", \"nodePosition\": {\"x\": \($1.x), \"y\": \($1.y)}, "
        + "\"vehicleTypeNodeProperties\": [{\"vehicleTypeId\": \"v\", \"theta\": 1.5, \"actions\": "
        + "[{\"actionType\": \"pick\"}]}]}"
    }
    let edges = numbers.map {
      "{\"edgeId\": \"e\($0)\", \"startNodeId\": \"n\($0)\", \"endNodeId\": \"n\(($0 + 1) % 4)\", "
        + "\"vehicleTypeEdgeProperties\": [{\"vehicleTypeId\": \"v\", \"maxSpeed\": 0.7}]}"
    }
    return
      "{\"metaInformation\": {\"lifVersion\": \"1.0.0\"}, \"layouts\": [{\"layoutId\": \"l\",\n"
      + "\"nodes\": [\(nodes.joined(separator: ",\n"))],\n\"edges\": [\(edges.joined(separator: ",\n"))],\n"
      + "\"stations\": [{\"stationId\": \"s\", \"interactionNodeIds\": [\"n1\"]}]}]}\n"
  }

  private var routeGraph: String {
    let nodes = corners.enumerated().map {
      "{\"type\": \"Feature\", \"properties\": {\"id\": \($0), \"frame\": \"map\"}, "
        + "\"geometry\": {\"type\": \"Point\", \"coordinates\": [\($1.x), \($1.y)]}}"
    }
    let edges = numbers.map {
      "{\"type\": \"Feature\", \"properties\": {\"id\": \(10 + $0), \"startid\": \($0), "
        + "\"endid\": \(($0 + 1) % 4)}, \"geometry\": {\"type\": \"MultiLineString\", \"coordinates\": []}}"
    }
    return "{\"type\": \"FeatureCollection\", \"features\": [\n"
      + (nodes + edges).joined(separator: ",\n") + "]}\n"
  }

  private var plant: String {
    let points = corners.enumerated().map {
      "  <point name=\"P\($0)\" positionX=\"\($1.x * 1000)\" positionY=\"\($1.y * 1000)\" "
        + "type=\"\($0 == 3 ? "PARK" : "HALT")_POSITION\"/>\n"
    }
    let paths = numbers.map {
      "  <path name=\"p\($0)\" sourcePoint=\"P\($0)\" destinationPoint=\"P\(($0 + 1) % 4)\" "
        + "maxVelocity=\"900\" maxReverseVelocity=\"0\"/>\n"
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<model version=\"6.0.0\" name=\"m\">\n"
      + points.joined() + paths.joined()
      + "  <vehicle name=\"V\" maxVelocity=\"900\"><boundingBox length=\"700\" width=\"500\"/></vehicle>\n"
      + "  <locationType name=\"T\"><allowedOperation name=\"Load\"/></locationType>\n"
      + "  <location name=\"L &amp; M\" type=\"T\"><link point=\"P1\"/></location>\n</model>\n"
  }

  private var drawing: String {
    var pairs = ["0", "SECTION", "2", "HEADER", "9", "$INSUNITS", "70", "6", "0", "ENDSEC"]
    pairs += ["0", "SECTION", "2", "ENTITIES", "0", "LWPOLYLINE", "8", "W", "90", "4", "70", "1"]
    for (number, corner) in corners.enumerated() {
      pairs += ["10", "\(corner.x)", "20", "\(corner.y)"] + (number == 2 ? ["42", "0.5"] : [])
    }
    let (x, y) = (corners[0].x + 1, corners[0].y + 1)
    pairs += ["0", "CIRCLE", "8", "C", "10", "\(x)", "20", "\(y)", "40", "0.2"]
    pairs += [
      "0", "ARC", "8", "W", "10", "\(x)", "20", "\(y)", "40", "0.9", "50", "10", "51", "80",
    ]
    pairs += ["0", "ENDSEC", "0", "EOF"]
    return pairs.map { $0 + "\n" }.joined()
  }

  private var wellKnownText: String {
    let ring = (corners + [corners[0]]).map { "\($0.x) \($0.y)" }.joined(separator: ", ")
    let (x, y) = (corners[0].x + 1, corners[0].y + 1)
    return "POLYGON ((\(ring)))\nLINESTRING Z (\(x) \(y) 0, \(x) \(y + 1) 0)\n"
      + "GEOMETRYCOLLECTION (POINT (\(x + 1) \(y)), MULTIPOINT ((\(x) \(y)), \(x + 1) \(y + 1)))\n"
  }
}
