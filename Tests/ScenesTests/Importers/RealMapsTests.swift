import Scenes
import SimCore
import TestSupport
import Testing

@Suite("MapImporter on real files", .enabled(if: RealData.isThere, "the real maps are missing"))
struct RealMapsTests {
  @Test("the MovingAI warehouse has the cells that its file has")
  func movingAI() throws {
    let folder = RealData.folder + "movingai/"
    let (map, diagnostics) = MapImporter.load(
      path: folder + "warehouse-10-20-10-2-1.map", format: .auto, cellSize: nil,
      scenario: folder + "warehouse-10-20-10-2-1-random-1.scen")
    #expect(diagnostics.isEmpty)
    let found = try #require(map)
    #expect(found.grid.columns == 161 && found.grid.rows == 63)
    // Counted in the file: 5699 '.', 4444 'T'.
    #expect(found.grid.isOccupied.count { !$0 } == 5699)
    // Counted in the file: 1000 agents; the first is 143 57 → 10 16, from the top left.
    #expect(found.starts.count == 1000 && found.goals.count == 1000)
    #expect(found.starts[0] == Vec2(143.5, 62 - 57 + 0.5))
    #expect(found.goals[0] == Vec2(10.5, 62 - 16 + 0.5))
  }

  @Test(
    "every MovingAI map is read with both of its scenarios",
    arguments: [
      ("Berlin_1_256", 47540), ("empty-48-48", 48 * 48), ("maze-32-32-4", nil),
      ("random-32-32-10", nil), ("room-64-64-8", nil), ("warehouse-10-20-10-2-1", 5699),
    ] as [(String, Int?)])
  func allMovingAI(name: String, freeCells: Int?) throws {
    for kind in ["even", "random"] {
      let (map, diagnostics) = MapImporter.load(
        path: RealData.folder + "movingai/\(name).map", format: .movingai, cellSize: 2,
        scenario: RealData.folder + "movingai/\(name)-\(kind)-1.scen")
      #expect(diagnostics.isEmpty)
      let found = try #require(map)
      if let freeCells { #expect(found.grid.isOccupied.count { !$0 } == freeCells) }
      #expect(!found.starts.isEmpty && found.starts.count == found.goals.count)
      #expect(found.grid.cellSize == 2)
    }
  }

  @Test("the LoRR warehouse has the cells, agents and tasks that its files have")
  func lorrWarehouse() throws {
    let (map, diagnostics) = MapImporter.load(
      path: RealData.folder + "lorr/warehouse.domain/fulfill-example_2500.json", format: .auto,
      cellSize: nil, scenario: nil)
    #expect(diagnostics.isEmpty)
    let found = try #require(map)
    #expect(found.grid.columns == 500 && found.grid.rows == 140)
    // Counted in the file: 28144 'S', 10147 '.', 352 'E'.
    #expect(found.grid.isOccupied.count { !$0 } == 28144 + 10147 + 352)
    #expect(found.starts.count == 2500 && found.tasks.count == 22500)
    #expect(found.revealFactor == 1.5)
    // The first agent is 34838 = 69 × 500 + 338; the first task is 39498,28883,959.
    #expect(found.starts[0] == Vec2(338.5, 139 - 69 + 0.5))
    #expect(
      found.tasks[0] == [
        Vec2(498.5, 139 - 78 + 0.5), Vec2(383.5, 139 - 57 + 0.5), Vec2(459.5, 139 - 1 + 0.5),
      ])
  }

  @Test(
    "the other LoRR problems are read whole",
    arguments: [
      ("maze.domain/maze-example_40.json", 40, 160),
      ("random.domain/random-example_400.json", 400, 3200),
    ])
  func otherLorr(path: String, agents: Int, tasks: Int) throws {
    let (map, diagnostics) = MapImporter.load(
      path: RealData.folder + "lorr/" + path, format: .lorr, cellSize: nil, scenario: nil)
    #expect(diagnostics.isEmpty)
    let found = try #require(map)
    #expect(found.starts.count == agents && found.tasks.count == tasks)
  }

  @Test(
    "the ROS maps are read in their modes, and what they leave open is counted",
    arguments: [
      ("depot", 604, 307, 170587 + 8894, "8894 of"),
      ("depot_keepout", 604, 307, 149422 + 4793, "4793 of"),
      ("depot_speed", 604, 307, 185428 - 3735, "lie between free and occupied"),
      ("tb3_sandbox", 384, 384, 7903, "(94 %) are unknown; they count as occupied"),
    ])
  func ros(name: String, columns: Int, rows: Int, freeCells: Int, said: String) throws {
    let (map, diagnostics) = MapImporter.load(
      path: RealData.folder + "ros_maps/\(name).yaml", format: .auto, cellSize: nil, scenario: nil)
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
    #expect(diagnostics.contains { $0.message.contains(said) }, "\(diagnostics)")
    let grid = try #require(map).grid
    #expect(grid.columns == columns && grid.rows == rows && grid.cellSize == 0.05)
    // Counted in the pictures: shades 254 and 205 are free in the depot (free_thresh 0.25), only
    // 254 in the sandbox (0.196); in mode scale all but 0 are.
    #expect(grid.isOccupied.count { !$0 } == freeCells)
    if name == "tb3_sandbox" { #expect(grid.origin == Vec2(-10, -10)) }
  }

  @Test(
    "real files of other kinds are named for what they are",
    arguments: [
      ("rmf/office.building.yaml", "Open-RMF"), ("rmf/triple_H.building.yaml", "Open-RMF"),
      ("ros_maps/depot_graph.geojson", "GeoJSON"),
      ("movingai/room-64-64-8-even-1.scen", "MovingAI scenario"),
    ])
  func foreign(path: String, kind: String) throws {
    let (map, diagnostics) = MapImporter.load(
      path: RealData.folder + path, format: .auto, cellSize: nil, scenario: nil)
    #expect(map == nil && diagnostics.count == 1)
    let diagnostic = try #require(diagnostics.first)
    #expect(diagnostic.message.contains(kind) && diagnostic.location != nil)
  }

  @Test(
    "a file of Open-RMF written as JSON is named for what it is too",
    arguments: [
      "{\n \"building_name\": \"office\", \"levels\": {}}", "{\"levels\" : {\"L1\": {}}}",
      "{\"rmf_fleet\": {\"name\": \"a\"}}",
    ])
  func foreignJSON(text: String) throws {
    for name in ["a.json", "a.yaml"] {
      let folder = MapFolder([(name: name, bytes: Array(text.utf8))])
      let (map, diagnostics) = MapImporter.load(
        path: folder.path + name, format: .auto, cellSize: nil, scenario: nil)
      #expect(map == nil && diagnostics.count == 1)
      #expect(diagnostics.first?.message.contains("Open-RMF") == true)
    }
  }
}
