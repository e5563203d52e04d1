import CSimCore

// The passes over a block of discs.

extension StepFrame {
  @inline(__always)
  func solveDiscs(
    _ pass: ContactPass, _ block: Int, _ f: UnsafeMutablePointer<F8>, _ k: PassConstants
  ) {
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
        // The normal turns within the step, so this test by the first one is generous by half.
        let approach =
          f[BlockLayout.discApproachX] * f[BlockLayout.discX] + f[BlockLayout.discApproachY]
          * f[BlockLayout.discY]
        let hitSpeed = F8(repeating: 0.5) * k.threshold * (radiusA + radiusB)
        blockBounces[block] = UInt8(
          truncatingIfNeeded: fleetfield_f8_any_less(approach, hitSpeed))
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
}
