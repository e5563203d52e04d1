/// The two layers of the control hierarchy, and of the mean fields.
public enum FieldLayer: Int, Sendable, CaseIterable {
  /// Leaders, slow: m^orch.
  case orchestrator = 0
  /// Followers, fast: m^exec.
  case executor = 1
}
