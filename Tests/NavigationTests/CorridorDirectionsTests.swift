import Clearance
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Navigation

@Suite("Directions of streets")
struct CorridorDirectionsTests {
  /// The corridors of a drawing, top row first; '#' is occupied.
  private func corridors(_ drawing: [String]) throws -> CorridorMap {
    let (columns, rows) = (drawing[0].count, drawing.count)
    let isOccupied = drawing.reversed().flatMap { $0.map { $0 == "#" } }
    return CorridorMap(
      try ClearanceGraph(
        FloorBoundary(columns: columns, rows: rows, cellSize: 1, origin: .zero) { isOccupied[$0] }))
  }

  /// The direction in which the street at a point is driven; zero where it is driven both ways.
  private func heading(_ map: CorridorMap, _ directions: CorridorDirections, at point: Vec2) throws
    -> Vec2
  {
    let place = try #require(map.place(point))
    guard directions.isOneWay(place.stretch) else { return .zero }
    let arm = 2 * place.stretch + (directions.forbid(2 * place.stretch, map, radius: 0.3) ? 1 : 0)
    let (a, b) = (map.gates[Int(place.gate)].place, map.gates[Int(place.gate) + 1].place)
    return (arm & 1 == 0 ? b - a : a - b).normalized
  }

  private static let streets = [
    "..................",
    "..................",
    "..####.####.####..",
    "..................",
    "..####.####.####..",
    "..................",
    "..####.####.####..",
    "..................",
    "..................",
  ]

  @Test("parallel streets alternate, the rightmost east or north, and pieces on one line agree")
  func alternation() throws {
    let map = try corridors(Self.streets)
    let directions = CorridorDirections(map, radii: [0.3])
    #expect(directions.turnedBackCount == 0)
    for (x, y, heading) in [
      (4, 3.5, Vec2(1, 0)), (9, 3.5, Vec2(1, 0)), (14, 3.5, Vec2(1, 0)), (4, 5.5, Vec2(-1, 0)),
      (9, 5.5, Vec2(-1, 0)), (11.5, 4.5, Vec2(0, 1)), (11.5, 2.5, Vec2(0, 1)),
      (6.5, 4.5, Vec2(0, -1)),
    ] as [(Float, Float, Vec2)] {
      let found = try self.heading(map, directions, at: Vec2(x, y))
      #expect((found - heading).length < 0.01, "\(x), \(y): \(found)")
    }
  }

  @Test("streets at an angle alternate as well")
  func slanted() throws {
    // Five walls of 12 m at 30°, 1 m of street between each two.
    let along = Vec2(cosine(.pi / 6), sine(.pi / 6))
    let walls = (0..<5).map { k in
      let middle = Vec2(15, 15) + along.perpendicular * (1.5 * Float(k) - 3)
      return box(from: middle - along * 6, to: middle + along * 6, thickness: 0.5)
    }
    let map = CorridorMap(
      try ClearanceGraph(
        FloorBoundary(bounds: AABB(lower: .zero, upper: Vec2(30, 30)), polygons: walls)))
    let directions = CorridorDirections(map, radii: [0.3])
    #expect(directions.oneWayCount == 4)
    for k in 0..<4 {
      let point = Vec2(15, 15) + along.perpendicular * (1.5 * Float(k) - 2.25)
      let heading = try heading(map, directions, at: point)
      #expect((heading - (k % 2 == 0 ? along : -along)).length < 0.01, "street \(k): \(heading)")
    }
  }

  @Test("a dead end, and the only way between two halls, keep both directions")
  func deadEnd() throws {
    let map = try corridors([
      "....########", "....########", "............", "....########", "....########",
    ])
    #expect(CorridorDirections(map, radii: [0.3]).oneWayCount == 0)
    let bridge = try corridors([
      "....####....", "....####....", "............", "....####....", "....####....",
    ])
    #expect(CorridorDirections(bridge, radii: [0.3]).oneWayCount == 0)
  }

  /// The junctions that can be reached from one, along arms that are allowed.
  private func reached(
    _ map: CorridorMap, from start: Int, _ isAllowed: (Int32) -> Bool
  ) -> Set<Int32> {
    var found: Set = [Int32(start)]
    var open = [Int32(start)]
    while let junction = open.popLast() {
      for k in map.armStart[Int(junction)]..<map.armStart[Int(junction) + 1] {
        let arm = map.arms[Int(k)]
        if isAllowed(arm), found.insert(map.head(arm)).inserted { open.append(map.head(arm)) }
      }
    }
    return found
  }

  @Test(
    "whatever was connected is connected both ways, for robots of every size", arguments: 0..<12)
  func connectivity(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), purpose: .tooling)
    let (columns, rows) = (12 + stream.below(14), 12 + stream.below(14))
    let share = stream.uniform(0.1, 0.35)
    let isOccupied = (0..<columns * rows).map { _ in stream.uniform() < share }
    let map = CorridorMap(
      try ClearanceGraph(
        FloorBoundary(columns: columns, rows: rows, cellSize: 1, origin: .zero) { isOccupied[$0] }))
    let radii = [0.2, 0.35, 0.45] as [Float]
    let directions = CorridorDirections(map, radii: radii)
    #expect(directions.oneWayCount > 0)
    for radius in radii {
      let room = map.room(radius: radius)
      for junction in stride(from: 0, to: map.junctionCount, by: 7) {
        let free = reached(map, from: junction) { map.least[Int($0 >> 1)] >= room }
        let driven = reached(map, from: junction) {
          map.least[Int($0 >> 1)] >= room && !directions.forbid($0, map, radius: room)
        }
        #expect(free == driven, "radius \(radius), from junction \(junction)")
      }
    }
  }

  @Test("ways obey the directions, exist wherever they do without, and lengths are those of ways")
  func ways() throws {
    let map = try corridors(Self.streets)
    let directions = CorridorDirections(map, radii: [0.3])
    var search = CorridorSearch(map, directions: directions)
    var free = CorridorSearch(map)
    var stream = RandomStream(seed: 3, purpose: .tooling)
    var longer = 0
    for _ in 0..<200 {
      let points = (0..<2).map { _ in Vec2(stream.uniform(0.4, 17.6), stream.uniform(0.4, 8.6)) }
      guard let start = map.place(points[0]), let goal = map.place(points[1]),
        let short = free.way(from: start, to: goal, radius: 0.33)
      else { continue }
      let found = search.way(from: start, to: goal, radius: 0.33)
      let way = try #require(found)
      let backs = start.stretch == goal.stretch && abs(start.along - goal.along) < 0.33
      for arm in way.arms where !backs {
        #expect(!directions.forbid(arm, map, radius: 0.33), "\(points)")
      }
      // Each junction keeps one string: lengths are good to some percent.
      #expect(way.length > 0.95 * short.length)
      longer += way.length > short.length + 0.1 ? 1 : 0
      let field = search.field(to: points[1], radius: 0.33)
      #expect(abs(field.distance(from: start, map) - way.length) < 0.1 * way.length)
    }
    #expect(longer > 10)
  }

  @Test(
    "no street of the MovingAI warehouse has to be driven both ways",
    .enabled(if: RealData.isThere, "the folder of real maps is missing"))
  func warehouse() throws {
    let imported = MapImporter.load(
      path: RealData.folder + "movingai/warehouse-10-20-10-2-1.map", format: .auto, cellSize: nil,
      scenario: nil)
    let grid = try #require(imported.map?.grid)
    let map = CorridorMap(
      try ClearanceGraph(
        FloorBoundary(
          columns: grid.columns, rows: grid.rows, cellSize: grid.cellSize, origin: grid.origin
        ) { grid.isOccupied[$0] }))
    let directions = CorridorDirections(map, radii: [0.3])
    #expect(directions.oneWayCount == 390)
    #expect(directions.turnedBackCount == 0)
  }
}
