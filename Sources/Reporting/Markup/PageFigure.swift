import SimCore

/// A picture of a page, with what can be saved beside it.
public enum PageFigure: Sendable {
  /// Curves over an axis.
  case plot(Plot)
  /// A table of colours over two axes.
  case heat(HeatMap)
  /// Names with a value each.
  case bars(BarPlot)

  /// Name of its files, without an ending.
  public var name: String {
    switch self {
    case .plot(let plot): plot.name
    case .heat(let map): map.name
    case .bars(let bars): bars.name
    }
  }

  /// True where there is nothing to see.
  public var isEmpty: Bool {
    switch self {
    case .plot(let plot): plot.isEmpty
    case .heat(let map): map.isEmpty
    case .bars(let bars): bars.isEmpty
    }
  }

  /// Its numbers.
  public var csv: String {
    switch self {
    case .plot(let plot): plot.csv
    case .heat(let map): map.csv
    case .bars(let bars): bars.csv
    }
  }

  /// It for other plotters.
  public var vegaLite: JSONText {
    switch self {
    case .plot(let plot): plot.vegaLite
    case .heat(let map): map.vegaLite
    case .bars(let bars): bars.vegaLite
    }
  }

  /// What can be saved of it.
  var links: [DataLink] {
    [
      DataLink(fileName: "\(name).csv", word: "CSV", type: "text/csv", content: csv),
      DataLink(
        fileName: "\(name).vl.json", word: "Vega-Lite", type: "application/json",
        content: vegaLite.dense),
    ]
  }

  /// The figure on the page.
  func markup(_ saving: Markup, _ detail: DrawingDetail) -> Markup {
    let (title, caption, drawing, legend): (String, String, Markup, Markup) =
      switch self {
      case .plot(let plot): (plot.title, plot.caption, plot.drawing(detail), plot.legend)
      case .heat(let map): (map.title, map.caption, map.drawing(detail), .none)
      case .bars(let bars): (bars.title, bars.caption, bars.drawing, .none)
      }
    return .element(
      "figure", [("id", "figure-\(name)")],
      [
        .element("h3", [], title), legend, drawing,
        .element("figcaption", [], [.text(caption + (caption.isEmpty ? "" : " ")), saving]),
      ])
  }
}
