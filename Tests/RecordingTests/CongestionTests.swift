import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Recording

@Suite("Congestion of a floor")
struct CongestionTests {
  /// A floor of 5 × 3 tiles of 2 m, the last ones cut, watched for 100 s.
  private func map(_ fill: (inout CongestionMap) -> Void) throws -> CongestionMap {
    var map = try #require(
      CongestionMap(bounds: AABB(lower: Vec2(-1, 0), upper: Vec2(8.5, 6)), side: 2))
    map.watched = 100
    fill(&map)
    return map
  }

  private func tile(_ present: Double, blocked: Double, speed: Double = 1) -> CongestionMap.Tile {
    CongestionMap.Tile(
      present: present, blocked: blocked, distance: (present - blocked) * speed)
  }

  @Test("tiles beside each other that say the same are one rectangle, others are not")
  func rectangles() throws {
    let map = try map { map in
      for index in [0, 1, 5, 6] { map.tiles[index] = tile(40, blocked: 21) }
      map.tiles[2] = tile(40, blocked: 25)
      map.tiles[14] = tile(40, blocked: 40)
      // Too few robot-seconds, and too little of them blocked.
      map.tiles[9] = tile(20, blocked: 20)
      map.tiles[12] = tile(40, blocked: 7)
    }
    var rule = CongestionRule()
    rule.densityFrom = .infinity
    let zones = map.zones(rule)
    #expect(zones.map(\.kind) == [.penalty(0.5), .penalty(0.6), .penalty(0.95)])
    #expect(zones[0].area == AABB(lower: Vec2(-1, 0), upper: Vec2(3, 4)))
    #expect(zones[0].present == 160 && zones[0].blockedShare == 84.0 / 160)
    #expect(zones[1].area == AABB(lower: Vec2(3, 0), upper: Vec2(5, 2)))
    // The last column is cut by the edge of the floor.
    #expect(zones[2].area == AABB(lower: Vec2(7, 4), upper: Vec2(8.5, 6)))
  }

  @Test(
    "limits are the mean speed of those who move, where robots are dense; density is per m² of floor"
  )
  func limits() throws {
    let map = try map { map in
      map.tiles[0] = tile(40, blocked: 0, speed: 0.71)
      map.tiles[1] = tile(39, blocked: 0, speed: 0.71)
      map.tiles[3] = tile(60, blocked: 60)
      // Cut to 1.5 m: 31 robot-seconds are as dense there as 41 elsewhere.
      map.tiles[4] = tile(31, blocked: 5, speed: 0.7)
    }
    #expect(map.density(column: 0, row: 0) == 0.1)
    let zones = map.zones(CongestionRule()).filter {
      if case .speedLimit = $0.kind { true } else { false }
    }
    #expect(zones.map(\.kind) == [.speedLimit(0.75), .speedLimit(0.7)])
    #expect(zones.map(\.area.lower.x) == [-1, 7])
  }

  @Test("what a map adds up is what the robots did, second by second")
  func sums() throws {
    let model = try shippedModel("Showcase/two-doors.fleet.yaml")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var map = try #require(CongestionMap(bounds: model.bounds, side: 3))
    var (present, blocked, distance) = (0.0, 0.0, 0.0)
    for _ in 0..<30 {
      for _ in 0..<model.clocks.physicsRate { fleet.step() }
      map.add(fleet, seconds: 1)
      fleet.forEachInTraffic { robot in
        present += 1
        if robot.isBlocked { blocked += 1 } else { distance += Double(robot.speed) }
        let place = (robot.position - map.bounds.lower) / map.side
        #expect(map.tiles[Int(place.y) * map.columns + Int(place.x)].present > 0)
      }
    }
    #expect(present > 200 && blocked > 0)
    #expect(map.tiles.reduce(0) { $0 + $1.present } == present)
    #expect(map.tiles.reduce(0) { $0 + $1.blocked } == blocked)
    #expect((map.tiles.reduce(0) { $0 + $1.distance } - distance).magnitude < 1e-6)
    #expect(map.watched == 30)
    #expect(CongestionMap(bounds: model.bounds, side: 0.01) == nil)
  }
}
