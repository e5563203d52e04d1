/// What an orchestrator may ask of its executor; the tools it can call.
@frozen
public enum DirectiveKind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Nothing is asked; the robot is idle.
  case none = 0
  /// Serve the task option `option`: go to its pick-up, take a job there, deliver it.
  case serve = 1
  /// Go to a charging dock and stay until charged.
  case charge = 2
  /// Clear the way: leave the lane for a parking place.
  case makeWay = 3
  /// Stay where you are (reserve).
  case wait = 4
}

/// How a directive stands; every change is an event with a step number.
@frozen
public enum DirectiveStatus: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Issued; its latency has not passed yet.
  case pending = 0
  /// Acknowledged by the executor and in force.
  case acknowledged = 1
  /// Completed.
  case done = 2
  /// Refused by the executor or the task server (no such work left, no free dock, not able).
  case rejected = 3
  /// Replaced or withdrawn by the orchestrator before it was completed.
  case cancelled = 4
  /// Not completed before its deadline.
  case expired = 5
  /// Given up: the work could not be done.
  case failed = 6
}

/// One tool call of an orchestrator.
@frozen
public struct Directive: BitwiseCopyable, Equatable, Sendable {
  /// Number of this directive within its robot, from 1; 0 where there is none yet.
  public var identifier: UInt32
  /// What is asked.
  public var kind: DirectiveKind
  /// How it stands.
  public var status: DirectiveStatus
  /// The task option it is about, or −1.
  public var option: Int16
  /// Advice for the executor.
  public var metadata: EpisodeMetadata
  /// The physics step it was issued at.
  public var issuedStep: Int32
  /// The physics step at which its robot made the choice that it has been reconsidering since: kept
  /// while one serve directive replaces another, so that the robot keeps its random number.
  public var choiceStep: Int32
  /// The physics step its latency has passed at.
  public var effectiveStep: Int32
  /// The physics step at which its executor took it up, from which on it is in force; −1 before that, and
  /// for ever where it is refused or withdrawn.
  public var acknowledgedStep: Int32 = -1
  /// The physics step it expires at.
  public var deadlineStep: Int32
  /// The success probability its orchestrator predicted, in [0, 1].
  public var predictedSuccess: Float

  /// No directive.
  public static let none = Directive(
    identifier: 0, kind: .none, status: .done, option: -1, metadata: .unknown, issuedStep: 0,
    effectiveStep: 0, deadlineStep: .max, predictedSuccess: 1)

  /// A directive from all its fields; a choice of its own unless `choiceStep` says otherwise.
  @inlinable
  public init(
    identifier: UInt32, kind: DirectiveKind, status: DirectiveStatus, option: Int16,
    metadata: EpisodeMetadata, issuedStep: Int32, choiceStep: Int32? = nil, effectiveStep: Int32,
    deadlineStep: Int32, predictedSuccess: Float
  ) {
    self.identifier = identifier
    self.kind = kind
    self.status = status
    self.option = option
    self.metadata = metadata
    self.issuedStep = issuedStep
    self.choiceStep = choiceStep ?? issuedStep
    self.effectiveStep = effectiveStep
    self.deadlineStep = deadlineStep
    self.predictedSuccess = predictedSuccess
  }
}
