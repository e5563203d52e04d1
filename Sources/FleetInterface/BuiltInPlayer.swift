import Contracts
import Doors
import Policies

/// A built-in policy that answers from observations, for a group of one world.
final class BuiltInPlayer {
  private var executors: ObservedExecutors?
  private var orchestrators: ObservedOrchestrators?

  /// A player of a kind with its defaults.
  ///
  /// - Throws: `WorldsError` where there is no such kind of this layer, or it reads its peers' rows.
  init(_ kind: String, _ shape: PolicyGroupShape) throws(WorldsError) {
    guard let found = PolicyCatalog.standard.kind(named: kind) else {
      let names = PolicyCatalog.standard.kinds(of: shape.layer).map(\.name)
      throw WorldsError(message: PolicyError.unknownKind(kind, valid: names).description)
    }
    if let obstacle = shape.obstacle(to: found) { throw WorldsError(message: obstacle) }
    do throws(PolicyError) {
      if shape.layer == .executor {
        executors = ObservedExecutors(try ExecutorPolicy(found), shape: shape)
      } else {
        orchestrators = ObservedOrchestrators(
          try OrchestratorPolicy(found, schedule: shape.dispatchSchedule), shape: shape)
      }
    } catch { throw WorldsError(message: error.description) }
  }

  /// Fills the answers of a group.
  func play(_ group: PolicyGroup, step: Int) {
    executors?.play(group, step: step)
    orchestrators?.play(group, step: step)
  }
}
