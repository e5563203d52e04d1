import SimCore

// The proxies of the colliders in (level, cell, name) order.
//
// Cells are counted and places given in one thread, which is a few nanoseconds a collider; looking
// at the colliders before and laying their rows after is shared out.

extension RigidBodyWorld {
  /// Makes the proxies of all enabled colliders, in cell order.
  mutating func layProxies(_ pool: WorkerPool) {
    let n = bodies.colliders.count
    broadPhase.cellOf.resize(n)
    broadPhase.proxyOfCollider.resize(n)
    solver.pushes.resize(n)
    let fineCells = broadPhase.fine.cellCount
    let coarseCells = broadPhase.coarse.cellCount
    broadPhase.fine.start.fill(count: fineCells + 2, with: 0)
    broadPhase.coarse.start.fill(count: coarseCells + 2, with: 0)
    let view = ProxyView(self)
    share(pool, count: n, stripe: 2048) { view.findCells($0) }
    let liveCount = countCells(n)
    broadPhase.order.resize(liveCount)
    broadPhase.x.resize(liveCount)
    broadPhase.y.resize(liveCount)
    broadPhase.radius.resize(liveCount)
    broadPhase.collider.resize(liveCount)
    broadPhase.rows.resize(liveCount)
    let fine = broadPhase.fine.start.base
    let coarse = broadPhase.coarse.start.base
    let cellOf = broadPhase.cellOf.base
    let order = broadPhase.order.base
    for i in 0..<n {
      let cell = cellOf[i]
      if cell == .max { continue }
      // The start of the next cell runs from the start of this one to its own.
      let start = cell & ProxyView.isCoarse == 0 ? fine : coarse
      let place = start[Int(cell & ~ProxyView.isCoarse) + 1]
      start[Int(cell & ~ProxyView.isCoarse) + 1] = place &+ 1
      order[Int(place)] = UInt32(truncatingIfNeeded: i)
    }
    broadPhase.tileSize = tileSize(proxyCount: liveCount)
    broadPhase.tileCount = max(1, (liveCount + broadPhase.tileSize - 1) / broadPhase.tileSize)
    broadPhase.bodyTiles.fill(count: bodies.count, with: -1)
    let target = ProxyView(self)
    share(pool, count: liveCount, stripe: 2048) { target.layRows($0, count: liveCount) }
  }

  /// Counts the colliders of each cell and sums them up; returns how many take part.
  private mutating func countCells(_ n: Int) -> Int {
    let fine = broadPhase.fine.start.base
    let coarse = broadPhase.coarse.start.base
    let cellOf = broadPhase.cellOf.base
    var fineCount = 0
    var coarseCount = 0
    for i in 0..<n {
      let cell = cellOf[i]
      if cell == .max { continue }
      if cell & ProxyView.isCoarse == 0 {
        fine[Int(cell) + 2] &+= 1
        fineCount += 1
      } else {
        coarse[Int(cell & ~ProxyView.isCoarse) + 2] &+= 1
        coarseCount += 1
      }
    }
    broadPhase.fineCount = fineCount
    coarse[0] = UInt32(fineCount)
    coarse[1] = UInt32(fineCount)
    sumUp(fine, count: broadPhase.fine.cellCount)
    sumUp(coarse, count: broadPhase.coarse.cellCount)
    return fineCount + coarseCount
  }
}

/// Turns counts, kept two entries late, into the starts of the cells, kept one entry late.
private func sumUp(_ start: UnsafeMutablePointer<UInt32>, count: Int) {
  var sum = start[1]
  for c in 0..<count {
    sum &+= start[c + 2]
    start[c + 2] = sum
  }
}

/// Pointers for the stages of the layout; valid within it.
private struct ProxyView: @unchecked Sendable {
  let fine: GridView
  let coarse: GridView
  let largestFine: Float
  let fineCount: Int
  let anchors: UnsafeMutablePointer<SIMD4<Float>>
  let colliders: UnsafeMutablePointer<ColliderRow>
  let cellOf: UnsafeMutablePointer<UInt32>
  let order: UnsafeMutablePointer<UInt32>
  /// In the memory of the solver's pushes, which is idle then.
  let circles: UnsafeMutablePointer<SIMD4<Float>>
  let x: UnsafeMutablePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let radius: UnsafeMutablePointer<Float>
  let collider: UnsafeMutablePointer<UInt32>
  let rows: UnsafeMutablePointer<ProxyRow>
  let proxyOfCollider: UnsafeMutablePointer<UInt32>
  let bodyTiles: UnsafeMutablePointer<Int32>
  let tileSize: Int

  static let isCoarse: UInt32 = 0x8000_0000

  init(_ world: borrowing RigidBodyWorld) {
    fine = GridView(world.broadPhase.fine, largest: world.broadPhase.largestFine)
    coarse = GridView(world.broadPhase.coarse, largest: world.broadPhase.largestCoarse)
    largestFine = world.broadPhase.largestFine
    fineCount = world.broadPhase.fineCount
    anchors = world.bodies.anchors.base
    colliders = world.bodies.colliders.base
    cellOf = world.broadPhase.cellOf.base
    order = world.broadPhase.order.base
    circles = world.solver.pushes.base
    x = world.broadPhase.x.base
    y = world.broadPhase.y.base
    radius = world.broadPhase.radius.base
    collider = world.broadPhase.collider.base
    rows = world.broadPhase.rows.base
    proxyOfCollider = world.broadPhase.proxyOfCollider.base
    bodyTiles = world.broadPhase.bodyTiles.base
    tileSize = world.broadPhase.tileSize
  }

  /// The circle and cell of each collider of a range.
  ///
  /// A collider off its body's centre of mass gets a circle around that centre, which turning does
  /// not change. Those of disabled bodies take no part.
  func findCells(_ range: Range<Int>) {
    for i in range {
      let row = colliders + i
      let anchor = anchors[Int(row.pointee.slot)]
      if anchor.w < 0 {
        cellOf[i] = .max
        proxyOfCollider[i] = .max
        continue
      }
      let arm = row.pointee.x * row.pointee.x + row.pointee.y * row.pointee.y
      let extent = arm.squareRoot() + row.pointee.boundingRadius
      let reached = extent + anchor.z
      circles[i] = SIMD4(anchor.x, anchor.y, reached, extent)
      let isFine = reached <= largestFine
      let grid = isFine ? fine : coarse
      let cell = grid.row(anchor.y) * grid.columnCount + grid.column(anchor.x)
      cellOf[i] = UInt32(truncatingIfNeeded: cell) | (isFine ? 0 : Self.isCoarse)
    }
  }

  /// Puts the colliders of each cell that begins in a range of places into the order of their
  /// names, and lays their rows.
  func layRows(_ range: Range<Int>, count: Int) {
    var place = range.lowerBound
    // The run that a stripe before this one began is laid by that one.
    if place > 0 { while place < count && isSameCell(place, place - 1) { place += 1 } }
    while place < range.upperBound {
      var end = place + 1
      while end < count && isSameCell(end, place) { end += 1 }
      if end - place > 1 { sort(place..<end) }
      for p in place..<end { layRow(p) }
      place = end
    }
  }

  @inline(__always)
  private func isSameCell(_ a: Int, _ b: Int) -> Bool {
    cellOf[Int(order[a])] == cellOf[Int(order[b])]
  }

  /// Sorts a short run by name and place on the body.
  private func sort(_ range: Range<Int>) {
    for i in range.dropFirst() {
      let item = order[i]
      let key = name(item)
      var j = i
      while j > range.lowerBound && name(order[j - 1]) > key {
        order[j] = order[j - 1]
        j -= 1
      }
      order[j] = item
    }
  }

  @inline(__always)
  private func name(_ index: UInt32) -> UInt64 {
    let row = colliders + Int(index)
    return UInt64(row.pointee.name) << 32 | UInt64(row.pointee.ordinal)
  }

  private func layRow(_ place: Int) {
    let index = Int(order[place])
    let circle = circles[index]
    x[place] = circle.x
    y[place] = circle.y
    radius[place] = circle.z
    collider[place] = UInt32(truncatingIfNeeded: index)
    proxyOfCollider[index] = UInt32(truncatingIfNeeded: place)
    let source = colliders + index
    let slot = Int(source.pointee.slot)
    var row = ProxyRow()
    row.slot = Int32(truncatingIfNeeded: slot)
    row.collider = UInt32(truncatingIfNeeded: index)
    row.name = source.pointee.name
    row.filter = source.pointee.filter
    row.extent = circle.w
    row.bits = source.pointee.bits
    if row.bits & ProxyRow.isFirst != 0 {
      bodyTiles[slot] = Int32(truncatingIfNeeded: place / tileSize)
    }
    rows[place] = row
  }
}
