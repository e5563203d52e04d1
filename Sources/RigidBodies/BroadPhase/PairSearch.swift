import CSimCore
import SimCore

// The search for pairs over the proxies of the broad phase.
//
// Stripes of proxies look for their partners at once, each into its own part of a scratch column;
// where a part turns out too small, it is enlarged and the search repeated, which a warm world does
// not need. Then every pair has its place, and the stripes write the rows of their pairs.

extension RigidBodyWorld {
  /// Finds the pairs of bodies, and of bodies with edges of the map.
  mutating func findPairs(_ pool: WorkerPool) {
    let n = broadPhase.x.count
    let stripeCount = (n + BroadPhase.stripe - 1) / BroadPhase.stripe
    broadPhase.rowStart.resize(n + 1)
    broadPhase.mapRowStart.resize(n + 1)
    broadPhase.needs.fill(count: stripeCount, with: .zero)
    var isWhole = false
    while !isWhole {
      contacts.nearPairs.resize(stripeCount * broadPhase.proxyRoom)
      broadPhase.foundEdges.resize(stripeCount * broadPhase.edgeRoom)
      let view = SearchView(self)
      share(pool, parts: stripeCount) { view.search(stripe: $0) }
      var most = SIMD4<Int32>.zero
      for i in 0..<stripeCount {
        most = most.replacing(with: broadPhase.needs[i], where: broadPhase.needs[i] .> most)
      }
      isWhole = Int(most.x) <= broadPhase.proxyRoom && Int(most.y) <= broadPhase.edgeRoom
      if Int(most.x) > broadPhase.proxyRoom { broadPhase.proxyRoom = Int(most.x) * 5 / 4 }
      if Int(most.y) > broadPhase.edgeRoom { broadPhase.edgeRoom = Int(most.y) * 5 / 4 }
    }
    // From needs to places; pairs with the map come after all pairs of bodies.
    var places = SIMD4<Int32>.zero
    for i in 0..<stripeCount {
      let need = broadPhase.needs[i]
      broadPhase.needs[i] = places
      places &+= need
    }
    for i in 0..<stripeCount { broadPhase.needs[i].y &+= places.x }
    broadPhase.rowStart[n] = UInt32(places.x)
    broadPhase.mapRowStart[n] = UInt32(places.x &+ places.y)
    contacts.beginSearch(count: Int(places.x &+ places.y), dynamicCount: Int(places.x))
    contacts.generalCount = Int(places.z)
    let view = SearchView(self)
    share(pool, parts: stripeCount) { view.writePairs(stripe: $0) }
    contacts.endSearch()
  }
}

extension RigidBodyWorld {
  /// Takes the spare room of the search away, so that the next one finds every list full; for tests.
  mutating func takeSpareRoom() {
    broadPhase.proxyRoom = StartingRoom.least
    broadPhase.edgeRoom = StartingRoom.least
  }
}

/// Pointers for the stages of a search; valid within it.
private struct SearchView: @unchecked Sendable {
  let count: Int
  let fineCount: Int
  let fine: GridView
  let coarse: GridView
  let x: UnsafeMutablePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let radius: UnsafeMutablePointer<Float>
  let rows: UnsafeMutablePointer<ProxyRow>
  let rowStart: UnsafeMutablePointer<UInt32>
  let mapRowStart: UnsafeMutablePointer<UInt32>
  let foundProxies: UnsafeMutablePointer<UInt32>
  let foundEdges: UnsafeMutablePointer<UInt32>
  let proxyRoom: Int
  let edgeRoom: Int
  let needs: UnsafeMutablePointer<SIMD4<Int32>>
  let separated: UnsafeMutablePointer<UInt64>
  let separatedCount: Int
  let map: MapView
  let speculativeDistance: Float
  let slotsA: UnsafeMutablePointer<Int32>
  let slotsB: UnsafeMutablePointer<Int32>
  let reaches: UnsafeMutablePointer<Float>
  let kinds: UnsafeMutablePointer<UInt8>
  let colliders: UnsafeMutablePointer<SIMD2<UInt32>>
  let manifoldRows: UnsafeMutablePointer<Int32>
  let generalCount: Int
  let dynamicCount: Int

  init(_ world: borrowing RigidBodyWorld) {
    count = world.broadPhase.x.count
    fineCount = world.broadPhase.fineCount
    fine = GridView(world.broadPhase.fine, largest: world.broadPhase.largestFine)
    coarse = GridView(world.broadPhase.coarse, largest: world.broadPhase.largestCoarse)
    x = world.broadPhase.x.base
    y = world.broadPhase.y.base
    radius = world.broadPhase.radius.base
    rows = world.broadPhase.rows.base
    rowStart = world.broadPhase.rowStart.base
    mapRowStart = world.broadPhase.mapRowStart.base
    foundProxies = UnsafeMutableRawPointer(world.contacts.nearPairs.base)
      .assumingMemoryBound(to: UInt32.self)
    foundEdges = world.broadPhase.foundEdges.base
    proxyRoom = world.broadPhase.proxyRoom
    edgeRoom = world.broadPhase.edgeRoom
    needs = world.broadPhase.needs.base
    separated = world.joints.separated.base
    separatedCount = world.joints.separated.count
    map = world.map.view
    speculativeDistance = world.settings.speculativeDistance
    slotsA = world.contacts.slotsA.base
    slotsB = world.contacts.slotsB.base
    reaches = world.contacts.reaches.base
    kinds = world.contacts.kinds.base
    colliders = world.contacts.colliders.base
    manifoldRows = world.contacts.manifoldRows.base
    generalCount = world.contacts.generalCount
    dynamicCount = world.contacts.dynamicPairCount
  }

  /// Partners found by a stripe: how many, and where the first ones are kept.
  private struct Found {
    var count = 0
    var generalCount = 0
    let room: Int
    let items: UnsafeMutablePointer<UInt32>

    @inline(__always)
    mutating func append(_ item: Int) {
      if count < room { items[count] = UInt32(truncatingIfNeeded: item) }
      count += 1
    }
  }

  /// Each proxy of a stripe looks at those after it in its own cell, at the half of the
  /// neighbouring cells that follow, and, where it is an ordinary one, at the large ones nearby.
  func search(stripe: Int) {
    var partners = Found(room: proxyRoom, items: foundProxies + stripe * proxyRoom)
    var edges = Found(room: edgeRoom, items: foundEdges + stripe * edgeRoom)
    let first = stripe * BroadPhase.stripe
    for i in first..<min(count, first + BroadPhase.stripe) {
      rowStart[i] = UInt32(truncatingIfNeeded: partners.count)
      mapRowStart[i] = UInt32(truncatingIfNeeded: edges.count)
      if i < fineCount {
        searchHalf(i, fine, &partners)
        if fineCount < count { searchCoarse(i, &partners) }
      } else {
        searchHalf(i, coarse, &partners)
      }
      if map.count > 0 && rows[i].isMovable { searchMap(i, &edges) }
    }
    needs[stripe] = SIMD4(
      Int32(truncatingIfNeeded: partners.count), Int32(truncatingIfNeeded: edges.count),
      Int32(truncatingIfNeeded: partners.generalCount), 0)
  }

  @inline(__always)
  private func searchHalf(_ i: Int, _ grid: GridView, _ found: inout Found) {
    let column = grid.column(x[i])
    let row = grid.row(y[i])
    let columns = grid.columnCount
    let cell = row * columns + column
    let right = column + 1 < columns ? cell + 1 : cell
    testRange(i, from: i + 1, to: Int(grid.start[right + 1]), &found)
    if row + 1 < grid.rowCount {
      let above = cell + columns
      let left = column > 0 ? above - 1 : above
      let farRight = column + 1 < columns ? above + 1 : above
      testRange(i, from: Int(grid.start[left]), to: Int(grid.start[farRight + 1]), &found)
    }
  }

  private func searchCoarse(_ i: Int, _ found: inout Found) {
    let column = coarse.column(x[i])
    let row = coarse.row(y[i])
    let columns = coarse.columnCount
    for r in max(0, row - 1)...min(coarse.rowCount - 1, row + 1) {
      let left = r * columns + max(0, column - 1)
      let right = r * columns + min(columns - 1, column + 1)
      testRange(i, from: Int(coarse.start[left]), to: Int(coarse.start[right + 1]), &found)
    }
  }

  /// Tests proxy i against a run of others, eight at once; the columns may be read past their end.
  @inline(__always)
  private func testRange(_ i: Int, from lower: Int, to upper: Int, _ found: inout Found) {
    let centerX = F8(repeating: x[i])
    let centerY = F8(repeating: y[i])
    let own = F8(repeating: radius[i])
    var j = lower
    while j < upper {
      let dx = UnsafeRawPointer(x + j).loadUnaligned(as: F8.self) - centerX
      let dy = UnsafeRawPointer(y + j).loadUnaligned(as: F8.self) - centerY
      let sum = UnsafeRawPointer(radius + j).loadUnaligned(as: F8.self) + own
      var hits = UInt32(
        truncatingIfNeeded: fleetfield_f8_any_less(dx * dx + dy * dy, sum * sum))
      let rest = upper - j
      if rest < 8 { hits &= (1 << UInt32(truncatingIfNeeded: rest)) &- 1 }
      while hits != 0 {
        let partner = j + hits.trailingZeroBitCount
        hits &= hits &- 1
        if mayTouch(rows + i, rows + partner) {
          found.append(partner)
          let kind = PairKind.of(rows[i].form, rows[partner].form)
          found.generalCount += kind == PairKind.general ? 1 : 0
        }
      }
      j += 8
    }
  }

  /// False for the same body, for two immovable ones, and where a filter or joint forbids it.
  @inline(__always)
  private func mayTouch(_ a: UnsafePointer<ProxyRow>, _ b: UnsafePointer<ProxyRow>) -> Bool {
    if a.pointee.slot == b.pointee.slot || !a.pointee.filter.admits(b.pointee.filter) {
      return false
    }
    if (a.pointee.bits | b.pointee.bits) & ProxyRow.movable == 0 { return false }
    return a.pointee.bits & b.pointee.bits & ProxyRow.uncollided == 0
      || !isSeparated(a.pointee.name, b.pointee.name)
  }

  /// The same question as `JointStorage.separates`.
  private func isSeparated(_ a: UInt32, _ b: UInt32) -> Bool {
    let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
    var low = 0
    var high = separatedCount
    while low < high {
      let middle = (low + high) / 2
      if separated[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < separatedCount && separated[low] == key
  }

  /// Finds the edges of the map near a moving proxy.
  private func searchMap(_ i: Int, _ found: inout Found) {
    let center = Vec2(x[i], y[i])
    let radius = radius[i] + speculativeDistance
    if map.isClear(around: center, distance: radius) { return }
    let box = AABB(lower: center, upper: center).expanded(by: radius)
    if !box.overlaps(map.extent) { return }
    let begin = found.count
    let left = map.column(box.lower.x)
    let right = map.column(box.upper.x)
    for row in map.row(box.lower.y)...map.row(box.upper.y) {
      let firstCell = row * map.columnCount + left
      if map.start[firstCell] == map.start[firstCell + right - left + 1] { continue }
      for column in left...right {
        let cell = row * map.columnCount + column
        for k in Int(map.start[cell])..<Int(map.start[cell + 1]) {
          let index = map.items[k]
          let segment = map.segments + Int(index)
          let point = closestPoint(on: segment.pointee.start, segment.pointee.end, to: center)
          if (point - center).lengthSquared > radius * radius { continue }
          if !segment.pointee.filter.admits(rows[i].filter) { continue }
          // An edge may lie in several cells; rows are short, so looking back is cheap.
          var isKnown = false
          // Behind a full list there is nothing to look at: edges are then counted once for each of
          // their cells, which only makes the list of the repeated search a little longer.
          let end = max(begin, min(found.count, found.room))
          for known in begin..<end where found.items[known] == index { isKnown = true }
          if !isKnown { found.append(Int(index)) }
        }
      }
    }
  }

  /// Writes the pairs a stripe found to their places; `needs` holds the first ones.
  func writePairs(stripe: Int) {
    let partners = foundProxies + stripe * proxyRoom
    let edges = foundEdges + stripe * edgeRoom
    let place = Int(needs[stripe].x)
    let mapPlace = Int(needs[stripe].y)
    // General pairs of bodies have the first manifolds, pairs with the map those after them.
    var general = needs[stripe].z
    let manifoldOfMap = generalCount - dynamicCount
    let first = stripe * BroadPhase.stripe
    let end = min(count, first + BroadPhase.stripe)
    // The places of the next stripe, or the ends of all.
    let isLast = end == count
    let lastPartner = (isLast ? Int(rowStart[count]) : Int(needs[stripe + 1].x)) - place
    let lastEdge = (isLast ? Int(mapRowStart[count]) : Int(needs[stripe + 1].y)) - mapPlace
    for i in first..<end {
      let fromPartner = Int(rowStart[i])
      let toPartner = i + 1 < end ? Int(rowStart[i + 1]) : lastPartner
      for k in fromPartner..<toPartner {
        write(i, Int(partners[k]), at: place + k)
        manifoldRows[place + k] = general
        general &+= kinds[place + k] == PairKind.general ? 1 : 0
      }
      let fromEdge = Int(mapRowStart[i])
      let toEdge = i + 1 < end ? Int(mapRowStart[i + 1]) : lastEdge
      for k in fromEdge..<toEdge {
        slotsA[mapPlace + k] = rows[i].slot
        slotsB[mapPlace + k] = rows[i].slot
        reaches[mapPlace + k] = 0
        kinds[mapPlace + k] = PairKind.general
        colliders[mapPlace + k] = SIMD2(rows[i].collider, edges[k])
        manifoldRows[mapPlace + k] = Int32(truncatingIfNeeded: mapPlace + k + manifoldOfMap)
      }
      rowStart[i] = UInt32(truncatingIfNeeded: place + fromPartner)
      mapRowStart[i] = UInt32(truncatingIfNeeded: mapPlace + fromEdge)
    }
  }

  /// Writes a pair of bodies: the rounder collider comes first; among equals the older name.
  ///
  /// Both
  /// are free of history.
  @inline(__always)
  private func write(_ i: Int, _ j: Int, at k: Int) {
    let a = rows + i
    let b = rows + j
    let isOrdered =
      a.pointee.isCornered != b.pointee.isCornered
      ? a.pointee.isCornered < b.pointee.isCornered : a.pointee.name < b.pointee.name
    let first = isOrdered ? a : b
    let second = isOrdered ? b : a
    slotsA[k] = first.pointee.slot
    slotsB[k] = second.pointee.slot
    colliders[k] = SIMD2(first.pointee.collider, second.pointee.collider)
    reaches[k] = a.pointee.extent + b.pointee.extent
    kinds[k] = PairKind.of(a.pointee.form, b.pointee.form)
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
