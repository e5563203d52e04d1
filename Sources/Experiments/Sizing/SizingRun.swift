/// What a study keeps of a run in the store.
public struct SizingRun: Sendable {
  /// The fleet size N.
  public var size: Int
  /// Its seed.
  public var seed: Int
  /// Whether it met all targets.
  public var isSuccess: Bool
  /// The quantity that may decline; nil where the run does not tell it.
  public var value: Double?
  /// Why it broke down; nil where it did not.
  public var failure: String?
  /// Thread seconds that it took; nil where that is not known.
  public var wall: Double?
  /// Figures of the record by key, those that it has.
  public var figures: [String: Double]
}

/// When a run is a success, and what may decline.
public struct SizingQuestion: Sendable {
  /// The targets, all of which a success meets; none: the scene's own success.
  public var targets: [SizeTarget]
  /// Key of the quantity that may decline; more of it is better.
  public var decline: String

  /// A question from its values.
  public init(targets: [SizeTarget], decline: String) {
    self.targets = targets
    self.decline = decline
  }

  /// Figures that the record of a size has means of (mathematics, Appendix B).
  static let recorded = [
    "messages_per_robot_s", "bytes_per_robot_s", "orchestrator_decisions", "executor_decisions",
    "energy_used_kwh", "blocked_share", "duplicated_claims",
  ]

  /// What a run of the store says to the question; nil where it has not ended.
  func answer(_ run: SweepResults.Run, size: Int) -> SizingRun? {
    answer(
      state: run.row.state, seed: run.row.seed, size: size, error: run.error, wall: run.wall,
      figure: run.metric)
  }

  /// What a run with these figures says; nil where it has not ended.
  func answer(
    state: SweepRunState, seed: UInt64, size: Int, error: String?, wall: Double?,
    figure: (String) -> Double?
  ) -> SizingRun? {
    var result = SizingRun(
      size: size, seed: Int(clamping: seed), isSuccess: false, wall: wall, figures: [:])
    switch state {
    case .planned, .running: return nil
    case .failed:
      result.failure = error ?? "no reason is stored"
    case .done:
      result.isSuccess =
        targets.isEmpty ? figure("success") == 1 : targets.allSatisfy { $0.isMet(figure($0.key)) }
      result.value = figure(decline)
      for key in Self.recorded {
        if let value = figure(key) { result.figures[key] = value }
      }
    }
    return result
  }
}
