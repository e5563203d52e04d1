import Contracts
import MeanFields
import Policies
import SimCore

/// Robots and options that orchestrators plan for, as columns that tests fill by hand.
final class OrchestratorScene {
  var stage: [RobotStage]
  var battery: [Float]
  var directive: [Directive]
  var travelTime: [Float]
  var wayDensity: [Float]
  var demand: [Float]
  var value: [Float]
  var quorum: [Float]?
  var due: [Int32]
  /// Rows that an auction may assign, or nil where the mode withholds them.
  var peers: [Int32]?
  /// Standard error of z, or nil.
  var deviation: [Float]?
  /// Share of the others that may serve each option, or nil.
  var ableOthers: [Float]?
  var missCount: [Float]
  var freeDocks = Float.infinity
  var dockCount: Float = 0
  var seed: UInt64 = 1
  var step = 0
  /// z of m^orch, or nil where it is not granted.
  var field: [Float]?
  var ownCount: Float
  var otherCount: Float = 0

  /// `robots` idle robots with full batteries, all due; options with demand 1, all 10 s away.
  init(robots: Int, options: Int) {
    stage = Array(repeating: .idle, count: robots)
    battery = Array(repeating: 1, count: robots)
    directive = Array(repeating: .none, count: robots)
    travelTime = Array(repeating: 10, count: robots * options)
    wayDensity = Array(repeating: 0, count: robots * options)
    missCount = Array(repeating: 0, count: robots)
    demand = Array(repeating: 1, count: options)
    value = Array(repeating: 1, count: options)
    due = (0..<robots).map { Int32($0) }
    ownCount = Float(robots)
  }

  /// Grants m^orch with these shares of the own class idle and claiming, and of the others claiming.
  func grant(idle: Float, claims: [Float], otherClaims: [Float] = []) {
    var z = [Float](repeating: 0, count: 2 * OrchestratorSchema.count)
    z[OrchestratorSchema.bin(of: .idle)] = idle
    for (j, a) in claims.enumerated() { z[OrchestratorSchema.bin(ofOption: j)] = a }
    for (j, a) in otherClaims.enumerated() {
      z[OrchestratorSchema.count + OrchestratorSchema.bin(ofOption: j)] = a
    }
    field = z
  }

  /// Runs a policy; rows that are not due keep a marker decision.
  func plan(_ policy: OrchestratorPolicy) -> [OrchestratorDecision] {
    var decisions = [OrchestratorDecision](repeating: marker, count: stage.count)
    let count = demand.count
    var trial = OrchestratorTrial(
      robots: stage.indices.map { i in
        var robot = OrchestratorTrial.Robot(
          travelTime: Array(travelTime[i * count..<(i + 1) * count]))
        robot.stage = stage[i]
        robot.battery = battery[i]
        robot.directive = directive[i]
        robot.missCount = missCount[i]
        robot.wayDensity = Array(wayDensity[i * count..<(i + 1) * count])
        return robot
      },
      options: demand.indices.map { j in
        var option = OrchestratorTrial.Option()
        option.openJobs = demand[j]
        option.value = value[j]
        option.quorum = quorum?[j] ?? 1
        option.ableOthers = ableOthers?[j]
        return option
      })
    trial.due = due.map { Int($0) }
    trial.peers = peers.map { $0.map { Int($0) } }
    (trial.freeDocks, trial.dockCount) = (freeDocks, dockCount)
    (trial.plans, trial.planErrors) = (field, deviation)
    (trial.ownCount, trial.otherCount) = (ownCount, otherCount)
    trial.tick = PolicyTick(seed: seed, classIndex: 2, step: step, period: 1)
    for (row, decision) in trial.decisions(of: policy).enumerated() {
      if let decision { decisions[row] = decision }
    }
    return decisions
  }
}

/// What a row holds that no policy wrote.
let marker = OrchestratorDecision(kind: .makeWay, option: 77)

/// How often each option was chosen over many robots (the last entry: waiting).
func counts(_ decisions: [OrchestratorDecision], options: Int) -> [Int] {
  var result = [Int](repeating: 0, count: options + 1)
  for decision in decisions {
    result[decision.kind == .serve ? Int(decision.option) : options] += 1
  }
  return result
}

/// A policy whose description is known to be right.
func orchestrator(
  _ kind: String, _ parameters: [String: Double] = [:],
  schedule: DispatchSchedule = DispatchSchedule()
) -> OrchestratorPolicy {
  do {
    return try OrchestratorPolicy(kind: kind, parameters: parameters, schedule: schedule)
  } catch {
    preconditionFailure("\(error)")
  }
}
