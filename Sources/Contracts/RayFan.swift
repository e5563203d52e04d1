import SimCore

/// The distance rays of a robot class: how many, and where each looks.
///
/// The one definition that sensing, policies and viewers share. Rays are spread evenly over the field
/// of view, from its right edge to its left edge; but never further apart than all round, 2π/n, so
/// that the last one cannot come to lie on the first. What the edges then have left over turns the
/// fan until a ray looks straight ahead: directions are continuous in the field of view up to 2π,
/// where they are 0, 2π/n, 4π/n, … The first ray is the one ahead, or the first to the left of it;
/// the others follow anticlockwise.
public struct RayFan: Equatable, Sendable {
  /// Direction of each ray in the body's frame, unit vectors.
  public let directions: [Vec2]

  /// Number of rays.
  public var count: Int { directions.count }

  /// The rays of a sensor.
  ///
  /// - Parameters:
  ///   - count: Number of rays, at least 0.
  ///   - fieldOfView: Angle over which they are spread, radians, above 0; 2π is all round.
  public init(count: Int, fieldOfView: Float) {
    directions = RayFan.angles(count: count, fieldOfView: Double(fieldOfView)).map {
      Rotation(angle: Float($0)).xAxis
    }
  }

  /// The angle of each ray from the heading, radians, anticlockwise.
  private static func angles(count: Int, fieldOfView: Double) -> [Double] {
    if count < 2 { return Array(repeating: 0, count: max(0, count)) }
    let width = min(fieldOfView, 2 * .pi)
    let spacing = min(width / Double(count - 1), 2 * .pi / Double(count))
    // An odd fan has a ray in its middle as it is; an even one is turned until it has one ahead.
    let turn = count % 2 == 0 ? 0.5 * (width - spacing * Double(count - 1)) : 0
    let fromRight = (0..<count).map { spacing * (Double($0) - 0.5 * Double(count - 1)) - turn }
    // Rounding must not send the ray ahead to the end.
    let ahead = fromRight.firstIndex { $0 > -1e-6 } ?? 0
    return fromRight[ahead...].map { $0.magnitude < 1e-6 ? 0 : $0 } + fromRight[..<ahead]
  }
}
