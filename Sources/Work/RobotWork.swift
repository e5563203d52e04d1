import SimCore

/// What a robot is about.
@frozen
public enum WorkState: BitwiseCopyable, Equatable, Sendable {
  /// Nothing: it is free, has a directive that has not come into force, or has failed.
  case idle
  /// On its way out of others' way, to a parking slot of its own.
  case makingWay(slot: Int)
  /// On its way to its dock slot, or charging there.
  case charging(slot: Int, isInPlace: Bool)
  /// Serves a task.
  case serving(Service)
}

/// A robot's way through the stops of a job.
@frozen
public struct Service: BitwiseCopyable, Equatable, Sendable {
  /// The job it has taken; nil before the pick-up, where jobs are taken there.
  public internal(set) var job: Int32?
  /// The stop it heads for; the first is 0.
  public internal(set) var stop = 0
  /// The slot it holds or queues for; nil where the stop is a point.
  public internal(set) var slot: Int?
  /// Executor ticks it has waited at the pick-up for a job to come up.
  public internal(set) var waitedTicks: Int32 = 0
  /// Executor ticks of work left at the stop; nil on the way there.
  public internal(set) var dwellLeft: Int32?
  /// True where a pallet stands at its fork or is on it.
  public internal(set) var hasPallet = false
  /// True where it carries a load.
  public internal(set) var isLaden = false
  /// True where it waits off a place that others want, and heads for free floor.
  public internal(set) var standsOff = false

  /// True where it stands at a pick-up and waits for a job to come up.
  @inlinable public var isWaitingForJob: Bool { job == nil && waitedTicks > 0 }
}

/// What the orchestrator of a robot has planned lately.
@frozen
public struct PlanRecord: BitwiseCopyable, Equatable, Sendable {
  /// Physics step at which the present plan came into force, or was confirmed.
  public var step: Int32 = 0
  /// Physics step before which the orchestrator does not ask again after a refusal.
  public var retryStep: Int32 = 0
  /// Number of directives issued so far.
  public var directiveCount: UInt32 = 0
  /// Entropy of the last choice as a share of the maximum.
  public var entropyShare: Float = 0
  /// True where it replanned since the last orchestrator tick.
  public var hasReplanned = false
  /// True where its plan failed since the last orchestrator tick.
  public var hasFailed = false

  /// No plan yet.
  public init() {}
}

/// What a robot is about in its work, beyond its stage and directive.
@frozen
public struct RobotWork: BitwiseCopyable, Equatable, Sendable {
  /// What it is about.
  public internal(set) var state = WorkState.idle
  /// Where it heads, metres; nil where it has nowhere to go.
  public internal(set) var destination: Vec2?
  /// Length of the present leg when it began, metres.
  public internal(set) var legLength: Float = 1
  /// Slot it has finished at but not driven off yet: it stays its own until then.
  @usableFromInline var leavingSlot: Int?
  /// Its own goal as a job, from when it asks for it until it holds it.
  @usableFromInline var ownJob: Int32?
  /// True once it has held its own goal long enough.
  public internal(set) var hasHeldGoal = false
  /// Executor ticks it has been idle.
  public internal(set) var idleTicks: Int32 = 0
  /// Number of completed full charges.
  public internal(set) var chargeCount: Int32 = 0
  /// What its orchestrator has planned.
  public var plan = PlanRecord()

  /// Nothing done yet.
  public init() {}

  /// Its way through a job, where it serves.
  @inlinable public var service: Service? {
    if case .serving(let service) = state { return service }
    return nil
  }

  /// The job it has taken and not ended, or nil.
  @inlinable public var job: Int32? { service?.job ?? ownJob }

  /// The slot it holds or queues for, or nil.
  @inlinable public var slot: Int? {
    switch state {
    case .idle: nil
    case .makingWay(let slot), .charging(let slot, _): slot
    case .serving(let service): service.slot
    }
  }

  /// True where it works or charges in its place: it stands still and is not blocked.
  @inlinable public var isInPlace: Bool {
    switch state {
    case .idle, .makingWay: false
    case .charging(_, let isInPlace): isInPlace
    case .serving(let service): service.dwellLeft != nil
    }
  }

  /// True where it has somewhere to go and is not there.
  @inlinable public var isUnderWay: Bool { destination != nil && !isInPlace }

  /// True where it stands at a pick-up and waits for a job to come up.
  @inlinable public var isWaitingForJob: Bool {
    if case .serving(let service) = state { return service.isWaitingForJob }
    return false
  }

  /// True where it carries a load.
  @inlinable public var isLaden: Bool { service?.isLaden ?? false }

  /// True where it has become idle since the last executor tick.
  @inlinable public var hasJustFinished: Bool { idleTicks <= 1 }
}

extension RobotWork: StateElement {
  /// Folds every field.
  public func addHash(to hash: inout StateHash) {
    switch state {
    case .idle: hash.add(0)
    case .makingWay(let slot):
      hash.add(1)
      hash.add(slot)
    case .charging(let slot, let isInPlace):
      hash.add(isInPlace ? 3 : 2)
      hash.add(slot)
    case .serving(let service):
      hash.add(4)
      service.addHash(to: &hash)
    }
    hash.add(destination?.x ?? .infinity)
    hash.add(destination?.y ?? .infinity)
    hash.add(legLength)
    hash.add(leavingSlot ?? -1)
    hash.add(Int(ownJob ?? -1))
    hash.add(hasHeldGoal ? 1 : 0)
    hash.add(Int(idleTicks))
    hash.add(Int(chargeCount))
    for word in [plan.step, plan.retryStep] { hash.add(Int(word)) }
    hash.add(Int(plan.directiveCount))
    hash.add(plan.entropyShare)
    hash.add((plan.hasReplanned ? 1 : 0) + (plan.hasFailed ? 2 : 0))
  }
}

extension Service {
  /// Folds every field.
  func addHash(to hash: inout StateHash) {
    hash.add(Int(job ?? -1))
    hash.add(stop)
    hash.add(slot ?? -1)
    hash.add(Int(waitedTicks))
    hash.add(Int(dwellLeft ?? -1))
    hash.add((hasPallet ? 1 : 0) + (isLaden ? 2 : 0) + (standsOff ? 4 : 0))
  }
}
