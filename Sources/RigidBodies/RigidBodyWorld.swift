import SimCore

/// A plane with rigid bodies on a floor, seen from above: contacts, joints, ground contact, queries.
///
/// It knows no robots. Bodies are named by `BodyID`; their storage is reordered by place, so rows
/// are never shown. One `step` advances time by `settings.timeStep`:
///
///     var world = RigidBodyWorld(settings: PhysicsSettings(), bounds: hall, expectedBodyCount: 2)
///     let box = world.addBody(
///       BodyDefinition(pose: start, colliders: [Collider(shape: .box(length: 1, width: 1))]))
///     world.step(pool)
///     let pose = world.pose(of: box)
///
/// The same calls give the same bits for any number of workers.
///
/// Source: soft step after E. Catto, "Solver2D" (2024) and Box2D 3; what differs is said in the
/// files of the solver.
public struct RigidBodyWorld: ~Copyable {
  /// How it steps.
  public let settings: PhysicsSettings
  /// The region most bodies stay in, metres; those outside are simulated alike, but slower.
  public let bounds: AABB
  /// The number of steps made.
  public internal(set) var stepCount = 0
  /// The bodies taken out so far because they were no longer finite, oldest first.
  public internal(set) var quarantined: [QuarantinedBody] = []

  var bodies = BodyStorage()
  /// True where tiles wait for each other after every pass, for tests: the bits are the same.
  var solvesPassByPass = false
  var map = StaticMap()
  var broadPhase = BroadPhase()
  var contacts = ContactStorage()
  var solver = SolverStorage()
  var joints = JointStorage()
  var clock = PhaseClock()
  let queryOrder = QueryOrder()
  /// True where bodies must be looked at before the next step, as something was set from outside.
  var needsInspection = true
  /// True where some body had a ground contact at some time.
  var hasGrounds = false
  /// True where some body rests.
  var hasResting = false

  /// An empty world.
  ///
  /// - Parameters:
  ///   - settings: How it steps.
  ///   - bounds: The region most bodies stay in, metres.
  ///   - expectedBodyCount: How many bodies to make room for; more may be added.
  public init(settings: PhysicsSettings, bounds: AABB, expectedBodyCount: Int) {
    precondition(settings.timeStep > 0 && settings.substepCount >= 1, "time must go forward")
    self.settings = settings
    self.bounds = bounds
    bodies.poses.ensure(expectedBodyCount)
    bodies.velocities.ensure(expectedBodyCount)
    bodies.forces.ensure(expectedBodyCount)
    bodies.traits.ensure(expectedBodyCount)
    bodies.grounds.ensure(expectedBodyCount)
    bodies.contacts.ensure(expectedBodyCount)
  }

  /// The number of bodies, disabled ones included.
  public var bodyCount: Int { bodies.ids.count - bodies.freeIDs.count }
  /// The number of joints.
  public var jointCount: Int { joints.liveCount }
  /// The number of contacts of the last step, static ones included.
  public var contactCount: Int { contacts.activeCount }
}
