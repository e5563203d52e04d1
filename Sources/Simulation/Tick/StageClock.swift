import SimCore

/// The stages of the tick, in loop order.
public enum TickStage: Int, CaseIterable, Sendable {
  /// World → observations.
  case sense
  /// Orchestrators.
  case plan
  /// Executors.
  case act
  /// Adapters.
  case actuate
  /// Rigid bodies.
  case physics
  /// Jobs, docks, outcomes.
  case tasks
  /// Containment of bad state.
  case quarantine
  /// Mean fields.
  case fields
}

/// Wall seconds spent per stage; no state of the run depends on it.
struct StageClock {
  private(set) var seconds = [Double](repeating: 0, count: TickStage.allCases.count)

  mutating func add(_ stage: TickStage, _ elapsed: Double) { seconds[stage.rawValue] += elapsed }
}

extension Fleet {
  /// Runs one stage and books its wall time.
  @inline(__always)
  mutating func timed(_ stage: TickStage, _ body: (inout Fleet) -> Void) {
    let start = WallClock.monotonic()
    body(&self)
    tally.clock.add(stage, WallClock.monotonic() - start)
  }
}
