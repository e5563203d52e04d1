/// What robots learn of the population: one word in the scene.
///
/// The mode is the information, not the policy: the same policy, by hash, runs under every mode that
/// grants what it requires. Modes differ in how a policy's population input is formed and in what the
/// ledger counts.
public enum CoordinationMode: String, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// The mean fields of a twin run with other seeds: same schema and rate, no information (C11).
  case placebo
  /// The robots within a radius, read directly.
  case neighbours
  /// k robots of each class, drawn anew at every update, in common or by each robot for itself.
  case kSample
  /// Averages spread by pairwise exchanges between robots.
  case gossip
  /// The hierarchical mean fields m^orch and m^exec.
  case meanField
  /// One field for both layers, on one clock and over all classes: the one-level ablation.
  case flatField
  /// A tree of orchestrators without mean fields: reports go up, shares of the demand come down.
  case hierarchy
  /// Every peer's row.
  case allToAll

  /// True where the mode tells where robots are, so that a spatial field can be formed.
  ///
  /// A handful of sampled positions says nothing of a density (k = 5 robots on hundreds of cells), and
  /// a gossiped grid would be thousands of numbers per message.
  public var hasGrid: Bool {
    switch self {
    case .placebo, .neighbours, .meanField, .flatField, .allToAll: true
    case .none, .kSample, .gossip, .hierarchy: false
    }
  }
}

/// Which layers' fields a policy reads: the ablation of the seed paper's cross-conditioning.
public enum LayerCoupling: String, Sendable, CaseIterable {
  /// No field at all.
  case none
  /// Each layer reads its own field only.
  case own
  /// Each layer reads the other layer's field only (the paper's A.1, taken literally).
  case cross
  /// Each layer reads both fields (default; correction C1).
  case both
}
