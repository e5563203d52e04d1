import Contracts
import SimCore
import Statistics

/// What happened in the work of a run: read by the report alone.
public struct WorkTally: Sendable {
  /// Jobs delivered, goals held included.
  public private(set) var deliveries = 0
  /// Deliveries per task. [taskCount]
  public private(set) var deliveriesPerTask: [Int]
  /// Sum of the physics steps from arrival to delivery.
  public private(set) var leadSteps = 0
  /// How long jobs took from arrival to delivery, physics steps.
  public private(set) var sojourns = DurationCounts()
  /// Stops done.
  public var errands = 0
  /// Robots that held their own goal.
  public var goalsHeld = 0
  /// Robots that came for a job and found it taken.
  public var duplicates = 0
  /// Directives issued.
  public var directives = 0
  /// Directives refused, ended as asked, and ended otherwise.
  public var rejected = 0, completed = 0, expired = 0, cancelled = 0, failed = 0
  /// Times an idle robot cleared a working place.
  public var retreats = 0
  /// Requests to charge while all docks were taken.
  public var dockRefusals = 0
  /// Energy charged, joules.
  public var energyCharged = 0.0

  /// Nothing yet.
  public init(taskCount: Int) { deliveriesPerTask = [Int](repeating: 0, count: taskCount) }

  /// Books a delivered job.
  mutating func deliver(_ task: Int, leadSteps steps: Int) {
    deliveries += 1
    deliveriesPerTask[task] += 1
    leadSteps += steps
    sojourns.add(steps)
  }

  /// Books how a directive ended.
  mutating func count(_ kind: DirectiveKind, _ outcome: DirectiveStatus) {
    switch outcome {
    case .done: if kind == .serve { completed += 1 }
    case .expired: expired += 1
    case .cancelled: cancelled += 1
    case .failed: failed += 1
    case .pending, .acknowledged, .rejected: break
    }
  }

  /// Lists what a snapshot holds.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&deliveries)
    archive.visit(&deliveriesPerTask)
    archive.visit(&leadSteps)
    sojourns.visitState(&archive)
    archive.visit(&errands)
    archive.visit(&goalsHeld)
    archive.visit(&duplicates)
    archive.visit(&directives)
    archive.visit(&rejected)
    archive.visit(&completed)
    archive.visit(&expired)
    archive.visit(&cancelled)
    archive.visit(&failed)
    archive.visit(&retreats)
    archive.visit(&dockRefusals)
    archive.visit(&energyCharged)
  }
}
