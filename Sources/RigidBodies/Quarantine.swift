import SimCore

// Bodies that are no longer finite are taken out and reported, never clamped.

extension RigidBodyWorld {
  /// Takes out bodies whose force, velocity or pose is not finite, before anything is integrated.
  mutating func quarantineBadInputs() {
    for slot in 0..<bodies.count where bodies.traits[slot].flags & BodyFlags.isEnabled != 0 {
      let v = bodies.velocities[slot]
      let f = bodies.forces[slot]
      let p = bodies.poses[slot]
      // 0 × finite is 0; anything else is not a number.
      let sum = (v.x + v.y + v.z + f.x + f.y + f.z + p.x + p.y + p.z + p.w) * 0
      if sum == 0 { continue }
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
    bodies.velocities[slot] = SIMD4(0, 0, 0, bodies.velocities[slot].w)
    bodies.forces[slot] = SIMD4(0, 0, 0, bodies.forces[slot].w)
    bodies.contacts[slot] = ContactState(impulse: 0, bits: 0)
    broadPhase.isStale = true
  }
}
