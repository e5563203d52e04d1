import CSimCore
import SimCore

// Up to eight rays of one origin, as the eight lanes of a vector.
//
// The rays of a sensor start at one place, so the bodies around it are looked up once for all of
// them, and each is met by eight rays at once. Rows of cells are taken from the origin outwards,
// until no ray gets as far: in a crowd that is soon. The arithmetic of a lane is that of a single
// ray, operation by operation, and of two bodies at one distance the older name counts in both, so
// the order of the search does not matter and the bits are those of `cast`.

/// The rays of a bundle and what they met so far.
private struct RayBundle {
  let origin: Vec2
  let directionX: F8
  let directionY: F8
  /// The distances so far, metres; −1 in lanes without a ray.
  var best: F8
  /// The proxies met, as bits; −1 where none was.
  var proxies = unsafeBitCast(SIMD8<Int32>(repeating: -1), to: F8.self)

  @inline(__always)
  func proxy(_ lane: Int) -> Int { Int(unsafeBitCast(proxies, to: SIMD8<Int32>.self)[lane]) }

  @inline(__always)
  mutating func setProxy(_ lane: Int, _ proxy: Int) {
    var rows = unsafeBitCast(proxies, to: SIMD8<Int32>.self)
    rows[lane] = Int32(truncatingIfNeeded: proxy)
    proxies = unsafeBitCast(rows, to: F8.self)
  }
}

extension QueryView {
  /// Beyond so many cells from the origin rays go on one by one, as then they are far apart.
  private static let nearCells: Float = 6

  /// Casts neighbouring rays; those that start at one place together.
  func castGroup(
    _ rays: UnsafePointer<Ray>, count: Int, into hits: UnsafeMutablePointer<RayHit>, mask: UInt16
  ) {
    var first = 0
    while first < count {
      var end = first + 1
      while end < count && isSameStart(rays + first, rays + end) { end += 1 }
      if end - first < 3 {
        for i in first..<end { hits[i] = cast(rays[i], mask: mask) }
      } else {
        castBundle(rays + first, count: end - first, into: hits + first, mask: mask)
      }
      first = end
    }
  }

  @inline(__always)
  private func isSameStart(_ a: UnsafePointer<Ray>, _ b: UnsafePointer<Ray>) -> Bool {
    a.pointee.origin == b.pointee.origin && a.pointee.excluded == b.pointee.excluded
      && a.pointee.excludedGroup == b.pointee.excludedGroup
  }

  private func castBundle(
    _ rays: UnsafePointer<Ray>, count: Int, into hits: UnsafeMutablePointer<RayHit>, mask: UInt16
  ) {
    let origin = rays.pointee.origin
    var x = F8.zero
    var y = F8.zero
    var best = F8(repeating: -1)
    var longest: Float = 0
    for i in 0..<count {
      x[i] = rays[i].direction.x
      y[i] = rays[i].direction.y
      best[i] = rays[i].range
      longest = max(longest, rays[i].range)
    }
    if map.count > 0
      && !(map.isClear(around: origin, distance: longest) && map.extent.contains(origin))
    {
      for i in 0..<count { best[i] = min(best[i], map.cast(rays[i], limit: best[i], mask: mask)) }
    }
    var bundle = RayBundle(origin: origin, directionX: x, directionY: y, best: best)
    if proxyCount > 0 {
      let excluded = slot(of: rays.pointee.excluded)
      castGrid(rays, count: count, fine, excluded: excluded, mask: mask, &bundle)
      if hasCoarse { castGrid(rays, count: count, coarse, excluded: excluded, mask: mask, &bundle) }
    }
    for i in 0..<count {
      let distance = bundle.best[i]
      hits[i] = hit(distance, bundle.proxy(i), kindOfRest: distance < rays[i].range ? 2 : 0)
    }
  }

  /// Goes through the rows of a grid from the origin outwards.
  private func castGrid(
    _ rays: UnsafePointer<Ray>, count: Int, _ grid: GridView, excluded: Int, mask: UInt16,
    _ bundle: inout RayBundle
  ) {
    let o = bundle.origin
    let wide = grid.largest
    let near = Self.nearCells * grid.cellSize
    let own = grid.row(o.y)
    castRow(rays, own, grid, excluded: excluded, mask: mask, near: near, &bundle)
    var hasUpper = own + 1 < grid.rowCount
    var hasLower = own > 0
    var distance = 1
    while hasUpper || hasLower {
      // A row is reached by a ray that comes within the largest radius of it: by its origin, where the
      // gap is none, or by its end. The millimetre is for rounding, and small beside the reach that a
      // circle adds to its body.
      if hasUpper {
        let gap = grid.origin.y + Float(own + distance) * grid.cellSize - wide - o.y - 1e-3
        let rises = bundle.directionY * bundle.best
        if gap > near || gap > 0 && fleetfield_f8_any_less(F8(repeating: gap), rises) == 0 {
          hasUpper = false
        } else {
          castRow(rays, own + distance, grid, excluded: excluded, mask: mask, near: near, &bundle)
          hasUpper = own + distance + 1 < grid.rowCount
        }
      }
      if hasLower {
        let gap = o.y - grid.origin.y - Float(own - distance + 1) * grid.cellSize - wide - 1e-3
        let falls = -bundle.directionY * bundle.best
        if gap > near || gap > 0 && fleetfield_f8_any_less(F8(repeating: gap), falls) == 0 {
          hasLower = false
        } else {
          castRow(rays, own - distance, grid, excluded: excluded, mask: mask, near: near, &bundle)
          hasLower = own - distance > 0
        }
      }
      distance += 1
    }
    if fleetfield_f8_any_less(F8(repeating: near - 1e-3), bundle.best) == 0 { return }
    for lane in 0..<count where bundle.best[lane] > near - 1e-3 {
      var best = bundle.best[lane]
      var proxy = bundle.proxy(lane)
      castGrid(rays[lane], grid, excluded: excluded, mask: mask, &best, &proxy)
      bundle.best[lane] = best
      bundle.setProxy(lane, proxy)
    }
  }

  /// Looks at the part of a row that rays may reach.
  private func castRow(
    _ rays: UnsafePointer<Ray>, _ row: Int, _ grid: GridView, excluded: Int, mask: UInt16,
    near: Float, _ bundle: inout RayBundle
  ) {
    let ends = bundle.directionX * bundle.best
    let wide = grid.largest + 1e-3
    let left = max(-near, least(ends)) - wide
    let right = min(near, -least(-ends)) + wide
    let cells = grid.start + row * grid.columnCount
    let begin = Int(cells[grid.column(bundle.origin.x + left)])
    let end = Int(cells[grid.column(bundle.origin.x + right) + 1])
    for proxy in begin..<end {
      let dx = x[proxy] - bundle.origin.x
      let dy = y[proxy] - bundle.origin.y
      let r = radius[proxy]
      let side = dx * bundle.directionY - dy * bundle.directionX
      let along = dx * bundle.directionX + dy * bundle.directionY
      let misses =
        fleetfield_f8_any_less(F8(repeating: r * r), side * side)
        | fleetfield_f8_any_less(along, F8(repeating: -r))
        | fleetfield_f8_any_less(bundle.best, along - r)
      let hits = ~UInt32(truncatingIfNeeded: misses) & 0xFF
      if hits != 0 { meet(rays, proxy, lanes: hits, excluded: excluded, mask: mask, &bundle) }
    }
  }

  /// The least of zero and the lanes.
  @inline(__always)
  private func least(_ v: F8) -> Float {
    let halves = v.lowHalf.replacing(with: v.highHalf, where: v.highHalf .< v.lowHalf)
    let a = halves.lowHalf.replacing(
      with: halves.highHalf, where: halves.highHalf .< halves.lowHalf)
    return min(0, min(a.x, a.y))
  }

  /// Where the rays of some lanes meet a proxy.
  @inline(__always)
  private func meet(
    _ rays: UnsafePointer<Ray>, _ proxy: Int, lanes: UInt32, excluded: Int, mask: UInt16,
    _ bundle: inout RayBundle
  ) {
    let row = rows + proxy
    let slot = Int(row.pointee.slot)
    let filter = isStale ? colliders[Int(row.pointee.collider)].filter : row.pointee.filter
    if slot == excluded || filter.category & mask == 0 { return }
    let group = rays.pointee.excludedGroup
    if group != 0 && filter.group == group { return }
    if isStale && traits[slot].flags & BodyFlags.isEnabled == 0 { return }
    let pose = poses[slot]
    let offset = bundle.origin - Vec2(pose.x, pose.y)
    var distances: F8
    switch row.pointee.form {
    case ColliderForm.disc:
      distances = castDisc(offset, bundle.directionX, bundle.directionY, row.pointee.extent)
    case ColliderForm.box:
      let rotation = Rotation(cosine: pose.z, sine: pose.w)
      let form = forms[Int(row.pointee.collider)]
      distances = castBox(
        rotation.inverseRotate(offset),
        rotation.cosine * bundle.directionX + rotation.sine * bundle.directionY,
        -rotation.sine * bundle.directionX + rotation.cosine * bundle.directionY,
        Vec2(form.x, form.y))
    default:
      distances = F8(repeating: .infinity)
      var rest = lanes
      while rest != 0 {
        let lane = rest.trailingZeroBitCount
        rest &= rest &- 1
        distances[lane] = castCollider(rays[lane], Int(row.pointee.collider), pose)
      }
    }
    let isNearer = fleetfield_f8_below(distances, bundle.best)
    let unequal =
      fleetfield_f8_any_less(distances, bundle.best)
      | fleetfield_f8_any_less(bundle.best, distances)
    let own = unsafeBitCast(
      SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: proxy)), to: F8.self)
    bundle.best = fleetfield_f8_pick(isNearer, distances, bundle.best)
    bundle.proxies = fleetfield_f8_pick(isNearer, own, bundle.proxies)
    // Of two at the same distance the older name is reported.
    var equal = ~UInt32(truncatingIfNeeded: unequal) & lanes
    while equal != 0 {
      let lane = equal.trailingZeroBitCount
      equal &= equal &- 1
      let other = bundle.proxy(lane)
      if distances[lane] == bundle.best[lane] && other >= 0
        && row.pointee.name < rows[other].name
      {
        bundle.setProxy(lane, proxy)
      }
    }
  }
}

/// `castDisc` for eight directions.
@inline(__always)
private func castDisc(
  _ origin: Vec2, _ directionX: F8, _ directionY: F8, _ radius: Float
) -> F8 {
  let infinity = F8(repeating: .infinity)
  let c = origin.lengthSquared - radius * radius
  if c <= 0 { return .zero }
  let b = origin.x * directionX + origin.y * directionY
  let side = origin.x * directionY - origin.y * directionX
  let half = radius * radius - side * side
  let distance = -b - half.squareRoot()
  let limited = fleetfield_f8_pick(fleetfield_f8_at_most(.zero, distance), distance, .zero)
  let meets = fleetfield_f8_and(
    fleetfield_f8_below(b, .zero), fleetfield_f8_at_most(.zero, half))
  return fleetfield_f8_pick(meets, limited, infinity)
}

/// `castBox` for eight directions.
@inline(__always)
private func castBox(_ origin: Vec2, _ directionX: F8, _ directionY: F8, _ half: Vec2) -> F8 {
  let one = F8(repeating: 1)
  let inverseX = one / directionX
  let inverseY = one / directionY
  let signX = fleetfield_f8_pick(fleetfield_f8_below(directionX, .zero), -one, one)
  let signY = fleetfield_f8_pick(fleetfield_f8_below(directionY, .zero), -one, one)
  let nearX = (-half.x * signX - origin.x) * inverseX
  let farX = (half.x * signX - origin.x) * inverseX
  let nearY = (-half.y * signY - origin.y) * inverseY
  let farY = (half.y * signY - origin.y) * inverseY
  var enter = F8.zero
  enter = fleetfield_f8_pick(fleetfield_f8_below(enter, nearX), nearX, enter)
  enter = fleetfield_f8_pick(fleetfield_f8_below(enter, nearY), nearY, enter)
  let leave = fleetfield_f8_pick(fleetfield_f8_below(farX, farY), farX, farY)
  return fleetfield_f8_pick(
    fleetfield_f8_at_most(enter, leave), enter, F8(repeating: .infinity))
}
