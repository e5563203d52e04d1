import Scenes
import SimCore

/// The clocks as the loop reads them.
extension ClockSpec {
  /// Seconds between two executor ticks.
  public var executorPeriod: Float { Float(stepsPerExecutorTick) / Float(physicsRate) }

  /// Physics steps between two orchestrator ticks.
  public var stepsPerOrchestratorTick: Int {
    stepsPerExecutorTick * executorTicksPerOrchestratorTick
  }

  /// Seconds of some physics steps.
  public func seconds(_ steps: Int) -> Double { Double(steps) / Double(physicsRate) }

  /// Physics steps in some seconds, rounded down; `.max` where that is beyond 10⁹.
  func steps(in seconds: Float) -> Int32 {
    let steps = seconds * Float(physicsRate)
    return steps < 1e9 ? Int32(steps) : .max
  }

  /// Executor ticks that last at least some seconds.
  func ticks(in seconds: Float) -> Int32 {
    boundedSteps((seconds / executorPeriod).rounded(.up))
  }
}
