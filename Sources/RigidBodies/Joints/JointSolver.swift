import SimCore

// Joints as soft constraints, solved joint by joint inside the substeps. Arms turn with their bodies
// within the step, so a joint holds at any spin. Source: the joints of Box2D 3.

/// What the solver needs of a joint within a step.
struct JointWork: BitwiseCopyable {
  /// Solver rows; 0 is the world.
  ///
  /// Both 0: the joint rests.
  var rowA: Int32 = 0
  var rowB: Int32 = 0
  /// Anchors relative to the centres of mass at the start of the step, world axes, metres.
  var armA = Vec2.zero
  var armB = Vec2.zero
  /// From one centre of mass to the other at the start of the step, metres.
  var delta = Vec2.zero
  /// Direction of the first joint frame's x axis at the start of the step.
  var axis = Vec2.zero
  /// Relative angle of the frames at the start of the step, radians.
  var angle: Float = 0
}

/// The joints as pointers, with the constants of a step.
struct JointView: @unchecked Sendable {
  let rows: UnsafeMutablePointer<JointRow>
  let order: UnsafeMutablePointer<UInt32>
  let starts: UnsafeMutablePointer<Int32>
  let works: UnsafeMutablePointer<JointWork>
  let ids: UnsafeMutablePointer<IDRow>
  let count: Int
  let substep: Float
  let soft: Softness
  let rigid: Softness
}

extension JointStorage {
  func view(
    settings: PhysicsSettings, substep: Float, ids: UnsafeMutablePointer<IDRow>
  ) -> JointView {
    let hertz = min(settings.jointHertz, 0.25 / substep)
    var rigid = Softness(hertz: hertz, dampingRatio: settings.jointDampingRatio, substep: substep)
    let soft = rigid
    rigid.bias = 0
    rigid.massScale = 1
    rigid.impulseScale = 0
    return JointView(
      rows: rows.base, order: order.base, starts: starts.base, works: works.base, ids: ids,
      count: order.count, substep: substep, soft: soft, rigid: rigid)
  }
}

extension JointView {
  /// Finds rows, arms and angles of all joints for this step.
  func prepare(_ f: StepFrame) {
    for k in 0..<count {
      let joint = rows[Int(order[k])]
      var work = JointWork()
      let slotA = Int(ids[Int(joint.bodyA.index)].slot)
      let poseA = f.poses[slotA]
      let rotationA = Rotation(cosine: poseA.z, sine: poseA.w)
      var centerB = Vec2.zero
      var rotationB = Rotation.identity
      var middleB = Vec2.zero
      work.rowA = f.solverRows[slotA]
      var isResting = work.rowA == 0
      if joint.bodyB != .none {
        let slotB = Int(ids[Int(joint.bodyB.index)].slot)
        let poseB = f.poses[slotB]
        centerB = Vec2(poseB.x, poseB.y)
        rotationB = Rotation(cosine: poseB.z, sine: poseB.w)
        middleB = f.traits[slotB].centerOfMass
        work.rowB = f.solverRows[slotB]
        isResting = isResting || work.rowB == 0
      }
      work.armA = rotationA.rotate(joint.frameInA.position - f.traits[slotA].centerOfMass)
      work.armB = rotationB.rotate(joint.frameInB.position - middleB)
      work.delta = centerB - Vec2(poseA.x, poseA.y)
      let frameA = rotationA.composed(with: joint.frameInA.rotation)
      let frameB = rotationB.composed(with: joint.frameInB.rotation)
      work.axis = frameA.xAxis
      work.angle = arctangent(frameA.xAxis.cross(frameB.xAxis), frameA.xAxis.dot(frameB.xAxis))
      if isResting {
        work.rowA = 0
        work.rowB = 0
      }
      works[k] = work
    }
  }

  /// Applies the impulses of the last substep.
  func warmStart(_ range: Range<Int>, _ f: StepFrame) {
    for k in range {
      let work = works[k]
      if work.rowA == 0 && work.rowB == 0 { continue }
      let joint = rows + Int(order[k])
      var s = JointState(work, f)
      switch joint.pointee.kind {
      case .revolute, .weld:
        s.apply(Vec2(joint.pointee.impulseX, joint.pointee.impulseY))
        s.applyAngular(
          joint.pointee.impulseAngle + joint.pointee.motorImpulse + joint.pointee.lowerImpulse
            - joint.pointee.upperImpulse)
      case .prismatic:
        let axial =
          joint.pointee.motorImpulse + joint.pointee.lowerImpulse - joint.pointee.upperImpulse
        s.applySliding(axis: s.axis, impulse: axial)
        s.applySliding(axis: s.axis.perpendicular, impulse: joint.pointee.impulseX)
        s.applyAngular(joint.pointee.impulseAngle)
      case .distance:
        let axial =
          joint.pointee.impulseX + joint.pointee.lowerImpulse - joint.pointee.upperImpulse
        s.apply(s.separation.normalized * axial)
      case .free: break
      }
      s.store(work, f)
    }
  }

  /// One round over a run of joints.
  func solve(_ range: Range<Int>, _ f: StepFrame, usesBias: Bool) {
    let k = usesBias ? soft : rigid
    for index in range {
      let work = works[index]
      if work.rowA == 0 && work.rowB == 0 { continue }
      let joint = rows + Int(order[index])
      var s = JointState(work, f)
      switch joint.pointee.kind {
      case .revolute:
        s.solveAngularMotor(joint, substep: substep)
        if !usesBias { joint.pointee.bookMotor() }
        s.solveAngularLimits(joint, k, substep: substep)
        s.solvePoint(joint, k)
      case .weld:
        s.solveAngle(joint, k)
        s.solvePoint(joint, k)
      case .prismatic:
        s.solveSlidingMotor(joint, substep: substep)
        if !usesBias { joint.pointee.bookMotor() }
        s.solveSlidingLimits(joint, k, substep: substep)
        s.solveSlider(joint, k)
      case .distance: s.solveDistance(joint, k, substep: substep)
      case .free: break
      }
      s.store(work, f)
    }
  }
}

/// Velocities, arms and separation of a joint's bodies at this moment of the step.
struct JointState {
  private var velocityA: SIMD4<Float>
  private var velocityB: SIMD4<Float>
  private let spinA: Float
  private let spinB: Float
  private let armA: Vec2
  private let armB: Vec2
  /// From the first anchor to the second, metres.
  let separation: Vec2
  /// The slider's direction.
  let axis: Vec2
  /// Relative angle, radians.
  let angle: Float

  @inline(__always)
  init(_ work: JointWork, _ f: StepFrame) {
    velocityA = f.rowVelocities[Int(work.rowA)]
    velocityB = f.rowVelocities[Int(work.rowB)]
    let deltaA = f.rowDeltas[Int(work.rowA)]
    let deltaB = f.rowDeltas[Int(work.rowB)]
    spinA = deltaA.w
    spinB = deltaB.w
    let turnA = turned(.identity, by: deltaA.z)
    armA = turnA.rotate(work.armA)
    armB = turned(.identity, by: deltaB.z).rotate(work.armB)
    separation =
      work.delta + Vec2(deltaB.x - deltaA.x, deltaB.y - deltaA.y) + armB - armA
    axis = turnA.rotate(work.axis)
    angle = work.angle + deltaB.z - deltaA.z
  }

  @inline(__always)
  func store(_ work: JointWork, _ f: StepFrame) {
    if work.rowA != 0 { f.rowVelocities[Int(work.rowA)] = velocityA }
    if work.rowB != 0 { f.rowVelocities[Int(work.rowB)] = velocityB }
  }

  /// Applies an impulse (N·s) at the anchors, on B as it is and on A reversed.
  @inline(__always)
  mutating func apply(_ impulse: Vec2) {
    velocityA -= SIMD4(
      impulse.x * velocityA.w, impulse.y * velocityA.w, armA.cross(impulse) * spinA, 0)
    velocityB += SIMD4(
      impulse.x * velocityB.w, impulse.y * velocityB.w, armB.cross(impulse) * spinB, 0)
  }

  @inline(__always)
  mutating func applyAngular(_ impulse: Float) {
    velocityA.z -= spinA * impulse
    velocityB.z += spinB * impulse
  }

  /// Applies an impulse along a slider's direction; on A it acts where B's anchor is.
  @inline(__always)
  mutating func applySliding(axis: Vec2, impulse: Float) {
    let leverA = (separation + armA).cross(axis)
    let leverB = armB.cross(axis)
    velocityA -= SIMD4(
      axis.x * impulse * velocityA.w, axis.y * impulse * velocityA.w, leverA * impulse * spinA, 0)
    velocityB += SIMD4(
      axis.x * impulse * velocityB.w, axis.y * impulse * velocityB.w, leverB * impulse * spinB, 0)
  }

  mutating func solvePoint(_ joint: UnsafeMutablePointer<JointRow>, _ k: Softness) {
    let relative =
      Vec2(velocityB.x - velocityA.x, velocityB.y - velocityA.y)
      + cross(velocityB.z, armB) - cross(velocityA.z, armA)
    let mass = velocityA.w + velocityB.w
    let k11 = mass + armA.y * armA.y * spinA + armB.y * armB.y * spinB
    let k12 = -armA.y * armA.x * spinA - armB.y * armB.x * spinB
    let k22 = mass + armA.x * armA.x * spinA + armB.x * armB.x * spinB
    let right = relative * k.massScale + separation * k.bias
    let determinant = k11 * k22 - k12 * k12
    let solved = Vec2(k22 * right.x - k12 * right.y, k11 * right.y - k12 * right.x) / determinant
    let old = Vec2(joint.pointee.impulseX, joint.pointee.impulseY)
    let impulse = -solved - old * k.impulseScale
    joint.pointee.impulseX += impulse.x
    joint.pointee.impulseY += impulse.y
    apply(impulse)
  }

  mutating func solveAngle(_ joint: UnsafeMutablePointer<JointRow>, _ k: Softness) {
    let mass = inverse(spinA + spinB)
    let speed = velocityB.z - velocityA.z
    let impulse =
      -mass * (k.massScale * speed + k.bias * angle) - k.impulseScale * joint.pointee.impulseAngle
    joint.pointee.impulseAngle += impulse
    applyAngular(impulse)
  }

  mutating func solveAngularMotor(_ joint: UnsafeMutablePointer<JointRow>, substep: Float) {
    let limit = joint.pointee.maxMotor * substep
    let mass = inverse(spinA + spinB)
    let speed = velocityB.z - velocityA.z - joint.pointee.motorSpeed
    let new = max(-limit, min(joint.pointee.motorImpulse - mass * speed, limit))
    applyAngular(new - joint.pointee.motorImpulse)
    joint.pointee.motorImpulse = new
  }

  mutating func solveAngularLimits(
    _ joint: UnsafeMutablePointer<JointRow>, _ k: Softness, substep: Float
  ) {
    let mass = inverse(spinA + spinB)
    if joint.pointee.lower.isFinite {
      let change = limitChange(
        room: angle - joint.pointee.lower, speed: velocityB.z - velocityA.z, mass: mass,
        joint.pointee.lowerImpulse, k, substep)
      joint.pointee.lowerImpulse += change
      applyAngular(change)
    }
    if joint.pointee.upper.isFinite {
      let change = limitChange(
        room: joint.pointee.upper - angle, speed: velocityA.z - velocityB.z, mass: mass,
        joint.pointee.upperImpulse, k, substep)
      joint.pointee.upperImpulse += change
      applyAngular(-change)
    }
  }

  mutating func solveSlidingMotor(_ joint: UnsafeMutablePointer<JointRow>, substep: Float) {
    let limit = joint.pointee.maxMotor * substep
    let speed = slidingSpeed(axis) - joint.pointee.motorSpeed
    let new = max(
      -limit, min(joint.pointee.motorImpulse - slidingMass(axis) * speed, limit))
    applySliding(axis: axis, impulse: new - joint.pointee.motorImpulse)
    joint.pointee.motorImpulse = new
  }

  mutating func solveSlidingLimits(
    _ joint: UnsafeMutablePointer<JointRow>, _ k: Softness, substep: Float
  ) {
    let mass = slidingMass(axis)
    let travel = axis.dot(separation)
    if joint.pointee.lower.isFinite {
      let change = limitChange(
        room: travel - joint.pointee.lower, speed: slidingSpeed(axis), mass: mass,
        joint.pointee.lowerImpulse, k, substep)
      joint.pointee.lowerImpulse += change
      applySliding(axis: axis, impulse: change)
    }
    if joint.pointee.upper.isFinite {
      let change = limitChange(
        room: joint.pointee.upper - travel, speed: -slidingSpeed(axis), mass: mass,
        joint.pointee.upperImpulse, k, substep)
      joint.pointee.upperImpulse += change
      applySliding(axis: axis, impulse: -change)
    }
  }

  /// Perpendicular offset and angle of a slider, as one block.
  mutating func solveSlider(_ joint: UnsafeMutablePointer<JointRow>, _ k: Softness) {
    let side = axis.perpendicular
    let leverA = (separation + armA).cross(side)
    let leverB = armB.cross(side)
    let k11 = velocityA.w + velocityB.w + spinA * leverA * leverA + spinB * leverB * leverB
    let k12 = spinA * leverA + spinB * leverB
    // Two bodies that cannot turn still need a regular block.
    let k22 = spinA + spinB == 0 ? 1 : spinA + spinB
    let right = Vec2(
      slidingSpeed(side) * k.massScale + side.dot(separation) * k.bias,
      (velocityB.z - velocityA.z) * k.massScale + angle * k.bias)
    let determinant = k11 * k22 - k12 * k12
    let solved = Vec2(k22 * right.x - k12 * right.y, k11 * right.y - k12 * right.x) / determinant
    let old = Vec2(joint.pointee.impulseX, joint.pointee.impulseAngle)
    let impulse = -solved - old * k.impulseScale
    joint.pointee.impulseX += impulse.x
    joint.pointee.impulseAngle += impulse.y
    applySliding(axis: side, impulse: impulse.x)
    applyAngular(impulse.y)
  }

  mutating func solveDistance(
    _ joint: UnsafeMutablePointer<JointRow>, _ k: Softness, substep: Float
  ) {
    let length = separation.length
    let direction = length > 1e-6 ? separation / length : Vec2(1, 0)
    let leverA = armA.cross(direction)
    let leverB = armB.cross(direction)
    let mass = inverse(
      velocityA.w + velocityB.w + spinA * leverA * leverA + spinB * leverB * leverB)
    if joint.pointee.upper - joint.pointee.lower <= 1e-6 {
      let impulse =
        -mass
        * (k.massScale * pointSpeed(direction) + k.bias * (length - joint.pointee.lower))
        - k.impulseScale * joint.pointee.impulseX
      joint.pointee.impulseX += impulse
      apply(direction * impulse)
      return
    }
    let below = limitChange(
      room: length - joint.pointee.lower, speed: pointSpeed(direction), mass: mass,
      joint.pointee.lowerImpulse, k, substep)
    joint.pointee.lowerImpulse += below
    apply(direction * below)
    let above = limitChange(
      room: joint.pointee.upper - length, speed: -pointSpeed(direction), mass: mass,
      joint.pointee.upperImpulse, k, substep)
    joint.pointee.upperImpulse += above
    apply(direction * -above)
  }

  private func pointSpeed(_ direction: Vec2) -> Float {
    direction.dot(
      Vec2(velocityB.x - velocityA.x, velocityB.y - velocityA.y)
        + cross(velocityB.z, armB) - cross(velocityA.z, armA))
  }

  private func slidingSpeed(_ direction: Vec2) -> Float {
    direction.dot(Vec2(velocityB.x - velocityA.x, velocityB.y - velocityA.y))
      + armB.cross(direction) * velocityB.z - (separation + armA).cross(direction) * velocityA.z
  }

  private func slidingMass(_ direction: Vec2) -> Float {
    let leverA = (separation + armA).cross(direction)
    let leverB = armB.cross(direction)
    return inverse(
      velocityA.w + velocityB.w + spinA * leverA * leverA + spinB * leverB * leverB)
  }

  /// The change of a limit's impulse: room that is left may be used up within the substep, what is
  /// beyond the limit is pulled back softly.
  private func limitChange(
    room: Float, speed: Float, mass: Float, _ impulse: Float, _ k: Softness, _ substep: Float
  ) -> Float {
    let change =
      room > 0
      ? -mass * (speed + room / substep)
      : -mass * (k.massScale * speed + k.bias * room) - k.impulseScale * impulse
    return max(impulse + change, 0) - impulse
  }

  private func inverse(_ value: Float) -> Float { value > 0 ? 1 / value : 0 }
}
