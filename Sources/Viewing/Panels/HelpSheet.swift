import SimCore

/// The help laid out for a window: the largest letters with which all of it is seen, else a part that scrolls.
struct HelpSheet {
  /// Letters are tried from the first size on, points; smaller than the last nobody reads.
  private static let sizes: [Float] = [12, 11, 10, 9]
  /// The size where nothing fits and the sheet scrolls, points.
  private static let scrollingSize: Float = 11
  /// Free space around the sheet and within it, and height of its head, points.
  static let rim: Float = 8
  static let padding: Float = 20
  static let headHeight: Float = 50
  /// Height of a line, in sizes of its letters.
  private static let lineShare: Float = 1.5
  /// Space between a key and what it does, and between columns, points.
  private static let gap: Float = 14

  /// Size of the letters, points.
  var size: Float
  /// Lines, column by column.
  var columns: [[HelpLine]]
  /// Width of each column's keys and of what they do, points. [columns]
  var widths: [(key: Float, summary: Float)]
  /// Width and height of the sheet, points.
  var extent: Vec2

  /// Height of a line, points.
  var lineHeight: Float { size * HelpSheet.lineShare }
  /// Height of the longest column, points.
  var contentHeight: Float { Float(columns.map(\.count).max() ?? 0) * lineHeight }
  /// How far it scrolls, points; 0 where all of it is seen.
  var scrollLimit: Float {
    max(0, contentHeight + HelpSheet.headHeight + HelpSheet.padding - extent.y)
  }

  /// The sheet for a window (points).
  static func fitting(_ window: Vec2) -> HelpSheet {
    let room = window - Vec2(repeating: 2 * rim)
    for size in sizes {
      // Three columns look best; larger letters go before that.
      for count in [3, 2, 4] {
        let sheet = HelpSheet(size: size, count: count)
        if sheet.extent.x <= room.x, sheet.extent.y <= room.y { return sheet }
      }
    }
    let tried = [3, 2, 1].map { HelpSheet(size: scrollingSize, count: $0) }
    var sheet = tried.first { $0.extent.x <= room.x } ?? tried[tried.count - 1]
    sheet.extent = Vec2(min(sheet.extent.x, max(0, room.x)), min(sheet.extent.y, max(0, room.y)))
    return sheet
  }

  private init(size: Float, count: Int) {
    self.size = size
    columns = HelpLine.split(HelpLine.all, columns: count)
    widths = columns.map { column in
      var (key, summary): (Float, Float) = (0, 0)
      for case .key(let label, let words) in column {
        key = max(key, FontMetrics.width(of: label, size: size, weight: .bold))
        summary = max(summary, FontMetrics.width(of: words, size: size, weight: .regular))
      }
      return (key, summary)
    }
    let width = widths.reduce(0) { $0 + $1.key + $1.summary + 2 * HelpSheet.gap }
    extent = Vec2(
      width - HelpSheet.gap + 2 * HelpSheet.padding,
      Float(columns.map(\.count).max() ?? 0) * size * HelpSheet.lineShare + HelpSheet.headHeight
        + HelpSheet.padding)
  }

  /// Where a column begins, points from the sheet's left edge.
  func left(ofColumn column: Int) -> Float {
    widths[..<column].reduce(HelpSheet.padding) { $0 + $1.key + $1.summary + 2 * HelpSheet.gap }
  }

  /// Where what a key does begins, points from its column's left edge.
  func summaryLeft(ofColumn column: Int) -> Float { widths[column].key + HelpSheet.gap }
}

extension Viewer {
  /// The help for this window.
  var helpSheet: HelpSheet { HelpSheet.fitting(camera.viewport / max(options.scale, 0.01)) }
}

extension PictureBuilder {
  /// The keys, made from the key table.
  mutating func drawHelp() {
    list.area(.zero, list.size, fill: theme.background.opacity(0.72))
    let sheet = viewer.helpSheet
    let size = sheet.extent * scale
    let origin = (list.size - size) * 0.5
    list.panelBackground(origin, size, theme: theme, scale: scale)
    let head = HelpSheet.headHeight * scale
    list.text(
      "Keys and mouse", at: origin + Vec2(HelpSheet.padding, 32) * scale, size: 16 * scale,
      color: theme.text, weight: .bold)
    list.text(
      sheet.scrollLimit > 0 ? "the wheel scrolls, F1 or Esc closes" : "F1 or Esc closes",
      at: origin + Vec2(size.x - HelpSheet.padding * scale, 32 * scale), size: 11 * scale,
      color: theme.mutedText, alignment: .trailing)
    list.pushClip(ClipBox(origin: origin + Vec2(0, head), size: size - Vec2(0, head)))
    let scroll = min(sheet.scrollLimit, viewer.panelScroll[.help] ?? 0)
    for (column, content) in sheet.columns.enumerated() {
      let left = origin.x + sheet.left(ofColumn: column) * scale
      var y = origin.y + (HelpSheet.headHeight - scroll) * scale
      for line in content {
        draw(line, at: Vec2(left, y + sheet.size * scale), sheet, column)
        y += sheet.lineHeight * scale
      }
    }
    list.popClip()
  }

  private mutating func draw(_ line: HelpLine, at base: Vec2, _ sheet: HelpSheet, _ column: Int) {
    let size = sheet.size * scale
    switch line {
    case .heading(let title):
      list.text(title, at: base, size: size, color: theme.accent, weight: .bold)
    case .key(let label, let summary):
      list.text(label, at: base, size: size, color: theme.text, weight: .bold)
      list.text(
        summary, at: base + Vec2(sheet.summaryLeft(ofColumn: column) * scale, 0), size: size,
        color: theme.mutedText)
    case .space: break
    }
  }
}
