import Contracts
import MeanFields
import SimCore

/// Goal seeking with reciprocal avoidance (E0), and with attention to the crowd (E1).
///
/// One robot's action is made in four steps:
///
/// 1. **wanted**: towards `way.target`, at most at the speed from which it can still brake for its
///    goal and for the traffic rule, v = a(√(T² + 2d/a) − T) with the reaction time T of one period; who is asked
///    to make way goes there instead, at half its top speed;
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

  /// A rule of E0 from the values of `parameters`.
  init(_ values: PolicyValues) {
    horizon = values["horizon"]
    margin = values["margin"]
    brakeShare = values["brake_share"]
  }

  /// What all kinds that steer have in common.
  static let parameters = [
    PolicyParameter(
      name: "horizon", unit: "s", defaultValue: 2, range: 0.2...20,
      doc: "Time ahead for which collisions with neighbours are avoided."),
    PolicyParameter(
      name: "margin", unit: "m", defaultValue: 0.05, range: 0...2,
      doc: "Distance kept beyond bounding circles; in proportion less below 30 cm of radius."),
    PolicyParameter(
      name: "brake_share", defaultValue: 0.7, range: 0.05...1,
      doc: "Share of the maximum acceleration that braking for the goal uses."),
  ]

  /// Hard half-planes besides the rays': traffic, both sides of the way, and its half of a street.
  static var laneSlots: Int { 4 }
  /// Nearest walls that become half-planes.
  static var raySlots: Int { 8 }
  /// Two per neighbour: avoidance, and braking.
  private static var planeSlots: Int { laneSlots + raySlots + 2 * neighbourSlots }

  /// What a robot does.
  func action(of robot: ExecutorRow, _ population: PopulationEffect) -> ExecutorAction {
    withUnsafeTemporaryAllocation(of: HalfPlane.self, capacity: 2 * Self.planeSlots) { planes in
      // The capacity is a constant of less than 1 kB: it lies on the stack.
      guard let planes = planes.baseAddress else { return ExecutorAction(.rest) }
      return action(of: robot, population, planes)
    }
  }

  // MARK: One robot

  private func action(
    of robot: ExecutorRow, _ population: PopulationEffect, _ planes: UnsafeMutablePointer<HalfPlane>
  ) -> ExecutorAction {
    let body = robot.embodiment
    let stage = robot.stage
    let grip: Float = stage == .carrying ? 1 : -1
    // Whoever works or has failed stands; the fork or grip holds what it carries.
    guard stage != .working, stage != .failed, body.maxSpeed > 0 else {
      return ExecutorAction(MotionCommand(toolHeight: grip, grip: grip))
    }
    let wish = wantedVelocity(robot, population)
    if wish.isAtGoal && stage == .charging {
      // In its dock: whoever pushes past does not drive it off its contacts.
      return ExecutorAction(MotionCommand(toolHeight: grip, grip: grip))
    }
    let metadata = robot.directive.metadata
    let yields = metadata.strategy == .yieldFirst
    var count = hardPlanes(robot, wish, planes)
    count += brakingPlanes(robot, wish, planes + count)
    let hardCount = count
    // Nobody else is on a reserved way: whoever swerves is on another's.
    if !robot.way.isReserved {
      count += avoidancePlanes(robot, wish, population, yields: yields, planes + count)
    }
    let program = VelocityProgram(
      planes: planes, scratch: planes + Self.planeSlots, count: count, hardCount: hardCount,
      maxSpeed: body.maxSpeed)
    let solution =
      body.canStrafe > 0.5
      ? program.solve(
        preferring: wish.velocity, from: robot.twist.linear,
        // A little more than the motors can do, so that they are used to the full.
        change: 1.25 * body.maxAcceleration * robot.period)
      : program.solve(preferring: wish.velocity)
    let motion = BodyMotion(
      pose: robot.pose, body: body, period: robot.period, way: robot.way,
      isAtGoal: wish.isAtGoal, isStalled: wish.isStalled, velocity: robot.twist.linear)
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
    return ExecutorAction(command, trace)
  }

  /// Steps 1 and 2: what the robot would do alone.
  private func wantedVelocity(
    _ robot: ExecutorRow, _ population: PopulationEffect
  ) -> WantedVelocity {
    let body = robot.embodiment
    let way = robot.way
    let metadata = robot.directive.metadata
    let acceleration = body.maxAcceleration * (metadata.speed == .fast ? 0.95 : brakeShare)
    var wish = WantedVelocity()
    // Quality 5 stops within 2 cm of the goal, 1 within 10 cm, bodies of less than 20 cm in proportion; a
    // car cannot shuffle sideways.
    let quality = metadata.quality == 0 ? 3 : Float(min(5, metadata.quality))
    let tolerance = max(
      (0.12 - 0.02 * quality) * min(1, 5 * body.radius), 0.1 * body.minTurnRadius)
    let distance = way.target.length
    if robot.asked != .zero, !way.isReserved {
      // Whoever waits can wait to the side: what it holds for does not matter while another wants to get past.
      wish.direction = robot.asked.normalized
      wish.velocity = wish.direction * (0.5 * body.maxSpeed)
      wish.tag = .yield
      return wish
    }
    if way.distanceToGo <= tolerance || distance <= 1e-4 {
      wish.isAtGoal = true
      wish.direction = robot.pose.rotation.xAxis
      return wish
    }
    wish.direction = way.target / distance
    wish.tag = .cruise
    var speed = min(body.maxSpeed * (metadata.speed == .slow ? 0.6 : 1), way.speedLimit)
    let brake = brakingSpeed(way.distanceToGo, acceleration, robot.period)
    if brake < speed {
      speed = brake
      wish.tag = .approach
    }
    if way.freeDistance < .infinity {
      let hold = brakingSpeed(max(0, way.freeDistance), acceleration, robot.period)
      if hold < speed {
        speed = hold
        wish.tag = .hold
      }
      wish.holdSpeed = hold
    }
    var direction = wish.direction
    if metadata.strategy == .keepRight {
      // Half of the free room to the right of the way, at an angle at which the target is still reached.
      let room = max(0, way.halfWidth - body.radius)
      let aside = min(0.5 * room, 0.35 * distance)
      direction = (way.target - direction.perpendicular * aside).normalized
    }
    if alignment > 0, !way.isReserved, let contexts = robot.population.contexts {
      direction = aligned(direction, with: contexts)
    }
    if let crowd {
      let effect = crowd.effect(
        robot, direction: direction, speed: speed, body: body, way: way)
      if effect.speed < 0.9 * speed || effect.drift.magnitude > 0.1 { wish.tag = .crowd }
      speed = effect.speed
      if !way.isReserved {
        direction = (direction + direction.perpendicular * effect.drift).normalized
      }
    }
    if robot.neighbourCount > 0 || robot.stallTime > 1, speed > 0, !way.isReserved {
      let room = roomOnTheRight(robot, direction)
      direction = breakSymmetry(robot, direction, speed, room, &wish)
    }
    wish.velocity = direction * speed
    return wish
  }

  /// E2: arg((1 − a) e^{iθ} + a z), z = (E[vx], E[vy]) of the class: who moves with the others is
  /// pulled on, and a population without a common direction (z ≈ 0) turns nobody.
  private func aligned(_ direction: Vec2, with contexts: FieldReading) -> Vec2 {
    typealias Schema = ExecutorSchema
    let mean = Vec2(contexts[own: Schema.velocityX], contexts[own: Schema.velocityY])
    let sum = direction * (1 - alignment) + mean * alignment
    return sum.lengthSquared > 1e-8 ? sum.normalized : direction
  }

  /// Turns the wanted direction to the right where someone is ahead, and as drawn in a stall.
  private func breakSymmetry(
    _ robot: ExecutorRow, _ direction: Vec2, _ speed: Float, _ rightRoom: Float,
    _ wish: inout WantedVelocity
  ) -> Vec2 {
    let count = robot.neighbourCount
    let stalled = robot.stallTime
    if stalled > 1 {
      // A new angle every second: long enough to get somewhere, short enough to be undone.
      var stream = robot.random(
        Int(robot.directive.identifier) << 16 &+ Int(min(stalled, 60_000)))
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
      let neighbour = robot.neighbour(slot)
      let distance = neighbour.offset.length
      let closing = (robot.twist.linear - neighbour.velocity).dot(neighbour.offset)
      if neighbour.offset.dot(direction) > 0.7 * distance && closing >= -0.01 {
        nearest = min(nearest, distance - neighbour.radius - robot.embodiment.radius)
        if neighbour.velocity.dot(direction) < -0.03 * robot.embodiment.maxSpeed { opposes = true }
      }
    }
    guard nearest < .infinity else { return direction }
    let closeness = max(0, 1 - nearest / (4 * robot.embodiment.radius))
    // Nobody passes on the right where a wall is.
    let room = max(0, min(1, 2.5 * (rightRoom - 0.1)))
    let angle = room * (0.1 + closeness * (opposes ? 0.7 : 0.45))
    return Rotation(angle: -angle).rotate(direction)
  }

  /// Free room between the robot's disc and the walls on the right of its way, metres; for a small body in
  /// proportion more.
  private func roomOnTheRight(
    _ robot: ExecutorRow, _ direction: Vec2
  ) -> Float {
    let rotation = robot.pose.rotation
    let scale = scale(robot.embodiment)
    var room = Float.infinity
    for ray in 0..<robot.rayCount {
      let distance = robot.rayDistance(ray)
      if distance > 1.5 * scale + robot.embodiment.radius { continue }
      let point = rotation.rotate(robot.rayDirection(ray)) * distance
      let across = direction.cross(point)
      // Points from a little behind to a second ahead, right of the middle.
      let along = point.dot(direction)
      guard across < 0, along > -0.5 * scale, along < 1.2 * scale,
        !isNeighbour(at: point, robot)
      else { continue }
      room = min(room, -across - robot.embodiment.radius)
    }
    return max(0, room) / scale
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
