import SimCore
import Testing

@testable import Navigation

@Suite("Clearance of cells")
struct ClearanceGridTests {
  private func compiled(_ grid: OccupancyGrid) -> ClearanceGrid {
    ClearanceGrid(
      bounds: AABB(
        lower: grid.origin,
        upper: grid.origin + Vec2(Float(grid.columns), Float(grid.rows)) * grid.cellSize),
      grid: grid, obstacles: [], largestRadius: 0.3)
  }

  /// A grid of random blocks, the same for the same seed.
  private func random(_ seed: Int) -> OccupancyGrid {
    var stream = RandomStream(seed: UInt64(seed), purpose: .tooling)
    let (columns, rows) = (10 + Int(stream.next32() % 30), 10 + Int(stream.next32() % 30))
    let share = 0.05 + 0.3 * stream.uniform()
    return OccupancyGrid(
      columns: columns, rows: rows, cellSize: 1, origin: Vec2(-3, 7),
      isOccupied: (0..<columns * rows).map { _ in stream.uniform() < share })
  }

  @Test("clearances are the distances to the nearest obstacle or edge", arguments: 0..<6)
  func clearances(seed: Int) {
    let grid = random(seed)
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

  @Test("a floor with more columns than single precision has halves is looked up in bounds")
  func longFloor() {
    let grid = OccupancyGrid(
      columns: 40_000, rows: 3, cellSize: 0.5, origin: .zero,
      isOccupied: [Bool](repeating: false, count: 120_000))
    let map = compiled(grid)
    #expect(map.columns > 1 << 15)
    for x in stride(from: Float(19_998), through: 20_002, by: 0.01) {
      #expect((0..<map.cellCount).contains(map.cell(at: Vec2(x, 20))))
    }
  }
}
