import SimCore

// Groups and colours for the contacts of this step, and the layout of their blocks.
//
// One bit mask per body and group says which colours its contacts have; a contact takes the lowest
// colour free on both sides. Doing it anew each step keeps no graph and costs some nanoseconds a
// contact. Tiles go on at once: each reads its own run of pairs, and the masks of a group are only
// written by the tile whose group it is.

extension RigidBodyWorld {
  /// Colours the contacts, gives each constrained body a solver row, and lays the blocks.
  mutating func colorContacts(_ pool: WorkerPool) {
    let tileCount = broadPhase.tileCount
    solver.masks.fill(count: bodies.count, with: BodyMasks())
    solver.tileCounts.resize((tileCount + 1) * TileCounter.size)
    solver.groups.resize(SolverGroup.perTile * tileCount + 1)
    markJointed()
    let colouring = ColoringView(self)
    let table = colouring.tiles
    eachTile(pool, table) { colouring.color($0) }
    var active = 0
    var farCount = 0
    for tile in 0..<tileCount {
      let counters = table.counters + tile * TileCounter.size
      active += Int(counters[TileCounter.dynamicContacts] + counters[TileCounter.fixedContacts])
      farCount += Int(counters[TileCounter.farContacts])
    }
    contacts.activeCount = active
    colouring.colorFar(farCount)
    layRows(pool)
    layBlocks(pool, farCount: farCount)
  }

  /// Marks the bodies that joints hold, so that they get rows.
  private mutating func markJointed() {
    for i in 0..<2 * joints.rows.count {
      guard let slot = jointedSlot(i) else { continue }
      if bodies.traits[slot].flags & BodyFlags.isEnabled != 0 {
        solver.masks[slot].inner |= BodyMasks.hasJoint
      }
    }
  }

  /// The row of the first (even) or second (odd) body of a joint, where there is one.
  @inline(__always)
  private func jointedSlot(_ index: Int) -> Int? {
    let joint = joints.rows.base + index / 2
    if joint.pointee.kind == .free { return nil }
    let body = index % 2 == 0 ? joint.pointee.bodyA : joint.pointee.bodyB
    return body == .none ? nil : bodies.slot(of: body)
  }

  /// Gives a solver row to each body with a contact or joint, tile by tile in proxy order.
  private mutating func layRows(_ pool: WorkerPool) {
    let n = bodies.count
    let proxyCount = broadPhase.x.count
    // Rows of a tile begin where they would if all before it were constrained; row 0 is the world.
    let room = proxyCount + 1 + 2 * joints.rows.count
    solver.rows.fill(count: n, with: 0)
    solver.slots.resize(room)
    solver.velocities.resize(room)
    solver.deltas.resize(room)
    solver.pushes.resize(room)
    solver.dampings.resize(room)
    solver.impulses.resize(room)
    solver.grounds.resize(hasGrounds ? room : 0)
    solver.bits.resize(room)
    solver.slots[0] = -1
    let view = ColoringView(self)
    eachTile(pool, view.tiles) { view.layRows($0) }
    // Jointed bodies without colliders.
    var next = proxyCount + 1
    let extra = view.tiles.counters + view.tiles.count * TileCounter.size
    extra[TileCounter.firstRow] = Int32(next)
    for i in 0..<2 * joints.rows.count {
      guard let slot = jointedSlot(i) else { continue }
      if solver.rows[slot] == 0 && solver.masks[slot].inner & BodyMasks.hasJoint != 0 {
        solver.rows[slot] = Int32(next)
        solver.slots[next] = Int32(slot)
        next += 1
      }
    }
    extra[TileCounter.endRow] = Int32(next)
  }

  /// Lays the blocks by group, tile, colour and type, and puts each contact in its lane.
  private mutating func layBlocks(_ pool: WorkerPool, farCount: Int) {
    let tileCount = broadPhase.tileCount
    let counters = solver.tileCounts.base
    var block: Int32 = 0
    var vector: Int32 = 0
    for group in 0..<SolverGroup.perTile {
      for tile in 0..<tileCount {
        let c = counters + tile * TileCounter.size
        let blockCount = c[TileCounter.blocks + group]
        let vectorCount = c[TileCounter.vectors + group]
        solver.groups[group * tileCount + tile] = SIMD2(block, block + blockCount)
        c[TileCounter.blocks + group] = block
        c[TileCounter.vectors + group] = vector
        block += blockCount
        vector += vectorCount
      }
    }
    let firstFar = block
    let farVector = vector
    // Far contacts are few; each is given a block of its own.
    block += Int32(farCount)
    vector += Int32(farCount * BlockLayout.largest)
    solver.groups[SolverGroup.perTile * tileCount] = SIMD2(firstFar, block)
    solver.blockCount = Int(block)
    solver.blockOffsets.resize(Int(block))
    solver.blockTypes.resize(Int(block))
    solver.blockBounces.resize(Int(block))
    solver.lanePairs.resize(8 * Int(block))
    solver.laneA.resize(8 * Int(block))
    solver.laneB.resize(8 * Int(block))
    solver.blocks.resize(Int(vector))
    let view = ColoringView(self)
    eachTile(pool, view.tiles) { view.placeContacts($0) }
    if farCount > 0 { view.placeFar(firstBlock: Int(firstFar), firstVector: Int(farVector)) }
  }
}
