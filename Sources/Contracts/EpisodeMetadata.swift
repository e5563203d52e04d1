/// Advice that travels with a directive; every field may be dropped (0 is "unknown").
///
/// Source: seed paper A.2 (episode metadata: quality, speed, strategy), mathematics §2.6.
@frozen
public struct EpisodeMetadata: BitwiseCopyable, Equatable, Sendable {
  /// 1 … 5, best is 5; 0 where dropped.
  public var quality: UInt8
  /// 1 slow, 2 nominal, 3 fast; 0 where dropped.
  public var speed: UInt8
  /// 1 direct, 2 yield first, 3 keep right; 0 where dropped.
  public var strategy: UInt8
  /// Control modality: 1 base, 2 tool; 0 where dropped.
  public var mode: UInt8

  /// Every field dropped.
  public static let unknown = EpisodeMetadata(quality: 0, speed: 0, strategy: 0, mode: 0)

  /// Metadata from its four codes.
  @inlinable
  public init(quality: UInt8, speed: UInt8, strategy: UInt8, mode: UInt8) {
    self.quality = quality
    self.speed = speed
    self.strategy = strategy
    self.mode = mode
  }
}
