import SimCore

/// Postures of an arm that bring its tool to a point, the nearest in joint space first.
///
/// The distance between two postures is the largest change of a joint: the time it takes to go from one
/// to the other where all joints turn equally fast.
public struct ArmPostures: Sendable {
  /// Postures that are kept at most.
  public static let capacity = 8

  /// How many there are; at least one of those that an arm finds.
  public private(set) var count = 0
  /// How far the tool stays from the point in the first of them, metres; 0 up to rounding where the
  /// point is within reach.
  public internal(set) var gap: Float = .infinity

  /// None yet.
  public init() {}

  private var angles = InlineArray<8, SIMD4<Float>>(repeating: .zero)
  private var turns = InlineArray<8, Float>(repeating: .infinity)

  /// Joint angles of a posture, radians, base first.
  ///
  /// - Precondition: `rank` is in 0 ..< `count`.
  public subscript(rank: Int) -> SIMD4<Float> { angles[rank] }

  /// Keeps a posture where it is among the nearest to another and none that is kept is the same.
  mutating func insert(_ posture: SIMD4<Float>, near other: SIMD4<Float>) {
    let turn = Arm.turn(from: other, to: posture)
    for k in 0..<count where Arm.turn(from: angles[k], to: posture) < 1e-3 { return }
    var rank = count
    while rank > 0, turns[rank - 1] > turn { rank -= 1 }
    guard rank < ArmPostures.capacity else { return }
    count = min(count + 1, ArmPostures.capacity)
    var k = count - 1
    while k > rank {
      angles[k] = angles[k - 1]
      turns[k] = turns[k - 1]
      k -= 1
    }
    angles[rank] = posture
    turns[rank] = turn
  }
}

extension Arm {
  /// The largest change of a joint between two postures, radians.
  @inlinable
  public static func turn(from first: SIMD4<Float>, to second: SIMD4<Float>) -> Float {
    let change = second - first
    return max(
      max(change[0].magnitude, change[1].magnitude), max(change[2].magnitude, change[3].magnitude))
  }
}
