import SimCore

/// How the world of a run lies in the frame that its map publishes.
///
/// A map far from its origin, such as one in UTM coordinates, cannot be computed with in single
/// precision: at 5 000 km neighbouring numbers lie 0.5 m apart. So the world starts at `offset`, and
/// everything the scene says in the published frame is moved there before it is used. A map that is
/// turned by a fraction of a quarter turn gives the world its own axes:
///
///     published = offset + R(yaw) · world
public struct MapFrame: Equatable, Sendable {
  /// x of the world's origin in the published frame, metres.
  public var offsetX: Double
  /// y of the world's origin in the published frame, metres.
  public var offsetY: Double
  /// Angle from the published x axis to the world's, radians, in (−π, π].
  public var yaw: Double

  /// The frame in which the world and what is published are the same.
  public static let identity = MapFrame(offsetX: 0, offsetY: 0, yaw: 0)
  /// A map whose corners are nearer than this keeps its coordinates, metres: neighbouring numbers
  /// lie 0.25 mm apart at most.
  public static let nearLimit = 2048.0

  /// A frame from its values.
  public init(offsetX: Double, offsetY: Double, yaw: Double) {
    self.offsetX = offsetX
    self.offsetY = offsetY
    self.yaw = yaw
  }

  /// True where the world is the published frame.
  public var isIdentity: Bool { self == .identity }
  /// True where the world has other axes than the published frame.
  public var isTurned: Bool { yaw != 0 }

  /// How a place of the run becomes a published one, in words for people.
  public var words: String {
    let (x, y) = (NumberText.digits(offsetX), NumberText.digits(offsetY))
    return isTurned
      ? "turn (x, y) by \(NumberText.digits(yaw)) rad, then add (\(x), \(y)) m"
      : "(x, y) + (\(x), \(y)) m"
  }

  /// A published point in the world, metres.
  public func world(x: Double, y: Double) -> (x: Double, y: Double) {
    let (dx, dy) = (x - offsetX, y - offsetY)
    guard isTurned else { return (dx, dy) }
    let rotation = sineCosine(Float(yaw))
    let (s, c) = (Double(rotation.sine), Double(rotation.cosine))
    return (c * dx + s * dy, c * dy - s * dx)
  }

  /// A point of the world in the published frame, metres.
  public func published(_ point: Vec2) -> (x: Double, y: Double) {
    let (x, y) = (Double(point.x), Double(point.y))
    guard isTurned else { return (x + offsetX, y + offsetY) }
    let rotation = sineCosine(Float(yaw))
    let (s, c) = (Double(rotation.sine), Double(rotation.cosine))
    return (offsetX + c * x - s * y, offsetY + s * x + c * y)
  }
}
