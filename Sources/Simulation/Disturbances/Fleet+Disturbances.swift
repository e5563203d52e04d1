import Contracts
import Embodiments
import Scenes
import SimCore
import Work

/// What goes wrong on purpose, each where it strikes in the tick.
///
/// - **failures**: a robot stops where it is, drops its work and, if a repair time is given, comes
///   back idle after it;
/// - **sensor dropout**: rays read their full range and no neighbours are seen;
/// - **delays**: a directive takes effect later than its policy's latency says;
/// - **liars**: their microstates are falsified before they are reported; bodies and own decisions
///   are as ever;
/// - **shared mistakes**: an event picks one option, and a share of all orchestrators believes for a
///   while that this is where the work is, whatever they observe: the correlated error of one model
///   that all of them run (seed paper §8).
///
/// Robot j of a class is struck at the same steps at every N and in every mode: comparisons stay paired.
extension Fleet {
  /// Failures, repairs and the beginning and end of shared mistakes, once per executor tick.
  mutating func disturb() {
    let spec = model.disturbances
    guard !spec.isQuiet else { return }
    if spec.mistakeRate > 0 { advanceMistake(spec) }
    guard spec.failureRate > 0 || spec.dropoutRate > 0 else { return }
    let period = model.executorPeriod
    let blindSteps = StepClock.bounded(spec.dropoutTime * Float(model.clocks.physicsRate))
    for (classIndex, robotClass) in model.classes.enumerated() {
      for (i, row) in robotClass.rows.enumerated() {
        repairIfDue(row)
        var stream = RandomStream(
          seed: model.seeds.dynamics, classIndex: classIndex, index: i, step: stepCount,
          purpose: .disturbance)
        if stream.uniform() < spec.failureRate * period, work.stage[row] != .failed {
          fail(row, repairAfter: model.clocks.loop.steps(in: spec.repairTime))
        }
        if stream.uniform() < spec.dropoutRate * period {
          disturbances.blindUntil[row] = Int32(stepCount) + blindSteps
          disturbances.dropouts += 1
        }
      }
    }
  }

  private mutating func fail(_ row: Int, repairAfter steps: Int32) {
    work.withdrawPending(row)
    failWork(row)
    disturbances.repairStep[row] = steps < .max ? Int32(stepCount) + steps : .max
    disturbances.failures += 1
  }

  private mutating func repairIfDue(_ row: Int) {
    guard disturbances.repairStep[row] >= 0, disturbances.repairStep[row] <= Int32(stepCount),
      robots.isQuarantined[row] == 0
    else { return }
    disturbances.repairStep[row] = -1
    work.repair(row)
  }

  /// Blinds the robots whose sensors have dropped out; after sensing.
  mutating func blindDropouts() {
    guard model.disturbances.dropoutRate > 0 else { return }
    for robotClass in model.classes {
      let sensors = robotClass.embodiment.sensors
      for row in robotClass.rows where disturbances.blindUntil[row] > Int32(stepCount) {
        robots.neighbourCount[row] = 0
        let first = Int(robots.rayStart[row])
        for ray in 0..<sensors.rayCount { robots.rays[first + ray] = sensors.rayRange }
      }
    }
  }

  /// Physics steps by which a directive that is issued now is delayed.
  mutating func delaySteps(_ classIndex: Int, _ indexInClass: Int) -> Int32 {
    let spec = model.disturbances
    guard spec.delayProbability > 0 else { return 0 }
    var stream = RandomStream(
      seed: model.seeds.dynamics, classIndex: 0x8000 | classIndex, index: indexInClass,
      step: stepCount, purpose: .disturbance)
    guard stream.uniform() < spec.delayProbability else { return 0 }
    disturbances.delays += 1
    let delay = stream.exponentialWait(mean: spec.delayMean)
    return Int32(min(1e6, delay * Float(model.clocks.physicsRate)))
  }

  /// Falsifies the microstates of liars before they are reported.
  mutating func falsifyReports(isOrchestratorUpdate: Bool) {
    let spec = model.disturbances
    guard spec.liarShare > 0 else { return }
    let optionCount = model.tasks.options.count
    for robotClass in model.classes {
      for (i, row) in robotClass.rows.enumerated() where disturbances.isLiar[row] != 0 {
        disturbances.falseReports += 1
        switch spec.lie {
        case .phantom:
          executorStates[row].blocked = 1
          executorStates[row].velocity = .zero
          executorStates[row].speedRatio = 0
        case .hidden:
          executorStates[row].blocked = 0
          executorStates[row].speedRatio = 1
        }
        guard isOrchestratorUpdate else { continue }
        let isPhantom = spec.lie == .phantom && optionCount > 0
        orchestratorStates[row].stage = isPhantom ? .travelling : .idle
        orchestratorStates[row].option = isPhantom ? Int16(i % optionCount) : -1
        orchestratorStates[row].predictedSuccess = 1
      }
    }
  }

  // MARK: Shared mistakes

  private mutating func advanceMistake(_ spec: DisturbanceSpec) {
    if disturbances.mistakenOption >= 0 && stepCount >= disturbances.mistakeEnd {
      disturbances.mistakenOption = -1
      disturbances.isMistaken.fill(0)
    }
    guard disturbances.mistakenOption < 0, !model.tasks.options.isEmpty else { return }
    // Class 2¹⁶ − 1 is no class: the event is the fleet's.
    var stream = RandomStream(
      seed: model.seeds.dynamics, classIndex: 0xFFFF, step: stepCount,
      purpose: .disturbance)
    guard stream.uniform() < spec.mistakeRate * model.executorPeriod else { return }
    disturbances.mistakenOption = min(
      model.tasks.options.count - 1, Int(stream.uniform() * Float(model.tasks.options.count)))
    disturbances.mistakeEnd =
      stepCount + Int(spec.mistakeTime * Float(model.clocks.physicsRate))
    disturbances.mistakeEvents += 1
    for (classIndex, robotClass) in model.classes.enumerated() {
      for (i, row) in robotClass.rows.enumerated() {
        var own = RandomStream(
          seed: model.seeds.dynamics, classIndex: 0x4000 | classIndex, index: i,
          step: stepCount, purpose: .disturbance)
        disturbances.isMistaken[row] = own.uniform() < spec.mistakeShare ? 1 : 0
      }
    }
  }

  /// Replaces what struck orchestrators have decided: all of them serve the same wrong option, and
  /// are sure of it.
  mutating func mistake(_ classIndex: Int, _ robotClass: borrowing RobotClassModel, dueCount: Int) {
    let option = disturbances.mistakenOption
    guard option >= 0,
      model.tasks.isAbleOption[classIndex * model.tasks.options.count + option]
    else { return }
    for k in 0..<dueCount {
      let i = Int(planning.due[k])
      guard disturbances.isMistaken[robotClass.rows.lowerBound + i] != 0 else { continue }
      let kind = planning.decision[i].kind
      guard kind == .serve || kind == .wait else { continue }
      planning.decision[i] = OrchestratorDecision(kind: .serve, option: Int16(option))
      disturbances.mistakenDecisions += 1
    }
  }
}
