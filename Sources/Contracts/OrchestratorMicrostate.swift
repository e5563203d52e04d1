import SimCore

/// The planning state of one robot, x^orch: what m^orch is the mean of.
@frozen
public struct OrchestratorMicrostate: BitwiseCopyable, Sendable {
  /// Where it is bound, metres; (NaN, NaN) where it is bound for nowhere or is there.
  ///
  /// It enters the destination density and no feature, and is reported only where that density is read.
  public var destination: Vec2
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
    planFailed: Float, progress: Float, predictedSuccess: Float,
    destination: Vec2 = Vec2(repeating: .nan)
  ) {
    self.destination = destination
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

extension OrchestratorMicrostate: StateElement {
  /// Folds stage, option, destination and all numbers into a hash.
  public func addHash(to hash: inout StateHash) {
    hash.add(UInt64(stage.rawValue) << 32 | UInt64(UInt16(bitPattern: option)))
    hash.add(destination.x)
    hash.add(destination.y)
    for x in [planAge, replanned, entropy, planFailed, progress, predictedSuccess] { hash.add(x) }
  }
}

extension OrchestratorMicrostate {
  /// True where every number of it is one; a destination may be none.
  @inlinable
  public var isFinite: Bool {
    (planAge + replanned + entropy + planFailed + progress + predictedSuccess) * 0 == 0
  }

  /// What a robot that is out of everything reports.
  public static let failed = OrchestratorMicrostate(
    stage: .failed, option: -1, planAge: 0, replanned: 0, entropy: 0, planFailed: 0, progress: 0,
    predictedSuccess: 0)
}
