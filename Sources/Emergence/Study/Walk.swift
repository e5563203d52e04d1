/// How far a walk over sizes has come: those certified in order, and why it ended.
public struct Walk: Equatable, Sendable {
  /// Why it ended.
  public enum End: Equatable, Sendable {
    /// All of its sizes are certified.
    case atLast
    /// This size was not: nothing is said of it, nor of what comes after.
    case failed(PointTally)
    /// No size was worth a walk.
    case notBegun
    /// The runs that were allowed are spent.
    case unfinished
  }

  /// The sizes certified, in the order of the walk.
  public var certified: [Int]
  /// Why it ended.
  public var end: End
}
