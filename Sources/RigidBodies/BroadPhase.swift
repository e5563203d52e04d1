import SimCore

// Which colliders may touch in the next steps.
//
// Goals, in order of priority:
// 1. Complete: no pair that can touch before the next search is missed.
// 2. Deterministic and free of history: rows are in (cell, body name) order.
// 3. Fast: counting sort into a grid, searched about every third step (Verlet skin); body columns
//    are physically put into cell order, so neighbours in space are neighbours in memory. Measured
//    in the prototype of this design: a tenth of a tree's time at 100,000 bodies.
//
// Each body may move by its `reach` before pairs are searched anew: half the skin, more for bodies
// that are fast. Circles of collider radius + reach that overlap make a pair. Colliders that are
// much larger than the mean live in a second, coarser grid, which small ones look up too.

/// The proxies of the colliders in cell order, and the two grids over them.
struct BroadPhase: ~Copyable {
  /// True where pairs must be searched before the next step.
  var isStale = true
  /// The grid of ordinary colliders, and that of large ones; `items` are unused.
  var fine = CellGrid()
  var coarse = CellGrid()
  /// Proxies in (level, cell, collider) order: centre x, y and radius with reach, metres.
  var x = Column<Float>()
  var y = Column<Float>()
  var radius = Column<Float>()
  var collider = Column<UInt32>()
  /// Proxies `0 ..< fineCount` are in the fine grid.
  var fineCount = 0
  /// The largest radius with reach in each grid, metres.
  var largestFine: Float = 0
  var largestCoarse: Float = 0
  /// The largest reach, metres: queries widen by it.
  var largestReach: Float = 0
  /// The number of searches so far.
  var searchCount = 0

  // Scratch of a search.
  var cellOf = Column<UInt32>()
  var order = Column<UInt32>()
  var newColliderOfOld = Column<UInt32>()
  var proxyOfCollider = Column<UInt32>()
  var rowStart = Column<UInt32>()
  var mapRowStart = Column<UInt32>()
  var scratch = Column<SIMD16<UInt32>>()
  /// The number of body pairs before the search.
  var oldDynamicPairCount = 0
  /// True where the edges of the map were numbered anew, so old pairs with it mean nothing.
  var isMapNew = true
}

extension RigidBodyWorld {
  /// Searches pairs anew where bodies or the map changed, or a body may leave its reach.
  mutating func updatePairs(_ pool: WorkerPool) {
    if map.isStale {
      map.compile()
      broadPhase.isMapNew = true
    }
    if !broadPhase.isStale { return }
    broadPhase.isStale = false
    broadPhase.searchCount += 1
    reorderBodies()
    layProxies()
    broadPhase.oldDynamicPairCount = contacts.dynamicPairCount
    contacts.beginSearch()
    findBodyPairs()
    findMapPairs()
    contacts.endSearch()
    carryImpulsesOver()
  }

  /// Drops dead rows and puts the others in (cell, name) order.
  private mutating func reorderBodies() {
    let dt = settings.timeStep
    var box = AABB.empty
    var radiusSum: Float = 0
    var live = 0
    for i in 0..<bodies.count {
      let p = bodies.poses[i]
      let v = bodies.velocities[i]
      let speed = (v.x * v.x + v.y * v.y).squareRoot()
      let extra = max(0, 1.25 * speed * dt - settings.skin * 0.25)
      bodies.traits[i].reach = settings.skin * 0.5 + extra
      bodies.traits[i].buildPosition = Vec2(p.x, p.y)
      if bodies.traits[i].flags & BodyFlags.isEnabled == 0 { continue }
      box.include(Vec2(p.x, p.y))
      radiusSum += bodies.traits[i].boundingRadius
      live += 1
    }
    if live == 0 { box = AABB(lower: .zero, upper: Vec2(1, 1)) }
    // A stray far outside must not stretch the grid; it is clamped to a border cell.
    let room = bounds.expanded(by: 10)
    let lower = Vec2(
      min(max(box.lower.x, room.lower.x), room.upper.x),
      min(max(box.lower.y, room.lower.y), room.upper.y))
    let upper = Vec2(
      max(min(box.upper.x, room.upper.x), lower.x), max(min(box.upper.y, room.upper.y), lower.y))
    let inside = AABB(lower: lower, upper: upper)
    let mean = live > 0 ? radiusSum / Float(live) : 0.5
    let ordinary = 2 * mean + settings.skin * 0.5
    var largestFine: Float = 0.05
    var largestCoarse: Float = 0
    var largestReach: Float = 0
    for i in 0..<bodies.count where bodies.traits[i].flags & BodyFlags.isEnabled != 0 {
      let reached = bodies.traits[i].boundingRadius + bodies.traits[i].reach
      largestReach = max(largestReach, bodies.traits[i].reach)
      if reached <= ordinary {
        largestFine = max(largestFine, reached)
      } else {
        largestCoarse = max(largestCoarse, reached)
      }
    }
    broadPhase.largestFine = largestFine
    broadPhase.largestCoarse = largestCoarse
    broadPhase.largestReach = largestReach
    let limit = max(1024, 8 * live)
    broadPhase.fine.lay(over: inside, cellSize: 2 * largestFine, limit: limit)
    broadPhase.coarse.lay(
      over: inside, cellSize: 2 * max(largestCoarse, largestFine), limit: limit)
    sortBodies(ordinary: ordinary)
  }

  private mutating func sortBodies(ordinary: Float) {
    let n = bodies.count
    let cellCount = broadPhase.fine.cellCount
    broadPhase.cellOf.resize(n)
    broadPhase.fine.start.fill(count: cellCount + 2, with: 0)
    var live = 0
    for i in 0..<n where bodies.traits[i].flags & BodyFlags.isDead == 0 {
      let p = bodies.poses[i]
      let cell =
        broadPhase.fine.row(p.y) * broadPhase.fine.columnCount + broadPhase.fine.column(p.x)
      broadPhase.cellOf[i] = UInt32(cell)
      broadPhase.fine.start[cell + 1] += 1
      live += 1
    }
    for c in 0...cellCount { broadPhase.fine.start[c + 1] += broadPhase.fine.start[c] }
    broadPhase.order.resize(live)
    // Visiting by name makes the order within a cell the order of names.
    for index in 0..<bodies.ids.count {
      let slot = bodies.ids[index].slot
      if slot == .max { continue }
      let cell = Int(broadPhase.cellOf[Int(slot)])
      let place = broadPhase.fine.start[cell]
      broadPhase.fine.start[cell] = place + 1
      broadPhase.order[Int(place)] = slot
    }
    broadPhase.permute(&bodies.poses)
    broadPhase.permute(&bodies.velocities)
    broadPhase.permute(&bodies.forces)
    broadPhase.permute(&bodies.traits)
    broadPhase.permute(&bodies.grounds)
    broadPhase.permute(&bodies.contacts)
    moveColliders()
    for slot in 0..<live { bodies.ids[Int(bodies.traits[slot].idIndex)].slot = UInt32(slot) }
  }

  /// Lays the colliders in the order of their bodies and notes where each went.
  private mutating func moveColliders() {
    let old = bodies.colliders.count
    broadPhase.newColliderOfOld.fill(count: old, with: .max)
    broadPhase.scratch.resize(old)
    let target = UnsafeMutableRawPointer(broadPhase.scratch.base)
      .assumingMemoryBound(to: ColliderRow.self)
    var next = 0
    for slot in 0..<bodies.count {
      let first = Int(bodies.traits[slot].firstCollider)
      bodies.traits[slot].firstCollider = UInt32(next)
      for k in 0..<Int(bodies.traits[slot].colliderCount) {
        var row = bodies.colliders[first + k]
        row.slot = UInt32(slot)
        target[next] = row
        broadPhase.newColliderOfOld[first + k] = UInt32(next)
        next += 1
      }
    }
    bodies.colliders.resize(next)
    bodies.colliders.base.update(from: target, count: next)
    bodies.layForms()
  }

  /// Makes the proxies of all enabled colliders, in cell order.
  private mutating func layProxies() {
    let n = bodies.colliders.count
    broadPhase.cellOf.resize(n)
    broadPhase.proxyOfCollider.fill(count: n, with: .max)
    let fineCells = broadPhase.fine.cellCount
    let coarseCells = broadPhase.coarse.cellCount
    broadPhase.fine.start.fill(count: fineCells + 2, with: 0)
    broadPhase.coarse.start.fill(count: coarseCells + 2, with: 0)
    var fineCount = 0
    var liveCount = 0
    for i in 0..<n {
      let proxy = proxy(ofCollider: i)
      if proxy.z < 0 {
        broadPhase.cellOf[i] = .max
        continue
      }
      liveCount += 1
      if proxy.z <= broadPhase.largestFine {
        let c =
          broadPhase.fine.row(proxy.y) * broadPhase.fine.columnCount
          + broadPhase.fine.column(proxy.x)
        broadPhase.cellOf[i] = UInt32(c)
        broadPhase.fine.start[c + 1] += 1
        fineCount += 1
      } else {
        let c =
          broadPhase.coarse.row(proxy.y) * broadPhase.coarse.columnCount
          + broadPhase.coarse.column(proxy.x)
        broadPhase.cellOf[i] = UInt32(c) | 0x8000_0000
        broadPhase.coarse.start[c + 1] += 1
      }
    }
    broadPhase.fineCount = fineCount
    broadPhase.coarse.start[0] = UInt32(fineCount)
    for c in 0...fineCells { broadPhase.fine.start[c + 1] += broadPhase.fine.start[c] }
    for c in 0...coarseCells { broadPhase.coarse.start[c + 1] += broadPhase.coarse.start[c] }
    broadPhase.x.resize(liveCount)
    broadPhase.y.resize(liveCount)
    broadPhase.radius.resize(liveCount)
    broadPhase.collider.resize(liveCount)
    for i in 0..<n {
      let cell = broadPhase.cellOf[i]
      if cell == .max { continue }
      let place: Int
      if cell & 0x8000_0000 == 0 {
        place = Int(broadPhase.fine.start[Int(cell)])
        broadPhase.fine.start[Int(cell)] += 1
      } else {
        let c = Int(cell & 0x7FFF_FFFF)
        place = Int(broadPhase.coarse.start[c])
        broadPhase.coarse.start[c] += 1
      }
      let proxy = proxy(ofCollider: i)
      broadPhase.x[place] = proxy.x
      broadPhase.y[place] = proxy.y
      broadPhase.radius[place] = proxy.z
      broadPhase.collider[place] = UInt32(i)
      broadPhase.proxyOfCollider[i] = UInt32(place)
    }
    broadPhase.fine.shiftBack(first: 0)
    broadPhase.coarse.shiftBack(first: UInt32(fineCount))
  }

  /// Centre and radius with reach of a collider's proxy; a negative radius where it takes no part.
  ///
  /// A collider off its body's centre of mass gets a circle around that centre, which turning does
  /// not change.
  @inline(__always)
  private func proxy(ofCollider i: Int) -> SIMD3<Float> {
    let collider = bodies.colliders[i]
    let slot = Int(collider.slot)
    let traits = bodies.traits[slot]
    if traits.flags & BodyFlags.isEnabled == 0 { return SIMD3(0, 0, -1) }
    let p = bodies.poses[slot]
    let arm = (collider.x * collider.x + collider.y * collider.y).squareRoot()
    return SIMD3(p.x, p.y, arm + collider.boundingRadius + traits.reach)
  }
}

extension BroadPhase {
  /// Puts a column into `order`, through the scratch memory.
  mutating func permute<T: BitwiseCopyable>(_ column: inout Column<T>) {
    let n = order.count
    let stride = MemoryLayout<T>.stride
    scratch.resize((n * stride + 63) / 64)
    let target = UnsafeMutableRawPointer(scratch.base).assumingMemoryBound(to: T.self)
    let source = column.base
    let rows = order.base
    for i in 0..<n { target[i] = source[Int(rows[i])] }
    column.resize(n)
    column.base.update(from: target, count: n)
  }
}
