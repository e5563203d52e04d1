import Contracts
import MeanFields

extension CoordinationMode {
  /// One field for both layers, on one clock and over all classes: the one-level ablation.
  public static let flatField = CoordinationMode("flatField")
}

extension CoordinationKind {
  /// The mean fields without their hierarchy.
  static let flatField = CoordinationKind(
    .flatField, summary: "one field for both layers and all classes, on one clock: the ablation",
    grants: .pooledFields, isAggregated: true, make: { exchange, _ in FieldBroadcast(exchange) })
}
