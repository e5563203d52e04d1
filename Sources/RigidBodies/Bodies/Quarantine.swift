import SimCore

// Bodies that are no longer finite are taken out and reported, never clamped.

extension RigidBodyWorld {
  /// Takes out bodies whose force, velocity or pose is not finite, before anything is integrated,
  /// and notes whether a body may leave its reach in this step.
  ///
  /// The end of a step sees to this for the next one, so it is only done where something was set
  /// from outside.
  mutating func inspectBodies(_ pool: WorkerPool) {
    if !needsInspection { return }
    needsInspection = false
    let f = frame()
    let stripe = 2048
    solver.badStripes.fill(count: max(1, (f.bodyCount + stripe - 1) / stripe), with: 0)
    let marks = solver.badStripes.base
    share(pool, count: f.bodyCount, stripe: stripe) {
      marks[$0.lowerBound / stripe] = f.inspect($0)
    }
    var all: UInt8 = 0
    for i in 0..<solver.badStripes.count { all |= marks[i] }
    if all & StepFrame.leavesReach != 0 { broadPhase.isStale = true }
    if all & StepFrame.isNotFinite != 0 { quarantineBadInputs() }
  }

  private mutating func quarantineBadInputs() {
    for slot in 0..<bodies.count where bodies.traits[slot].flags & BodyFlags.isEnabled != 0 {
      let v = bodies.velocities[slot]
      let f = bodies.forces[slot]
      let p = bodies.poses[slot]
      if !(f.x.isFinite && f.y.isFinite && f.z.isFinite) {
        quarantine(slot, .force)
      } else if !(v.x.isFinite && v.y.isFinite && v.z.isFinite) {
        quarantine(slot, .velocity)
      } else if !(p.x.isFinite && p.y.isFinite && p.z.isFinite && p.w.isFinite) {
        quarantine(slot, .pose)
      }
    }
  }

  /// Takes out the bodies the end of the step found.
  mutating func quarantineBadResults() {
    for slot in 0..<bodies.count where bodies.traits[slot].flags & BodyFlags.isBad != 0 {
      bodies.traits[slot].flags &= ~BodyFlags.isBad
      quarantine(slot, .velocity)
    }
  }

  private mutating func quarantine(_ slot: Int, _ quantity: QuarantinedBody.Quantity) {
    quarantined.append(
      QuarantinedBody(body: bodies.bodyID(at: slot), quantity: quantity, step: stepCount))
    bodies.traits[slot].flags &= ~BodyFlags.isEnabled
    bodies.disableAnchor(slot)
    bodies.velocities[slot] = SIMD4(0, 0, 0, bodies.velocities[slot].w)
    bodies.forces[slot] = SIMD4(0, 0, 0, bodies.forces[slot].w)
    bodies.contacts[slot] = ContactState(impulse: 0, bits: 0)
    broadPhase.isStale = true
  }
}

extension StepFrame {
  static let leavesReach: UInt8 = 1
  static let isNotFinite: UInt8 = 2
  static let hasResting: UInt8 = 4

  /// Looks at a range of bodies; returns the marks of all of them.
  ///
  /// A body leaves its reach where it could, in the coming step, get farther from where pairs were
  /// searched. 1 cm is kept back for velocity gained within the step.
  func inspect(_ range: Range<Int>) -> UInt8 {
    var marks: UInt8 = 0
    for slot in range {
      let anchor = anchors[slot]
      if anchor.w < 0 { continue }
      let p = poses[slot]
      let v = velocities[slot]
      let f = forces[slot]
      // 0 × finite is 0; anything else is not a number, or at the edge of the numbers.
      let sum = (v.x + v.y + v.z + f.x + f.y + f.z + p.x + p.y + p.z + p.w) * 0
      if sum != 0 { marks |= Self.isNotFinite }
      marks |= reachMark(anchor, p, v)
    }
    return marks
  }

  /// `leavesReach` where a body may leave its reach in the coming step.
  @inline(__always)
  func reachMark(_ anchor: SIMD4<Float>, _ p: SIMD4<Float>, _ v: SIMD4<Float>) -> UInt8 {
    let moved = Vec2(p.x - anchor.x, p.y - anchor.y)
    let speed = (v.x * v.x + v.y * v.y).squareRoot()
    let allowed = anchor.z - 0.01 - speed * settings.timeStep
    return !(allowed > 0) || moved.lengthSquared > allowed * allowed ? Self.leavesReach : 0
  }
}
