import SimCore

/// Maps the world (metres, y up) to the picture (pixels from the top left corner, y down).
public struct Camera: Equatable, Sendable {
  /// The world point in the middle of the picture, metres.
  public var center: Vec2
  /// Pixels per metre.
  public var pixelsPerMetre: Float
  /// Width and height of the picture, pixels.
  public var viewport: Vec2
  /// Zoom never leaves this range, pixels per metre.
  public var zoomRange: ClosedRange<Float> = 0.02...4000

  /// A camera from its values.
  public init(center: Vec2, pixelsPerMetre: Float, viewport: Vec2) {
    self.center = center
    self.pixelsPerMetre = pixelsPerMetre
    self.viewport = viewport
  }

  /// Where a world point (m) lies in the picture (px).
  @inlinable @inline(__always)
  public func screen(_ point: Vec2) -> Vec2 {
    let offset = (point - center) * pixelsPerMetre
    return Vec2(viewport.x * 0.5 + offset.x, viewport.y * 0.5 - offset.y)
  }

  /// Which world point (m) lies at a place in the picture (px).
  @inlinable @inline(__always)
  public func world(_ pixel: Vec2) -> Vec2 {
    let offset = pixel - viewport * 0.5
    return center + Vec2(offset.x, -offset.y) / pixelsPerMetre
  }

  /// The part of the world that is seen, metres.
  public var visible: AABB {
    let half = viewport * (0.5 / pixelsPerMetre)
    return AABB(lower: center - half, upper: center + half)
  }
}

extension Camera {
  /// Moves the picture with the pointer by `pixels`.
  public mutating func pan(by pixels: Vec2) {
    center -= Vec2(pixels.x, -pixels.y) / pixelsPerMetre
  }

  /// Zooms by a factor; the world point under `pixel` stays under it.
  ///
  /// - Precondition: `factor` is greater than 0.
  public mutating func zoom(by factor: Float, at pixel: Vec2) {
    precondition(factor > 0, "a picture cannot be scaled by \(factor)")
    let anchor = world(pixel)
    pixelsPerMetre = max(
      zoomRange.lowerBound, min(zoomRange.upperBound, pixelsPerMetre * factor))
    center += anchor - world(pixel)
  }

  /// Shows all of a box (m), leaving free the margins (px) that panels cover.
  public mutating func fit(_ box: AABB, margins: Insets = Insets(all: 24)) {
    let size = box.size
    guard size.isFinite else { return }
    let room = Vec2(
      max(16, viewport.x - margins.left - margins.right),
      max(16, viewport.y - margins.top - margins.bottom))
    let scale = min(room.x / max(size.x, 1e-3), room.y / max(size.y, 1e-3))
    pixelsPerMetre = max(zoomRange.lowerBound, min(zoomRange.upperBound, scale))
    let shift = Vec2(margins.left - margins.right, margins.top - margins.bottom) * 0.5
    center = box.center - Vec2(shift.x, -shift.y) / pixelsPerMetre
  }

  /// Moves a share of the way towards a point (m), so that following glides.
  public mutating func glide(to point: Vec2, share: Float) {
    center += (point - center) * max(0, min(1, share))
  }

  /// Adapts to a new picture size (px); the middle stays the middle.
  public mutating func resize(to size: Vec2) { viewport = size }
}

/// Free space along the four edges, pixels.
public struct Insets: Equatable, Sendable {
  /// Left, pixels.
  public var left: Float
  /// Top, pixels.
  public var top: Float
  /// Right, pixels.
  public var right: Float
  /// Bottom, pixels.
  public var bottom: Float

  /// Insets from their values, pixels.
  public init(left: Float, top: Float, right: Float, bottom: Float) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// The same on every side, pixels.
  public init(all width: Float) { self.init(left: width, top: width, right: width, bottom: width) }
}
