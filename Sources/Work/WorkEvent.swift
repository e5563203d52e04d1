/// Something that work has to tell: what a robot has done at an executor tick.
public struct WorkEvent: BitwiseCopyable, Equatable, Sendable {
  /// What was done.
  public enum Kind: BitwiseCopyable, Sendable {
    /// A job was delivered, or a goal held long enough.
    case delivered
    /// A robot left its dock with as much charge as it wants.
    case charged
  }
  /// What was done.
  public var kind: Kind
  /// The robot's row.
  public var row: Int
  /// Number of its job, see `Job.number`; −1 where it has none.
  public var job: Int
  /// The job's task, or −1.
  public var task: Int
}
