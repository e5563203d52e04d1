/// Whether values decline at larger sizes.
public struct Decline: Equatable, Sendable {
  /// A size with less than the reference.
  public struct Loss: Equatable, Sendable {
    /// The fleet size N.
    public var size: Int
    /// The mean of y(N) − y(reference) over the same seeds, in the unit of y; below 0.
    public var difference: Double
    /// The upper end of one side at confidence 1 − α/3; below 0.
    public var upper: Double
  }

  /// Why the walk ended.
  public enum End: Equatable, Sendable {
    /// All of its sizes are below the reference.
    case atLast
    /// This size is not certified to be below it.
    case failed(size: Int)
    /// The largest size has the greatest values.
    case largestIsBest
    /// Runs have no value.
    case noValues
    /// The runs that were allowed are spent.
    case unfinished
  }

  /// The size with the greatest values in the screening; nil where runs have none.
  public var reference: Int?
  /// The mean value of the reference over the fresh seeds, where they were run.
  public var referenceMean: Double?
  /// The sizes certified to be below the reference, from the largest down.
  public var losses: [Loss]
  /// Why it ended.
  public var end: End
}
