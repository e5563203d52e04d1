/// How much of a robot is drawn, from near to far.
public enum LevelOfDetail: Int, Comparable, Sendable, CaseIterable {
  /// Robots per pixel as an image.
  case density
  /// A round dot.
  case dot
  /// The outline with heading, load and state.
  case body

  /// The level for robots of a bounding radius (m) at a zoom (px/m) with so many of them in view.
  ///
  /// A body needs 4.5 px of radius for its heading to be read at a glance, 2.6 px to be read at
  /// all: that much is spent on up to 3000 robots. Dots are drawn down to 0.6 px;
  /// below, or where small dots would cover a fifth of the picture, the density says more than they.
  public init(radius: Float, pixelsPerMetre: Float, visibleCount: Int, pictureArea: Float) {
    let pixels = radius * pixelsPerMetre
    if pixels >= 4.5 || (pixels >= 2.6 && visibleCount <= 3000) {
      self = .body
    } else {
      let dot = LevelOfDetail.dotRadius(radius: radius, pixelsPerMetre: pixelsPerMetre)
      let cover = Float(visibleCount) * 3.1416 * dot * dot / max(1, pictureArea)
      self = pixels < 0.25 || (pixels < 0.6 && cover > 0.2) ? .density : .dot
    }
  }

  /// The radius of a dot in pixels: the robot's own, but never too small to be seen.
  public static func dotRadius(radius: Float, pixelsPerMetre: Float) -> Float {
    max(1.1, min(4.5, radius * pixelsPerMetre))
  }

  /// Less detail comes first.
  public static func < (a: LevelOfDetail, b: LevelOfDetail) -> Bool { a.rawValue < b.rawValue }
}
