import SimCore

/// The narrow sections that a robot may use, in the order of its way.
struct SectionClaims: BitwiseCopyable, StateElement {
  /// 4 × section, plus 2 where it is driven from its end, plus 1 where the robot ends or stands inside.
  var tokens = SIMD8<Int32>(repeating: -1)
  var count: Int32 = 0
  /// Executor ticks that the robot has waited for the next ones.
  var waited: Int32 = 0

  func addHash(to hash: inout StateHash) {
    for k in 0..<Int(count) { hash.add(Int(tokens[k])) }
    hash.add(Int(count))
    hash.add(Int(waited))
  }

  mutating func append(_ token: Int32) {
    guard count < 8 else { return }
    tokens[Int(count)] = token
    count += 1
  }

  func holds(_ section: Int32) -> Bool {
    for k in 0..<Int(count) where tokens[k] >> 2 == section { return true }
    return false
  }
}

/// What a robot asks for: sections in a row, and how far before the first it is.
struct SectionWish: BitwiseCopyable {
  var tokens = SIMD8<Int32>(repeating: -1)
  var count: Int32 = 0
  /// The gate at which the first is entered.
  var mouth: Int32 = -1
  /// Metres along the axis to it.
  var gap: Float = 0
  /// Metres to its middle, as the crow flies where it is in view: who stands in front of whom.
  var distance: Float = 0
  /// True where the robot would have to wait for its place inside, or right behind.
  var isBarred = false
  /// True where it stands beside the mouth of a door, and not before it.
  var isBeside = false
}

/// Who is in a narrow section.
struct SectionUse: BitwiseCopyable {
  /// Robots under way from its start and from its end.
  var forward: Int32 = 0
  var backward: Int32 = 0
  /// Robots that end, stand or work inside.
  var enders: Int32 = 0
  /// Nonzero where others wait who come first: bit 0 closes it from its start, bit 1 from its end.
  var closed: Int32 = 0
  /// Executor ticks for which somebody has waited before its start and before its end.
  var oldestForward: Int32 = 0
  var oldestBackward: Int32 = 0
  /// Robots in line before its start and before its end.
  var lineForward: Int32 = 0
  var lineBackward: Int32 = 0
  /// Robots that may go in and are not yet, before its start and before its end.
  var comingForward: Int32 = 0
  var comingBackward: Int32 = 0
}
