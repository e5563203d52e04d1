import Contracts
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
  /// A number of the whole fleet, with its classes, its past and its unit.
  case trend(TrendRow)
  /// Which layer reads which field, as a diagram.
  case readings([LayerReading], periods: [FieldLayer: Double])
  /// A coloured mark and its name.
  case swatch(Color, String, note: String)
  /// A robot with the marks that these flags give it, and what they mean.
  case robot(RobotFlags, String)
  /// A place in this state, with so many robots that wait for it, and what it means.
  case place(PlaceMark.State, waiting: Int, String)
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
  /// The value that is to be reached, drawn as a dashed line; nil for none.
  public var target: Double?
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
    case .trend: 18
    case .readings: 118
    case .swatch, .robot, .place: 17
    case .ramp: 30
    case .matrix(let names, _): 8 + 24 * Float(names.count) + 16
    case .plot: 84
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

  /// Draws the panel into a box (px), from `scroll` (points) on; of a collapsed one its head.
  func draw(
    into list: inout DrawList, box: ClipBox, theme: Theme, scale: Float, scroll: Float,
    isCollapsed: Bool
  ) {
    list.panelBackground(box.origin, box.size, theme: theme, scale: scale)
    list.pushClip(box)
    var pen = PanelPen(
      left: box.origin.x + Panel.padding * scale,
      right: box.origin.x + box.size.x - Panel.padding * scale,
      y: box.origin.y, theme: theme, scale: scale)
    pen.head(title, note: note, isCollapsed: isCollapsed, into: &list)
    if !isCollapsed { drawRows(pen, box, scroll, into: &list) }
    list.popClip()
  }

  private func drawRows(
    _ head: PanelPen, _ box: ClipBox, _ scroll: Float, into list: inout DrawList
  ) {
    let scale = head.scale
    var pen = head
    let top = box.origin.y + Panel.headHeight * scale
    let bottom = box.origin.y + box.size.y
    list.pushClip(ClipBox(origin: Vec2(box.origin.x, top), size: Vec2(box.size.x, bottom - top)))
    let left = max(0, height * scale - box.size.y)
    pen.y -= min(scroll * scale, left)
    for row in rows {
      let end = pen.y + row.height * scale
      if end > top, pen.y < bottom { pen.draw(row, into: &list) }
      pen.y = end
    }
    // How much there is, and where in it this is.
    if left > 0.5 {
      let rail = bottom - top - 8 * scale
      let share = (bottom - top) / (height * scale - Panel.headHeight * scale)
      let start = top + 4 * scale + (rail - rail * share) * min(scroll * scale, left) / left
      list.box(
        Vec2(box.origin.x + box.size.x - 6 * scale, start), Vec2(3 * scale, rail * share),
        fill: head.theme.mutedText.opacity(0.7), radius: 1.5 * scale)
    }
    list.popClip()
  }
}

extension DrawList {
  /// The ground of a panel or bar: a soft shadow, a filled box, a thin rim.
  mutating func panelBackground(_ origin: Vec2, _ size: Vec2, theme: Theme, scale: Float) {
    // It begins well within the panel, whose corners are round.
    let inset = Vec2(repeating: 6 * scale)
    shadow(
      origin + inset + Vec2(0, 3 * scale), size - 2 * inset, width: 13 * scale,
      color: Color(0x000000, opacity: theme.isDark ? 0.3 : 0.12))
    box(
      origin, size, fill: theme.panel, radius: 7 * scale, border: max(1, scale),
      stroke: theme.panelEdge)
  }
}
