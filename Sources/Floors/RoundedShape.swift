import Embodiments
import SimCore

/// A convex shape with rounded corners: all points within `radius` of a point, segment or polygon.
///
/// Goals, in order: never call bodies apart that overlap by more than rounding; one measure for all
/// outlines, links and ways between two points.
struct RoundedShape {
  /// One point, two ends, or at least three corners, anticlockwise, metres.
  let core: [Vec2]
  /// How far the shape reaches beyond its core, metres.
  let radius: Float

  init(core: [Vec2], radius: Float) {
    self.core = core
    self.radius = radius
  }

  /// The smallest box that holds the shape, metres.
  var bounds: AABB {
    var box = AABB.empty
    for point in core { box.include(point) }
    return box.expanded(by: radius)
  }

  /// The gap to another shape, metres: negative by the depth where the two overlap.
  ///
  /// - Complexity: O(corners × corners of the other).
  func gap(to other: RoundedShape) -> Float {
    let reach = radius + other.radius
    if core.count >= 3 || other.core.count >= 3 {
      let depth = max(
        RoundedShape.separation(core, other.core), RoundedShape.separation(other.core, core))
      if depth <= 0 { return depth - reach }
    }
    var nearest = Float.infinity
    for (a, b) in RoundedShape.edges(core) {
      for (c, d) in RoundedShape.edges(other.core) {
        nearest = min(nearest, segmentDistance(a, b, c, d))
      }
    }
    return nearest - reach
  }

  /// The largest distance between two cores along the edge normals of the first; −∞ for a point.
  private static func separation(_ first: [Vec2], _ second: [Vec2]) -> Float {
    var most = -Float.infinity
    guard first.count >= 2 else { return most }
    for i in first.indices {
      let start = first[i]
      let edge = first[(i + 1) % first.count] - start
      let size = edge.length
      guard size > 0 else { continue }
      let normal = Vec2(edge.y, -edge.x) / size
      var least = Float.infinity
      for point in second { least = min(least, normal.dot(point - start)) }
      most = max(most, least)
    }
    return most
  }

  private static func edges(_ core: [Vec2]) -> [(Vec2, Vec2)] {
    if core.count < 3 { return [(core[0], core[core.count - 1])] }
    return core.indices.map { (core[$0], core[($0 + 1) % core.count]) }
  }
}

/// The distance from a point to a convex anticlockwise polygon, metres; 0 inside.
func distance(from point: Vec2, toConvex polygon: [Vec2]) -> Float {
  var isInside = true
  var best = Float.infinity
  for i in 0..<polygon.count {
    let a = polygon[i]
    let b = polygon[(i + 1) % polygon.count]
    let edge = b - a
    if edge.cross(point - a) < 0 { isInside = false }
    let share = min(1, max(0, (point - a).dot(edge) / max(1e-12, edge.lengthSquared)))
    best = min(best, (point - a - edge * share).length)
  }
  return isInside ? 0 : best
}

extension Embodiment {
  /// The outline at a pose.
  func outline(at pose: Pose) -> RoundedShape {
    switch footprint {
    case .circle(let radius):
      return RoundedShape(core: [pose.position], radius: radius)
    case .box(let length, let width):
      let half = Vec2(0.5 * length, 0.5 * width)
      let corners = [-half, Vec2(half.x, -half.y), half, Vec2(-half.x, half.y)]
      return RoundedShape(core: corners.map(pose.transform), radius: 0)
    case .capsule(let length, let radius):
      let ends = [Vec2(-0.5 * length, 0), Vec2(0.5 * length, 0)]
      return RoundedShape(core: ends.map(pose.transform), radius: radius)
    case .polygon(let points):
      return RoundedShape(core: points.map(pose.transform), radius: 0)
    }
  }

  /// The links of the arm in a posture, base first.
  func links(at pose: Pose, _ posture: SIMD4<Float>) -> [RoundedShape] {
    guard let arm else { return [] }
    return arm.links.indices.map { index in
      let link = arm.link(index, at: posture)
      return RoundedShape(
        core: [pose.transform(link.start), pose.transform(link.end)], radius: 0.5 * arm.linkWidth)
    }
  }

  /// Radius of a circle around the body's origin that holds the outline, and the arm however it bends,
  /// metres.
  var startRadius: Float {
    guard let arm else { return boundingRadius }
    return max(boundingRadius, arm.mount.length + arm.reach + 0.5 * arm.linkWidth)
  }

  /// Radius of the largest circle around the body's origin that the outline holds, metres: what the
  /// body takes up whichever way it turns.
  var innerRadius: Float {
    switch footprint {
    case .circle(let radius): return radius
    case .box(let length, let width): return 0.5 * min(length, width)
    case .capsule(_, let radius): return radius
    case .polygon(let points):
      return points.indices.reduce(boundingRadius) { least, i in
        min(least, distance(from: .zero, toSegment: points[i], points[(i + 1) % points.count]))
      }
    }
  }
}
