/// What robots learn of the population: one word in the scene.
public enum CoordinationMode: String, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// The hierarchical mean fields m^orch and m^exec.
  case meanField
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
