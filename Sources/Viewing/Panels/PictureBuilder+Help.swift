import SimCore

extension PictureBuilder {
  /// Mistakes in the scene file, and short notices.
  mutating func drawMessages(_ layout: PanelLayout) {
    var top = layout.topBar.size.y + Viewer.gap * scale
    for message in viewer.messages {
      let size = 12.5 * scale
      let lineHeight = 18 * scale
      let lines = message.lines
      let widest =
        lines.map {
          FontMetrics.width(of: $0, size: size, weight: .monospaced)
        }.max() ?? 0
      let titleWidth = FontMetrics.width(of: message.title, size: 14 * scale, weight: .bold)
      let width = min(
        list.size.x - 40 * scale, max(widest, titleWidth + 60 * scale) + 44 * scale)
      let height = (38 + 14) * scale + lineHeight * Float(lines.count)
      let origin = Vec2((list.size.x - width) * 0.5, top)
      // Opaque: a source line must not be read through what lies below.
      list.box(
        origin, Vec2(width, height), fill: theme.panel.opacity(1), radius: 7 * scale)
      list.panelBackground(origin, Vec2(width, height), theme: theme, scale: scale)
      let color = message.isError ? theme.warning : theme.accent
      list.box(
        origin + Vec2(0, 7 * scale), Vec2(4 * scale, height - 14 * scale), fill: color,
        radius: 2 * scale)
      list.text(
        message.title, at: origin + Vec2(20 * scale, 25 * scale), size: 14 * scale, color: color,
        weight: .bold)
      list.text(
        "Esc closes", at: origin + Vec2(width - 16 * scale, 25 * scale), size: 11 * scale,
        color: theme.mutedText, alignment: .trailing)
      list.pushClip(ClipBox(origin: origin, size: Vec2(width - 10 * scale, height)))
      for (index, line) in lines.enumerated() {
        let isCaret = line.contains("^") && !line.contains(":")
        list.text(
          line, at: origin + Vec2(20 * scale, 50 * scale + lineHeight * Float(index)),
          size: size, color: isCaret ? color : theme.text, weight: .monospaced)
      }
      list.popClip()
      top += height + Viewer.gap * scale
    }
    drawNotice(layout)
  }

  /// One line above the time axis that goes away by itself.
  private mutating func drawNotice(_ layout: PanelLayout) {
    guard let notice = viewer.notice else { return }
    let size = 13 * scale
    let width = FontMetrics.width(of: notice, size: size, weight: .regular) + 32 * scale
    let origin = Vec2((list.size.x - width) * 0.5, layout.timeline.origin.y - 52 * scale)
    list.panelBackground(origin, Vec2(width, 34 * scale), theme: theme, scale: scale)
    list.text(
      notice, at: origin + Vec2(16 * scale, 22 * scale), size: size, color: theme.text)
  }
}
