import SimCore

// Which pairs touch, and where, one pair at a time: any convex shapes, and edges of the map.
// `WideNarrowPhase.swift` has the pairs that come in thousands.

extension StepFrame {
  /// The contact of a pair of bodies of any shapes.
  func findBodyContact(_ k: Int) {
    guard let (local, manifold) = bodyManifold(of: k) else {
      pairTypes[k] = ContactType.none
      pairCodes[k] = 0
      return
    }
    store(local, manifold, k, one: ContactType.onePoint, two: ContactType.twoPoints)
  }

  /// The manifold of a pair of bodies where they are now, in the frame of the collision routine and
  /// in the world; nil where their bounding circles are apart.
  func bodyManifold(of k: Int) -> (local: LocalManifold, world: Manifold)? {
    let slotA = Int(pairSlotsA[k])
    let slotB = Int(pairSlotsB[k])
    let colliderA = colliders + Int(pairColliders[k].x)
    let colliderB = colliders + Int(pairColliders[k].y)
    let poseA = poses[slotA]
    let poseB = poses[slotB]
    var delta = Vec2(poseB.x - poseA.x, poseB.y - poseA.y)
    let velocityA = velocities[slotA]
    let velocityB = velocities[slotB]
    let relative = Vec2(velocityB.x - velocityA.x, velocityB.y - velocityA.y)
    let margin = max(settings.speculativeDistance, relative.length * settings.timeStep)
    let rotationA = Rotation(cosine: poseA.z, sine: poseA.w)
    let rotationB = Rotation(cosine: poseB.z, sine: poseB.w)
    let armA = rotationA.rotate(Vec2(colliderA.pointee.x, colliderA.pointee.y))
    let armB = rotationB.rotate(Vec2(colliderB.pointee.x, colliderB.pointee.y))
    delta += armB - armA
    let bound = colliderA.pointee.boundingRadius + colliderB.pointee.boundingRadius + margin
    if delta.lengthSquared > bound * bound { return nil }
    let ownA = Rotation(cosine: colliderA.pointee.cosine, sine: colliderA.pointee.sine)
    let ownB = Rotation(cosine: colliderB.pointee.cosine, sine: colliderB.pointee.sine)
    let frameA = rotationA.composed(with: ownA)
    let frameB = rotationB.composed(with: ownB)
    let hullB = UnsafePointer(hulls + Int(colliderB.pointee.hull))
    let local: LocalManifold
    let frame: Rotation
    let offset: Vec2
    if colliderA.pointee.pointCount == 1 {
      local = collideDisc(
        center: frameB.inverseRotate(-delta), radius: colliderA.pointee.radius, hull: hullB,
        margin: margin)
      frame = frameB
      offset = armA + delta
    } else {
      let hullA = UnsafePointer(hulls + Int(colliderA.pointee.hull))
      let turn = Rotation(
        cosine: frameA.cosine * frameB.cosine + frameA.sine * frameB.sine,
        sine: frameA.cosine * frameB.sine - frameA.sine * frameB.cosine)
      let shift = frameA.inverseRotate(delta)
      let x = hullB.pointee.x
      let y = hullB.pointee.y
      let nx = hullB.pointee.normalX
      let ny = hullB.pointee.normalY
      local = collideHulls(
        hullA, hullB, bx: x * turn.cosine - y * turn.sine + shift.x,
        by: x * turn.sine + y * turn.cosine + shift.y, bnx: nx * turn.cosine - ny * turn.sine,
        bny: nx * turn.sine + ny * turn.cosine, margin: margin)
      frame = frameA
      offset = armA
    }
    var manifold = Manifold()
    manifold.friction = (colliderA.pointee.friction * colliderB.pointee.friction).squareRoot()
    manifold.restitution = max(colliderA.pointee.restitution, colliderB.pointee.restitution)
    manifold.normal = frame.rotate(local.normal)
    manifold.point0 = frame.rotate(local.point0) + offset
    manifold.point1 = frame.rotate(local.point1) + offset
    manifold.pointCount = local.pointCount
    return (local, manifold)
  }

  /// The contact of a pair with an edge of the map.
  func findMapContact(_ k: Int) {
    let slot = Int(pairSlotsA[k])
    let collider = colliders + Int(pairColliders[k].x)
    let pose = poses[slot]
    let velocity = velocities[slot]
    let rotation = Rotation(cosine: pose.z, sine: pose.w)
    let arm = rotation.rotate(Vec2(collider.pointee.x, collider.pointee.y))
    let center = Vec2(pose.x, pose.y) + arm
    let edge = segments[Int(pairColliders[k].y)].facing(center)
    // A fast body gets a wider margin, but not so wide that it is stopped by walls it only passes;
    // continuous collision catches what remains.
    let motion = Vec2(velocity.x, velocity.y).length * settings.timeStep
    let margin = max(settings.speculativeDistance, min(motion, traits[slot].coreRadius * 0.5))
    let nearest = closestPoint(on: edge.start, edge.end, to: center)
    let bound = collider.pointee.boundingRadius + margin
    if (nearest - center).lengthSquared > bound * bound {
      pairTypes[k] = ContactType.none
      pairCodes[k] = 0
      return
    }
    var local: LocalManifold
    if collider.pointee.pointCount == 1 {
      local = collideDisc(
        center: center, radius: collider.pointee.radius, edge: edge, margin: margin)
    } else {
      let hull = UnsafePointer(hulls + Int(collider.pointee.hull))
      let own = Rotation(cosine: collider.pointee.cosine, sine: collider.pointee.sine)
      let frame = rotation.composed(with: own)
      let x = hull.pointee.x
      let y = hull.pointee.y
      let nx = hull.pointee.normalX
      let ny = hull.pointee.normalY
      local = collideHull(
        hull, x: x * frame.cosine - y * frame.sine + center.x,
        y: x * frame.sine + y * frame.cosine + center.y,
        normalX: nx * frame.cosine - ny * frame.sine, normalY: nx * frame.sine + ny * frame.cosine,
        middle: center + frame.rotate(hull.pointee.middle), edge: edge, margin: margin)
    }
    var manifold = Manifold()
    let position = Vec2(pose.x, pose.y)
    manifold.friction = (collider.pointee.friction * edge.friction).squareRoot()
    manifold.restitution = max(collider.pointee.restitution, edge.restitution)
    manifold.normal = local.normal
    manifold.point0 = local.point0 - position
    manifold.point1 = local.point1 - position
    store(local, manifold, k, one: ContactType.staticOnePoint, two: ContactType.staticTwoPoints)
  }

  /// Writes a manifold, and forgets the impulses where other features touch than before.
  @inline(__always)
  private func store(
    _ local: LocalManifold, _ manifold: Manifold, _ k: Int, one: Int, two: Int
  ) {
    if local.pointCount == 0 {
      pairTypes[k] = ContactType.none
      pairCodes[k] = 0
      return
    }
    if pairCodes[k] != local.code { pairImpulses[k] = .zero }
    pairCodes[k] = local.code
    pairTypes[k] = UInt8(local.pointCount == 1 ? one : two)
    var row = manifold
    row.separation0 = local.separation0
    row.separation1 = local.separation1
    row.code = local.code
    row.pointCount = local.pointCount
    manifolds[Int(manifoldRows[k])] = row
  }
}
