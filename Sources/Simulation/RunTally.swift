import Contracts
import Embodiments
import Scenes
import SimCore

/// Counters of a run: what happened, in integers and sums; no decision reads them.
struct RunTally {
  var deliveries = 0
  var errands = 0
  var goalsHeld = 0
  var duplicates = 0
  var directives = 0
  var rejected = 0
  var completed = 0
  var expired = 0
  var cancelled = 0
  var failed = 0
  var retreats = 0
  var dockRefusals = 0
  var stranded = 0
  var energyUsed = 0.0
  var energyCharged = 0.0
  var quarantine: [String] = []
  /// Deliveries per task.
  var deliveriesPerTask: [Int]
  /// Sum of the physics steps from arrival to delivery.
  var leadSteps = 0

  // Robot-ticks, and the share of the present tick.
  var underWayTicks = 0
  var blockedTicks = 0
  var touchingTicks = 0
  var outsideTicks = 0
  var robotTicks = 0
  var distance = 0.0
  private(set) var blockedShareNow = 0.0
  private(set) var meanSpeedNow = 0.0
  private var tickUnderWay = 0
  private var tickBlocked = 0
  private var tickRobots = 0
  private var tickSpeed = 0.0
  var elapsed = 0.0

  init(model: WorldModel) {
    deliveriesPerTask = [Int](repeating: 0, count: model.tasks.rules.count)
  }

  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&deliveries)
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
    archive.visit(&stranded)
    archive.visit(&energyUsed)
    archive.visit(&energyCharged)
    archive.visit(&quarantine)
    archive.visit(&deliveriesPerTask)
    archive.visit(&leadSteps)
    archive.visit(&underWayTicks)
    archive.visit(&blockedTicks)
    archive.visit(&touchingTicks)
    archive.visit(&outsideTicks)
    archive.visit(&robotTicks)
    archive.visit(&distance)
    archive.visit(&blockedShareNow)
    archive.visit(&meanSpeedNow)
    archive.visit(&tickUnderWay)
    archive.visit(&tickBlocked)
    archive.visit(&tickRobots)
    archive.visit(&tickSpeed)
    archive.visit(&elapsed)
  }

  /// Books one robot-tick of motion.
  mutating func observe(
    isUnderWay: Bool, isBlocked: Bool, speed: Float, period: Float, isTouching: Bool, isInside: Bool
  ) {
    tickRobots += 1
    tickSpeed += Double(speed)
    distance += Double(speed * period)
    if isUnderWay { tickUnderWay += 1 }
    if isBlocked { tickBlocked += 1 }
    if isTouching { touchingTicks += 1 }
    if !isInside { outsideTicks += 1 }
  }

  /// Books a delivered job.
  mutating func deliver(_ task: Int, leadSteps steps: Int) {
    deliveries += 1
    deliveriesPerTask[task] += 1
    leadSteps += steps
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

  /// Closes an executor tick of `period` seconds.
  mutating func endTick(period: Float) {
    underWayTicks += tickUnderWay
    blockedTicks += tickBlocked
    robotTicks += tickRobots
    blockedShareNow = tickUnderWay > 0 ? Double(tickBlocked) / Double(tickUnderWay) : 0
    meanSpeedNow = tickRobots > 0 ? tickSpeed / Double(tickRobots) : 0
    tickUnderWay = 0
    tickBlocked = 0
    tickRobots = 0
    tickSpeed = 0
    elapsed += Double(period)
  }
}
