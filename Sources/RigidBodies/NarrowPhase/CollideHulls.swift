import SimCore

// Where two rounded convex cores touch: exact distance outside, least overlap inside.
//
// All work is in the frame of the first core. Eight core points are the lanes of one vector, so a
// face of one core is tested against all points of the other at once.

/// A point of contact as the collision routines give it, in the frame of the first core.
struct LocalManifold {
  /// From the first shape to the second.
  var normal = Vec2.zero
  /// Midway between the surfaces.
  var point0 = Vec2.zero
  var point1 = Vec2.zero
  var separation0: Float = 0
  var separation1: Float = 0
  var code: UInt32 = 0
  var pointCount: UInt32 = 0
}

/// The smallest lane; written out because the library's reduction is a call.
@inline(__always)
func smallestLane(_ v: SIMD8<Float>) -> Float {
  let a = v.lowHalf.replacing(with: v.highHalf, where: v.highHalf .< v.lowHalf)
  let b = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .< a.lowHalf)
  return b.x < b.y ? b.x : b.y
}

/// A disc of the first core's frame against a rounded core: at most one point.
///
/// - Parameters:
///   - center: The disc's centre in the hull's frame.
///   - radius: The disc's radius, metres.
///   - hull: The core.
///   - margin: Gap up to which a point is reported, metres.
/// - Returns: The manifold in the hull's frame, its normal from the disc to the hull.
@inline(__always)
func collideDisc(
  center: Vec2, radius: Float, hull: UnsafePointer<Hull>, margin: Float
) -> LocalManifold {
  let count = Int(hull.pointee.count)
  var result = LocalManifold()
  if count == 1 {
    let delta = -center
    let distance = delta.length
    let separation = distance - radius - hull.pointee.radius
    if separation > margin { return result }
    result.normal = distance > 1e-6 ? delta / distance : Vec2(1, 0)
    result.separation0 = separation
    result.point0 = center + result.normal * (radius + 0.5 * separation)
    result.code = 1
    result.pointCount = 1
    return result
  }
  // The face the centre is farthest outside of.
  var bestFace = 0
  var best = -Float.infinity
  for i in 0..<count {
    let s = hull.pointee.normal(i).dot(center - hull.pointee.point(i))
    if s > best {
      best = s
      bestFace = i
    }
  }
  let total = radius + hull.pointee.radius
  if best > total + margin { return result }
  var outward = hull.pointee.normal(bestFace)
  var separation = best
  var code = UInt32(bestFace) + 2
  if best > 1e-5 {
    // Outside: the nearest point of the whole outline, which may be a corner.
    var nearest = Vec2.zero
    var least = Float.infinity
    for i in 0..<count {
      let next = i + 1 < count ? i + 1 : 0
      let point = closestPoint(on: hull.pointee.point(i), hull.pointee.point(next), to: center)
      let square = (center - point).lengthSquared
      if square < least {
        least = square
        nearest = point
        code = UInt32(i) + 2
      }
    }
    separation = least.squareRoot()
    outward = (center - nearest) / separation
  }
  separation -= total
  if separation > margin { return result }
  result.normal = -outward
  result.separation0 = separation
  result.point0 = center - outward * (radius + 0.5 * separation)
  result.code = code
  result.pointCount = 1
  return result
}

/// Two rounded cores of at least two points: at most two points of contact.
///
/// - Parameters:
///   - a: The first core.
///   - b: The second core.
///   - bx: Its x coordinates, already in the first one's frame.
///   - by: Its y coordinates there.
///   - bnx: Its normals' x there.
///   - bny: Its normals' y there.
///   - margin: Gap up to which points are reported, metres.
/// - Returns: The manifold in the first one's frame.
func collideHulls(
  _ a: UnsafePointer<Hull>, _ b: UnsafePointer<Hull>, bx: SIMD8<Float>, by: SIMD8<Float>,
  bnx: SIMD8<Float>, bny: SIMD8<Float>, margin: Float
) -> LocalManifold {
  var result = LocalManifold()
  let countA = Int(a.pointee.count)
  let countB = Int(b.pointee.count)
  let total = a.pointee.radius + b.pointee.radius
  var faceA = 0
  var separationA = -Float.infinity
  for i in 0..<countA {
    let n = a.pointee.normal(i)
    let offset = n.dot(a.pointee.point(i))
    let s = smallestLane(bx * n.x + by * n.y) - offset
    if s > separationA {
      separationA = s
      faceA = i
    }
  }
  if separationA > total + margin { return result }
  var faceB = 0
  var separationB = -Float.infinity
  for i in 0..<countB {
    let n = Vec2(bnx[i], bny[i])
    let offset = n.x * bx[i] + n.y * by[i]
    let s = smallestLane(a.pointee.x * n.x + a.pointee.y * n.y) - offset
    if s > separationB {
      separationB = s
      faceB = i
    }
  }
  if separationB > total + margin { return result }
  // A face of the first core is preferred unless one of the second is clearly better, so that
  // resting boxes do not change their mind from step to step.
  let isFlipped = separationB > separationA + 5e-4
  let best = isFlipped ? separationB : separationA
  let isBeside =
    best > 1e-4
    && (isFlipped
      ? isBesideFace(
        start: Vec2(bx[faceB], by[faceB]), normal: Vec2(bnx[faceB], bny[faceB]),
        end: point(faceB + 1 < countB ? faceB + 1 : 0, bx, by), x: a.pointee.x, y: a.pointee.y,
        count: countA, separation: best)
      : isBesideFace(
        start: a.pointee.point(faceA), normal: a.pointee.normal(faceA),
        end: a.pointee.point(faceA + 1 < countA ? faceA + 1 : 0), x: bx, y: by, count: countB,
        separation: best))
  if isBeside {
    // The cores are apart and no corner is in front of the face, so the true distance is between
    // corners.
    let nearest = nearestPoints(a, bx: bx, by: by, countB: countB)
    let distance = nearest.distance
    if distance - total > margin { return result }
    if distance > best * 1.000_5 + 1e-5 {
      result.normal = (nearest.onB - nearest.onA) / distance
      result.separation0 = distance - total
      result.point0 =
        nearest.onA + result.normal * (a.pointee.radius + 0.5 * result.separation0)
      result.code = 0x4000_0000 | nearest.code
      result.pointCount = 1
      return result
    }
  }
  if isFlipped {
    let n = Vec2(bnx[faceB], bny[faceB])
    let next = faceB + 1 < countB ? faceB + 1 : 0
    let incident = mostOpposed(
      to: n, x: a.pointee.normalX, y: a.pointee.normalY, count: countA)
    let incidentNext = incident + 1 < countA ? incident + 1 : 0
    result = clip(
      start: Vec2(bx[faceB], by[faceB]), end: Vec2(bx[next], by[next]), normal: n,
      radius: b.pointee.radius, incidentStart: a.pointee.point(incident),
      incidentEnd: a.pointee.point(incidentNext), incidentRadius: a.pointee.radius, margin: margin)
    result.normal = -result.normal
    result.code = 0x2000_0000 | UInt32(faceB) << 8 | UInt32(incident) << 4 | 1
  } else {
    let next = faceA + 1 < countA ? faceA + 1 : 0
    let incident = mostOpposed(to: a.pointee.normal(faceA), x: bnx, y: bny, count: countB)
    let incidentNext = incident + 1 < countB ? incident + 1 : 0
    result = clip(
      start: a.pointee.point(faceA), end: a.pointee.point(next), normal: a.pointee.normal(faceA),
      radius: a.pointee.radius, incidentStart: Vec2(bx[incident], by[incident]),
      incidentEnd: Vec2(bx[incidentNext], by[incidentNext]), incidentRadius: b.pointee.radius,
      margin: margin)
    result.code = UInt32(faceA) << 8 | UInt32(incident) << 4 | 1
  }
  return result
}

/// Clips an incident edge to the extent of a reference face and keeps the points near it.
///
/// Points come in the order along the face, so a code of the two edges identifies both.
func clip(
  start: Vec2, end: Vec2, normal: Vec2, radius: Float, incidentStart: Vec2, incidentEnd: Vec2,
  incidentRadius: Float, margin: Float
) -> LocalManifold {
  var result = LocalManifold()
  result.normal = normal
  let edge = end - start
  let length = edge.length
  // The end face of a capsule has no width: everything clips to its one point.
  let tangent = length > 1e-6 ? edge / length : normal.perpendicular
  // Along an anticlockwise outline the incident edge runs against the face.
  let p = incidentEnd - start
  let q = incidentStart - start
  var tP = p.dot(tangent)
  var tQ = q.dot(tangent)
  var sP = p.dot(normal)
  var sQ = q.dot(normal)
  if tP > tQ {
    swap(&tP, &tQ)
    swap(&sP, &sQ)
  }
  // Rounded ends reach a little past the face; polygons do not.
  let low = max(tP, -1e-4)
  let high = min(tQ, length + 1e-4)
  if low > high {
    // A corner beside the face: it counts only within the rounding.
    let along = tP > length ? tP : tQ
    let beside = tP > length ? tP - length : -tQ
    let gap = tP > length ? sP : sQ
    if beside > radius + incidentRadius { return result }
    let separation = gap - radius - incidentRadius
    if separation > margin { return result }
    result.point0 = start + tangent * along + normal * (radius + 0.5 * separation)
    result.separation0 = separation
    result.pointCount = 1
    return result
  }
  let slope = tQ - tP > 1e-6 ? (sQ - sP) / (tQ - tP) : 0
  let sLow = sP + slope * (low - tP) - radius - incidentRadius
  let sHigh = sP + slope * (high - tP) - radius - incidentRadius
  if sLow <= margin {
    result.point0 = start + tangent * low + normal * (radius + 0.5 * sLow)
    result.separation0 = sLow
    result.pointCount = 1
  }
  if sHigh <= margin && (high - low > 1e-3 || result.pointCount == 0) {
    let point = start + tangent * high + normal * (radius + 0.5 * sHigh)
    if result.pointCount == 0 {
      result.point0 = point
      result.separation0 = sHigh
    } else {
      result.point1 = point
      result.separation1 = sHigh
    }
    result.pointCount += 1
  }
  return result
}

@inline(__always)
private func point(_ i: Int, _ x: SIMD8<Float>, _ y: SIMD8<Float>) -> Vec2 { Vec2(x[i], y[i]) }

/// True where the corners nearest to a face's line are all beside the face.
@inline(__always)
private func isBesideFace(
  start: Vec2, normal: Vec2, end: Vec2, x: SIMD8<Float>, y: SIMD8<Float>, count: Int,
  separation: Float
) -> Bool {
  let edge = end - start
  let lengthSquared = edge.lengthSquared
  for i in 0..<count {
    let offset = Vec2(x[i], y[i]) - start
    let along = offset.dot(edge)
    if along >= 0 && along <= lengthSquared && offset.dot(normal) <= separation + 1e-5 {
      return false
    }
  }
  return true
}

/// The face whose normal points most against `direction`.
@inline(__always)
private func mostOpposed(
  to direction: Vec2, x: SIMD8<Float>, y: SIMD8<Float>, count: Int
) -> Int {
  var best = 0
  var least = Float.infinity
  for i in 0..<count {
    let d = x[i] * direction.x + y[i] * direction.y
    if d < least {
      least = d
      best = i
    }
  }
  return best
}

/// The nearest points of two separate cores, by each corner against each edge.
private func nearestPoints(
  _ a: UnsafePointer<Hull>, bx: SIMD8<Float>, by: SIMD8<Float>, countB: Int
) -> (onA: Vec2, onB: Vec2, distance: Float, code: UInt32) {
  var onA = Vec2.zero
  var onB = Vec2.zero
  var least = Float.infinity
  var code: UInt32 = 0
  let countA = Int(a.pointee.count)
  for i in 0..<countA {
    let next = i + 1 < countA ? i + 1 : 0
    let start = a.pointee.point(i)
    let end = a.pointee.point(next)
    for j in 0..<countB {
      let corner = Vec2(bx[j], by[j])
      let point = closestPoint(on: start, end, to: corner)
      let square = (corner - point).lengthSquared
      if square < least {
        least = square
        onA = point
        onB = corner
        code = UInt32(i) << 4 | UInt32(j)
      }
    }
  }
  for j in 0..<countB {
    let next = j + 1 < countB ? j + 1 : 0
    let start = Vec2(bx[j], by[j])
    let end = Vec2(bx[next], by[next])
    for i in 0..<countA {
      let corner = a.pointee.point(i)
      let point = closestPoint(on: start, end, to: corner)
      let square = (corner - point).lengthSquared
      if square < least {
        least = square
        onA = corner
        onB = point
        code = 0x100 | UInt32(j) << 4 | UInt32(i)
      }
    }
  }
  return (onA, onB, least.squareRoot(), code)
}
