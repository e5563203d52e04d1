import MeanFields

extension CoordinationMode {
  /// Nothing.
  public static let none = CoordinationMode("none")
}

extension CoordinationKind {
  /// Robots learn nothing of each other.
  static let none = CoordinationKind(
    .none, summary: "robots learn nothing of each other", grants: .nothing, usesChannel: false,
    make: { _, _ in NoCoordination() })
}

/// Fields are formed for whoever watches, and nobody is sent anything.
private final class NoCoordination: CoordinationScheme {
  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) { exchange.watch(tick) }
}
