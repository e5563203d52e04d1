import SimCore

/// Names with a value each: dots with intervals, or bars, one below the other.
public struct BarPlot: Sendable {
  /// One row.
  public struct Row: Sendable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: Double
    /// Lower end; nil for none.
    public var lower: Double?
    /// Upper end; nil for none.
    public var upper: Double?
    /// What is told of it where a reader points at it.
    public var note: String

    /// A row from its values.
    public init(
      _ name: String, _ value: Double, lower: Double? = nil, upper: Double? = nil, note: String
    ) {
      self.name = name
      self.value = value
      self.lower = lower
      self.upper = upper
      self.note = note
    }
  }

  /// Name of its files, without an ending; once in a page.
  public var name: String
  /// What it shows.
  public var title: String
  /// How to read it.
  public var caption: String
  /// What is measured, for people.
  public var label: String
  /// Name of its column in files.
  public var key: String
  /// True for bars from 0, false for dots with their intervals.
  public var isCount: Bool
  /// A value to hold them against, with its name.
  public var rule: (value: Double, label: String)?
  /// The rows from above.
  public var rows: [Row]

  /// A picture from its parts; rows without a number are left out.
  public init(
    name: String, title: String, caption: String, label: String, key: String, isCount: Bool,
    rule: (value: Double, label: String)? = nil, rows: [Row]
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.label = label
    self.key = key
    self.isCount = isCount
    self.rule = rule
    self.rows = rows.filter { $0.value.isFinite }
  }

  /// True where there is nothing to see.
  public var isEmpty: Bool { rows.isEmpty }
}

extension BarPlot {
  /// The drawing.
  ///
  /// - Complexity: O(rows).
  var drawing: Markup {
    let rowHeight = 26.0
    let top = 10.0
    let bottom = top + rowHeight * Double(rows.count)
    let left = min(220, 20 + 7.4 * Double(rows.map(\.name.count).max() ?? 1))
    let ends = rows.flatMap { [$0.value, $0.lower, $0.upper].compactMap { $0 } }
    let scale = AxisScale(
      ends + (rule.map { [$0.value] } ?? []), includesZero: isCount, count: 5)
    func across(_ value: Double) -> Double {
      left + min(max(scale.place(of: value), 0), 1) * (PlotFrame.width - left - 60)
    }
    var pieces: [Markup] = []
    for tick in scale.ticks {
      pieces.append(PlotFrame.line("grid", across(tick), top, across(tick), bottom))
      pieces.append(
        PlotFrame.label(AxisScale.text(tick), across(tick), bottom + 16, "tick", anchor: "middle"))
    }
    if let rule {
      pieces.append(PlotFrame.line("rule", across(rule.value), top - 6, across(rule.value), bottom))
    }
    for (index, row) in rows.enumerated() {
      let middle = top + rowHeight * (Double(index) + 0.5)
      let most = max(4, Int((left - 16) / 7))
      let name = row.name.count <= most ? row.name : row.name.prefix(most - 1) + "…"
      var parts: [Markup] = [
        .element("title", [], row.note),
        PlotFrame.label(name, left - 8, middle + 4, "tick", anchor: "end"),
      ]
      if isCount {
        let (from, to) = (across(min(0, row.value)), across(max(0, row.value)))
        parts.append(
          .element(
            "rect",
            [
              ("class", "fill"), ("x", PlotFrame.number(from)), ("y", PlotFrame.number(middle - 8)),
              ("width", PlotFrame.number(max(0.5, to - from))), ("height", "16"),
            ], []))
        parts.append(
          PlotFrame.label(AxisScale.text(row.value), to + 6, middle + 4, "tick", anchor: "start"))
      } else {
        if let lower = row.lower, let upper = row.upper {
          let (from, to) = (across(lower), across(upper))
          parts.append(PlotFrame.line("bar", from, middle, to, middle))
          for end in [from, to] {
            parts.append(PlotFrame.line("bar", end, middle - 3, end, middle + 3))
          }
        }
        parts.append(PlotSymbol.shape(0, across(row.value), middle))
      }
      pieces.append(.of("g", "s0", parts))
    }
    pieces.append(
      PlotFrame.label(
        label, (left + PlotFrame.width - 60) / 2, bottom + 36, "", anchor: "middle"))
    return PlotFrame.drawing(pieces, title: title, height: bottom + 44)
  }

  /// The numbers of the picture: one line a row.
  public var csv: String {
    rows.reduce(into: CSVText.line(["name", key, "lower", "upper"])) { text, row in
      text += CSVText.line([
        row.name, CSVText.digits(row.value), row.lower.map(CSVText.digits) ?? "",
        row.upper.map(CSVText.digits) ?? "",
      ])
    }
  }

  /// The picture for other plotters, with its numbers in it (Vega-Lite 5).
  public var vegaLite: JSONText {
    let sort = JSONText.array(rows.map { .string($0.name) })
    let names = JSONText.object([
      ("field", .string("name")), ("type", .string("nominal")), ("title", .null), ("sort", sort),
    ])
    func across(_ field: String) -> JSONText {
      .object([
        ("field", .string(field)), ("type", .string("quantitative")), ("title", .string(label)),
      ])
    }
    func layer(_ mark: String, _ channels: [(String, JSONText)]) -> JSONText {
      .object([
        ("mark", .string(mark)), ("encoding", .object([("y", names)] + channels)),
      ])
    }
    let layers =
      isCount
      ? [layer("bar", [("x", across("value"))])]
      : [
        layer("rule", [("x", across("lower")), ("x2", .object([("field", .string("upper"))]))]),
        layer("point", [("x", across("value"))]),
      ]
    return .object([
      ("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
      ("title", .string(title)),
      (
        "data",
        .object([
          (
            "values",
            .array(
              rows.map { row in
                .object([
                  ("name", .string(row.name)), ("value", .number(row.value)),
                  ("lower", row.lower.map { .number($0) } ?? .null),
                  ("upper", row.upper.map { .number($0) } ?? .null),
                ])
              })
          )
        ])
      ), ("layer", .array(layers)),
    ])
  }
}
