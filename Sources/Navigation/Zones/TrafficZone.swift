import SimCore

/// A part of the floor in which ways cost more, or robots drive slower.
public struct TrafficZone: Equatable, Sendable {
  /// What holds in it.
  public enum Effect: Equatable, Sendable {
    /// Ways through it count more: of 0 (no more) to 1 (only where there is no other way).
    case penalty(Float)
    /// The fastest that robots drive in it, m/s.
    case speedLimit(Float)
    /// The fastest that robots drive in it, as a share of their own top speed: above 0, at most 1.
    case speedShare(Float)
  }
  /// Its name.
  public var name: String
  /// What holds in it.
  public var effect: Effect
  /// Its corners in order, metres; at least three.
  public var corners: [Vec2]

  /// A zone from its values.
  public init(name: String, effect: Effect, corners: [Vec2]) {
    self.name = name
    self.effect = effect
    self.corners = corners
  }

  /// How many times its length a way counts under a penalty: 1 / (1 − penalty).
  ///
  /// With the share of the time in which robots stand as the penalty this is the time that a metre takes, over
  /// the time that it takes a robot that nothing holds. At most 1,000, which stands for *only where there is no
  /// other way*.
  public static func weight(ofPenalty penalty: Float) -> Float {
    1 / max(1 - penalty, 1e-3)
  }

  /// True where a point (m) lies in it; on its edge either may be.
  ///
  /// - Complexity: O(corners).
  public func contains(_ point: Vec2) -> Bool {
    var isInside = false
    var last = corners[corners.count - 1]
    for corner in corners {
      if (corner.y > point.y) != (last.y > point.y) {
        let x = corner.x + (point.y - corner.y) * (last.x - corner.x) / (last.y - corner.y)
        if point.x < x { isInside.toggle() }
      }
      last = corner
    }
    return isInside
  }
}
