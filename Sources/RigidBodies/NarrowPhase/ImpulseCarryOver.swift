import SimCore

// Impulses and features of the contacts of before a search, given to the same pairs after it.
//
// Few pairs touch, so only contacts are kept, as rows in the memory of the solver's blocks, which is
// idle then: a second list of pairs took 31 bytes a robot on open floor, 71 in a crowd.

/// A contact of before a search; 32 bytes.
private struct KeptContact: BitwiseCopyable {
  var impulses: SIMD4<Float>
  var colliders: SIMD2<UInt32>
  var code: UInt32
  /// Nonzero where the second collider is an edge of the map.
  var isWithMap: UInt32
}

extension RigidBodyWorld {
  /// Keeps the impulses and features of the contacts for `carryImpulsesOver`.
  mutating func keepContacts() {
    let codes = contacts.codes.base
    let count = min(contacts.codes.count, contacts.colliders.count)
    var kept = 0
    for k in 0..<count where codes[k] != 0 { kept += 1 }
    solver.blocks.ensure(kept)
    let rows = UnsafeMutableRawPointer(solver.blocks.base).assumingMemoryBound(to: KeptContact.self)
    var place = 0
    for k in 0..<count where codes[k] != 0 {
      rows[place] = KeptContact(
        impulses: contacts.impulses[k], colliders: contacts.colliders[k], code: codes[k],
        isWithMap: k < contacts.dynamicPairCount ? 0 : 1)
      place += 1
    }
    contacts.keptCount = kept
  }

  /// Gives each new pair the impulses and features of the old contact of the same colliders.
  mutating func carryImpulsesOver(_ pool: WorkerPool) {
    let view = CarryView(self)
    share(pool, count: contacts.keptCount, stripe: 4096) { view.carry($0) }
    broadPhase.isMapNew = false
  }
}

/// Pointers of the carrying over; valid within it.
///
/// Each old contact has at most one new pair, so ranges of old ones write nothing in common.
private struct CarryView: @unchecked Sendable {
  let isMapNew: Bool
  let isMoved: Bool
  let newColliderOfOld: UnsafeMutablePointer<UInt32>
  let proxyOfCollider: UnsafeMutablePointer<UInt32>
  let rowStart: UnsafeMutablePointer<UInt32>
  let mapRowStart: UnsafeMutablePointer<UInt32>
  let kept: UnsafeMutablePointer<KeptContact>
  let colliders: UnsafeMutablePointer<SIMD2<UInt32>>
  let impulses: UnsafeMutablePointer<SIMD4<Float>>
  let codes: UnsafeMutablePointer<UInt32>

  init(_ world: borrowing RigidBodyWorld) {
    isMapNew = world.broadPhase.isMapNew
    isMoved = world.broadPhase.newColliderOfOld.count > 0
    newColliderOfOld = world.broadPhase.newColliderOfOld.base
    proxyOfCollider = world.broadPhase.proxyOfCollider.base
    rowStart = world.broadPhase.rowStart.base
    mapRowStart = world.broadPhase.mapRowStart.base
    kept = UnsafeMutableRawPointer(world.solver.blocks.base)
      .assumingMemoryBound(to: KeptContact.self)
    colliders = world.contacts.colliders.base
    impulses = world.contacts.impulses.base
    codes = world.contacts.codes.base
  }

  func carry(_ range: Range<Int>) {
    for k in range {
      let contact = kept[k]
      let first = collider(contact.colliders.x)
      if first == .max { continue }
      let proxyA = proxyOfCollider[Int(first)]
      if proxyA == .max { continue }
      var second = contact.colliders.y
      var range = 0..<0
      if contact.isWithMap == 0 {
        second = collider(contact.colliders.y)
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
        impulses[new] = contact.impulses
        codes[new] = contact.code
      }
    }
  }

  /// Where a collider is now; `max` where it is gone.
  @inline(__always)
  private func collider(_ old: UInt32) -> UInt32 { isMoved ? newColliderOfOld[Int(old)] : old }
}
