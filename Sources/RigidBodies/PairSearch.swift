import SimCore

// The search for pairs over the proxies of the broad phase.

extension RigidBodyWorld {
  /// Finds the pairs of bodies: each proxy looks at those after it in its own cell, at the half of
  /// the neighbouring cells that follow, and, where it is an ordinary one, at the large ones nearby.
  mutating func findBodyPairs() {
    let n = broadPhase.x.count
    broadPhase.rowStart.resize(n + 1)
    for i in 0..<n {
      broadPhase.rowStart[i] = UInt32(contacts.count)
      if i < broadPhase.fineCount {
        searchHalf(i, fine: true)
        if broadPhase.fineCount < n { searchCoarse(i) }
      } else {
        searchHalf(i, fine: false)
      }
    }
    broadPhase.rowStart[n] = UInt32(contacts.count)
    contacts.dynamicPairCount = contacts.count
  }

  @inline(__always)
  private mutating func searchHalf(_ i: Int, fine: Bool) {
    let x = broadPhase.x[i]
    let y = broadPhase.y[i]
    let column = fine ? broadPhase.fine.column(x) : broadPhase.coarse.column(x)
    let row = fine ? broadPhase.fine.row(y) : broadPhase.coarse.row(y)
    let columns = fine ? broadPhase.fine.columnCount : broadPhase.coarse.columnCount
    let rows = fine ? broadPhase.fine.rowCount : broadPhase.coarse.rowCount
    let start = fine ? broadPhase.fine.start.base : broadPhase.coarse.start.base
    let cell = row * columns + column
    let right = column + 1 < columns ? cell + 1 : cell
    testRange(i, from: i + 1, to: Int(start[right + 1]))
    if row + 1 < rows {
      let above = cell + columns
      let left = column > 0 ? above - 1 : above
      let farRight = column + 1 < columns ? above + 1 : above
      testRange(i, from: Int(start[left]), to: Int(start[farRight + 1]))
    }
  }

  private mutating func searchCoarse(_ i: Int) {
    let column = broadPhase.coarse.column(broadPhase.x[i])
    let row = broadPhase.coarse.row(broadPhase.y[i])
    let columns = broadPhase.coarse.columnCount
    let start = broadPhase.coarse.start.base
    for r in max(0, row - 1)...min(broadPhase.coarse.rowCount - 1, row + 1) {
      let left = r * columns + max(0, column - 1)
      let right = r * columns + min(columns - 1, column + 1)
      testRange(i, from: Int(start[left]), to: Int(start[right + 1]))
    }
  }

  /// Tests proxy i against a run of others.
  @inline(__always)
  private mutating func testRange(_ i: Int, from lower: Int, to upper: Int) {
    if lower >= upper { return }
    let xs = broadPhase.x.base
    let ys = broadPhase.y.base
    let radii = broadPhase.radius.base
    let x = xs[i]
    let y = ys[i]
    let radius = radii[i]
    for j in lower..<upper {
      let dx = xs[j] - x
      let dy = ys[j] - y
      let sum = radii[j] + radius
      if dx * dx + dy * dy < sum * sum { addPair(i, j) }
    }
  }

  /// Adds a pair unless it is the same body, both are immovable, or a filter or joint forbids it.
  private mutating func addPair(_ i: Int, _ j: Int) {
    let first = Int(broadPhase.collider[i])
    let second = Int(broadPhase.collider[j])
    let a = bodies.colliders.base + first
    let b = bodies.colliders.base + second
    let slotA = Int(a.pointee.slot)
    let slotB = Int(b.pointee.slot)
    if slotA == slotB || !a.pointee.filter.admits(b.pointee.filter) { return }
    let traits = bodies.traits.base
    if bodies.velocities[slotA].w == 0 && bodies.velocities[slotB].w == 0 { return }
    let flags = traits[slotA].flags & traits[slotB].flags
    if flags & BodyFlags.hasUncollidedPairs != 0
      && joints.separates(traits[slotA].idIndex, traits[slotB].idIndex)
    {
      return
    }
    // The rounder collider comes first; among equals the older name. Both are free of history.
    let roundness = (min(a.pointee.pointCount, 2), min(b.pointee.pointCount, 2))
    let isOrdered =
      roundness.0 != roundness.1
      ? roundness.0 < roundness.1 : traits[slotA].idIndex < traits[slotB].idIndex
    let reach = extent(a) + extent(b)
    let kind = PairKind.of(a.pointee.form, b.pointee.form)
    if isOrdered {
      contacts.append(
        slotA, slotB, colliders: SIMD2(UInt32(first), UInt32(second)), reach: reach,
        kind: kind)
    } else {
      contacts.append(
        slotB, slotA, colliders: SIMD2(UInt32(second), UInt32(first)), reach: reach,
        kind: kind)
    }
  }

  /// Radius around the centre of mass that holds a collider, metres.
  @inline(__always)
  private func extent(_ row: UnsafePointer<ColliderRow>) -> Float {
    let square = row.pointee.x * row.pointee.x + row.pointee.y * row.pointee.y
    return row.pointee.boundingRadius + square.squareRoot()
  }

  /// Finds the edges of the map near each moving proxy.
  mutating func findMapPairs() {
    let n = broadPhase.x.count
    broadPhase.mapRowStart.resize(n + 1)
    for i in 0..<n {
      broadPhase.mapRowStart[i] = UInt32(contacts.count)
      if map.segments.count > 0 { searchMap(i) }
    }
    broadPhase.mapRowStart[n] = UInt32(contacts.count)
  }

  private mutating func searchMap(_ i: Int) {
    let collider = Int(broadPhase.collider[i])
    let slot = Int(bodies.colliders[collider].slot)
    if bodies.velocities[slot].w == 0 { return }
    let center = Vec2(broadPhase.x[i], broadPhase.y[i])
    let radius = broadPhase.radius[i] + settings.speculativeDistance
    let box = AABB(lower: center, upper: center).expanded(by: radius)
    if !box.overlaps(map.extent) { return }
    let rowBegin = contacts.count
    for row in map.grid.row(box.lower.y)...map.grid.row(box.upper.y) {
      for column in map.grid.column(box.lower.x)...map.grid.column(box.upper.x) {
        let cell = row * map.grid.columnCount + column
        for k in Int(map.grid.start[cell])..<Int(map.grid.start[cell + 1]) {
          let index = map.grid.items[k]
          let segment = map.segments.base + Int(index)
          let point = closestPoint(on: segment.pointee.start, segment.pointee.end, to: center)
          if (point - center).lengthSquared > radius * radius { continue }
          if !segment.pointee.filter.admits(bodies.colliders[collider].filter) { continue }
          // An edge may lie in several cells; rows are short, so looking back is cheap.
          var isKnown = false
          for known in rowBegin..<contacts.count where contacts.colliders[known].y == index {
            isKnown = true
          }
          if !isKnown {
            contacts.append(
              slot, slot, colliders: SIMD2(UInt32(collider), index), reach: 0,
              kind: PairKind.general)
          }
        }
      }
    }
  }

  /// Gives each new pair the impulses and features of the old pair of the same colliders.
  mutating func carryImpulsesOver() {
    let oldCount = min(contacts.oldCodes.count, contacts.oldColliders.count)
    let oldDynamic = broadPhase.oldDynamicPairCount
    for k in 0..<oldCount where contacts.oldCodes[k] != 0 {
      let pair = contacts.oldColliders[k]
      let first = broadPhase.newColliderOfOld[Int(pair.x)]
      if first == .max { continue }
      let proxyA = broadPhase.proxyOfCollider[Int(first)]
      if proxyA == .max { continue }
      var second = pair.y
      var range = 0..<0
      if k < oldDynamic {
        second = broadPhase.newColliderOfOld[Int(pair.y)]
        if second == .max { continue }
        let proxyB = broadPhase.proxyOfCollider[Int(second)]
        if proxyB == .max { continue }
        let row = Int(min(proxyA, proxyB))
        range = Int(broadPhase.rowStart[row])..<Int(broadPhase.rowStart[row + 1])
      } else if !broadPhase.isMapNew {
        let row = Int(proxyA)
        range = Int(broadPhase.mapRowStart[row])..<Int(broadPhase.mapRowStart[row + 1])
      }
      for new in range {
        let candidate = contacts.colliders[new]
        if candidate.x == first && candidate.y == second {
          contacts.impulses[new] = contacts.oldImpulses[k]
          contacts.codes[new] = contacts.oldCodes[k]
        }
      }
    }
    broadPhase.isMapNew = false
  }
}

/// The point of a segment nearest to `point`, metres.
@inline(__always)
func closestPoint(on start: Vec2, _ end: Vec2, to point: Vec2) -> Vec2 {
  let edge = end - start
  let along = (point - start).dot(edge)
  let lengthSquared = edge.lengthSquared
  if along <= 0 { return start }
  if along >= lengthSquared { return end }
  return start + edge * (along / lengthSquared)
}
