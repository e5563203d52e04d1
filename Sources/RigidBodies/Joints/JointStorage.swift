import SimCore

/// A joint as stored: definition and impulses.
struct JointRow: BitwiseCopyable {
  enum Kind: UInt32, BitwiseCopyable {
    case free
    case revolute
    case prismatic
    case weld
    case distance
  }

  var kind = Kind.free
  var generation: UInt32 = 0
  var bodyA = BodyID.none
  var bodyB = BodyID.none
  var frameInA = Pose(position: .zero)
  var frameInB = Pose(position: .zero)
  /// Limits of angle, travel or distance; infinite where there are none.
  var lower: Float = -.infinity
  var upper: Float = .infinity
  var motorSpeed: Float = 0
  var maxMotor: Float = 0
  /// 1 where the joined bodies collide.
  var collides: UInt32 = 1
  /// Impulses of the last substep: of the point (or perpendicular and angle), motor and limits.
  var impulseX: Float = 0
  var impulseY: Float = 0
  var impulseAngle: Float = 0
  var motorImpulse: Float = 0
  var lowerImpulse: Float = 0
  var upperImpulse: Float = 0
  /// What the motor did since it was last asked, see `MotorUse`: J, and N²·s² or N²·m²·s².
  var work: Float = 0
  var squares: Float = 0
}

/// The joints, their order of solution, and the pairs of bodies that shall not collide.
struct JointStorage: ~Copyable {
  var rows = Column<JointRow>()
  var freeRows = Column<UInt32>()
  /// Live joints by colour; joints of one colour share no body.
  var order = Column<UInt32>()
  /// Colour c has `order[start[c] ..< start[c + 1]]`.
  var starts = Column<Int32>()
  var isOrderStale = true
  /// What the solver needs of each joint of `order` in this step.
  var works = Column<JointWork>()
  /// Packed, sorted names (lower index in the high half) of bodies that shall not collide; a pair
  /// is there as often as it was asked for.
  var separated = Column<UInt64>()
  var masks = Column<UInt64>()

  static let colorCount = 32

  var liveCount: Int { rows.count - freeRows.count }

  /// Folds the live joints into a hash, in the order of their names.
  func addCanonicalState(to hash: inout StateHash) {
    for i in 0..<rows.count where rows[i].kind != .free {
      let row = rows[i]
      hash.add(i)
      hash.add(UInt64(row.bodyA.index) << 32 | UInt64(row.bodyB.index))
      for value in [
        row.lower, row.upper, row.motorSpeed, row.maxMotor, row.impulseX, row.impulseY,
        row.impulseAngle, row.motorImpulse, row.lowerImpulse, row.upperImpulse,
      ] { hash.add(value) }
    }
    for i in 0..<separated.count { hash.add(separated[i]) }
  }

  /// True where two bodies shall not collide.
  func separates(_ a: UInt32, _ b: UInt32) -> Bool {
    let key = Self.pack(a, b)
    let place = lowerBound(key)
    return place < separated.count && separated[place] == key
  }

  mutating func separate(_ a: UInt32, _ b: UInt32) {
    let key = Self.pack(a, b)
    let place = lowerBound(key)
    separated.append(0)
    var i = separated.count - 1
    while i > place {
      separated[i] = separated[i - 1]
      i -= 1
    }
    separated[place] = key
  }

  mutating func unseparate(_ a: UInt32, _ b: UInt32) {
    let key = Self.pack(a, b)
    let place = lowerBound(key)
    guard place < separated.count, separated[place] == key else { return }
    for i in place..<(separated.count - 1) { separated[i] = separated[i + 1] }
    separated.count -= 1
  }

  /// Forgets all that was said about a body whose name may be used again.
  mutating func forget(_ index: UInt32) {
    var kept = 0
    for i in 0..<separated.count {
      let key = separated[i]
      if UInt32(key >> 32) == index || UInt32(key & 0xFFFF_FFFF) == index { continue }
      separated[kept] = key
      kept += 1
    }
    separated.count = kept
  }

  /// Colours the joints anew where some were added or removed.
  mutating func prepareOrder(_ bodies: borrowing BodyStorage) {
    if !isOrderStale { return }
    isOrderStale = false
    masks.fill(count: bodies.ids.count, with: 0)
    var colors: [[UInt32]] = Array(repeating: [], count: Self.colorCount)
    for i in 0..<rows.count where rows[i].kind != .free {
      let a = Int(rows[i].bodyA.index)
      let b = rows[i].bodyB == .none ? a : Int(rows[i].bodyB.index)
      let free = ~(masks[a] | masks[b])
      let color = min(free.trailingZeroBitCount, Self.colorCount - 1)
      masks[a] |= 1 << UInt64(color)
      masks[b] |= 1 << UInt64(color)
      colors[color].append(UInt32(i))
    }
    order.count = 0
    starts.count = 0
    for color in colors {
      starts.append(Int32(order.count))
      for joint in color { order.append(joint) }
    }
    starts.append(Int32(order.count))
    works.resize(order.count)
  }

  private func lowerBound(_ key: UInt64) -> Int {
    var low = 0
    var high = separated.count
    while low < high {
      let middle = (low + high) / 2
      if separated[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func pack(_ a: UInt32, _ b: UInt32) -> UInt64 {
    UInt64(min(a, b)) << 32 | UInt64(max(a, b))
  }
}

extension RigidBodyWorld {
  /// Joins two bodies, or a body and the world.
  ///
  /// - Precondition: the bodies exist and differ; limits are ordered; speeds and forces are finite.
  /// - Complexity: O(1) amortised; the joints are ordered anew in the next step.
  public mutating func addJoint(_ definition: JointDefinition) -> JointID {
    precondition(bodies.contains(definition.bodyA), "a joint needs a first body that exists")
    precondition(definition.bodyA != definition.bodyB, "a joint needs two different bodies")
    var row = JointRow()
    row.bodyA = definition.bodyA
    row.bodyB = definition.bodyB
    row.frameInA = definition.frameInA
    row.frameInB = definition.frameInB
    row.collides = definition.collidesConnected ? 1 : 0
    switch definition.kind {
    case .revolute(let limits, let motorSpeed, let maxMotorTorque):
      row.kind = .revolute
      row.set(limits)
      row.motorSpeed = motorSpeed
      row.maxMotor = maxMotorTorque
    case .prismatic(let limits, let motorSpeed, let maxMotorForce):
      row.kind = .prismatic
      row.set(limits)
      row.motorSpeed = motorSpeed
      row.maxMotor = maxMotorForce
    case .weld: row.kind = .weld
    case .distance(let range):
      row.kind = .distance
      row.set(range)
    }
    let index: UInt32
    if joints.freeRows.count > 0 {
      index = joints.freeRows[joints.freeRows.count - 1]
      joints.freeRows.count -= 1
      row.generation = joints.rows[Int(index)].generation
      joints.rows[Int(index)] = row
    } else {
      index = UInt32(joints.rows.count)
      joints.rows.append(row)
    }
    bodies.traits[bodies.slot(of: row.bodyA)].jointCount += 1
    if row.bodyB != .none {
      bodies.traits[bodies.slot(of: row.bodyB)].jointCount += 1
      if row.collides == 0 { separate(row.bodyA, row.bodyB) }
    }
    joints.isOrderStale = true
    return JointID(index: index, generation: row.generation)
  }

  /// Takes a joint out.
  ///
  /// - Precondition: the joint exists.
  public mutating func removeJoint(_ joint: JointID) {
    let index = jointRow(joint)
    let row = joints.rows[index]
    bodies.traits[bodies.slot(of: row.bodyA)].jointCount -= 1
    if row.bodyB != .none {
      bodies.traits[bodies.slot(of: row.bodyB)].jointCount -= 1
      if row.collides == 0 { unseparate(row.bodyA, row.bodyB) }
    }
    joints.rows[index] = JointRow()
    joints.rows[index].generation = joint.generation &+ 1
    joints.freeRows.append(joint.index)
    joints.isOrderStale = true
  }

  /// True where the joint exists.
  public func contains(_ joint: JointID) -> Bool {
    joint.index < UInt32(joints.rows.count)
      && joints.rows[Int(joint.index)].generation == joint.generation
      && joints.rows[Int(joint.index)].kind != .free
  }

  /// Sets the motor of a revolute (rad/s, N·m) or prismatic joint (m/s, N).
  public mutating func setMotor(_ joint: JointID, speed: Float, maxForce: Float) {
    let index = jointRow(joint)
    joints.rows[index].motorSpeed = speed
    joints.rows[index].maxMotor = maxForce
  }

  /// The angle (rad), travel (m) or distance (m) of a joint now; 0 for a weld.
  public func position(of joint: JointID) -> Float {
    let row = joints.rows[jointRow(joint)]
    let poseA = pose(of: row.bodyA)
    let poseB = row.bodyB == .none ? Pose(position: .zero) : pose(of: row.bodyB)
    let rotationA = poseA.rotation.composed(with: row.frameInA.rotation)
    let rotationB = poseB.rotation.composed(with: row.frameInB.rotation)
    let delta = poseB.transform(row.frameInB.position) - poseA.transform(row.frameInA.position)
    switch row.kind {
    case .revolute:
      return arctangent(
        rotationA.xAxis.cross(rotationB.xAxis), rotationA.xAxis.dot(rotationB.xAxis))
    case .prismatic: return rotationA.xAxis.dot(delta)
    case .distance: return delta.length
    default: return 0
    }
  }

  /// The force or torque the motor of a joint gave in the last substep, N or N·m.
  public func motorForce(of joint: JointID) -> Float {
    joints.rows[jointRow(joint)].motorImpulse * Float(settings.substepCount) / settings.timeStep
  }

  /// Lets two bodies pass through each other, until as often asked to collide again.
  public mutating func separate(_ a: BodyID, _ b: BodyID) {
    bodies.markUncollided(bodies.slot(of: a))
    bodies.markUncollided(bodies.slot(of: b))
    joints.separate(a.index, b.index)
    broadPhase.isStale = true
  }

  /// Ends one `separate(_:_:)` of two bodies.
  public mutating func unseparate(_ a: BodyID, _ b: BodyID) {
    joints.unseparate(a.index, b.index)
    broadPhase.isStale = true
  }

  mutating func removeJoints(of body: BodyID) {
    for i in 0..<joints.rows.count where joints.rows[i].kind != .free {
      if joints.rows[i].bodyA == body || joints.rows[i].bodyB == body {
        removeJoint(JointID(index: UInt32(i), generation: joints.rows[i].generation))
      }
    }
  }

  func jointRow(_ joint: JointID) -> Int {
    precondition(contains(joint), "there is no joint \(joint.index)")
    return Int(joint.index)
  }
}

extension JointRow {
  fileprivate mutating func set(_ limits: ClosedRange<Float>?) {
    lower = limits?.lowerBound ?? -.infinity
    upper = limits?.upperBound ?? .infinity
  }
}
