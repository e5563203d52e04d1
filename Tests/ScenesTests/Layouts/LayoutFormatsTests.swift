import Navigation
import Scenes
import SimCore
import TestSupport
import Testing
import Work

@Suite("LayoutImporter on layouts of other formats")
struct LayoutFormatsTests {
  private func scene(
    _ file: String, _ text: String, _ options: LayoutOptions = LayoutOptions()
  ) throws -> (scene: Scene, text: String, said: String) {
    let folder = MapFolder([(name: file, bytes: Array(text.utf8))])
    let (found, said) = folder.importLayout([file], options: options)
    let imported = try #require(found, "\(said)")
    let loaded = SceneLoader.load(text: imported.text, file: "a.fleet.yaml")
    #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
    return (try #require(loaded.scene), imported.text, said)
  }

  @Test("a LIF layout gives its edges as lanes, its stations, and a class for each vehicle type")
  func lif() throws {
    let (scene, text, said) = try scene("yard.lif.json", LayoutSamples.lif)
    #expect(
      text.hasPrefix(
        "# yaml-language-server: $schema=fleet.schema.json\n"
          + "# LIF layout 'ground', imported: 5 lanes, 2 stations, 1 dock, 1 robot.\n"))
    #expect(scene.world.zones.map(\.name) == ["goods_in", "s2", "e"])
    #expect(scene.world.zones.map(\.kind) == [.station, .station, .dock])
    // (−4, 0) lies at (1, 1): the whole begins 1 m from the lower left corner.
    #expect(scene.world.zones[0].area.center == Vec2(1, 1))
    let lanes = scene.world.traffic.lanes
    // There and back between d and e is one lane; the others are driven one way.
    #expect(lanes.map(\.isOneWay) == [false, true, true, true, true])
    #expect(lanes[0].points == [Vec2(1, 6), Vec2(5, 9)])
    #expect(lanes[1].points == [Vec2(1, 1), Vec2(9, 1)] && lanes[1].speedLimit == 0.5)
    // Trucks have one edge, and get nowhere on it.
    #expect(scene.robots.map(\.name) == ["tug"])
    #expect(
      said.contains(
        "the vehicle type 'truck' not taken over: the edges that it may use do not lead to and fro between two nodes"
      ))
    #expect(text.contains("{name: goods_in_to_s2, from: goods_in, to: s2, rate: "))
    #expect(said.contains("'vehicleOrientation' of edges not taken over"))
  }

  @Test("of several layouts of a LIF file one is chosen")
  func lifLayouts() throws {
    let second = LayoutSamples.lif.replacing(
      "\"layouts\": [{", with: "\"layouts\": [{\"layoutId\": \"upper\", \"nodes\": []}, {")
    let folder = MapFolder([(name: "a.lif.json", bytes: Array(second.utf8))])
    #expect(
      folder.importLayout(["a.lif.json"]).text.contains(
        "this file has the layouts 'upper', 'ground'; say which is meant with --level"))
    var options = LayoutOptions()
    options.level = "ground"
    #expect(try scene("a.lif.json", second, options).scene.robots.count == 1)
  }

  @Test("a route graph gives its edges as lanes and a tour of their corners")
  func routeGraph() throws {
    let (scene, text, said) = try scene("loop.geojson", LayoutSamples.routeGraph)
    #expect(scene.world.traffic.lanes.count == 4)
    #expect(scene.world.traffic.lanes.map(\.isOneWay) == [true, true, true, true])
    #expect(scene.world.traffic.lanes[1].points == [Vec2(7, 1), Vec2(7, 5)])
    #expect(text.contains("{name: tour, dwell: 2 s, lifelong: [[1 m, 1 m], [7 m, 1 m], "))
    #expect(said.contains("the metadata 'speed_limit' of edges not taken over"))
    #expect(said.contains("costs of edges not taken over"))
  }

  @Test("a plant model gives its paths in metres, what velocities allow, and its vehicles")
  func plant() throws {
    let (scene, text, said) = try scene("plant.xml", LayoutSamples.plant)
    #expect(scene.world.bounds.upper == Vec2(13, 7))
    #expect(scene.world.zones.map(\.name) == ["Park", "Rack___roll", "Dispatch"])
    #expect(text.contains("  # 'Rack & roll'\n"))
    #expect(scene.world.zones.map(\.kind) == [.parking, .station, .station])
    let lanes = scene.world.traffic.lanes
    // The locked path is no lane; the one to the parking place is driven both ways.
    #expect(lanes.count == 5 && lanes.count { !$0.isOneWay } == 1)
    #expect(lanes.first { $0.points.contains(Vec2(1, 6)) && !$0.isOneWay } != nil)
    #expect(lanes.map(\.speedLimit).sorted() == [0.5, 1, 1, 1, 1])
    // Two vehicles that are alike are one class.
    #expect(scene.robots.map(\.count) == [2])
    #expect(text.contains("body: {shape: box, size: [0.8 m, 0.6 m], mass: 40 kg}"))
    #expect(text.contains("{name: Rack___roll_to_Dispatch, from: Rack___roll, to: Dispatch"))
    #expect(!said.contains("block") && said.contains("locked paths not taken over"))
  }

  @Test("a drawing gives lines, bulges, circles and arcs as walls in metres")
  func drawing() throws {
    let (scene, text, said) = try scene("hall.dxf", LayoutSamples.hall)
    // 10 m by 6 m, and a half circle of 5 m above it: bulge 1.
    let bounds = scene.world.bounds
    #expect(abs(bounds.upper.x - 12) < 0.001 && abs(bounds.upper.y - 13) < 0.001)
    let shapes = scene.world.obstacleShapes
    #expect(shapes.count == 4)
    guard case .wall(let ring, let thickness, let isClosed) = shapes[0].kind else {
      Issue.record("the outline is no wall")
      return
    }
    #expect(isClosed && thickness == 0.05)
    // All points of the bulge lie on its circle about (6, 7).
    for point in ring where point.y > 7.01 { #expect(abs((point - Vec2(6, 7)).length - 5) < 0.002) }
    #expect(ring.count { $0.y > 7.01 } == 17)
    #expect(shapes[3].kind == .circle(center: Vec2(3.5, 4), radius: 0.3))
    guard case .wall(let bow, _, _) = shapes[1].kind else {
      Issue.record("the arc is no wall")
      return
    }
    #expect(
      (bow[0] - Vec2(9.5, 4)).length < 0.002 && (bow[bow.count - 1] - Vec2(9, 4.5)).length < 0.002)
    #expect(text.contains("# A unit of the drawing is 0.001 m."))
    #expect(said.contains("'TEXT' entities not taken over"))
    let flat = try self.scene(
      "flat.dxf", LayoutSamples.hall.replacing("\n40\n300\n", with: "\n40\n0\n"))
    #expect(flat.scene.world.obstacleShapes.count == 3)
    #expect(flat.said.contains("shapes without a radius not taken over: they cover nothing"))
  }

  @Test("layers are chosen by name, and a unit is said where the drawing has none")
  func layers() throws {
    var options = LayoutOptions()
    options.layers = ["COLUMNS"]
    options.unit = .cm
    let (scene, _, said) = try scene(
      "hall.dxf",
      LayoutSamples.drawing(
        "CIRCLE 8 COLUMNS 10 0 20 0 40 30\nLINE 8 X 10 0 20 0 11 9 21 9", units: nil),
      options)
    #expect(
      scene.world.obstacleShapes.map(\.kind) == [.circle(center: Vec2(1.3, 1.3), radius: 0.3)])
    #expect(said.contains("what lies on layer 'X' not taken over"))
  }

  @Test("old polylines and those drawn from below are read as the new ones")
  func oldPolylines() throws {
    let text = LayoutSamples.drawing(
      """
      POLYLINE 8 A 66 1 10 0 20 0 70 0
      VERTEX 8 A 10 0 20 0
      VERTEX 8 A 10 4000 20 0
      SEQEND 8 A
      LWPOLYLINE 8 A 90 2 70 0 10 0 20 3000 10 -4000 20 3000 210 0 220 0 230 -1
      """)
    let (scene, _, _) = try scene("a.dxf", text)
    let walls = scene.world.obstacleShapes.map(\.kind)
    #expect(
      walls == [
        .wall([Vec2(1, 1), Vec2(5, 1)], thickness: 0.05, isClosed: false),
        .wall([Vec2(1, 4), Vec2(5, 4)], thickness: 0.05, isClosed: false),
      ])
  }

  @Test("well-known text gives rings and lines as walls and points as stations")
  func wellKnownText() throws {
    let (scene, text, _) = try scene("rooms.wkt", LayoutSamples.rooms)
    #expect(scene.world.obstacleShapes.count == 3)
    #expect(
      scene.world.obstacleShapes[1].kind
        == .wall(
          [Vec2(6, 4), Vec2(8, 4), Vec2(8, 6), Vec2(6, 6)], thickness: 0.05, isClosed: true))
    #expect(scene.world.zones.map(\.area.center) == [Vec2(3, 7), Vec2(11, 7)])
    #expect(text.contains("{name: point_1_to_point_2"))
    var options = LayoutOptions()
    options.unit = .mm
    let small = try self.scene(
      "a.wkt", "GEOMETRYCOLLECTION (LINESTRING (0 0, 3000 0), POINT Z EMPTY)", options)
    #expect(small.scene.world.bounds.upper == Vec2(5, 2))
    // As PostGIS writes it, with an empty part.
    let metres = try self.scene(
      "b.wkt",
      "SRID=25832;MULTIPOLYGON (((0 0, 4 0, 4 3, 0 0)), EMPTY);\nSRID=25832;multipoint (EMPTY, (1 1))"
    )
    #expect(metres.scene.world.bounds.upper == Vec2(6, 5) && metres.scene.world.zones.count == 1)
    #expect(
      metres.text.contains(
        "# The file says EPSG:25832, whose places are taken for units of the file.\n"))
  }
}
