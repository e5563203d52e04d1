import SimCore

/// What one robot reads of the population, as its coordination mode grants it.
///
/// The fields are named by their layers' schemas, so `MeanFields` adds them: `plans` (m^orch) and
/// `contexts` (m^exec), nil where they are withheld. Valid during the call only.
@frozen
public struct PopulationReading {
  // Unsafe: stacks of two halves each, which whoever made the view keeps for the call.
  @usableFromInline package let planStack: UnsafePointer<Float>?
  @usableFromInline package let contextStack: UnsafePointer<Float>?
  @usableFromInline package let planErrorStack: UnsafePointer<Float>?
  /// Number of robots that the own half of a field speaks for.
  public let ownCount: Float
  /// Number of robots that the other half speaks for.
  public let otherCount: Float

  /// What robot `row` of a class reads.
  @inlinable
  package init(_ view: PopulationView, row: Int) {
    planStack = view.orchestratorField.map { $0 + row * view.orchestratorStride }
    contextStack = view.executorField.map { $0 + row * view.executorStride }
    planErrorStack = view.orchestratorDeviation.map { $0 + row * view.orchestratorDeviationStride }
    ownCount = view.ownCount
    otherCount = view.otherCount
  }
}
