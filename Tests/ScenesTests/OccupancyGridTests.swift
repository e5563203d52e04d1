import Scenes
import SimCore
import Testing

@Suite("OccupancyGrid")
struct OccupancyGridTests {
  /// A grid from a drawing, top row first; '#' is occupied.
  static func grid(_ drawing: [String]) -> OccupancyGrid {
    OccupancyGrid(
      columns: drawing[0].count, rows: drawing.count, cellSize: 0.5, origin: Vec2(10, -2),
      isOccupied: drawing.reversed().flatMap { $0.map { $0 == "#" } })
  }

  /// A grid of random cells, the same for the same seed.
  static func random(_ seed: Int, share: Float) -> OccupancyGrid {
    var stream = RandomStream(seed: UInt64(seed), purpose: .tooling)
    let (columns, rows) = (1 + Int(stream.next32() % 30), 1 + Int(stream.next32() % 30))
    return OccupancyGrid(
      columns: columns, rows: rows, cellSize: 0.5, origin: Vec2(10, -2),
      isOccupied: (0..<columns * rows).map { _ in stream.uniform() < share })
  }

  @Test("merged rectangles cover exactly the occupied cells, each once", arguments: 0..<20)
  func rectanglesCover(seed: Int) {
    let grid = Self.random(seed, share: 0.1 + 0.8 * Float(seed) / 20)
    var cover = [Int](repeating: 0, count: grid.rows * grid.columns)
    for box in grid.mergedRectangles() {
      for row in 0..<grid.rows {
        for column in 0..<grid.columns where box.contains(grid.center(column: column, row: row)) {
          cover[row * grid.columns + column] += 1
        }
      }
    }
    #expect(cover == grid.isOccupied.map { $0 ? 1 : 0 })
  }

  @Test("a wall, a block and a frame become few rectangles")
  func fewRectangles() {
    let grid = Self.grid([
      "########",
      "#......#",
      "#.##...#",
      "#.##...#",
      "#......#",
      "########",
    ])
    #expect(grid.mergedRectangles().count == 5)
    let block = grid.mergedRectangles().first { $0.size == Vec2(1, 1) }
    #expect(block?.lower == Vec2(11, -1))
  }

  @Test("outlines enclose the occupied area: their signed areas add up to it", arguments: 0..<20)
  func outlineArea(seed: Int) {
    let grid = Self.random(seed, share: 0.1 + 0.8 * Float(seed) / 20)
    var twiceArea: Float = 0
    for chain in grid.outlines() {
      #expect(chain.count >= 4)
      for i in chain.indices {
        let (a, b) = (chain[i], chain[(i + 1) % chain.count])
        twiceArea += (a - grid.origin).cross(b - grid.origin)
        // Edges follow the axes, and corners on straight lines are left out.
        let c = chain[(i + 2) % chain.count]
        #expect((a.x == b.x) != (a.y == b.y))
        #expect((b - a).dot(c - b) == 0)
      }
    }
    let cells = grid.isOccupied.count { $0 }
    #expect(abs(twiceArea / 2 - Float(cells) * 0.25) < 1e-2)
  }

  @Test("a hole is a chain of its own, and solid ground outside makes the room the outline")
  func holes() {
    let ring = Self.grid(["###", "#.#", "###"])
    #expect(ring.outlines().map(\.count) == [4, 4])
    #expect(ring.outlines(outsideIsOccupied: true).map(\.count) == [4])
    let diagonal = Self.grid(["#.", ".#"])
    #expect(diagonal.outlines().map(\.count) == [4, 4])
    #expect(Self.grid(["...", "..."]).outlines().isEmpty)
  }
}

@Suite("MapMemory")
struct MapMemoryTests {
  @Test("4096² cells of a metre are beyond the limit, 3400² are not, and fine cells are joined")
  func needs() {
    #expect(MapMemory.limit <= 1 << 30)
    #expect(MapMemory.bytes(columns: 4096, rows: 4096, cellSize: 1) > MapMemory.limit)
    #expect(MapMemory.words(MapMemory.bytes(columns: 8192, rows: 8192, cellSize: 1)) == "5.7 GB")
    let middle = MapMemory.bytes(columns: 3400, rows: 3400, cellSize: 1)
    #expect(middle < MapMemory.limit && middle > MapMemory.worthSaying)
    #expect(MapMemory.bytes(columns: 8192, rows: 8192, cellSize: 0.05) < 1_000_000_000)
  }

  @Test("a map beyond the limit is refused with the place that names it")
  func refused() {
    let row = String(repeating: ".", count: 8192) + "\n"
    let map = "type octile\nheight 1500\nwidth 8192\nmap\n" + String(repeating: row, count: 1500)
    let folder = MapFolder([(name: "a.map", bytes: Array(map.utf8))])
    let text = smallScene().replacing(
      "size: [20 m, 20 m]", with: "map: {file: \(folder.path)a.map, format: movingai}")
    let result = SceneLoader.load(text: text, file: "x")
    #expect(result.scene == nil)
    #expect(
      messages(result).contains(
        "error: this map of 8192 × 1500 cells needs about 1 GB of memory to run; the limit is 1 GB"
      ))
    #expect(result.diagnostics.first?.location?.line == 3)
  }
}
