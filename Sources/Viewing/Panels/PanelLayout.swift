import SimCore

/// Where bars and panels lie, pixels: what the pointer hits and what `fit` leaves free.
public struct PanelLayout: Equatable, Sendable {
  /// The bar at the top.
  public var topBar: ClipBox
  /// The time axis at the bottom.
  public var timeline: ClipBox
  /// The groove of the time axis, within `timeline`.
  public var timelineTrack: ClipBox
  /// Panels with their places.
  public var panels: [PanelKind: ClipBox]
  /// Panels of which only the head is shown: closed by hand, or for want of room.
  public var collapsed: Set<PanelKind> = []
  /// Open panels of which not even the head finds room; the bar at the top names them.
  public var hidden: [PanelKind] = []
  /// The minimap; nil where it is not shown.
  public var minimap: ClipBox?

  /// True where a bar or panel covers a pixel.
  public func covers(_ pixel: Vec2) -> Bool {
    topBar.contains(pixel) || timeline.contains(pixel)
      || panels.values.contains { $0.contains(pixel) } || (minimap?.contains(pixel) ?? false)
  }
}

extension Viewer {
  /// Who of two panels gives way: the one of lower rank, opened earlier or less asked for.
  func rank(of kind: PanelKind) -> Int {
    if let place = panelOrder.lastIndex(of: kind) { return 100 + place }
    let order: [PanelKind] = [
      .profiler, .events, .plots, .coupling, .belief, .fields, .legend, .inspection,
    ]
    return order.firstIndex(of: kind) ?? 0
  }

  /// The panel at a pixel, and whether its head is meant.
  func panel(at pixel: Vec2) -> (kind: PanelKind, isHead: Bool)? {
    guard options.hasFurniture else { return nil }
    for (kind, box) in layout.panels where box.contains(pixel) {
      return (kind, pixel.y < box.origin.y + Panel.headHeight * options.scale)
    }
    return nil
  }

  /// Opens a panel that shows its head alone, or closes it to its head.
  mutating func toggleHead(of kind: PanelKind) {
    if layout.collapsed.contains(kind) {
      collapsedPanels.remove(kind)
      bringForward(kind)
    } else {
      collapsedPanels.insert(kind)
    }
  }

  /// The others give way to this panel from now on.
  public mutating func bringForward(_ kind: PanelKind) {
    panelOrder.removeAll { $0 == kind }
    panelOrder.append(kind)
  }

  /// How far a panel can be scrolled, points.
  func scrollLimit(of kind: PanelKind) -> Float {
    guard let box = layout.panels[kind], !layout.collapsed.contains(kind),
      let panel = panels.first(where: { $0.kind == kind })?.panel
    else { return 0 }
    return max(0, panel.height - box.size.y / options.scale)
  }

  /// Scrolls a panel by points, as far as it goes.
  mutating func scroll(_ kind: PanelKind, by points: Float) {
    let limit = scrollLimit(of: kind)
    panelScroll[kind] = max(0, min(limit, min(limit, panelScroll[kind] ?? 0) + points))
  }

  /// The part of the picture that no bar, panel or minimap covers, pixels.
  var freeBox: ClipBox {
    guard options.hasFurniture else { return ClipBox(origin: .zero, size: camera.viewport) }
    let places = layout
    var (left, right) = (Float(0), camera.viewport.x)
    for box in places.panels.values {
      if box.origin.x + 0.5 * box.size.x < 0.5 * camera.viewport.x {
        left = max(left, box.origin.x + box.size.x)
      } else {
        right = min(right, box.origin.x)
      }
    }
    let top = places.topBar.size.y
    return ClipBox(
      origin: Vec2(left, top), size: Vec2(right - left, places.timeline.origin.y - top))
  }

  /// Moves the picture so that a robot is seen: not behind a panel, and not beyond the edge.
  public mutating func reveal(_ robot: Int) {
    guard let place = place(of: robot) else { return }
    let free = freeBox
    let rim = min(36 * options.scale, 0.3 * min(free.size.x, free.size.y))
    guard rim > 4 else { return }
    let pixel = camera.screen(place)
    let wanted = Vec2(
      max(free.origin.x + rim, min(free.origin.x + free.size.x - rim, pixel.x)),
      max(free.origin.y + rim, min(free.origin.y + free.size.y - rim, pixel.y)))
    let isSeen =
      ClipBox(origin: .zero, size: camera.viewport).contains(pixel) && !layout.covers(pixel)
    if !isSeen { camera.pan(by: wanted - pixel) }
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
  /// Panels stand in two columns: what is inspected on the right, what explains on the left; one that would
  /// fit whole only in the other goes there. Those of a column share its height, the one that was opened last
  /// first: what does not fit whole scrolls, and what would be less than a stump shows its head. None lies
  /// over another, and none goes in silence: `hidden` names those of which not even the head has room.
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
    let top = barHeight + gap
    let bottom = timeline.origin.y - gap
    // Scale bar and minimap stand at the bottom left: the inspection needs all the right side.
    var leftBottom = bottom - 34 * scale
    if let extent = minimapExtent {
      layout.minimap = ClipBox(
        origin: Vec2(gap + 3 * scale, leftBottom - extent.y), size: extent)
      leftBottom -= extent.y + gap
    }
    let open = panels
    var columns = PanelColumns(leftRoom: leftBottom - top, rightRoom: bottom - top, gap: gap)
    for panel in open {
      columns.add(
        panel.kind, height: collapsedPanels.contains(panel.kind) ? nil : panel.panel.height * scale,
        width: panel.panel.width * scale)
    }
    columns.place(into: &layout, top: top, width: size.x, head: Panel.headHeight * scale) {
      rank(of: $0)
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
