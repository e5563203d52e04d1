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

  /// The keys, made from the key table, in as many columns as fit.
  mutating func drawHelp() {
    list.area(.zero, list.size, fill: theme.background.opacity(0.72))
    let lines = HelpLine.all
    let lineHeight = 19 * scale
    let columnWidth = 330 * scale
    let room = list.size - Vec2(60, 60) * scale
    let columns = max(1, min(3, Int(room.x / columnWidth)))
    let perColumn = HelpLine.split(lines, columns: columns)
    let tallest = perColumn.map(\.count).max() ?? 0
    let size = Vec2(
      columnWidth * Float(columns) + 24 * scale,
      min(room.y, lineHeight * Float(tallest) + 92 * scale))
    let origin = (list.size - size) * 0.5
    list.panelBackground(origin, size, theme: theme, scale: scale)
    list.text(
      "Keys and mouse", at: origin + Vec2(24, 34) * scale, size: 17 * scale, color: theme.text,
      weight: .bold)
    list.text(
      "F1 or Esc closes", at: origin + Vec2(size.x - 20 * scale, 34 * scale), size: 11.5 * scale,
      color: theme.mutedText, alignment: .trailing)
    for (column, content) in perColumn.enumerated() {
      var y = origin.y + 60 * scale
      let left = origin.x + 24 * scale + columnWidth * Float(column)
      for line in content {
        switch line {
        case .heading(let title):
          list.text(
            title, at: Vec2(left, y + 13 * scale), size: 12.5 * scale, color: theme.accent,
            weight: .bold)
        case .key(let label, let summary):
          list.text(
            label, at: Vec2(left, y + 13 * scale), size: 12 * scale, color: theme.text,
            weight: .bold)
          list.text(
            FontMetrics.truncated(
              summary, to: columnWidth - 138 * scale, size: 12 * scale, weight: .regular),
            at: Vec2(left + 118 * scale, y + 13 * scale), size: 12 * scale, color: theme.mutedText)
        case .space: break
        }
        y += lineHeight
      }
    }
  }
}

/// One line of the help.
public enum HelpLine: Equatable, Sendable {
  /// A group's name.
  case heading(String)
  /// Keys and what they do.
  case key(String, String)
  /// An empty line between groups.
  case space

  /// All lines: the key table with second keys beside the first, then the mouse.
  public static let all: [HelpLine] = {
    var lines: [HelpLine] = []
    var group = ""
    for binding in KeyTable.bindings {
      if binding.group != group {
        if !lines.isEmpty { lines.append(.space) }
        group = binding.group
        lines.append(.heading(group))
      }
      if binding.summary.isEmpty {
        guard case .key(let label, let summary)? = lines.last else { continue }
        // Bookmarks 2 to 9 are covered by the line of the first.
        if case .recallBookmark = binding.action { continue }
        if case .storeBookmark = binding.action { continue }
        lines[lines.count - 1] = .key(label + "   " + binding.label, summary)
      } else {
        lines.append(.key(binding.label, binding.summary))
      }
    }
    lines += [.space, .heading("Mouse")]
    lines += [
      .key("Click", "select; Shift adds"), .key("Double click", "centre"),
      .key("Drag", "move the view; Shift: box"), .key("Wheel", "zoom at the pointer"),
      .key("Drag a robot", "move it (editing, paused)"),
      .key("Right drag", "turn it (editing, paused)"),
      .key("Ctrl drag", "push it (running)"), .key("Time axis", "click an event, drag to scrub"),
    ]
    return lines
  }()

  /// The lines in columns of about equal length, broken between groups.
  public static func split(_ lines: [HelpLine], columns: Int) -> [[HelpLine]] {
    let groups = lines.split(separator: .space).map(Array.init)
    var result: [[HelpLine]] = [[]]
    let target = (lines.count + columns - 1) / columns
    for group in groups {
      let last = result.count - 1
      if !result[last].isEmpty, result[last].count + 1 + group.count / 2 > target,
        result.count < columns
      {
        result.append(group)
      } else {
        result[last] += (result[last].isEmpty ? [] : [.space]) + group
      }
    }
    return result
  }
}
