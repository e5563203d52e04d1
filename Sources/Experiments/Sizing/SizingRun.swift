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
    var result = SizingRun(
      size: size, seed: Int(run.row.seed), isSuccess: false, wall: run.wall, figures: [:])
    switch run.row.state {
    case .planned, .running: return nil
    case .failed:
      result.failure = run.error ?? "no reason is stored"
    case .done:
      result.isSuccess =
        targets.isEmpty
        ? run.metric("success") == 1 : targets.allSatisfy { $0.isMet(run.metric($0.key)) }
      result.value = run.metric(decline)
      for key in Self.recorded {
        if let value = run.metric(key) { result.figures[key] = value }
      }
    }
    return result
  }
}
