import Contracts
import SimCore

/// Motion transfer: turns the command that all embodiments share into drive targets of one of them.
///
/// A command is the twist of a control point, l ahead of the axle, in shares of the class's limits.
/// The adapter D_c finds the feasible twist nearest to it, and F_c gives back the command that a
/// target amounts to. P = F_c ∘ D_c is a projection: P(P(a)) = P(a).
///
/// | drive | feasible at the axle | adapter |
/// |---|---|---|
/// | rolling | v_y = 0 | v = a_fwd; ω = (p l a_lat + q a_ω)/(p l² + q) |
/// | rolling, steered | v_y = 0, \|ω\| ≤ \|v\|/R_min | the same, ω cut; steer = ±atan(L ω/v) |
/// | strafing | \|v\| ≤ v_max | v = a − ω × l |
/// | bolted arm | joint rates | q̇ = Jᵀ(JJᵀ + λ²)⁻¹ v_tool |
/// | arm with a joint motion ahead | joint rates | q̇ = \|a\| q̇_max (q* − q)/max\|q* − q\| |
///
/// A tool's velocity does not say how an arm is to bend: no velocity takes a straight arm's tool to a
/// point behind it, or an elbow to the other side. So where a planner has found the joint motion to the
/// tool's target, a command in the direction in which the tool sets off is carried out as that motion, at
/// the pace that its length says. A command in any other direction moves the tool that way.
///
/// with a in m/s and rad/s. Cutting ω to |v|/R_min *before* the steering angle is formed needs no
/// v₀ in the denominator and keeps the sign in reverse (correction C9); with a v₀ the map would not
/// be a projection at low speed.
///
/// Source: mathematics §2.5, correction C9.
public struct MotionTransfer: Equatable, Sendable {
  /// The drive.
  public let drive: Drive
  /// Where the target twist applies, metres ahead of the body's origin.
  public let axleOffset: Float
  /// Where the control point lies, metres ahead of the *axle*: l.
  public let lever: Float
  /// Weight p of the lateral error, s²/m².
  public let lateralWeight: Float
  /// Weight q of the turn rate's error, s²/rad².
  public let turnWeight: Float
  /// The arm, or nil.
  public let arm: Arm?

  private let maxSpeed: Float
  private let maxTurnRate: Float
  private let maxAcceleration: Float
  private let maxAngularAcceleration: Float
  private let curvatureLimit: Float
  /// What a turn of 1 stands for, rad/s.
  private let turnScale: Float
  private let hasDrive: Bool
  private let strafes: Bool
  private let lifts: Bool

  /// The adapter of an embodiment.
  ///
  /// - Parameters:
  ///   - embodiment: The physical kind.
  ///   - lateralWeight: p > 0, s²/m².
  ///   - turnWeight: q > 0, s²/rad²; the default weighs an error of the turn rate like one of 0.3 m/s
  ///     per rad/s at the control point: about a robot's radius.
  public init(_ embodiment: Embodiment, lateralWeight: Float = 1, turnWeight: Float = 0.09) {
    precondition(lateralWeight > 0 && turnWeight > 0, "the weights p and q are positive")
    drive = embodiment.drive
    axleOffset = embodiment.axleOffset
    lever = embodiment.controlPointOffset - embodiment.axleOffset
    self.lateralWeight = lateralWeight
    self.turnWeight = turnWeight
    arm = embodiment.arm
    lifts = embodiment.lifts
    hasDrive = drive.moves
    strafes = drive.strafes
    maxSpeed = embodiment.commandSpeed
    maxAcceleration = embodiment.descriptor.maxAcceleration
    let radius = embodiment.minTurnRadius
    curvatureLimit = radius > 0 ? 1 / radius : .infinity
    // The lateral channel is a share of the maximum speed: l ω must not exceed it.
    let most = lever != 0 ? maxSpeed / lever.magnitude : .infinity
    turnScale = hasDrive ? embodiment.limits.maxTurnRate : 0
    maxTurnRate = hasDrive ? min(embodiment.limits.maxTurnRate, most) : 0
    // A drive that gives every wheel a_max spins the body about its centre with a_max/radius.
    maxAngularAcceleration = maxAcceleration / max(0.05, embodiment.boundingRadius)
  }
}

// MARK: - D_c and F_c

extension MotionTransfer {
  /// D_c: the drive target nearest to a command.
  ///
  /// - Parameters:
  ///   - command: The shared command; channels outside [−1, 1] are brought to the edge, and a
  ///     non-finite channel to 0 (the caller quarantines robots whose commands are not finite).
  ///   - jointAngles: The arm's joint angles, radians, base first; without an arm not read.
  ///   - usesTool: True where forward and lateral command the tool of a mobile arm (metadata mode
  ///     *tool*) and the base is to stand; a bolted arm always does.
  ///   - motion: The joint motion ahead of the arm; nil where none was found.
  /// - Returns: A target within all limits of the class.
  /// - Complexity: O(1).
  public func target(
    for command: MotionCommand, jointAngles: SIMD4<Float> = .zero, usesTool: Bool = false,
    along motion: JointMotion? = nil
  ) -> DriveTarget {
    let forward = share(command.forward)
    let lateral = share(command.lateral)
    let turn = share(command.turn)
    var target = DriveTarget.rest
    target.toolForce = share(command.toolForce)
    target.liftHeight = lifts ? max(0, share(command.toolHeight)) : 0
    target.grip = share(command.grip)
    if let arm, !hasDrive || usesTool {
      let velocity = Vec2(forward, lateral)
      // Rounding apart it is the direction that the executor was told; a person's is hardly ever.
      if let motion, velocity.dot(motion.direction) > 0.999 * velocity.length {
        target.jointRates = arm.jointRates(
          toward: motion.posture, at: jointAngles, pace: velocity.length)
        return target
      }
      target.jointRates = arm.jointRates(
        forToolVelocity: velocity * (arm.maxJointRate * arm.reach), at: jointAngles)
      return target
    }
    guard hasDrive else { return target }
    target.twistInBody = feasibleTwist(
      forward: forward * maxSpeed, lateral: lateral * maxSpeed, turn: turn * turnScale)
    return target
  }

  /// F_c: the command that a drive target of the base amounts to.
  public func command(for target: DriveTarget) -> MotionCommand {
    var command = MotionCommand(
      toolForce: target.toolForce, toolHeight: target.liftHeight, grip: target.grip)
    guard hasDrive, maxSpeed > 0 else { return command }
    let velocity = controlPointVelocity(of: target.twistInBody)
    command.forward = velocity.x / maxSpeed
    command.lateral = velocity.y / maxSpeed
    command.turn = turnScale > 0 ? target.twistInBody.angular / turnScale : 0
    return command
  }

  /// Velocity of the control point for a twist at the axle, body axes, m/s.
  public func controlPointVelocity(of twistInBody: Twist) -> Vec2 {
    Vec2(twistInBody.linear.x, twistInBody.linear.y + lever * twistInBody.angular)
  }

  /// The twist at the body's origin for a twist at the axle; both in body axes.
  public func twistAtOrigin(of twistInBody: Twist) -> Twist {
    Twist(
      linear: Vec2(
        twistInBody.linear.x, twistInBody.linear.y - axleOffset * twistInBody.angular),
      angular: twistInBody.angular)
  }

  /// A target whose twist differs from the previous one by no more than the motors can do in
  /// `period` seconds, unladen.
  ///
  /// The limits of traction and of a load are the physics' business; this keeps the targets smooth.
  public func rateLimited(
    _ target: DriveTarget, after previous: DriveTarget, period: Float
  ) -> DriveTarget {
    var result = target
    let change = target.twistInBody.linear - previous.twistInBody.linear
    let most = maxAcceleration * period
    let size = change.length
    if size > most {
      result.twistInBody.linear = previous.twistInBody.linear + change * (most / size)
    }
    let spin = target.twistInBody.angular - previous.twistInBody.angular
    let mostSpin = maxAngularAcceleration * period
    result.twistInBody.angular =
      previous.twistInBody.angular + min(mostSpin, max(-mostSpin, spin))
    let curve = turnLimit(atSpeed: result.twistInBody.linear.x)
    result.twistInBody.angular = min(curve, max(-curve, result.twistInBody.angular))
    return result
  }

  private func feasibleTwist(forward: Float, lateral: Float, turn: Float) -> Twist {
    if strafes {
      let spin = limited(turn, maxTurnRate)
      var velocity = Vec2(forward, lateral - lever * spin)
      let speed = velocity.length
      if speed > maxSpeed { velocity *= maxSpeed / speed }
      return Twist(linear: velocity, angular: spin)
    }
    let p = lateralWeight
    let q = turnWeight
    let spin = (p * lever * lateral + q * turn) / (p * lever * lever + q)
    let most = min(maxTurnRate, turnLimit(atSpeed: forward))
    return Twist(linear: Vec2(forward, 0), angular: limited(spin, most))
  }

  /// The turn rate that the curvature limit allows at a speed; ∞ where there is none (∞ × 0 is none).
  private func turnLimit(atSpeed speed: Float) -> Float {
    curvatureLimit < .infinity ? curvatureLimit * speed.magnitude : .infinity
  }

  private func limited(_ x: Float, _ most: Float) -> Float { min(most, max(-most, x)) }

  private func share(_ x: Float) -> Float { x.isFinite ? min(1, max(-1, x)) : 0 }
}

// MARK: - Reports

extension MotionTransfer {
  /// Steering angle for a twist at the axle, radians; 0 for drives without steering or at rest.
  ///
  /// Front wheels of a car turn with the curve, rear wheels of a forklift against it. The sign of the
  /// speed enters: backing to the left steers like driving to the right (correction C9).
  public func steeringAngle(of twistInBody: Twist) -> Float {
    let v = twistInBody.linear.x
    guard v != 0, drive.wheels.steeredBase != 0 else { return 0 }
    return arctangent(drive.wheels.steeredBase * twistInBody.angular / v, 1)
  }

  /// Surface speeds of the left and right wheel of an axle driven on both sides, m/s: v ∓ ω b/2.
  public func wheelSpeeds(of twistInBody: Twist) -> (left: Float, right: Float) {
    let half = 0.5 * drive.wheels.axleWidth * twistInBody.angular
    return (twistInBody.linear.x - half, twistInBody.linear.x + half)
  }
}
