/// Advice that travels with a directive; every field may be dropped (0 is "unknown").
///
/// Source: seed paper A.2 (episode metadata: quality, speed, strategy), mathematics §2.6.
@frozen
public struct EpisodeMetadata: BitwiseCopyable, Equatable, Sendable {
  /// 1 … 5, best is 5; 0 where dropped.
  public var quality: UInt8
  /// How fast.
  public var speed: Speed
  /// How to meet others.
  public var strategy: Strategy
  /// What is controlled.
  public var mode: Mode

  /// Every field dropped.
  public static let unknown = EpisodeMetadata()

  /// Metadata from its fields; what is not named is dropped.
  @inlinable
  public init(
    quality: UInt8 = 0, speed: Speed = .unknown, strategy: Strategy = .unknown,
    mode: Mode = .unknown
  ) {
    self.quality = quality
    self.speed = speed
    self.strategy = strategy
    self.mode = mode
  }
}

extension EpisodeMetadata {
  /// How fast a robot is to go.
  @frozen
  public enum Speed: UInt8, EpisodeAdvice {
    /// Dropped.
    case unknown = 0
    /// At 0.6 of the maximum.
    case slow = 1
    /// As always.
    case nominal = 2
    /// Brakes late.
    case fast = 3
  }

  /// How a robot is to meet others.
  @frozen
  public enum Strategy: UInt8, EpisodeAdvice {
    /// Dropped.
    case unknown = 0
    /// As always.
    case direct = 1
    /// Takes the whole of an avoidance on itself.
    case yieldFirst = 2
    /// Keeps to the right half of its lane.
    case keepRight = 3
  }

  /// What of a robot a command moves.
  @frozen
  public enum Mode: UInt8, EpisodeAdvice {
    /// Dropped.
    case unknown = 0
    /// The base.
    case base = 1
    /// The tool.
    case tool = 2
  }
}

/// A field of the metadata: a few choices, and none.
public protocol EpisodeAdvice: RawRepresentable, CaseIterable, BitwiseCopyable, Sendable
where RawValue == UInt8 {
  /// Dropped.
  static var unknown: Self { get }
}

extension EpisodeAdvice {
  /// The words of the choices, as scenes write them.
  public static var words: [String] { allCases.compactMap(\.word) }

  /// Its word, as scenes write it; nil where it is dropped.
  public var word: String? {
    if rawValue == Self.unknown.rawValue { return nil }
    // A case is named in camel case, a word is written in snake case.
    return "\(self)".reduce(into: "") { word, letter in
      word += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
    }
  }

  /// The choice of a word; nil where there is none.
  public init?(word: String) {
    guard let choice = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = choice
  }
}
