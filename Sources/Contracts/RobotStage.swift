/// Where a robot stands in its work; the categories of the stage histogram O1.
@frozen
public enum RobotStage: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Has nothing to do.
  case idle = 0
  /// Has a directive whose latency has not passed.
  case assigned = 1
  /// On its way to the first stop.
  case travelling = 2
  /// Waits at a stop or a traffic hold.
  case queueing = 3
  /// Works at a stop (loading, unloading, reaching).
  case working = 4
  /// On its way with a load.
  case carrying = 5
  /// On its way to a dock, or charging there.
  case charging = 6
  /// Failed, stranded or quarantined.
  case failed = 7
}
