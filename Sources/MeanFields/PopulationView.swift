/// What a policy of one class may read of the population, as the coordination mode grants it.
///
/// Each field is a stack [own class ; population-weighted mean of the other classes] (correction
/// C2), so its length is 2 × the layer's feature count. A field that is not granted is `nil`: a
/// policy then has to do without, it cannot peek. Pointers are valid during the call only.
public struct PopulationView {
  /// z of the orchestrators' field m^orch, or nil. [2 × OrchestratorSchema.count]
  public var orchestratorField: UnsafePointer<Float>?
  /// z of the executors' field m^exec (block mean for orchestrators), or nil.
  /// [2 × ExecutorSchema.count]
  public var executorField: UnsafePointer<Float>?
  /// Number of robots of the class, N_c.
  public var ownCount: Float
  /// Number of robots of the other classes.
  public var otherCount: Float

  /// A view from all its fields.
  public init(
    orchestratorField: UnsafePointer<Float>?, executorField: UnsafePointer<Float>?,
    ownCount: Float, otherCount: Float
  ) {
    self.orchestratorField = orchestratorField
    self.executorField = executorField
    self.ownCount = ownCount
    self.otherCount = otherCount
  }
}
