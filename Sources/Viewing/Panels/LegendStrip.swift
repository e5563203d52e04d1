import SimCore

extension DrawList {
  /// The rows of a legend one beside the other along the lower edge, as far as there is room; `height` is in points.
  mutating func legendStrip(_ rows: [PanelRow], height: Float, theme: Theme, scale: Float) {
    let top = size.y - height * scale
    area(Vec2(0, top), Vec2(size.x, size.y - top), fill: theme.panel.opacity(1))
    box(Vec2(0, top), Vec2(size.x, scale), fill: theme.panelEdge)
    var x = 14 * scale
    for row in rows {
      let width = row.stripWidth * scale
      guard width > 0 else { continue }
      guard x + width < size.x - 10 * scale else { break }
      let pen = PanelPen(
        left: x, right: x + width - 14 * scale, y: top + (row.isRamp ? 1 : 7) * scale, theme: theme,
        scale: scale)
      switch row {
      // The numbers of robots may differ between the runs.
      case .swatch(let color, let name, _):
        pen.draw(.swatch(color, name, note: ""), into: &self)
      case .heading(let text): pen.draw(.text(text), into: &self)
      default: pen.draw(row, into: &self)
      }
      x += width
    }
  }
}

extension PanelRow {
  /// What a row of the legend takes in a strip, points; 0 where it has no place there.
  fileprivate var stripWidth: Float {
    switch self {
    case .swatch(_, let name, _): FontMetrics.width(of: name, size: 12, weight: .regular) + 36
    case .robot(_, let name), .place(_, _, let name):
      FontMetrics.width(of: name, size: 12, weight: .regular) + 44
    case .ramp: 150
    case .heading(let text) where text != "marks":
      FontMetrics.width(of: text, size: 11, weight: .bold) + 18
    default: 0
    }
  }

  fileprivate var isRamp: Bool { if case .ramp = self { true } else { false } }
}
