import SimCore

// Ground contact as a constraint in the plane: it drives or brakes a body towards a target twist
// with limited impulses, accumulated over a substep and warm-started from the last one. So static
// friction is exact: a pallet stays put until what pushes it exceeds μ·m·g.

extension GroundState {
  /// Applies the impulses of the last substep to a velocity (x, y, spin, inverse mass).
  @inline(__always)
  func warmStart(_ v: inout SIMD4<Float>, inverseInertia: Float, heading: Rotation, arm: Vec2) {
    if contact.kind == .drive {
      let world = heading.rotate(Vec2(impulseX, impulseY))
      let torque = impulseSpin + arm.cross(Vec2(impulseX, impulseY))
      v += SIMD4(world.x * v.w, world.y * v.w, torque * inverseInertia, 0)
    } else {
      v += SIMD4(impulseX * v.w, impulseY * v.w, impulseSpin * inverseInertia, 0)
    }
  }

  /// Solves the contact once: changes the velocity and the accumulated impulses.
  ///
  /// - Parameters:
  ///   - v: Velocity x, y, spin and inverse mass.
  ///   - inverseInertia: 1/(kg·m²).
  ///   - heading: The body's heading now.
  ///   - arm: The axle relative to the centre of mass, in the body's frame, metres.
  ///   - substep: Seconds.
  ///   - gravity: m/s².
  @inline(__always)
  mutating func solve(
    _ v: inout SIMD4<Float>, inverseInertia: Float, heading: Rotation, arm: Vec2, substep: Float,
    gravity: Float
  ) {
    if v.w == 0 { return }
    let mass = 1 / v.w
    let inertia = 1 / inverseInertia
    let grip = contact.friction * mass * gravity * substep
    if contact.kind == .slide {
      solveSlide(&v, inverseInertia: inverseInertia, mass: mass, inertia: inertia, grip: grip)
      return
    }
    let velocity = heading.inverseRotate(Vec2(v.x, v.y))
    // The centre of mass moves as the axle does, less what the spin adds between them.
    let target = Vec2(targetX + targetSpin * arm.y, targetY - targetSpin * arm.x)
    let old = Vec2(impulseX, impulseY)
    let oldSpin = impulseSpin
    var linear = limited(old + (target - velocity) * mass, grip: grip, substep: substep)
    let spinLimit = contact.maxTorque * substep
    let wanted = oldSpin + inertia * (targetSpin - v.z) - arm.cross(linear - old)
    let spin = max(-spinLimit, min(wanted, spinLimit))
    var omega = v.z + (arm.cross(linear - old) + spin - oldSpin) * inverseInertia
    if spin != wanted && arm != .zero {
      // The turn is not reached, so the axle's velocity must be met at the spin that is: two
      // rounds over the rows across and along.
      for _ in 0..<2 {
        let change = linear - old
        let across = velocity.y + change.y * v.w + omega * arm.x - targetY
        var next = linear
        next.y -= across / (v.w + inverseInertia * arm.x * arm.x)
        next.x -=
          (velocity.x + change.x * v.w - omega * arm.y - targetX)
          / (v.w + inverseInertia * arm.y * arm.y)
        next = limited(next, grip: grip, substep: substep)
        omega += arm.cross(next - linear) * inverseInertia
        linear = next
      }
    }
    let world = heading.rotate(linear - old)
    v = SIMD4(v.x + world.x * v.w, v.y + world.y * v.w, omega, v.w)
    impulseX = linear.x
    impulseY = linear.y
    impulseSpin = spin
  }

  /// The impulse within the motor's, the sideways and the friction limit; notes slip.
  @inline(__always)
  private mutating func limited(_ impulse: Vec2, grip: Float, substep: Float) -> Vec2 {
    let motor = contact.maxForce * substep
    let side = contact.maxLateralForce * substep
    var result = Vec2(max(-motor, min(impulse.x, motor)), max(-side, min(impulse.y, side)))
    isSlipping = result.y == impulse.y ? 0 : 1
    let square = result.lengthSquared
    if square > grip * grip {
      result *= grip / square.squareRoot()
      isSlipping = 1
    }
    return result
  }

  @inline(__always)
  private mutating func solveSlide(
    _ v: inout SIMD4<Float>, inverseInertia: Float, mass: Float, inertia: Float, grip: Float
  ) {
    var linear = Vec2(impulseX - mass * v.x, impulseY - mass * v.y)
    let square = linear.lengthSquared
    isSlipping = 0
    if square > grip * grip {
      linear *= grip / square.squareRoot()
      isSlipping = 1
    }
    let spinLimit = grip * contact.torsionRadius
    let spin = max(-spinLimit, min(impulseSpin - inertia * v.z, spinLimit))
    v = SIMD4(
      v.x + (linear.x - impulseX) * v.w, v.y + (linear.y - impulseY) * v.w,
      v.z + (spin - impulseSpin) * inverseInertia, v.w)
    impulseX = linear.x
    impulseY = linear.y
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
