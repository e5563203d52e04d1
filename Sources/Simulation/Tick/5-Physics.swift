import Contracts
import Scenes
import SimCore

/// Stage 5: fixed substeps.
extension Fleet {
  /// Advances the rigid bodies by one physics step; on the last of an executor tick what robots read
  /// of them is copied out.
  static func advanceBodies(_ body: inout FleetBody, at tick: Tick) {
    let isLast = (tick.step + 1) % tick.model.clocks.stepsPerExecutorTick == 0
    body.bodies.advance(tick.pool, isReadOut: isLast, robotCount: tick.model.robotCount)
  }
}
