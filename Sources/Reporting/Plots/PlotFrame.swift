import SimCore

/// The axes of a picture, and where a value lies in its drawing.
///
/// Lengths are in the units of the drawing's view box.
struct PlotFrame {
  static let width = 460.0
  static let height = 290.0
  let x: AxisScale
  let y: AxisScale
  private let xLabel: String
  private let yLabel: String
  private let left: Double
  private let right = 16.0
  private let top = 30.0
  private let bottom = 48.0

  /// Axes with their labels.
  init(x: AxisScale, y: AxisScale, xLabel: String, yLabel: String) {
    self.x = x
    self.y = y
    self.xLabel = xLabel
    self.yLabel = yLabel
    // Wide enough for the longest number; a digit is about 8 wide where text is largest.
    let longest = y.ticks.map { AxisScale.text($0).count }.max() ?? 1
    left = 16 + 8 * Double(max(2, longest))
  }

  var innerLeft: Double { left }
  var innerRight: Double { Self.width - right }
  var innerTop: Double { top }
  var innerBottom: Double { Self.height - bottom }

  /// Place across.
  func across(_ value: Double) -> Double {
    innerLeft + x.place(of: value) * (innerRight - innerLeft)
  }

  /// Place from the top, held to the frame.
  func down(_ value: Double) -> Double {
    let place = min(max(y.place(of: value), 0), 1)
    return innerBottom - place * (innerBottom - innerTop)
  }

  /// Grid, numbers and labels.
  var drawing: [Markup] {
    var pieces: [Markup] = []
    for tick in y.ticks {
      let place = down(tick)
      pieces.append(Self.line("grid", innerLeft, place, innerRight, place))
      pieces.append(
        Self.label(AxisScale.text(tick), innerLeft - 7, place + 4, "tick", anchor: "end"))
    }
    var end = -Double.infinity
    for tick in x.ticks {
      let text = AxisScale.text(tick)
      let place = across(tick)
      pieces.append(Self.line("frame", place, innerBottom, place, innerBottom + 5))
      // Numbers that would touch the one before are left out.
      guard place - 4 * Double(text.count) > end else { continue }
      end = place + 4 * Double(text.count) + 6
      pieces.append(Self.label(text, place, innerBottom + 20, "tick", anchor: "middle"))
    }
    pieces.append(Self.line("frame", innerLeft, innerBottom, innerRight, innerBottom))
    pieces.append(
      Self.label(xLabel, (innerLeft + innerRight) / 2, Self.height - 8, "", anchor: "middle"))
    pieces.append(Self.label(yLabel, 4, 16, "", anchor: "start"))
    return pieces
  }

  /// A number of the drawing: a tenth is finer than any screen.
  static func number(_ value: Double) -> String { NumberText.rounded(value, decimals: 1) }

  static func line(
    _ className: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> Markup {
    .element(
      "line",
      [
        ("class", className), ("x1", number(x1)), ("y1", number(y1)), ("x2", number(x2)),
        ("y2", number(y2)),
      ], [])
  }

  static func label(
    _ text: String, _ x: Double, _ y: Double, _ className: String, anchor: String
  ) -> Markup {
    var attributes = [("x", number(x)), ("y", number(y)), ("text-anchor", anchor)]
    if !className.isEmpty { attributes.insert(("class", className), at: 0) }
    return .element("text", attributes, text)
  }

  /// The drawing around its pieces.
  static func drawing(_ pieces: [Markup], title: String, height: Double = height) -> Markup {
    .element(
      "svg",
      [
        ("class", "plot"), ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", "0 0 \(number(width)) \(number(height))"), ("role", "img"),
        ("aria-label", title),
      ], pieces)
  }
}
