import Contracts
import MeanFields
import Scenes
import SimCore

/// What robots learn of each other beyond the mean fields themselves: the state of the other modes.
///
/// Which parts exist follows from the mode; the others are empty.
struct FleetPopulation: ~Copyable {
  /// Reports, broadcasts and private estimates.
  var channel: FleetChannel
  /// The twin run whose fields are read; mode `placebo`.
  var twin: Owned<Fleet>
  /// True in mode `hierarchy`.
  let isTree: Bool
  /// The tree of orchestrators; without branches in other modes.
  var tree: QuotaTree
  /// Each robot's share of the open jobs; mode `hierarchy`. [robotCount × optionCount]
  var quotas: Buffer<Float>
  /// z of each robot's group; mode `hierarchy`. [robotCount × 2 × OrchestratorSchema.count]
  var groups: Buffer<Float>

  init(
    model: WorldModel, executors: UnsafePointer<ExecutorMicrostate>,
    orchestrators: UnsafePointer<OrchestratorMicrostate>, pool: WorkerPool
  ) {
    channel = FleetChannel(model: model, executors: executors, orchestrators: orchestrators)
    let mode = model.coordination.mode
    isTree = mode == .hierarchy
    let optionCount = model.tasks.options.count
    twin = mode == .placebo ? Owned(Fleet(model: model.twin, pool: pool)) : Owned()
    tree = QuotaTree(
      classCounts: isTree ? model.classes.map { $0.rows.count } : [],
      fanout: model.coordination.fanout, optionCount: optionCount)
    quotas = Buffer(count: isTree ? model.robotCount * max(1, optionCount) : 1, repeating: 0)
    groups = Buffer(
      count: isTree ? model.robotCount * 2 * OrchestratorSchema.count : 1, repeating: 0)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `isTree`.
  mutating func visitState(_ archive: inout StateArchive) {
    channel.visitState(&archive)
    if !twin.isEmpty { twin.update { $0.visitState(&archive) } }
    tree.visitState(&archive)
    archive.visit(&quotas)
    archive.visit(&groups)
  }
}

extension WorldModel {
  /// The same world with other seeds for tasks, dynamics and policies, under mode `meanField`: what a
  /// placebo reads (correction C11).
  ///
  /// It has the same schema, rates and number of robots, and knows nothing of the run that reads it.
  var twin: WorldModel {
    var copy = self
    copy.coordination.mode = .meanField
    copy.seeds = seeds.ofTwin
    return copy
  }
}
