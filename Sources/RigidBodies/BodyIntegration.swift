import SimCore

// Motion of bodies: within the substeps for constrained ones, in one pass for the others.

extension StepFrame {
  /// Sets the row of the immovable world; no constraint changes it, so all may read and write it.
  func loadWorldRow() {
    rowVelocities[0] = .zero
    rowDeltas[0] = .zero
    rowPushes[0] = .zero
    rowDampings[0] = SIMD4(repeating: 1)
    rowImpulses[0] = 0
    rowBits[0] = 0
  }

  /// Copies bodies to their solver rows; writes the rows of the range.
  func loadRows(_ range: Range<Int>) {
    let h = substep
    for row in range {
      let slot = Int(slotOfRow[row])
      let v = velocities[slot]
      let f = forces[slot]
      rowVelocities[row] = v
      rowDeltas[row] = SIMD4(0, 0, 0, f.w)
      rowPushes[row] = SIMD4(f.x * v.w, f.y * v.w, f.z * f.w, 0) * h
      rowDampings[row] = damping(of: slot)
      rowImpulses[row] = 0
      rowBits[row] = (traits[slot].flags & BodyFlags.hasGround) << 8
    }
  }

  /// Forces, damping and the ground impulses of the last substep.
  func integrateVelocities(_ range: Range<Int>) {
    for row in range {
      var v = rowVelocities[row] * rowDampings[row] + rowPushes[row]
      if rowBits[row] & (BodyFlags.hasGround << 8) != 0 {
        let slot = Int(slotOfRow[row])
        let ground = grounds + slot
        ground.pointee.warmStart(
          &v, inverseInertia: rowDeltas[row].w, heading: heading(of: slot, row: row),
          arm: axleArm(of: slot))
      }
      rowVelocities[row] = v
    }
  }

  /// One round of the ground contacts.
  func solveGrounds(_ range: Range<Int>) {
    for row in range {
      if rowBits[row] & (BodyFlags.hasGround << 8) == 0 { continue }
      let slot = Int(slotOfRow[row])
      let ground = grounds + slot
      ground.pointee.solve(
        &rowVelocities[row], inverseInertia: rowDeltas[row].w,
        heading: heading(of: slot, row: row), arm: axleArm(of: slot), substep: substep,
        gravity: settings.gravity)
    }
  }

  /// Moves the bodies by one substep, then gives the ground contacts a round without push-out.
  func integratePositions(_ range: Range<Int>) {
    for row in range {
      let v = rowVelocities[row]
      rowDeltas[row] += SIMD4(v.x, v.y, v.z, 0) * substep
    }
    solveGrounds(range)
  }

  /// Ends the step for the bodies of a range.
  ///
  /// Free ones are integrated here, poses are moved, what is no longer finite keeps its last good
  /// pose. Returns whether such a body was met.
  func finishBodies(_ range: Range<Int>, map: MapView) -> Bool {
    var hasBad = false
    for slot in range {
      if traits[slot].flags & BodyFlags.isEnabled == 0 {
        forces[slot] = SIMD4(0, 0, 0, forces[slot].w)
        continue
      }
      let row = Int(solverRows[slot])
      var v: SIMD4<Float>
      var motion: SIMD4<Float>
      var output = ContactState(impulse: 0, bits: 0)
      if row > 0 {
        v = rowVelocities[row]
        motion = rowDeltas[row]
        output = ContactState(impulse: rowImpulses[row], bits: rowBits[row] & 0xFF)
      } else {
        v = velocities[slot]
        motion = .zero
        integrateFree(slot, &v, &motion)
      }
      let hasGround = traits[slot].flags & BodyFlags.hasGround != 0
      if hasGround && grounds[slot].isSlipping != 0 { output.bits |= 4 }
      outputs[slot] = output
      forces[slot] = SIMD4(0, 0, 0, forces[slot].w)
      let old = poses[slot]
      let sum = (v.x + v.y + v.z + motion.x + motion.y + motion.z + output.impulse) * 0
      if sum != 0 {
        velocities[slot] = SIMD4(0, 0, 0, v.w)
        traits[slot].flags |= BodyFlags.isBad
        hasBad = true
        continue
      }
      velocities[slot] = v
      let rotation = turned(Rotation(cosine: old.z, sine: old.w), by: motion.z)
      // One Newton step keeps cosine and sine on the unit circle.
      let scale =
        1.5 - 0.5 * (rotation.cosine * rotation.cosine + rotation.sine * rotation.sine)
      var shift = Vec2(motion.x, motion.y)
      let core = traits[slot].coreRadius
      // What a crowd presses against a wall is swept even where it moves little.
      let isFast = shift.lengthSquared > 0.25 * core * core
      if (isFast || output.bits & 2 != 0) && traits[slot].colliderCount > 0 {
        shift *= freeFraction(of: slot, motion: shift, map: map)
      }
      poses[slot] = SIMD4(
        old.x + shift.x, old.y + shift.y, rotation.cosine * scale, rotation.sine * scale)
    }
    return hasBad
  }

  /// All substeps of a body without contacts, in registers.
  @inline(__always)
  private func integrateFree(
    _ slot: Int, _ v: inout SIMD4<Float>, _ motion: inout SIMD4<Float>
  ) {
    let h = substep
    let f = forces[slot]
    let push = SIMD4(f.x * v.w, f.y * v.w, f.z * f.w, 0) * h
    let damp = damping(of: slot)
    if traits[slot].flags & BodyFlags.hasGround == 0 {
      for _ in 0..<settings.substepCount {
        v = v * damp + push
        motion += SIMD4(v.x, v.y, v.z, 0) * h
      }
      return
    }
    var ground = grounds[slot]
    let arm = axleArm(of: slot)
    let pose = poses[slot]
    var heading = Rotation(cosine: pose.z, sine: pose.w)
    for _ in 0..<settings.substepCount {
      v = v * damp + push
      // Nothing else acts, so one round from zero is exact.
      ground.impulseX = 0
      ground.impulseY = 0
      ground.impulseSpin = 0
      ground.solve(
        &v, inverseInertia: f.w, heading: heading, arm: arm, substep: h,
        gravity: settings.gravity)
      motion += SIMD4(v.x, v.y, v.z, 0) * h
      heading = turned(heading, by: v.z * h)
    }
    grounds[slot] = ground
  }

  /// Factors of the implicit damping in a substep.
  @inline(__always)
  private func damping(of slot: Int) -> SIMD4<Float> {
    let linear = 1 / (1 + substep * traits[slot].linearDamping)
    let angular = 1 / (1 + substep * traits[slot].angularDamping)
    return SIMD4(linear, linear, angular, 1)
  }

  @inline(__always)
  private func heading(of slot: Int, row: Int) -> Rotation {
    let pose = poses[slot]
    return turned(Rotation(cosine: pose.z, sine: pose.w), by: rowDeltas[row].z)
  }

  /// The axle relative to the centre of mass, in the body's frame, metres.
  @inline(__always)
  private func axleArm(of slot: Int) -> Vec2 {
    Vec2(grounds[slot].contact.axleOffset, 0) - traits[slot].centerOfMass
  }
}
