import SimCore

// Colours for the contacts of this step, and the layout of their blocks.
//
// One bit mask per body says which colours its contacts have; a contact takes the lowest colour
// free on both sides. Pairs are visited in their fixed order, so colours do not depend on the
// number of workers; doing it anew each step keeps no graph and costs some nanoseconds a contact.
// Contacts with the map have colours of their own and are solved after those between bodies, so
// that walls win.

extension RigidBodyWorld {
  /// Colours the contacts, gives each constrained body a solver row, and lays the blocks.
  mutating func colorContacts() {
    solver.masks.fill(count: bodies.count, with: 0)
    solver.counts.fill(count: ContactColor.count * ContactType.count, with: 0)
    let masks = solver.masks.base
    let counts = solver.counts.base
    let types = contacts.types.base
    let colors = contacts.colors.base
    let slotsA = contacts.slotsA.base
    let slotsB = contacts.slotsB.base
    let dynamicMask: UInt64 = (1 << UInt64(ContactColor.dynamicCount)) - 1
    var active = 0
    for k in 0..<contacts.dynamicPairCount where types[k] != ContactType.none {
      let a = Int(slotsA[k])
      let b = Int(slotsB[k])
      let free = ~(masks[a] | masks[b]) & dynamicMask
      let color = min(free.trailingZeroBitCount, ContactColor.dynamicCount - 1)
      let bit = UInt64(1) << UInt64(color)
      masks[a] |= bit
      masks[b] |= bit
      colors[k] = UInt8(color)
      counts[color * ContactType.count + Int(types[k])] += 1
      active += 1
    }
    for k in contacts.dynamicPairCount..<contacts.count where types[k] != ContactType.none {
      let a = Int(slotsA[k])
      let free = ~(masks[a] >> UInt64(ContactColor.dynamicCount))
      let color =
        ContactColor.dynamicCount + min(free.trailingZeroBitCount, ContactColor.staticCount - 1)
      masks[a] |= UInt64(1) << UInt64(color)
      colors[k] = UInt8(color)
      counts[color * ContactType.count + Int(types[k])] += 1
      active += 1
    }
    contacts.activeCount = active
    layRows()
    layBlocks()
    placeContacts()
  }

  /// True for the colours whose contacts may share bodies and are solved one by one.
  static func isOverflow(_ color: Int) -> Bool {
    color == ContactColor.dynamicCount - 1 || color == ContactColor.count - 1
  }

  /// Gives a solver row to each body with a contact or joint, in storage order.
  private mutating func layRows() {
    let n = bodies.count
    solver.rows.resize(n)
    solver.slots.resize(n + 1)
    let rows = solver.rows.base
    let slots = solver.slots.base
    let masks = solver.masks.base
    let traits = bodies.traits.base
    var count = 1
    slots[0] = -1
    for i in 0..<n {
      let isConstrained =
        masks[i] != 0
        || (traits[i].jointCount != 0 && traits[i].flags & BodyFlags.isEnabled != 0)
      rows[i] = isConstrained ? Int32(count) : 0
      slots[count] = Int32(i)
      count += isConstrained ? 1 : 0
    }
    solver.rowCount = count
    solver.velocities.resize(count)
    solver.deltas.resize(count)
    solver.pushes.resize(count)
    solver.dampings.resize(count)
    solver.impulses.resize(count)
    solver.bits.resize(count)
  }

  /// Lays the blocks in (colour, type) order.
  private mutating func layBlocks() {
    let buckets = ContactColor.count * ContactType.count
    solver.firstBlocks.resize(buckets + 1)
    solver.nextLanes.resize(buckets)
    solver.blockOffsets.count = 0
    solver.blockTypes.count = 0
    var offset = 0
    for bucket in 0..<buckets {
      let first = solver.blockOffsets.count
      solver.firstBlocks[bucket] = Int32(first)
      solver.nextLanes[bucket] = Int32(first * 8)
      let type = bucket % ContactType.count
      let n = Int(solver.counts[bucket])
      let blockCount = Self.isOverflow(bucket / ContactType.count) ? n : (n + 7) / 8
      for _ in 0..<blockCount {
        solver.blockOffsets.append(Int32(offset))
        solver.blockTypes.append(UInt8(type))
        offset += BlockLayout.size(of: type)
      }
    }
    let count = solver.blockOffsets.count
    solver.firstBlocks[buckets] = Int32(count)
    solver.blockCount = count
    solver.blocks.resize(offset)
    solver.lanePairs.fill(count: count * 8, with: -1)
    solver.laneA.fill(count: count * 8, with: 0)
    solver.laneB.fill(count: count * 8, with: 0)
  }

  /// Puts each contact in its lane.
  private mutating func placeContacts() {
    let types = contacts.types.base
    let colors = contacts.colors.base
    let slotsA = contacts.slotsA.base
    let slotsB = contacts.slotsB.base
    let dynamicPairCount = contacts.dynamicPairCount
    let next = solver.nextLanes.base
    let rows = solver.rows.base
    for k in 0..<contacts.count where types[k] != ContactType.none {
      let color = Int(colors[k])
      let bucket = color * ContactType.count + Int(types[k])
      let lane = Int(next[bucket])
      next[bucket] += Self.isOverflow(color) ? 8 : 1
      solver.lanePairs[lane] = Int32(k)
      solver.laneA[lane] = rows[Int(slotsA[k])]
      if k < dynamicPairCount { solver.laneB[lane] = rows[Int(slotsB[k])] }
    }
  }
}
