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

  /// Loads the rows of a tile and notes whether one has a ground contact.
  func loadTile(_ tile: Int) {
    let hasGrounds = loadRows(tiles.rows(tile))
    tiles.counters[tile * TileCounter.size + TileCounter.hasGrounds] = hasGrounds ? 1 : 0
  }

  /// Copies bodies to their solver rows; writes the rows of the range.
  ///
  /// Returns whether one of them has a ground contact.
  func loadRows(_ range: Range<Int>) -> Bool {
    let h = substep
    var flags: UInt32 = 0
    for row in range {
      let slot = Int(slotOfRow[row])
      let v = velocities[slot]
      let f = forces[slot]
      rowVelocities[row] = v
      rowDeltas[row] = SIMD4(0, 0, 0, f.w)
      rowPushes[row] = SIMD4(f.x * v.w, f.y * v.w, f.z * f.w, 0) * h
      rowDampings[row] = damping(of: slot)
      rowImpulses[row] = 0
      flags |= traits[slot].flags
      rowBits[row] = (traits[slot].flags & BodyFlags.hasGround) << 8
      if traits[slot].flags & BodyFlags.hasGround != 0 {
        rowGrounds[row] = groundRow(slot, inverseMass: v.w, inverseInertia: f.w)
      }
    }
    return flags & BodyFlags.hasGround != 0
  }

  /// Forces, damping and the ground impulses of the last substep.
  func integrateVelocities(_ range: Range<Int>, hasGrounds: Bool) {
    if !hasGrounds {
      for row in range {
        rowVelocities[row] = rowVelocities[row] * rowDampings[row] + rowPushes[row]
      }
      return
    }
    for row in range {
      var v = rowVelocities[row] * rowDampings[row] + rowPushes[row]
      if rowBits[row] & (BodyFlags.hasGround << 8) != 0 {
        rowGrounds[row].warmStart(&v, inverseInertia: rowDeltas[row].w)
      }
      rowVelocities[row] = v
    }
  }

  /// One round of the ground contacts.
  func solveGrounds(_ range: Range<Int>) {
    for row in range {
      if rowBits[row] & (BodyFlags.hasGround << 8) == 0 { continue }
      rowGrounds[row].solve(&rowVelocities[row], inverseInertia: rowDeltas[row].w)
    }
  }

  /// Moves the bodies by one substep, then gives the ground contacts a round without push-out.
  func integratePositions(_ range: Range<Int>, hasGrounds: Bool) {
    for row in range {
      let v = rowVelocities[row]
      rowDeltas[row] += SIMD4(v.x, v.y, v.z, 0) * substep
      if hasGrounds && rowBits[row] & (BodyFlags.hasGround << 8) != 0 {
        let ground = rowGrounds + row
        ground.pointee.heading = turned(ground.pointee.heading, by: v.z * substep)
        ground.pointee.solve(&rowVelocities[row], inverseInertia: rowDeltas[row].w)
        ground.pointee.bookMotors(rowVelocities[row])
      }
    }
  }

  /// Ends the step for the bodies of a range.
  ///
  /// Free ones are integrated here, poses are moved, what is no longer finite keeps its last good
  /// pose. Returns the marks of all of them, see `inspect`.
  func finishBodies(_ range: Range<Int>, map: MapView) -> UInt8 {
    var marks: UInt8 = 0
    for slot in range {
      let force = forces[slot]
      let row = Int(solverRows[slot])
      if rests[slot] != 0 {
        // As before, bit by bit, unless something acts on it.
        if row == 0 && force.x == 0 && force.y == 0 && force.z == 0 {
          marks |= Self.hasResting
          continue
        }
        rests[slot] = 0
      }
      marks |= finishBody(slot, row: row, force, map: map)
    }
    return marks
  }

  @inline(__always)
  private func finishBody(
    _ slot: Int, row: Int, _ force: SIMD4<Float>, map: MapView
  ) -> UInt8 {
    forces[slot] = SIMD4(0, 0, 0, force.w)
    if traits[slot].flags & BodyFlags.isEnabled == 0 { return 0 }
    let start = velocities[slot]
    var v: SIMD4<Float>
    var motion: SIMD4<Float>
    var output = ContactState(impulse: 0, bits: 0)
    var isSettled = false
    if row > 0 {
      v = rowVelocities[row]
      motion = rowDeltas[row]
      output = ContactState(impulse: rowImpulses[row], bits: rowBits[row] & 0xFF)
      if traits[slot].flags & BodyFlags.hasGround != 0 { rowGrounds[row].store(grounds + slot) }
    } else {
      v = start
      motion = .zero
      isSettled = integrateFree(slot, force, &v, &motion)
    }
    let hasGround = traits[slot].flags & BodyFlags.hasGround != 0
    if hasGround && grounds[slot].isSlipping != 0 { output.bits |= 4 }
    let old = poses[slot]
    let sum = (v.x + v.y + v.z + motion.x + motion.y + motion.z + output.impulse) * 0
    if sum != 0 {
      outputs[slot] = output
      velocities[slot] = SIMD4(0, 0, 0, v.w)
      traits[slot].flags |= BodyFlags.isBad
      return Self.isNotFinite
    }
    if isSettled && isZero(start) && isZero(v) && output == outputs[slot] && output.bits == 0
      && isZero(force)
    {
      rests[slot] = settings.skipsResting ? 1 : 0
      return Self.hasResting
    }
    outputs[slot] = output
    velocities[slot] = v
    var rotation = Rotation(cosine: old.z, sine: old.w)
    // A body that does not turn keeps its heading to the bit.
    if motion.z != 0 {
      rotation = turned(rotation, by: motion.z)
      // One Newton step keeps cosine and sine on the unit circle.
      let scale =
        1.5 - 0.5 * (rotation.cosine * rotation.cosine + rotation.sine * rotation.sine)
      rotation.cosine *= scale
      rotation.sine *= scale
    }
    var shift = Vec2(motion.x, motion.y)
    let core = traits[slot].coreRadius
    // What a crowd presses against a wall is swept even where it moves little.
    let isFast = shift.lengthSquared > 0.25 * core * core
    if (isFast || output.bits & 2 != 0) && traits[slot].colliderCount > 0 {
      shift *= freeFraction(of: slot, motion: shift, map: map)
    }
    let pose = SIMD4(old.x + shift.x, old.y + shift.y, rotation.cosine, rotation.sine)
    poses[slot] = pose
    return reachMark(anchors[slot], pose, v)
  }

  /// True where x, y and z are +0.
  @inline(__always)
  private func isZero(_ v: SIMD4<Float>) -> Bool {
    v.x.bitPattern | v.y.bitPattern | v.z.bitPattern == 0
  }

  /// All substeps of a body without contacts, in registers.
  ///
  /// Returns whether neither motion came about nor its ground contact changed.
  @inline(__always)
  private func integrateFree(
    _ slot: Int, _ f: SIMD4<Float>, _ v: inout SIMD4<Float>, _ motion: inout SIMD4<Float>
  ) -> Bool {
    let h = substep
    let push = SIMD4(f.x * v.w, f.y * v.w, f.z * f.w, 0) * h
    let damp = damping(of: slot)
    if traits[slot].flags & BodyFlags.hasGround == 0 {
      for _ in 0..<settings.substepCount {
        v = v * damp + push
        motion += SIMD4(v.x, v.y, v.z, 0) * h
      }
      return isZero(motion)
    }
    let before = grounds[slot]
    var ground = groundRow(slot, inverseMass: v.w, inverseInertia: f.w)
    var impulse = Vec2.zero
    var impulseSpin: Float = 0
    for _ in 0..<settings.substepCount {
      v = v * damp + push
      // Nothing else acts, so one round from zero is exact.
      ground.impulse = .zero
      ground.impulseSpin = 0
      ground.solve(&v, inverseInertia: f.w)
      ground.bookSquares()
      impulse += ground.impulse
      impulseSpin += ground.impulseSpin
      motion += SIMD4(v.x, v.y, v.z, 0) * h
      if v.z != 0 { ground.heading = turned(ground.heading, by: v.z * h) }
    }
    // Alone, a motor that reaches its speed in one substep stays there: the work of all is one sum.
    ground.bookWork(
      impulse, impulseSpin, motion / settings.timeStep, substeps: Float(settings.substepCount))
    ground.store(grounds + slot)
    return isZero(motion) && ground.impulse.x.bitPattern == before.impulseX.bitPattern
      && ground.impulse.y.bitPattern == before.impulseY.bitPattern
      && ground.impulseSpin.bitPattern == before.impulseSpin.bitPattern
      && ground.isSlipping == before.isSlipping
  }

  /// Factors of the implicit damping in a substep.
  @inline(__always)
  private func damping(of slot: Int) -> SIMD4<Float> {
    let linear = traits[slot].linearFactor
    return SIMD4(linear, linear, traits[slot].angularFactor, 1)
  }

  /// The ground contact of a body at the start of the step.
  @inline(__always)
  private func groundRow(_ slot: Int, inverseMass: Float, inverseInertia: Float) -> GroundRow {
    let pose = poses[slot]
    return GroundRow(
      grounds[slot], heading: Rotation(cosine: pose.z, sine: pose.w),
      centerOfMass: traits[slot].centerOfMass, inverseMass: inverseMass,
      inverseInertia: inverseInertia, substep: substep, gravity: settings.gravity,
      rollingResistance: settings.rollingResistance)
  }
}
