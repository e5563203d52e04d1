import SimCore

/// A panel as a value: a title and rows; it knows its height and draws itself into a draw list.
public struct Panel: Sendable {
  /// Title in the head.
  public var title: String
  /// A word at the right of the head, muted.
  public var note: String = ""
  /// Width in points.
  public var width: Float
  /// What it says.
  public var rows: [PanelRow]

  /// A panel from its values.
  public init(title: String, note: String = "", width: Float, rows: [PanelRow]) {
    self.title = title
    self.note = note
    self.width = width
    self.rows = rows
  }
}

/// One row of a panel.
public enum PanelRow: Sendable {
  /// A heading within the panel.
  case heading(String)
  /// A name and its value.
  case pair(String, String)
  /// A name and a value that calls for attention.
  case alert(String, String)
  /// A name, a value in a range as a bar, and perhaps a second value as a tick on it.
  case bar(String, value: Float, range: ClosedRange<Float>, tick: Float?, color: Color)
  /// Bars of several classes for one name.
  case bars(String, values: [Float], range: ClosedRange<Float>, colors: [Color])
  /// A coloured mark and its name.
  case swatch(Color, String, note: String)
  /// A colour map with the values at its ends.
  case ramp(ColorMap, low: String, high: String)
  /// A matrix of numbers in [0, 1] with the names of its rows.
  case matrix(names: [String], values: [Float])
  /// A curve over time.
  case plot(PlotCurve)
  /// A line of explaining text.
  case text(String)
  /// Empty space, points.
  case gap(Float)
}

/// A curve with its axis.
public struct PlotCurve: Sendable {
  /// Title as shown.
  public var title: String
  /// The last value, as shown.
  public var latest: String
  /// Times, seconds.
  public var times: [Double]
  /// Values.
  public var values: [Double]
  /// Lowest value of the axis, or nil to follow the data.
  public var lowest: Double?
  /// Highest value of the axis, or nil to follow the data.
  public var highest: Double?
  /// Its colour.
  public var color: Color
}

extension PanelRow {
  /// Height of the row, points.
  var height: Float {
    switch self {
    case .heading: 22
    case .pair, .alert: 17
    case .bar: 17
    case .bars(_, let values, _, _): 4 + max(13, 4 * Float(values.count))
    case .swatch: 17
    case .ramp: 30
    case .matrix(let names, _): 8 + 24 * Float(names.count) + 16
    case .plot: 74
    case .text: 16
    case .gap(let height): height
    }
  }
}

extension Panel {
  /// Space around the content, points.
  static let padding: Float = 12
  /// Height of the head, points.
  static let headHeight: Float = 30

  /// Height of the whole panel, points.
  public var height: Float {
    rows.reduce(Panel.headHeight + Panel.padding) { $0 + $1.height }
  }

  /// Draws the panel with its top left corner at `origin` (px), cut at `maxHeight` (px).
  func draw(
    into list: inout DrawList, at origin: Vec2, theme: Theme, scale: Float, maxHeight: Float
  ) {
    let size = Vec2(width * scale, min(height * scale, maxHeight))
    list.panelBackground(origin, size, theme: theme, scale: scale)
    list.pushClip(ClipBox(origin: origin, size: size))
    var pen = PanelPen(
      left: origin.x + Panel.padding * scale, right: origin.x + size.x - Panel.padding * scale,
      y: origin.y, theme: theme, scale: scale)
    pen.head(title, note: note, into: &list)
    let bottom = origin.y + size.y
    for row in rows {
      // A row is shown whole or not at all.
      guard pen.y + row.height * scale <= bottom + 0.5 else {
        pen.y = min(pen.y, bottom - 15 * scale)
        pen.draw(.text("…"), into: &list)
        break
      }
      pen.draw(row, into: &list)
      pen.y += row.height * scale
    }
    list.popClip()
  }
}

extension DrawList {
  /// The ground of a panel or bar: a soft shadow, a filled box, a thin rim.
  mutating func panelBackground(_ origin: Vec2, _ size: Vec2, theme: Theme, scale: Float) {
    box(
      origin + Vec2(0, 3 * scale), size, fill: Color(0x000000, opacity: theme.isDark ? 0.35 : 0.14),
      radius: 8 * scale, softness: 12 * scale)
    box(
      origin, size, fill: theme.panel, radius: 7 * scale, border: max(1, scale),
      stroke: theme.panelEdge)
  }
}
