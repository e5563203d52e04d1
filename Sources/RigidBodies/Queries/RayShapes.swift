import SimCore

// Where a ray meets an edge, a disc, a box, a rounded core.

/// The distance at which a ray meets an edge from its free side, or infinity.
@inline(__always)
func castEdge(
  _ origin: Vec2, _ direction: Vec2, _ segment: UnsafePointer<StaticSegment>
) -> Float {
  let n = segment.pointee.normal
  let speed = n.dot(direction)
  let height = n.dot(origin - segment.pointee.start)
  let isTwoSided = segment.pointee.flags & StaticSegment.isTwoSided != 0
  if speed == 0 || (!isTwoSided && (speed > 0 || height < 0)) { return .infinity }
  let t = -height / speed
  if t < 0 { return .infinity }
  let edge = segment.pointee.end - segment.pointee.start
  let along = (origin + direction * t - segment.pointee.start).dot(edge)
  // A hair beyond each end, so that no ray slips through where two edges meet.
  let slack = 1e-5 * edge.lengthSquared
  return along >= -slack && along <= edge.lengthSquared + slack ? t : .infinity
}

/// The distance at which a ray meets a disc around the origin, or infinity; 0 from inside.
@inline(__always)
func castDisc(_ origin: Vec2, _ direction: Vec2, _ radius: Float) -> Float {
  let b = origin.dot(direction)
  let c = origin.lengthSquared - radius * radius
  if c <= 0 { return 0 }
  if b >= 0 { return .infinity }
  // Distance of the line from the centre, without the cancellation of b² − c far away.
  let side = origin.cross(direction)
  let half = radius * radius - side * side
  return half < 0 ? .infinity : max(0, -b - half.squareRoot())
}

/// The distance at which a ray meets a box around the origin, or infinity; 0 from inside.
@inline(__always)
func castBox(_ origin: Vec2, _ direction: Vec2, _ half: Vec2) -> Float {
  // A direction along a face divides by zero, to infinities of the right signs; on the face's very
  // line that is 0/0, and the comparisons below pass over it.
  let inverse = Vec2(1 / direction.x, 1 / direction.y)
  let nearX = (-half.x * (direction.x < 0 ? -1 : 1) - origin.x) * inverse.x
  let farX = (half.x * (direction.x < 0 ? -1 : 1) - origin.x) * inverse.x
  let nearY = (-half.y * (direction.y < 0 ? -1 : 1) - origin.y) * inverse.y
  let farY = (half.y * (direction.y < 0 ? -1 : 1) - origin.y) * inverse.y
  var enter: Float = 0
  if nearX > enter { enter = nearX }
  if nearY > enter { enter = nearY }
  let leave = farX < farY ? farX : farY
  return enter <= leave ? enter : .infinity
}

/// The distance at which a ray meets a rounded core, or infinity; 0 from inside.
func castHull(
  _ origin: Vec2, _ direction: Vec2, _ hull: UnsafePointer<Hull>
) -> Float {
  let count = Int(hull.pointee.count)
  let radius = hull.pointee.radius
  if radius == 0 {
    var enter: Float = 0
    var leave = Float.infinity
    for i in 0..<count {
      let n = hull.pointee.normal(i)
      let height = n.dot(origin - hull.pointee.point(i))
      let speed = n.dot(direction)
      if speed == 0 {
        if height > 0 { return .infinity }
      } else if speed < 0 {
        enter = max(enter, -height / speed)
      } else {
        leave = min(leave, -height / speed)
      }
    }
    return enter <= leave ? enter : .infinity
  }
  // Rounded: its faces moved out by the radius, and a disc at each point.
  var best = Float.infinity
  for i in 0..<count {
    let p = hull.pointee.point(i)
    best = min(best, castDisc(origin - p, direction, radius))
    let q = hull.pointee.point(i + 1 < count ? i + 1 : 0)
    let n = hull.pointee.normal(i)
    let speed = n.dot(direction)
    let height = n.dot(origin - p) - radius
    let edge = q - p
    // The end faces of a capsule have no width; their discs stand for them.
    if edge.lengthSquared < 1e-12 { continue }
    if height <= 0 && height >= -2 * radius {
      let along = (origin - p).dot(edge)
      if along >= 0 && along <= edge.lengthSquared && height >= -radius { return 0 }
    }
    if speed < 0 && height > 0 {
      let t = -height / speed
      let along = (origin + direction * t - p).dot(edge)
      if along >= 0 && along <= edge.lengthSquared { best = min(best, t) }
    }
  }
  return best
}
