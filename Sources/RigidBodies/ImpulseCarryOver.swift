import SimCore

// Impulses and features of the pairs of before a search, given to the same pairs after it.

extension RigidBodyWorld {
  /// Gives each new pair the impulses and features of the old pair of the same colliders.
  mutating func carryImpulsesOver(_ pool: WorkerPool) {
    let oldCount = min(contacts.oldCodes.count, contacts.oldColliders.count)
    let view = CarryView(self)
    share(pool, count: oldCount, stripe: 4096) { view.carry($0) }
    broadPhase.isMapNew = false
  }
}

/// Pointers of the carrying over; valid within it.
///
/// Each old pair has at most one new one, so ranges
/// of old pairs write nothing in common.
private struct CarryView: @unchecked Sendable {
  let isMapNew: Bool
  let isMoved: Bool
  let oldDynamicCount: Int
  let newColliderOfOld: UnsafeMutablePointer<UInt32>
  let proxyOfCollider: UnsafeMutablePointer<UInt32>
  let rowStart: UnsafeMutablePointer<UInt32>
  let mapRowStart: UnsafeMutablePointer<UInt32>
  let oldColliders: UnsafeMutablePointer<SIMD2<UInt32>>
  let oldImpulses: UnsafeMutablePointer<SIMD4<Float>>
  let oldCodes: UnsafeMutablePointer<UInt32>
  let colliders: UnsafeMutablePointer<SIMD2<UInt32>>
  let impulses: UnsafeMutablePointer<SIMD4<Float>>
  let codes: UnsafeMutablePointer<UInt32>

  init(_ world: borrowing RigidBodyWorld) {
    isMapNew = world.broadPhase.isMapNew
    isMoved = world.broadPhase.newColliderOfOld.count > 0
    oldDynamicCount = world.broadPhase.oldDynamicPairCount
    newColliderOfOld = world.broadPhase.newColliderOfOld.base
    proxyOfCollider = world.broadPhase.proxyOfCollider.base
    rowStart = world.broadPhase.rowStart.base
    mapRowStart = world.broadPhase.mapRowStart.base
    oldColliders = world.contacts.oldColliders.base
    oldImpulses = world.contacts.oldImpulses.base
    oldCodes = world.contacts.oldCodes.base
    colliders = world.contacts.colliders.base
    impulses = world.contacts.impulses.base
    codes = world.contacts.codes.base
  }

  func carry(_ range: Range<Int>) {
    for k in range where oldCodes[k] != 0 {
      let pair = oldColliders[k]
      let first = collider(pair.x)
      if first == .max { continue }
      let proxyA = proxyOfCollider[Int(first)]
      if proxyA == .max { continue }
      var second = pair.y
      var range = 0..<0
      if k < oldDynamicCount {
        second = collider(pair.y)
        if second == .max { continue }
        let proxyB = proxyOfCollider[Int(second)]
        if proxyB == .max { continue }
        let row = Int(min(proxyA, proxyB))
        range = Int(rowStart[row])..<Int(rowStart[row + 1])
      } else if !isMapNew {
        let row = Int(proxyA)
        range = Int(mapRowStart[row])..<Int(mapRowStart[row + 1])
      }
      let wanted = SIMD2(first, second)
      for new in range where colliders[new] == wanted {
        impulses[new] = oldImpulses[k]
        codes[new] = oldCodes[k]
      }
    }
  }

  /// Where a collider is now; `max` where it is gone.
  @inline(__always)
  private func collider(_ old: UInt32) -> UInt32 { isMoved ? newColliderOfOld[Int(old)] : old }
}
