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

extension StepFrame {
  /// Runs a pass over a run of blocks; writes those blocks and the rows of their bodies.
  func run(_ pass: ContactPass, _ range: Range<Int>, _ constants: PassConstants.All) {
    switch pass {
    case .warmStart: runBlocks(.warmStart, range, constants.rigid, constants.rigid)
    case .solve: runBlocks(.solve, range, constants.dynamic, constants.fixed)
    case .relax: runBlocks(.relax, range, constants.rigid, constants.rigid)
    case .restitution: runBlocks(.restitution, range, constants.rigid, constants.rigid)
    }
  }

  /// One kernel for each pass, as the pass is a constant where this is inlined.
  @inline(__always)
  private func runBlocks(
    _ pass: ContactPass, _ range: Range<Int>, _ dynamic: PassConstants, _ fixed: PassConstants
  ) {
    for block in range {
      // Most blocks have no bounce; their fields need not be read for that.
      if pass == .restitution && blockBounces[block] == 0 { continue }
      let fields = blocks + Int(blockOffsets[block])
      switch Int(blockTypes[block]) {
      case ContactType.discs:
        solveDiscs(pass, block, fields, dynamic)
      case ContactType.discBox, ContactType.onePoint:
        solvePoints(pass, block, fields, dynamic, points: 1, isStatic: false)
      case ContactType.boxes, ContactType.twoPoints:
        solvePoints(pass, block, fields, dynamic, points: 2, isStatic: false)
      case ContactType.staticOnePoint:
        solvePoints(pass, block, fields, fixed, points: 1, isStatic: true)
      default:
        solvePoints(pass, block, fields, fixed, points: 2, isStatic: true)
      }
    }
  }
}

/// 1 / x; large but finite for the zero of an empty lane, whose speeds are zero.
@inline(__always)
func reciprocal(_ x: F8) -> F8 {
  F8(repeating: 1) / fleetfield_f8_max(x, F8(repeating: 1e-20))
}

/// The change of a normal impulse that stops the approach, lets a gap close and pushes overlap out.
@inline(__always)
func normalChange(
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
func bounce(
  approach: F8, restitution: F8, speed: F8, mass: F8, _ impulse: F8, _ k: PassConstants
) -> F8 {
  let wanted = fleetfield_f8_max(-mass * (speed + restitution * approach), .zero)
  let isFast = fleetfield_f8_where_positive(k.threshold - approach, wanted, .zero)
  let isElastic = fleetfield_f8_where_positive(restitution, isFast, .zero)
  return fleetfield_f8_where_positive(impulse, isElastic, .zero)
}
