import Policies
import Scenes
import SimCore
import Testing

@testable import Simulation

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
    print(map.report)
    let count = 100
    var harness = TrafficHarness(
      map: map, starts: Array(imported.starts[0..<count]), radius: 0.3, maxSpeed: 1.5,
      acceleration: 1)
    var heldTicks = [Int](repeating: 0, count: count)
    for i in 0..<count {
      harness.robots[i].goal = imported.goals[i]
      harness.robots[i].state = .travelling
    }
    var done = 0
    while harness.ticks < 12_000, done < count {
      harness.step()
      for i in 0..<count where harness.robots[i].state != .idle {
        let robot = harness.robots[i]
        if (robot.position - robot.goal).length < 0.15, robot.velocity.length < 0.1 {
          harness.robots[i].state = .holding
          heldTicks[i] += 1
          if heldTicks[i] == 10 {
            harness.robots[i].state = .idle
            done += 1
          }
        } else {
          harness.robots[i].state = .travelling
          heldTicks[i] = 0
        }
      }
    }
    print(
      "movingai: \(done)/\(count) in \(Float(harness.ticks) / 10) s", harness.traffic.counters,
      "overlaps", harness.narrowOverlaps, "outside", harness.outside, "fields",
      harness.navigator.fieldsBuilt, "blocked",
      Float(harness.blockedTicks) / Float(harness.travellingTicks))
    for i in 0..<count where harness.robots[i].state != .idle {
      let r = harness.robots[i]
      let w = harness.ways[i]
      print(
        i, r.position, "goal", r.goal, "target", w.target, "togo", w.distanceToGo, "free",
        w.freeDistance,
        "blocker", harness.traffic.blocker(of: i) ?? -1, harness.traffic.ticksWaited(i))
    }
    #expect(done == count)
  }

  @Test(
    "500 robots of the LoRR warehouse run errands without jams",
    .enabled(if: RealData.isThere, "the folder of real maps is missing"))
  func lorrWarehouse() throws {
    let imported = try #require(Self.load("lorr/warehouse.domain/fulfill-example_2500.json"))
    let map = Self.ways(imported.grid, radius: 0.3)
    print(map.report)
    let count = 500
    var harness = TrafficHarness(
      map: map, starts: Array(imported.starts[0..<count]), radius: 0.3, maxSpeed: 1.5,
      acceleration: 1)
    var job = Array(0..<count)
    var leg = [Int](repeating: 0, count: count)
    var nextJob = count
    var errands = 0
    for i in 0..<count {
      harness.robots[i].state = .travelling
      harness.robots[i].goal = imported.tasks[i][0]
    }
    while harness.ticks < 6_000 {
      harness.step()
      for i in 0..<count where (harness.robots[i].position - harness.robots[i].goal).length < 0.2 {
        errands += 1
        leg[i] += 1
        if leg[i] == imported.tasks[job[i]].count {
          job[i] = nextJob
          nextJob += 1
          leg[i] = 0
        }
        harness.robots[i].goal = imported.tasks[job[i]][leg[i]]
      }
      if harness.ticks % 600 == 0 {
        print(
          harness.ticks / 10, "s", errands, harness.traffic.counters, "blocked",
          Float(harness.blockedTicks) / Float(harness.travellingTicks), "fields",
          harness.navigator.fieldsBuilt, "overlaps", harness.narrowOverlaps, harness.outside)
      }
    }
    #expect(errands >= 300)
  }
}
