import SimCore

/// Stage 5: fixed substeps.
extension Fleet {
  /// Advances the rigid bodies by one physics step, and copies out what robots read of them where an
  /// executor tick ends with it.
  ///
  /// It is told no tick: of all steps most are none, and a tick holds the whole compiled world.
  static func advanceBodies(_ body: inout FleetBody, isReadOut: Bool, _ pool: WorkerPool) {
    body.bodies.advance(pool, isReadOut: isReadOut, robotCount: body.robots.count)
  }
}
