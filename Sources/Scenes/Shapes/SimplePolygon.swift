import SimCore

/// A polygon that neither crosses nor touches itself; dents are fine.
public struct SimplePolygon: Equatable, Sendable {
  /// What keeps points from being a simple polygon; corners count from 0, as they were given.
  public enum Mistake: Error, Equatable, Sendable {
    /// Fewer than three corners that are not on one line.
    case noArea
    /// The side that starts at one corner meets the side that starts at another.
    case crossing(first: Int, second: Int)
    /// The outline runs back over itself at this corner.
    case spike(corner: Int)
  }

  /// The corners, anticlockwise, without repeated ones and ones on straight sides, metres.
  public let corners: [Vec2]

  /// The polygon of some points in order, in either direction.
  ///
  /// Corners nearer to the line between their neighbours than 10 µm, or than four steps of the
  /// numbers themselves, are left out.
  ///
  /// - Parameter points: The corners, finite, metres.
  /// - Throws: `Mistake` where the outline has no area, or crosses or touches itself.
  /// - Complexity: O(n²) for n points.
  public init(_ points: [Vec2]) throws(Mistake) {
    let kept = try SimplePolygon.cleaned(points)
    try SimplePolygon.checkCrossings(points, kept)
    let corners = kept.map { points[$0] }
    self.corners = SimplePolygon.doubleArea(corners) < 0 ? corners.reversed() : corners
  }

  /// A polygon that is known to be simple and anticlockwise.
  init(trusted corners: [Vec2]) { self.corners = corners }

  /// The area, m².
  public var area: Double { SimplePolygon.doubleArea(corners) / 2 }

  /// True where a point (m) is inside; on the outline either may be said.
  ///
  /// - Complexity: O(corners).
  public func contains(_ point: Vec2) -> Bool {
    var isInside = false
    for i in corners.indices {
      let (a, b) = (corners[i], corners[(i + 1) % corners.count])
      guard (a.y > point.y) != (b.y > point.y) else { continue }
      let side = SimplePolygon.turn(a, b, point)
      if (side > 0) == (b.y > a.y) { isInside.toggle() }
    }
    return isInside
  }

  // MARK: Making

  /// Twice the signed area, positive where anticlockwise, m².
  static func doubleArea(_ points: [Vec2]) -> Double {
    guard let origin = points.first else { return 0 }
    var sum = 0.0
    for i in points.indices { sum += turn(origin, points[i], points[(i + 1) % points.count]) }
    return sum
  }

  /// (b − a) × (c − a), above 0 where c lies left of the way from a to b.
  static func turn(_ a: Vec2, _ b: Vec2, _ c: Vec2) -> Double {
    let (ax, ay) = (Double(a.x), Double(a.y))
    return (Double(b.x) - ax) * (Double(c.y) - ay) - (Double(b.y) - ay) * (Double(c.x) - ax)
  }

  private static func distance(_ a: Vec2, _ b: Vec2) -> Double {
    let (x, y) = (Double(b.x) - Double(a.x), Double(b.y) - Double(a.y))
    return (x * x + y * y).squareRoot()
  }

  /// Indices of the corners that count.
  private static func cleaned(_ points: [Vec2]) throws(Mistake) -> [Int] {
    let largest = points.reduce(Float(0)) { max($0, $1.x.magnitude, $1.y.magnitude) }
    let tolerance = max(1e-5, 4 * Double(largest.ulp))
    var kept: [Int] = []
    for i in points.indices where kept.last.map({ points[$0] != points[i] }) ?? true {
      kept.append(i)
    }
    while kept.count > 1, points[kept[0]] == points[kept[kept.count - 1]] { kept.removeLast() }
    if isOnOneLine(points, kept, tolerance) { throw .noArea }
    // Each round looks at every corner once; taking one out may straighten its neighbours.
    var index = 0
    var looked = 0
    while kept.count >= 3, looked < kept.count {
      index %= kept.count
      let before = points[kept[(index + kept.count - 1) % kept.count]]
      let here = points[kept[index]]
      let after = points[kept[(index + 1) % kept.count]]
      let length = distance(before, after)
      let height = turn(before, after, here).magnitude / max(length, tolerance)
      guard height <= tolerance else {
        index += 1
        looked += 1
        continue
      }
      let isBetween =
        distance(before, here) <= length + tolerance && distance(here, after) <= length + tolerance
      if !isBetween { throw .spike(corner: kept[index]) }
      kept.remove(at: index)
      // The corner before may be straight now.
      index = max(0, index - 1)
      looked = 0
    }
    if kept.count < 3 { throw .noArea }
    return kept
  }

  /// True where all corners lie on one line, which has no area rather than a spike.
  private static func isOnOneLine(_ points: [Vec2], _ kept: [Int], _ tolerance: Double) -> Bool {
    guard let first = kept.first else { return true }
    let start = points[first]
    let end = kept.reduce(start) {
      distance(start, points[$1]) > distance(start, $0) ? points[$1] : $0
    }
    let length = max(distance(start, end), tolerance)
    return kept.allSatisfy { turn(start, end, points[$0]).magnitude <= tolerance * length }
  }

  private static func checkCrossings(_ points: [Vec2], _ kept: [Int]) throws(Mistake) {
    let count = kept.count
    for i in 0..<count {
      let (a, b) = (points[kept[i]], points[kept[(i + 1) % count]])
      let lower = Vec2(min(a.x, b.x), min(a.y, b.y))
      let upper = Vec2(max(a.x, b.x), max(a.y, b.y))
      for j in stride(from: i + 2, to: i == 0 ? count - 1 : count, by: 1) {
        let (c, d) = (points[kept[j]], points[kept[j + 1 == count ? 0 : j + 1]])
        if min(c.x, d.x) > upper.x || max(c.x, d.x) < lower.x || min(c.y, d.y) > upper.y
          || max(c.y, d.y) < lower.y
        {
          continue
        }
        if meet(a, b, c, d) { throw .crossing(first: kept[i], second: kept[j]) }
      }
    }
  }

  /// True where two segments have a point in common.
  private static func meet(_ a: Vec2, _ b: Vec2, _ c: Vec2, _ d: Vec2) -> Bool {
    let (c1, d1) = (turn(a, b, c), turn(a, b, d))
    let (a1, b1) = (turn(c, d, a), turn(c, d, b))
    // Boxes overlap already, so on one line they have a point in common.
    if c1 == 0 && d1 == 0 { return true }
    return c1 * d1 <= 0 && a1 * b1 <= 0
  }
}
