import SimCore

/// The joint motion that a planner has found for an arm's tool, as motion transfer carries it out.
@frozen
public struct JointMotion: BitwiseCopyable, Equatable, Sendable {
  /// Where the joints go next, all arriving together; radians, base first.
  public var posture: SIMD4<Float>
  /// The direction in which the tool is taken to set off, a unit vector in the base's frame: a command in
  /// this direction is carried out as this motion.
  public var direction: Vec2

  /// A motion from its values.
  public init(posture: SIMD4<Float>, direction: Vec2) {
    self.posture = posture
    self.direction = direction
  }
}

extension Arm {
  /// Joint rates towards a posture: the joint that has farthest to go turns at a share of the largest
  /// rate, and the others in proportion, so that all arrive together.
  ///
  /// - Parameters:
  ///   - posture: Where to go, radians, base first.
  ///   - angles: The present posture.
  ///   - pace: The share, 0 … 1.
  /// - Returns: Rates, rad/s; 0 where it is there.
  public func jointRates(
    toward posture: SIMD4<Float>, at angles: SIMD4<Float>, pace: Float
  ) -> SIMD4<Float> {
    let most = Arm.turn(from: angles, to: posture)
    guard most > 1e-6 else { return .zero }
    return (posture - angles) * (min(1, pace) * maxJointRate / most)
  }
}
