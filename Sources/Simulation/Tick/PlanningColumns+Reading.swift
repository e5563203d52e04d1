import Contracts
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore
import Work

/// What planners are told, and who of them is asked.
extension PlanningColumns {
  /// The demand and queues that are broadcast beside the fields.
  mutating func readDemand(_ work: borrowing FleetWork, _ model: WorldModel) {
    queue.fill(0)
    for (index, option) in model.tasks.options.enumerated() {
      let rule = model.tasks.rules[option.task]
      // Expected jobs are announced whole, like open ones: every mode hands out the same.
      let expected = work.board.arrivalRate(task: option.task) * rule.announce
      demand[index] = Float(work.board.openCount[index]) + expected.rounded()
      // A personal goal is its own demand: one for every robot that has not held it yet.
      if rule.isPersonal { demand[index] = Float(model.robotCount) }
    }
    var urgentCount = 0
    for robotClass in model.classes {
      let urgentCharge = robotClass.urgentCharge
      for row in robotClass.rows {
        let stage = work.stage[row]
        if stage == .queueing, work.directive[row].option >= 0 {
          queue[Int(work.directive[row].option)] += 1
        }
        // Robots that must charge and have no dock yet.
        if work.battery[row] < urgentCharge, stage != .failed, stage != .charging,
          work.robots[row].job == nil
        {
          urgentCount += 1
        }
      }
    }
    freeDocks = Float(freeDockCount(work) - urgentCount)
  }

  private func freeDockCount(_ work: borrowing FleetWork) -> Int {
    var count = 0
    for dock in work.model.docks {
      for slot in work.model.slotRange[dock] where work.slots.claimCount[slot] == 0 { count += 1 }
    }
    return count
  }

  /// Lists the robots of a class whose turn it is and that have something to decide.
  mutating func gatherDue(
    _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork, at tick: Tick
  ) -> Int {
    let period = tick.model.clocks.executorTicksPerOrchestratorTick
    let phase = tick.number % period
    let isStaggered = tick.model.clocks.isStaggered
    var count = 0
    let first = robotClass.rows.lowerBound
    for i in 0..<robotClass.rows.count {
      // In turn by index, or all at once; besides, at once when a robot has just become idle.
      let isTurn = isStaggered ? i % period == phase : phase == 0
      let hasJustFinished =
        work.stage[first + i] == .idle && work.robots[first + i].hasJustFinished
      guard isTurn || hasJustFinished else { continue }
      if needsDecision(first + i, robotClass, work, step: tick.step) {
        due[count] = Int32(i)
        count += 1
      }
    }
    return count
  }

  /// Lists the robots of a class that are free to be assigned, for planners that read their peers'
  /// rows; those that are due are among them.
  mutating func gatherPeers(
    _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork, at tick: Tick
  ) -> Int {
    guard robotClass.orchestrator.readsPeers else { return 0 }
    var count = 0
    let first = robotClass.rows.lowerBound
    for i in 0..<robotClass.rows.count
    where needsDecision(first + i, robotClass, work, step: tick.step) {
      peers[count] = Int32(i)
      count += 1
    }
    return count
  }

  private func needsDecision(
    _ row: Int, _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork, step: Int
  ) -> Bool {
    guard work.stage[row] != .failed, work.pending[row].status != .pending else { return false }
    let charge = work.battery[row]
    guard work.robots[row].plan.retryStep <= Int32(step) else { return false }
    switch work.directive[row].kind {
    case .none, .wait, .makeWay:
      return !work.robots[row].hasHeldGoal || robotClass.needsCharge(charge)
    case .charge: return false
    case .serve:
      // A robot that carries a load or works finishes first; the others may reconsider.
      guard work.robots[row].job == nil, !work.robots[row].isInPlace else { return false }
      if robotClass.mustCharge(charge) || robotClass.needsCharge(charge) && freeDocks > 0 {
        return true
      }
      guard robotClass.replanSteps < .max else { return false }
      return Int32(step) - work.robots[row].plan.step >= robotClass.replanSteps
    }
  }
}
