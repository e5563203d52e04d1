import SimCore

/// What the step reads of a body beside its pose and velocity; 48 bytes.
struct BodyTraits: BitwiseCopyable {
  /// Row in the id table.
  var idIndex: UInt32 = 0
  /// See `BodyFlags`.
  var flags: UInt32 = 0
  /// The body's colliders are rows `firstCollider ..< firstCollider + colliderCount`.
  var firstCollider: UInt32 = 0
  var colliderCount: UInt32 = 0
  /// Centre of mass in the body's frame, metres.
  var centerOfMass = Vec2.zero
  /// kg; 0 for a kinematic body.
  var mass: Float = 0
  /// kg·m²; 0 for a kinematic body.
  var inertia: Float = 0
  /// Factors that damp velocity and spin in a substep.
  var linearFactor: Float = 1
  var angularFactor: Float = 1
  /// Radius of the disc around the centre of mass that continuous collision sweeps, metres.
  var coreRadius: Float = 0
  /// Rows in the joint table that name this body.
  var jointCount: UInt32 = 0
}

/// Bits of `BodyTraits.flags`.
enum BodyFlags {
  static let isEnabled: UInt32 = 1
  static let isKinematic: UInt32 = 2
  /// The body was removed; the row goes at the next pair search.
  static let isDead: UInt32 = 4
  /// The body is named in a pair that shall not collide.
  static let hasUncollidedPairs: UInt32 = 8
  /// A quantity of the body was not finite at the end of the step.
  static let isBad: UInt32 = 16
  /// The body has a ground contact; it spares others the look at theirs.
  static let hasGround: UInt32 = 32
  /// The flags that say what a body is, not what a step has noted.
  static let lasting = isEnabled | isKinematic | hasGround
}

/// The ground contact of a body with its target and accumulated impulse; 64 bytes.
struct GroundState: BitwiseCopyable {
  var contact = GroundContact.none
  /// For `drive`: target (v_x, v_y) of the axle in the body's frame, m/s, and spin, rad/s.
  var targetX: Float = 0
  var targetY: Float = 0
  var targetSpin: Float = 0
  /// Impulse of the last substep: body frame for `drive`, world frame for `slide`; N·s.
  var impulseX: Float = 0
  var impulseY: Float = 0
  var impulseSpin: Float = 0
  /// Nonzero while the contact is at its friction limit.
  var isSlipping: UInt32 = 0
  /// For `drive`: what the motors did since they were last asked, see `MotorUse`: J and N²·s².
  var work: Float = 0
  var squares: Float = 0
}

extension ColliderRow {
  /// See `ColliderForm`.
  @inline(__always)
  var form: UInt32 { bits & 0xFF }
}

/// A collider as stored: which hull, where on the body, of which material; 64 bytes.
struct ColliderRow: BitwiseCopyable {
  /// The body's row.
  var slot: UInt32 = 0
  /// The hull's row.
  var hull: UInt32 = 0
  /// Position relative to the centre of mass, in the body's frame, metres.
  var x: Float = 0
  var y: Float = 0
  var cosine: Float = 1
  var sine: Float = 0
  /// Bounding radius around the collider's own origin, metres.
  var boundingRadius: Float = 0
  /// Rounding radius of the hull, metres.
  var radius: Float = 0
  var friction: Float = 0
  var restitution: Float = 0
  var filter = CollisionFilter()
  /// Number of points of the hull: 1 is a circle.
  var pointCount: UInt32 = 1
  /// As the pair search reads it, see `ProxyRow`.
  var bits: UInt32 = 0
  /// Position of the collider among those of its body.
  var ordinal: UInt32 = 0
  /// Index of the body's name.
  var name: UInt32 = 0
}

/// Colliders that the wide narrow phase knows; the others go one by one.
enum ColliderForm {
  static let general: UInt32 = 0
  /// A circle around the centre of mass.
  static let disc: UInt32 = 1
  /// A box around the centre of mass, along the body's axes.
  static let box: UInt32 = 2
}

/// A row of the id table.
struct IDRow: BitwiseCopyable {
  /// The body's storage row, or `UInt32.max` where the id is free.
  var slot: UInt32
  var generation: UInt32
}

/// The bodies, as flat columns in storage order, and the table that finds them by name.
struct BodyStorage: ~Copyable {
  /// Centre of mass x, y (m) and heading cosine, sine.
  var poses = Column<SIMD4<Float>>()
  /// Velocity x, y (m/s), spin (rad/s) and inverse mass (1/kg).
  var velocities = Column<SIMD4<Float>>()
  /// Force x, y (N), torque (N·m) for the next step, and inverse inertia (1/(kg·m²)).
  var forces = Column<SIMD4<Float>>()
  /// Where the body was when pairs were last searched (m), how far it may move from there before
  /// they must be searched again (m), and the radius around the centre of mass that holds all
  /// colliders (m), negative for a disabled body.
  var anchors = Column<SIMD4<Float>>()
  var traits = Column<BodyTraits>()
  var grounds = Column<GroundState>()
  var contacts = Column<ContactState>()
  /// Nonzero where a body rests, see `PhysicsSettings.skipsResting`.
  var rests = Column<UInt8>()
  var colliders = Column<ColliderRow>()
  /// Radius or half length, half width (m), friction and restitution of each collider.
  var forms = Column<SIMD4<Float>>()
  var hulls = Column<Hull>()
  var ids = Column<IDRow>()
  var freeIDs = Column<UInt32>()

  var count: Int { poses.count }

  /// The row of a body.
  ///
  /// - Precondition: the body exists.
  @inline(__always)
  func slot(of body: BodyID) -> Int {
    precondition(contains(body), "there is no body \(body.index) of generation \(body.generation)")
    return Int(ids[Int(body.index)].slot)
  }

  /// True where the body exists.
  @inline(__always)
  func contains(_ body: BodyID) -> Bool {
    body.index < UInt32(ids.count) && ids[Int(body.index)].generation == body.generation
      && ids[Int(body.index)].slot != .max
  }

  /// The name of the body in a row.
  @inline(__always)
  func bodyID(at slot: Int) -> BodyID {
    let index = traits[slot].idIndex
    return BodyID(index: index, generation: ids[Int(index)].generation)
  }

  /// What the wide narrow phase reads of a collider.
  @inline(__always)
  func form(of row: ColliderRow) -> SIMD4<Float> {
    if row.form == ColliderForm.box {
      let hull = hulls.base + Int(row.hull)
      return SIMD4(hull.pointee.x[2], hull.pointee.y[2], row.friction, row.restitution)
    }
    return SIMD4(row.radius, 0, row.friction, row.restitution)
  }

  /// Takes a body out of the pair search.
  mutating func disableAnchor(_ slot: Int) {
    anchors[slot].w = -abs(anchors[slot].w) - Float.leastNonzeroMagnitude
  }

  /// Lets a body take part in the pair search again.
  mutating func enableAnchor(_ slot: Int) {
    anchors[slot].w = abs(anchors[slot].w + Float.leastNonzeroMagnitude)
  }

  /// Notes that a body is named in a pair that shall not collide.
  mutating func markUncollided(_ slot: Int) {
    traits[slot].flags |= BodyFlags.hasUncollidedPairs
    let first = Int(traits[slot].firstCollider)
    for i in first..<first + Int(traits[slot].colliderCount) {
      colliders[i].bits |= ProxyRow.uncollided
    }
  }

  /// Lays the forms anew after the colliders moved.
  mutating func layForms() {
    forms.resize(colliders.count)
    for i in 0..<colliders.count { forms[i] = form(of: colliders[i]) }
  }

  /// The row of a hull equal to this shape's; new where none of the last 64 is equal.
  mutating func hullIndex(_ shape: Shape) -> UInt32 {
    let hull = Hull(shape)
    var i = hulls.count - 1
    while i >= 0 && i >= hulls.count - 64 {
      if hulls[i].isSame(as: hull) { return UInt32(i) }
      i -= 1
    }
    hulls.append(hull)
    return UInt32(hulls.count - 1)
  }
}
