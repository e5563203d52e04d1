import SimCore

/// A figure over two axes: a table of coloured fields with their numbers.
public struct HeatMap: Sendable {
  /// Name of its files, without an ending; once in a page.
  public var name: String
  /// What it shows.
  public var title: String
  /// How to read it.
  public var caption: String
  /// The axis across, and the texts of its columns.
  public var x: (label: String, texts: [String])
  /// The axis upwards, and the texts of its rows from below.
  public var y: (label: String, texts: [String])
  /// What the colour says.
  public var value: (label: String, key: String)
  /// Values with what is told of them; nil where there is no run. [rows × columns]
  public var cells: [[(value: Double, note: String)?]]

  /// A table from its parts.
  public init(
    name: String, title: String, caption: String, x: (label: String, texts: [String]),
    y: (label: String, texts: [String]), value: (label: String, key: String),
    cells: [[(value: Double, note: String)?]]
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.value = value
    self.cells = cells
  }

  /// True where there is nothing to see.
  public var isEmpty: Bool { values.isEmpty }

  private var values: [Double] { cells.flatMap { $0 }.compactMap { $0?.value }.filter(\.isFinite) }
}

extension HeatMap {
  /// The drawing; columns and rows that are too many for numbers have colours alone.
  ///
  /// - Parameter detail: How many fields may have a number and be told where a reader points at them.
  /// - Returns: The picture, without title and legend.
  /// - Complexity: O(fields).
  func drawing(_ detail: DrawingDetail = .full) -> Markup {
    let isTold = x.texts.count * y.texts.count <= detail.fields
    let (columns, rows) = (max(1, x.texts.count), max(1, y.texts.count))
    let left = min(150, 14 + 8 * Double(y.texts.map(\.count).max() ?? 1))
    let cellWidth = (PlotFrame.width - left - 10) / Double(columns)
    let cellHeight = min(44, max(14, 300 / Double(rows)))
    let top = 28.0
    let bottom = top + cellHeight * Double(rows)
    let range = (values.min() ?? 0, values.max() ?? 1)
    var pieces: [Markup] = [PlotFrame.label(y.label, 4, 16, "", anchor: "start")]
    for (row, line) in cells.enumerated() {
      let y = bottom - cellHeight * Double(row + 1)
      if cellHeight >= 14 {
        pieces.append(
          PlotFrame.label(
            Self.short(self.y.texts[row], 18), left - 6, y + cellHeight / 2 + 4, "tick",
            anchor: "end"))
      }
      for (column, cell) in line.enumerated() {
        guard let cell, cell.value.isFinite else { continue }
        let x = left + cellWidth * Double(column)
        let share = range.1 > range.0 ? (cell.value - range.0) / (range.1 - range.0) : 0.5
        let field = Markup.element(
          "rect",
          [
            ("x", PlotFrame.number(x)), ("y", PlotFrame.number(y)),
            ("width", PlotFrame.number(max(0.5, cellWidth - 1))),
            ("height", PlotFrame.number(cellHeight - 1)), ("fill", Self.colour(share)),
          ], [])
        guard isTold else {
          pieces.append(field)
          continue
        }
        var parts: [Markup] = [.element("title", [], cell.note), field]
        let text = NumberText.short(cell.value)
        if cellWidth > 7.5 * Double(text.count) + 4, cellHeight >= 16 {
          parts.append(
            .element(
              "text",
              [
                ("x", PlotFrame.number(x + cellWidth / 2)),
                ("y", PlotFrame.number(y + cellHeight / 2 + 4)), ("text-anchor", "middle"),
                ("style", "fill:\(share > 0.55 ? "#14181d" : "#ffffff")"), ("font-size", "12"),
              ], text))
        }
        pieces.append(.element("g", [], parts))
      }
    }
    let step = max(1, Int((34 / cellWidth).rounded(.up)))
    for column in stride(from: 0, to: x.texts.count, by: step) {
      pieces.append(
        PlotFrame.label(
          Self.short(x.texts[column], max(4, Int(cellWidth * Double(step) / 7))),
          left + cellWidth * (Double(column) + 0.5), bottom + 16, "tick", anchor: "middle"))
    }
    pieces.append(
      PlotFrame.label(
        x.label, (left + PlotFrame.width - 10) / 2, bottom + 38, "", anchor: "middle"))
    return PlotFrame.drawing(pieces, title: title, height: bottom + 46)
  }

  private static func short(_ text: String, _ count: Int) -> String {
    text.count <= count ? text : text.prefix(max(1, count - 1)) + "…"
  }

  /// From dark blue over grey to light yellow: brightness rises evenly, and no two colours are told by red and green.
  ///
  /// Source: J. R. Nuñez et al., "Optimizing colormaps with consideration for color vision deficiency", 2018
  /// (cividis), by six of its colours with straight lines between them.
  static func colour(_ share: Double) -> String {
    let stops: [(Double, Double, Double)] = [
      (0, 34, 78), (50, 69, 108), (102, 105, 112), (148, 142, 119), (200, 184, 102), (254, 232, 56),
    ]
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let (a, b, part) = (stops[index], stops[index + 1], place - Double(index))
    func hex(_ from: Double, _ to: Double) -> String {
      let text = String(Int((from + (to - from) * part).rounded()), radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return "#" + hex(a.0, b.0) + hex(a.1, b.1) + hex(a.2, b.2)
  }

  /// The numbers of the picture: one line a field.
  public var csv: String {
    var text = CSVText.line([x.label, y.label, value.key])
    for (row, line) in cells.enumerated() {
      for (column, cell) in line.enumerated() {
        text += CSVText.line([
          x.texts[column], y.texts[row], cell.map { CSVText.digits($0.value) } ?? "",
        ])
      }
    }
    return text
  }

  /// The picture for other plotters, with its numbers in it (Vega-Lite 5).
  public var vegaLite: JSONText {
    var values: [JSONText] = []
    for (row, line) in cells.enumerated() {
      for (column, cell) in line.enumerated() {
        values.append(
          .object([
            ("x", .string(x.texts[column])), ("y", .string(y.texts[row])),
            ("value", cell.map { .number($0.value) } ?? .null),
          ]))
      }
    }
    func channel(_ field: String, _ title: String, _ sort: [String]) -> JSONText {
      .object([
        ("field", .string(field)), ("type", .string("ordinal")), ("title", .string(title)),
        ("sort", .array(sort.map { .string($0) })),
      ])
    }
    return .object([
      ("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
      ("title", .string(title)), ("data", .object([("values", .array(values))])),
      ("mark", .string("rect")),
      (
        "encoding",
        .object([
          ("x", channel("x", x.label, x.texts)), ("y", channel("y", y.label, y.texts.reversed())),
          (
            "color",
            .object([
              ("field", .string("value")), ("type", .string("quantitative")),
              ("title", .string(value.label)),
              ("scale", .object([("scheme", .string("cividis"))])),
            ])
          ),
        ])
      ),
    ])
  }
}
