import SimCore

// Which colliders may touch in the next steps.
//
// Goals, in order of priority:
// 1. Complete: no pair that can touch before the next search is missed.
// 2. Deterministic and free of history: pairs are in (cell, body name) order, wherever bodies are
//    stored.
// 3. Fast: counting sort into a grid, searched about every third step (Verlet skin). Now and then
//    body columns are physically put into cell order, so that neighbours in space are neighbours in
//    memory; a body moves less than half a cell between searches, so every eighth search will do.
//
// Each body may move by its reach before pairs are searched anew: half the skin, more for bodies
// that are fast. Circles of collider radius + reach that overlap make a pair. Colliders that are
// much larger than the mean live in a second, coarser grid, which small ones look up too.

/// The proxies of the colliders in cell order, and the two grids over them.
struct BroadPhase: ~Copyable {
  /// True where pairs must be searched before the next step.
  var isStale = true
  /// True where bodies were added or removed, so that they must be put in order.
  var isOrderStale = true
  /// The grid of ordinary colliders, and that of large ones; `items` are unused.
  var fine = CellGrid()
  var coarse = CellGrid()
  /// Proxies in (level, cell, collider) order: centre x, y and radius with reach, metres.
  var x = Column<Float>()
  var y = Column<Float>()
  var radius = Column<Float>()
  var collider = Column<UInt32>()
  /// What else the search reads of them.
  var rows = Column<ProxyRow>()
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
  /// Edges of the map that the stripes of proxies found; second proxies are kept in the near pairs'
  /// column, which is idle then.
  var foundEdges = Column<UInt32>()
  /// Room for what each stripe finds, and how much each one needed: partners, edges, and partners
  /// of general kind; then the places of the first ones.
  var proxyRoom = 2 * BroadPhase.stripe
  var edgeRoom = BroadPhase.stripe / 4
  var needs = Column<SIMD4<Int32>>()
  /// Proxies in a tile of the solver, the number of tiles, and the tile of each body's first
  /// collider, by body row; −1 where it has none.
  var tileSize = 1
  var tileCount = 1
  var bodyTiles = Column<Int32>()
  /// True where the edges of the map were numbered anew, so old pairs with it mean nothing.
  var isMapNew = true

  /// Proxies in a stripe of the search.
  static let stripe = 512
  /// Bodies are put in order at each search whose number is a multiple of this.
  static let orderPeriod = 8
}

/// What the pair search reads of a collider, in proxy order; 32 bytes.
struct ProxyRow: BitwiseCopyable {
  /// Rows of the body and of the collider.
  var slot: Int32 = 0
  var collider: UInt32 = 0
  /// Index of the body's name.
  var name: UInt32 = 0
  var filter = CollisionFilter()
  /// Radius around the centre of mass that holds the collider, metres.
  var extent: Float = 0
  /// See the properties.
  var bits: UInt32 = 0
  var reserved: UInt32 = 0

  /// See `ColliderForm`.
  @inline(__always)
  var form: UInt32 { bits & 0xFF }
  /// 0 for circles, more for all others.
  @inline(__always)
  var isCornered: UInt32 { bits & Self.cornered }
  @inline(__always)
  var isMovable: Bool { bits & Self.movable != 0 }
  @inline(__always)
  var hasUncollidedPairs: Bool { bits & Self.uncollided != 0 }

  static let cornered: UInt32 = 1 << 8
  static let movable: UInt32 = 1 << 9
  static let uncollided: UInt32 = 1 << 10
  /// The first collider of its body.
  static let isFirst: UInt32 = 1 << 11
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
    measureBodies()
    if broadPhase.isOrderStale || broadPhase.searchCount % BroadPhase.orderPeriod == 0 {
      broadPhase.isOrderStale = false
      reorderBodies()
    } else {
      broadPhase.newColliderOfOld.count = 0
    }
    broadPhase.searchCount += 1
    layProxies(pool)
    keepContacts()
    findPairs(pool)
    carryImpulsesOver(pool)
  }

  /// Notes where bodies are and how far they may move, and lays the grids over them.
  private mutating func measureBodies() {
    let dt = settings.timeStep
    let n = bodies.count
    let poses = bodies.poses.base
    let velocities = bodies.velocities.base
    let anchors = bodies.anchors.base
    var box = AABB.empty
    var radiusSum: Float = 0
    var live = 0
    for i in 0..<n {
      let p = poses[i]
      let v = velocities[i]
      let speed = (v.x * v.x + v.y * v.y).squareRoot()
      let extra = max(0, 1.25 * speed * dt - settings.skin * 0.25)
      let bounding = anchors[i].w
      // Disabled bodies have a negative radius; they never leave their reach.
      if bounding < 0 {
        anchors[i] = SIMD4(0, 0, .infinity, bounding)
        continue
      }
      anchors[i] = SIMD4(p.x, p.y, settings.skin * 0.5 + extra, bounding)
      box.include(Vec2(p.x, p.y))
      radiusSum += bounding
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
    for i in 0..<n where anchors[i].w >= 0 {
      let reached = anchors[i].w + anchors[i].z
      largestReach = max(largestReach, anchors[i].z)
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
  }

  /// Drops dead rows and puts the others in the order of their cells.
  private mutating func reorderBodies() {
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
    // Dead rows go behind the live ones, so that the order is a permutation.
    broadPhase.order.resize(n)
    var end = live
    for i in 0..<n {
      if bodies.traits[i].flags & BodyFlags.isDead != 0 {
        broadPhase.order[end] = UInt32(i)
        end += 1
        continue
      }
      let cell = Int(broadPhase.cellOf[i])
      let place = broadPhase.fine.start[cell]
      broadPhase.fine.start[cell] = place + 1
      broadPhase.order[Int(place)] = UInt32(i)
    }
    let order = broadPhase.order.base
    permute(&bodies.poses, order, keeping: live)
    permute(&bodies.velocities, order, keeping: live)
    permute(&bodies.forces, order, keeping: live)
    permute(&bodies.anchors, order, keeping: live)
    permute(&bodies.traits, order, keeping: live)
    permute(&bodies.grounds, order, keeping: live)
    permute(&bodies.contacts, order, keeping: live)
    moveColliders()
    // Bodies that rest are found again by the next step.
    bodies.rests.fill(count: live, with: 0)
    for slot in 0..<live { bodies.ids[Int(bodies.traits[slot].idIndex)].slot = UInt32(slot) }
  }

  /// Lays the colliders in the order of their bodies and notes where each went.
  private mutating func moveColliders() {
    let old = bodies.colliders.count
    broadPhase.newColliderOfOld.fill(count: old, with: .max)
    broadPhase.order.resize(old)
    var next = 0
    for slot in 0..<bodies.count {
      let first = Int(bodies.traits[slot].firstCollider)
      bodies.traits[slot].firstCollider = UInt32(next)
      for k in 0..<Int(bodies.traits[slot].colliderCount) {
        bodies.colliders[first + k].slot = UInt32(slot)
        broadPhase.order[next] = UInt32(first + k)
        broadPhase.newColliderOfOld[first + k] = UInt32(next)
        next += 1
      }
    }
    let live = next
    for i in 0..<old where broadPhase.newColliderOfOld[i] == .max {
      broadPhase.order[next] = UInt32(i)
      next += 1
    }
    permute(&bodies.colliders, broadPhase.order.base, keeping: live)
    bodies.layForms()
  }
}

/// Puts the rows of a column into an order, a permutation of them, and keeps the first ones.
///
/// It goes along the cycles of the permutation, so it needs no second column; the top bit of an
/// entry marks rows that are in place, and is cleared at the end.
private func permute<T: BitwiseCopyable>(
  _ column: inout Column<T>, _ order: UnsafeMutablePointer<UInt32>, keeping live: Int
) {
  let done: UInt32 = 1 << 31
  let rows = column.base
  let n = column.count
  for start in 0..<n where order[start] & done == 0 {
    let first = rows[start]
    var target = start
    while true {
      let source = Int(order[target])
      order[target] |= done
      if source == start {
        rows[target] = first
        break
      }
      rows[target] = rows[source]
      target = source
    }
  }
  for i in 0..<n { order[i] &= ~done }
  column.resize(live)
}
