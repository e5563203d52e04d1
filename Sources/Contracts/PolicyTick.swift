import SimCore

/// When a policy is asked: the keys of its random streams, and the time until it is asked again.
@frozen
public struct PolicyTick: BitwiseCopyable, Equatable, Sendable {
  /// The run's policy seed.
  public var seed: UInt64
  /// The class's index.
  public var classIndex: Int
  /// The physics step.
  public var step: Int
  /// Seconds between two ticks of the layer.
  public var period: Float

  /// A tick from its values.
  @inlinable
  public init(seed: UInt64, classIndex: Int, step: Int, period: Float) {
    self.seed = seed
    self.classIndex = classIndex
    self.step = step
    self.period = period
  }
}
