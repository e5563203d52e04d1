import Scenes
import SimCore
import Work

/// One tick of the loop as its stages see it: what is constant, and when it is.
struct Tick {
  /// The compiled world.
  let model: WorldModel
  /// Shares the robots of a stage.
  let pool: WorkerPool
  /// Number of physics steps made.
  let step: Int

  /// Share of its top speed below which a robot counts as at rest.
  static let restShare: Float = 0.05

  /// Number of the executor tick.
  var number: Int { step / model.clocks.stepsPerExecutorTick }

  /// Seconds between two executor ticks.
  var period: Float { model.executorPeriod }

  /// True where an orchestrator period is complete.
  var isPlanningTick: Bool { number % model.clocks.executorTicksPerOrchestratorTick == 0 }

  /// Where the robots are, as work sees it.
  func workFrame(_ body: borrowing FleetBody) -> WorkFrame {
    WorkFrame(
      moment: WorkMoment(
        step: step, time: Float(model.clocks.loop.seconds(step)), tickPeriod: period),
      sensed: UnsafePointer(body.robots.pose.base),
      present: UnsafePointer(body.bodies.poses.base))
  }
}
