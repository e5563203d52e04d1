// How much memory the columns hold.

extension BodyStorage {
  /// Bytes of the columns, spare room included.
  var byteCount: Int {
    var sum = 0
    sum += poses.byteCount
    sum += velocities.byteCount
    sum += forces.byteCount
    sum += traits.byteCount + anchors.byteCount
    sum += grounds.byteCount
    sum += contacts.byteCount
    sum += colliders.byteCount
    sum += forms.byteCount + rests.byteCount
    sum += hulls.byteCount
    sum += ids.byteCount
    sum += freeIDs.byteCount
    return sum
  }
}

extension ContactStorage {
  /// Bytes of the columns, spare room included.
  var byteCount: Int {
    var sum = 0
    sum += slotsA.byteCount
    sum += slotsB.byteCount
    sum += reaches.byteCount
    sum += kinds.byteCount
    sum += nearPairs.byteCount
    sum += colliders.byteCount
    sum += impulses.byteCount
    sum += codes.byteCount
    sum += types.byteCount
    sum += colors.byteCount
    sum += manifolds.byteCount + manifoldRows.byteCount
    sum += oldColliders.byteCount
    sum += oldImpulses.byteCount
    sum += oldCodes.byteCount
    return sum
  }
}

extension SolverStorage {
  /// Bytes of the columns, spare room included.
  var byteCount: Int {
    var sum = 0
    sum += rows.byteCount
    sum += slots.byteCount
    sum += velocities.byteCount
    sum += deltas.byteCount
    sum += pushes.byteCount + grounds.byteCount
    sum += dampings.byteCount
    sum += impulses.byteCount
    sum += bits.byteCount
    sum += masks.byteCount
    sum += tileCounts.byteCount + groups.byteCount + blockBounces.byteCount
    sum += blockOffsets.byteCount
    sum += blockTypes.byteCount
    sum += lanePairs.byteCount
    sum += laneA.byteCount
    sum += laneB.byteCount
    sum += blocks.byteCount
    sum += badStripes.byteCount
    return sum
  }
}

extension BroadPhase {
  /// Bytes of the columns, spare room included.
  var byteCount: Int {
    var sum = 0
    sum += x.byteCount
    sum += y.byteCount
    sum += radius.byteCount
    sum += collider.byteCount
    sum += cellOf.byteCount
    sum += order.byteCount
    sum += newColliderOfOld.byteCount
    sum += proxyOfCollider.byteCount
    sum += rowStart.byteCount
    sum += mapRowStart.byteCount + bodyTiles.byteCount
    sum += rows.byteCount
    sum += foundEdges.byteCount + needs.byteCount
    sum += fine.byteCount
    sum += coarse.byteCount
    return sum
  }
}

extension JointStorage {
  /// Bytes of the columns, spare room included.
  var byteCount: Int {
    var sum = 0
    sum += rows.byteCount
    sum += freeRows.byteCount
    sum += order.byteCount
    sum += starts.byteCount
    sum += works.byteCount
    sum += separated.byteCount
    sum += masks.byteCount
    return sum
  }
}

extension StaticMap {
  /// Bytes of the columns, spare room included.
  var byteCount: Int {
    var sum = 0
    sum += segments.byteCount
    sum += solids.byteCount
    sum += solidPlanes.byteCount
    sum += clearances.byteCount + grid.byteCount + solidGrid.byteCount
    return sum
  }
}

extension CellGrid {
  /// Bytes of the columns, spare room included.
  var byteCount: Int { start.byteCount + items.byteCount }
}
