import Embodiments
import SimCore

/// How scenes write outlines.
extension Footprint {
  /// The outline of a typed `body`; nil where it is incomplete.
  init?(_ body: TypedNode?) {
    guard let body, let shape = body["shape"]?.text.flatMap(Shape.init(rawValue:)) else {
      return nil
    }
    switch shape {
    case .circle:
      guard let radius = body["radius"]?.number else { return nil }
      self = .circle(radius: radius)
    case .box:
      guard let size = body["size"]?.numbers, size.count == 2 else { return nil }
      self = .box(length: size[0], width: size[1])
    case .capsule:
      guard let radius = body["radius"]?.number, let length = body["length"]?.number else {
        return nil
      }
      self = .capsule(length: length, radius: radius)
    case .polygon:
      guard let points = body["points"]?.points, !points.isEmpty else { return nil }
      self = .polygon(signedArea(points) < 0 ? points.reversed() : points)
    }
  }
}
