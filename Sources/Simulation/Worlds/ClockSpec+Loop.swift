import Scenes
import SimCore

/// The clocks as the loop reads them.
extension ClockSpec {
  /// Physics steps and executor ticks.
  public var loop: StepClock {
    StepClock(stepsPerSecond: physicsRate, stepsPerTick: stepsPerExecutorTick)
  }

  /// Seconds between two executor ticks.
  public var executorPeriod: Float { loop.tickPeriod }

  /// Physics steps between two orchestrator ticks.
  public var stepsPerOrchestratorTick: Int {
    stepsPerExecutorTick * executorTicksPerOrchestratorTick
  }
}
