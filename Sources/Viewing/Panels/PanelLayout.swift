import SimCore

/// Where bars and panels lie, pixels: what the pointer hits and what `fit` leaves free.
public struct PanelLayout: Equatable, Sendable {
  /// The bar at the top.
  public var topBar: ClipBox
  /// The time axis at the bottom.
  public var timeline: ClipBox
  /// The groove of the time axis, within `timeline`.
  public var timelineTrack: ClipBox
  /// Panels with their places, in drawing order.
  public var panels: [PanelKind: ClipBox]
  /// The minimap; nil where it is not shown.
  public var minimap: ClipBox?

  /// True where a bar or panel covers a pixel.
  public func covers(_ pixel: Vec2) -> Bool {
    topBar.contains(pixel) || timeline.contains(pixel)
      || panels.values.contains { $0.contains(pixel) } || (minimap?.contains(pixel) ?? false)
  }
}

extension ClipBox {
  /// True where a pixel lies inside.
  public func contains(_ pixel: Vec2) -> Bool {
    pixel.x >= origin.x && pixel.y >= origin.y && pixel.x < origin.x + size.x
      && pixel.y < origin.y + size.y
  }
}

extension Viewer {
  /// Height of the bar at the top, points.
  static let topBarHeight: Float = 36
  /// Height of the time axis, points.
  static let timelineHeight: Float = 40
  /// Space between panels and edges, points.
  static let gap: Float = 10

  /// Where everything lies for the present size and options.
  ///
  /// Panels stand in two columns: what is inspected on the right, what explains on the left. A
  /// panel without room in its column goes to the other one; where there is none either it is left
  /// out. A panel may be cut, but is never drawn over another one.
  public var layout: PanelLayout {
    let scale = options.scale
    let size = camera.viewport
    let gap = Viewer.gap * scale
    let barHeight = Viewer.topBarHeight * scale
    let timeline = ClipBox(
      origin: Vec2(0, size.y - Viewer.timelineHeight * scale),
      size: Vec2(size.x, Viewer.timelineHeight * scale))
    let track = ClipBox(
      origin: timeline.origin + Vec2(92 * scale, 8 * scale),
      size: Vec2(max(40, size.x - 184 * scale), 18 * scale))
    var layout = PanelLayout(
      topBar: ClipBox(origin: .zero, size: Vec2(size.x, barHeight)), timeline: timeline,
      timelineTrack: track, panels: [:], minimap: nil)
    var left = barHeight + gap
    var right = barHeight + gap
    let bottom = timeline.origin.y - gap
    // Scale bar and minimap stand at the bottom left: the inspection needs all the right side.
    var leftBottom = bottom - 34 * scale
    if let extent = minimapExtent {
      layout.minimap = ClipBox(
        origin: Vec2(gap + 3 * scale, leftBottom - extent.y), size: extent)
      leftBottom -= extent.y + gap
    }
    for panel in panels {
      let isExplaining =
        panel.kind == .legend || panel.kind == .plots || panel.kind == .profiler
      for isLeft in [isExplaining, !isExplaining] {
        let top = isLeft ? left : right
        let limit = isLeft ? leftBottom : bottom
        let height = min(panel.panel.height * scale, limit - top)
        // A stump of less than half a panel helps nobody.
        guard height > 0.5 * panel.panel.height * scale else { continue }
        let width = panel.panel.width * scale
        layout.panels[panel.kind] = ClipBox(
          origin: Vec2(isLeft ? gap : size.x - gap - width, top), size: Vec2(width, height))
        if isLeft { left += height + gap } else { right += height + gap }
        break
      }
    }
    return layout
  }

  /// The edges that `fit` leaves free, pixels.
  public var fitMargins: Insets {
    guard options.hasFurniture else { return Insets(all: 12 * options.scale) }
    let scale = options.scale
    let shown = layout.panels
    func widest(isLeft: Bool) -> Float {
      let boxes = shown.values.filter { ($0.origin.x < camera.viewport.x * 0.5) == isLeft }
      guard let width = boxes.map(\.size.x).max() else { return 14 * scale }
      // On a narrow window panels may lie over the floor rather than leave nothing of it.
      return width + 2 * Viewer.gap * scale
    }
    var left = widest(isLeft: true)
    var right = widest(isLeft: false)
    if left + right > camera.viewport.x * 0.6 { (left, right) = (14 * scale, 14 * scale) }
    return Insets(
      left: left, top: (Viewer.topBarHeight + 12) * scale, right: right,
      bottom: (Viewer.timelineHeight + 12) * scale)
  }
}
