import SimCore

// Ground contact as a constraint in the plane: it drives or brakes a body towards a target twist
// with limited impulses, accumulated over a substep and warm-started from the last one. So static
// friction is exact: a pallet stays put until what pushes it exceeds μ·m·g.

/// The ground contact of a body within a step: all that its rounds need, side by side.
///
/// Limits are made for a substep once a step, as a round comes eight times. Rows lie in the order
/// of the solver's rows; before, each round gathered them from body, traits and pose, which took
/// three times as long with 100,000 robots.
struct GroundRow: BitwiseCopyable {
  /// Heading now.
  var heading: Rotation
  /// The axle relative to the centre of mass, in the body's frame, metres.
  var arm: Vec2
  /// Target of the axle in the body's frame, m/s and rad/s.
  var target: Vec2
  var targetSpin: Float
  /// Impulse so far: body frame for `drive`, world frame for `slide`; N·s and N·m·s.
  var impulseSpin: Float
  var impulse: Vec2
  /// The most impulse along and across the heading, in all, and of spin, in a substep.
  var motor: Float
  var side: Float
  var grip: Float
  var spinLimit: Float
  /// kg and kg·m²; 0 for a body that no force moves.
  var mass: Float
  var inertia: Float
  /// See `GroundContact.lever`, metres.
  var lever: Float
  /// Force of a motor by torque, 1/m: of each of two that push apart, or of one that stands for both.
  var forceOfTorque: Float
  /// Impulse of the rolling resistance in a substep, N·s.
  var rolling: Float
  /// What the motors did since they were last asked, see `MotorUse`: J and N²·s².
  var work: Float
  var squares: Float
  /// 1 for `slide`.
  var isSliding: UInt32
  /// Nonzero while the contact is at its friction limit.
  var isSlipping: UInt32

  /// The row of a body.
  ///
  /// - Parameters:
  ///   - ground: The body's ground contact.
  ///   - heading: Its heading.
  ///   - centerOfMass: In its own frame, metres.
  ///   - inverseMass: 1/kg.
  ///   - inverseInertia: 1/(kg·m²).
  ///   - substep: Seconds.
  ///   - gravity: m/s².
  ///   - rollingResistance: Force that wheels take to roll, as a share of the weight.
  @inline(__always)
  init(
    _ ground: GroundState, heading: Rotation, centerOfMass: Vec2, inverseMass: Float,
    inverseInertia: Float, substep: Float, gravity: Float, rollingResistance: Float
  ) {
    let contact = ground.contact
    self.heading = heading
    arm = Vec2(contact.axleOffset - centerOfMass.x, -centerOfMass.y)
    target = Vec2(ground.targetX, ground.targetY)
    targetSpin = ground.targetSpin
    impulse = Vec2(ground.impulseX, ground.impulseY)
    impulseSpin = ground.impulseSpin
    isSlipping = ground.isSlipping
    isSliding = contact.kind == .slide ? 1 : 0
    mass = inverseMass > 0 ? 1 / inverseMass : 0
    inertia = inverseMass > 0 ? 1 / inverseInertia : 0
    grip = contact.friction * mass * gravity * substep
    motor = contact.maxForce * substep
    side = contact.maxLateralForce * substep
    spinLimit = contact.kind == .slide ? grip * contact.lever : contact.maxTorque * substep
    lever = contact.lever
    // A division here is one a step instead of one a substep.
    forceOfTorque =
      lever > 0 ? 0.5 / lever : (spinLimit > 0 ? motor / spinLimit : 0)
    rolling = rollingResistance * mass * gravity * substep
    work = ground.work
    squares = ground.squares
  }

  /// Writes what lasts beyond the step back to the body.
  @inline(__always)
  func store(_ ground: UnsafeMutablePointer<GroundState>) {
    ground.pointee.impulseX = impulse.x
    ground.pointee.impulseY = impulse.y
    ground.pointee.impulseSpin = impulseSpin
    ground.pointee.isSlipping = isSlipping
    ground.pointee.work = work
    ground.pointee.squares = squares
  }

  /// Applies the impulses of the last substep to a velocity (x, y, spin, inverse mass).
  @inline(__always)
  func warmStart(_ v: inout SIMD4<Float>, inverseInertia: Float) {
    if isSliding == 0 {
      let world = heading.rotate(impulse)
      let torque = impulseSpin + arm.cross(impulse)
      v += SIMD4(world.x * v.w, world.y * v.w, torque * inverseInertia, 0)
    } else {
      v += SIMD4(impulse.x * v.w, impulse.y * v.w, impulseSpin * inverseInertia, 0)
    }
  }

  /// Solves the contact once: changes the velocity (x, y, spin, inverse mass) and the impulses.
  @inline(__always)
  mutating func solve(_ v: inout SIMD4<Float>, inverseInertia: Float) {
    if mass == 0 { return }
    if isSliding != 0 {
      solveSlide(&v, inverseInertia: inverseInertia)
      return
    }
    let velocity = heading.inverseRotate(Vec2(v.x, v.y))
    // The centre of mass moves as the axle does, less what the spin adds between them.
    let wantedVelocity = Vec2(target.x + targetSpin * arm.y, target.y - targetSpin * arm.x)
    let old = impulse
    let oldSpin = impulseSpin
    var linear = limited(old + (wantedVelocity - velocity) * mass)
    let wanted = oldSpin + inertia * (targetSpin - v.z) - arm.cross(linear - old)
    let spin = wanted > spinLimit ? spinLimit : (wanted < -spinLimit ? -spinLimit : wanted)
    var omega = v.z + (arm.cross(linear - old) + spin - oldSpin) * inverseInertia
    if spin != wanted && arm != .zero {
      // The turn is not reached, so the axle's velocity must be met at the spin that is: two
      // rounds over the rows across and along.
      for _ in 0..<2 {
        let change = linear - old
        let across = velocity.y + change.y * v.w + omega * arm.x - target.y
        var next = linear
        next.y -= across / (v.w + inverseInertia * arm.x * arm.x)
        next.x -=
          (velocity.x + change.x * v.w - omega * arm.y - target.x)
          / (v.w + inverseInertia * arm.y * arm.y)
        next = limited(next)
        omega += arm.cross(next - linear) * inverseInertia
        linear = next
      }
    }
    let world = heading.rotate(linear - old)
    v = SIMD4(v.x + world.x * v.w, v.y + world.y * v.w, omega, v.w)
    impulse = linear
    impulseSpin = spin
  }

  /// Books what the motors did in the substep that ends; see `MotorUse` for the formulas.
  ///
  /// - Parameter v: The velocity that the contact left: x, y (m/s), spin (rad/s), inverse mass.
  @inline(__always)
  mutating func bookMotors(_ v: SIMD4<Float>) {
    bookSquares()
    bookWork(impulse, impulseSpin, v, substeps: 1)
  }

  /// Books the squared forces of the substep that ends.
  @inline(__always)
  mutating func bookSquares() {
    if isSliding != 0 { return }
    // What is limited as a motor's force is one; the hold of a wheel is not.
    let across = side <= motor ? impulse.y : 0
    let turn = impulseSpin * forceOfTorque
    squares += impulse.x * impulse.x + across * across + turn * turn * (lever > 0 ? 4 : 1)
  }

  /// Books the work of some substeps with one target in which no motor went from driving to braking.
  ///
  /// - Parameters:
  ///   - impulse: What the contact gave in them, body frame, N·s.
  ///   - impulseSpin: The same of spin, N·m·s.
  ///   - v: The mean velocity in them: x, y (m/s), spin (rad/s).
  ///   - substeps: Their number.
  @inline(__always)
  mutating func bookWork(
    _ impulse: Vec2, _ impulseSpin: Float, _ v: SIMD4<Float>, substeps: Float
  ) {
    if isSliding != 0 { return }
    let forward = heading.cosine * v.x + heading.sine * v.y
    if lever > 0 {
      let half = 0.5 * impulse.x
      let apart = impulseSpin * forceOfTorque
      let turn = targetSpin * lever
      let spin = v.z * lever
      let resistance = 0.5 * rolling * substeps
      work += driven(half - apart, target.x - turn, forward - spin, rolling: resistance)
      work += driven(half + apart, target.x + turn, forward + spin, rolling: resistance)
    } else {
      let resistance = forward * target.x > 0 ? rolling * substeps * forward.magnitude : 0
      work += max(0, impulse.dot(target) + resistance)
      work += max(0, impulseSpin * targetSpin)
    }
  }

  /// The work of one of two motors that strives for a speed and rolls at one, m/s; one that is driven
  /// gives nothing back.
  @inline(__always)
  private func driven(_ impulse: Float, _ wanted: Float, _ speed: Float, rolling: Float) -> Float {
    max(0, impulse * wanted + (speed * wanted > 0 ? rolling * speed.magnitude : 0))
  }

  /// The impulse within the motor's, the sideways and the friction limit; notes slip.
  @inline(__always)
  private mutating func limited(_ impulse: Vec2) -> Vec2 {
    var result = impulse
    if result.x > motor { result.x = motor } else if result.x < -motor { result.x = -motor }
    if result.y > side { result.y = side } else if result.y < -side { result.y = -side }
    isSlipping = result.y == impulse.y ? 0 : 1
    let square = result.lengthSquared
    if square > grip * grip {
      result *= grip / square.squareRoot()
      isSlipping = 1
    }
    return result
  }

  @inline(__always)
  private mutating func solveSlide(_ v: inout SIMD4<Float>, inverseInertia: Float) {
    var linear = Vec2(impulse.x - mass * v.x, impulse.y - mass * v.y)
    let square = linear.lengthSquared
    isSlipping = 0
    if square > grip * grip {
      linear *= grip / square.squareRoot()
      isSlipping = 1
    }
    let wanted = impulseSpin - inertia * v.z
    let spin = wanted > spinLimit ? spinLimit : (wanted < -spinLimit ? -spinLimit : wanted)
    v = SIMD4(
      v.x + (linear.x - impulse.x) * v.w, v.y + (linear.y - impulse.y) * v.w,
      v.z + (spin - impulseSpin) * inverseInertia, v.w)
    impulse = linear
    impulseSpin = spin
  }
}

/// A rotation further turned by a small angle (rad): exact to rounding below half a radian by
/// series, beyond that by `sineCosine`.
@inline(__always)
func turned(_ rotation: Rotation, by angle: Float) -> Rotation {
  let turn: Rotation
  if angle > -0.5 && angle < 0.5 {
    let t2 = angle * angle
    turn = Rotation(
      cosine: 1 - t2 * 0.5 * (1 - t2 * (1 / 12) * (1 - t2 * (1 / 30) * (1 - t2 * (1 / 56)))),
      sine: angle * (1 - t2 * (1 / 6) * (1 - t2 * (1 / 20) * (1 - t2 * (1 / 42)))))
  } else {
    turn = Rotation(angle: angle)
  }
  return rotation.composed(with: turn)
}
