import Contracts
import Coordination
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore
import Work

/// Stage 8: both layers' microstates → reports → raw statistics → m ← μ(m, s, a).
extension Fleet {
  /// Reads the robots' states and lets the population go on by one executor tick.
  ///
  /// m^exec is updated at every executor tick; m^orch when an orchestrator period is complete, and
  /// held in between. Nothing after this reads it in the same tick.
  static func updateFields(
    _ population: inout Population, _ work: inout FleetWork,
    _ disturbances: inout DisturbanceColumns, _ body: inout FleetBody, _ tally: inout RunTally,
    at tick: Tick
  ) {
    readExecutors(&population.exchange.executors.states, body: body, work: work, tick.model)
    // One row that is no number would make numbers of all that hear of it.
    for row in 0..<tick.model.robotCount
    where !population.exchange.executors.states[row].isFinite {
      park(row, quantity: "motor context", &body, &work, &tally, at: tick)
      population.exchange.executors.states[row] = .failed(at: body.bodies.position(row))
    }
    let isPlanningTick = tick.isPlanningTick
    let isOrchestratorUpdate = population.isUpdated(
      .orchestrator, isPlanningTick: isPlanningTick)
    if isOrchestratorUpdate {
      readOrchestrators(&population.exchange.orchestrators.states, &work, body: body, at: tick)
      for row in 0..<tick.model.robotCount
      where !population.exchange.orchestrators.states[row].isFinite {
        park(row, quantity: "planning state", &body, &work, &tally, at: tick)
        population.exchange.orchestrators.states[row] = .failed
      }
    }
    disturbances.falsify(&population.exchange, isOrchestratorUpdate: isOrchestratorUpdate, tick)
    population.update(CoordinationTick(step: tick.step, isPlanningTick: isPlanningTick))
  }

  /// Motor contexts as they are.
  static func readExecutors(
    _ states: inout Buffer<ExecutorMicrostate>, body: borrowing FleetBody,
    work: borrowing FleetWork, _ model: WorldModel
  ) {
    for robotClass in model.classes {
      let descriptor = robotClass.descriptor
      let speedScale = 1 / max(0.05, descriptor.maxSpeed)
      let spinScale = 1 / max(0.05, descriptor.maxTurnRate)
      let impulseScale = speedScale / robotClass.embodiment.mass
      let moves = robotClass.embodiment.drive.moves
      for row in robotClass.rows {
        let twist = body.bodies.twist(row)
        let speed = twist.linear.length * speedScale
        let trace = body.robots.trace[row]
        let wanted = trace.wantedSpeed * speedScale
        let isInTraffic =
          moves && work.robots[row].isUnderWay && work.stage[row] != .queueing
        states[row] = ExecutorMicrostate(
          position: body.bodies.position(row), velocity: twist.linear * speedScale,
          spin: twist.angular * spinScale, speedRatio: wanted > 0.02 ? min(1, speed / wanted) : 1,
          contact: body.bodies.isTouching(row) ? 1 : 0, blocked: isInTraffic && speed < 0.1 ? 1 : 0,
          slip: body.bodies.isSlipping(row) ? 1 : 0,
          impulse: min(1, body.bodies.contactImpulse(row) * impulseScale),
          failed: work.stage[row] == .failed ? 1 : 0, battery: work.battery[row],
          uncertainty: trace.uncertainty, tag: trace.tag, traffic: isInTraffic ? 1 : 0)
      }
    }
  }

  /// Planning states as they are; what is said once is then forgotten.
  static func readOrchestrators(
    _ states: inout Buffer<OrchestratorMicrostate>, _ work: inout FleetWork,
    body: borrowing FleetBody, at tick: Tick
  ) {
    let steps = Float(tick.model.clocks.stepsPerOrchestratorTick)
    let nowhere = Vec2(repeating: .nan)
    for robotClass in tick.model.classes {
      for row in robotClass.rows {
        let own = work.robots[row]
        var progress: Float = 0
        if let destination = own.destination {
          let left = (destination - body.bodies.position(row)).length
          progress = max(0, min(1, 1 - left / own.legLength))
        }
        let directive = work.directive[row]
        states[row] = OrchestratorMicrostate(
          stage: reportedStage(row, robotClass, work), option: claimedOption(row, work),
          planAge: directive.kind == .none
            ? 0 : Float(Int32(tick.step) - own.plan.step) / steps,
          replanned: own.plan.hasReplanned ? 1 : 0, entropy: own.plan.entropyShare,
          planFailed: own.plan.hasFailed ? 1 : 0, progress: progress,
          predictedSuccess: directive.predictedSuccess,
          destination: own.isUnderWay ? own.destination ?? nowhere : nowhere)
        work.robots[row].plan.hasReplanned = false
        work.robots[row].plan.hasFailed = false
      }
    }
  }

  /// The option of which a robot claims a job that nobody has taken yet, or −1.
  ///
  /// Once it has its job, the job is no longer in the demand, and the claim must not be either.
  static func claimedOption(_ row: Int, _ work: borrowing FleetWork) -> Int16 {
    if work.pending[row].status == .pending { return work.pending[row].option }
    return work.robots[row].job == nil ? work.directive[row].option : -1
  }

  /// A robot that must charge and has no dock is idle to its neighbours, but not free for work, as
  /// planners would have it: it reports that it is about to charge.
  private static func reportedStage(
    _ row: Int, _ robotClass: borrowing RobotClassModel, _ work: borrowing FleetWork
  ) -> RobotStage {
    let stage = work.stage[row]
    return stage == .idle && robotClass.mustCharge(work.battery[row]) ? .charging : stage
  }
}
