import SimCore
import Testing

@testable import Navigation

@Suite("Navigator")
struct NavigatorTests {
  /// Distances by relaxing all steps until nothing changes: slow, and sure.
  static func relaxed(_ map: NavigationMap, layer: Int, goal: Int) -> [UInt32] {
    var field = [UInt32](repeating: FieldUnit.unreachable, count: map.cellCount)
    field[goal] = 0
    var changes = true
    while changes {
      changes = false
      for cell in 0..<map.cellCount {
        for d in 0..<8 where map.exits[layer * map.cellCount + cell] & (1 << UInt8(d)) != 0 {
          let beyond = field[cell + Int(map.steps[d])]
          if beyond == FieldUnit.unreachable { continue }
          let length = beyond + (d & 1 == 0 ? FieldUnit.straight : FieldUnit.diagonal)
          if length < field[cell] {
            field[cell] = length
            changes = true
          }
        }
      }
    }
    return field
  }

  @Test("a field holds the shortest lengths along allowed steps", arguments: 0..<12)
  func fields(seed: Int) {
    let grid = NavigationMapTests.random(seed)
    let map = compiled(grid, radii: [0.2, 0.4], rule: seed % 2 == 0 ? .oneWay : .none)
    var navigator = Navigator(map: map)
    for goal in stride(from: seed, to: map.cellCount, by: 101) where map.isPassable(goal, layer: 0)
    {
      for layer in 0..<2 {
        let field = navigator.field(to: goal, layer: layer)
        let expected = Self.relaxed(map, layer: layer, goal: goal)
        #expect((0..<map.cellCount).allSatisfy { field[$0] == expected[$0] })
      }
    }
  }

  @Test("on an open floor the formula holds the same lengths as a search", arguments: 0..<6)
  func openFloor(seed: Int) {
    let size = Vec2(9 + Float(seed), 14 - Float(seed))
    let map = NavigationMap(
      bounds: AABB(lower: Vec2(-3, 2), upper: Vec2(-3, 2) + size), grid: nil, obstacles: [],
      radii: [0.3, 1], rule: seed % 2 == 0 ? .oneWay : .none)
    var navigator = Navigator(map: map)
    for layer in 0..<2 {
      for goal in stride(from: seed, to: map.cellCount, by: 37)
      where map.isPassable(goal, layer: layer) {
        let field = navigator.field(to: goal, layer: layer)
        let expected = Self.relaxed(map, layer: layer, goal: goal)
        #expect((0..<map.cellCount).allSatisfy { field[$0] == expected[$0] })
      }
    }
    // Not one was searched for; with a single obstacle all are.
    #expect(navigator.fieldsBuilt == 0)
    let pillar: [Vec2] = [Vec2(0, 5), Vec2(1, 5), Vec2(1, 6), Vec2(0, 6)]
    let obstructed = NavigationMap(
      bounds: AABB(lower: Vec2(-3, 2), upper: Vec2(-3, 2) + size), grid: nil, obstacles: [pillar],
      radii: [0.3], rule: .none)
    var searching = Navigator(map: obstructed)
    let goal = (0..<obstructed.cellCount).first { obstructed.isPassable($0, layer: 0) } ?? 0
    let field = searching.field(to: goal, layer: 0)
    let expected = Self.relaxed(obstructed, layer: 0, goal: goal)
    #expect((0..<obstructed.cellCount).allSatisfy { field[$0] == expected[$0] })
    #expect(searching.fieldsBuilt == 1)
  }

  @Test("a small cache gives the same fields as a large one, and builds more")
  func cache() {
    let map = compiled(NavigationMapTests.random(3))
    var large = Navigator(map: map)
    var small = Navigator(map: map, cacheBytes: 1)
    let goals = (0..<map.cellCount).filter { map.isPassable($0, layer: 0) }.prefix(12)
    var stream = RandomStream(seed: 1, purpose: .tooling)
    for _ in 0..<200 {
      let goal = goals[Int(stream.next32() % UInt32(goals.count))]
      let a = large.field(to: goal, layer: 0)
      let b = small.field(to: goal, layer: 0)
      #expect((0..<map.cellCount).allSatisfy { a[$0] == b[$0] })
    }
    #expect(large.fieldsBuilt <= goals.count)
    #expect(small.fieldsBuilt > large.fieldsBuilt)
  }

  @Test("distances obey the triangle inequality and are symmetric where nothing is one-way")
  func metric() {
    let map = compiled(NavigationMapTests.random(5), rule: .none)
    var navigator = Navigator(map: map)
    var stream = RandomStream(seed: 2, purpose: .tooling)
    let cells = (0..<map.cellCount).filter { map.isPassable($0, layer: 0) }
    for _ in 0..<100 {
      let points = (0..<3).map { _ in
        map.center(cells[Int(stream.next32() % UInt32(cells.count))])
      }
      let ab = navigator.distance(from: points[0], to: points[1], layer: 0)
      let ba = navigator.distance(from: points[1], to: points[0], layer: 0)
      let bc = navigator.distance(from: points[1], to: points[2], layer: 0)
      let ac = navigator.distance(from: points[0], to: points[2], layer: 0)
      #expect(ab == ba)
      #expect(ac <= (ab + bc) * 1.0001)
      #expect(ab >= (points[1] - points[0]).length * 0.99)
      #expect(navigator.travelTime(from: points[0], to: points[1], layer: 0, speed: 2) == ab / 2)
    }
  }

  @Test("a place behind walls is infinitely far")
  func unreachable() {
    let map = compiled(drawn(["..#..", "..#..", "..#.."]))
    var navigator = Navigator(map: map)
    #expect(navigator.distance(from: Vec2(0.5, 0.5), to: Vec2(4.5, 0.5), layer: 0) == .infinity)
    #expect(navigator.distance(from: Vec2(0.5, 0.5), to: Vec2(1.5, 0.5), layer: 0) == 1)
  }
}
