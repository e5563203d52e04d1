import SimCore

/// An obstacle as its author drew it; what physics, ways and rays meet are its convex parts.
public struct ObstacleShape: Equatable, Sendable {
  /// How it is drawn.
  public enum Kind: Equatable, Sendable {
    /// A simple polygon, anticlockwise, metres.
    case polygon([Vec2])
    /// A disc: centre and radius, metres.
    case circle(center: Vec2, radius: Float)
    /// A line of a thickness with square ends, metres.
    case wall([Vec2], thickness: Float, isClosed: Bool)
  }

  /// How it is drawn.
  public var kind: Kind

  /// An obstacle from how it is drawn.
  public init(_ kind: Kind) { self.kind = kind }

  /// Convex polygons of at most 8 corners, anticlockwise, metres; those of a polygon or circle fill
  /// it exactly, those of a wall may overlap at sharp bends.
  ///
  /// - Complexity: O(n²) for n corners.
  public func convexParts() -> [[Vec2]] {
    switch kind {
    case .polygon(let corners): SimplePolygon(trusted: corners).convexParts()
    case .circle(let center, let radius):
      SimplePolygon(trusted: Self.circle(center, radius)).convexParts()
    case .wall(let points, let thickness, let isClosed):
      WallParts(points, thickness: thickness, isClosed: isClosed).parts
    }
  }

  /// The outline as closed paths, for drawing, metres; a wall's is that of its parts.
  public func outlines() -> [[Vec2]] {
    switch kind {
    case .polygon(let corners): [corners]
    case .circle(let center, let radius): [Self.circle(center, radius)]
    case .wall(let points, let thickness, let isClosed):
      WallParts(points, thickness: thickness, isClosed: isClosed).outlines
    }
  }

  /// The obstacle somewhere else.
  public func moved(by offset: Vec2) -> ObstacleShape {
    switch kind {
    case .polygon(let corners): ObstacleShape(.polygon(corners.map { $0 + offset }))
    case .circle(let center, let radius):
      ObstacleShape(.circle(center: center + offset, radius: radius))
    case .wall(let points, let thickness, let isClosed):
      ObstacleShape(.wall(points.map { $0 + offset }, thickness: thickness, isClosed: isClosed))
    }
  }

  /// A regular polygon of a circle's area whose corners and sides are within 1 mm of it up to a
  /// radius of 1.2 m, and within 0.81 thousandths of larger radii, anticlockwise, metres.
  static func circle(_ center: Vec2, _ radius: Float) -> [Vec2] {
    let wanted = 1.814 * (radius / 0.001).squareRoot()
    let count = 4 * min(16, max(3, Int((min(wanted, 64) / 4).rounded(.up))))
    let step = 2 * Float.pi / Float(count)
    let reach = radius * (step / sine(step)).squareRoot()
    return (0..<count).map { center + Rotation(angle: step * Float($0)).xAxis * reach }
  }
}

/// A wall as convex pieces: one per stretch, mitred at bends, rounded where a mitre would be long.
struct WallParts {
  /// The pieces, anticlockwise, metres.
  private(set) var parts: [[Vec2]] = []
  /// Closed paths around them, metres.
  private(set) var outlines: [[Vec2]] = []

  /// The pieces of a wall along points, at least two and no two in a row the same, metres.
  init(_ points: [Vec2], thickness: Float, isClosed: Bool) {
    let isClosed = isClosed && points.count > 2
    let count = isClosed ? points.count : points.count - 1
    guard count >= 1 else { return }
    let half = thickness / 2
    let ways = (0..<count).map { (points[($0 + 1) % points.count] - points[$0]).normalized }
    let lengths = (0..<count).map { (points[($0 + 1) % points.count] - points[$0]).length }
    // From the middle of a joint to the wall's left corner, for each end of each stretch.
    var starts = ways.map { $0.perpendicular * half }
    var ends = starts
    var rounded: [Vec2] = []
    for joint in isClosed ? 0..<count : 1..<max(1, count) {
      let (before, after) = ((joint + count - 1) % count, joint)
      let bisector = ways[before] + ways[after]
      // tan(θ/2) of the bend θ; a mitre reaches half × tan(θ/2) into both stretches.
      let along = bisector.lengthSquared / 2
      let tangent =
        along > 1e-6 ? ways[before].cross(ways[after]).magnitude / along : Float.infinity
      if tangent <= 1.2, half * tangent <= 0.45 * min(lengths[before], lengths[after]) {
        let mitre = bisector.perpendicular * (half / along)
        ends[before] = mitre
        starts[after] = mitre
      } else {
        rounded.append(points[joint])
      }
    }
    for i in 0..<count {
      let (a, b) = (points[i], points[(i + 1) % points.count])
      parts.append([a - starts[i], b - ends[i], b + ends[i], a + starts[i]])
    }
    if rounded.isEmpty, !isClosed {
      outlines = [
        parts.map { $0[0] } + [parts[count - 1][1], parts[count - 1][2]]
          + parts.reversed().map { $0[3] }
      ]
    } else {
      outlines = parts
    }
    for point in rounded {
      let disc = ObstacleShape.circle(point, half)
      parts += SimplePolygon(trusted: disc).convexParts()
      outlines.append(disc)
    }
  }
}
