import SimCore

// From manifolds to constraint blocks: levers, gaps, starting impulses.

extension StepFrame {
  /// Fills the blocks of a range; writes only those blocks.
  func prepareBlocks(_ range: Range<Int>) {
    for block in range {
      let type = Int(blockTypes[block])
      let fields = blocks + Int(blockOffsets[block])
      switch type {
      case ContactType.discs: prepareDiscs(block, fields)
      case ContactType.discBox: prepareDiscBoxes(block, fields)
      case ContactType.boxes: prepareBoxes(block, fields)
      default: prepareLanes(block, fields, type)
      }
    }
  }

  /// Fills a block of any other type, lane by lane.
  private func prepareLanes(_ block: Int, _ fields: UnsafeMutablePointer<F8>, _ type: Int) {
    // Empty lanes have no mass, so they never give an impulse.
    for i in 0..<BlockLayout.size(of: type) { fields[i] = .zero }
    let lanes = UnsafeMutableRawPointer(fields).assumingMemoryBound(to: Float.self)
    for lane in 0..<8 {
      let pair = Int(lanePairs[block * 8 + lane])
      if pair < 0 { continue }
      if type == ContactType.onePoint || type == ContactType.twoPoints {
        preparePoints(pair, lanes + lane)
      } else {
        prepareStaticPoints(pair, lanes + lane)
      }
    }
  }

  @inline(__always)
  private func preparePoints(_ pair: Int, _ field: UnsafeMutablePointer<Float>) {
    let a = Int(pairSlotsA[pair])
    let b = Int(pairSlotsB[pair])
    let manifold = manifolds + Int(manifoldRows[pair])
    let normal = manifold.pointee.normal
    let tangent = Vec2(normal.y, -normal.x)
    let poseA = poses[a]
    let poseB = poses[b]
    let delta = Vec2(poseB.x - poseA.x, poseB.y - poseA.y)
    let velocityA = velocities[a]
    let velocityB = velocities[b]
    let relative = Vec2(velocityB.x - velocityA.x, velocityB.y - velocityA.y)
    prepareHead(manifold, field)
    for p in 0..<Int(manifold.pointee.pointCount) {
      let row = field + (BlockLayout.headSize + p * BlockLayout.pointSize) * 8
      let armA = p == 0 ? manifold.pointee.point0 : manifold.pointee.point1
      let armB = armA - delta
      let normalA = armA.cross(normal)
      let normalB = armB.cross(normal)
      let tangentA = armA.cross(tangent)
      let tangentB = armB.cross(tangent)
      row[BlockLayout.normalLeverA * 8] = normalA
      row[BlockLayout.normalLeverB * 8] = normalB
      row[BlockLayout.tangentLeverA * 8] = tangentA
      row[BlockLayout.tangentLeverB * 8] = tangentB
      prepareImpulses(pair, p, manifold, row)
      row[BlockLayout.approach * 8] =
        relative.dot(normal) + velocityB.z * normalB - velocityA.z * normalA
    }
  }

  @inline(__always)
  private func prepareStaticPoints(_ pair: Int, _ field: UnsafeMutablePointer<Float>) {
    let a = Int(pairSlotsA[pair])
    let manifold = manifolds + Int(manifoldRows[pair])
    let normal = manifold.pointee.normal
    let tangent = Vec2(normal.y, -normal.x)
    let velocity = velocities[a]
    prepareHead(manifold, field)
    for p in 0..<Int(manifold.pointee.pointCount) {
      let row = field + (BlockLayout.headSize + p * BlockLayout.pointSize) * 8
      let arm = p == 0 ? manifold.pointee.point0 : manifold.pointee.point1
      let normalLever = arm.cross(normal)
      let tangentLever = arm.cross(tangent)
      row[BlockLayout.normalLeverA * 8] = normalLever
      row[BlockLayout.tangentLeverA * 8] = tangentLever
      prepareImpulses(pair, p, manifold, row)
      row[BlockLayout.approach * 8] =
        -Vec2(velocity.x, velocity.y).dot(normal) - velocity.z * normalLever
    }
  }

  @inline(__always)
  private func prepareHead(
    _ manifold: UnsafePointer<Manifold>, _ field: UnsafeMutablePointer<Float>
  ) {
    field[BlockLayout.normalX * 8] = manifold.pointee.normal.x
    field[BlockLayout.normalY * 8] = manifold.pointee.normal.y
    field[BlockLayout.friction * 8] = manifold.pointee.friction
    field[BlockLayout.restitution * 8] = manifold.pointee.restitution
  }

  @inline(__always)
  private func prepareImpulses(
    _ pair: Int, _ p: Int, _ manifold: UnsafePointer<Manifold>, _ row: UnsafeMutablePointer<Float>
  ) {
    let impulses = pairImpulses[pair]
    row[BlockLayout.separation * 8] =
      p == 0 ? manifold.pointee.separation0 : manifold.pointee.separation1
    row[BlockLayout.normalImpulse * 8] = p == 0 ? impulses.x : impulses.z
    row[BlockLayout.tangentImpulse * 8] = p == 0 ? impulses.y : impulses.w
  }
}
