import SimCore

/// How the physics steps: time step, contact softness, gravity of the ground contact.
///
/// The defaults are those of the soft-step scheme (E. Catto, "Solver2D", 2024) at 60 Hz with 4
/// substeps; a scene changes them only with a reason.
public struct PhysicsSettings: Equatable, Sendable {
  /// Duration of one physics step, seconds.
  public var timeStep: Float = 1 / 60
  /// Number of solver substeps in a step, at least 1.
  public var substepCount: Int = 4
  /// Stiffness of contacts between moving bodies, hertz; limited to a quarter of the substep rate.
  public var contactHertz: Float = 30
  /// Damping ratio of contacts, dimensionless.
  public var contactDampingRatio: Float = 10
  /// Fastest speed at which overlap is pushed out, m/s.
  public var maxPushSpeed: Float = 3
  /// Stiffness of joints, hertz; limited to a quarter of the substep rate.
  public var jointHertz: Float = 60
  /// Damping ratio of joints, dimensionless.
  public var jointDampingRatio: Float = 2
  /// Approach speed above which restitution acts, m/s.
  public var restitutionThreshold: Float = 1
  /// Gap below which a contact is prepared before bodies touch, metres.
  public var speculativeDistance: Float = 0.02
  /// Overlap that continuous collision leaves to the contact solver, metres.
  public var linearSlop: Float = 0.005
  /// Distance two bodies may move towards each other before pairs are searched again, metres.
  ///
  /// Tuned on the fleet workload: robots at 1.5 m/s need a search in every fourth step.
  public var skin: Float = 0.24
  /// True where bodies at rest are passed over; results have the same bits either way.
  ///
  /// A body rests once a step has left every bit of its pose, its velocity of exactly zero and its
  /// ground contact as they were, without a contact, joint or force. It wakes as one comes, or as
  /// its drive gets another target.
  public var skipsResting = true
  /// Gravity that presses bodies on the floor, m/s²; it makes ground friction, never acceleration.
  public var gravity: Float = standardGravity
  /// Force that driven wheels take to roll, as a share of the weight on them.
  ///
  /// Motors bear it beside what they give the body, so no body slows down by it; see `MotorUse`.
  public var rollingResistance: Float = 0

  /// The least number of colliders in a tile of the solver; smaller worlds run on one thread.
  ///
  /// Tuned on the fleet workload: below about 2,000 robots a second thread costs more than it gives.
  /// Results depend on it, so it is not for scenes to choose; tests make it small.
  var leastTile = 2560

  /// The default settings.
  public init() {}
}
