import SimCore

/// How far every cell's centre is from the nearest obstacle, as it is computed.
struct ClearanceSurface {
  let columns: Int
  let rows: Int
  let cellSize: Float
  let origin: Vec2
  /// Signed distance to the nearest obstacle or edge, metres, cut at `reach`. [rows × columns]
  var clearance: [Float]

  /// Largest number of cells that an empty floor is divided into by itself.
  private static let comfortableCellCount: Float = 1_000_000

  init(
    bounds: AABB, grid: OccupancyGrid?, obstacles: [[Vec2]], reach: Float
  ) {
    if let grid {
      // An odd factor keeps the centres of joined cells on centres of the map's cells.
      let factor = grid.cellSize >= 0.2 ? 1 : max(1, Int(min(1e6, 0.25 / grid.cellSize + 0.01)) | 1)
      columns = (grid.columns + factor - 1) / factor
      rows = (grid.rows + factor - 1) / factor
      cellSize = grid.cellSize * Float(factor)
      origin = grid.origin
      let fine = ClearanceSurface.distances(grid, reach: reach)
      clearance = [Float](repeating: -cellSize / 2, count: columns * rows)
      for row in 0..<rows {
        for column in 0..<columns {
          let (x, y) = (column * factor + factor / 2, row * factor + factor / 2)
          if x < grid.columns, y < grid.rows {
            clearance[row * columns + column] = fine[y * grid.columns + x]
          }
        }
      }
    } else {
      let size = ClearanceSurface.cellSize(bounds)
      cellSize = size
      columns = max(1, Int((bounds.size.x / size - 0.001).rounded(.up)))
      rows = max(1, Int((bounds.size.y / size - 0.001).rounded(.up)))
      origin = bounds.lower
      clearance = [Float](repeating: reach, count: columns * rows)
    }
    clip(to: bounds)
    for polygon in obstacles where polygon.count >= 3 { carve(polygon, reach: reach) }
  }

  /// Edge of a cell on a floor without a map, metres.
  private static func cellSize(_ bounds: AABB) -> Float {
    let area = bounds.size.x * bounds.size.y
    return max(0.5, (area / comfortableCellCount).squareRoot())
  }

  /// Side tests that obstacles take: cells around each, times its corners.
  ///
  /// A second does some 70 million.
  ///
  /// - Complexity: O(obstacles).
  static func carvingSteps(
    bounds: AABB, grid: OccupancyGrid?, obstacles: [[Vec2]], reach: Float
  ) -> Double {
    let cell = grid.map { max(0.2, $0.cellSize) } ?? cellSize(bounds)
    var steps = 0.0
    for polygon in obstacles {
      var box = AABB.empty
      for corner in polygon { box.include(corner) }
      let lower = Vec2(
        max(box.lower.x - reach, bounds.lower.x), max(box.lower.y - reach, bounds.lower.y))
      let upper = Vec2(
        min(box.upper.x + reach, bounds.upper.x), min(box.upper.y + reach, bounds.upper.y))
      let size = (upper - lower) / cell
      guard size.x > 0, size.y > 0 else { continue }
      steps += (Double(size.x) + 1) * (Double(size.y) + 1) * Double(polygon.count)
    }
    return steps
  }

  func center(_ column: Int, _ row: Int) -> Vec2 {
    origin + Vec2(Float(column) + 0.5, Float(row) + 0.5) * cellSize
  }

  /// The edge of the workspace is a wall.
  private mutating func clip(to bounds: AABB) {
    for row in 0..<rows {
      for column in 0..<columns {
        let point = center(column, row)
        let low = point - bounds.lower
        let high = bounds.upper - point
        let edge = min(min(low.x, low.y), min(high.x, high.y))
        clearance[row * columns + column] = min(clearance[row * columns + column], edge)
      }
    }
  }

  /// Lowers the clearance around a convex polygon.
  private mutating func carve(_ polygon: [Vec2], reach: Float) {
    var box = AABB.empty
    for corner in polygon { box.include(corner) }
    let lower = (box.lower - Vec2(repeating: reach) - origin) / cellSize
    let upper = (box.upper + Vec2(repeating: reach) - origin) / cellSize
    guard upper.x >= 0, upper.y >= 0, lower.x < Float(columns), lower.y < Float(rows) else {
      return
    }
    for row in Int(max(0, lower.y))...Int(min(Float(rows - 1), upper.y)) {
      for column in Int(max(0, lower.x))...Int(min(Float(columns - 1), upper.x)) {
        let distance = ClearanceSurface.distance(from: center(column, row), to: polygon)
        let index = row * columns + column
        clearance[index] = min(clearance[index], distance)
      }
    }
  }

  /// Signed distance from a point to a convex polygon, negative inside, metres.
  private static func distance(from point: Vec2, to polygon: [Vec2]) -> Float {
    var nearest = Float.infinity
    var isInside = true
    for i in polygon.indices {
      let start = polygon[i]
      let edge = polygon[(i + 1) % polygon.count] - start
      let arm = point - start
      if edge.cross(arm) < 0 { isInside = false }
      let share = min(max(arm.dot(edge) / max(edge.lengthSquared, 1e-12), 0), 1)
      nearest = min(nearest, (arm - edge * share).lengthSquared)
    }
    return isInside ? -nearest.squareRoot() : nearest.squareRoot()
  }

  /// Distance from each free cell's centre to the nearest occupied cell's square, cut at `reach`;
  /// minus half a cell inside obstacles.
  ///
  /// Exact: the distance to squares is separable, so one pass along columns and one along rows,
  /// which looks no further than the best found so far.
  private static func distances(_ grid: OccupancyGrid, reach: Float) -> [Float] {
    let (columns, rows) = (grid.columns, grid.rows)
    let limit = max(1, Int((reach / grid.cellSize).rounded(.up)))
    // Steps to the nearest occupied cell in the same column, limited. [rows × columns]
    var vertical = [Int32](repeating: Int32(limit), count: columns * rows)
    for column in 0..<columns {
      var run = limit
      for row in 0..<rows {
        run = grid.isOccupied[row * columns + column] ? 0 : min(limit, run + 1)
        vertical[row * columns + column] = Int32(run)
      }
      run = limit
      for row in stride(from: rows - 1, through: 0, by: -1) {
        run = grid.isOccupied[row * columns + column] ? 0 : min(limit, run + 1)
        let index = row * columns + column
        vertical[index] = min(vertical[index], Int32(run))
      }
    }
    var result = [Float](repeating: 0, count: columns * rows)
    let cap = Float(limit) * Float(limit)
    for row in 0..<rows {
      for column in 0..<columns {
        let index = row * columns + column
        if vertical[index] == 0 {
          result[index] = -grid.cellSize / 2
          continue
        }
        var best = cap
        var offset = 0
        while offset <= limit {
          let side = max(0, Float(offset) - 0.5)
          if side * side >= best { break }
          for neighbour in [column - offset, column + offset]
          where neighbour >= 0 && neighbour < columns {
            let steps = vertical[row * columns + neighbour]
            if steps < Int32(limit) || limit == 1 {
              let up = max(0, Float(steps) - 0.5)
              best = min(best, side * side + up * up)
            }
          }
          offset += 1
        }
        result[index] = min(reach, best.squareRoot() * grid.cellSize)
      }
    }
    return result
  }
}
