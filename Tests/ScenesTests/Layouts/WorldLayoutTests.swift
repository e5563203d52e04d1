import Navigation
import Scenes
import SimCore
import TestSupport
import Testing
import Work

@Suite("A layout in the place of a map")
struct WorldLayoutTests {
  /// A scene with two robots of its own on a layout.
  private static func scene(_ map: String, world: String = "", tasks: String = "[]") -> String {
    """
    fleet: 1
    world:
      map: \(map)
    \(world)robots:
      tug:
        count: 2
        body: {radius: 0.2 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1 m/s}
    tasks: \(tasks)
    """
  }

  private func folder(_ scene: String) throws -> SceneFolder {
    try SceneFolder(
      [(name: "a.fleet.yaml", text: scene)]
        + LayoutSamples.all.map { (name: $0.file, text: $0.text) })
  }

  /// What is said of a scene, without its folder.
  private func said(_ scene: String, _ overrides: [(String, String)] = []) throws -> String {
    let folder = try folder(scene)
    let result = SceneLoader.load(path: folder.path + "a.fleet.yaml", overrides: overrides)
    return result.diagnostics.map(\.rendered).joined(separator: "\n")
      .replacing(folder.path, with: "")
  }

  @Test(
    "its floor, places and lanes are those that an import makes of it",
    arguments: LayoutSamples.all.map(\.file))
  func sameAsImport(file: String) throws {
    let folder = try folder(Self.scene("{file: \(file)}"))
    let (imported, _) = LayoutImporter.load(paths: [folder.path + file], options: LayoutOptions())
    let text = try #require(imported).text
    let whole = try #require(SceneLoader.load(text: text, file: "b.fleet.yaml").scene)
    let own = try folder.load()
    #expect(own.world.bounds == whole.world.bounds)
    #expect(own.world.zones.map(\.name) == whole.world.zones.map(\.name))
    #expect(own.world.zones.map(\.area) == whole.world.zones.map(\.area))
    #expect(own.world.traffic.rule == whole.world.traffic.rule)
    #expect(own.world.traffic.lanes == whole.world.traffic.lanes)
    #expect(own.world.obstacles.count == whole.world.obstacles.count)
    #expect(own.robots.map(\.name) == ["tug"])
  }

  @Test("a resolved scene has the layout written out, and stands without its file")
  func resolved() throws {
    let scene = try folder(Self.scene("{file: yard.lif.json}")).load()
    #expect(!scene.resolvedText.contains("file: "))
    let again = SceneLoader.load(text: scene.resolvedText, file: "scene.resolved.yaml")
    #expect(again.scene?.world.traffic.lanes == scene.world.traffic.lanes)
    #expect(again.scene?.digest == scene.digest)
    #expect(scene.inputs.map(\.role.rawValue).contains("layout"))
  }

  @Test("--set reaches the layout's zones by their names, and names those that there are")
  func setZones() throws {
    let folder = try folder(Self.scene("{file: yard.lif.json}"))
    func load(_ overrides: [(String, String)]) -> SceneLoadResult {
      SceneLoader.load(path: folder.path + "a.fleet.yaml", overrides: overrides)
    }
    let moved = load([
      ("world.zones.s2.slots", "3"), ("world.zones.e.power", "2 kW"),
      ("world.zones.s2.area.rect", "[8 m, 0.2 m, 9.5 m, 1.8 m]"),
    ])
    let zones = try #require(moved.scene?.world.zones, "\(moved.diagnostics.map(\.message))")
    #expect(zones.map(\.name) == ["goods_in", "s2", "e"])
    #expect(zones[1].slots == 3 && zones[1].area.lower == Vec2(8, 0.2) && zones[2].power == 2000)
    #expect(
      load([("world.zones.s3.slots", "3")]).diagnostics.filter { $0.severity == .error }.map(
        \.message) == [
          "'zones' has no element 's3'; did you mean 's2'?"
        ])
    let wrong = load([("world.zones.s2.slots", "many"), ("world.zones.e.pover", "2 kW")])
    let said = wrong.diagnostics.filter { $0.severity == .error }
    #expect(
      said.count == 2 && said.allSatisfy { $0.location?.file == "--set" }, "\(said.map(\.message))")
    // A scene with a map of cells has no such zones.
    let grid = Self.scene("{file: yard.lif.json}").replacing("yard.lif.json", with: "a.map")
    try folder.write("type octile\nheight 2\nwidth 2\nmap\n..\n..\n", to: "a.map")
    try folder.write(grid, to: "b.fleet.yaml")
    #expect(
      SceneLoader.load(
        path: folder.path + "b.fleet.yaml", overrides: [("world.zones.s2.slots", "3")]
      )
      .diagnostics.contains { $0.message.hasPrefix("'zones' has no element 's2'") })
  }

  @Test("the scene's own zones, obstacles and lanes come beside, and its word wins")
  func own() throws {
    let world = """
        zones:
          - {name: s2, kind: station, slots: 3, area: {rect: [8 m, 0.2 m, 9.5 m, 1.8 m]}}
          - {name: rest, kind: parking, slots: 1, area: {rect: [3 m, 3 m, 4 m, 4 m]}}
        obstacles: [{rect: [4 m, 2 m, 5 m, 4 m]}]
        traffic: {lanes: [{points: [[1 m, 6 m], [3.5 m, 3.5 m]]}]}

      """
    let scene = try folder(
      Self.scene(
        "{file: yard.lif.json}", world: world,
        tasks: "[{name: move, from: goods_in, to: s2, rate: 1 /min}]")
    ).load()
    #expect(scene.world.zones.map(\.name) == ["goods_in", "e", "s2", "rest"])
    #expect(scene.world.zones[2].slots == 3)
    #expect(scene.world.traffic.rule == .priority && scene.world.traffic.lanes.count == 6)
    #expect(scene.world.obstacles.count == 1)
    // Who chooses a rule that reads no lanes drives without them.
    let free = try folder(
      Self.scene("{file: yard.lif.json}", world: "  traffic: {rule: rightHand}\n")
    ).load()
    #expect(free.world.traffic.rule == .rightHand && free.world.traffic.lanes.isEmpty)
  }

  @Test("a mistake in the layout is told at its own place, with those of the scene, and once")
  func mistakes() throws {
    let broken = LayoutSamples.lif.replacing("\"endNodeId\": \"c\"", with: "\"endNodeId\": \"q\"")
    let folder = try folder(
      Self.scene("{file: bad.lif.json}", tasks: "[{name: m, from: goods_in, to: s2, rate: 1 s}]"))
    try folder.write(broken, to: "bad.lif.json")
    let result = SceneLoader.load(path: folder.path + "a.fleet.yaml")
    #expect(result.scene == nil)
    let errors = result.diagnostics.filter { $0.severity == .error }
    let words = errors.map { error in
      let place = error.location.map {
        "\($0.file.replacing(folder.path, with: "")):\($0.line):\($0.column)"
      }
      return "\(place ?? ""): \(error.message)"
    }
    try #require(words.count == 2, "\(words)")
    #expect(
      words[0]
        == "bad.lif.json:18:57: the endNodeId of edge 'bc' is 'q', which no node has; did you mean 'a'?"
    )
    #expect(words[1].hasPrefix("a.fleet.yaml:9:49: unit 's' does not measure rate"))
  }

  @Test("a place of the layout that cannot be is told where the layout has it")
  func placesOfTheLayout() throws {
    let world = "  obstacles: [{rect: [8.5 m, 0.5 m, 9.5 m, 1.5 m]}]\n"
    let scene = try folder(Self.scene("{file: yard.lif.json}", world: world)).load()
    let lines = LayoutSamples.lif.split(separator: "\n", omittingEmptySubsequences: false)
    // Whoever compiles the floor finds zones and lanes, and their places, under these names.
    for (key, text) in [
      ("world.zones.s2.area.rect", "\"stationId\": \"s2\""), ("world.zones.e", "\"nodeId\": \"e\""),
      ("world.traffic.lanes.0", "\"edgeId\": \"de\""),
      ("world.traffic.lanes.1", "\"edgeId\": \"ab\""),
    ] {
      let place = try #require(scene.locations[key], "\(key)")
      #expect(place.file.hasSuffix("yard.lif.json"))
      #expect(lines[place.line - 1].contains(text), "\(key): \(place)")
    }
  }

  @Test("keys of maps are refused beside a layout, and those of layouts beside a map")
  func keysOfTheOtherKind() throws {
    #expect(
      try said(Self.scene("{file: yard.lif.json, cell_size: 1 m}")).contains(
        "error: 'cell_size' is of maps, and this is read as a LIF layout (.lif.json); leave it out")
    )
    #expect(
      try said(Self.scene("{file: yard.lif.json, unit: mm}")).contains(
        "error: 'unit' belongs to a drawing (.dxf) or a floor in well-known text (.wkt), and this is "
          + "read as lif"))
    let folder = try folder(Self.scene("{file: floor.map, level: L1}"))
    try folder.write("type octile\nheight 1\nwidth 2\nmap\n..\n", to: "floor.map")
    let result = SceneLoader.load(path: folder.path + "a.fleet.yaml")
    #expect(
      result.diagnostics.map(\.message).contains(
        "'level' is of layouts, and this is read as a map; leave it out"))
  }

  @Test("level, unit, layers and format choose as the options of import do")
  func options() throws {
    let plain = LayoutSamples.drawing(
      "LINE 8 WALLS 10 0 20 0 11 6 21 0\nLINE 8 B 10 0 20 3 11 6 21 3", units: nil)
    let map = "{file: plain.txt, format: dxf, unit: m, layers: [WALLS]}"
    let folder = try folder(Self.scene(map))
    try folder.write(plain, to: "plain.txt")
    let scene = try folder.load()
    #expect(scene.world.obstacles.count == 1)
    #expect(abs(scene.world.bounds.upper.x - 8) < 1e-3)
    try folder.write(plain, to: "plain.dxf")
    let unsaid = try said(Self.scene("{file: hall.dxf, layers: [WALL]}"))
    #expect(unsaid.contains("'WALL'") && unsaid.contains("did you mean 'WALLS'"))
    let second = LayoutSamples.lif.replacing(
      "\"layouts\": [{", with: "\"layouts\": [{\"layoutId\": \"upper\", \"nodes\": []}, {")
    try folder.write(second, to: "two.lif.json")
    try folder.write(Self.scene("{file: two.lif.json}"), to: "b.fleet.yaml")
    let which = SceneLoader.load(path: folder.path + "b.fleet.yaml").diagnostics.map(\.message)
    #expect(
      which == ["this file has the layouts 'upper', 'ground'; say which is meant with 'level'"])
    try folder.write(Self.scene("{file: two.lif.json, level: ground}"), to: "b.fleet.yaml")
    #expect(try folder.load("b.fleet.yaml").world.zones.count == 3)
  }

  @Test("--set names another layout, and chooses in it")
  func overrides() throws {
    let plain = LayoutSamples.drawing("LINE 8 WALLS 10 0 20 0 11 6 21 0", units: nil)
    let drawing = try self.folder(Self.scene("{file: plain.dxf, unit: m, layers: [WALLS]}"))
    try drawing.write(plain, to: "plain.dxf")
    let small = try drawing.load(overrides: [("world.map.unit", "cm")])
    #expect(abs(small.world.bounds.upper.x - 2.06) < 1e-3)
    #expect(
      try drawing.load(overrides: [("world.map.layers", "[WALLS]")]).world.obstacles.count == 1)
    // What nothing reads is still refused.
    let idle = SceneLoader.load(
      path: drawing.path + "a.fleet.yaml", overrides: [("policies.nobody.latency", "1 s")])
    #expect(idle.scene == nil)
    let folder = try folder(Self.scene("{file: yard.lif.json}"))
    let other = try folder.load(overrides: [("world.map.file", folder.path + "plant.xml")])
    #expect(other.world.zones.contains { $0.name == "Dispatch" })
    let missing = SceneLoader.load(
      path: folder.path + "a.fleet.yaml", overrides: [("world.map.file", "no.dxf")])
    #expect(missing.scene == nil && missing.diagnostics.count == 1, "\(missing.diagnostics)")
  }
}
