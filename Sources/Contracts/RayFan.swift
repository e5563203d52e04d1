import SimCore

/// The distance rays of a robot class: how many, and where each looks.
public struct RayFan: Equatable, Sendable {
  /// Direction of each ray in the body's frame, unit vectors.
  public let directions: [Vec2]

  /// The rays of a sensor.
  ///
  /// - Parameters:
  ///   - count: Number of rays, at least 0.
  ///   - fieldOfView: Angle over which they are spread, radians; 2π is all round.
  public init(count: Int, fieldOfView: Float) {
    directions = (0..<count).map {
      Rotation(angle: rayAngle($0, count: count, fieldOfView: fieldOfView)).xAxis
    }
  }

  /// Number of rays.
  public var count: Int { directions.count }
}

/// The direction of sensor ray `index` relative to the heading, radians.
///
/// All round, the first ray looks ahead and the others follow anticlockwise; a narrower field of view
/// is spread evenly from its right edge to its left edge.
@inlinable
public func rayAngle(_ index: Int, count: Int, fieldOfView: Float) -> Float {
  if fieldOfView >= 2 * Float.pi - 1e-3 { return 2 * Float.pi * Float(index) / Float(count) }
  guard count > 1 else { return 0 }
  return fieldOfView * (Float(index) / Float(count - 1) - 0.5)
}
