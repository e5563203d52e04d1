import Contracts
import Coordination
import Embodiments
import MeanFields
import Policies
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
extension DisturbanceColumns {
  /// Failures, repairs and the beginning and end of shared mistakes, once per executor tick.
  mutating func strike(
    _ work: inout FleetWork, _ tally: inout WorkTally, _ frame: WorkFrame,
    robots: borrowing RobotColumns, at tick: Tick
  ) {
    let model = tick.model
    let spec = model.disturbances
    guard !spec.isQuiet else { return }
    if spec.mistakeRate > 0 { advanceMistake(spec, at: tick) }
    guard spec.failureRate > 0 || spec.dropoutRate > 0 else { return }
    let step = Int32(tick.step)
    let blindSteps = StepClock.bounded(spec.dropoutTime * Float(model.clocks.physicsRate))
    let repairSteps = model.clocks.loop.steps(in: spec.repairTime)
    for (classIndex, robotClass) in model.classes.enumerated() {
      for (i, row) in robotClass.rows.enumerated() {
        // One that the physics has given up stays where it is.
        if repairStep[row] >= 0, repairStep[row] <= step, robots.isQuarantined[row] == 0 {
          repairStep[row] = -1
          work.repair(row)
        }
        var stream = RandomStream(
          seed: model.seeds.dynamics, classIndex: classIndex, index: i, step: tick.step,
          purpose: .disturbance)
        if stream.uniform() < spec.failureRate * tick.period, work.stage[row] != .failed {
          work.fail(row, frame, &tally)
          work.withdrawPending(row, at: step)
          repairStep[row] = repairSteps < .max ? step + repairSteps : .max
          failures += 1
        }
        if stream.uniform() < spec.dropoutRate * tick.period {
          blindUntil[row] = step + blindSteps
          dropouts += 1
        }
      }
    }
  }

  /// Blinds the robots whose sensors have dropped out; after sensing.
  func blind(_ robots: inout RobotColumns, at tick: Tick) {
    guard tick.model.disturbances.dropoutRate > 0 else { return }
    for robotClass in tick.model.classes {
      let sensors = robotClass.embodiment.sensors
      for row in robotClass.rows where blindUntil[row] > Int32(tick.step) {
        robots.neighbourCount[row] = 0
        let first = Int(robots.rayStart[row])
        for ray in 0..<sensors.rayCount { robots.rays[first + ray] = sensors.rayRange }
      }
    }
  }

  /// Physics steps by which a directive that is issued now is delayed.
  mutating func delaySteps(_ classIndex: Int, _ indexInClass: Int, at tick: Tick) -> Int32 {
    let spec = tick.model.disturbances
    guard spec.delayProbability > 0 else { return 0 }
    var stream = RandomStream(
      seed: tick.model.seeds.dynamics, classIndex: 0x8000 | classIndex, index: indexInClass,
      step: tick.step, purpose: .disturbance)
    guard stream.uniform() < spec.delayProbability else { return 0 }
    delays += 1
    let delay = stream.exponentialWait(mean: spec.delayMean)
    return Int32(min(1e6, delay * Float(tick.model.clocks.physicsRate)))
  }

  /// Falsifies the microstates of liars before they are reported.
  mutating func falsify(
    _ exchange: inout Exchange, isOrchestratorUpdate: Bool, _ tick: Tick
  ) {
    let spec = tick.model.disturbances
    guard spec.liarShare > 0 else { return }
    let optionCount = tick.model.tasks.options.count
    for robotClass in tick.model.classes {
      for (i, row) in robotClass.rows.enumerated() where isLiar[row] != 0 {
        falseReports += 1
        switch spec.lie {
        case .phantom:
          exchange.executors.states[row].blocked = 1
          exchange.executors.states[row].velocity = .zero
          exchange.executors.states[row].speedRatio = 0
        case .hidden:
          exchange.executors.states[row].blocked = 0
          exchange.executors.states[row].speedRatio = 1
        }
        guard isOrchestratorUpdate else { continue }
        let isPhantom = spec.lie == .phantom && optionCount > 0
        exchange.orchestrators.states[row].stage = isPhantom ? .travelling : .idle
        exchange.orchestrators.states[row].option = isPhantom ? Int16(i % optionCount) : -1
        exchange.orchestrators.states[row].predictedSuccess = 1
        // Who claims a job is bound for its pick-up, and who is idle for nowhere.
        exchange.orchestrators.states[row].destination =
          isPhantom
          ? tick.model.tasks.options[i % optionCount].anchor : Vec2(repeating: .nan)
      }
    }
  }

  // MARK: Shared mistakes

  private mutating func advanceMistake(_ spec: DisturbanceSpec, at tick: Tick) {
    let model = tick.model
    if mistakenOption >= 0 && tick.step >= mistakeEnd {
      mistakenOption = -1
      isMistaken.fill(0)
    }
    guard mistakenOption < 0, !model.tasks.options.isEmpty else { return }
    // Class 2¹⁶ − 1 is no class: the event is the fleet's.
    var stream = RandomStream(
      seed: model.seeds.dynamics, classIndex: 0xFFFF, step: tick.step, purpose: .disturbance)
    guard stream.uniform() < spec.mistakeRate * tick.period else { return }
    let optionCount = model.tasks.options.count
    mistakenOption = min(optionCount - 1, Int(stream.uniform() * Float(optionCount)))
    mistakeEnd = tick.step + Int(spec.mistakeTime * Float(model.clocks.physicsRate))
    mistakeEvents += 1
    for (classIndex, robotClass) in model.classes.enumerated() {
      for (i, row) in robotClass.rows.enumerated() {
        var own = RandomStream(
          seed: model.seeds.dynamics, classIndex: 0x4000 | classIndex, index: i,
          step: tick.step, purpose: .disturbance)
        isMistaken[row] = own.uniform() < spec.mistakeShare ? 1 : 0
      }
    }
  }

  /// Replaces what struck orchestrators have decided: all of them serve the same wrong option, and
  /// are sure of it.
  mutating func mislead(
    _ planning: inout PlanningColumns, _ classIndex: Int, _ robotClass: borrowing RobotClassModel,
    dueCount: Int, _ model: WorldModel
  ) {
    let option = mistakenOption
    guard option >= 0,
      model.tasks.isAbleOption[classIndex * model.tasks.options.count + option]
    else { return }
    for k in 0..<dueCount {
      let i = Int(planning.due[k])
      guard isMistaken[robotClass.rows.lowerBound + i] != 0 else { continue }
      let kind = planning.decision[i].kind
      guard kind == .serve || kind == .wait else { continue }
      planning.decision[i] = OrchestratorDecision(kind: .serve, option: Int16(option))
      mistakenDecisions += 1
    }
  }
}
