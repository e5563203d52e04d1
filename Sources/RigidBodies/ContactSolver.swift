import CSimCore
import SimCore

// The contact solver: soft step over blocks of eight contacts.
//
// Goals, in order of priority:
// 1. Right: momentum is kept to rounding, angular momentum to the gap between the surfaces.
// 2. Deterministic: blocks of a colour share no body, so their order does not matter; lanes never
//    mix; no fused multiply-add.
// 3. Fast: one transpose to read eight bodies, constraints in Jacobian form, kernels specialised by
//    type, nothing per lane.
//
// The scheme is the soft step of Box2D 3. What differs: (a) levers follow the motion within the
// step, so that an impulse acts on both bodies at one place, which keeps angular momentum where
// fixed anchors lose 5 % in a fast off-centre hit; (b) two discs find their normal and gap anew in
// each substep; (c) contacts with the map have no second body at all.
//
// Signs: the normal points from A to B, the tangent is (n_y, −n_x); an impulse P acts on B as +P and
// on A as −P; levers are r × n and r × t.

/// What a pass over the contacts does.
enum ContactPass {
  /// Applies the impulses of the last substep.
  case warmStart
  /// Normal impulses with the soft push-out of overlap.
  case solve
  /// Normal impulses without push-out, then friction.
  case relax
  /// Restitution of the hits of this substep.
  case restitution
}

/// The softness of contacts in a substep.
struct Softness {
  /// Push-out rate times mass scale, 1/s.
  var bias: Float
  var massScale: Float
  var impulseScale: Float

  /// Soft constraint of a frequency (Hz) and damping ratio at a substep (s).
  ///
  /// Source: E. Catto, "Soft Constraints", GDC 2011, in the form of Box2D 3's b2MakeSoft.
  init(hertz: Float, dampingRatio: Float, substep: Float) {
    let omega = 2 * Float.pi * hertz
    let a1 = 2 * dampingRatio + substep * omega
    let a2 = substep * omega * a1
    let a3 = 1 / (1 + a2)
    massScale = a2 * a3
    impulseScale = a3
    bias = omega / a1 * massScale
  }
}

/// Constants of one pass over the contacts, spread over the lanes.
struct PassConstants {
  var bias: F8
  var massScale: F8
  var impulseScale: F8
  var inverseSubstep: F8
  var fastestPush: F8
  var threshold: F8

  init(softness: Softness?, settings: PhysicsSettings) {
    bias = F8(repeating: softness?.bias ?? 0)
    massScale = F8(repeating: softness?.massScale ?? 1)
    impulseScale = F8(repeating: softness?.impulseScale ?? 0)
    inverseSubstep = F8(repeating: Float(settings.substepCount) / settings.timeStep)
    fastestPush = F8(repeating: -settings.maxPushSpeed * (softness?.massScale ?? 1))
    threshold = F8(repeating: -settings.restitutionThreshold)
  }
}

extension StepFrame {
  /// Runs a pass over a run of blocks; writes those blocks and the rows of their bodies.
  func run(
    _ pass: ContactPass, _ range: Range<Int>, types: UnsafePointer<UInt8>,
    dynamicConstants: PassConstants, staticConstants: PassConstants
  ) {
    for block in range {
      let fields = blocks + Int(blockOffsets[block])
      switch Int(types[block]) {
      case ContactType.discs:
        solveDiscs(pass, block, fields, dynamicConstants)
      case ContactType.onePoint:
        solvePoints(pass, block, fields, dynamicConstants, points: 1, isStatic: false)
      case ContactType.twoPoints:
        solvePoints(pass, block, fields, dynamicConstants, points: 2, isStatic: false)
      case ContactType.staticOnePoint:
        solvePoints(pass, block, fields, staticConstants, points: 1, isStatic: true)
      default:
        solvePoints(pass, block, fields, staticConstants, points: 2, isStatic: true)
      }
    }
  }

  @inline(__always)
  private func solveDiscs(
    _ pass: ContactPass, _ block: Int, _ f: UnsafeMutablePointer<F8>, _ k: PassConstants
  ) {
    if pass == .restitution {
      // The normal turns within the step, so the test by the first one is generous by half.
      let approach =
        f[BlockLayout.discApproachX] * f[BlockLayout.discX] + f[BlockLayout.discApproachY]
        * f[BlockLayout.discY]
      let reach = f[BlockLayout.discRadiusA] + f[BlockLayout.discRadiusB]
      let limit = F8(repeating: 0.5) * k.threshold * reach
      if fleetfield_f8_any_less(approach, limit) == 0 { return }
    }
    let indexA = UnsafePointer(laneA + block * 8)
    let indexB = UnsafePointer(laneB + block * 8)
    var a = LaneColumns(rowVelocities, rows: indexA)
    var b = LaneColumns(rowVelocities, rows: indexB)
    let da = LaneColumns(rowDeltas, rows: indexA)
    let db = LaneColumns(rowDeltas, rows: indexB)
    let x = f[BlockLayout.discX] + (db.x - da.x)
    let y = f[BlockLayout.discY] + (db.y - da.y)
    let radiusA = f[BlockLayout.discRadiusA]
    let radiusB = f[BlockLayout.discRadiusB]
    let distance = fleetfield_f8_max(x * x + y * y, F8(repeating: 1e-12)).squareRoot()
    let inverse = F8(repeating: 1) / distance
    let nx = x * inverse
    let ny = y * inverse
    let gap = distance - (radiusA + radiusB)
    // The impulse acts midway in the gap, on both at one place.
    let leverA = -(radiusA + F8(repeating: 0.5) * gap)
    let leverB = radiusB + F8(repeating: 0.5) * gap
    let normalMass = reciprocal(a.w + b.w)
    let tangentMass = reciprocal(a.w + b.w + da.w * leverA * leverA + db.w * leverB * leverB)
    var normalImpulse = f[BlockLayout.discNormalImpulse]
    var tangentImpulse = f[BlockLayout.discTangentImpulse]
    switch pass {
    case .warmStart:
      // The approach is that of the last moment before the hit, whichever substep it comes in.
      f[BlockLayout.discApproachX] = fleetfield_f8_where_positive(
        normalImpulse, f[BlockLayout.discApproachX], b.x - a.x)
      f[BlockLayout.discApproachY] = fleetfield_f8_where_positive(
        normalImpulse, f[BlockLayout.discApproachY], b.y - a.y)
      let px = normalImpulse * nx + tangentImpulse * ny
      let py = normalImpulse * ny - tangentImpulse * nx
      a.x -= a.w * px
      a.y -= a.w * py
      a.z -= da.w * (leverA * tangentImpulse)
      b.x += b.w * px
      b.y += b.w * py
      b.z += db.w * (leverB * tangentImpulse)
    case .solve, .relax:
      let speed = (b.x - a.x) * nx + (b.y - a.y) * ny
      let impulse = normalChange(
        gap: gap, speed: speed, mass: normalMass, normalImpulse, k)
      normalImpulse += impulse
      a.x -= a.w * impulse * nx
      a.y -= a.w * impulse * ny
      b.x += b.w * impulse * nx
      b.y += b.w * impulse * ny
      if pass == .relax {
        let slide = (b.x - a.x) * ny - (b.y - a.y) * nx + leverB * b.z - leverA * a.z
        let limit = f[BlockLayout.discFriction] * normalImpulse
        let wanted = tangentImpulse - tangentMass * slide
        let clamped = fleetfield_f8_max(-limit, fleetfield_f8_min(wanted, limit))
        let change = clamped - tangentImpulse
        tangentImpulse = clamped
        a.x -= a.w * change * ny
        a.y += a.w * change * nx
        a.z -= da.w * leverA * change
        b.x += b.w * change * ny
        b.y -= b.w * change * nx
        b.z += db.w * leverB * change
        f[BlockLayout.discTotal] += normalImpulse
        f[BlockLayout.discTangentImpulse] = tangentImpulse
      }
      f[BlockLayout.discNormalImpulse] = normalImpulse
    case .restitution:
      let speed = (b.x - a.x) * nx + (b.y - a.y) * ny
      let impulse = bounce(
        approach: f[BlockLayout.discApproachX] * nx + f[BlockLayout.discApproachY] * ny,
        restitution: f[BlockLayout.discRestitution], speed: speed,
        mass: normalMass, normalImpulse, k)
      f[BlockLayout.discNormalImpulse] = fleetfield_f8_where_positive(
        impulse, .zero, normalImpulse)
      f[BlockLayout.discTangentImpulse] = fleetfield_f8_where_positive(
        impulse, .zero, tangentImpulse)
      f[BlockLayout.discTotal] += impulse
      a.x -= a.w * impulse * nx
      a.y -= a.w * impulse * ny
      b.x += b.w * impulse * nx
      b.y += b.w * impulse * ny
    }
    a.store(rowVelocities, rows: indexA)
    b.store(rowVelocities, rows: indexB)
  }

  @inline(__always)
  private func solvePoints(
    _ pass: ContactPass, _ block: Int, _ f: UnsafeMutablePointer<F8>, _ k: PassConstants,
    points: Int, isStatic: Bool
  ) {
    let p0 = f + BlockLayout.headSize
    let p1 = f + (BlockLayout.headSize + BlockLayout.pointSize)
    if pass == .restitution {
      var any = fleetfield_f8_any_less(p0[BlockLayout.approach], k.threshold)
      if points == 2 { any |= fleetfield_f8_any_less(p1[BlockLayout.approach], k.threshold) }
      if any == 0 { return }
    }
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
    pair.a.store(rowVelocities, rows: indexA)
    if !isStatic { pair.b.store(rowVelocities, rows: indexB) }
  }
}

extension LaneColumns {
  @inline(__always)
  static var zero: LaneColumns { LaneColumns(x: .zero, y: .zero, z: .zero, w: .zero) }

  @inline(__always)
  init(x: F8, y: F8, z: F8, w: F8) {
    self.x = x
    self.y = y
    self.z = z
    self.w = w
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

/// 1 / x; large but finite for the zero of an empty lane, whose speeds are zero.
@inline(__always)
private func reciprocal(_ x: F8) -> F8 {
  F8(repeating: 1) / fleetfield_f8_max(x, F8(repeating: 1e-20))
}

/// The change of a normal impulse that stops the approach, lets a gap close and pushes overlap out.
@inline(__always)
private func normalChange(
  gap: F8, speed: F8, mass: F8, _ impulse: F8, _ k: PassConstants
) -> F8 {
  let one = F8(repeating: 1)
  let bias = fleetfield_f8_where_positive(
    gap, gap * k.inverseSubstep, fleetfield_f8_max(k.bias * gap, k.fastestPush))
  let massScale = fleetfield_f8_where_positive(gap, one, k.massScale)
  let impulseScale = fleetfield_f8_where_positive(gap, .zero, k.impulseScale)
  let change = mass * (massScale * speed + bias) + impulseScale * impulse
  return fleetfield_f8_max(impulse - change, .zero) - impulse
}

/// The impulse that gives back the approach speed times the restitution, where there was a hit.
///
/// It comes at the end of the substep of the hit, along the normal of that moment, and is not
/// warm-started: the bodies part. Giving it once a step, as others do, costs a gas of elastic discs
/// a quarter of its energy in 10 s where normals turn within the step.
@inline(__always)
private func bounce(
  approach: F8, restitution: F8, speed: F8, mass: F8, _ impulse: F8, _ k: PassConstants
) -> F8 {
  let wanted = fleetfield_f8_max(-mass * (speed + restitution * approach), .zero)
  let isFast = fleetfield_f8_where_positive(k.threshold - approach, wanted, .zero)
  let isElastic = fleetfield_f8_where_positive(restitution, isFast, .zero)
  return fleetfield_f8_where_positive(impulse, isElastic, .zero)
}
