import SimCore

/// Segments by the cells of a square grid that they cross, for the nearest one to a point.
struct SegmentIndex: Sendable {
  private let columns: Int
  private let rows: Int
  private let cell: Double
  private let lower: SIMD2<Double>
  /// Segments of each cell, one list after the other, and where each list starts. [cells + 1]
  private let members: [Int32]
  private let starts: [Int32]

  /// An index over the segments of some sites.
  ///
  /// - Complexity: O(segments + cells crossed); about two cells a segment.
  init(_ sites: ClearanceSites) {
    var lower = SIMD2(Double.infinity, Double.infinity)
    var upper = -lower
    for (a, b) in zip(sites.starts, sites.ends) {
      lower = pointwiseMin(lower, pointwiseMin(a, b))
      upper = pointwiseMax(upper, pointwiseMax(a, b))
    }
    let count = sites.starts.count
    guard count > 0 else {
      (columns, rows, cell, self.lower, members, starts) = (0, 0, 1, .zero, [], [0])
      return
    }
    let size = upper - lower
    let edge = max(
      (size.x * size.y / Double(2 * count)).squareRoot(), max(size.x, size.y) / 4096, 1)
    let (columns, rows) = (Int(size.x / edge) + 1, Int(size.y / edge) + 1)
    (self.columns, self.rows, cell, self.lower) = (columns, rows, edge, lower)
    var counts = [Int32](repeating: 0, count: columns * rows + 1)
    func forCells(_ visit: (Int, Int32) -> Void) {
      for k in 0..<count {
        let (a, b) = ((sites.starts[k] - lower) / edge, (sites.ends[k] - lower) / edge)
        let (low, high) = (pointwiseMin(a, b), pointwiseMax(a, b))
        for row in Int(low.y)...min(rows - 1, Int(high.y)) {
          // The columns that the segment crosses in this row, a hair to either side.
          var (left, right) = (low.x, high.x)
          if abs(b.y - a.y) > 1e-9 {
            let slope = (b.x - a.x) / (b.y - a.y)
            let (x0, x1) = (
              a.x + (Double(row) - a.y) * slope, a.x + (Double(row + 1) - a.y) * slope
            )
            left = max(left, min(x0, x1) - 1e-6)
            right = min(right, max(x0, x1) + 1e-6)
          }
          let first = max(0, min(columns - 1, Int(left)))
          for column in first...max(first, min(columns - 1, Int(max(0, right)))) {
            visit(row * columns + column, Int32(k))
          }
        }
      }
    }
    forCells { cell, _ in counts[cell + 1] += 1 }
    for k in 1..<counts.count { counts[k] += counts[k - 1] }
    starts = counts
    var members = [Int32](repeating: 0, count: Int(counts[counts.count - 1]))
    forCells { cell, segment in
      members[Int(counts[cell])] = segment
      counts[cell] += 1
    }
    self.members = members
  }

  /// The segment nearest to a point, the lowest of several, or nil where there is none.
  ///
  /// - Complexity: O(cells and segments within the distance found).
  func nearest(to point: SIMD2<Double>, _ sites: ClearanceSites) -> Int32? {
    guard !members.isEmpty else { return nil }
    let place = (point - lower) / cell
    let home = (
      Int(min(max(place.x, 0), Double(columns) - 0.5)),
      Int(min(max(place.y, 0), Double(rows) - 0.5))
    )
    var best: Int32?
    var least = Double.infinity
    var ring = 0
    while ring <= max(columns, rows) {
      // All cells within the rings looked at: nothing beyond can be nearer than that.
      let known =
        min(
          min(place.x - Double(home.0 - ring), Double(home.0 + ring + 1) - place.x),
          min(place.y - Double(home.1 - ring), Double(home.1 + ring + 1) - place.y)) - 1
      if best != nil, least <= known * cell { break }
      for row in max(0, home.1 - ring)...min(rows - 1, home.1 + ring) {
        let isEdge = abs(row - home.1) == ring
        let step = isEdge || ring == 0 ? 1 : 2 * ring
        for column in stride(from: home.0 - ring, through: home.0 + ring, by: step)
        where column >= 0 && column < columns {
          let cell = row * columns + column
          for k in Int(starts[cell])..<Int(starts[cell + 1]) {
            let distance = sites.distance(from: point, to: members[k])
            if distance < least || (distance == least && members[k] < best ?? .max) {
              (least, best) = (distance, members[k])
            }
          }
        }
      }
      ring += 1
    }
    return best
  }
}
