import SimCore

/// Points by cells of a grid without bounds, to find those near a place: a hash of the cells, sorted anew
/// whenever the points have moved.
struct PointGrid: ~Copyable {
  /// Side of a cell, metres; nothing further away than this is found.
  let cellSize: Float
  private let mask: UInt32
  private var start: Buffer<Int32>
  private var items: Buffer<Int32>
  private var points: Buffer<Vec2>

  /// An empty grid with room for a number of points.
  init(capacity: Int, cellSize: Float) {
    self.cellSize = cellSize
    var buckets: UInt32 = 16
    while Int(buckets) < 2 * capacity { buckets *= 2 }
    mask = buckets - 1
    start = Buffer(count: Int(buckets) + 1, repeating: 0)
    items = Buffer(count: max(1, capacity), repeating: 0)
    points = Buffer(count: max(1, capacity), repeating: .zero)
  }

  /// Puts the points of robots in, but for those that are not finite.
  ///
  /// - Complexity: O(points).
  mutating func sort(count: Int, _ point: (Int) -> Vec2?) {
    start.fill(0)
    for i in 0..<count {
      let place = point(i) ?? Vec2(.infinity, .infinity)
      points[i] = place
      if place.x.isFinite && place.y.isFinite { start[bucket(cell(place))] += 1 }
    }
    // From counts to ends, and from ends to starts as they are filled from behind.
    for k in 1..<start.count { start[k] += start[k - 1] }
    for i in stride(from: count - 1, through: 0, by: -1)
    where points[i].x.isFinite && points[i].y.isFinite {
      let k = bucket(cell(points[i]))
      start[k] -= 1
      items[Int(start[k])] = Int32(i)
    }
  }

  /// One of the points, metres.
  func point(_ k: Int) -> Vec2 { points[k] }

  /// Calls a body with every point within a radius (m, at most the side of a cell) of a place, in the
  /// order of cells and then of numbers.
  @inline(__always)
  func forEach(near place: Vec2, within radius: Float, _ body: (Int) -> Void) {
    let centre = cell(place)
    for dy in -1...1 as ClosedRange<Int32> {
      for dx in -1...1 as ClosedRange<Int32> {
        let near = centre &+ SIMD2(dx, dy)
        let k = bucket(near)
        for item in start[k]..<start[k + 1] {
          let i = Int(items[Int(item)])
          // Other cells may share the bucket.
          guard cell(points[i]) == near, (points[i] - place).lengthSquared <= radius * radius else {
            continue
          }
          body(i)
        }
      }
    }
  }

  @inline(__always)
  private func cell(_ point: Vec2) -> SIMD2<Int32> {
    let scaled = point / cellSize
    let bound: Float = 1e9
    return SIMD2(
      Int32(max(-bound, min(bound, scaled.x)).rounded(.down)),
      Int32(max(-bound, min(bound, scaled.y)).rounded(.down)))
  }

  @inline(__always)
  private func bucket(_ cell: SIMD2<Int32>) -> Int {
    let mixed =
      UInt32(bitPattern: cell.x) &* 0x9E37_79B1 ^ UInt32(bitPattern: cell.y) &* 0x85EB_CA77
    return Int((mixed ^ mixed >> 15) & mask)
  }
}
