import Scenes

/// The loop: one tick on one screen.
///
/// A stage is a function of what it writes (`&`) and what it reads; nothing else is in its reach.
/// Nothing in a tick reads a mean field of the same tick: stages 1–4 read what stage 8 of an
/// earlier tick left. That is the recursion mₜ = μ(mₜ₋₁, sₜ₋₁, aₜ₋₁), and it is race-free.
extension Fleet {
  /// Advances the run by one physics step; on the steps that are due, by an executor tick and an
  /// orchestrator tick.
  ///
  /// - Complexity: O(robots + contacts); no allocation once the run is warm.
  /// Where a policy outside cannot be asked any longer, the run stays before this step; see
  /// `policyFailure`.
  public mutating func step() {
    if isExecutorDue {
      let tick = Tick(model: model, pool: pool, step: stepCount)
      senseOnce(at: tick)  // 1. bodies → what each robot sees
      planOnce(at: tick)  // 2. orchestrators that are due → directives
      timed(.act) {  // 3. executors → motion commands
        Fleet.act(&$0.body.robots, &$0.population, &$0.outside, work: $0.work, at: tick)
      }
      if outside.failure != nil { return }
      outside.begin()
      timed(.actuate) {  // 4. motion commands → drive targets
        Fleet.actuate(&$0.body, &$0.work, &$0.tally, at: tick)
      }
    }
    stepCount += 1
    let (isDue, workers) = (isExecutorDue, pool)
    timed(.physics) {  // 5. fixed substeps
      Fleet.advanceBodies(&$0.body, isReadOut: isDue, workers)
    }
    if isDue {
      let tick = Tick(model: model, pool: pool, step: stepCount)
      timed(.tasks) {  // 6. arrivals, stops, charging, outcomes
        Fleet.advanceWork(&$0.work, &$0.body, &$0.disturbances, &$0.tally, at: tick)
      }
      timed(.quarantine) {  // 7. what went non-finite is parked and named
        Fleet.quarantine(&$0.body, &$0.work, &$0.tally, at: tick)
      }
      timed(.fields) {  // 8. m ← μ(m, s, a), both layers
        Fleet.updateFields(
          &$0.population, &$0.work, &$0.disturbances, &$0.body, &$0.tally, at: tick)
      }
    }
    assertInvariants()
    // 9. Recording is the caller's: it reads frames, series and hashes between steps.
  }

  /// Stage 1, where `observe` has not done it.
  mutating func senseOnce(at tick: Tick) {
    guard outside.progress == .begun else { return }
    timed(.sense) {
      Fleet.sense(
        &$0.body, &$0.ways, &$0.population, work: $0.work, disturbances: $0.disturbances,
        at: tick)
    }
    outside.progress = .sensed
  }

  /// Stage 2, where `observe` has not done it.
  mutating func planOnce(at tick: Tick) {
    guard outside.progress == .sensed else { return }
    timed(.plan) {
      Fleet.plan(
        &$0.work, &$0.planning, &$0.ways, &$0.population, &$0.disturbances, &$0.outside,
        &$0.tally.work, body: $0.body, at: tick)
    }
    if outside.failure == nil { outside.progress = .planned }
  }

  /// True on the steps at which executors act.
  var isExecutorDue: Bool { stepCount % model.clocks.stepsPerExecutorTick == 0 }
}
