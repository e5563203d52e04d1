import SimCore

extension RigidBodyWorld {
  /// Adds a body.
  ///
  /// - Precondition: mass and inertia come out positive and finite unless the body is kinematic;
  ///   pose and twist are finite.
  /// - Complexity: O(colliders); amortised, pairs are searched anew in the next step.
  public mutating func addBody(_ definition: BodyDefinition) -> BodyID {
    let properties = massProperties(of: definition)
    let slot = bodies.poses.count
    let idIndex: UInt32
    if bodies.freeIDs.count > 0 {
      idIndex = bodies.freeIDs[bodies.freeIDs.count - 1]
      bodies.freeIDs.count -= 1
      bodies.ids[Int(idIndex)].slot = UInt32(slot)
    } else {
      idIndex = UInt32(bodies.ids.count)
      bodies.ids.append(IDRow(slot: UInt32(slot), generation: 0))
    }
    var traits = BodyTraits()
    traits.idIndex = idIndex
    traits.flags = BodyFlags.isEnabled | (definition.isKinematic ? BodyFlags.isKinematic : 0)
    if definition.groundContact.kind != .none { traits.flags |= BodyFlags.hasGround }
    traits.firstCollider = UInt32(bodies.colliders.count)
    traits.colliderCount = UInt32(definition.colliders.count)
    traits.centerOfMass = properties.center
    traits.mass = definition.isKinematic ? 0 : properties.mass
    traits.inertia = definition.isKinematic ? 0 : properties.inertia
    let substep = settings.timeStep / Float(settings.substepCount)
    traits.linearFactor = 1 / (1 + substep * definition.linearDamping)
    traits.angularFactor = 1 / (1 + substep * definition.angularDamping)
    var boundingRadius: Float = 0
    for (ordinal, collider) in definition.colliders.enumerated() {
      var row = colliderRow(collider, slot: slot, ordinal: ordinal, center: properties.center)
      row.name = idIndex
      if traits.mass > 0 { row.bits |= ProxyRow.movable }
      let hull = bodies.hulls[Int(row.hull)]
      let arm = Vec2(row.x, row.y)
      boundingRadius = max(boundingRadius, arm.length + row.boundingRadius)
      let middle = arm + Rotation(cosine: row.cosine, sine: row.sine).rotate(hull.middle)
      traits.coreRadius = max(traits.coreRadius, hull.innerRadius - middle.length)
      bodies.colliders.append(row)
      bodies.forms.append(bodies.form(of: row))
    }
    let pose = definition.pose
    precondition(
      pose.position.isFinite && definition.twist.linear.isFinite
        && definition.twist.angular.isFinite, "a body starts with finite pose and twist")
    let center = pose.transform(properties.center)
    bodies.poses.append(SIMD4(center.x, center.y, pose.rotation.cosine, pose.rotation.sine))
    bodies.velocities.append(
      SIMD4(
        definition.twist.linear.x, definition.twist.linear.y, definition.twist.angular,
        traits.mass > 0 ? 1 / traits.mass : 0))
    bodies.forces.append(SIMD4(0, 0, 0, traits.inertia > 0 ? 1 / traits.inertia : 0))
    bodies.traits.append(traits)
    bodies.anchors.append(SIMD4(0, 0, 0, boundingRadius))
    var ground = GroundState()
    ground.contact = definition.groundContact
    if ground.contact.kind != .none { hasGrounds = true }
    bodies.grounds.append(ground)
    bodies.contacts.append(ContactState(impulse: 0, bits: 0))
    bodies.rests.append(0)
    broadPhase.isStale = true
    broadPhase.isOrderStale = true
    needsInspection = true
    return BodyID(index: idIndex, generation: bodies.ids[Int(idIndex)].generation)
  }

  /// Takes a body out, with its joints.
  ///
  /// - Precondition: the body exists.
  public mutating func removeBody(_ body: BodyID) {
    let slot = bodies.slot(of: body)
    removeJoints(of: body)
    if bodies.traits[slot].flags & BodyFlags.hasUncollidedPairs != 0 { joints.forget(body.index) }
    bodies.traits[slot].flags = BodyFlags.isDead
    bodies.ids[Int(body.index)].slot = .max
    bodies.ids[Int(body.index)].generation &+= 1
    bodies.freeIDs.append(body.index)
    bodies.disableAnchor(slot)
    broadPhase.isOrderStale = true
    broadPhase.isStale = true
  }

  /// True where the body exists.
  public func contains(_ body: BodyID) -> Bool { bodies.contains(body) }

  /// Lets a body take part, or takes it out of collisions and motion without forgetting it.
  public mutating func setEnabled(_ isEnabled: Bool, body: BodyID) {
    let slot = bodies.slot(of: body)
    let bit = BodyFlags.isEnabled
    if isEnabled == (bodies.traits[slot].flags & bit != 0) { return }
    bodies.traits[slot].flags ^= bit
    wake(slot)
    if isEnabled { bodies.enableAnchor(slot) } else { bodies.disableAnchor(slot) }
    bodies.contacts[slot] = ContactState(impulse: 0, bits: 0)
    broadPhase.isStale = true
  }

  /// True where the body takes part.
  public func isEnabled(_ body: BodyID) -> Bool {
    bodies.traits[bodies.slot(of: body)].flags & BodyFlags.isEnabled != 0
  }

  /// Puts a body somewhere else; its velocity stays.
  ///
  /// - Precondition: the pose is finite.
  public mutating func setPose(_ pose: Pose, of body: BodyID) {
    precondition(pose.position.isFinite, "a body is put at a finite place")
    let slot = bodies.slot(of: body)
    let center = pose.transform(bodies.traits[slot].centerOfMass)
    bodies.poses[slot] = SIMD4(center.x, center.y, pose.rotation.cosine, pose.rotation.sine)
    wake(slot)
    broadPhase.isStale = true
  }

  /// Sets velocity of the centre of mass (m/s) and spin (rad/s), in the world.
  public mutating func setTwist(_ twist: Twist, of body: BodyID) {
    let slot = bodies.slot(of: body)
    wake(slot)
    let inverseMass = bodies.velocities[slot].w
    bodies.velocities[slot] = SIMD4(twist.linear.x, twist.linear.y, twist.angular, inverseMass)
  }

  /// Changes mass (kg) and inertia (kg·m²) as a load is taken on or put off.
  ///
  /// Without an inertia, it is scaled with the mass. The velocity stays.
  ///
  /// - Precondition: the body is not kinematic; mass and inertia are positive and finite.
  public mutating func setMass(_ mass: Float, inertia: Float? = nil, of body: BodyID) {
    let slot = bodies.slot(of: body)
    let old = bodies.traits[slot]
    precondition(old.flags & BodyFlags.isKinematic == 0, "a kinematic body has no mass")
    let newInertia = inertia ?? old.inertia * (mass / old.mass)
    precondition(
      mass > 0 && mass.isFinite && newInertia > 0 && newInertia.isFinite,
      "a mass of \(mass) kg with inertia \(newInertia) kg·m² is not possible")
    wake(slot)
    bodies.traits[slot].mass = mass
    bodies.traits[slot].inertia = newInertia
    bodies.velocities[slot].w = 1 / mass
    bodies.forces[slot].w = 1 / newInertia
  }

  /// The mass of a body, kg; 0 for a kinematic one.
  public func mass(of body: BodyID) -> Float { bodies.traits[bodies.slot(of: body)].mass }
  /// The inertia of a body about its centre of mass, kg·m²; 0 for a kinematic one.
  public func inertia(of body: BodyID) -> Float { bodies.traits[bodies.slot(of: body)].inertia }

  /// Changes velocity at once by an impulse (N·s) through the centre of mass and an angular one
  /// (N·m·s), both in the world.
  public mutating func applyImpulse(_ impulse: Vec2, angular: Float = 0, to body: BodyID) {
    let slot = bodies.slot(of: body)
    wake(slot)
    let velocity = bodies.velocities[slot]
    let linear = impulse * velocity.w
    bodies.velocities[slot] = SIMD4(
      velocity.x + linear.x, velocity.y + linear.y, velocity.z + angular * bodies.forces[slot].w,
      velocity.w)
  }

  /// Adds a force (N) through the centre of mass and a torque (N·m) for the next step.
  public mutating func applyForce(_ force: Vec2, torque: Float = 0, to body: BodyID) {
    let slot = bodies.slot(of: body)
    bodies.forces[slot] += SIMD4(force.x, force.y, torque, 0)
    if !(force.isFinite && torque.isFinite) { needsInspection = true }
  }

  /// Changes how a body meets the floor.
  public mutating func setGroundContact(_ contact: GroundContact, of body: BodyID) {
    let slot = bodies.slot(of: body)
    wake(slot)
    if bodies.grounds[slot].contact.kind != contact.kind { bodies.grounds[slot] = GroundState() }
    bodies.grounds[slot].contact = contact
    bodies.traits[slot].flags &= ~BodyFlags.hasGround
    if contact.kind != .none {
      bodies.traits[slot].flags |= BodyFlags.hasGround
      hasGrounds = true
    }
  }

  /// Sets what a body's drive strives for: velocity of the axle (m/s) and spin, in the body frame.
  public mutating func setDriveTarget(_ body: BodyID, twistInBody: Twist) {
    writeDriveTarget(body, twistInBody: twistInBody)
  }

  /// Writes the rows of one body alone, so that workers may do it for different bodies.
  func writeDriveTarget(_ body: BodyID, twistInBody: Twist) {
    let slot = bodies.slot(of: body)
    let ground = bodies.grounds.base + slot
    let isSame =
      ground.pointee.targetX == twistInBody.linear.x
      && ground.pointee.targetY == twistInBody.linear.y
      && ground.pointee.targetSpin == twistInBody.angular
    if isSame { return }
    bodies.rests.base[slot] = 0
    ground.pointee.targetX = twistInBody.linear.x
    ground.pointee.targetY = twistInBody.linear.y
    ground.pointee.targetSpin = twistInBody.angular
  }

  /// Changes who the colliders of a body collide with.
  public mutating func setFilter(_ filter: CollisionFilter, of body: BodyID) {
    let traits = bodies.traits[bodies.slot(of: body)]
    for i in 0..<Int(traits.colliderCount) {
      bodies.colliders[Int(traits.firstCollider) + i].filter = filter
    }
    broadPhase.isStale = true
  }

  /// A body was changed from outside: it is looked at before the next step, and rests no longer.
  private mutating func wake(_ slot: Int) {
    bodies.rests[slot] = 0
    needsInspection = true
  }

  private func massProperties(
    of definition: BodyDefinition
  ) -> (mass: Float, center: Vec2, inertia: Float) {
    var mass: Float = 0
    var weighted = Vec2.zero
    var parts: [(mass: Float, center: Vec2, inertia: Float)] = []
    for collider in definition.colliders {
      let shape = collider.shape.massProperties
      let part = shape.area * collider.density
      let center = collider.localPose.transform(shape.centroid)
      mass += part
      weighted += center * part
      parts.append((part, center, part * shape.inertiaPerMass))
    }
    let center = definition.centerOfMass ?? (mass > 0 ? weighted / mass : .zero)
    var inertia: Float = 0
    for part in parts {
      inertia += part.inertia + part.mass * (part.center - center).lengthSquared
    }
    let total = definition.mass ?? mass
    if mass > 0 { inertia *= total / mass }
    inertia = definition.inertia ?? inertia
    precondition(
      definition.isKinematic || (total > 0 && total.isFinite && inertia > 0 && inertia.isFinite),
      "a moving body needs positive mass (is \(total) kg) and inertia (is \(inertia) kg·m²)")
    return (total, center, inertia)
  }

  private mutating func colliderRow(
    _ collider: Collider, slot: Int, ordinal: Int, center: Vec2
  ) -> ColliderRow {
    let hullIndex = bodies.hullIndex(collider.shape)
    let hull = bodies.hulls[Int(hullIndex)]
    var row = ColliderRow()
    row.slot = UInt32(slot)
    row.hull = hullIndex
    let position = collider.localPose.position - center
    row.x = position.x
    row.y = position.y
    row.cosine = collider.localPose.rotation.cosine
    row.sine = collider.localPose.rotation.sine
    row.boundingRadius = hull.boundingRadius
    row.radius = hull.radius
    row.friction = collider.friction
    row.restitution = collider.restitution
    row.filter = collider.filter
    row.pointCount = UInt32(hull.count)
    // Rounding of the centroid must not cost a collider its fast path.
    if position.length < 1e-5 * hull.boundingRadius {
      if hull.count == 1 { row.bits = ColliderForm.disc }
      if case .box = collider.shape, collider.localPose.rotation == .identity {
        row.bits = ColliderForm.box
      }
    }
    row.ordinal = UInt32(ordinal)
    if hull.count > 1 { row.bits |= ProxyRow.cornered }
    if ordinal == 0 { row.bits |= ProxyRow.isFirst }
    return row
  }
}
