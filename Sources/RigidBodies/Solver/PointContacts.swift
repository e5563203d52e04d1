import CSimCore
import SimCore

// The passes over a block of contacts with one or two points.

extension StepFrame {
  @inline(__always)
  func solvePoints(
    _ pass: ContactPass, _ block: Int, _ f: UnsafeMutablePointer<F8>, _ k: PassConstants,
    points: Int, isStatic: Bool
  ) {
    let p0 = f + BlockLayout.headSize
    let p1 = f + (BlockLayout.headSize + BlockLayout.pointSize)
    let indexA = UnsafePointer(laneA + block * 8)
    let indexB = UnsafePointer(laneB + block * 8)
    var pair = VelocityPair(
      a: LaneColumns(rowVelocities, rows: indexA), spinA: .zero,
      b: isStatic ? LaneColumns.zero : LaneColumns(rowVelocities, rows: indexB), spinB: .zero,
      nx: f[BlockLayout.normalX], ny: f[BlockLayout.normalY])
    let da = LaneColumns(rowDeltas, rows: indexA)
    pair.spinA = da.w
    var motionX = -da.x
    var motionY = -da.y
    var turnB = F8.zero
    if !isStatic {
      let db = LaneColumns(rowDeltas, rows: indexB)
      motionX += db.x
      motionY += db.y
      turnB = db.z
      pair.spinB = db.w
    }
    // Relative motion since the step began, along the normal and the tangent.
    let along = motionX * pair.nx + motionY * pair.ny
    let across = motionX * pair.ny - motionY * pair.nx
    var friction = F8.zero
    if pass == .relax { friction = f[BlockLayout.friction] }
    var restitution = F8.zero
    if pass == .restitution { restitution = f[BlockLayout.restitution] }
    // The point is carried by A where it is a disc or a corner, by both where two faces meet.
    let shareA = F8(repeating: points == 2 && !isStatic ? 0.5 : 0)
    let shareB = F8(repeating: isStatic ? 0 : (points == 2 ? 0.5 : 1))
    var levers0 = Levers(p0, along: along, across: across, shareA: shareA, shareB: shareB)
    if isStatic { levers0.dropB() }
    if points == 1 {
      switch pass {
      case .warmStart: pair.warmStart(p0, levers0)
      case .solve: pair.solveNormal(p0, levers0, along, da.z, turnB, k)
      case .relax:
        pair.solveNormal(p0, levers0, along, da.z, turnB, k)
        pair.solveFriction(p0, levers0, friction)
      case .restitution: pair.restitute(p0, levers0, restitution, k)
      }
    } else {
      var levers1 = Levers(p1, along: along, across: across, shareA: shareA, shareB: shareB)
      if isStatic { levers1.dropB() }
      switch pass {
      case .warmStart:
        pair.warmStart(p0, levers0)
        pair.warmStart(p1, levers1)
      case .solve:
        pair.solveNormal(p0, levers0, along, da.z, turnB, k)
        pair.solveNormal(p1, levers1, along, da.z, turnB, k)
      case .relax:
        pair.solveNormal(p0, levers0, along, da.z, turnB, k)
        pair.solveNormal(p1, levers1, along, da.z, turnB, k)
        pair.solveFriction(p0, levers0, friction)
        pair.solveFriction(p1, levers1, friction)
      case .restitution:
        pair.restitute(p0, levers0, restitution, k)
        pair.restitute(p1, levers1, restitution, k)
      }
    }
    if pass == .relax {
      var any = fleetfield_f8_any_less(p0[BlockLayout.approach], k.threshold)
      if points == 2 { any |= fleetfield_f8_any_less(p1[BlockLayout.approach], k.threshold) }
      blockBounces[block] = UInt8(truncatingIfNeeded: any)
    }
    pair.a.store(rowVelocities, rows: indexA)
    if !isStatic { pair.b.store(rowVelocities, rows: indexB) }
  }
}

/// The levers of a contact point at this moment of the step.
private struct Levers {
  var normalA: F8
  var tangentA: F8
  var normalB: F8
  var tangentB: F8

  /// Levers that follow the relative motion e of B against A: the point moves by shareA · e
  /// relative to A and by −shareB · e relative to B, so that it stays one point.
  ///
  /// With e = along · n + across · t one has e × n = −across · (t × n)… and t × n = 1 here, so
  /// e × n = across and e × t = −along.
  @inline(__always)
  init(_ p: UnsafeMutablePointer<F8>, along: F8, across: F8, shareA: F8, shareB: F8) {
    normalA = p[BlockLayout.normalLeverA] + shareA * across
    tangentA = p[BlockLayout.tangentLeverA] - shareA * along
    normalB = p[BlockLayout.normalLeverB] - shareB * across
    tangentB = p[BlockLayout.tangentLeverB] + shareB * along
  }

  @inline(__always)
  mutating func dropB() {
    normalB = .zero
    tangentB = .zero
  }
}

/// The velocities of both bodies of eight contacts, with the normal.
private struct VelocityPair {
  var a: LaneColumns
  var spinA: F8
  var b: LaneColumns
  var spinB: F8
  var nx: F8
  var ny: F8

  @inline(__always)
  mutating func warmStart(_ p: UnsafeMutablePointer<F8>, _ l: Levers) {
    let normalImpulse = p[BlockLayout.normalImpulse]
    // The approach is that of the last moment before the hit, whichever substep it comes in.
    p[BlockLayout.approach] = fleetfield_f8_where_positive(
      normalImpulse, p[BlockLayout.approach], normalSpeed(l))
    applyNormal(normalImpulse, l)
    applyTangent(p[BlockLayout.tangentImpulse], l)
  }

  @inline(__always)
  mutating func solveNormal(
    _ p: UnsafeMutablePointer<F8>, _ l: Levers, _ along: F8, _ turnA: F8, _ turnB: F8,
    _ k: PassConstants
  ) {
    let gap =
      p[BlockLayout.separation] + along + p[BlockLayout.normalLeverB] * turnB
      - p[BlockLayout.normalLeverA] * turnA
    let impulse = normalChange(
      gap: gap, speed: normalSpeed(l), mass: mass(l.normalA, l.normalB),
      p[BlockLayout.normalImpulse], k)
    p[BlockLayout.normalImpulse] += impulse
    applyNormal(impulse, l)
  }

  @inline(__always)
  mutating func solveFriction(_ p: UnsafeMutablePointer<F8>, _ l: Levers, _ friction: F8) {
    let slide =
      (b.x - a.x) * ny - (b.y - a.y) * nx + l.tangentB * b.z - l.tangentA * a.z
    let normal = p[BlockLayout.normalImpulse]
    let old = p[BlockLayout.tangentImpulse]
    let limit = friction * normal
    let clamped = fleetfield_f8_max(
      -limit, fleetfield_f8_min(old - mass(l.tangentA, l.tangentB) * slide, limit))
    p[BlockLayout.tangentImpulse] = clamped
    p[BlockLayout.total] += normal
    applyTangent(clamped - old, l)
  }

  @inline(__always)
  mutating func restitute(
    _ p: UnsafeMutablePointer<F8>, _ l: Levers, _ restitution: F8, _ k: PassConstants
  ) {
    let impulse = bounce(
      approach: p[BlockLayout.approach], restitution: restitution, speed: normalSpeed(l),
      mass: mass(l.normalA, l.normalB), p[BlockLayout.normalImpulse], k)
    p[BlockLayout.normalImpulse] = fleetfield_f8_where_positive(
      impulse, .zero, p[BlockLayout.normalImpulse])
    p[BlockLayout.tangentImpulse] = fleetfield_f8_where_positive(
      impulse, .zero, p[BlockLayout.tangentImpulse])
    p[BlockLayout.total] += impulse
    applyNormal(impulse, l)
  }

  /// The effective mass at these levers.
  ///
  /// It is computed, not stored: levers move with the bodies, and
  /// a mass of other levers gains energy without bound where bodies pass each other fast.
  @inline(__always)
  func mass(_ leverA: F8, _ leverB: F8) -> F8 {
    reciprocal(a.w + b.w + spinA * leverA * leverA + spinB * leverB * leverB)
  }

  @inline(__always)
  func normalSpeed(_ l: Levers) -> F8 {
    (b.x - a.x) * nx + (b.y - a.y) * ny + l.normalB * b.z - l.normalA * a.z
  }

  @inline(__always)
  mutating func applyNormal(_ impulse: F8, _ l: Levers) {
    a.x -= a.w * impulse * nx
    a.y -= a.w * impulse * ny
    a.z -= spinA * l.normalA * impulse
    b.x += b.w * impulse * nx
    b.y += b.w * impulse * ny
    b.z += spinB * l.normalB * impulse
  }

  @inline(__always)
  mutating func applyTangent(_ impulse: F8, _ l: Levers) {
    a.x -= a.w * impulse * ny
    a.y += a.w * impulse * nx
    a.z -= spinA * l.tangentA * impulse
    b.x += b.w * impulse * ny
    b.y -= b.w * impulse * nx
    b.z += spinB * l.tangentB * impulse
  }
}
