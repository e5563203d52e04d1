/// The one list of ways of coordinating.
///
/// Whoever adds one writes its file in `Schemes/` and its line here; scenes, their schema, sweeps,
/// descriptions, the ledger and the viewer know it from then on.
public enum CoordinationCatalog {
  /// All ways of coordinating, in the order in which people are shown them.
  public static let kinds: [CoordinationKind] = [
    .none, .placebo, .frozen, .shuffled, .limit, .kSample, .neighbours, .gossip, .meanField,
    .flatField, .hierarchy, .allToAll,
  ]

  /// The scene's keys of all of them.
  public static var keys: [CoordinationKey] { kinds.flatMap(\.keys) }
}
