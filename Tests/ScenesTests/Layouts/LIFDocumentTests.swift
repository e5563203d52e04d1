import Navigation
import Scenes
import SimCore
import TestSupport
import Testing
import Work

@Suite("LIFDocument")
struct LIFDocumentTests {
  /// A directed piece of a lane, millimetres and mm/s.
  private struct Piece: Hashable, Comparable {
    var numbers: [Int]
    static func < (a: Piece, b: Piece) -> Bool {
      a.numbers.lexicographicallyPrecedes(b.numbers)
    }
  }

  /// All pieces of the lanes of a scene, in both directions where they are driven so, moved by a shift.
  private func pieces(_ scene: Scene, moved shift: Vec2 = .zero) -> [Piece] {
    var pieces: Set<Piece> = []
    for lane in scene.world.traffic.lanes {
      let limit = lane.speedLimit.isFinite ? Int((lane.speedLimit * 1000).rounded()) : -1
      for (a, b) in zip(lane.points, lane.points.dropFirst()) {
        let ends = [a + shift, b + shift].map { point in
          [Int((point.x * 1000).rounded()), Int((point.y * 1000).rounded())]
        }
        pieces.insert(Piece(numbers: ends[0] + ends[1] + [limit]))
        if !lane.isOneWay { pieces.insert(Piece(numbers: ends[1] + ends[0] + [limit])) }
      }
    }
    return pieces.sorted()
  }

  private func readBack(_ scene: Scene) throws -> Scene {
    let document = try #require(
      LIFDocument(scene: scene, exportedAt: "2026-01-31T06:30:00Z"))
    let folder = MapFolder([(name: "a.lif.json", bytes: Array(document.json.rendered.utf8))])
    let (imported, said) = folder.importLayout(["a.lif.json"])
    let text = try #require(imported, "\(said)").text
    return try #require(SceneLoader.load(text: text, file: "b.fleet.yaml").scene)
  }

  private static func scene(_ world: String, tasks: String = "[]") throws -> Scene {
    let text = """
      fleet: 1
      name: hall
      world:
        size: [20 m, 12 m]
      \(world)
      robots:
        tug:
          count: 1
          body: {radius: 0.2 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          battery: {capacity: 300 Wh}
      tasks: \(tasks)
      """
    let loaded = SceneLoader.load(text: text, file: "hall.fleet.yaml")
    return try #require(loaded.scene, "\(loaded.diagnostics.map(\.rendered))")
  }

  @Test(
    "what an import makes of a layout, written as LIF and read again, has the same lanes",
    arguments: ["yard.lif.json", "loop.geojson", "plant.xml"])
  func layouts(file: String) throws {
    let folder = MapFolder(LayoutSamples.all.map { ($0.file, Array($0.text.utf8)) })
    let (imported, said) = folder.importLayout([file])
    let text = try #require(imported, "\(said)").text
    let scene = try #require(SceneLoader.load(text: text, file: "a.fleet.yaml").scene)
    let again = try readBack(scene)
    // Both begin 1 m from the outermost thing, so that they lie alike.
    #expect(pieces(again) == pieces(scene))
    let stations = scene.world.zones.filter { $0.kind != .parking }
    #expect(again.world.zones.map(\.name) == stations.map(\.name))
    #expect(again.world.zones.map(\.kind) == stations.map(\.kind))
    for (a, b) in zip(again.world.zones, stations) {
      #expect((a.area.center - b.area.center).length < 2e-3)
    }
  }

  @Test("lanes of several corners, with limits and directions, come back piece by piece")
  func corners() throws {
    let world = """
        traffic:
          rule: priority
          lanes:
            - {points: [[2 m, 2 m], [6 m, 2 m], [6 m, 7.25 m]], one_way: true, max_speed: 0.6 m/s}
            - {points: [[6 m, 7.25 m], [2 m, 7.25 m], [2 m, 2 m]]}
            - {points: [[6 m, 2 m], [12 m, 2 m]], max_speed: 0.3 m/s}
      """
    let scene = try Self.scene(world)
    // The layout's corner (2, 2) lies at (1, 1) in what is read back.
    #expect(try pieces(readBack(scene)) == pieces(scene, moved: Vec2(-1, -1)))
    #expect(pieces(scene).count == 2 + 4 + 2)
  }

  @Test("stations have the actions of their tasks, docks charge, and what has no word is said")
  func stations() throws {
    let world = """
        zones:
          - {name: west, kind: station, slots: 1, area: {rect: [1.75 m, 1.75 m, 2.25 m, 2.25 m]}}
          - {name: east, kind: station, slots: 2, area: {rect: [11 m, 3 m, 13 m, 5 m]}}
          - {name: plug, kind: dock, power: 500 W, slots: 1, area: {rect: [5.75 m, 1.75 m, 6.25 m, 2.25 m]}}
          - {name: rest, kind: parking, slots: 1, area: {rect: [7 m, 9 m, 8 m, 10 m]}}
        obstacles: [{rect: [15 m, 9 m, 16 m, 10 m]}]
        traffic: {rule: priority, lanes: [{points: [[2 m, 2 m], [6 m, 2 m], [12 m, 2 m]]}]}
      """
    let scene = try Self.scene(
      world, tasks: "[{name: move, from: west, to: east, rate: 1 /min}]")
    let document = try #require(LIFDocument(scene: scene, exportedAt: "2026-01-31T06:30:00Z"))
    #expect(document.counts == (nodes: 4, edges: 4, stations: 3))
    #expect(
      document.remarks == [
        "'east' has 2 places and is written as one node",
        "'east': beside the lanes, so that no edge leads there",
        "parking places (1) are not written: LIF has no word for them",
        "walls and maps are not written: LIF holds none",
      ])
    let again = try readBack(scene)
    #expect(again.world.zones.map(\.name) == ["west", "east", "plug"])
    #expect(again.world.zones.map(\.kind) == [.station, .station, .dock])
    // Actions tell the importer where loads come up and where they go.
    #expect(again.tasks.map(\.name) == ["west_to_east"])
    #expect(again.robots.map(\.name) == ["tug"])
  }

  @Test("a scene without lanes has no such layout")
  func noLanes() throws {
    #expect(LIFDocument(scene: try Self.scene(""), exportedAt: "2026-01-31T06:30:00Z") == nil)
  }
}
