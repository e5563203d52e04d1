import SimCore

/// Where a robot stands in its work; the categories of the stage histogram O1.
@frozen
public enum RobotStage: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Has nothing to do.
  case idle = 0
  /// Has a directive whose latency has not passed.
  case assigned = 1
  /// On its way to the first stop.
  case travelling = 2
  /// Waits at a stop or a traffic hold.
  case queueing = 3
  /// Works at a stop (loading, unloading, reaching).
  case working = 4
  /// On its way with a load.
  case carrying = 5
  /// On its way to a dock, or charging there.
  case charging = 6
  /// Failed, stranded or quarantined.
  case failed = 7
}

/// The planning state of one robot, x^orch: what m^orch is the mean of.
@frozen
public struct OrchestratorMicrostate: BitwiseCopyable, Sendable {
  /// The robot's stage.
  public var stage: RobotStage
  /// The task option of which it claims a job that is not taken yet, or −1.
  ///
  /// A claim counts exactly as long as its job still counts in the broadcast demand; once the job
  /// is taken (picked up, or reserved at assignment) this is −1. Otherwise planners would subtract
  /// the job twice.
  public var option: Int16
  /// Age of its plan in orchestrator periods.
  public var planAge: Float
  /// 1 where it replanned at this tick.
  public var replanned: Float
  /// Entropy of its last choice as a share of ln(#options), in [0, 1].
  public var entropy: Float
  /// 1 where a plan of it failed since the last tick.
  public var planFailed: Float
  /// Progress of the present stage, in [0, 1].
  public var progress: Float
  /// The success probability it predicted for its present plan, in [0, 1].
  public var predictedSuccess: Float

  /// A planning state from all its fields.
  @inlinable
  public init(
    stage: RobotStage, option: Int16, planAge: Float, replanned: Float, entropy: Float,
    planFailed: Float, progress: Float, predictedSuccess: Float
  ) {
    self.stage = stage
    self.option = option
    self.planAge = planAge
    self.replanned = replanned
    self.entropy = entropy
    self.planFailed = planFailed
    self.progress = progress
    self.predictedSuccess = predictedSuccess
  }
}

/// The motor context of one robot, x^exec: what m^exec is the mean of.
@frozen
public struct ExecutorMicrostate: BitwiseCopyable, Sendable {
  /// Position in the world, metres.
  public var position: Vec2
  /// Velocity in the world as a share of the class's maximum speed.
  public var velocity: Vec2
  /// Turn rate as a share of the class's maximum.
  public var spin: Float
  /// Speed as a share of the speed its executor wanted, in [0, 1]; 1 where it wanted to stand.
  public var speedRatio: Float
  /// 1 where it touches another body or a wall.
  public var contact: Float
  /// 1 where it was commanded to move and makes less than a tenth of the speed wanted.
  public var blocked: Float
  /// 1 where its wheels slip.
  public var slip: Float
  /// Contact impulse of the last step as a share of (mass × maximum speed), in [0, 1].
  public var impulse: Float
  /// 1 where it has failed.
  public var failed: Float
  /// State of charge in [0, 1].
  public var battery: Float
  /// Uncertainty of its executor's action, in [0, 1].
  public var uncertainty: Float
  /// Tag of the executor's present reason, any number (`ReasoningTag` of the policies); it is
  /// hashed to `ExecutorSchema.tagBins` bins.
  public var tag: UInt32

  /// A motor context from all its fields.
  @inlinable
  public init(
    position: Vec2, velocity: Vec2, spin: Float, speedRatio: Float, contact: Float, blocked: Float,
    slip: Float, impulse: Float, failed: Float, battery: Float, uncertainty: Float, tag: UInt32 = 0
  ) {
    self.position = position
    self.velocity = velocity
    self.spin = spin
    self.speedRatio = speedRatio
    self.contact = contact
    self.blocked = blocked
    self.slip = slip
    self.impulse = impulse
    self.failed = failed
    self.battery = battery
    self.uncertainty = uncertainty
    self.tag = tag
  }
}
