import Scenes
import SimCore
import Testing

/// MovingAI maps and scenarios as people write them, and files that are known but not read.
@Suite("Grid maps")
struct GridMapTests {
  private static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let headerTexts: [String] = [
    "type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n",
    "type octile\nwidth 3\nheight 2\nmap\n...\n.T.",
    "Type Octile\r\nHeight 2\r\nWIDTH 3\r\nMAP\r\n...\r\n.@.\r\n\r\n\r\n",
    "height 2\nwidth 3\ntype octile\nmap\n...\n.O.\n\n",
    "# version for LoRR 2026\ntype octile\nheight\t2\nwidth  3\n\nmap\n.SE  \n.W.\t\n",
    "\u{FEFF}type tile\nheight 2\nwidth 3\nmap\n.G.\n.@.\n",
  ]

  @Test(
    "a header may be in any order, in capitals, with CRLF, comments and blank lines",
    arguments: headerTexts)
  func headers(text: String) throws {
    for format in [MapFormat.auto, .movingai] {
      let (map, said) = MapFolder([(name: "a.map", bytes: Self.utf8(text))])
        .load("a.map", format: format)
      let grid = try #require(map, "\(said)").grid
      #expect(said.isEmpty)
      #expect(grid.columns == 3 && grid.rows == 2)
      #expect(grid.isOccupied == [false, true, false, false, false, false])
    }
  }

  private static let map = utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")

  private static let scenarioTexts: [String] = [
    "version 1\n0\ta.map\t3\t2\t0\t0\t2\t1\t3.4\n",
    "Version 1.0\r\n0 a.map 3 2 0 0 2 1 3.4\r\n\r\n",
    "\nversion 1\n0\ta.map\t3\t2\t0\t0\t2\t1\t3.4\n\n\n",
    "0\ta.map\t0\t0\t2\t1\t3.4\n",
    "version 0\n0 a.map 0 0 2 1 3.4\n",
  ]

  @Test(
    "scenarios of both versions are read, with tabs, blanks and CRLF",
    arguments: scenarioTexts)
  func scenarios(text: String) throws {
    let folder = MapFolder([
      (name: "a.map", bytes: Self.map), (name: "a.scen", bytes: Self.utf8(text)),
    ])
    let (map, said) = folder.load("a.map", scenario: "a.scen")
    #expect(said.isEmpty)
    let found = try #require(map, "\(said)")
    #expect(found.starts == [Vec2(0.5, 1.5)] && found.goals == [Vec2(2.5, 0.5)])
  }

  @Test("between tabs a map's name may hold blanks")
  func nameWithBlanks() throws {
    let folder = MapFolder([
      (name: "my map.map", bytes: Self.map),
      (name: "a.scen", bytes: Self.utf8("version 1\n0\tmy map.map\t3\t2\t0\t0\t2\t1\t3.4\n")),
    ])
    let (map, said) = folder.load("my map.map", scenario: "a.scen")
    #expect(said.isEmpty && map?.starts.count == 1)
  }

  private static let others: [(String, String, String)] = [
    ("a.geojson", "{\n \"type\": \"FeatureCollection\",\n \"features\": []}", "a.geojson:2:10: "),
    ("a.json", "{\"type\": \"FeatureCollection\", \"features\": []}", "a.json:1:10: "),
    ("b.building.yaml", "coordinate_system: reference_image\nlevels:\n  L1: {}\n", ":2:1: "),
    ("0.yaml", "building_name: b\nlevels:\n  L1: {lanes: []}\n", "0.yaml:1:1: "),
    ("a.scen", "version 1\n0\ta.map\t3\t2\t0\t0\t2\t1\t3.4\n", "a.scen:1:1: "),
  ]

  @Test("files of other kinds are named for what they are", arguments: others.indices)
  func foreign(index: Int) {
    let (name, text, place) = Self.others[index]
    let (map, said) = MapFolder([(name: name, bytes: Self.utf8(text))]).load(name)
    #expect(map == nil)
    #expect(said.contains(place + "error: this is a "), "\(said)")
    #expect(said.contains("not read") || said.contains("not a map"))
  }

  @Test("a ROS map is known by its keys, whatever its name is")
  func rosByKeys() {
    let folder = MapFolder([
      (name: "settings", bytes: Self.utf8("# map\nresolution: 1\norigin: [0, 0, 0]\nimage: a\n")),
      (name: "a", bytes: ROSMapTests.picture),
    ])
    #expect(folder.load("settings").map != nil)
  }
}
