import CSimCore
import SimCore

// Rays against bodies and the map.
//
// Bodies: a ray crosses the rows of the grid in its direction; in each it looks at the run of cells
// within the largest radius of it, and stops at the first row beyond its best hit. Map: cells along
// the ray, in order.

/// The grid of proxies as pointers; valid while the world does not change.
struct GridView: @unchecked Sendable {
  let start: UnsafeMutablePointer<UInt32>
  let origin: Vec2
  let cellSize: Float
  let inverseCellSize: Float
  let columnCount: Int
  let rowCount: Int
  /// The last column and row, as limits of a conversion.
  let lastColumn: Float
  let lastRow: Float
  /// The largest proxy radius in the grid, metres.
  let largest: Float

  init(_ grid: borrowing CellGrid, largest: Float) {
    start = grid.start.base
    origin = grid.origin
    cellSize = grid.cellSize
    inverseCellSize = grid.inverseCellSize
    columnCount = grid.columnCount
    rowCount = grid.rowCount
    lastColumn = Float(grid.columnCount - 1)
    lastRow = Float(grid.rowCount - 1)
    self.largest = largest
  }

  @inline(__always)
  func column(_ x: Float) -> Int {
    Int(fleetfield_cell((x - origin.x) * inverseCellSize, lastColumn))
  }

  @inline(__always)
  func row(_ y: Float) -> Int {
    Int(fleetfield_cell((y - origin.y) * inverseCellSize, lastRow))
  }
}

/// What queries read, as pointers; valid while the world does not change.
struct QueryView: @unchecked Sendable {
  let fine: GridView
  let coarse: GridView
  let hasCoarse: Bool
  let proxyCount: Int
  let x: UnsafeMutablePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let radius: UnsafeMutablePointer<Float>
  let collider: UnsafeMutablePointer<UInt32>
  let rows: UnsafeMutablePointer<ProxyRow>
  let forms: UnsafeMutablePointer<SIMD4<Float>>
  /// True where bodies or filters may have changed since the proxies were laid.
  let isStale: Bool
  let colliders: UnsafeMutablePointer<ColliderRow>
  let hulls: UnsafeMutablePointer<Hull>
  let poses: UnsafeMutablePointer<SIMD4<Float>>
  let traits: UnsafeMutablePointer<BodyTraits>
  let ids: UnsafeMutablePointer<IDRow>
  let idCount: Int
  let largestReach: Float
  let map: MapView

  /// The row of a body, or −1 where there is no such body.
  @inline(__always)
  func slot(of body: BodyID) -> Int {
    if body.index >= UInt32(idCount) { return -1 }
    let row = ids[Int(body.index)]
    return row.generation == body.generation && row.slot != .max ? Int(row.slot) : -1
  }

  @inline(__always)
  func bodyID(at slot: Int) -> BodyID {
    let index = traits[slot].idIndex
    return BodyID(index: index, generation: ids[Int(index)].generation)
  }
}

extension RigidBodyWorld {
  /// Brings the query grids up to date with bodies and map changed since the last step.
  ///
  /// Each step does this by itself; call it before queries that follow `addBody`, `setPose` or
  /// `addStatic` without a step between.
  public mutating func refreshQueries(_ pool: WorkerPool) { updatePairs(pool) }

  /// Casts many rays against bodies and the map, in parallel.
  ///
  /// One-sided edges are seen from their free side only. A ray that starts inside a body sees it at
  /// distance 0.
  ///
  /// - Parameters:
  ///   - rays: `count` rays.
  ///   - count: How many they are.
  ///   - hits: Room for `count` hits, in the order of the rays.
  ///   - mask: Categories of colliders that are seen.
  ///   - pool: The workers.
  /// - Precondition: the world was stepped or refreshed since the map changed.
  /// - Complexity: O(cells crossed) per ray; no allocation.
  public func castRays(
    _ rays: UnsafePointer<Ray>, count: Int, into hits: UnsafeMutablePointer<RayHit>,
    mask: UInt16 = .max, pool: WorkerPool
  ) {
    precondition(!map.isStale, "the map changed: call refreshQueries before casting rays")
    let view = queryView()
    // Rays come in the order of robots, which says nothing of their places. Taken row of cells by
    // row of cells, they find the bodies around them in the cache: 2 to 3 times as fast.
    let group = 8
    let groupCount = (count + group - 1) / group
    if groupCount < QueryOrder.least {
      for first in stride(from: 0, to: count, by: group) {
        view.castGroup(
          rays + first, count: min(group, count - first), into: hits + first, mask: mask)
      }
      return
    }
    let fine = view.fine
    queryOrder.lay(groupCount, bucketCount: fine.rowCount, pool) {
      fine.row(rays[group * $0].origin.y)
    }
    let order = queryOrder.order
    pool.run(count: groupCount, stripe: 64) { range in
      for k in range {
        // The rays of a group are nowhere near those of the one before; two ahead they are fetched.
        let ahead = group * Int(order[min(k + 2, groupCount - 1)])
        prefetch(rays + ahead, bytes: group * MemoryLayout<Ray>.stride)
        prefetch(hits + ahead, bytes: group * MemoryLayout<RayHit>.stride)
        let first = group * Int(order[k])
        view.castGroup(
          rays + first, count: min(group, count - first), into: hits + first, mask: mask)
      }
    }
  }

  /// Casts one ray; see `castRays`.
  public func castRay(_ ray: Ray, mask: UInt16 = .max) -> RayHit {
    precondition(!map.isStale, "the map changed: call refreshQueries before casting rays")
    return queryView().cast(ray, mask: mask)
  }

  func queryView() -> QueryView {
    QueryView(
      fine: GridView(broadPhase.fine, largest: broadPhase.largestFine),
      coarse: GridView(broadPhase.coarse, largest: broadPhase.largestCoarse),
      hasCoarse: broadPhase.fineCount < broadPhase.x.count, proxyCount: broadPhase.x.count,
      x: broadPhase.x.base, y: broadPhase.y.base, radius: broadPhase.radius.base,
      collider: broadPhase.collider.base, rows: broadPhase.rows.base, forms: bodies.forms.base,
      isStale: broadPhase.isStale, colliders: bodies.colliders.base,
      hulls: bodies.hulls.base, poses: bodies.poses.base, traits: bodies.traits.base,
      ids: bodies.ids.base, idCount: bodies.ids.count, largestReach: broadPhase.largestReach,
      map: map.view)
  }
}

/// Asks for the cache lines of some bytes; they need not exist.
@inline(__always)
private func prefetch(_ start: UnsafeRawPointer, bytes: Int) {
  for offset in stride(from: 0, to: bytes, by: 64) { fleetfield_prefetch(start + offset) }
}

extension QueryView {
  func cast(_ ray: Ray, mask: UInt16) -> RayHit {
    var best = ray.range
    var bestProxy = -1
    var kind: UInt32 = 0
    if map.count > 0 {
      let distance = map.cast(ray, limit: best, mask: mask)
      if distance < best {
        best = distance
        kind = 2
      }
    }
    if proxyCount > 0 {
      let excluded = slot(of: ray.excluded)
      castGrid(ray, fine, excluded: excluded, mask: mask, &best, &bestProxy)
      if hasCoarse { castGrid(ray, coarse, excluded: excluded, mask: mask, &best, &bestProxy) }
    }
    return hit(best, bestProxy, kindOfRest: kind)
  }

  /// What a ray reports that met a proxy, or none of them.
  @inline(__always)
  func hit(_ best: Float, _ bestProxy: Int, kindOfRest kind: UInt32) -> RayHit {
    if bestProxy < 0 { return RayHit(distance: best, kind: kind, body: .none) }
    let name = rows[bestProxy].name
    return RayHit(
      distance: best, kind: 1,
      body: BodyID(index: name, generation: ids[Int(name)].generation))
  }

  /// Goes through the rows of a grid along the ray.
  func castGrid(
    _ ray: Ray, _ grid: GridView, excluded: Int, mask: UInt16, _ best: inout Float,
    _ bestProxy: inout Int
  ) {
    let d = ray.direction
    let o = ray.origin
    let wide = grid.largest
    let endY = o.y + d.y * best
    let step = d.y >= 0 ? 1 : -1
    let isLevel = d.y <= 1e-9 && d.y >= -1e-9
    let inverseY = isLevel ? 0 : 1 / d.y
    let firstRow = grid.row(o.y - Float(step) * wide)
    let lastRow = grid.row(endY + Float(step) * wide)
    var row = firstRow
    while true {
      // The part of the ray within the row widened by the largest radius. Border rows also hold
      // what lies outside the grid, so they have no outer edge.
      let isBottom = row == 0
      let isTop = row == grid.rowCount - 1
      let low = isBottom ? -Float.infinity : grid.origin.y + Float(row) * grid.cellSize - wide
      let high =
        isTop ? Float.infinity : grid.origin.y + Float(row + 1) * grid.cellSize + wide
      var enter: Float = 0
      var leave = best
      if !isLevel {
        let near = ((step > 0 ? low : high) - o.y) * inverseY
        let far = ((step > 0 ? high : low) - o.y) * inverseY
        if near > enter { enter = near }
        if far < leave { leave = far }
      } else if o.y < low || o.y > high {
        enter = .infinity
      }
      if enter > best { return }
      if enter <= leave {
        let x0 = o.x + d.x * enter
        let x1 = o.x + d.x * leave
        let left = grid.column((x0 < x1 ? x0 : x1) - wide)
        let right = grid.column((x0 < x1 ? x1 : x0) + wide)
        let begin = Int(grid.start[row * grid.columnCount + left])
        let end = Int(grid.start[row * grid.columnCount + right + 1])
        castRun(ray, begin, end, excluded: excluded, mask: mask, &best, &bestProxy)
      }
      if row == lastRow { return }
      row += step
      if row < 0 || row >= grid.rowCount { return }
    }
  }

  @inline(__always)
  private func castRun(
    _ ray: Ray, _ begin: Int, _ end: Int, excluded: Int, mask: UInt16, _ best: inout Float,
    _ bestProxy: inout Int
  ) {
    let directionX = F8(repeating: ray.direction.x)
    let directionY = F8(repeating: ray.direction.y)
    let originX = F8(repeating: ray.origin.x)
    let originY = F8(repeating: ray.origin.y)
    var i = begin
    while i < end {
      // Eight circles at once; the columns may be read past their end.
      let dx = UnsafeRawPointer(x + i).loadUnaligned(as: F8.self) - originX
      let dy = UnsafeRawPointer(y + i).loadUnaligned(as: F8.self) - originY
      let r = UnsafeRawPointer(radius + i).loadUnaligned(as: F8.self)
      let side = dx * directionY - dy * directionX
      let along = dx * directionX + dy * directionY
      let misses =
        fleetfield_f8_any_less(r * r, side * side) | fleetfield_f8_any_less(along, -r)
        | fleetfield_f8_any_less(F8(repeating: best), along - r)
      var hits = ~UInt32(truncatingIfNeeded: misses) & 0xFF
      let rest = end - i
      if rest < 8 { hits &= (1 << UInt32(truncatingIfNeeded: rest)) &- 1 }
      while hits != 0 {
        let proxy = i + hits.trailingZeroBitCount
        hits &= hits &- 1
        castProxy(ray, proxy, excluded: excluded, mask: mask, &best, &bestProxy)
      }
      i += 8
    }
  }

  @inline(__always)
  private func castProxy(
    _ ray: Ray, _ proxy: Int, excluded: Int, mask: UInt16, _ best: inout Float,
    _ bestProxy: inout Int
  ) {
    let row = rows + proxy
    let slot = Int(row.pointee.slot)
    // A proxy holds what its collider was when proxies were laid.
    let filter =
      isStale ? colliders[Int(row.pointee.collider)].filter : row.pointee.filter
    if slot == excluded || filter.category & mask == 0 { return }
    if ray.excludedGroup != 0 && filter.group == ray.excludedGroup { return }
    if isStale && traits[slot].flags & BodyFlags.isEnabled == 0 { return }
    let pose = poses[slot]
    let offset = ray.origin - Vec2(pose.x, pose.y)
    let distance: Float
    switch row.pointee.form {
    case ColliderForm.disc:
      distance = castDisc(offset, ray.direction, row.pointee.extent)
    case ColliderForm.box:
      let rotation = Rotation(cosine: pose.z, sine: pose.w)
      let form = forms[Int(row.pointee.collider)]
      distance = castBox(
        rotation.inverseRotate(offset), rotation.inverseRotate(ray.direction),
        Vec2(form.x, form.y))
    default:
      distance = castCollider(ray, Int(row.pointee.collider), pose)
    }
    // Of two at the same distance the older name is reported.
    if distance < best
      || (distance == best && bestProxy >= 0 && row.pointee.name < rows[bestProxy].name)
    {
      best = distance
      bestProxy = proxy
    }
  }

  /// The distance of a collider of any shape.
  func castCollider(_ ray: Ray, _ index: Int, _ pose: SIMD4<Float>) -> Float {
    let row = colliders + index
    let rotation = Rotation(cosine: pose.z, sine: pose.w)
    let center = Vec2(pose.x, pose.y) + rotation.rotate(Vec2(row.pointee.x, row.pointee.y))
    if row.pointee.pointCount == 1 {
      return castDisc(ray.origin - center, ray.direction, row.pointee.radius)
    }
    let frame = rotation.composed(
      with: Rotation(cosine: row.pointee.cosine, sine: row.pointee.sine))
    return castHull(
      frame.inverseRotate(ray.origin - center), frame.inverseRotate(ray.direction),
      hulls + Int(row.pointee.hull))
  }
}

extension MapView {
  /// Goes through the cells of the map along the ray, and returns the distance of the first hit.
  func cast(_ ray: Ray, limit: Float, mask: UInt16) -> Float {
    let d = ray.direction
    let o = ray.origin
    if isClear(around: o, distance: limit) && extent.contains(o) { return limit }
    // The part of the ray inside the map's box.
    var enter: Float = 0
    var leave = limit
    let box = extent.expanded(by: 0.01)
    for axis in 0..<2 {
      if abs(d[axis]) < 1e-9 {
        if o[axis] < box.lower[axis] || o[axis] > box.upper[axis] { return limit }
      } else {
        let a = (box.lower[axis] - o[axis]) / d[axis]
        let b = (box.upper[axis] - o[axis]) / d[axis]
        enter = max(enter, min(a, b))
        leave = min(leave, max(a, b))
      }
    }
    if enter > leave { return limit }
    var best = limit
    let from = o + d * enter
    var column = self.column(from.x)
    var row = self.row(from.y)
    let stepX = d.x > 0 ? 1 : -1
    let stepY = d.y > 0 ? 1 : -1
    let infinite = Float.infinity
    let nextX = origin.x + Float(column + (d.x > 0 ? 1 : 0)) * cellSize
    let nextY = origin.y + Float(row + (d.y > 0 ? 1 : 0)) * cellSize
    var crossX = abs(d.x) < 1e-9 ? infinite : (nextX - o.x) / d.x
    var crossY = abs(d.y) < 1e-9 ? infinite : (nextY - o.y) / d.y
    let strideX = abs(d.x) < 1e-9 ? infinite : cellSize / abs(d.x)
    let strideY = abs(d.y) < 1e-9 ? infinite : cellSize / abs(d.y)
    while true {
      let cell = row * columnCount + column
      for k in Int(start[cell])..<Int(start[cell + 1]) {
        let segment = segments + Int(items[k])
        if segment.pointee.filter.category & mask == 0 { continue }
        best = min(best, castEdge(o, d, segment))
      }
      let cross = min(crossX, crossY)
      if best <= cross || cross > leave { return best }
      if crossX < crossY {
        column += stepX
        crossX += strideX
        if column < 0 || column >= columnCount { return best }
      } else {
        row += stepY
        crossY += strideY
        if row < 0 || row >= rowCount { return best }
      }
    }
  }
}
