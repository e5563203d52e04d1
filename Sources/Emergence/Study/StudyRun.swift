/// What one run of a study said.
public struct StudyRun: Equatable, Sendable {
  /// The fleet size N.
  public var size: Int
  /// The run's seed.
  public var seed: Int
  /// Whether it met the goal; one that broke down is told as one that did not.
  public var isSuccess: Bool
  /// The quantity that may decline, more is better; nil where none is looked at.
  public var value: Double?

  /// A run's result.
  public init(size: Int, seed: Int, isSuccess: Bool, value: Double? = nil) {
    self.size = size
    self.seed = seed
    self.isSuccess = isSuccess
    self.value = value
  }
}

/// Runs that a study wants: one for each seed.
public struct RunRequest: Equatable, Sendable {
  /// What the runs are for.
  public enum Round: String, Equatable, Sendable, CaseIterable {
    /// Few runs at every size of the grid.
    case screening
    /// More runs next to an edge, or about the greatest value.
    case locating
    /// Runs with fresh seeds that certify a share.
    case certifying
    /// Runs with fresh seeds that compare values.
    case declining
  }

  /// The fleet size N.
  public var size: Int
  /// The seeds wanted, none of them run before.
  public var seeds: Range<Int>
  /// What they are for.
  public var round: Round
}

/// Why a result cannot be taken.
public enum StudyError: Error, Equatable, Sendable {
  /// The value of this run is infinite or not a number.
  case notFinite(size: Int, seed: Int)
  /// This run was told before, with another result: the same seed must give the same.
  case contradicts(size: Int, seed: Int)
  /// A fleet of no robot.
  case noRobot(size: Int, seed: Int)
}

extension StudyError: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .notFinite(let size, let seed):
      "the value of \(size) robots with seed \(seed) is infinite or not a number"
    case .contradicts(let size, let seed):
      "\(size) robots with seed \(seed) were told before with another result"
    case .noRobot(let size, let seed):
      "a fleet of \(size) robots with seed \(seed) is none"
    }
  }
}
