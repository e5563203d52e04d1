import Floors
import SimCore
import Testing

@Suite("ShortestWays")
struct ShortestWaysTests {
  /// A map from rows of text, top row first, '#' occupied.
  private static func grid(_ rows: [String], cellSize: Float = 1) -> OccupancyGrid {
    OccupancyGrid(
      columns: rows[0].count, rows: rows.count, cellSize: cellSize, origin: .zero,
      isOccupied: rows.reversed().flatMap { $0.map { $0 == "#" } })
  }

  private static func random(_ seed: UInt64, side: Int, share: Float) -> OccupancyGrid {
    var stream = RandomStream(seed: seed, purpose: .tooling)
    return OccupancyGrid(
      columns: side, rows: side, cellSize: 0.5, origin: Vec2(-3, 2),
      isOccupied: (0..<side * side).map { _ in stream.uniform() < share })
  }

  @Test("without a wall between it is the straight line")
  func straight() {
    var ways = ShortestWays(Self.grid(["....", "....", "...."], cellSize: 2))
    #expect(ways.distance(from: Vec2(1, 1), to: Vec2(4, 5)) == 5)
    var open = ShortestWays(nil)
    #expect(open.distance(from: Vec2(1, 1), to: Vec2(4, 5)) == 5)
  }

  @Test("round a wall it bends at the wall's corners")
  func bend() {
    var ways = ShortestWays(Self.grid([".....", "..#..", "..#..", "..#..", "....."]))
    // From (0.5, 2.5) over (2, 4) and (3, 4) to (4.5, 2.5).
    let way = ways.distance(from: Vec2(0.5, 2.5), to: Vec2(4.5, 2.5))
    #expect((way - (2 * 4.5.squareRoot() + 1)).magnitude < 1e-6)
  }

  @Test("nothing is seen along the seam between two rows of a wall")
  func seam() {
    var ways = ShortestWays(Self.grid(["....", ".##.", ".##.", "...."]))
    let way = ways.distance(from: Vec2(0.5, 2), to: Vec2(3.5, 2))
    #expect((way - (2 * 1.25.squareRoot() + 2)).magnitude < 1e-6)
  }

  @Test(
    "it is the same both ways, no longer than from cell to cell and no shorter than the line",
    arguments: 1...6)
  func bracket(seed: Int) {
    let grid = Self.random(UInt64(seed), side: 24, share: 0.25)
    var ways = ShortestWays(grid)
    let free = grid.isOccupied.indices.filter { !grid.isOccupied[$0] }
    var compared = 0
    for start in free.prefix(3) {
      let octile = Self.octile(grid, from: start)
      for goal in free where octile[goal] < .infinity {
        func place(_ cell: Int) -> Vec2 {
          grid.center(column: cell % grid.columns, row: cell / grid.columns)
        }
        let way = ways.distance(from: place(start), to: place(goal))
        let back = ways.distance(from: place(goal), to: place(start))
        #expect((way - back).magnitude < 1e-5)
        #expect(way <= octile[goal] * 0.5 + 1e-4)
        #expect(way >= Double((place(goal) - place(start)).length) - 1e-4)
        compared += 1
      }
    }
    #expect(compared > 300)
  }

  /// Lengths of the ways from cell to cell over sides and free corners, cells (Bellman and Ford).
  private static func octile(_ grid: OccupancyGrid, from start: Int) -> [Double] {
    var length = [Double](repeating: .infinity, count: grid.isOccupied.count)
    length[start] = 0
    var changed = true
    while changed {
      changed = false
      for cell in length.indices where length[cell] < .infinity {
        let (x, y) = (cell % grid.columns, cell / grid.columns)
        for dy in -1...1 {
          for dx in -1...1 where (dx != 0 || dy != 0) && grid.isFree(column: x + dx, row: y + dy) {
            guard grid.isFree(column: x + dx, row: y), grid.isFree(column: x, row: y + dy) else {
              continue
            }
            let next = (y + dy) * grid.columns + x + dx
            let way = length[cell] + (dx != 0 && dy != 0 ? 2.0.squareRoot() : 1)
            if way < length[next] - 1e-9 {
              length[next] = way
              changed = true
            }
          }
        }
      }
    }
    return length
  }
}
