import Contracts
import SimCore

/// Maps a wanted velocity to a motion that a robot's drive can make, and that to the shared command.
///
/// - Strafing drives follow it at once and turn to face where they go.
/// - The others turn towards it and drive along their heading with v = |v*| cos(error); a car can turn
///   only while it rolls, |ω| ≤ |v|/R_min. The speed along the heading is then brought into the
///   half-planes again (a one-dimensional program): what is permitted in one direction may not be in
///   the one the robot points.
///
/// The command is the twist of the control point: a turn ω moves it sideways by l ω.
struct BodyMotion {
  /// Pose in the world.
  let pose: Pose
  /// Properties of the class.
  let body: EmbodimentDescriptor
  /// Seconds between two actions.
  let period: Float
  /// The way ahead.
  let way: WayAhead
  /// True at the goal.
  let isAtGoal: Bool
  /// True where a stall is being resolved: backing up is allowed freely.
  let isStalled: Bool
  /// Velocity in the world, m/s.
  let velocity: Vec2

  /// Twist in the body frame (m/s, rad/s) that follows a world velocity (m/s) as well as possible.
  func twist(following velocity: Vec2, within program: VelocityProgram) -> Twist {
    let speed = velocity.length
    if body.canStrafe > 0.5 {
      let spin = turnRate(for: headingError(velocity, speed))
      return Twist(linear: pose.rotation.inverseRotate(velocity), angular: spin)
    }
    let error = headingError(velocity, speed)
    var forward: Float
    var spin: Float
    let wantsToMove = speed > 0.02 * body.maxSpeed
    if body.minTurnRadius > 0 {
      let rolling = rollingMotion(error, wantsToMove ? speed : 0)
      forward = rolling
      spin = turnRate(for: rolling < 0 ? reverseError(error) : error)
    } else {
      // Out of a stall it backs up without turning round; there may be no room to.
      let backs = (isStalled || isOwn) && error.magnitude > 0.5 * .pi
      let bend = (backs ? reverseError(error) : error).magnitude
      // On a way of its own it turns first: the arc it would drive meanwhile leads over its neighbours' regions.
      let alignment = max(0, cosine(isOwn ? min(2 * bend, .pi) : bend))
      // Squared: almost no way is made sideways while turning.
      let size = wantsToMove ? speed * alignment : 0
      forward = backs ? -min(size, (isOwn ? 1 : 0.3) * body.maxSpeed) : size
      spin = turnRate(for: backs ? reverseError(error) : error)
    }
    forward = permitted(forward, within: program)
    if body.minTurnRadius > 0 {
      if let backing = backingTurn(error, wantsToMove ? speed : 0, forward, within: program) {
        forward = backing
        // What turns about its front axle swings its rear out: from along a wall it gets away rear first.
        spin = turnRate(for: error.magnitude < 1 ? error : reverseError(error))
      }
      let most = forward.magnitude / body.minTurnRadius
      spin = min(max(spin, -most), most)
    }
    return Twist(linear: Vec2(forward, 0), angular: spin)
  }

  /// The command whose control point has this twist; each channel in [−1, 1].
  func command(_ twistInBody: Twist) -> MotionCommand {
    let lateral = twistInBody.linear.y + body.controlPointOffset * twistInBody.angular
    let scale = 1 / body.maxSpeed
    return MotionCommand(
      forward: inUnitRange(twistInBody.linear.x * scale), lateral: inUnitRange(lateral * scale),
      turn: body.maxTurnRate > 0 ? inUnitRange(twistInBody.angular / body.maxTurnRate) : 0)
  }

  /// True where it drives in either direction alike, on a way of its own: who is sent back and on again need
  /// not turn round twice.
  private var isOwn: Bool { way.isReserved && body.hasTool < 0.5 && body.minTurnRadius == 0 }

  /// Angle from the heading to where the robot is to face, radians.
  private func headingError(_ velocity: Vec2, _ speed: Float) -> Float {
    let facing: Vec2
    if isAtGoal || (body.canStrafe > 0.5 && way.distanceToGo < 2 * body.radius) {
      guard way.goalHeading.isFinite, body.minTurnRadius == 0 else { return 0 }
      facing = Rotation(angle: way.goalHeading).xAxis
    } else if speed > 0.02 * body.maxSpeed {
      facing = velocity
    } else {
      // Held up: face where the way leads, ready to go.
      guard way.target.lengthSquared > 1e-6 else { return 0 }
      facing = way.target
    }
    let inBody = pose.rotation.inverseRotate(facing)
    return arctangent(inBody.y, inBody.x)
  }

  /// The turn rate that removes an error without overshoot: in two periods, and no faster than it can be
  /// braked.
  ///
  /// The body turns as fast as its drive can push at its rim; a box reaches a third beyond the circle of
  /// its area. A forklift takes a second to turn its turn round, and wove along its way without this.
  private func turnRate(for error: Float) -> Float {
    let size = error.magnitude
    if size < 0.005 { return 0 }
    let acceleration = 0.75 * body.maxAcceleration / max(0.05, body.radius)
    let rate = min(
      body.maxTurnRate, size / (2 * period), brakingSpeed(size, acceleration, period))
    return error < 0 ? -rate : rate
  }

  /// Signed speed of a car: forward, or backwards where the target lies behind and near.
  private func rollingMotion(_ error: Float, _ speed: Float) -> Float {
    if speed == 0 { return 0 }
    let size = error.magnitude
    let isNear = way.target.lengthSquared < 9 * body.minTurnRadius * body.minTurnRadius
    if size > 2 && (isNear || isStalled) { return -min(speed, 0.4 * body.maxSpeed) }
    // A car must roll to turn: a fifth of its speed at least, as far as the half-planes permit.
    return max(speed * cosine(min(size, 1.5)), size > 0.5 ? 0.2 * body.maxSpeed : 0)
  }

  /// Signed speed of the second move of a three-point turn, or nil where it drives on.
  ///
  /// What turns only while it rolls, and points at a wall, can neither go on nor turn: it rolls back
  /// and turns towards where it may go, or its rear where that lies beside or behind. It goes on backing,
  /// without memory, by its own velocity, until it points there or could go on at two thirds of its speed.
  private func backingTurn(
    _ error: Float, _ speed: Float, _ forward: Float, within program: VelocityProgram
  ) -> Float? {
    let isBacking = velocity.dot(pose.rotation.xAxis) < -0.02 * body.maxSpeed
    guard speed > 0.2 * body.maxSpeed, error.magnitude > (isBacking ? 0.05 : 0.15), forward >= 0
    else { return nil }
    let room = isBacking ? permitted(speed, within: program) : forward
    guard room < (isBacking ? 0.67 : 0.05) * speed else { return nil }
    let backing = permitted(-0.33 * body.maxSpeed, within: program)
    return backing < -0.02 * body.maxSpeed ? backing : nil
  }

  /// The error to steer by in reverse: the rear is to point where the velocity points.
  private func reverseError(_ error: Float) -> Float {
    error > 0 ? error - .pi : error + .pi
  }

  /// The speed along the heading nearest to the wanted one inside all half-planes.
  ///
  /// Where neighbours leave no speed at all, the robot stands; it backs up only to make room, at most
  /// at a third of its speed, but for a way of its own.
  private func permitted(_ wanted: Float, within program: VelocityProgram) -> Float {
    let heading = pose.rotation.xAxis
    var low = -body.maxSpeed
    var high = body.maxSpeed
    var hardLow = -body.maxSpeed
    var hardHigh = body.maxSpeed
    for i in 0..<program.count {
      let plane = program.planes[i]
      let slope = plane.direction.cross(heading)
      if slope.magnitude < 1e-4 { continue }
      // A wall beside stops nobody whose heading is a hair off its direction.
      let slack = min(0.01, 0.02 * body.maxSpeed) / slope
      let limit = plane.direction.cross(plane.point) / slope - slack
      if slope > 0 { low = max(low, limit) } else { high = min(high, limit) }
      if i < program.hardCount {
        hardLow = low
        hardHigh = high
      }
    }
    let backing = -body.maxSpeed * (isOwn ? 1 : isStalled ? 0.5 : 0.33)
    var speed = wanted
    if low <= high {
      speed = min(max(wanted, max(low, backing)), high)
      // Going faster than wanted to get out of someone's way is fine; being pushed is not flight.
      if wanted >= 0 && speed > wanted { speed = min(speed, max(wanted, 0.5 * body.maxSpeed)) }
      speed = max(speed, backing)
    } else {
      speed = min(wanted, max(0, high))
    }
    return min(max(speed, min(0, hardLow)), max(0, hardHigh))
  }
}

/// A share brought into [−1, 1].
@inline(__always)
private func inUnitRange(_ x: Float) -> Float { min(1, max(-1, x)) }
