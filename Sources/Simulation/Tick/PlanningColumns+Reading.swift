import Contracts
import Coordination
import Embodiments
import Policies
import Scenes
import SimCore
import Work

/// Who of the planners is asked.
extension PlanningColumns {
  /// Lists the robots of a class whose turn it is and that have something to decide.
  mutating func gatherDue(
    _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork,
    _ board: borrowing NoticeBoard, at tick: Tick
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
      if needsDecision(first + i, robotClass, work, board, step: tick.step) {
        due[count] = Int32(i)
        count += 1
      }
    }
    return count
  }

  /// Lists the robots of a class that are free to be assigned, for planners that read their peers'
  /// rows; those that are due are among them.
  mutating func gatherPeers(
    _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork,
    _ board: borrowing NoticeBoard, at tick: Tick
  ) -> Int {
    guard robotClass.orchestrator.readsPeers else { return 0 }
    var count = 0
    let first = robotClass.rows.lowerBound
    for i in 0..<robotClass.rows.count
    where needsDecision(first + i, robotClass, work, board, step: tick.step) {
      peers[count] = Int32(i)
      count += 1
    }
    return count
  }

  private func needsDecision(
    _ row: Int, _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork,
    _ board: borrowing NoticeBoard, step: Int
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
      let needsCharge = robotClass.needsCharge(charge)
      if robotClass.mustCharge(charge) || needsCharge && board.freeDocks(ofRow: row) > 0 {
        return true
      }
      guard robotClass.replanSteps < .max else { return false }
      return Int32(step) - work.robots[row].plan.step >= robotClass.replanSteps
    }
  }
}
