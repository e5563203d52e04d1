import Contracts
import Policies
import SimCore

/// Built-in orchestrators that decide from observations alone, as a policy outside does.
///
/// With both sections a planner does the very same as within the program, bit by bit. Planners that read
/// their peers' rows cannot be asked: an observation has none.
public struct ObservedOrchestrators: ~Copyable {
  /// What is exchanged.
  public let shape: PolicyGroupShape
  private let policy: OrchestratorPolicy
  private var stage: Buffer<RobotStage>
  private var battery: Buffer<Float>
  private var directive: Buffer<Directive>
  private var idleTime: Buffer<Float>
  private var demand: Buffer<Float>
  private var ableOthers: Buffer<Float>
  private var freeDocks: Buffer<Float>
  private var missCount: Buffer<Float>
  private var value: Buffer<Float>
  private var time: Buffer<Float>
  private var density: Buffer<Float>
  private var due: Buffer<Int32>
  private var decisions: Buffer<OrchestratorDecision>

  /// Orchestrators of a class.
  ///
  /// - Precondition: `policy` does not read its peers' rows.
  public init(_ policy: OrchestratorPolicy, shape: PolicyGroupShape) {
    precondition(!policy.readsPeers, "\(policy.kind.name) reads its peers' rows")
    self.policy = policy
    self.shape = shape
    let (rows, options) = (max(1, shape.robotCount), max(1, shape.layout.optionCount))
    stage = Buffer(count: rows, repeating: .idle)
    battery = Buffer(count: rows, repeating: 1)
    directive = Buffer(count: rows, repeating: .none)
    idleTime = Buffer(count: rows, repeating: 0)
    demand = Buffer(count: rows * options, repeating: 0)
    ableOthers = Buffer(count: options, repeating: 0)
    freeDocks = Buffer(count: rows, repeating: .infinity)
    missCount = Buffer(count: rows, repeating: 0)
    value = Buffer(count: options, repeating: 1)
    time = Buffer(count: rows * options, repeating: .infinity)
    density = Buffer(count: rows * options, repeating: 0)
    due = Buffer(count: rows, repeating: 0)
    decisions = Buffer(count: rows, repeating: .keep)
  }

  /// Fills the answers of those who are asked from their observations.
  ///
  /// - Complexity: O(asked × options), no allocation.
  public mutating func play(_ group: PolicyGroup, step: Int) {
    let width = shape.layout.width
    var count = 0
    var dockCount: Float = 0
    for robot in 0..<shape.robotCount where group.isAsked[robot] != 0 {
      let row = group.observations + robot * width
      if shape.layout.starts[.plan] >= 0 {
        dockCount = row[shape.layout.starts[.plan] + 8]
        readPlan(row + shape.layout.starts[.plan], robot)
      }
      if shape.layout.starts[.options] >= 0 {
        readOptions(row + shape.layout.starts[.options], robot)
      }
      due[count] = Int32(robot)
      count += 1
    }
    guard count > 0 else { return }
    var population = PopulationView(
      orchestratorField: shape.planRows > 0 ? UnsafePointer(group.plans) : nil,
      executorField: shape.contextRows > 0 ? UnsafePointer(group.contexts) : nil,
      orchestratorStride: shape.planRows > 1 ? shape.planWidth : 0,
      executorStride: shape.contextRows > 1 ? shape.contextWidth : 0,
      ownCount: group.counts[0], otherCount: group.counts[1])
    if shape.planErrorRows > 0 {
      population.orchestratorDeviation = UnsafePointer(group.planErrors)
      population.orchestratorDeviationStride = shape.planErrorRows > 1 ? shape.planWidth : 0
    }
    policy.plan(
      OrchestratorTable(
        columns(population, dockCount: dockCount, seed: group.seed, step: step),
        due: UnsafeBufferPointer(start: due.base, count: count), decisions: decisions.base))
    for k in 0..<count { write(Int(due[k]), group) }
  }

  private func columns(
    _ population: PopulationView, dockCount: Float, seed: UInt64, step: Int
  ) -> OrchestratorColumns {
    let options = shape.layout.optionCount
    return OrchestratorColumns(
      state: OrchestratorColumns.State(
        stage: stage.base, battery: battery.base, directive: directive.base,
        idleTime: idleTime.base, missCount: missCount.base, rechargeBelow: shape.rechargeBelow),
      options: OrchestratorColumns.Options(
        count: options, demand: demand.base, demandStride: options, value: value.base,
        ableOthers: UnsafePointer(ableOthers.base)),
      ways: OrchestratorColumns.Ways(
        time: time.base, density: UnsafePointer(density.base), timeScale: shape.travelScale),
      docks: OrchestratorColumns.Docks(free: freeDocks.base, stride: 1, count: dockCount),
      population: population,
      tick: PolicyTick(
        seed: seed, classIndex: shape.classIndex, step: step, period: shape.period))
  }

  private func write(_ robot: Int, _ group: PolicyGroup) {
    let (answer, decision) = (group.answers + 8 * robot, decisions[robot])
    (answer[0], answer[1]) = (Float(decision.kind.rawValue), Float(decision.option))
    answer[2] = Float(decision.metadata.quality)
    answer[3] = Float(decision.metadata.speed.rawValue)
    answer[4] = Float(decision.metadata.strategy.rawValue)
    answer[5] = Float(decision.metadata.mode.rawValue)
    (answer[6], answer[7]) = (decision.entropy, decision.predictedSuccess)
  }

  private mutating func readPlan(_ from: UnsafePointer<Float>, _ robot: Int) {
    stage[robot] = RobotStage(rawValue: whole(from[0])) ?? .idle
    battery[robot] = from[1]
    freeDocks[robot] = meant(from[7])
    idleTime[robot] = from[9]
    missCount[robot] = from[10]
    directive[robot] = Directive(
      identifier: whole(from[4]), kind: DirectiveKind(rawValue: whole(from[2])) ?? .none,
      status: DirectiveStatus(rawValue: whole(from[3])) ?? .done, option: whole(from[5]),
      metadata: .unknown, issuedStep: 0, choiceStep: whole(from[6]), effectiveStep: 0,
      deadlineStep: .max, predictedSuccess: 1)
  }

  private mutating func readOptions(_ from: UnsafePointer<Float>, _ robot: Int) {
    let count = shape.layout.optionCount
    for option in 0..<count {
      let from = from + 5 * option
      demand[robot * count + option] = from[0]
      (value[option], ableOthers[option]) = (from[1], from[2])
      time[robot * count + option] = meant(from[3])
      density[robot * count + option] = from[4]
    }
  }
}
