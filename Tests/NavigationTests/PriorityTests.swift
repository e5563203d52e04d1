import Clearance
import Contracts
import SimCore
import Testing

@testable import Navigation

extension Roadmap {
  /// Metres from a region to a row's goal, always by the move that brings one nearest to it.
  fileprivate func walk(from start: Int, along row: Int32, _ distances: borrowing RoadmapDistances)
    -> Float
  {
    var (at, metres) = (start, Float(0))
    while distances.length(row, from: at) > 0 {
      var next: Int?
      for k in Int(moveStart[at])..<Int(moveStart[at + 1]) {
        let length = distances.length(row, from: Int(moves[k].to))
        guard length < distances.length(row, from: next.map { Int(moves[$0].to) } ?? at) else {
          continue
        }
        next = k
      }
      guard let next else { return .infinity }
      (at, metres) = (Int(moves[next].to), metres + moves[next].length)
    }
    return metres
  }
}

@Suite("Priority from the centre")
struct PriorityTests {
  @Test("two that meet in a lane with one bay change places")
  func bay() throws {
    let floor = try Floor(["###.###", "......."])
    var fleet = try PointFleet(
      floor, starts: [Vec2(0.5, 0.5), Vec2(6.5, 0.5)], goals: [Vec2(6.5, 0.5), Vec2(0.5, 0.5)])
    #expect(fleet.run(upTo: 60) < 40)
    #expect(fleet.leastGap > 0)
  }

  @Test("one whose goal lies behind an idle robot in a dead end draws it out and gets past")
  func deadEnd() throws {
    let floor = try Floor(["##.####", "......."])
    // The idle one stands in the lane's right end, and is asked to let the other go to the very end.
    var fleet = try PointFleet(
      floor, starts: [Vec2(0.5, 0.5), Vec2(5.5, 0.5)], goals: [Vec2(6.5, 0.5), Vec2(5.5, 0.5)])
    fleet.robots[1].state = .idle
    #expect(fleet.run(upTo: 200) < 50)
    #expect(fleet.leastGap > 0)
  }

  @Test("four of a ring of one lane with a single bay turn all the way round")
  func ring() throws {
    let floor = try Floor([".....#", ".###.#", ".###..", ".....#"])
    let places = [Vec2(0.5, 0.5), Vec2(4.5, 0.5), Vec2(4.5, 3.5), Vec2(0.5, 3.5)]
    var fleet = try PointFleet(
      floor, starts: places, goals: [places[2], places[3], places[0], places[1]])
    #expect(fleet.run(upTo: 120) < 120)
    #expect(fleet.leastGap > 0)
  }

  @Test(
    "one that breaks down on its way is gone round, and those that it was to let pass go on",
    arguments: [TrafficState.absent, .holding])
  func breakdown(state: TrafficState) throws {
    let floor = try Floor([".......", ".#####.", ".......", "......."])
    var fleet = try PointFleet(
      floor, starts: [Vec2(0.5, 0.5), Vec2(6.5, 0.5), Vec2(0.5, 1.5)],
      goals: [Vec2(6.5, 0.5), Vec2(0.5, 0.5), Vec2(6.5, 1.5)])
    for _ in 0..<22 { fleet.step() }
    fleet.robots[0].state = state
    #expect(fleet.run(upTo: 120) < 120)
    #expect(fleet.leastGap > -1e-3)
  }

  @Test(
    "the one behind it on a ring of one lane goes round the other way",
    arguments: [TrafficState.absent, .holding])
  func breakdownOnRing(state: TrafficState) throws {
    let floor = try Floor([".......", ".#####.", "......."])
    var fleet = try PointFleet(
      floor, starts: [Vec2(2.5, 0.5), Vec2(1.5, 0.5)], goals: [Vec2(6.5, 0.5), Vec2(6.5, 1.5)])
    for _ in 0..<12 { fleet.step() }
    fleet.robots[0].state = state
    #expect(fleet.run(upTo: 120) < 60)
    #expect(fleet.leastGap > -1e-3)
  }

  @Test("who waits for its place lets its holder out, and takes it when it is free")
  func waiting() throws {
    let floor = try Floor(["....#", "###..", "....#"])
    let place = Vec2(0.5, 0.5)
    var fleet = try PointFleet(
      floor, starts: [place, Vec2(2.5, 0.5)], goals: [Vec2(0.5, 2.5), place])
    fleet.robots[1].standOff = 2
    fleet.robots[0].state = .holding
    for _ in 0..<100 { fleet.step() }
    #expect((fleet.robots[1].position - place).length > 0.6)
    fleet.robots[0].state = .travelling
    for _ in 0..<200 { fleet.step() }
    #expect(fleet.robots[0].state == .idle)
    fleet.robots[1].standOff = 0
    #expect(fleet.run(upTo: 60) < 60)
    #expect(fleet.leastGap > -1e-3)
  }

  @Test("regions not in conflict hold two largest robots, moves keep clear, and all are connected")
  func roadmapLaws() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let floor = try Floor.random(14, share: 0.3, seed: seed)
      for radius in [0.12, 0.3, 0.45] as [Float] {
        let roadmap = try floor.roadmap(radii: [radius], places: Array(floor.free.prefix(3)))
        let room = floor.map.room(radius: radius)
        for a in 0..<roadmap.count {
          #expect(floor.map.locator.clearance(at: roadmap.places[a]) > 0.97 * radius)
          for b in 0..<a where (roadmap.places[a] - roadmap.places[b]).length < 2 * room - 1e-3 {
            let range = roadmap.conflictStart[a]..<roadmap.conflictStart[a + 1]
            #expect(range.contains { roadmap.conflicts[Int($0)] == Int32(b) })
          }
        }
        var distances = RoadmapDistances(roadmap)
        let row = distances.take(0, level: 0, roadmap)
        // Cells that a robot of this size can stand in and come from are all regions, or next to one.
        let lost = (0..<roadmap.count).filter { distances.length(row, from: $0) == .infinity }
        #expect(lost.isEmpty, "seed \(seed), r \(radius): \(lost.count) of \(roadmap.count)")
      }
    }
  }

  @Test("a lane at any angle, narrower than a lattice sees, has regions from end to end")
  func slantedLane() throws {
    for degrees in stride(from: 0 as Float, through: 90, by: 7.5) {
      let turn = Rotation(angle: degrees * .pi / 180)
      // Two walls with 0.7 m between them, across a square of 20 m.
      let centre = Vec2(10, 10)
      let walls = [Float(1), -1].map { side in
        [Vec2(-4, 0.35), Vec2(4, 0.35), Vec2(4, 9), Vec2(-4, 9)].map { corner in
          centre + turn.rotate(Vec2(corner.x, corner.y * side))
        }
      }
      let polygons = walls.enumerated().map { $0.offset == 0 ? $0.element : $0.element.reversed() }
      let bounds = AABB(lower: .zero, upper: Vec2(20, 20))
      let map = CorridorMap(
        try ClearanceGraph(try FloorBoundary(bounds: bounds, polygons: polygons)))
      let ends = [Float(-6), 6, -3.5, 3.5].map { centre + turn.rotate(Vec2($0, 0)) }
      let roadmap = try #require(
        Roadmap(map, bounds: bounds, radii: [0.3], places: ends, cells: nil))
      var distances = RoadmapDistances(roadmap)
      let row = distances.take(0, level: 0, roadmap)
      // In the halls at its ends ways run along rows and columns, at most √2 times as far; in the lane straight.
      let bound = 12 * Float(2).squareRoot()
      #expect(roadmap.walk(from: 1, along: row, distances) < bound, "at \(degrees)°")
      let inside = distances.take(2, level: 0, roadmap)
      #expect(roadmap.walk(from: 3, along: inside, distances) < 7.1, "at \(degrees)°")
    }
  }
}
