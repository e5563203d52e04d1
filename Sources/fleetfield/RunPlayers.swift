import Contracts
import Doors
import Policies
import PolicyProcesses
import Recording
import Scenes
import SimCore
import Simulation

/// The programs of `--policy`, held against the scene.
enum RunPlayers {
  /// What is wrong with the programs that were named; nil where each plays a policy that the scene leaves
  /// to others.
  static func mistake(_ programs: [PolicyProgram], _ scene: Scene) -> String? {
    for program in programs {
      guard let policy = scene.policies.first(where: { $0.name == program.policy }) else {
        return "--policy \(program.policy)=…: the scene has no policy '\(program.policy)'"
      }
      guard scene.vocabulary.policies.kind(named: policy.kind)?.isExternal == true else {
        let word = policy.isOrchestrator ? "externalOrchestrator" : "externalExecutor"
        return "--policy \(program.policy)=…: the scene has '\(program.policy)' played by kind "
          + "'\(policy.kind)'; only one of kind \(word) is left to programs"
      }
      let isUsed = scene.robots.contains {
        (policy.isOrchestrator ? $0.orchestrator : $0.executor) == policy.name
      }
      if !isUsed {
        return "--policy \(program.policy)=…: no class of the scene uses '\(policy.name)'"
      }
    }
    return nil
  }

  /// Starts the programs and hands them their policies; nil where there are none.
  static func start(
    _ options: RunOptions, _ fleet: inout Fleet
  ) throws(PolicyFailure) -> PolicyProcesses? {
    guard !options.programs.isEmpty else { return nil }
    let players = try PolicyProcesses(
      options.programs, shapes: fleet.outsideShapes(), seed: fleet.model.seeds.policies,
      timeout: options.policyTimeout, shouldStop: { Interruption.isRequested })
    fleet.attach(players.surface, player: players)
    return players
  }
}
