import MeanFields
import SimCore

/// Goal seeking with reciprocal avoidance (E0), and with attention to the crowd (E1).
///
/// One robot's action is made in four steps:
///
/// 1. **wanted**: towards `way.target`, at most at the speed from which it can still brake for its
///    goal and for the traffic rule, v = a(√(T² + 2d/a) − T) with the reaction time T of one period;
/// 2. **crowd** (E1): slower in dense flow, sideways away from it;
/// 3. **permitted**: the nearest velocity in all half-planes: hard ones of the traffic rule, of lane
///    and of the walls its rays see, soft ones of its neighbours;
/// 4. **possible**: that velocity mapped to what the class can do (see `BodyMotion`).
///
/// Metadata act: speed slow 0.6 ×, fast brakes late; quality sets the precision at the goal; strategy
/// *yield first* takes the whole avoidance on itself and looks half again as far ahead; *keep right*
/// steers for the right half of the lane.
///
/// Symmetry is broken without memory: whoever has a neighbour ahead prefers to pass on its right, the
/// more so the nearer it is; who has been stalled for a second backs up, turns or goes on as drawn
/// anew every second. Tuned on circle swaps of 8 to 24 robots and on doors of 1.2 to 4 m: without the
/// growth with nearness 24 turning robots needed over 120 s to swap across 16 m, with it 35 s.
///
/// Source: mathematics A.3; avoidance: see `HalfPlane`.
struct SteeringRule: Sendable {
  /// Seconds ahead for which contact with neighbours is avoided.
  let horizon: Float
  /// Distance kept beyond the bounding circles, metres.
  let margin: Float
  /// Share of the maximum acceleration that braking uses.
  let brakeShare: Float
  /// What E1 adds; nil for E0.
  var crowd: CrowdRule?

  /// A rule of E0.
  init(horizon: Float, margin: Float, brakeShare: Float) {
    self.horizon = horizon
    self.margin = margin
    self.brakeShare = brakeShare
  }

  /// Hard half-planes besides the rays': traffic, and both sides of the lane.
  private static let laneSlots = 3
  /// Nearest walls that become half-planes.
  private static let raySlots = 8
  /// Two per neighbour: avoidance, and braking.
  private static let planeSlots = laneSlots + raySlots + 2 * neighbourSlots

  func act(
    _ batch: ExecutorBatch, into commands: UnsafeMutablePointer<MotionCommand>,
    trace: UnsafeMutablePointer<ExecutorTrace>?
  ) {
    let population = crowd?.populationEffect(batch) ?? .none
    withUnsafeTemporaryAllocation(of: HalfPlane.self, capacity: 2 * Self.planeSlots) { planes in
      withUnsafeTemporaryAllocation(of: Vec2.self, capacity: 64) { rays in
        guard let planes = planes.baseAddress, let rays = rays.baseAddress else { return }
        let rayCount = min(64, batch.rayCount)
        for ray in 0..<rayCount {
          let angle = rayAngle(ray, count: rayCount, fieldOfView: batch.rayFieldOfView)
          rays[ray] = Rotation(angle: angle).xAxis
        }
        for row in batch.rows {
          let result = action(row, batch, population, planes, rays, rayCount)
          commands[row] = result.command
          trace?[row] = result.trace
        }
      }
    }
  }

  // MARK: One robot

  private func action(
    _ row: Int, _ batch: ExecutorBatch, _ population: PopulationEffect,
    _ planes: UnsafeMutablePointer<HalfPlane>, _ rays: UnsafePointer<Vec2>, _ rayCount: Int
  ) -> (command: MotionCommand, trace: ExecutorTrace) {
    let body = batch.embodiment
    let stage = batch.stage[row]
    let grip: Float = stage == .carrying ? 1 : -1
    // Whoever works or has failed stands; the fork or grip holds what it carries.
    guard stage != .working, stage != .failed, body.maxSpeed > 0 else {
      return (MotionCommand(toolHeight: grip, grip: grip), .rest)
    }
    let wish = wantedVelocity(row, batch, population)
    if wish.isAtGoal && stage == .charging {
      // In its dock: whoever pushes past does not drive it off its contacts.
      return (MotionCommand(toolHeight: grip, grip: grip), .rest)
    }
    let metadata = batch.directive[row].metadata
    let yields = metadata.strategy == 2
    var count = hardPlanes(row, batch, wish, planes, rays, rayCount)
    count += brakingPlanes(row, batch, wish, planes + count)
    let hardCount = count
    count += avoidancePlanes(row, batch, wish, population, yields: yields, planes + count)
    let program = VelocityProgram(
      planes: planes, scratch: planes + Self.planeSlots, count: count, hardCount: hardCount,
      maxSpeed: body.maxSpeed)
    let solution =
      body.canStrafe > 0.5
      ? program.solve(
        preferring: wish.velocity, from: batch.twist[row].linear,
        // A little more than the motors can do, so that they are used to the full.
        change: 1.25 * body.maxAcceleration * batch.period)
      : program.solve(preferring: wish.velocity)
    let motion = BodyMotion(
      pose: batch.pose[row], body: body, period: batch.period, way: batch.way[row],
      isAtGoal: wish.isAtGoal, isStalled: wish.isStalled)
    let twist = motion.twist(following: solution.velocity, within: program)
    var command = motion.command(twist)
    command.toolHeight = grip
    command.grip = grip
    let moved = (solution.velocity - wish.velocity).length / body.maxSpeed
    let uncertainty = solution.isFeasible ? min(1, moved) : 1
    // A tenth of the speed is what people would call "gave way".
    let tag = uncertainty > 0.1 && wish.tag != .unstick ? ReasoningTag.yield : wish.tag
    let trace = ExecutorTrace(
      tag: tag.rawValue, uncertainty: uncertainty, wantedSpeed: wish.velocity.length)
    return (command, trace)
  }

  /// Steps 1 and 2: what the robot would do alone.
  private func wantedVelocity(
    _ row: Int, _ batch: ExecutorBatch, _ population: PopulationEffect
  ) -> WantedVelocity {
    let body = batch.embodiment
    let way = batch.way[row]
    let metadata = batch.directive[row].metadata
    let acceleration = body.maxAcceleration * (metadata.speed == 3 ? 0.95 : brakeShare)
    var wish = WantedVelocity()
    // Quality 5 stops within 2 cm of the goal, 1 within 10 cm; a car cannot shuffle sideways.
    let quality = metadata.quality == 0 ? 3 : Float(min(5, metadata.quality))
    let tolerance = max(0.12 - 0.02 * quality, 0.1 * body.minTurnRadius)
    let distance = way.target.length
    if way.distanceToGo <= tolerance || distance <= 1e-4 {
      wish.isAtGoal = true
      wish.direction = batch.pose[row].rotation.xAxis
      return wish
    }
    wish.direction = way.target / distance
    wish.tag = .cruise
    var speed = min(body.maxSpeed * (metadata.speed == 1 ? 0.6 : 1), way.speedLimit)
    let brake = brakingSpeed(way.distanceToGo, acceleration, batch.period)
    if brake < speed {
      speed = brake
      wish.tag = .approach
    }
    if way.freeDistance < .infinity {
      let hold = brakingSpeed(max(0, way.freeDistance), acceleration, batch.period)
      if hold < speed {
        speed = hold
        wish.tag = .hold
      }
      wish.holdSpeed = hold
    }
    var direction = wish.direction
    if metadata.strategy == 3 {
      // Half of the free room to the right of the way, and the more so the nearer the target.
      let room = max(0, way.halfWidth - body.radius)
      direction = (way.target - direction.perpendicular * (0.5 * room)).normalized
    }
    if let crowd {
      let effect = crowd.effect(
        samples: batch.field + row * fieldSamplePoints, direction: direction, speed: speed,
        body: body, way: way, population: population)
      if effect.speed < 0.9 * speed || effect.drift.magnitude > 0.1 { wish.tag = .crowd }
      speed = effect.speed
      direction = (direction + direction.perpendicular * effect.drift).normalized
    }
    direction = breakSymmetry(row, batch, direction, speed, &wish)
    wish.velocity = direction * speed
    return wish
  }

  /// Turns the wanted direction to the right where someone is ahead, and as drawn in a stall.
  private func breakSymmetry(
    _ row: Int, _ batch: ExecutorBatch, _ direction: Vec2, _ speed: Float,
    _ wish: inout WantedVelocity
  ) -> Vec2 {
    let count = min(Int(batch.neighbourCount[row]), neighbourSlots)
    if count == 0 || speed <= 0 { return direction }
    let stalled = batch.stallTime?[row] ?? 0
    if stalled > 1 {
      // A new angle every second: long enough to get somewhere, short enough to be undone.
      var stream = RandomStream(
        seed: batch.seed, classIndex: batch.classIndex, index: row,
        step: Int(batch.directive[row].identifier) << 16 &+ Int(min(stalled, 60_000)),
        purpose: .executor)
      wish.isStalled = true
      wish.tag = .unstick
      // In an arch before a door nobody can go on until somebody backs up; who does is drawn.
      let draw = stream.uniform()
      if draw < 0.35 { return Rotation(angle: .pi + stream.uniform(-0.7, 0.7)).rotate(direction) }
      return draw < 0.7
        ? Rotation(angle: stream.uniform(-1.6, 1)).rotate(direction) : direction
    }
    // The nearest robot in the way, and whether it comes towards this one.
    var nearest = Float.infinity
    var opposes = false
    for slot in 0..<count {
      let neighbour = batch.neighbours[row * neighbourSlots + slot]
      let distance = neighbour.offset.length
      let closing = (batch.twist[row].linear - neighbour.velocity).dot(neighbour.offset)
      if neighbour.offset.dot(direction) > 0.7 * distance && closing >= -0.01 {
        nearest = min(nearest, distance - neighbour.radius - batch.embodiment.radius)
        if neighbour.velocity.dot(direction) < -0.03 * batch.embodiment.maxSpeed { opposes = true }
      }
    }
    guard nearest < .infinity else { return direction }
    let closeness = max(0, 1 - nearest / (4 * batch.embodiment.radius))
    return Rotation(angle: -0.1 - closeness * (opposes ? 0.7 : 0.45)).rotate(direction)
  }

  /// Step 3's hard constraints: traffic rule, sides of the lane, walls; returns how many.
  private func hardPlanes(
    _ row: Int, _ batch: ExecutorBatch, _ wish: WantedVelocity,
    _ planes: UnsafeMutablePointer<HalfPlane>, _ rays: UnsafePointer<Vec2>, _ rayCount: Int
  ) -> Int {
    let way = batch.way[row]
    let body = batch.embodiment
    var count = 0
    if wish.holdSpeed < .infinity {
      planes[count] = HalfPlane(along: wish.direction, atMost: wish.holdSpeed)
      count += 1
    }
    if way.halfWidth < 4 * body.radius && !wish.isAtGoal {
      // It may use up its room to swerve within a second, no faster.
      let sideways = max(0.05, way.halfWidth)
      let side = wish.direction.perpendicular
      planes[count] = HalfPlane(along: side, atMost: sideways)
      planes[count + 1] = HalfPlane(along: -side, atMost: sideways)
      count += 2
    }
    let rotation = batch.pose[row].rotation
    let reach = body.radius + margin + body.maxSpeed * 1.5
    let acceleration = body.maxAcceleration * brakeShare
    let isCarrying = body.hasTool > 0.5 && batch.stage[row] == .carrying
    var walls = 0
    for ray in 0..<rayCount where walls < Self.raySlots {
      let distance = batch.rays[row * batch.rayCount + ray]
      guard distance < reach else { continue }
      // What a lifting robot carries hangs before it, inside its own circle: not a wall.
      if isCarrying && distance < body.radius && rays[ray].x > 0.3 { continue }
      let direction = rotation.rotate(rays[ray])
      let point = direction * distance
      if isNeighbour(at: point, row, batch) { continue }
      planes[count] = wallPlane(
        point, max(distance, 1e-3), wish.direction, body, acceleration, batch.period)
      count += 1
      walls += 1
    }
    return count
  }

  /// The half-plane of a point of a wall, as seen along the way.
  ///
  /// Ahead (or behind), the robot must be able to stop before the point and may slide off it. Beside,
  /// between its front and its rear, it must not come nearer sideways than it can undo: along the ray
  /// itself, a wall that the robot drives along would stop it, since slanting rays end on it, too.
  private func wallPlane(
    _ point: Vec2, _ distance: Float, _ direction: Vec2, _ body: EmbodimentDescriptor,
    _ acceleration: Float, _ period: Float
  ) -> HalfPlane {
    let across = direction.cross(point)
    // Within 2 cm of the width it counts as beside: at worst the two sides rub.
    let isBeside =
      across.magnitude >= body.halfWidth - 0.02 && point.dot(direction).magnitude < body.radius
    if !isBeside {
      let free = max(0, distance - body.radius - 0.5 * margin)
      return HalfPlane(along: point / distance, atMost: brakingSpeed(free, acceleration, period))
    }
    let normal = across > 0 ? direction.perpendicular : -direction.perpendicular
    // A box keeps room to turn: its corners reach beyond its sides.
    let free = max(0, across.magnitude - max(body.radius, body.halfWidth) - 0.5 * margin)
    return HalfPlane(along: normal, atMost: brakingSpeed(free, acceleration, period))
  }

  /// Step 3's constraint that reciprocal avoidance lacks: time to brake; returns how many.
  ///
  /// Avoidance assumes that velocities change at once. Robots that need time keep the speed of
  /// approach at which they can still stop in their share of the gap: half where the other one brakes
  /// too, all of it where it stands. Where the other one drives ahead, its own braking distance comes
  /// on top: v² ≤ u² + 2 a d. Standing satisfies all of them, so they are hard.
  private func brakingPlanes(
    _ row: Int, _ batch: ExecutorBatch, _ wish: WantedVelocity,
    _ planes: UnsafeMutablePointer<HalfPlane>
  ) -> Int {
    let kept = marginKept(wish)
    let body = batch.embodiment
    let acceleration = body.maxAcceleration * brakeShare
    var count = 0
    for slot in 0..<min(Int(batch.neighbourCount[row]), neighbourSlots) {
      let neighbour = batch.neighbours[row * neighbourSlots + slot]
      let distance = neighbour.offset.length
      guard distance > 1e-4 else { continue }
      let normal = neighbour.offset / distance
      let gap = max(0, distance - body.radius - neighbour.radius - kept)
      let fleeing = max(0, neighbour.velocity.dot(normal))
      let brake = brakingSpeed(
        gap * (1 - 0.5 * neighbour.cooperation) + fleeing * fleeing / (2 * acceleration),
        acceleration, batch.period)
      guard brake < body.maxSpeed else { continue }
      planes[count] = HalfPlane(along: normal, atMost: brake)
      count += 1
    }
    return count
  }

  /// Step 3's soft constraints: reciprocal avoidance; returns how many.
  private func avoidancePlanes(
    _ row: Int, _ batch: ExecutorBatch, _ wish: WantedVelocity, _ population: PopulationEffect,
    yields: Bool, _ planes: UnsafeMutablePointer<HalfPlane>
  ) -> Int {
    let kept = marginKept(wish)
    let ahead = horizon * (yields ? 1.5 : 1) * population.horizonFactor
    let count = min(Int(batch.neighbourCount[row]), neighbourSlots)
    for slot in 0..<count {
      let neighbour = batch.neighbours[row * neighbourSlots + slot]
      planes[slot] = avoidancePlane(
        offset: neighbour.offset, velocity: batch.twist[row].linear,
        neighbourVelocity: neighbour.velocity,
        radius: batch.embodiment.radius + neighbour.radius + kept, horizon: ahead,
        recovery: max(batch.period, 0.5), share: yields ? 1 : 1 - 0.5 * neighbour.cooperation)
    }
    return count
  }

  /// The distance kept to neighbours, metres: in a stall a fifth of the margin, to squeeze through.
  private func marginKept(_ wish: WantedVelocity) -> Float {
    wish.isStalled ? 0.2 * margin : margin
  }

  /// True where a ray's end lies on a neighbour, which has its own half-plane.
  private func isNeighbour(at point: Vec2, _ row: Int, _ batch: ExecutorBatch) -> Bool {
    for slot in 0..<min(Int(batch.neighbourCount[row]), neighbourSlots) {
      let neighbour = batch.neighbours[row * neighbourSlots + slot]
      // The bounding circle contains the outline; the rest is sensor noise.
      let reach = neighbour.radius + 0.1
      if (point - neighbour.offset).lengthSquared < reach * reach { return true }
    }
    return false
  }
}

/// The speed from which a robot that reacts after `period` can stop within `distance` metres:
/// v T + v²/(2a) = d.
@inline(__always)
func brakingSpeed(_ distance: Float, _ acceleration: Float, _ period: Float) -> Float {
  guard distance < .infinity, acceleration > 0 else { return .infinity }
  let a = acceleration
  return a * ((period * period + 2 * distance / a).squareRoot() - period)
}

/// What a robot wants before it looks at its neighbours.
struct WantedVelocity {
  /// Wanted velocity, m/s, world axes.
  var velocity = Vec2.zero
  /// Unit vector along the way.
  var direction = Vec2(1, 0)
  /// Speed along the way that the traffic rule allows, m/s.
  var holdSpeed = Float.infinity
  /// True at the goal.
  var isAtGoal = false
  /// True where a stall is being resolved.
  var isStalled = false
  /// Why.
  var tag = ReasoningTag.rest
}
