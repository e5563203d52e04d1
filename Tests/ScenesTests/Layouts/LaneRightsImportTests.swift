import Navigation
import Scenes
import SimCore
import TestSupport
import Testing

@Suite("Who may be on which lane, from layouts")
struct LaneRightsImportTests {
  private func read(_ files: [(name: String, text: String)]) throws -> (
    scene: Scene, text: String, said: String
  ) {
    let folder = MapFolder(files.map { (name: $0.name, bytes: Array($0.text.utf8)) })
    let (found, said) = folder.importLayout(files.map(\.name))
    let imported = try #require(found, "\(said)")
    let loaded = SceneLoader.load(text: imported.text, file: "a.fleet.yaml")
    #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map(\.message))")
    return (try #require(loaded.scene), imported.text, said)
  }

  /// Two stations, joined by an edge for tugs and a detour for trucks, each to and fro.
  static let twoTypes: String = {
    func node(_ id: String, _ x: Int, _ y: Int, _ types: [String], _ action: String = "") -> String
    {
      let properties = types.map { type in
        "{\"vehicleTypeId\": \"\(type)\""
          + (action.isEmpty ? "}" : ", \"actions\": [{\"actionType\": \"\(action)\"}]}")
      }
      return "{\"nodeId\": \"\(id)\", \"nodePosition\": {\"x\": \(x), \"y\": \(y)}, "
        + "\"vehicleTypeNodeProperties\": [\(properties.joined(separator: ", "))]}"
    }
    func edges(_ from: String, _ to: String, _ types: [(String, Double)]) -> String {
      let properties = types.map { "{\"vehicleTypeId\": \"\($0.0)\", \"maxSpeed\": \($0.1)}" }
      return [(from, to), (to, from)].map { from, to in
        "{\"edgeId\": \"\(from)\(to)\", \"startNodeId\": \"\(from)\", \"endNodeId\": \"\(to)\", "
          + "\"vehicleTypeEdgeProperties\": [\(properties.joined(separator: ", "))]}"
      }.joined(separator: ",\n")
    }
    let both = ["tug", "big truck"]
    let nodes = [
      node("a", 0, 0, both, "pick"), node("b", 12, 0, both, "drop"), node("c", 6, 4, ["big truck"]),
      node("d", 6, -4, ["tug"], "drop"),
    ]
    let edges = [
      edges("a", "b", [("tug", 1)]), edges("a", "c", [("big truck", 0.5)]),
      edges("c", "b", [("big truck", 0.5), ("tug", 0.8)]),
      edges("a", "d", [("tug", 1), ("big truck", 1)]),
    ]
    return
      "{\"metaInformation\": {\"lifVersion\": \"1.0.0\"}, \"layouts\": [{\"layoutId\": \"g\",\n\"nodes\": [\n"
      + nodes.joined(separator: ",\n") + "],\n\"edges\": [\n" + edges.joined(separator: ",\n")
      + "], \"stations\": []}]}"
  }()

  @Test(
    "a LIF edge is for the vehicle types that it and its nodes name, and jobs are for who gets there"
  )
  func vehicleTypes() throws {
    let (scene, text, said) = try read([("two.lif.json", Self.twoTypes)])
    #expect(scene.robots.map(\.name) == ["tug", "big_truck"])
    let lanes = scene.world.traffic.lanes
    let classes = Dictionary(grouping: lanes, by: \.classes).mapValues {
      $0.flatMap(\.points).count
    }
    // Tugs: a to b, a to d. Trucks: a to c to b, although tugs are named on an edge: c is not for them.
    #expect(classes == [["tug"]: 4, ["big_truck"]: 3], "\(text)")
    #expect(text.contains("{name: a_to_b, from: a, to: b, rate: "))
    #expect(text.contains("to: d, rate: ") && text.contains("needs: {classes: [tug]}"))
    #expect(said.contains("limits of speed that differ by vehicle type (2 of them) not taken over"))
  }

  @Test(
    "a scene that names a LIF layout as its map gives its classes the rights of the types of their names"
  )
  func layoutAsMap() throws {
    let scene = """
      fleet: 1
      world: {map: {file: two.lif.json}}
      templates:
        base: {count: 1, body: {radius: 0.3 m, mass: 40 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      robots:
        tug: {extends: base}
        CLASS: {extends: base}
      tasks: [{name: move, from: a, to: b, rate: 1 /min}]
      run: {duration: 60 s}

      """
    func load(_ name: String) throws -> SceneLoadResult {
      let folder = try SceneFolder([
        ("a.fleet.yaml", scene.replacing("CLASS", with: name)), ("two.lif.json", Self.twoTypes),
      ])
      return SceneLoader.load(path: folder.path + "a.fleet.yaml")
    }
    let known = try load("big_truck")
    let lanes = try #require(known.scene?.world.traffic.lanes)
    #expect(Set(lanes.map(\.classes)) == [["tug"], ["big_truck"]])
    // A class that the file does not name drives on all lanes, and that is said.
    let other = try load("van")
    #expect(
      other.diagnostics.contains {
        $0.message.hasPrefix(
          "'van': this file does not name the class, so that its robots drive on all lanes")
      }, "\(other.diagnostics.map(\.message))")
    #expect(Set(try #require(other.scene).world.traffic.lanes.map(\.classes)) == [[], ["van"]])
  }

  /// A building with two graphs of lanes, and a robot on each.
  private static let building = """
    levels:
      L1:
        vertices:
          - [0, 0, 0, ""]
          - [200, 0, 0, ""]
          - [20, 40, 0, in, {pickup_dispenser: [1, x]}]
          - [180, 40, 0, out, {dropoff_ingestor: [1, y]}]
          - [60, 10, 0, p, {spawn_robot_name: [1, a], spawn_robot_type: [1, Cart]}]
          - [60, 70, 0, q, {spawn_robot_name: [1, b], spawn_robot_type: [1, Tug]}]
          - [100, 40, 0, "", {is_holding_point: [4, true], mutex: [1, the gate]}]
          - [140, 40, 0, "", {is_passthrough_point: [4, true]}]
        lanes:
          - [2, 4, {bidirectional: [4, true], graph_idx: [2, 0]}]
          - [4, 3, {bidirectional: [4, true], graph_idx: [2, 0]}]
          - [2, 5, {bidirectional: [4, true], graph_idx: [2, 1], mutex: [1, the gate]}]
          - [5, 6, {bidirectional: [4, true], graph_idx: [2, 1]}]
          - [6, 7, {bidirectional: [4, true], graph_idx: [2, 1]}]
          - [7, 3, {bidirectional: [4, true], graph_idx: [2, 1]}]
        measurements: [[0, 1, {distance: [3, 10]}]]
    """

  @Test(
    "robots of Open-RMF drive on the graph on which they start; groups and holding points are kept")
  func openRMF() throws {
    let (scene, text, said) = try read([("a.building.yaml", Self.building)])
    let lanes = scene.world.traffic.lanes
    #expect(lanes.filter { $0.classes == ["Cart"] }.flatMap(\.points).count == 3)
    #expect(lanes.filter { $0.classes == ["Tug"] && $0.exclusive == ["the_gate"] }.count == 1)
    #expect(lanes.allSatisfy { !$0.classes.isEmpty })
    #expect(
      text.contains("# Robots of class 'Tug' drive on the lanes of graph 1, where they start."))
    let points = scene.world.traffic.points
    #expect(points.map(\.waiting) == [true, false])
    #expect(points.map(\.exclusive) == [["the_gate"], []])
    #expect(!said.contains("graph") && !said.contains("holding"))
    // Where only places of work are holding points they say nothing new.
    let plain = Self.building.replacing(
      "\"\", {is_holding_point: [4, true], mutex", with: "h, {is_holding_point: [4, true], mutex")
    #expect(
      try read([("a.building.yaml", plain)]).scene.world.traffic.points.map(\.waiting) == [
        nil, false,
      ])
  }

  /// A plant with a block, a point that nobody halts at, and a point for small vehicles.
  private static let plant = """
    <model version="6.0.0" name="plant">
      <point name="A" positionX="0" positionY="0" type="HALT_POSITION"/>
      <point name="B" positionX="9000" positionY="0" type="HALT_POSITION"/>
      <point name="R" positionX="4500" positionY="0" type="REPORT_POSITION"/>
      <point name="C" positionX="4500" positionY="3000" type="HALT_POSITION">
        <maxVehicleBoundingBox length="900" width="700" height="1000" referenceOffsetX="0" referenceOffsetY="0"/>
      </point>
      <path name="AR" sourcePoint="A" destinationPoint="R" maxVelocity="1000" maxReverseVelocity="1000"/>
      <path name="RB" sourcePoint="R" destinationPoint="B" maxVelocity="1000" maxReverseVelocity="1000"/>
      <path name="AC" sourcePoint="A" destinationPoint="C" maxVelocity="1000" maxReverseVelocity="1000"/>
      <path name="CB" sourcePoint="C" destinationPoint="B" maxVelocity="1000" maxReverseVelocity="1000"/>
      <locationType name="T"><allowedOperation name="Load"/><allowedOperation name="Unload"/></locationType>
      <location name="in" type="T"><link point="A"/></location>
      <location name="out" type="T"><link point="B"/></location>
      <vehicle name="small" maxVelocity="900"><boundingBox length="800" width="600" height="1000"/></vehicle>
      <vehicle name="large" maxVelocity="900"><boundingBox length="1200" width="800" height="1000"/></vehicle>
      <block name="one" type="SINGLE_VEHICLE_ONLY"><member name="AR"/><member name="R"/></block>
      <block name="two"><member name="AR"/><member name="CB"/></block>
      <block name="same" type="SAME_DIRECTION_ONLY"><member name="RB"/></block>
    </model>
    """

  @Test("blocks of openTCS, points that only report and the largest vehicles of points are kept")
  func openTCS() throws {
    let (scene, _, said) = try read([("plant.xml", Self.plant)])
    #expect(scene.robots.map(\.name) == ["small", "large"])
    let lanes = scene.world.traffic.lanes
    let along = { (points: [Vec2]) in lanes.filter { Set($0.points) == Set(points) } }
    #expect(along([Vec2(1, 1), Vec2(5.5, 1)]).map(\.exclusive) == [["one", "two"]])
    #expect(along([Vec2(5.5, 1), Vec2(10, 1)]).map(\.exclusive) == [[]])
    // Large vehicles do not come to C; what leads away from it is for all.
    #expect(
      along([Vec2(1, 1), Vec2(5.5, 4)]).map(\.classes).sorted { $0.count < $1.count } == [
        [], ["small"],
      ])
    #expect(scene.world.traffic.points.map(\.waiting) == [false])
    #expect(scene.world.traffic.points.map(\.exclusive) == [["one"]])
    #expect(said.contains("blocks of the type SAME_DIRECTION_ONLY not taken over"))
    // A class that fits nowhere is not meant to be kept off.
    let box = "<maxVehicleBoundingBox length=\"1\" width=\"1\" height=\"1\"/></point>"
    let wide = Self.plant.replacing("POSITION\"/>", with: "POSITION\">\(box)")
      .replacing("length=\"900\" width=\"700\"", with: "length=\"100\" width=\"100\"")
    let all = try read([("plant.xml", wide)])
    #expect(all.scene.world.traffic.lanes.flatMap(\.classes).isEmpty)
    // Where nobody fits nobody drives, as long as there are other points.
    let shut = try read([
      (
        "plant.xml",
        Self.plant.replacing("length=\"900\" width=\"700\"", with: "length=\"100\" width=\"100\"")
      )
    ])
    // They may leave it.
    let left = shut.scene.world.traffic.lanes.filter { $0.points.contains(Vec2(5.5, 4)) }
    #expect(left.allSatisfy { $0.isOneWay && $0.points[0] == Vec2(5.5, 4) } && left.count == 2)
    #expect(shut.said.contains("paths to points where no vehicle fits (2 of them) not taken over"))
    #expect(
      all.said.contains(
        "are larger than 'maxVehicleBoundingBox' of every point; they drive everywhere"))
  }

  @Test("members that are nothing, and types of blocks that there are not, are mistakes")
  func brokenBlocks() throws {
    func said(_ old: String, _ new: String) -> String {
      let folder = MapFolder([
        (name: "plant.xml", bytes: Array(Self.plant.replacing(old, with: new).utf8))
      ])
      return folder.importLayout(["plant.xml"]).text
    }
    #expect(
      said("<member name=\"CB\"/>", "<member name=\"CD\"/>").contains(
        "plant.xml:18:54: error: block 'two' has the member 'CD', which no point, path or location is; did you mean"
      ))
    #expect(
      said("type=\"SAME_DIRECTION_ONLY\"", "type=\"ONE_VEHICLE_ONLY\"").contains(
        "error: the type 'ONE_VEHICLE_ONLY' of block 'same' is not known; expected SINGLE_VEHICLE_ONLY or "
          + "SAME_DIRECTION_ONLY"))
  }

  @Test(
    "LIF written from lanes for some names their classes alone, and import reads the same rights back"
  )
  func roundTrip() throws {
    let (scene, _, _) = try read([("two.lif.json", Self.twoTypes)])
    let document = try #require(LIFDocument(scene: scene, exportedAt: "2026-01-31T06:30:00Z"))
    let again = try read([("b.lif.json", document.json.rendered)]).scene
    func rights(_ scene: Scene) -> Set<[String]> {
      Set(
        scene.world.traffic.lanes.flatMap { lane in
          zip(lane.points, lane.points.dropFirst()).map { a, b in
            lane.classes + ["\(min(a.x, b.x)) \(max(a.x, b.x))"]
          }
        })
    }
    #expect(rights(again) == rights(scene))
  }
}
