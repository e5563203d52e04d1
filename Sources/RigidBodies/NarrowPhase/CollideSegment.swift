import SimCore

// Bodies against one-sided edges of the map, in world coordinates.
//
// An edge answers only for normals between its own and, at a convex corner, its neighbour's; the
// rest is the neighbour's. So a corner is owned by one edge at a time, and an inner edge gives no
// sideways push. What is behind an edge does not touch it.

/// A disc against an edge: at most one point, on the disc's own surface.
///
/// - Returns: The manifold in the world, its normal from the disc to the edge.
@inline(__always)
func collideDisc(
  center: Vec2, radius: Float, edge: StaticSegment, margin: Float
) -> LocalManifold {
  var result = LocalManifold()
  let direction = edge.end - edge.start
  let offset = center - edge.start
  let along = offset.dot(direction)
  let height = offset.dot(edge.normal)
  if height < 0 { return result }
  var outward = edge.normal
  var distance = height
  var code: UInt32 = 1
  if along < 0 || along > direction.lengthSquared {
    let isStart = along < 0
    let bit = isStart ? StaticSegment.isStartConvex : StaticSegment.isEndConvex
    if edge.flags & bit == 0 { return result }
    let delta = center - (isStart ? edge.start : edge.end)
    distance = delta.length
    if distance < 1e-6 { return result }
    outward = delta / distance
    // Beyond half the way to the neighbour's normal the corner is the neighbour's. Splitting at
    // the bisector, not at the neighbour's normal, leaves each direction exactly one owner.
    let neighbour = isStart ? edge.previousNormal : edge.nextNormal
    if outward.dot(neighbour) > outward.dot(edge.normal) && edge.isLinked(atStart: isStart) {
      return result
    }
    code = isStart ? 2 : 3
  }
  let separation = distance - radius
  if separation > margin { return result }
  result.normal = -outward
  result.separation0 = separation
  result.point0 = center - outward * radius
  result.code = code
  result.pointCount = 1
  return result
}

/// A rounded core against an edge: at most two points, on the body's own surface.
///
/// - Parameters:
///   - hull: The core.
///   - x: Its points' x in the world.
///   - y: Their y.
///   - normalX: Its normals' x in the world.
///   - normalY: Their y.
///   - middle: The core's middle in the world.
///   - edge: The edge, with the body in front of it.
///   - margin: Gap up to which points are reported, metres.
/// - Returns: The manifold in the world, its normal from the body to the edge.
func collideHull(
  _ hull: UnsafePointer<Hull>, x: SIMD8<Float>, y: SIMD8<Float>, normalX: SIMD8<Float>,
  normalY: SIMD8<Float>, middle: Vec2, edge: StaticSegment, margin: Float
) -> LocalManifold {
  let none = LocalManifold()
  if edge.normal.dot(middle - edge.start) < 0 { return none }
  let radius = hull.pointee.radius
  let count = Int(hull.pointee.count)
  let n = edge.normal
  let faceSeparation = smallestLane(x * n.x + y * n.y) - n.dot(edge.start)
  if faceSeparation > radius + margin { return none }
  // The hull's faces against the edge's two ends.
  var face = 0
  var best = -Float.infinity
  for i in 0..<count {
    let m = Vec2(normalX[i], normalY[i])
    let p = Vec2(x[i], y[i])
    let s = min(m.dot(edge.start - p), m.dot(edge.end - p))
    if s > best {
      best = s
      face = i
    }
  }
  if best > radius + margin { return none }
  if best > faceSeparation + 5e-4 {
    // The hull's face would push along −m. At the nearer end that must be the corner's to give.
    let m = Vec2(normalX[face], normalY[face])
    let p = Vec2(x[face], y[face])
    let isStart = m.dot(edge.start - p) < m.dot(edge.end - p)
    let bit = isStart ? StaticSegment.isStartConvex : StaticSegment.isEndConvex
    let neighbour = isStart ? edge.previousNormal : edge.nextNormal
    let isOwn = edge.flags & bit != 0 && isBetween(-m, n, neighbour)
    if isOwn {
      // Both edges of the corner see this; the one whose normal is nearer keeps it.
      if (-m).dot(neighbour) > (-m).dot(n) && edge.isLinked(atStart: isStart) { return none }
      let corner = isStart ? edge.start : edge.end
      let next = face + 1 < count ? face + 1 : 0
      let q = Vec2(x[next], y[next])
      let nearest = closestPoint(on: p, q, to: corner)
      var result = LocalManifold()
      let delta = corner - nearest
      let distance = delta.length
      let isApart = best > 1e-4 && distance > best * 1.01
      result.normal = isApart ? delta / distance : m
      let separation = (isApart ? distance : best) - radius
      if separation > margin { return none }
      result.separation0 = separation
      result.point0 = corner - result.normal * separation
      result.code = 0x2000_0000 | UInt32(face) << 4 | (isStart ? 2 : 3)
      result.pointCount = 1
      return result
    }
  }
  var incident = 0
  var least = Float.infinity
  for i in 0..<count {
    let d = normalX[i] * n.x + normalY[i] * n.y
    if d < least {
      least = d
      incident = i
    }
  }
  let next = incident + 1 < count ? incident + 1 : 0
  // Seen from its free side the edge runs as an outline does.
  var result = clip(
    start: edge.start, end: edge.end, normal: n, radius: 0,
    incidentStart: Vec2(x[incident], y[incident]), incidentEnd: Vec2(x[next], y[next]),
    incidentRadius: radius, margin: margin)
  result.normal = -n
  // From midway to the body's own surface.
  result.point0 += n * (0.5 * result.separation0)
  result.point1 += n * (0.5 * result.separation1)
  result.code = UInt32(incident) << 4 | 1
  return result
}

extension StaticSegment {
  /// True where another edge goes on at this end; a free end owns all its directions.
  @inline(__always)
  func isLinked(atStart: Bool) -> Bool {
    // A free end's neighbour normal is at right angles, and only there exactly so by construction;
    // a linked square corner splits at the bisector, which a free end does not need.
    flags & (atStart ? Self.isStartLinked : Self.isEndLinked) != 0
  }

  static let isStartLinked: UInt32 = 8
  static let isEndLinked: UInt32 = 16
}

/// True where the unit vector lies in the cone from `a` to `b` (less than 180° apart).
@inline(__always)
private func isBetween(_ v: Vec2, _ a: Vec2, _ b: Vec2) -> Bool {
  let turn = a.cross(b)
  if turn >= 0 { return a.cross(v) >= -1e-4 && v.cross(b) >= -1e-4 }
  return a.cross(v) <= 1e-4 && v.cross(b) <= 1e-4
}
