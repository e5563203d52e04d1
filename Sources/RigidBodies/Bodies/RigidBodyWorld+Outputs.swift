import SimCore

extension RigidBodyWorld {
  /// Where the body's frame is in the world.
  public func pose(of body: BodyID) -> Pose { pose(atSlot: bodies.slot(of: body)) }

  /// The velocity of the centre of mass (m/s) and the spin (rad/s), in the world.
  public func twist(of body: BodyID) -> Twist {
    let velocity = bodies.velocities[bodies.slot(of: body)]
    return Twist(linear: Vec2(velocity.x, velocity.y), angular: velocity.z)
  }

  /// What happened to the body during the last step.
  public func contactState(of body: BodyID) -> ContactState {
    bodies.contacts[bodies.slot(of: body)]
  }

  /// The ground force on the body in the last substep: in its own frame for `drive`, in the world
  /// for `slide`; newtons, with the torque in N·m.
  public func groundForce(of body: BodyID) -> (force: Vec2, torque: Float) {
    let ground = bodies.grounds[bodies.slot(of: body)]
    let rate = Float(settings.substepCount) / settings.timeStep
    return (Vec2(ground.impulseX, ground.impulseY) * rate, ground.impulseSpin * rate)
  }

  /// Copies the poses of `count` bodies, in the order of their names.
  ///
  /// - Precondition: the bodies exist; `into` has room for `count` poses.
  /// - Complexity: O(count), no allocation.
  public func copyPoses(
    of names: UnsafePointer<BodyID>, count: Int, into poses: UnsafeMutablePointer<Pose>
  ) {
    for i in 0..<count { poses[i] = pose(atSlot: bodies.slot(of: names[i])) }
  }

  /// Copies the twists of `count` bodies, in the order of their names, in the world.
  ///
  /// - Precondition: the bodies exist; `into` has room for `count` twists.
  /// - Complexity: O(count), no allocation.
  public func copyTwists(
    of names: UnsafePointer<BodyID>, count: Int, into twists: UnsafeMutablePointer<Twist>
  ) {
    for i in 0..<count { twists[i] = twist(of: names[i]) }
  }

  /// Copies the contact states of `count` bodies, in the order of their names.
  ///
  /// - Precondition: the bodies exist; `into` has room for `count` states.
  /// - Complexity: O(count), no allocation.
  public func copyContactStates(
    of names: UnsafePointer<BodyID>, count: Int, into states: UnsafeMutablePointer<ContactState>
  ) {
    for i in 0..<count { states[i] = bodies.contacts[bodies.slot(of: names[i])] }
  }

  /// Sets the drive targets of `count` bodies, in their own frames.
  ///
  /// - Precondition: the bodies exist and each is named once; `twistsInBody` holds `count` twists.
  /// - Complexity: O(count), parallel, no allocation.
  public mutating func setDriveTargets(
    of names: UnsafePointer<BodyID>, count: Int, twistsInBody: UnsafePointer<Twist>,
    pool: WorkerPool
  ) {
    pool.run(count: count, stripe: 1024) { stripe in
      for i in stripe { writeDriveTarget(names[i], twistInBody: twistsInBody[i]) }
    }
  }

  /// Adds forces x, y (N, through the centre of mass) and torques (N·m) for the next step.
  ///
  /// - Precondition: the bodies exist; `wrenches` holds `count` rows.
  /// - Complexity: O(count), no allocation.
  public mutating func applyForces(
    to names: UnsafePointer<BodyID>, count: Int, wrenches: UnsafePointer<SIMD3<Float>>
  ) {
    let forces = bodies.forces.base
    // 0 × finite is 0; anything else is not a number, or at the edge of the numbers.
    var zeros = SIMD3<Float>.zero
    for i in 0..<count {
      forces[bodies.slot(of: names[i])] += SIMD4(wrenches[i], 0)
      zeros += wrenches[i] * 0
    }
    if zeros != .zero { needsInspection = true }
  }

  /// Folds bodies and joints into a hash in the order of their names: where rows are stored, and
  /// which searches found their pairs, does not count.
  func addCanonicalState(to hash: inout StateHash) {
    hash.add(stepCount)
    for index in 0..<bodies.ids.count {
      let row = bodies.ids[index]
      if row.slot == .max { continue }
      let slot = Int(row.slot)
      hash.add(index)
      add(bodies.poses[slot], to: &hash)
      add(bodies.velocities[slot], to: &hash)
      add(bodies.forces[slot], to: &hash)
      let ground = bodies.grounds[slot]
      add(SIMD4(ground.impulseX, ground.impulseY, ground.impulseSpin, 0), to: &hash)
      add(SIMD4(ground.targetX, ground.targetY, ground.targetSpin, 0), to: &hash)
      hash.add(bodies.contacts[slot].impulse)
      hash.add(UInt64(bodies.traits[slot].flags & BodyFlags.lasting))
    }
    joints.addCanonicalState(to: &hash)
    for entry in quarantined {
      hash.add(UInt64(entry.body.index) << 32 | UInt64(entry.body.generation))
      hash.add(entry.quantity.code)
      hash.add(entry.step)
    }
  }

  /// The hash of the state: bodies and joints in the order of their names.
  public var stateHash: UInt64 { stateHashValue() }

  func pose(atSlot slot: Int) -> Pose {
    let row = bodies.poses[slot]
    let rotation = Rotation(cosine: row.z, sine: row.w)
    let center = rotation.rotate(bodies.traits[slot].centerOfMass)
    return Pose(position: Vec2(row.x, row.y) - center, rotation: rotation)
  }

  private func add(_ row: SIMD4<Float>, to hash: inout StateHash) {
    hash.add(UInt64(row.x.bitPattern) | UInt64(row.y.bitPattern) << 32)
    hash.add(UInt64(row.z.bitPattern) | UInt64(row.w.bitPattern) << 32)
  }
}
