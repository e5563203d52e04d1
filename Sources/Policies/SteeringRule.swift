import Contracts
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
  /// Weight a of the population's mean direction (E2), in [0, 1]; 0 for E0 and E1.
  var alignment: Float = 0

  /// A rule of E0.
  init(horizon: Float, margin: Float, brakeShare: Float) {
    self.horizon = horizon
    self.margin = margin
    self.brakeShare = brakeShare
  }

  /// Hard half-planes besides the rays': traffic, and both sides of the lane.
  static let laneSlots = 3
  /// Nearest walls that become half-planes.
  static let raySlots = 8
  /// Two per neighbour: avoidance, and braking.
  private static let planeSlots = laneSlots + raySlots + 2 * neighbourSlots

  func act(
    _ batch: ExecutorBatch, into commands: UnsafeMutablePointer<MotionCommand>,
    trace: UnsafeMutablePointer<ExecutorTrace>?
  ) {
    withUnsafeTemporaryAllocation(of: HalfPlane.self, capacity: 2 * Self.planeSlots) { planes in
      withUnsafeTemporaryAllocation(of: Vec2.self, capacity: 64) { rays in
        guard let planes = planes.baseAddress, let rays = rays.baseAddress else { return }
        let rayCount = min(64, batch.rayCount)
        for ray in 0..<rayCount {
          let angle = rayAngle(ray, count: rayCount, fieldOfView: batch.rayFieldOfView)
          rays[ray] = Rotation(angle: angle).xAxis
        }
        for row in batch.rows {
          let population = crowd?.populationEffect(row, batch) ?? .none
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
    let wish = wantedVelocity(row, batch, population, rays, rayCount)
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
    _ row: Int, _ batch: ExecutorBatch, _ population: PopulationEffect, _ rays: UnsafePointer<Vec2>,
    _ rayCount: Int
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
    if alignment > 0, let field = batch.population.executorField(of: row) {
      direction = aligned(direction, with: field)
    }
    if let crowd {
      let effect = crowd.effect(
        samples: batch.field + row * fieldSamplePoints, direction: direction, speed: speed,
        body: body, way: way, population: population)
      if effect.speed < 0.9 * speed || effect.drift.magnitude > 0.1 { wish.tag = .crowd }
      speed = effect.speed
      direction = (direction + direction.perpendicular * effect.drift).normalized
    }
    if batch.neighbourCount[row] > 0 && speed > 0 {
      let room = roomOnTheRight(row, batch, direction, rays, rayCount)
      direction = breakSymmetry(row, batch, direction, speed, room, &wish)
    }
    wish.velocity = direction * speed
    return wish
  }

  /// E2: arg((1 − a) e^{iθ} + a z), z = (E[vx], E[vy]) of the class: who moves with the others is
  /// pulled on, and a population without a common direction (z ≈ 0) turns nobody.
  private func aligned(_ direction: Vec2, with field: UnsafePointer<Float>) -> Vec2 {
    let mean = Vec2(field[ExecutorSchema.velocityX], field[ExecutorSchema.velocityY])
    let sum = direction * (1 - alignment) + mean * alignment
    return sum.lengthSquared > 1e-8 ? sum.normalized : direction
  }

  /// Turns the wanted direction to the right where someone is ahead, and as drawn in a stall.
  private func breakSymmetry(
    _ row: Int, _ batch: ExecutorBatch, _ direction: Vec2, _ speed: Float, _ rightRoom: Float,
    _ wish: inout WantedVelocity
  ) -> Vec2 {
    let count = min(Int(batch.neighbourCount[row]), neighbourSlots)
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
      let turn =
        rightRoom > 0.3 ? stream.uniform(-1.6, 1) : stream.uniform(-0.2, 1.6)
      return draw < 0.7 ? Rotation(angle: turn).rotate(direction) : direction
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
    // Nobody passes on the right where a wall is.
    let room = max(0, min(1, 2.5 * (rightRoom - 0.1)))
    let angle = room * (0.1 + closeness * (opposes ? 0.7 : 0.45))
    return Rotation(angle: -angle).rotate(direction)
  }

  /// Free room between the robot's disc and the walls on the right of its way, metres.
  private func roomOnTheRight(
    _ row: Int, _ batch: ExecutorBatch, _ direction: Vec2, _ rays: UnsafePointer<Vec2>,
    _ rayCount: Int
  ) -> Float {
    let rotation = batch.pose[row].rotation
    var room = Float.infinity
    for ray in 0..<rayCount {
      let distance = batch.rays[row * batch.rayCount + ray]
      if distance > 1.5 + batch.embodiment.radius { continue }
      let point = rotation.rotate(rays[ray]) * distance
      let across = direction.cross(point)
      // Points from a little behind to a second ahead, right of the middle.
      let along = point.dot(direction)
      guard across < 0, along > -0.5, along < 1.2, !isNeighbour(at: point, row, batch) else {
        continue
      }
      room = min(room, -across - batch.embodiment.radius)
    }
    return max(0, room)
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
