import SimCore

/// The lasting name of a body; it stays valid while storage is reordered, and never names another.
@frozen
public struct BodyID: BitwiseCopyable, Hashable, Sendable {
  /// The row in the world's id table.
  public var index: UInt32
  /// How often that row was used before.
  public var generation: UInt32

  /// The name of no body.
  public static let none = BodyID(index: .max, generation: .max)

  /// A name from its parts.
  @inlinable
  public init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }
}

/// Who collides with whom.
///
/// Two colliders collide when each one's category is in the other's mask, unless both carry the
/// same `group` other than 0: a negative group never collides, a positive one always.
@frozen
public struct CollisionFilter: BitwiseCopyable, Equatable, Sendable {
  /// The sets this collider is in, one bit each.
  public var category: UInt16
  /// The sets it collides with.
  public var mask: UInt16
  /// 0, or a group that overrides category and mask.
  public var group: Int32

  /// Collides with everything, unless told otherwise.
  public init(category: UInt16 = 1, mask: UInt16 = .max, group: Int32 = 0) {
    self.category = category
    self.mask = mask
    self.group = group
  }

  /// True where this collider may touch the other one.
  @inlinable @inline(__always)
  public func admits(_ other: CollisionFilter) -> Bool {
    if group != 0 && group == other.group { return group > 0 }
    return category & other.mask != 0 && other.category & mask != 0
  }
}

/// A shape on a body, with its material.
public struct Collider: Equatable, Sendable {
  /// The outline.
  public var shape: Shape
  /// Where the shape's frame is in the body's frame.
  public var localPose: Pose
  /// Mass per area, kg/m²; used where the body states no mass.
  public var density: Float
  /// Coulomb friction coefficient, dimensionless; a contact takes the geometric mean of the two.
  public var friction: Float
  /// Restitution, 0 … 1; a contact takes the larger of the two.
  public var restitution: Float
  /// Who it collides with.
  public var filter: CollisionFilter

  /// A collider from its values.
  public init(
    shape: Shape, localPose: Pose = Pose(position: .zero), density: Float = 100,
    friction: Float = 0.3, restitution: Float = 0, filter: CollisionFilter = CollisionFilter()
  ) {
    self.shape = shape
    self.localPose = localPose
    self.density = density
    self.friction = friction
    self.restitution = restitution
    self.filter = filter
  }
}

/// Everything the world needs to know to add a body.
public struct BodyDefinition: Equatable, Sendable {
  /// Where the body's frame is in the world.
  public var pose: Pose
  /// How it moves at first: velocity of the centre of mass (m/s) and spin (rad/s), in the world.
  public var twist: Twist
  /// Its colliders; may be empty.
  public var colliders: [Collider]
  /// Mass, kg; nil takes it from the colliders' densities.
  public var mass: Float?
  /// Inertia about the centre of mass, kg·m²; nil takes it from the shapes.
  public var inertia: Float?
  /// Centre of mass in the body's frame, metres; nil takes it from the shapes.
  public var centerOfMass: Vec2?
  /// Linear damping, 1/s.
  public var linearDamping: Float
  /// Angular damping, 1/s.
  public var angularDamping: Float
  /// True where the body moves by its twist alone and no force moves it: a bolted base, a lift.
  public var isKinematic: Bool
  /// How it meets the floor.
  public var groundContact: GroundContact

  /// A body from its values.
  public init(
    pose: Pose, twist: Twist = .zero, colliders: [Collider], mass: Float? = nil,
    inertia: Float? = nil, centerOfMass: Vec2? = nil, linearDamping: Float = 0,
    angularDamping: Float = 0, isKinematic: Bool = false, groundContact: GroundContact = .none
  ) {
    self.pose = pose
    self.twist = twist
    self.colliders = colliders
    self.mass = mass
    self.inertia = inertia
    self.centerOfMass = centerOfMass
    self.linearDamping = linearDamping
    self.angularDamping = angularDamping
    self.isKinematic = isKinematic
    self.groundContact = groundContact
  }
}
