import Contracts

/// The fields of a reading, by the features of their layers.
extension PopulationReading {
  /// m^orch, by `OrchestratorSchema`; nil where it is withheld.
  @inlinable
  public var plans: FieldReading? {
    planStack.map { FieldReading(base: $0, count: OrchestratorSchema.count) }
  }

  /// m^exec, by `ExecutorSchema`; nil where it is withheld.
  @inlinable
  public var contexts: FieldReading? {
    contextStack.map { FieldReading(base: $0, count: ExecutorSchema.count) }
  }

  /// Standard error of each feature of m^orch; nil where no filter keeps it.
  @inlinable
  public var planErrors: FieldReading? {
    planErrorStack.map { FieldReading(base: $0, count: OrchestratorSchema.count) }
  }
}
