import Scenes
import SimCore
import TestSupport
import Testing

@testable import Navigation

/// A grid from a drawing, top row first; '#' is occupied.
func drawn(_ drawing: [String], cellSize: Float = 1) -> OccupancyGrid {
  OccupancyGrid(
    columns: drawing[0].count, rows: drawing.count, cellSize: cellSize, origin: .zero,
    isOccupied: drawing.reversed().flatMap { $0.map { $0 == "#" } })
}

/// The ways of a grid that fills the workspace.
func compiled(
  _ grid: OccupancyGrid, radii: [Float] = [0.3], rule: TrafficRule = .oneWay
) -> NavigationMap {
  NavigationMap(
    bounds: AABB(
      lower: grid.origin,
      upper: grid.origin + Vec2(Float(grid.columns), Float(grid.rows)) * grid.cellSize),
    grid: grid, obstacles: [], radii: radii, rule: rule)
}

@Suite("NavigationMap")
struct NavigationMapTests {
  static let streets = [
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

  /// A grid of random blocks, the same for the same seed.
  static func random(_ seed: Int) -> OccupancyGrid {
    var stream = RandomStream(seed: UInt64(seed), purpose: .tooling)
    let (columns, rows) = (10 + Int(stream.next32() % 30), 10 + Int(stream.next32() % 30))
    let share = 0.05 + 0.3 * stream.uniform()
    return OccupancyGrid(
      columns: columns, rows: rows, cellSize: 1, origin: Vec2(-3, 7),
      isOccupied: (0..<columns * rows).map { _ in stream.uniform() < share })
  }

  @Test("clearances are the distances to the nearest obstacle or edge", arguments: 0..<6)
  func clearances(seed: Int) {
    let grid = Self.random(seed)
    let map = compiled(grid)
    for cell in 0..<map.cellCount {
      let center = map.center(cell)
      guard !grid.isOccupied[cell] else {
        #expect(map.clearance[cell] < 0)
        continue
      }
      let low = center - grid.origin
      let high = Vec2(Float(grid.columns), Float(grid.rows)) - low
      var nearest = min(min(low.x, low.y), min(high.x, high.y))
      for other in 0..<map.cellCount where grid.isOccupied[other] {
        let away = map.center(other) - center
        let beyond = Vec2(max(0, abs(away.x) - 0.5), max(0, abs(away.y) - 0.5))
        nearest = min(nearest, beyond.length)
      }
      #expect(abs(map.clearance[cell] - min(nearest, 4 * 0.3 + 2)) < 1e-4)
    }
  }

  @Test("steps stay on passable cells and cut no corners", arguments: 0..<6)
  func steps(seed: Int) {
    let map = compiled(Self.random(seed), rule: .none)
    for cell in 0..<map.cellCount {
      for d in 0..<8 where map.exits[cell] & (1 << UInt8(d)) != 0 {
        #expect(map.isPassable(cell, layer: 0))
        #expect(map.isPassable(cell + Int(map.steps[d]), layer: 0))
        #expect(map.allows(from: cell + Int(map.steps[d]), to: cell, layer: 0))
        if d & 1 == 1 {
          #expect(map.isPassable(cell + Int(map.steps[(d + 7) & 7]), layer: 0))
          #expect(map.isPassable(cell + Int(map.steps[(d + 1) & 7]), layer: 0))
        }
      }
    }
  }

  @Test("parallel one-cell aisles alternate in direction")
  func alternation() {
    let map = compiled(drawn(Self.streets))
    // Rows 3 and 5 from below are streets between the blocks.
    let (lower, upper) = (3 * map.columns + 4, 5 * map.columns + 4)
    #expect(map.isOneWay(lower) && map.isOneWay(upper))
    let lowerRunsEast = map.allows(from: lower, to: lower + 1, layer: 0)
    #expect(lowerRunsEast != map.allows(from: lower + 1, to: lower, layer: 0))
    #expect(lowerRunsEast != map.allows(from: upper, to: upper + 1, layer: 0))
    #expect(map.report.areas == 1 && map.report.aislesTurnedBack == 0)
  }

  @Test("a dead end keeps both directions")
  func deadEnd() {
    let map = compiled(
      drawn([
        "........",
        "........",
        "######.#",
        "######.#",
        "######.#",
        "########",
      ]))
    let mouth = 3 * map.columns + 6
    #expect(map.allows(from: mouth, to: mouth - map.columns, layer: 0))
    #expect(map.allows(from: mouth - map.columns, to: mouth, layer: 0))
    #expect(map.report.aislesTurnedBack == 1 && map.report.twoWayRegions == 1)
  }

  @Test("what was connected stays connected both ways under one-way traffic", arguments: 0..<30)
  func connectivity(seed: Int) {
    let grid = Self.random(seed)
    let free = compiled(grid, radii: [0.2, 0.45], rule: .none)
    let oneWay = compiled(grid, radii: [0.2, 0.45], rule: .oneWay)
    for layer in 0..<2 {
      for start in stride(from: 0, to: free.cellCount, by: 37)
      where free.isPassable(start, layer: layer) {
        let reached = reach(free, layer, start, \.exits)
        #expect(reached == reach(oneWay, layer, start, \.exits))
        #expect(reached == reach(oneWay, layer, start, \.entries))
      }
    }
  }

  /// Cells that a chain of steps leads to.
  private func reach(
    _ map: NavigationMap, _ layer: Int, _ start: Int,
    _ masks: KeyPath<NavigationMapMasks, [UInt8]>
  ) -> [Bool] {
    let mask = NavigationMapMasks(map)[keyPath: masks]
    var isReached = [Bool](repeating: false, count: map.cellCount)
    isReached[start] = true
    var stack = [start]
    while let cell = stack.popLast() {
      for d in 0..<8 where mask[layer * map.cellCount + cell] & (1 << UInt8(d)) != 0 {
        let next = cell + Int(map.steps[d])
        if !isReached[next] {
          isReached[next] = true
          stack.append(next)
        }
      }
    }
    return isReached
  }

  @Test("a wide corridor is not narrow, a corridor for one is")
  func narrowness() {
    let map = compiled(
      drawn([
        "##########",
        "..........",
        "..........",
        "##########",
        "..........",
        "##########",
      ]))
    #expect(!map.isNarrow(3 * map.columns + 5) && !map.isNarrow(4 * map.columns + 5))
    #expect(map.isNarrow(map.columns + 5))
    // For a robot twice as large both are.
    let large = compiled(drawn(["....", "....", "####"]), radii: [0.47])
    #expect(large.isNarrow(large.columns + 1))
  }

  @Test("obstacles on an empty floor block exactly what their clearance says")
  func obstacles() {
    let square = [Vec2(4, 4), Vec2(6, 4), Vec2(6, 6), Vec2(4, 6)]
    let map = NavigationMap(
      bounds: AABB(lower: .zero, upper: Vec2(10, 8)), grid: nil, obstacles: [square],
      radii: [0.3, 1], rule: .rightHand)
    #expect(map.columns == 20 && map.rows == 16)
    for cell in 0..<map.cellCount {
      let center = map.center(cell)
      let away = Vec2(max(0, abs(center.x - 5) - 1), max(0, abs(center.y - 5) - 1))
      let edge = min(min(center.x, center.y), min(10 - center.x, 8 - center.y))
      let expected = min(away == .zero ? -1 : away.length, edge)
      for layer in 0..<2 {
        #expect(map.isPassable(cell, layer: layer) == (expected >= map.radii[layer] + 0.02))
      }
    }
    #expect(map.passableCell(near: Vec2(5, 5), layer: 0) != nil)
    #expect(map.passableCell(near: Vec2(5, 5), layer: 0, reach: 0.5) == nil)
  }

  @Test(
    "the real depot at 5 cm becomes cells of 25 cm that hang together",
    .enabled(if: RealData.isThere, "the folder of real maps is missing"))
  func depot() throws {
    let (imported, _) = MapImporter.load(
      path: RealData.folder + "ros_maps/depot.yaml", format: .ros, cellSize: nil, scenario: nil)
    let map = compiled(try #require(imported).grid)
    #expect(map.cellSize == 0.25 && map.columns == 121 && map.rows == 62)
    var sizes: [Int32: Int] = [:]
    let isNode = (0..<map.cellCount).map { map.isPassable($0, layer: 0) }
    let exits = map.exits.array
    let found = exits.withUnsafeBufferPointer {
      StrongComponents.find(exits: $0, isNode: isNode, steps: (0..<8).map { Int(map.steps[$0]) })
    }
    for component in found.component where component >= 0 { sizes[component, default: 0] += 1 }
    // One hall; the rest are slivers behind racks.
    #expect((sizes.values.max() ?? 0) > map.report.passableCells * 9 / 10)
  }
}

/// Copies of the step masks, so that tests can name them.
struct NavigationMapMasks {
  var exits: [UInt8]
  var entries: [UInt8]
  init(_ map: NavigationMap) {
    exits = map.exits.array
    entries = map.entries.array
  }
}
