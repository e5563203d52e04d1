import Contracts
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Navigation

@Suite("TrafficControl on real floors")
struct TrafficOnRealMapsTests {
  static func load(_ path: String, scenario: String? = nil) -> ImportedMap? {
    let root = RealData.folder
    return MapImporter.load(
      path: root + path, format: .auto, cellSize: nil, scenario: scenario.map { root + $0 }
    ).map
  }

  static func ways(_ grid: OccupancyGrid, radius: Float) -> NavigationMap {
    NavigationMap(
      bounds: AABB(
        lower: grid.origin,
        upper: grid.origin + Vec2(Float(grid.columns), Float(grid.rows)) * grid.cellSize),
      grid: grid, obstacles: [], radii: [radius], rule: .oneWay)
  }

  @Test(
    "100 robots of the MovingAI warehouse each hold their own goal within 20 minutes",
    .enabled(if: RealData.isThere, "the folder of real maps is missing"))
  func movingAIWarehouse() throws {
    let imported = try #require(
      Self.load(
        "movingai/warehouse-10-20-10-2-1.map",
        scenario: "movingai/warehouse-10-20-10-2-1-random-1.scen"))
    let map = Self.ways(imported.grid, radius: 0.3)
    // 2649 of the cells are one-cell aisles; none has to stay two-way.
    #expect(map.report.passableCells == 5699 && map.report.areas == 1)
    #expect(map.report.aislesTurnedBack == 0 && map.report.twoWayRegions == 0)
    let count = 100
    var harness = TrafficHarness(
      map: map, starts: Array(imported.starts[0..<count]), radius: 0.3, maxSpeed: 1.5,
      acceleration: 1)
    for i in 0..<count { harness.send(i, to: imported.goals[i]) }
    var isDone = [Bool](repeating: false, count: count)
    while harness.ticks < 12_000, isDone.contains(false) {
      harness.step()
      for i in 0..<count where !isDone[i] && harness.holds(i, ticks: 10) {
        isDone[i] = true
        harness.robots[i].state = .idle
      }
    }
    #expect(isDone.count { $0 } == count)
    // Measured: 122 s, the longest way being 150 m; twice that leaves room for other avoidance.
    #expect(harness.ticks < 2_400)
    #expect(harness.narrowOverlaps == 0 && harness.outside == 0)
    #expect(harness.blockedShare < 0.05)
  }

  @Test(
    "500 robots of the LoRR warehouse run errands without jams",
    .enabled(if: RealData.isThere, "the folder of real maps is missing"))
  func lorrWarehouse() throws {
    let imported = try #require(Self.load("lorr/warehouse.domain/fulfill-example_2500.json"))
    let map = Self.ways(imported.grid, radius: 0.3)
    #expect(map.report.passableCells == 28144 + 10147 + 352 && map.report.areas == 1)
    let count = 500
    var harness = TrafficHarness(
      map: map, starts: Array(imported.starts[0..<count]), radius: 0.3, maxSpeed: 1.5,
      acceleration: 1)
    // Whoever is free takes the next task of the file, wherever that lies: nearest tasks would be
    // easier.
    var job = Array(0..<count)
    var leg = [Int](repeating: 0, count: count)
    var nextJob = count
    var errands = 0
    for i in 0..<count { harness.send(i, to: imported.tasks[i][0]) }
    // Ten minutes in an optimised build; 100 s in a debug build, whose ticks take 10 times as long.
    let isQuick = _isDebugAssertConfiguration()
    while harness.ticks < (isQuick ? 1_000 : 6_000) {
      harness.step()
      for i in 0..<count where harness.holds(i, ticks: 0) {
        errands += 1
        leg[i] += 1
        if leg[i] == imported.tasks[job[i]].count {
          job[i] = nextJob
          nextJob += 1
          leg[i] = 0
        }
        harness.send(i, to: imported.tasks[job[i]][leg[i]])
      }
    }
    // Measured: 2068 errands in 600 s, 140 in 100 s; blocked 0.2 %.
    #expect(errands >= (isQuick ? 100 : 1_500))
    #expect(harness.blockedShare < 0.05)
    #expect(harness.narrowOverlaps < 100 && harness.outside == 0)
  }
}
