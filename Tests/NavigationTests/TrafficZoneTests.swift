import Clearance
import SimCore
import Testing

@testable import Navigation

@Suite("Zones of the traffic")
struct TrafficZoneTests {
  private static func square(_ x: Float, _ y: Float, _ side: Float) -> [Vec2] {
    [Vec2(x, y), Vec2(x + side, y), Vec2(x + side, y + side), Vec2(x, y + side)]
  }

  private static let bounds = AABB(lower: Vec2(-5, -5), upper: Vec2(25, 15))

  @Test(
    "of several penalties the largest counts, of several limits the lowest; outside there is none")
  func strongest() {
    let zones = TrafficZones(
      [
        TrafficZone(name: "a", effect: .penalty(0.5), corners: Self.square(0, 0, 4)),
        TrafficZone(name: "b", effect: .penalty(0.75), corners: Self.square(2, 0, 4)),
        TrafficZone(name: "c", effect: .speedLimit(1), corners: Self.square(0, 0, 4)),
        TrafficZone(name: "d", effect: .speedLimit(0.4), corners: Self.square(2, 2, 4)),
        TrafficZone(name: "e", effect: .penalty(1), corners: Self.square(10, 0, 1)),
      ], bounds: Self.bounds)
    #expect(zones.weight(at: Vec2(1, 1)) == 2)
    #expect(zones.weight(at: Vec2(3, 1)) == 4)
    #expect((zones.weight(at: Vec2(10.5, 0.5)) - 1000).magnitude < 0.01)
    #expect(zones.weight(at: Vec2(-1, 1)) == 1)
    #expect(zones.weight(at: Vec2(100, 1)) == 1)
    #expect(zones.speedLimit(at: Vec2(1, 1)) == 1)
    #expect(zones.speedLimit(at: Vec2(3, 3)) == 0.4)
    #expect(zones.speedLimit(at: Vec2(7, 7)) == .infinity)
  }

  @Test("a zone with dents holds what lies in it and not what lies in its dents")
  func dents() {
    let corners = [
      Vec2(0, 0), Vec2(6, 0), Vec2(6, 6), Vec2(4, 6), Vec2(4, 2), Vec2(2, 2), Vec2(2, 6),
      Vec2(0, 6),
    ]
    for list in [corners, corners.reversed()] {
      let zone = TrafficZone(name: "u", effect: .penalty(0.5), corners: list)
      #expect(zone.contains(Vec2(1, 5)) && zone.contains(Vec2(5, 5)) && zone.contains(Vec2(3, 1)))
      #expect(!zone.contains(Vec2(3, 4)) && !zone.contains(Vec2(7, 1)))
    }
  }

  @Test("a line counts as often as its zone says, for as much of it as lies in the zone")
  func toll() {
    let zones = TrafficZones(
      [TrafficZone(name: "a", effect: .penalty(0.75), corners: Self.square(2, -1, 2))],
      bounds: Self.bounds)
    #expect((zones.toll(from: Vec2(0, 0), to: Vec2(10, 0)) - 6).magnitude < 0.01)
    #expect(zones.toll(from: Vec2(0, 5), to: Vec2(10, 5)) == 0)
  }

  @Test("who comes to a limit has braked to it when it is there, and not long before")
  func braking() {
    let zones = TrafficZones(
      [TrafficZone(name: "a", effect: .speedLimit(0.5), corners: Self.square(10, -2, 4))],
      bounds: Self.bounds)
    var (position, speed, wasFast) = (Float(0), Float(2), false)
    for _ in 0..<400 {
      let limit = zones.speedLimit(
        from: Vec2(position, 0), along: Vec2(20 - position, 0), topSpeed: 2, acceleration: 1)
      // It brakes by 1 m/s² at most, ten times a second.
      speed = max(min(2, limit, speed + 0.1), speed - 0.1)
      position += 0.1 * speed
      if position > 10.05 && position < 14 { #expect(speed <= 0.52, "\(position): \(speed)") }
      if position < 6 { wasFast = speed == 2 }
    }
    #expect(wasFast)
    #expect(position > 15)
  }

  /// Two halves of a floor with a door at 1 m and another at 9 m, as in the picture of a U.
  private static func floor() throws -> CorridorMap {
    let walls: [[Vec2]] = [
      [Vec2(9, -5), Vec2(11, -5), Vec2(11, 0), Vec2(9, 0)],
      [Vec2(9, 2), Vec2(11, 2), Vec2(11, 8), Vec2(9, 8)],
      [Vec2(9, 10), Vec2(11, 10), Vec2(11, 15), Vec2(9, 15)],
    ]
    return CorridorMap(try ClearanceGraph(try FloorBoundary(bounds: bounds, polygons: walls)))
  }

  /// The corners of a way through the floor that has zones.
  private func way(_ zones: [TrafficZone], from: Vec2, to: Vec2) throws -> (
    length: Float, doors: [Float]
  ) {
    var map = try Self.floor()
    map.charge(TrafficZones(zones, bounds: Self.bounds))
    var search = CorridorSearch(map)
    let start = try #require(map.place(from))
    let goal = try #require(map.place(to))
    var arms = [Int32](repeating: 0, count: 64)
    let found = arms.withUnsafeMutableBufferPointer {
      search.way(from: start, to: goal, radius: 0.3, into: $0)
    }
    let way = try #require(found)
    let corners = arms[..<way.armCount].withUnsafeBufferPointer {
      map.string(from: start, to: goal, arms: $0, radius: 0.3)
    }
    // Where the way crosses the middle of the wall.
    let doors = zip(corners, corners.dropFirst()).filter { ($0.x < 10) != ($1.x < 10) }
      .map { $0.y + (10 - $0.x) * ($1.y - $0.y) / ($1.x - $0.x) }
    return (way.length, doors)
  }

  @Test("a penalty on the near door leads ways through the far one, as soon as that counts less")
  func wayRound() throws {
    let (from, to) = (Vec2(4, 1), Vec2(16, 1))
    let free = try way([], from: from, to: to)
    #expect(free.doors.count == 1 && free.doors[0] < 2)
    func penalised(_ factor: Float) throws -> (length: Float, doors: [Float]) {
      try way(
        [TrafficZone(name: "door", effect: .penalty(factor), corners: Self.square(8, -1, 4))],
        from: from, to: to)
    }
    let light = try penalised(0.2)
    #expect(light.doors[0] < 2 && light.length == free.length)
    let heavy = try penalised(0.9)
    #expect(heavy.doors.count == 1 && heavy.doors[0] > 8)
    // What a way counts is not its length: that is metres still.
    #expect(heavy.length > free.length + 3 && heavy.length < 30)
  }

  @Test("a penalty on all ways changes none of them")
  func everywhere() throws {
    let all = TrafficZone(
      name: "all", effect: .penalty(0.9),
      corners: [Vec2(-5, -5), Vec2(25, -5), Vec2(25, 15), Vec2(-5, 15)])
    for y in [Float(0), 3, 6, 9] {
      let (free, charged) = (
        try way([], from: Vec2(0, y), to: Vec2(20, 1)),
        try way([all], from: Vec2(0, y), to: Vec2(20, 1))
      )
      #expect((free.doors[0] < 5) == (charged.doors[0] < 5), "\(y)")
    }
  }

  @Test("fields of ways agree with ways about the door")
  func fields() throws {
    let zone = TrafficZone(name: "door", effect: .penalty(0.9), corners: Self.square(8, -1, 4))
    var map = try Self.floor()
    map.charge(TrafficZones([zone], bounds: Self.bounds))
    var search = CorridorSearch(map)
    let field = search.field(to: Vec2(16, 1), radius: 0.3)
    let place = try #require(map.place(Vec2(4, 1)))
    let length = field.distance(from: place, map)
    let way = try way([zone], from: Vec2(4, 1), to: Vec2(16, 1))
    #expect((length - way.length).magnitude < 0.05 * way.length)
    var corners: [Vec2] = []
    field.forEachCorner(from: place, map) {
      corners.append($0)
      return true
    }
    #expect(corners.contains { $0.y > 7 })
  }

  @Test("a centre's regions count more in a zone, too")
  func roadmap() throws {
    var map = try Self.floor()
    let zone = TrafficZone(name: "door", effect: .penalty(0.9), corners: Self.square(8, -1, 4))
    let places = [Vec2(4, 1), Vec2(16, 1)]
    var roadmap = try #require(
      Roadmap(map, bounds: Self.bounds, radii: [0.3], places: places, cells: nil))
    func length() -> Float {
      var distances = RoadmapDistances(roadmap)
      let row = distances.take(1, level: 0, roadmap)
      return distances.length(row, from: 0)
    }
    let free = length()
    let zones = TrafficZones([zone], bounds: Self.bounds)
    roadmap.charge(zones)
    map.charge(zones)
    // By the far door it is longer, and by the near one it would count 36 m more.
    #expect(length() > free + 3)
    #expect(length() < free + 30)
  }
}
