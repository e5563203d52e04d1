import Contracts
import Coordination
import Embodiments
import MeanFields
import Scenes
import SimCore
import Work

extension Fleet {
  /// Stage 8: both layers' microstates → raw statistics → m ← μ(m, s, a).
  ///
  /// m^exec is updated at every executor tick; m^orch when an orchestrator period is complete, and
  /// held in between.
  mutating func updateMeanFields() {
    readExecutorStates()
    let isPlanningTick =
      executorTick % model.clocks.executorTicksPerOrchestratorTick == 0
    let isOrchestratorUpdate = population.isUpdated(
      .orchestrator, isPlanningTick: isPlanningTick)
    if isOrchestratorUpdate { readOrchestratorStates() }
    falsifyReports(isOrchestratorUpdate: isOrchestratorUpdate)
    exchange(isPlanningTick: isPlanningTick)
  }

  mutating func readExecutorStates() {
    for robotClass in model.classes {
      let descriptor = robotClass.descriptor
      let speedScale = 1 / max(0.05, descriptor.maxSpeed)
      let spinScale = 1 / max(0.05, descriptor.maxTurnRate)
      let impulseScale = speedScale / robotClass.embodiment.mass
      for row in robotClass.rows {
        let twist = bodies.twist(row)
        let speed = twist.linear.length * speedScale
        let isUnderWay = work.robots[row].isUnderWay
        let trace = robots.trace[row]
        let wanted = trace.wantedSpeed * speedScale
        executorStates[row] = ExecutorMicrostate(
          position: bodies.position(row), velocity: twist.linear * speedScale,
          spin: twist.angular * spinScale, speedRatio: wanted > 0.02 ? min(1, speed / wanted) : 1,
          contact: bodies.isTouching(row) ? 1 : 0, blocked: isUnderWay && speed < 0.1 ? 1 : 0,
          slip: bodies.isSlipping(row) ? 1 : 0,
          impulse: min(1, bodies.contactImpulse(row) * impulseScale),
          failed: work.stage[row] == .failed ? 1 : 0, battery: work.battery[row],
          uncertainty: trace.uncertainty, tag: trace.tag)
      }
    }
  }

  /// The option of which a robot claims a job that nobody has taken yet, or −1.
  ///
  /// Once it has its job, the job is no longer in the demand, and the claim must not be either.
  private func claimedOption(_ row: Int) -> Int16 {
    if work.pending[row].status == .pending { return work.pending[row].option }
    return work.robots[row].job == nil ? work.directive[row].option : -1
  }

  /// A robot that must charge and has no dock is idle to its neighbours, but not free for work, as
  /// planners would have it: it reports that it is about to charge.
  private func reportedStage(_ row: Int) -> RobotStage {
    work.stage[row] == .idle && mustCharge(row) ? .charging : work.stage[row]
  }

  mutating func readOrchestratorStates() {
    let steps = Float(model.clocks.stepsPerOrchestratorTick)
    for row in 0..<robotCount {
      let own = work.robots[row]
      var progress: Float = 0
      if let destination = own.destination {
        let left = (destination - bodies.position(row)).length
        progress = max(0, min(1, 1 - left / own.legLength))
      }
      let directive = work.directive[row]
      orchestratorStates[row] = OrchestratorMicrostate(
        stage: reportedStage(row),
        option: claimedOption(row),
        planAge: directive.kind == .none ? 0 : Float(Int32(stepCount) - own.plan.step) / steps,
        replanned: own.plan.hasReplanned ? 1 : 0, entropy: own.plan.entropyShare,
        planFailed: own.plan.hasFailed ? 1 : 0, progress: progress,
        predictedSuccess: directive.predictedSuccess)
      work.robots[row].plan.hasReplanned = false
      work.robots[row].plan.hasFailed = false
    }
  }
}
