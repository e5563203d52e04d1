import Scenes
import SimCore
import TestSupport
import Testing

@Suite("Maps of POGEMA")
struct PogemaMapTests {
  private static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let texts: [(file: String, text: String, name: String?)] = [
    ("a.txt", "@!$\n#.#\n", nil),
    ("a.map", "\n  @!$  \r\n  #.#\r\n\r\n", nil),
    ("a.yaml", "\"small\": |-\n  @!$\n  #.#\n", nil),
    ("a.yaml", "# maps\n---\nsmall: |\n    @!$\n    #.#\n\nother: |-\n  ..\n", "small"),
  ]

  @Test("rows are read alone and by name, with their starts and goals", arguments: texts.indices)
  func cells(index: Int) throws {
    let (file, text, name) = Self.texts[index]
    let folder = MapFolder([(name: file, bytes: Self.utf8(text))])
    for format in [MapFormat.auto, .pogema] {
      let (map, said) = folder.load(file, format: format, cellSize: 2, named: name)
      #expect(said.isEmpty)
      let found = try #require(map, "\(said)")
      #expect(found.grid.columns == 3 && found.grid.rows == 2)
      #expect(found.grid.isOccupied == [true, false, true, false, false, false])
      // '.' is a start and a goal, '!' is neither.
      #expect(found.starts == [Vec2(1, 3), Vec2(3, 1)])
      #expect(found.goals == [Vec2(5, 3), Vec2(3, 1)])
      #expect(found.drawsPlaces)
      let line = try #require(found.startPlaces[0]).line
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false)[line - 1].contains("@"))
    }
  }

  @Test("without a start or without a goal every free cell is both")
  func unmarked() throws {
    for text in ["...\n.#.\n", "@!!\n!#!\n", "$!!\n!#!\n"] {
      let folder = MapFolder([(name: "a", bytes: Self.utf8(text))])
      let map = try #require(folder.load("a", format: .pogema).map)
      #expect(map.starts.count == 5 && map.goals == map.starts)
    }
  }

  private static let text = "@!$@\n#.##\n@@$$\n"

  private static func scene(_ folder: String, count: Int, seed: Int) throws -> Scene {
    let text = """
      fleet: 1
      world: {map: {file: \(folder)/a.txt, format: pogema}}
      robots:
        cart:
          count: \(count)
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: imported}
      run: {seed: \(seed)}
      """
    return try SceneLoader.load(text: text, file: "a.fleet.yaml").get()
  }

  @Test("robots draw distinct starts by the seed, and the first few the same in any fleet")
  func drawn() throws {
    let folder = TemporaryFolder()
    try folder.write(Self.utf8(Self.text), to: "a.txt")
    var orders: Set<[SIMD2<Float>]> = []
    for seed in 1...8 {
      let one = try Self.scene(folder.path, count: 1, seed: seed).world
      let all = try Self.scene(folder.path, count: 5, seed: seed).world
      #expect(one.importedStarts[0] == all.importedStarts[0])
      #expect(Set(all.importedStarts).count == 5 && Set(all.importedGoals).count == 4)
      let lines = (0..<5).map { all.importedStartPlaces[$0]?.line ?? 0 }
      // Places go with their points: the top row is line 1.
      #expect(lines == all.importedStarts.map { 3 - Int($0.y) })
      orders.insert(all.importedStarts)
    }
    #expect(orders.count > 4)
  }

  @Test("'agents' is refused, for there is no list to take the first of")
  func agents() throws {
    let folder = TemporaryFolder()
    try folder.write(Self.utf8(Self.text), to: "a.txt")
    let text = """
      fleet: 1
      world: {map: {file: \(folder.path)/a.txt, format: pogema, agents: 2}}
      robots:
        cart: {count: 1, body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      """
    let said = SceneLoader.load(text: text, file: "a.fleet.yaml").diagnostics
    #expect(said.contains { $0.message.hasPrefix("'agents' takes the first of a list") })
  }

  @Test("a name that is not there is told at the name")
  func wrongName() throws {
    let folder = TemporaryFolder()
    try folder.write(Self.utf8("one: |\n  ...\n  .#.\n"), to: "a.yaml")
    let text = """
      fleet: 1
      world:
        map:
          file: \(folder.path)/a.yaml
          name: ones
      robots:
        cart: {count: 1, body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      """
    let said = SceneLoader.load(text: text, file: "a.fleet.yaml").diagnostics
    let mistake = try #require(said.first { $0.severity == .error })
    #expect(mistake.message == "the file has no map 'ones'; did you mean 'one'?")
    #expect(mistake.location?.line == 5 && mistake.location?.column == 11)
  }

  @Test(
    "the warehouse has the starts and goals that its file has",
    .enabled(if: RealData.has("pogema/warehouse.maps.yaml"), "the real maps are missing"))
  func warehouse() throws {
    let path = RealData.folder + "pogema/warehouse.maps.yaml"
    let (map, diagnostics) = MapImporter.load(
      path: path, format: .auto, cellSize: nil, scenario: nil, name: "wfi_warehouse")
    #expect(diagnostics.isEmpty)
    let found = try #require(map)
    #expect(found.grid.columns == 46 && found.grid.rows == 33)
    // Counted in the file.
    #expect(found.starts.count == 192 && found.goals.count == 480)
    #expect(found.grid.isOccupied.count { $0 } == 240)
  }
}
