import SimCore

// Nearest bodies, and overlap with a shape.

extension RigidBodyWorld {
  /// Finds, for each of `count` bodies, the nearest others within a distance, in parallel.
  ///
  /// Distances are between centres of mass. Row i of the results holds `counts[i]` names, nearest
  /// first; of two equally near the older name comes first.
  ///
  /// - Parameters:
  ///   - names: The bodies that look around.
  ///   - count: How many they are.
  ///   - distance: How far they see, metres.
  ///   - limit: How many they see at most, k.
  ///   - mask: Categories of colliders that are seen.
  ///   - neighbours: [count × k] names, row-major.
  ///   - offsets: [count × k] positions relative to the looking body, world axes, metres.
  ///   - counts: [count] numbers of neighbours found.
  ///   - pool: The workers.
  /// - Precondition: the bodies exist; the world was stepped or refreshed since bodies changed.
  /// - Complexity: O(bodies within the distance + k²) per body; no allocation.
  public func findNeighbours(
    of names: UnsafePointer<BodyID>, count: Int, within distance: Float, limit: Int,
    mask: UInt16 = .max, neighbours: UnsafeMutablePointer<BodyID>,
    offsets: UnsafeMutablePointer<Vec2>, counts: UnsafeMutablePointer<Int32>, pool: WorkerPool
  ) {
    precondition(limit >= 1, "a search for \(limit) neighbours finds none")
    let view = queryView()
    let find: (Int) -> Void = { i in
      counts[i] = Int32(
        view.findNeighbours(
          of: names[i], within: distance, limit: limit, mask: mask,
          names: neighbours + i * limit, offsets: offsets + i * limit))
    }
    if count < QueryOrder.least {
      for i in 0..<count { find(i) }
      return
    }
    // Row of cells by row of cells, as in `castRays`.
    let fine = view.fine
    queryOrder.lay(count, bucketCount: fine.rowCount, pool) {
      let slot = view.slot(of: names[$0])
      return slot < 0 ? 0 : fine.row(view.poses[slot].y)
    }
    let order = queryOrder.order
    pool.run(count: count, stripe: 64) { range in
      for k in range { find(Int(order[k])) }
    }
  }

  /// Finds bodies that overlap a shape at a pose; returns how many of at most `capacity`.
  ///
  /// - Precondition: the world was stepped or refreshed since bodies changed.
  /// - Complexity: O(bodies near the shape).
  public func findBodies(
    overlapping shape: Shape, at pose: Pose, mask: UInt16 = .max, excluding: BodyID = .none,
    into names: UnsafeMutablePointer<BodyID>, capacity: Int
  ) -> Int {
    let hull = Hull(shape)
    let view = queryView()
    var found = 0
    view.visitProxies(near: pose.position, within: hull.boundingRadius) { index in
      if found == capacity { return }
      let row = view.colliders[Int(view.collider[index])]
      let body = view.bodyID(at: Int(row.slot))
      if body == excluding || row.filter.category & mask == 0 { return }
      for k in 0..<found where names[k] == body { return }
      if view.overlaps(hull, at: pose, row) {
        names[found] = body
        found += 1
      }
    }
    return found
  }

  /// True where a shape at a pose touches neither a body nor the map.
  ///
  /// Inside of solid polygons and boxes counts as touched; chains are outlines only.
  ///
  /// - Precondition: the world was stepped or refreshed since bodies or the map changed.
  /// - Complexity: O(bodies and edges near the shape).
  public func isFree(
    _ shape: Shape, at pose: Pose, mask: UInt16 = .max, excluding: BodyID = .none
  ) -> Bool {
    var name = BodyID.none
    let bodyCount = findBodies(
      overlapping: shape, at: pose, mask: mask, excluding: excluding, into: &name, capacity: 1)
    return bodyCount == 0 && !touchesMap(shape, at: pose, mask: mask)
  }

  /// True where a shape at a pose touches the map or lies inside one of its solid pieces.
  ///
  /// - Precondition: the world was stepped or refreshed since the map changed.
  public func touchesMap(_ shape: Shape, at pose: Pose, mask: UInt16 = .max) -> Bool {
    precondition(!map.isStale, "the map changed: call refreshQueries before asking")
    if map.segments.count == 0 { return false }
    if map.isInsideSolid(pose.position, mask: mask) { return true }
    let hull = Hull(shape)
    let view = map.view
    let box = AABB(lower: pose.position, upper: pose.position).expanded(by: hull.boundingRadius)
    if !box.overlaps(map.extent) { return false }
    let c = pose.rotation.cosine
    let s = pose.rotation.sine
    for row in view.row(box.lower.y)...view.row(box.upper.y) {
      for column in view.column(box.lower.x)...view.column(box.upper.x) {
        let cell = row * view.columnCount + column
        for k in Int(view.start[cell])..<Int(view.start[cell + 1]) {
          let edge = view.segments[Int(view.items[k])].facing(pose.position)
          if edge.filter.category & mask == 0 { continue }
          let local: LocalManifold
          if hull.count == 1 {
            local = collideDisc(center: pose.position, radius: hull.radius, edge: edge, margin: 0)
          } else {
            local = withUnsafePointer(to: hull) {
              collideHull(
                $0, x: hull.x * c - hull.y * s + pose.position.x,
                y: hull.x * s + hull.y * c + pose.position.y,
                normalX: hull.normalX * c - hull.normalY * s,
                normalY: hull.normalX * s + hull.normalY * c,
                middle: pose.transform(hull.middle), edge: edge, margin: 0)
            }
          }
          if local.pointCount > 0 { return true }
        }
      }
    }
    return false
  }
}

extension StaticMap {
  /// True where a point lies inside a solid polygon or box.
  func isInsideSolid(_ point: Vec2, mask: UInt16) -> Bool {
    if solids.count == 0 { return false }
    let cell = solidGrid.row(point.y) * solidGrid.columnCount + solidGrid.column(point.x)
    for k in Int(solidGrid.start[cell])..<Int(solidGrid.start[cell + 1]) {
      let solid = solids[Int(solidGrid.items[k])]
      if solid.category & UInt32(mask) == 0 { continue }
      var isInside = true
      for i in Int(solid.firstPlane)..<Int(solid.endPlane) {
        let plane = solidPlanes[i]
        if plane.x * point.x + plane.y * point.y > plane.z { isInside = false }
      }
      if isInside { return true }
    }
    return false
  }
}

extension QueryView {
  /// Calls `visit` for each enabled proxy whose circle comes within a distance of a point.
  @inline(__always)
  func visitProxies(near point: Vec2, within distance: Float, _ visit: (Int) -> Void) {
    if proxyCount == 0 { return }
    visitGrid(fine, near: point, within: distance, visit)
    if hasCoarse { visitGrid(coarse, near: point, within: distance, visit) }
  }

  @inline(__always)
  private func visitGrid(
    _ grid: GridView, near point: Vec2, within distance: Float, _ visit: (Int) -> Void
  ) {
    let wide = distance + grid.largest
    let left = grid.column(point.x - wide)
    let right = grid.column(point.x + wide)
    for row in grid.row(point.y - wide)...grid.row(point.y + wide) {
      let begin = Int(grid.start[row * grid.columnCount + left])
      let end = Int(grid.start[row * grid.columnCount + right + 1])
      for i in begin..<end {
        let dx = x[i] - point.x
        let dy = y[i] - point.y
        let reach = distance + radius[i]
        if dx * dx + dy * dy <= reach * reach
          && traits[Int(colliders[Int(collider[i])].slot)].flags & BodyFlags.isEnabled != 0
        {
          visit(i)
        }
      }
    }
  }

  func findNeighbours(
    of body: BodyID, within distance: Float, limit: Int, mask: UInt16,
    names: UnsafeMutablePointer<BodyID>, offsets: UnsafeMutablePointer<Vec2>
  ) -> Int {
    let own = slot(of: body)
    precondition(own >= 0, "there is no body \(body.index)")
    let center = Vec2(poses[own].x, poses[own].y)
    var found = 0
    // A centre within the distance now was within distance + reach of here when grids were laid,
    // and a proxy's circle is larger than its reach.
    visitProxies(near: center, within: distance) { index in
      let row = colliders + Int(collider[index])
      let slot = Int(row.pointee.slot)
      if slot == own || row.pointee.filter.category & mask == 0 { return }
      let offset = Vec2(poses[slot].x, poses[slot].y) - center
      let square = offset.lengthSquared
      if square > distance * distance { return }
      let name = bodyID(at: slot)
      var place = found
      while place > 0 {
        let other = offsets[place - 1].lengthSquared
        if names[place - 1] == name { return }
        if other < square || (other == square && names[place - 1].index < name.index) { break }
        place -= 1
      }
      // A compound body comes once for each collider, always with the same offset, so it is found
      // at its own place or not at all.
      if place == limit { return }
      var i = min(found, limit - 1)
      while i > place {
        names[i] = names[i - 1]
        offsets[i] = offsets[i - 1]
        i -= 1
      }
      names[place] = name
      offsets[place] = offset
      found = min(found + 1, limit)
    }
    return found
  }

  /// True where a query hull and a collider overlap.
  func overlaps(_ hull: Hull, at pose: Pose, _ row: ColliderRow) -> Bool {
    let body = poses[Int(row.slot)]
    let rotation = Rotation(cosine: body.z, sine: body.w)
    let frame = rotation.composed(with: Rotation(cosine: row.cosine, sine: row.sine))
    let center = Vec2(body.x, body.y) + rotation.rotate(Vec2(row.x, row.y))
    let other = UnsafePointer(hulls + Int(row.hull))
    if hull.count == 1 {
      return collideDisc(
        center: frame.inverseRotate(pose.position - center), radius: hull.radius, hull: other,
        margin: 0
      ).pointCount > 0
    }
    return withUnsafePointer(to: hull) { own in
      if row.pointCount == 1 {
        return collideDisc(
          center: pose.inverseTransform(center), radius: row.radius, hull: own, margin: 0
        ).pointCount > 0
      }
      let turn = Rotation(
        cosine: pose.rotation.cosine * frame.cosine + pose.rotation.sine * frame.sine,
        sine: pose.rotation.cosine * frame.sine - pose.rotation.sine * frame.cosine)
      let shift = pose.inverseTransform(center)
      let x = other.pointee.x
      let y = other.pointee.y
      let nx = other.pointee.normalX
      let ny = other.pointee.normalY
      return collideHulls(
        own, other, bx: x * turn.cosine - y * turn.sine + shift.x,
        by: x * turn.sine + y * turn.cosine + shift.y, bnx: nx * turn.cosine - ny * turn.sine,
        bny: nx * turn.sine + ny * turn.cosine, margin: 0
      ).pointCount > 0
    }
  }
}
