import Contracts
import SimCore

extension NavigationMap {
  /// How far ahead the steering point may lie, metres.
  static let lookAhead: Float = 2.5
  /// Speed at which a robot takes a corner between narrow aisles, m/s.
  static let cornerSpeed: Float = 0.6

  /// The way ahead along a route of cells, without what traffic allows.
  ///
  /// The steering point is the farthest cell of the route within `lookAhead` that a disc of the
  /// robot's radius reaches on a straight line, so open ground is crossed smoothly and aisles are
  /// followed along their middle. Where the traffic rule keeps right, it is moved to the right half
  /// of a corridor.
  ///
  /// `route` holds `count` cells from the robot's own on; `isComplete` where its last cell holds the
  /// goal; `toGo` is the length from the first cell's centre to the goal, metres. `standing` names
  /// robots that stand on cells, or −1, and the line leads around them, except `robot` itself.
  func wayAhead(
    from position: Vec2, radius: Float, acceleration: Float, goal: Vec2,
    route: UnsafePointer<Int32>, count: Int, isComplete: Bool, toGo: Float,
    standing: UnsafePointer<Int32>, robot: Int
  ) -> WayAhead {
    var way = WayAhead.arrived
    way.halfWidth = max(0, clearance[Int(route[0])])
    if isComplete, count <= 1 {
      way.target = goal - position
      way.distanceToGo = way.target.length
      return way
    }
    way.target = center(Int(route[0])) - position
    way.distanceToGo = toGo
    guard count > 1 else { return way }
    var chosen = 1
    var isGoal = false
    var candidate = count - 1
    while candidate >= 1 {
      let ends = isComplete && candidate == count - 1
      let point = ends ? goal : center(Int(route[candidate]))
      let reach = (point - position).lengthSquared
      if reach <= NavigationMap.lookAhead * NavigationMap.lookAhead || candidate == 1 {
        if candidate == 1
          || isClear(
            from: position, to: point, radius: radius, route: route, count: count,
            standing: standing, robot: robot)
        {
          chosen = candidate
          isGoal = ends
          way.target = point - position
          break
        }
      }
      candidate -= 1
    }
    // The first cell counts from its centre: correct by how far along the robot already is.
    let next = center(Int(route[1]))
    let first = center(Int(route[0]))
    let direction = (next - first).normalized
    way.distanceToGo = max(way.target.length * 0.5, toGo - (position - first).dot(direction))
    if rule != .none, !isGoal, flags[Int(route[chosen])] & CellFlag.narrow == 0 {
      keepRight(&way, position, radius, route, count, standing, robot)
    }
    way.speedLimit = cornerLimit(position, acceleration, route, count)
    return way
  }

  /// True where a disc moves on a straight line (m) without touching an obstacle, a standing robot,
  /// or a narrow aisle off the route.
  func isClear(
    from start: Vec2, to end: Vec2, radius: Float, route: UnsafePointer<Int32>, count: Int,
    standing: UnsafePointer<Int32>, robot: Int
  ) -> Bool {
    let span = (end - start).length
    guard span > 1e-4 else { return true }
    let direction = (end - start) / span
    let reach = radius + 0.01
    var travelled: Float = 0
    let first = Int(route[0])
    while travelled < span {
      let point = start + direction * travelled
      let here = cell(at: point)
      if flags[here] & CellFlag.narrow != 0 {
        var isOnRoute = false
        for k in 0..<count where Int(route[k]) == here { isOnRoute = true }
        if !isOnRoute { return false }
      }
      if standing[here] >= 0, standing[here] != Int32(robot), here != first { return false }
      // No point of the cell is farther than 0.71 cells from its centre.
      let sure = clearance[here] - 0.71 * cellSize - reach
      if sure <= 0, !isFree(point, radius: reach) { return false }
      travelled += min(max(0.2 * min(cellSize, 1), sure), 0.6 * cellSize)
    }
    return true
  }

  /// True where a disc (m) touches no obstacle.
  @inline(__always)
  func isFree(_ point: Vec2, radius: Float) -> Bool {
    if 2 * radius > cellSize { return clearance(at: point) >= radius }
    // A disc smaller than a cell meets at most four cells: exact distances to their squares.
    let low = (point - Vec2(repeating: radius) - origin) / cellSize
    let high = (point + Vec2(repeating: radius) - origin) / cellSize
    if low.x < 0 || low.y < 0 || high.x > Float(columns) || high.y > Float(rows) { return false }
    for row in min(rows - 1, Int(low.y))...min(rows - 1, Int(high.y)) {
      for column in min(columns - 1, Int(low.x))...min(columns - 1, Int(high.x))
      where clearance[row * columns + column] < 0 {
        let corner = origin + Vec2(Float(column), Float(row)) * cellSize
        let nearest = Vec2(
          min(max(point.x, corner.x), corner.x + cellSize),
          min(max(point.y, corner.y), corner.y + cellSize))
        if (nearest - point).lengthSquared < radius * radius { return false }
      }
    }
    return true
  }

  /// Moves the steering point into the right half of a corridor that has room for two.
  private func keepRight(
    _ way: inout WayAhead, _ position: Vec2, _ radius: Float, _ route: UnsafePointer<Int32>,
    _ count: Int, _ standing: UnsafePointer<Int32>, _ robot: Int
  ) {
    // Corridors wider than this are open ground, where avoidance alone is smoother.
    let widest: Float = 8
    let span = way.target.length
    guard span > 0.5 else { return }
    let forward = way.target / span
    let right = Vec2(forward.y, -forward.x)
    let point = position + way.target
    let toRight = freeLength(point, right, widest)
    let toLeft = freeLength(point, -right, widest)
    guard toRight + toLeft < widest else { return }
    let wanted = max((toRight + toLeft) / 4, radius + 0.1)
    let shift = min(toRight - wanted, span * 0.6)
    guard shift > 0.05 else { return }
    let moved = point + right * shift
    if isClear(
      from: position, to: moved, radius: radius, route: route, count: count, standing: standing,
      robot: robot)
    {
      way.target = moved - position
    }
  }

  /// Free length from a point along a unit direction, metres, at most `most`.
  private func freeLength(_ point: Vec2, _ direction: Vec2, _ most: Float) -> Float {
    var length: Float = 0
    while length < most {
      let free = clearance(at: point + direction * length)
      if free <= 0.02 { return length }
      length += max(free, 0.05)
    }
    return most
  }

  /// The speed that still lets the robot take the next corner between narrow aisles.
  private func cornerLimit(
    _ position: Vec2, _ acceleration: Float, _ route: UnsafePointer<Int32>, _ count: Int
  ) -> Float {
    var k = 1
    while k + 1 < count {
      let cell = Int(route[k])
      let into = route[k] - route[k - 1]
      let out = route[k + 1] - route[k]
      if into != out, flags[cell] & CellFlag.narrow != 0 {
        // Straight until here: the distance to the corner is that to its centre.
        let distance = (center(cell) - position).length
        let braking = 2 * 0.8 * acceleration * max(0, distance - 0.3)
        return (NavigationMap.cornerSpeed * NavigationMap.cornerSpeed + braking).squareRoot()
      }
      k += 1
    }
    return .infinity
  }
}
