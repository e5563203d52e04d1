/// Why a statistic cannot be had of the values that were given.
///
/// Mistakes of the caller (a confidence of 2, a negative number of degrees) stop at a precondition
/// instead: they do not depend on what a run measured.
public enum StatisticsError: Error, Equatable, Sendable {
  /// There are fewer values than the statistic needs.
  case tooFew(count: Int, needed: Int)
  /// The value at this place is infinite or not a number.
  case notFinite(index: Int)
  /// The two lists to be paired, or the rows of a table, differ in length.
  case unequalLengths(Int, Int)
  /// All positions are the same, so that no line has a slope over them.
  case noSpread
  /// A count, duration or exposure is negative, or a count exceeds its trials.
  case outOfRange(index: Int)
}

extension StatisticsError: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .tooFew(let count, let needed): "\(count) values, at least \(needed) are needed"
    case .notFinite(let index): "the value at place \(index) is infinite or not a number"
    case .unequalLengths(let first, let second): "lists of \(first) and \(second) values"
    case .noSpread: "all positions are the same"
    case .outOfRange(let index): "the value at place \(index) is out of its range"
    }
  }
}
