import Contracts
import MeanFields

/// A value for each layer.
public struct ByLayer<Value> {
  /// The orchestrators'.
  public var orchestrator: Value
  /// The executors'.
  public var executor: Value

  /// Values of the two layers.
  public init(orchestrator: Value, executor: Value) {
    self.orchestrator = orchestrator
    self.executor = executor
  }

  /// The same value for both.
  public init(both value: Value) { self.init(orchestrator: value, executor: value) }

  /// A layer's value.
  public subscript(layer: FieldLayer) -> Value {
    layer == .orchestrator ? orchestrator : executor
  }
}

extension ByLayer: Sendable where Value: Sendable {}
