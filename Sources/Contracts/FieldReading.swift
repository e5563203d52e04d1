/// A mean field as one robot reads it: its own class's half, and that of the other classes.
///
/// Values are features in the order of the layer's schema (`OrchestratorSchema`, `ExecutorSchema`),
/// in each feature's unit. Valid during the call only.
@frozen
public struct FieldReading {
  // Unsafe: the half is 2 × `count` numbers that whoever made the reading keeps for the call.
  @usableFromInline let base: UnsafePointer<Float>
  /// Number of features of a half.
  public let count: Int

  @inlinable
  package init(base: UnsafePointer<Float>, count: Int) {
    self.base = base
    self.count = count
  }

  /// A feature's mean over the robot's own class.
  @inlinable
  public subscript(own feature: Int) -> Float {
    assert(feature >= 0 && feature < count, "feature \(feature) of \(count)")
    return base[feature]
  }

  /// A feature's mean over the robots of the other classes.
  @inlinable
  public subscript(others feature: Int) -> Float {
    assert(feature >= 0 && feature < count, "feature \(feature) of \(count)")
    return base[count + feature]
  }
}
