import Coordination
import MeanFields
import Scenes
import SimCore

/// The same world with other seeds for tasks, dynamics and policies, under mode `meanField`: what a
/// placebo reads (correction C11).
///
/// It has the same schema, rates and number of robots, and knows nothing of the run that reads it.
final class TwinRun: TwinSource {
  private var fleet: Fleet

  /// The twin of a run at time zero.
  init(model: WorldModel, pool: WorkerPool) {
    var twin = model
    twin.coordination = model.coordination.ofTwin
    twin.seeds = model.seeds.ofTwin
    fleet = Fleet(model: twin, pool: pool)
  }

  func advance() {
    for _ in 0..<fleet.model.clocks.stepsPerExecutorTick { fleet.step() }
  }

  func readFields<Result>(_ body: (borrowing MeanFieldBank) -> Result) -> Result {
    body(fleet.fields)
  }

  func visitState(_ archive: inout StateArchive) { fleet.visitState(&archive) }
}
