import Scenes

/// The loop: one tick on one screen.
///
/// Nothing in a tick reads a mean field of the same tick: stages 1–4 read what stage 8 of an
/// earlier tick left. That is the recursion mₜ = μ(mₜ₋₁, sₜ₋₁, aₜ₋₁), and it is race-free.
extension Fleet {
  /// Advances the run by one physics step; on the steps that are due, by an executor tick and an
  /// orchestrator tick.
  ///
  /// - Complexity: O(robots + contacts); no allocation once the run is warm.
  public mutating func step() {
    if isExecutorDue {
      timed(.sense) { $0.sense() }  // 1. world → observations
      timed(.plan) { $0.plan() }  // 2. orchestrators that are due → directives
      timed(.act) { $0.act() }  // 3. executors → motion commands
      timed(.actuate) { $0.actuate() }  // 4. adapters → drive targets
    }
    timed(.physics) { $0.advanceBodies() }  // 5. fixed substeps
    stepCount += 1
    if isExecutorDue {
      timed(.tasks) { $0.advanceTasks() }  // 6. arrivals, stops, charging, outcomes
      timed(.quarantine) { $0.quarantine() }  // 7. what went non-finite is parked and reported
      timed(.fields) { $0.updateMeanFields() }  // 8. m ← μ(m, s, a), both layers
    }
    assertInvariants()
    // 9. Recording is the caller's: it reads frames, series and hashes between steps.
  }

  /// True on the steps at which executors act.
  var isExecutorDue: Bool { stepCount % model.clocks.stepsPerExecutorTick == 0 }

  /// Number of the present executor tick.
  var executorTick: Int { stepCount / model.clocks.stepsPerExecutorTick }

  /// Physics: the substeps are inside.
  mutating func advanceBodies() {
    let isLast = (stepCount + 1) % model.clocks.stepsPerExecutorTick == 0
    bodies.advance(pool, isReadOut: isLast, robotCount: robotCount)
  }
}
