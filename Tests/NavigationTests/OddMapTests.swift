import SimCore
import Testing

@testable import Navigation

/// Maps of shapes and sizes that nobody draws on purpose.
@Suite("Odd maps")
struct OddMapTests {
  /// A cave by a cellular automaton: a cell is rock where most of those around it are.
  private func cave(_ seed: UInt64) -> OccupancyGrid {
    var stream = RandomStream(seed: seed, purpose: .tooling)
    let columns = 1 + stream.below(30)
    let rows = 1 + stream.below(30)
    let share = stream.uniform(0.1, 0.6)
    var rock = (0..<columns * rows).map { _ in stream.uniform() < share }
    for _ in 0..<stream.below(4) {
      let old = rock
      for row in 0..<rows {
        for column in 0..<columns {
          var count = 0
          for y in row - 1...row + 1 {
            for x in column - 1...column + 1 {
              let isInside = (0..<columns).contains(x) && (0..<rows).contains(y)
              count += !isInside || old[y * columns + x] ? 1 : 0
            }
          }
          rock[row * columns + column] = count >= 5
        }
      }
    }
    return OccupancyGrid(
      columns: columns, rows: rows, cellSize: 1, origin: .zero, isOccupied: rock)
  }

  @Test("a floor whose first free cell lies right of its last is no open floor, and no trap")
  func zShaped() {
    let map = compiled(
      drawn([
        "....########",
        "............",
        "............",
        "########....",
      ]), rule: .none)
    let floor = OpenFloor(map, layer: 0)
    #expect(floor.field(map, to: map.columns + 1) == nil)
    var navigator = Navigator(map: map)
    #expect(
      navigator.distance(from: Vec2(1.5, 3.5), to: Vec2(10.5, 0.5), layer: 0).isFinite)
  }

  @Test("220 random caves are compiled, and a formula of an open floor is right where there is one")
  func caves() {
    var openCount = 0
    for seed in 1...220 as ClosedRange<UInt64> {
      let map = compiled(cave(seed), rule: seed % 2 == 0 ? .oneWay : .none)
      guard let goal = (0..<map.cellCount).first(where: { map.isPassable($0, layer: 0) }) else {
        continue
      }
      var solver = DistanceFieldSolver(cellCount: map.cellCount)
      var table = Buffer<UInt32>(count: map.cellCount, repeating: 0)
      solver.solve(map, layer: 0, goal: goal, into: table.base)
      table[goal] = 0
      guard let field = OpenFloor(map, layer: 0).field(map, to: goal) else { continue }
      openCount += 1
      #expect((0..<map.cellCount).allSatisfy { field[$0] == table[$0] }, "seed \(seed)")
    }
    #expect(openCount >= 3)
  }

  @Test("a floor with more columns than single precision has halves is looked up in bounds")
  func longFloor() {
    let grid = OccupancyGrid(
      columns: 40_000, rows: 3, cellSize: 0.5, origin: .zero,
      isOccupied: [Bool](repeating: false, count: 120_000))
    let map = compiled(grid, rule: .none)
    #expect(map.columns > 1 << 15)
    for x in stride(from: Float(19_998), through: 20_002, by: 0.01) {
      #expect(map.clearance(at: Vec2(x, 20)).isFinite)
      #expect((0..<map.cellCount).contains(map.cell(at: Vec2(x, 20))))
    }
  }
}
