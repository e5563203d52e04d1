import SimCore

/// The outline of a robot or load, in its body frame.
public enum Footprint: Equatable, Sendable {
  /// A disc of this radius, metres.
  case circle(radius: Float)
  /// A box: length along the heading, width across it, metres.
  case box(length: Float, width: Float)
  /// A capsule: length between the two centres along the heading, and radius, metres.
  case capsule(length: Float, radius: Float)
  /// A convex polygon, anticlockwise, 3 to 8 points, metres.
  case polygon([Vec2])
}

extension Footprint {
  /// The shapes that an outline can have, by the words of scene files.
  public enum Shape: String, Sendable, CaseIterable {
    /// A disc.
    case circle
    /// A box.
    case box
    /// A box with round ends.
    case capsule
    /// A convex polygon.
    case polygon

    /// One sentence for people, without a full stop.
    public var summary: String {
      switch self {
      case .circle: "a disc of a radius"
      case .box: "a box of a length and a width"
      case .capsule: "a box with round ends"
      case .polygon: "a convex polygon of 3 to 8 points"
      }
    }
  }

  /// Which shape it is.
  public var shape: Shape {
    switch self {
    case .circle: .circle
    case .box: .box
    case .capsule: .capsule
    case .polygon: .polygon
    }
  }
}
