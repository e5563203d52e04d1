import Contracts
import SimCore

/// Step 3 of a robot's action: the half-planes of permitted velocities.
extension SteeringRule {
  /// Step 3's hard constraints: traffic rule, sides of the lane, walls; returns how many.
  func hardPlanes(
    _ robot: ExecutorRow, _ wish: WantedVelocity,
    _ planes: UnsafeMutablePointer<HalfPlane>
  ) -> Int {
    let way = robot.way
    let body = robot.embodiment
    var count = 0
    if wish.holdSpeed < .infinity {
      planes[count] = HalfPlane(along: wish.direction, atMost: wish.holdSpeed)
      count += 1
    }
    if way.halfWidth < 4 * body.radius && !wish.isAtGoal {
      // It may use up its room to swerve within a second, no faster.
      let sideways = way.isReserved ? 0.25 * body.maxSpeed : max(0.05, way.halfWidth)
      let side = wish.direction.perpendicular
      planes[count] = HalfPlane(along: side, atMost: sideways)
      planes[count + 1] = HalfPlane(along: -side, atMost: sideways)
      count += 2
    }
    let rotation = robot.pose.rotation
    let reach = body.radius + ownMargin(body) + body.maxSpeed * 1.5
    let acceleration = body.maxAcceleration * brakeShare
    if way.laneRoom < .infinity && !wish.isAtGoal {
      // It stays in its half, whatever it would avoid there: three abreast are wedged between two walls.
      planes[count] = HalfPlane(
        along: way.laneSide,
        atMost: brakingSpeed(max(0, way.laneRoom), acceleration, robot.period))
      count += 1
    }
    let isCarrying = body.hasTool > 0.5 && robot.stage == .carrying
    // What steers by rolling goes where it points, whatever it wants: beside is beside its heading.
    let along = body.minTurnRadius > 0 ? rotation.xAxis : wish.direction
    var walls = 0
    for ray in 0..<robot.rayCount where walls < Self.raySlots {
      let distance = robot.rayDistance(ray)
      guard distance < reach else { continue }
      // What a lifting robot carries hangs before it, inside its own circle: not a wall.
      if isCarrying && distance < body.radius && robot.rayDirection(ray).x > 0.3 { continue }
      let direction = rotation.rotate(robot.rayDirection(ray))
      let point = direction * distance
      if isNeighbour(at: point, robot) { continue }
      planes[count] = wallPlane(
        point, max(distance, 1e-3), along, body, acceleration, robot.period)
      count += 1
      walls += 1
    }
    return count
  }

  /// The half-plane of a point of a wall, as seen along the way (or the heading of what must roll).
  ///
  /// Ahead (or behind), the robot must be able to stop before the point and may slide off it. Beside,
  /// between its front and its rear, it must not come nearer sideways than it can undo: along the ray
  /// itself, a wall that the robot drives along would stop it, since slanting rays end on it, too.
  func wallPlane(
    _ point: Vec2, _ distance: Float, _ direction: Vec2, _ body: EmbodimentDescriptor,
    _ acceleration: Float, _ period: Float
  ) -> HalfPlane {
    let across = direction.cross(point)
    // Within 2 cm of the width, or a fifth, it counts as beside: at worst the two sides rub.
    let isBeside =
      across.magnitude >= body.halfWidth - min(0.02, 0.2 * body.halfWidth)
      && point.dot(direction).magnitude < body.radius
    if !isBeside {
      let free = max(0, distance - body.radius - 0.5 * ownMargin(body))
      return HalfPlane(along: point / distance, atMost: brakingSpeed(free, acceleration, period))
    }
    let normal = across > 0 ? direction.perpendicular : -direction.perpendicular
    // A box keeps room to turn: its corners reach beyond its sides. What lies towards its rear or its front is
    // passed by less than that: there the circle is narrower.
    let reach = max(body.radius, body.halfWidth)
    let along = point.dot(direction)
    let width =
      along.magnitude > 0.5 * reach
      ? max(0, reach * reach - along * along).squareRoot() : reach
    let free = max(0, across.magnitude - width - 0.5 * ownMargin(body))
    return HalfPlane(along: normal, atMost: brakingSpeed(free, acceleration, period))
  }

  /// Step 3's constraint that reciprocal avoidance lacks: time to brake; returns how many.
  ///
  /// Avoidance assumes that velocities change at once. Robots that need time keep the speed of
  /// approach at which they can still stop in their share of the gap: half where the other one brakes
  /// too, all of it where it stands. Where the other one drives ahead, its own braking distance comes
  /// on top: v² ≤ u² + 2 a d. Standing satisfies all of them, so they are hard.
  func brakingPlanes(
    _ robot: ExecutorRow, _ wish: WantedVelocity,
    _ planes: UnsafeMutablePointer<HalfPlane>
  ) -> Int {
    let kept = marginKept(wish, robot.embodiment)
    let body = robot.embodiment
    let acceleration = body.maxAcceleration * brakeShare
    var count = 0
    for slot in 0..<robot.neighbourCount {
      let neighbour = robot.neighbour(slot)
      let distance = neighbour.offset.length
      guard distance > 1e-4 else { continue }
      let normal = neighbour.offset / distance
      let isReserved = robot.way.isReserved
      if isReserved, !isAhead(neighbour.offset, neighbour.radius + body.radius, wish) { continue }
      let gap = max(0, distance - body.radius - neighbour.radius - kept)
      let fleeing = max(0, neighbour.velocity.dot(normal))
      let brake = brakingSpeed(
        gap * (1 - 0.5 * neighbour.cooperation) + fleeing * fleeing / (2 * acceleration),
        acceleration, robot.period)
      guard brake < body.maxSpeed else { continue }
      // Behind somebody on a way of its own it waits: along the plane it would slide off its way, past the
      // one ahead and into what others have reserved.
      planes[count] =
        isReserved
        ? HalfPlane(along: wish.direction, atMost: brake / normal.dot(wish.direction))
        : HalfPlane(along: normal, atMost: brake)
      count += 1
    }
    return count
  }

  /// True where a robot that drives straight on would run into another.
  private func isAhead(_ offset: Vec2, _ touch: Float, _ wish: WantedVelocity) -> Bool {
    offset.dot(wish.direction) > 0 && offset.cross(wish.direction).magnitude < touch
  }

  /// Step 3's soft constraints: reciprocal avoidance; returns how many.
  func avoidancePlanes(
    _ robot: ExecutorRow, _ wish: WantedVelocity, _ population: PopulationEffect,
    yields: Bool, _ planes: UnsafeMutablePointer<HalfPlane>
  ) -> Int {
    let kept = marginKept(wish, robot.embodiment)
    // In a stall only the next moment counts.
    let ahead =
      wish.isStalled ? 0.5 * horizon : horizon * (yields ? 1.5 : 1) * population.horizonFactor
    let count = robot.neighbourCount
    for slot in 0..<count {
      let neighbour = robot.neighbour(slot)
      planes[slot] = avoidancePlane(
        offset: neighbour.offset, velocity: robot.twist.linear,
        neighbourVelocity: neighbour.velocity,
        radius: robot.embodiment.radius + neighbour.radius + kept, horizon: ahead,
        recovery: max(robot.period, 0.5), share: yields ? 1 : 1 - 0.5 * neighbour.cooperation)
    }
    return count
  }

  /// The distance kept to neighbours, metres: in a stall a fifth of the margin, to squeeze through.
  func marginKept(_ wish: WantedVelocity, _ body: EmbodimentDescriptor) -> Float {
    wish.isStalled ? 0.2 * ownMargin(body) : ownMargin(body)
  }

  /// The distance that a body keeps, metres: less than the rule's in proportion where it is small, for
  /// ways leave it less room.
  @inline(__always)
  func ownMargin(_ body: EmbodimentDescriptor) -> Float { margin * scale(body) }

  /// Lengths of the rule are those for bodies of a radius of 30 cm or more; for others they are less in
  /// proportion.
  @inline(__always)
  func scale(_ body: EmbodimentDescriptor) -> Float { min(1, body.radius / 0.3) }

  /// True where a ray's end lies on a neighbour, which has its own half-plane.
  func isNeighbour(at point: Vec2, _ robot: ExecutorRow) -> Bool {
    for slot in 0..<robot.neighbourCount {
      let neighbour = robot.neighbour(slot)
      // The bounding circle contains the outline; the rest is sensor noise.
      let reach = neighbour.radius + 0.1 * min(1, neighbour.radius / 0.3)
      if (point - neighbour.offset).lengthSquared < reach * reach { return true }
    }
    return false
  }
}
