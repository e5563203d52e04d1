import Navigation
import SimCore
import Work

/// The lanes and stations of a scene as a layout in LIF 1.0, which fleet managers read.
///
/// Each piece of a lane is an edge from node to node, two where it is driven both ways; every class of robots is a
/// vehicle type. `LIFImport` reads the same pieces back.
///
/// Source: VDMA, "LIF – Layout Interchange Format", version 1.0.0 (2024).
public struct LIFDocument: Sendable {
  /// A node of the graph.
  private struct Node {
    var id: String
    var point: Vec2
    var actions: [String] = []
  }

  /// A directed piece of a lane.
  private struct Edge {
    var id: String
    var from: Int
    var to: Int
    /// m/s; infinity where there is no limit.
    var speedLimit: Float
    /// The classes that drive on it; all where there is none.
    var classes: [String]
  }

  private let scene: Scene
  private let exportedAt: String
  private var nodes: [Node] = []
  private var edges: [Edge] = []
  private var stations: [(name: String, node: Int)] = []
  /// What LIF has no word for, or may not be as a fleet manager wants it; a sentence each.
  public private(set) var remarks: [String] = []

  /// The layout of a scene; nil where it has no lanes.
  ///
  /// - Parameters:
  ///   - scene: The scene; its places are those of the world.
  ///   - exportedAt: Time of writing, UTC, as in ISO 8601.
  /// - Complexity: O(n log n) for n points of lanes.
  public init?(scene: Scene, exportedAt: String) {
    guard !scene.world.traffic.lanes.isEmpty else { return nil }
    self.scene = scene
    self.exportedAt = exportedAt
    addLanes()
    addZones()
    let groups = Set(
      scene.world.traffic.lanes.flatMap(\.exclusive)
        + scene.world.traffic.points.flatMap(\.exclusive))
    if !groups.isEmpty {
      remarks.append(
        "groups in which one robot may be at a time (\(groups.count)) are not written: LIF has no word for them"
      )
    }
    if scene.world.traffic.points.contains(where: { $0.waiting != nil }) {
      remarks.append("where robots may wait is not written: LIF has no word for it")
    }
    if !scene.world.obstacles.isEmpty || scene.world.map != nil {
      remarks.append("walls and maps are not written: LIF holds none")
    }
  }

  /// Its nodes, edges and stations.
  public var counts: (nodes: Int, edges: Int, stations: Int) {
    (nodes.count, edges.count, stations.count)
  }

  // MARK: Lanes

  private mutating func addLanes() {
    // Lanes are joined where they have a point in common. Only looked up, never gone through.
    var known: [Vec2: Int] = [:]
    for lane in scene.world.traffic.lanes {
      var before: Int?
      for point in lane.points {
        let node = known[point] ?? nodes.count
        if node == nodes.count {
          known[point] = node
          nodes.append(Node(id: "n\(node + 1)", point: point))
        }
        if let before, before != node {
          addEdge(from: before, to: node, lane)
          if !lane.isOneWay { addEdge(from: node, to: before, lane) }
        }
        before = node
      }
    }
  }

  private mutating func addEdge(from: Int, to: Int, _ lane: RoadmapLane) {
    edges.append(
      Edge(
        id: "e\(edges.count + 1)", from: from, to: to, speedLimit: lane.speedLimit,
        classes: lane.classes))
  }

  // MARK: Stations

  private mutating func addZones() {
    let work = scene.tasks.map(stations)
    let sources = Set(work.flatMap(\.from))
    let sinks = Set(work.flatMap(\.to))
    var parking = 0
    var apart: [String] = []
    for zone in scene.world.zones {
      var actions: [String] = []
      switch zone.kind {
      case .area: continue
      case .parking:
        parking += 1
        continue
      case .dock: actions = ["startCharging"]
      case .station:
        if sources.contains(zone.name) { actions.append("pick") }
        if sinks.contains(zone.name) { actions.append("drop") }
      }
      let center = zone.area.center
      let near = nodes.indices.min { distance($0, center) < distance($1, center) } ?? 0
      var node = near
      // A node is where robots stop: at the middle of the zone, to a millimetre.
      if distance(near, center) > 0.001 {
        node = nodes.count
        nodes.append(Node(id: "z\(stations.count + 1)", point: center))
        apart.append(zone.name)
      }
      for action in actions where !nodes[node].actions.contains(action) {
        nodes[node].actions.append(action)
      }
      stations.append((zone.name, node))
      if zone.slots > 1 {
        remarks.append(
          "\(quoted(zone.name)) has \(zone.slots) places and is written as one node")
      }
    }
    if !apart.isEmpty {
      remarks.append(
        "\(apart.map(quoted).joined(separator: ", ")): beside the lanes, so that no edge leads there"
      )
    }
    if parking > 0 {
      remarks.append("parking places (\(parking)) are not written: LIF has no word for them")
    }
  }

  private func distance(_ node: Int, _ point: Vec2) -> Float {
    (nodes[node].point - point).length
  }

  /// Names of the stations that a task leads from and to.
  private func stations(_ task: TaskSpec) -> (from: [String], to: [String]) {
    if let stream = task.kind as? StreamTask { return ([stream.from], [stream.to]) }
    guard let log = task.kind as? OrderTask else { return ([], []) }
    let names = scene.world.zones.map(\.name)
    return (log.orders.map { names[$0.from] }, log.orders.map { names[$0.to] })
  }
}

extension LIFDocument {
  /// The document as JSON; lengths are metres, rounded to millimetres.
  public var json: JSONText {
    let meta: [(String, JSONText)] = [
      ("projectIdentification", .string(scene.name)), ("creator", .string("fleetfield")),
      ("exportTimestamp", .string(exportedAt)), ("lifVersion", .string("1.0.0")),
    ]
    let layout: [(String, JSONText)] = [
      ("layoutId", .string(scene.name)), ("layoutVersion", .string("1")),
      ("layoutDescription", .string("Lanes and stations of the scene \(scene.name)")),
      ("nodes", .array(nodes.map(json))), ("edges", .array(edges.map(json))),
      ("stations", .array(stations.map(json))),
    ]
    return .object([
      ("metaInformation", .object(meta)), ("layouts", .array([.object(layout)])),
    ])
  }

  private func json(_ node: Node) -> JSONText {
    let actions = node.actions.map { action -> JSONText in
      .object([
        ("actionType", .string(action)), ("requirementType", .string("OPTIONAL")),
        ("blockingType", .string("HARD")),
      ])
    }
    return .object([
      ("nodeId", .string(node.id)), ("mapId", .string(scene.name)),
      ("nodePosition", position(node.point)),
      (
        "vehicleTypeNodeProperties",
        .array(
          types.map { type in
            let own: [(String, JSONText)] = actions.isEmpty ? [] : [("actions", .array(actions))]
            return .object([("vehicleTypeId", .string(type))] + own)
          })
      ),
    ])
  }

  private func json(_ edge: Edge) -> JSONText {
    .object([
      ("edgeId", .string(edge.id)), ("startNodeId", .string(nodes[edge.from].id)),
      ("endNodeId", .string(nodes[edge.to].id)),
      (
        "vehicleTypeEdgeProperties",
        .array(
          types.filter { edge.classes.isEmpty || edge.classes.contains($0) }.map { type in
            var members: [(String, JSONText)] = [
              ("vehicleTypeId", .string(type)), ("rotationAllowed", .bool(true)),
            ]
            if edge.speedLimit.isFinite {
              members.append(("maxSpeed", number(Double(edge.speedLimit))))
            }
            return .object(members)
          })
      ),
    ])
  }

  private func json(_ station: (name: String, node: Int)) -> JSONText {
    .object([
      ("stationId", .string(station.name)),
      ("interactionNodeIds", .array([.string(nodes[station.node].id)])),
      ("stationPosition", position(nodes[station.node].point)),
    ])
  }

  /// Vehicle types: the classes of robots that move.
  private var types: [String] {
    scene.robots.filter(\.embodiment.drive.moves).map(\.name)
  }

  private func position(_ point: Vec2) -> JSONText {
    let frame = scene.world.speaksInMapFrame ? .identity : scene.world.frame
    let place = frame.published(point)
    return .object([("x", number(place.x)), ("y", number(place.y))])
  }

  private func number(_ value: Double) -> JSONText { .number((value * 1000).rounded() / 1000) }
}
