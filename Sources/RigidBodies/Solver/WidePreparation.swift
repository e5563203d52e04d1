import CSimCore
import SimCore

// Blocks of discs, of discs on boxes and of boxes on boxes: eight contacts at once, from poses
// straight to levers and gaps.
//
// An empty lane repeats the pair of the first lane for its geometry; a gap of one metre then keeps
// its impulses at zero, and its rows name the immovable world.

extension StepFrame {
  /// Fills a block of discs.
  func prepareDiscs(_ block: Int, _ f: UnsafeMutablePointer<F8>) {
    let lanes = BlockLanes(self, block)
    let a = LaneColumns(poses, lanes.rowsA)
    let b = LaneColumns(poses, lanes.rowsB)
    let formA = LaneColumns(forms, lanes.collidersA)
    let formB = LaneColumns(forms, lanes.collidersB)
    let dx = b.x - a.x
    let dy = b.y - a.y
    let tiny = fleetfield_f8_below(dx * dx + dy * dy, F8(repeating: 1e-12))
    // Two discs in one place part along x; so do the discs of empty lanes, a metre apart.
    let x = fleetfield_f8_pick(tiny, F8(repeating: 1e-5), dx)
    f[BlockLayout.discX] = fleetfield_f8_pick(lanes.isLive, x, F8(repeating: 1))
    f[BlockLayout.discY] = fleetfield_f8_and(lanes.isLive, fleetfield_f8_pick(tiny, .zero, dy))
    f[BlockLayout.discRadiusA] = fleetfield_f8_and(lanes.isLive, formA.x)
    f[BlockLayout.discRadiusB] = fleetfield_f8_and(lanes.isLive, formB.x)
    f[BlockLayout.discFriction] = (formA.z * formB.z).squareRoot()
    f[BlockLayout.discRestitution] = fleetfield_f8_max(formA.w, formB.w)
    let va = LaneColumns(velocities, lanes.rowsA)
    let vb = LaneColumns(velocities, lanes.rowsB)
    f[BlockLayout.discApproachX] = fleetfield_f8_and(lanes.isLive, vb.x - va.x)
    f[BlockLayout.discApproachY] = fleetfield_f8_and(lanes.isLive, vb.y - va.y)
    let isKnown = lanes.match(self, block, codes: F8(repeating: 1))
    let impulses = LaneColumns(pairImpulses, lanes.pairs)
    f[BlockLayout.discNormalImpulse] = fleetfield_f8_and(isKnown, impulses.x)
    f[BlockLayout.discTangentImpulse] = fleetfield_f8_and(isKnown, impulses.y)
    f[BlockLayout.discTotal] = .zero
  }

  /// Fills a block of discs (first) on boxes (second).
  func prepareDiscBoxes(_ block: Int, _ f: UnsafeMutablePointer<F8>) {
    let lanes = BlockLanes(self, block)
    let a = LaneColumns(poses, lanes.rowsA)
    let b = LaneColumns(poses, lanes.rowsB)
    let formA = LaneColumns(forms, lanes.collidersA)
    let formB = LaneColumns(forms, lanes.collidersB)
    let dx = b.x - a.x
    let dy = b.y - a.y
    // The disc's centre in the box's frame, and the nearest point of the box.
    let x = -(b.z * dx + b.w * dy)
    let y = -(b.z * dy - b.w * dx)
    let ex = x - fleetfield_f8_max(-formB.x, fleetfield_f8_min(x, formB.x))
    let ey = y - fleetfield_f8_max(-formB.y, fleetfield_f8_min(y, formB.y))
    let square = ex * ex + ey * ey
    let isInside = fleetfield_f8_below(square, F8(repeating: 1e-10))
    let distance = fleetfield_f8_max(square, F8(repeating: 1e-20)).squareRoot()
    let inverse = F8(repeating: 1) / distance
    // Inside, the nearest face pushes.
    let depthX = formB.x - fleetfield_f8_abs(x)
    let depthY = formB.y - fleetfield_f8_abs(y)
    let faceX = fleetfield_f8_below(depthX, depthY)
    let sideX = fleetfield_f8_pick(
      fleetfield_f8_below(x, .zero), F8(repeating: -1), F8(repeating: 1))
    let sideY = fleetfield_f8_pick(
      fleetfield_f8_below(y, .zero), F8(repeating: -1), F8(repeating: 1))
    let outX = fleetfield_f8_pick(
      isInside, fleetfield_f8_pick(faceX, sideX, .zero), ex * inverse)
    let outY = fleetfield_f8_pick(
      isInside, fleetfield_f8_pick(faceX, .zero, sideY), ey * inverse)
    let toSurface = fleetfield_f8_pick(isInside, -fleetfield_f8_min(depthX, depthY), distance)
    let gap = toSurface - formA.x
    let nx = b.w * outY - b.z * outX
    let ny = -(b.w * outX + b.z * outY)
    // Midway between the surfaces.
    let arm = formA.x + F8(repeating: 0.5) * gap
    let normalLeverB = dy * nx - dx * ny
    let point = f + BlockLayout.headSize
    fillHead(f, nx, ny, formA, formB)
    point[BlockLayout.normalLeverA] = .zero
    point[BlockLayout.tangentLeverA] = -arm
    point[BlockLayout.normalLeverB] = normalLeverB
    point[BlockLayout.tangentLeverB] = dx * nx + dy * ny - arm
    point[BlockLayout.separation] = fleetfield_f8_pick(lanes.isLive, gap, F8(repeating: 1))
    let va = LaneColumns(velocities, lanes.rowsA)
    let vb = LaneColumns(velocities, lanes.rowsB)
    let approach = (vb.x - va.x) * nx + (vb.y - va.y) * ny + vb.z * normalLeverB
    point[BlockLayout.approach] = fleetfield_f8_and(lanes.isLive, approach)
    let isKnown = lanes.match(self, block, codes: F8(repeating: 1))
    let impulses = LaneColumns(pairImpulses, lanes.pairs)
    point[BlockLayout.normalImpulse] = fleetfield_f8_and(isKnown, impulses.x)
    point[BlockLayout.tangentImpulse] = fleetfield_f8_and(isKnown, impulses.y)
    point[BlockLayout.total] = .zero
  }

  /// Fills a block of boxes on boxes.
  func prepareBoxes(_ block: Int, _ f: UnsafeMutablePointer<F8>) {
    let lanes = BlockLanes(self, block)
    let a = LaneColumns(poses, lanes.rowsA)
    let b = LaneColumns(poses, lanes.rowsB)
    let formA = LaneColumns(forms, lanes.collidersA)
    let formB = LaneColumns(forms, lanes.collidersB)
    let margin = margin(lanes.rowsA, lanes.rowsB)
    let contact = BoxContact(a, b, formA, formB)
    fillHead(f, contact.nx, contact.ny, formA, formB)
    let va = LaneColumns(velocities, lanes.rowsA)
    let vb = LaneColumns(velocities, lanes.rowsB)
    let isKnown = lanes.match(self, block, codes: contact.code)
    let impulses = LaneColumns(pairImpulses, lanes.pairs)
    let dx = b.x - a.x
    let dy = b.y - a.y
    for p in 0..<2 {
      let point = f + BlockLayout.headSize + p * BlockLayout.pointSize
      let isFirst = p == 0
      let armX = isFirst ? contact.x0 : contact.x1
      let armY = isFirst ? contact.y0 : contact.y1
      let gap = isFirst ? contact.gap0 : contact.gap1
      let leverA = armX * contact.ny - armY * contact.nx
      let leverB = leverA - (dx * contact.ny - dy * contact.nx)
      let tangentA = -(armX * contact.nx + armY * contact.ny)
      let isPoint = fleetfield_f8_and(lanes.isLive, fleetfield_f8_below(gap, margin))
      point[BlockLayout.normalLeverA] = leverA
      point[BlockLayout.normalLeverB] = leverB
      point[BlockLayout.tangentLeverA] = tangentA
      point[BlockLayout.tangentLeverB] = tangentA + (dx * contact.nx + dy * contact.ny)
      point[BlockLayout.separation] = fleetfield_f8_pick(isPoint, gap, F8(repeating: 1))
      let approach =
        (vb.x - va.x) * contact.nx + (vb.y - va.y) * contact.ny + vb.z * leverB - va.z * leverA
      point[BlockLayout.approach] = fleetfield_f8_and(isPoint, approach)
      let keeps = fleetfield_f8_and(isKnown, isPoint)
      point[BlockLayout.normalImpulse] = fleetfield_f8_and(
        keeps, isFirst ? impulses.x : impulses.z)
      point[BlockLayout.tangentImpulse] = fleetfield_f8_and(
        keeps, isFirst ? impulses.y : impulses.w)
      point[BlockLayout.total] = .zero
    }
  }

  @inline(__always)
  private func fillHead(
    _ f: UnsafeMutablePointer<F8>, _ nx: F8, _ ny: F8, _ formA: LaneColumns, _ formB: LaneColumns
  ) {
    f[BlockLayout.normalX] = nx
    f[BlockLayout.normalY] = ny
    f[BlockLayout.friction] = (formA.z * formB.z).squareRoot()
    f[BlockLayout.restitution] = fleetfield_f8_max(formA.w, formB.w)
  }
}

/// The pairs of a block and what they name; empty lanes repeat the first.
private struct BlockLanes {
  var pairs: LaneRows
  var rowsA: LaneRows
  var rowsB: LaneRows
  var collidersA: LaneRows
  var collidersB: LaneRows
  /// A mask of the lanes in use.
  var isLive: F8

  @inline(__always)
  init(_ frame: StepFrame, _ block: Int) {
    let named = frame.lanePairs + block * 8
    let first = named[0]
    pairs = LaneRows(named)
    if pairs.r1 < 0 { pairs.r1 = first }
    if pairs.r2 < 0 { pairs.r2 = first }
    if pairs.r3 < 0 { pairs.r3 = first }
    if pairs.r4 < 0 { pairs.r4 = first }
    if pairs.r5 < 0 { pairs.r5 = first }
    if pairs.r6 < 0 { pairs.r6 = first }
    if pairs.r7 < 0 { pairs.r7 = first }
    isLive = fleetfield_f8_nonnegative(named)
    rowsA = LaneRows(frame.pairSlotsA, at: pairs)
    rowsB = LaneRows(frame.pairSlotsB, at: pairs)
    collidersA = LaneRows(frame.pairColliders, at: pairs, second: false)
    collidersB = LaneRows(frame.pairColliders, at: pairs, second: true)
  }

  /// Stores the features of each pair; a mask of the lanes in use where they are the last step's.
  ///
  /// A code is a small whole number above 0; its bits as a Float are what is stored.
  @inline(__always)
  func match(_ frame: StepFrame, _ block: Int, codes: F8) -> F8 {
    let known = fleetfield_f8_exchange(frame.pairCodes, frame.lanePairs + block * 8, codes)
    return fleetfield_f8_and(isLive, known)
  }
}

/// Where eight pairs of boxes touch: one normal and two points each.
///
/// The axis of the largest gap gives the reference face; the face of the other box that looks
/// against it most is clipped to its extent. Where the clipped face is beside the reference face,
/// the first point is the nearest of that face to the reference corner.
private struct BoxContact {
  /// From A to B.
  var nx: F8
  var ny: F8
  /// Points relative to A's centre, midway between the surfaces; gaps, large where there is none.
  var x0: F8
  var y0: F8
  var gap0: F8
  var x1: F8
  var y1: F8
  var gap1: F8
  /// Which features touch, as a small whole number.
  var code: F8

  @inline(__always)
  init(_ a: LaneColumns, _ b: LaneColumns, _ formA: LaneColumns, _ formB: LaneColumns) {
    let g = BoxGaps(a, b, formA, formB)
    let one = F8(repeating: 1)
    let zero = F8.zero
    // Another axis must be clearly better, so that resting boxes do not change their mind.
    let better = F8(repeating: 5e-4)
    let isYA = fleetfield_f8_below(g.alongXA + better, g.alongYA)
    let bestA = fleetfield_f8_pick(isYA, g.alongYA, g.alongXA)
    let isXB = fleetfield_f8_below(bestA + better, g.alongXB)
    let bestX = fleetfield_f8_pick(isXB, g.alongXB, bestA)
    let isYB = fleetfield_f8_below(bestX + better, g.alongYB)
    let best = fleetfield_f8_pick(isYB, g.alongYB, bestX)
    let isFlipped = fleetfield_f8_or(isXB, isYB)
    let isY = fleetfield_f8_pick(isFlipped, isYB, isYA)

    // The reference box, and the incident one in its frame.
    let refCos = fleetfield_f8_pick(isFlipped, b.z, a.z)
    let refSin = fleetfield_f8_pick(isFlipped, b.w, a.w)
    let refX = fleetfield_f8_pick(isFlipped, formB.x, formA.x)
    let refY = fleetfield_f8_pick(isFlipped, formB.y, formA.y)
    let incX = fleetfield_f8_pick(isFlipped, formA.x, formB.x)
    let incY = fleetfield_f8_pick(isFlipped, formA.y, formB.y)
    let px = fleetfield_f8_pick(isFlipped, -g.xInB, g.xInA)
    let py = fleetfield_f8_pick(isFlipped, -g.yInB, g.yInA)
    let sine = fleetfield_f8_pick(isFlipped, -g.sine, g.sine)
    let along = fleetfield_f8_pick(isY, py, px)
    let isNegative = fleetfield_f8_below(along, zero)
    let side = fleetfield_f8_pick(isNegative, -one, one)
    let localX = fleetfield_f8_pick(isY, zero, side)
    let localY = fleetfield_f8_pick(isY, side, zero)
    let height = fleetfield_f8_pick(isY, refY, refX)
    let extent = fleetfield_f8_pick(isY, refX, refY)

    // The incident face: the one that looks most against the normal.
    let inX = g.cosine * localX + sine * localY
    let inY = g.cosine * localY - sine * localX
    let isFaceX = fleetfield_f8_below(fleetfield_f8_abs(inY), fleetfield_f8_abs(inX))
    let faceX = fleetfield_f8_pick(fleetfield_f8_below(zero, inX), -incX, incX)
    let faceY = fleetfield_f8_pick(fleetfield_f8_below(zero, inY), -incY, incY)
    let v1x = fleetfield_f8_pick(isFaceX, faceX, -incX)
    let v1y = fleetfield_f8_pick(isFaceX, -incY, faceY)
    let v2x = fleetfield_f8_pick(isFaceX, faceX, incX)
    let v2y = fleetfield_f8_pick(isFaceX, incY, faceY)
    let w1x = px + g.cosine * v1x - sine * v1y
    let w1y = py + sine * v1x + g.cosine * v1y
    let w2x = px + g.cosine * v2x - sine * v2y
    let w2y = py + sine * v2x + g.cosine * v2y

    // Both ends as (place along the face, height over it), in order along the face.
    let t1 = fleetfield_f8_pick(isY, w1x, w1y)
    let t2 = fleetfield_f8_pick(isY, w2x, w2y)
    let m1 = side * fleetfield_f8_pick(isY, w1y, w1x) - height
    let m2 = side * fleetfield_f8_pick(isY, w2y, w2x) - height
    let isSwapped = fleetfield_f8_below(t2, t1)
    let startT = fleetfield_f8_pick(isSwapped, t2, t1)
    let endT = fleetfield_f8_pick(isSwapped, t1, t2)
    let startM = fleetfield_f8_pick(isSwapped, m2, m1)
    let endM = fleetfield_f8_pick(isSwapped, m1, m2)
    let low = fleetfield_f8_max(startT, -extent)
    let high = fleetfield_f8_min(endT, extent)
    let run = endT - startT
    let rise = endM - startM
    let slope = rise / fleetfield_f8_max(run, F8(repeating: 1e-9))
    let lowM = startM + slope * (low - startT)
    let highM = startM + slope * (high - startT)

    // Beside the face: the corner of the reference face and the nearest point of the other.
    let isBeside = fleetfield_f8_below(high, low)
    let corner = fleetfield_f8_pick(fleetfield_f8_below(extent, startT), extent, -extent)
    let fraction =
      ((corner - startT) * run - startM * rise)
      / fleetfield_f8_max(run * run + rise * rise, F8(repeating: 1e-12))
    let part = fleetfield_f8_max(zero, fleetfield_f8_min(fraction, one))
    let offT = startT + part * run - corner
    let offM = startM + part * rise
    let apart = fleetfield_f8_max(offT * offT + offM * offM, F8(repeating: 1e-12)).squareRoot()
    let none = F8(repeating: 1e3)
    let isCorner = fleetfield_f8_and(isBeside, fleetfield_f8_below(F8(repeating: 1e-4), best))
    let inverse = one / apart
    let normalT = fleetfield_f8_and(isCorner, offT * inverse)
    let normalM = fleetfield_f8_pick(isCorner, offM * inverse, one)
    gap0 = fleetfield_f8_pick(isBeside, fleetfield_f8_pick(isCorner, apart, none), lowM)
    let isShort = fleetfield_f8_below(high - low, F8(repeating: 1e-3))
    gap1 = fleetfield_f8_pick(fleetfield_f8_or(isBeside, isShort), none, highM)

    // Points and normal in the reference frame, then in the world.
    let half = F8(repeating: 0.5)
    let p0t = fleetfield_f8_pick(isBeside, corner + half * offT, low)
    let p0m = side * (height + half * fleetfield_f8_pick(isBeside, offM, lowM))
    let p1m = side * (height + half * highM)
    let g0x = fleetfield_f8_pick(isY, p0t, p0m)
    let g0y = fleetfield_f8_pick(isY, p0m, p0t)
    let g1x = fleetfield_f8_pick(isY, high, p1m)
    let g1y = fleetfield_f8_pick(isY, p1m, high)
    let pushM = side * normalM
    let pushX = fleetfield_f8_pick(isY, normalT, pushM)
    let pushY = fleetfield_f8_pick(isY, pushM, normalT)
    let outX = refCos * pushX - refSin * pushY
    let outY = refSin * pushX + refCos * pushY
    nx = fleetfield_f8_pick(isFlipped, -outX, outX)
    ny = fleetfield_f8_pick(isFlipped, -outY, outY)
    // From the reference centre to A's.
    let shiftX = fleetfield_f8_and(isFlipped, b.x - a.x)
    let shiftY = fleetfield_f8_and(isFlipped, b.y - a.y)
    x0 = refCos * g0x - refSin * g0y + shiftX
    y0 = refSin * g0x + refCos * g0y + shiftY
    x1 = refCos * g1x - refSin * g1y + shiftX
    y1 = refSin * g1x + refCos * g1y + shiftY
    let sideOfFace = fleetfield_f8_pick(
      isFaceX, fleetfield_f8_below(zero, inX), fleetfield_f8_below(zero, inY))
    code =
      one + fleetfield_f8_and(isFlipped, F8(repeating: 1))
      + fleetfield_f8_and(isY, F8(repeating: 2)) + fleetfield_f8_and(isNegative, F8(repeating: 4))
      + fleetfield_f8_and(isFaceX, F8(repeating: 8))
      + fleetfield_f8_and(sideOfFace, F8(repeating: 16))
      + fleetfield_f8_and(isCorner, F8(repeating: 32))
  }
}
