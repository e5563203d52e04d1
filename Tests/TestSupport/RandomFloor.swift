import SimCore

/// A box along a line (m), anticlockwise.
public func box(from a: Vec2, to b: Vec2, thickness: Float) -> [Vec2] {
  let side = (b - a).normalized.perpendicular * (thickness / 2)
  return [a - side, b - side, b + side, a + side]
}

/// Boxes of all angles on a floor of 20 × 20 m.
public struct RandomFloor {
  /// The boxes, anticlockwise, metres.
  public let boxes: [[Vec2]]
  /// Pairs of points, metres.
  public let pairs: [(Vec2, Vec2)]

  /// The floor of a seed.
  public init(seed: UInt64) {
    var draw = RandomStream(seed: seed, classIndex: 1, index: 0, step: 0, purpose: .tooling)
    boxes = (0..<28).map { _ in
      let a = Vec2(draw.uniform(0, 20), draw.uniform(0, 20))
      let angle = draw.uniform(0, 2 * .pi)
      let b = a + Vec2(cosine(angle), sine(angle)) * draw.uniform(0.3, 6)
      return box(from: a, to: b, thickness: draw.uniform(0.05, 1.2))
    }
    pairs = (0..<30).map { _ in
      (
        Vec2(draw.uniform(0.2, 19.8), draw.uniform(0.2, 19.8)),
        Vec2(draw.uniform(0.2, 19.8), draw.uniform(0.2, 19.8))
      )
    }
  }

  /// Distance to the nearest box or edge, negative inside a box, metres.
  public func clearance(_ point: Vec2) -> Float {
    var least = min(min(point.x, point.y), min(20 - point.x, 20 - point.y))
    for box in boxes {
      var (isInside, near) = (true, Float.infinity)
      for i in box.indices {
        let (a, b) = (box[i], box[(i + 1) % 4])
        let edge = b - a
        if edge.cross(point - a) < 0 { isInside = false }
        let share = min(1, max(0, (point - a).dot(edge) / edge.lengthSquared))
        near = min(near, (point - a - edge * share).length)
      }
      least = min(least, isInside ? -near : near)
    }
    return least
  }
}

/// The oracle: widest ways on a raster, cells joined from the freest to the tightest.
public struct Raster {
  private let cell: Float
  private let columns: Int
  private let clearance: [Float]

  /// A raster of square cells of a size, metres.
  public init(_ floor: RandomFloor, cell: Float) {
    self.cell = cell
    let columns = Int((20 / cell).rounded())
    self.columns = columns
    clearance = (0..<columns * columns).map { k in
      floor.clearance(Vec2(Float(k % columns) + 0.5, Float(k / columns) + 0.5) * cell)
    }
  }

  /// The centre of the cell that holds a point.
  public func center(_ point: Vec2) -> Vec2 {
    Vec2((point.x / cell).rounded(.down) + 0.5, (point.y / cell).rounded(.down) + 0.5) * cell
  }

  /// Largest clearance that a way over cells keeps, −1 where there is none above 0.
  public func widest(_ a: Vec2, _ b: Vec2) -> Float {
    func index(_ p: Vec2) -> Int { Int(p.y / cell) * columns + Int(p.x / cell) }
    var low: Float = 0
    var high = min(clearance[index(a)], clearance[index(b)])
    guard high > 0, connects(index(a), index(b), 0.001) else { return -1 }
    for _ in 0..<12 {
      let middle = (low + high) / 2
      if connects(index(a), index(b), middle) { low = middle } else { high = middle }
    }
    return low
  }

  private func connects(_ a: Int, _ b: Int, _ radius: Float) -> Bool {
    guard clearance[a] >= radius, clearance[b] >= radius else { return false }
    var seen = [Bool](repeating: false, count: clearance.count)
    var stack = [a]
    seen[a] = true
    while let cell = stack.popLast() {
      if cell == b { return true }
      let (column, row) = (cell % columns, cell / columns)
      for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let (x, y) = (column + dx, row + dy)
        guard x >= 0, y >= 0, x < columns, y < columns else { continue }
        let next = y * columns + x
        if !seen[next], clearance[next] >= radius {
          seen[next] = true
          stack.append(next)
        }
      }
    }
    return false
  }
}
