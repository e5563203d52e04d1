import SimCore

/// Lengths of the shortest ways of a point among the walls of a map: no body has a shorter way.
///
/// A shortest way is straight between corners of walls and bends round them. So it is one through the graph of
/// corners that see each other, of which only those edges matter that touch the corner and go on along the wall
/// (taut ones). Sight is exact up to a ten-millionth of a cell in favour of seeing; two walls that meet at a corner
/// only let the point through. Obstacles of a scene beside those of its map are left out. All of that makes ways
/// shorter, none longer: a length is a lower bound for every disc.
///
/// Where a map has more corners than `mostCorners`, and without a map, the straight line is taken.
///
/// Source: visibility graphs, T. Lozano-Pérez and M. A. Wesley, 1979; taut edges as in ENLSVG, S. Oh and
/// H. W. Leong, 2017.
public struct ShortestWays {
  /// Corners beyond which the straight line is taken: building costs their square.
  public static let mostCorners = 6000

  /// A corner of a wall, in cells.
  private struct Corner {
    let place: SIMD2<Double>
    /// The sign of dx · dy of edges that are taut here: −1 or 1; 0 goes with both.
    let sign: Double
  }

  private let grid: OccupancyGrid?
  private var corners: [Corner] = []
  /// Corners that each corner sees over a taut edge, with the distance, cells. [cornerCount]
  private var edges: [[(to: Int32, length: Double)]] = []
  /// What was seen from places that were asked of before, by place.
  private var seen: [SIMD2<Double>: [(to: Int32, length: Double)]] = [:]
  private var length: [Double] = []

  /// The ways of a map; straight lines without one.
  ///
  /// - Complexity: O(cells + corners² × cells on a line).
  public init(_ grid: OccupancyGrid?) {
    self.grid = grid
    guard let grid else { return }
    findCorners(of: grid)
    guard corners.count <= ShortestWays.mostCorners else {
      corners = []
      return
    }
    edges = Array(repeating: [], count: corners.count)
    length = Array(repeating: .infinity, count: corners.count)
    for from in corners.indices {
      for to in corners.indices.dropFirst(from + 1) {
        let step = corners[to].place - corners[from].place
        guard isTaut(step, corners[from]), isTaut(step, corners[to]),
          sees(corners[from].place, corners[to].place)
        else { continue }
        let distance = (step * step).sum().squareRoot()
        edges[from].append((Int32(to), distance))
        edges[to].append((Int32(from), distance))
      }
    }
  }

  /// Length of the shortest way between two places of the world, metres.
  ///
  /// Where no way leads, of what the corners show, it is that of the straight line.
  ///
  /// - Complexity: O(corners × cells on a line) for a place that was not asked of before, and a search.
  public mutating func distance(from start: Vec2, to goal: Vec2) -> Double {
    let scale = Double(grid?.cellSize ?? 1)
    let origin = grid?.origin ?? .zero
    func cells(_ point: Vec2) -> SIMD2<Double> {
      SIMD2(Double(point.x) - Double(origin.x), Double(point.y) - Double(origin.y)) / scale
    }
    let (a, b) = (cells(start), cells(goal))
    let straight = ((b - a) * (b - a)).sum().squareRoot()
    if corners.isEmpty || sees(a, b) { return straight * scale }
    let found = search(from: a, to: b)
    return (found < .infinity ? found : straight) * scale
  }

  // MARK: Corners

  private mutating func findCorners(of grid: OccupancyGrid) {
    for y in 0...grid.rows {
      for x in 0...grid.columns {
        let (sw, se) = (isWall(x - 1, y - 1), isWall(x, y - 1))
        let (nw, ne) = (isWall(x - 1, y), isWall(x, y))
        let count = [sw, se, nw, ne].count { $0 }
        guard count == 1 || count == 2 && sw == ne else { continue }
        // Round a wall to the lower left or the upper right a taut way falls, round the others it rises.
        corners.append(Corner(place: SIMD2(Double(x), Double(y)), sign: sw || ne ? -1 : 1))
      }
    }
  }

  private func isTaut(_ step: SIMD2<Double>, _ corner: Corner) -> Bool {
    step.x * step.y * corner.sign >= 0
  }

  private func isWall(_ column: Int, _ row: Int) -> Bool {
    grid?.isFree(column: column, row: row) == false
  }

  // MARK: Sight

  /// Distance by which walls shrink, cells, so that what only touches them is seen.
  private static let slack = 1e-7

  /// True where no wall lies between two places, in cells.
  private func sees(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Bool {
    let slack = ShortestWays.slack
    if (a.x - b.x).magnitude < slack {
      return isClear(at: a.x, from: min(a.y, b.y), to: max(a.y, b.y)) { isWall($0, $1) }
    }
    if (a.y - b.y).magnitude < slack {
      return isClear(at: a.y, from: min(a.x, b.x), to: max(a.x, b.x)) { isWall($1, $0) }
    }
    let (left, right) = a.x < b.x ? (a, b) : (b, a)
    let slope = (right.y - left.y) / (right.x - left.x)
    var column = Int((left.x + slack).rounded(.down))
    while Double(column) < right.x - slack {
      let y0 = left.y + slope * (max(left.x, Double(column)) - left.x)
      let y1 = left.y + slope * (min(right.x, Double(column + 1)) - left.x)
      var row = Int((min(y0, y1) + slack).rounded(.down))
      while Double(row) < max(y0, y1) - slack {
        if isWall(column, row) { return false }
        row += 1
      }
      column += 1
    }
    return true
  }

  /// True where a line along an axis meets no wall: between two cells it needs walls on both sides.
  private func isClear(
    at line: Double, from low: Double, to high: Double, _ isWall: (Int, Int) -> Bool
  ) -> Bool {
    let slack = ShortestWays.slack
    let (before, after) = (
      Int((line - slack).rounded(.down)), Int((line + slack).rounded(.down))
    )
    var along = Int((low + slack).rounded(.down))
    while Double(along) < high - slack {
      if isWall(before, along) && isWall(after, along) { return false }
      along += 1
    }
    return true
  }

  // MARK: Search

  private mutating func sight(of place: SIMD2<Double>) -> [(to: Int32, length: Double)] {
    if let known = seen[place] { return known }
    var result: [(to: Int32, length: Double)] = []
    for (index, corner) in corners.enumerated() {
      let step = corner.place - place
      guard isTaut(step, corner), sees(place, corner.place) else { continue }
      result.append((Int32(index), (step * step).sum().squareRoot()))
    }
    seen[place] = result
    return result
  }

  /// A* over corners with the straight line as the estimate; infinite where none leads there.
  private mutating func search(from a: SIMD2<Double>, to b: SIMD2<Double>) -> Double {
    let (starts, ends) = (sight(of: a), sight(of: b))
    var last: [Int32: Double] = [:]
    for end in ends { last[end.to] = end.length }
    for index in length.indices { length[index] = .infinity }
    var heap = SearchHeap()
    func estimate(_ corner: Int32) -> Double {
      let step = corners[Int(corner)].place - b
      return (step * step).sum().squareRoot()
    }
    for start in starts {
      length[Int(start.to)] = start.length
      heap.push(start.to, start.length + estimate(start.to))
    }
    var best = Double.infinity
    while let (corner, bound) = heap.pop(), bound < best {
      let so = length[Int(corner)]
      // A longer way to it that was found earlier.
      if bound > so + estimate(corner) + 1e-9 { continue }
      if let end = last[corner] { best = min(best, so + end) }
      for edge in edges[Int(corner)] where so + edge.length < length[Int(edge.to)] {
        length[Int(edge.to)] = so + edge.length
        heap.push(edge.to, so + edge.length + estimate(edge.to))
      }
    }
    return best
  }
}

/// A binary heap of corners by what a way over them costs at least.
private struct SearchHeap {
  private var items: [(corner: Int32, cost: Double)] = []

  mutating func push(_ corner: Int32, _ cost: Double) {
    items.append((corner, cost))
    var child = items.count - 1
    while child > 0, items[child].cost < items[(child - 1) / 2].cost {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> (Int32, Double)? {
    guard let first = items.first else { return nil }
    let last = items.removeLast()
    if items.isEmpty { return (first.corner, first.cost) }
    items[0] = last
    var parent = 0
    while true {
      var least = 2 * parent + 1
      guard least < items.count else { break }
      if least + 1 < items.count, items[least + 1].cost < items[least].cost { least += 1 }
      if items[parent].cost <= items[least].cost { break }
      items.swapAt(parent, least)
      parent = least
    }
    return (first.corner, first.cost)
  }
}
