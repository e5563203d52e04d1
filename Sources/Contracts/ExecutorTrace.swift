/// What an executor tells about an action: input of the motor context x^exec.
@frozen
public struct ExecutorTrace: BitwiseCopyable, Equatable, Sendable {
  /// Raw value of the `ReasoningTag`.
  public var tag: UInt32
  /// How far avoidance has moved the velocity from the one wanted, as a share of the maximum speed,
  /// in [0, 1]; 1 where no velocity satisfies all constraints.
  public var uncertainty: Float
  /// Speed wanted before avoidance, m/s; 0 where it wants to stand.
  public var wantedSpeed: Float

  /// At rest, certain.
  public static let rest = ExecutorTrace(tag: 0, uncertainty: 0, wantedSpeed: 0)

  /// A trace from all its fields.
  @inlinable
  public init(tag: UInt32, uncertainty: Float, wantedSpeed: Float) {
    self.tag = tag
    self.uncertainty = uncertainty
    self.wantedSpeed = wantedSpeed
  }
}
