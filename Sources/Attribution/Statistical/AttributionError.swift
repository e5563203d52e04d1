/// Why shares cannot be had.
public enum AttributionError: Error, Equatable, Sendable {
  /// There is no robot.
  case noRobots
  /// A list of features or baselines has another length than the first.
  case unequalLengths(Int, Int)
  /// The figure, one of its slopes or a feature is infinite or not a number on the way from the baseline.
  case notFinite
  /// So many nodes leave a gap that is still too wide: the figure jumps, or its gradient is not its own.
  case notConverged(nodes: Int, gap: Double)
  /// The figure is not defined: robots have done nothing of what it is made of.
  case nothingToShare
}

extension AttributionError: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .noRobots: "there is no robot"
    case .unequalLengths(let first, let second): "lists of \(first) and \(second) values"
    case .nothingToShare: "robots have done nothing of what the figure is made of"
    case .notFinite: "the figure is no number somewhere between the baseline and the fleet"
    case .notConverged(let nodes, let gap):
      "\(nodes) nodes leave a gap of \(gap): the figure jumps, or its gradient is not its own"
    }
  }
}
