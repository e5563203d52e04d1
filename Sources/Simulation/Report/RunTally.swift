import Contracts
import Embodiments
import Scenes
import SimCore
import Work

/// Counters of a run: what happened, in integers and sums; no decision reads them.
struct RunTally: ~Copyable {
  /// Jobs and directives.
  var work: WorkTally
  /// Who stands, and how long.
  var standstill: Standstill
  var stranded = 0
  var energyUsed = 0.0
  var quarantine: [String] = []
  /// The robots that these sentences are about.
  var quarantinedRows: [Int] = []
  /// Wall seconds of the stages.
  var clock = StageClock()

  // Robot-ticks, and the share of the present tick.
  var underWayTicks = 0
  var blockedTicks = 0
  var turningTicks = 0
  var astrayTicks = 0
  var touchingTicks = 0
  var outsideTicks = 0
  var robotTicks = 0
  /// The backlog, and how it grew in the second half of the run.
  var growth = BacklogGrowth()
  /// What robots were about, robot by robot and tick by tick.
  var uses = RobotUses()
  /// What each robot has done.
  var deeds: RobotDeeds
  var distance = 0.0
  private(set) var blockedShareNow = 0.0
  private(set) var meanSpeedNow = 0.0
  private var tickUnderWay = 0
  private var tickBlocked = 0
  private var tickRobots = 0
  private var tickSpeed = 0.0
  var elapsed = 0.0

  init(model: WorldModel) {
    work = WorkTally(taskCount: model.tasks.rules.count)
    standstill = Standstill(robotCount: model.robotCount, jamAfter: model.jamAfter)
    deeds = RobotDeeds(robotCount: model.robotCount)
  }

  /// Lists what a snapshot holds.
  ///
  /// Wall time: `clock`.
  mutating func visitState(_ archive: inout StateArchive) {
    work.visitState(&archive)
    standstill.visitState(&archive)
    archive.visit(&stranded)
    archive.visit(&energyUsed)
    archive.visit(&quarantine)
    archive.visit(&quarantinedRows)
    archive.visit(&underWayTicks)
    archive.visit(&blockedTicks)
    archive.visit(&turningTicks)
    archive.visit(&astrayTicks)
    archive.visit(&touchingTicks)
    archive.visit(&outsideTicks)
    archive.visit(&robotTicks)
    growth.visitState(&archive)
    archive.visit(&uses)
    deeds.visitState(&archive)
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
    _ row: Int, isUnderWay: Bool, isBlocked: Bool, isTurning: Bool, isAstray: Bool, speed: Float,
    period: Float, isTouching: Bool, isInside: Bool
  ) {
    tickRobots += 1
    tickSpeed += Double(speed)
    distance += Double(speed * period)
    deeds.move(row, by: Double(speed * period), isUnderWay: isUnderWay, isBlocked: isBlocked)
    if isUnderWay { tickUnderWay += 1 }
    if isBlocked { tickBlocked += 1 }
    if isTurning { turningTicks += 1 }
    if isAstray { astrayTicks += 1 }
    if isTouching { touchingTicks += 1 }
    if !isInside { outsideTicks += 1 }
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
