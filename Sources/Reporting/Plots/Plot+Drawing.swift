import SimCore

extension Plot {
  /// The drawing.
  ///
  /// - Parameter detail: How many symbols and places of lines there are at most: beyond that, series are lines through
  ///   the least and greatest value of each stretch.
  /// - Returns: The picture, without title and legend.
  /// - Complexity: O(points).
  func drawing(_ detail: DrawingDetail = .full) -> Markup {
    let points = series.flatMap(\.points)
    let heights = points.flatMap { [$0.y, $0.lower, $0.upper].compactMap { $0 } }
    let levels = rules.filter { !$0.isVertical }.map(\.value)
    let uprights = rules.filter(\.isVertical).map(\.value)
    let frame = PlotFrame(
      x: AxisScale(
        points.map(\.x) + uprights, isLogarithmic: x.isLogarithmic, fixed: x.fixed,
        includesZero: x.includesZero, count: 7),
      y: AxisScale(
        heights + levels, isLogarithmic: y.isLogarithmic, fixed: y.fixed,
        includesZero: y.includesZero, count: 5),
      xLabel: x.label, yLabel: y.label)
    var pieces = frame.drawing
    for one in series { pieces += lines(of: one, frame, detail) }
    pieces += rules.flatMap { draw($0, frame) }
    // Symbols lie above all lines.
    if hasSymbols(detail) {
      for one in series where one.style != .line { pieces += symbols(of: one, frame) }
    }
    for one in series where one.style == .line { pieces += hits(of: one, frame, detail) }
    return PlotFrame.drawing(pieces, title: title)
  }

  private func hasSymbols(_ detail: DrawingDetail) -> Bool {
    series.reduce(0) { $0 + ($1.style == .line ? 0 : $1.points.count) } <= detail.symbols
  }

  private func lines(of one: Series, _ frame: PlotFrame, _ detail: DrawingDetail) -> [Markup] {
    var pieces: [Markup] = []
    func place(_ point: Point, _ value: Double) -> (Double, Double) {
      (frame.across(point.x), frame.down(value))
    }
    if one.style == .line || !hasSymbols(detail) {
      let banded = one.points.filter { $0.lower != nil && $0.upper != nil }
      if banded.count > 1, banded.count <= detail.places {
        let above = banded.map { place($0, $0.upper ?? $0.y) }
        let below = banded.reversed().map { place($0, $0.lower ?? $0.y) }
        pieces.append(
          .element("path", [("class", "band"), ("d", PlotSymbol.steps(above + below) + " Z")], []))
      }
    }
    if one.style != .dots || !hasSymbols(detail), one.points.count > 1 {
      pieces.append(
        PlotSymbol.curve(one.tone, thinned(one.points, to: detail.places).map { place($0, $0.y) }))
    }
    return pieces.isEmpty ? [] : [.of("g", "s\(one.tone)", pieces)]
  }

  /// At most so many points as can be seen: of each stretch the least and the greatest, in their order.
  private func thinned(_ points: [Point], to places: Int) -> [Point] {
    guard points.count > places else { return points }
    let stretches = places / 2
    return (0..<stretches).flatMap { index -> [Point] in
      let range = points.count * index / stretches..<points.count * (index + 1) / stretches
      let stretch = points[range]
      guard let low = stretch.indices.min(by: { stretch[$0].y < stretch[$1].y }),
        let high = stretch.indices.max(by: { stretch[$0].y < stretch[$1].y })
      else { return [] }
      return low == high ? [points[low]] : [points[min(low, high)], points[max(low, high)]]
    }
  }

  private func symbols(of one: Series, _ frame: PlotFrame) -> [Markup] {
    let pieces = one.points.map { point -> Markup in
      let (x, y) = (frame.across(point.x), frame.down(point.y))
      var parts: [Markup] = [.element("title", [], told(point, one))]
      if let lower = point.lower, let upper = point.upper {
        let (from, to) = (frame.down(lower), frame.down(upper))
        parts.append(PlotFrame.line("bar", x, from, x, to))
        for end in [from, to] { parts.append(PlotFrame.line("bar", x - 3, end, x + 3, end)) }
      }
      parts.append(
        PlotSymbol.shape(one.tone, x, y, className: point.mark == .partial ? "hollow" : "dot"))
      if [.certified, .reference, .less].contains(point.mark) {
        parts.append(Self.ring(x, y, isLess: point.mark == .less))
      }
      parts.append(Self.hit(x, y))
      return .element("g", [], parts)
    }
    return [.of("g", "s\(one.tone)", pieces)]
  }

  /// Places along a line at which a reader is told its values.
  private func hits(of one: Series, _ frame: PlotFrame, _ detail: DrawingDetail) -> [Markup] {
    guard detail.lineNotes > 0 else { return [] }
    let step = max(1, one.points.count / detail.lineNotes)
    let pieces = one.points.enumerated().filter { $0.offset % step == 0 }.map { _, point in
      Markup.element(
        "g", [],
        [
          .element("title", [], told(point, one)),
          Self.hit(frame.across(point.x), frame.down(point.y)),
        ])
    }
    return pieces.isEmpty ? [] : [.element("g", [], pieces)]
  }

  static func ring(_ x: Double, _ y: Double, isLess: Bool) -> Markup {
    let ring = PlotSymbol.shape(0, x, y, className: "ring", size: 7.5)
    if !isLess { return ring }
    return .all([ring, PlotFrame.line("ring", x - 5.3, y + 5.3, x + 5.3, y - 5.3)])
  }

  private static func hit(_ x: Double, _ y: Double) -> Markup {
    PlotSymbol.shape(0, x, y, className: "hit", size: 10)
  }

  private func told(_ point: Point, _ one: Series) -> String {
    if !point.note.isEmpty { return point.note }
    var text =
      "\(one.name): \(NumberText.short(point.y)) at \(x.label) \(NumberText.short(point.x))"
    if let lower = point.lower, let upper = point.upper {
      text += ", \(NumberText.short(lower)) to \(NumberText.short(upper))"
    }
    return text
  }

  private func draw(_ rule: Rule, _ frame: PlotFrame) -> [Markup] {
    if rule.isVertical {
      guard frame.x.holds(rule.value) else { return [] }
      let place = frame.across(rule.value)
      let isRight = place < (frame.innerLeft + frame.innerRight) / 2
      // Labels of several lines go one below the other.
      let row = rules.filter(\.isVertical).prefix { $0.label != rule.label }.count
      return [
        PlotFrame.line("rule", place, frame.innerTop, place, frame.innerBottom),
        PlotFrame.label(
          rule.label, place + (isRight ? 6 : -6), frame.innerTop + 13 + 16 * Double(row),
          "halo tick", anchor: isRight ? "start" : "end"),
      ]
    }
    guard frame.y.holds(rule.value) else { return [] }
    let place = frame.down(rule.value)
    // At the end where the points are further away.
    let isLeft =
      distance(from: rule.value, frame, ofLeft: true)
      > distance(from: rule.value, frame, ofLeft: false)
    return [
      PlotFrame.line("rule", frame.innerLeft, place, frame.innerRight, place),
      PlotFrame.label(
        rule.label, isLeft ? frame.innerLeft + 5 : frame.innerRight - 3,
        place < frame.innerTop + 20 ? place + 15 : place - 5, "halo tick",
        anchor: isLeft ? "start" : "end"),
    ]
  }

  /// How far the nearest point of a third of the picture is from a level.
  private func distance(from level: Double, _ frame: PlotFrame, ofLeft isLeft: Bool) -> Double {
    series.flatMap(\.points).filter { point in
      let place = frame.x.place(of: point.x)
      return isLeft ? place < 0.35 : place > 0.65
    }.map { abs(frame.y.place(of: $0.y) - frame.y.place(of: level)) }.min() ?? 1
  }

  /// The names of the series with their symbols; nothing where there is one without a name.
  var legend: Markup {
    var items = series.filter { !$0.name.isEmpty }.map { one -> Markup in
      var pieces: [Markup] = []
      if one.style != .dots { pieces.append(PlotSymbol.curve(one.tone, [(1, 7), (25, 7)])) }
      if one.style != .line { pieces.append(PlotSymbol.shape(one.tone, 13, 7)) }
      return Self.item(one.name, .of("g", "s\(one.tone)", pieces))
    }
    let marks = Set(series.flatMap(\.points).map(\.mark))
    for (mark, name) in [(Mark.certified, "certified"), (.reference, "reference")]
    where marks.contains(mark) {
      items.append(Self.item(name, Self.ring(13, 7, isLess: false), room: "3 -2 20 18"))
    }
    if marks.contains(.less) {
      items.append(
        Self.item("certified to be less", Self.ring(13, 7, isLess: true), room: "3 -2 20 18"))
    }
    if marks.contains(.partial) {
      items.append(
        Self.item(
          "not told by all runs",
          .of("g", "s0", [PlotSymbol.shape(0, 13, 7, className: "hollow")])))
    }
    return items.isEmpty ? .none : .of("ul", "legend", items)
  }

  private static func item(_ name: String, _ symbol: Markup, room: String = "0 0 26 14") -> Markup {
    .element(
      "li", [],
      [
        .element(
          "svg",
          [("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", room), ("aria-hidden", "true")],
          [symbol]),
        .element("span", [], name),
      ])
  }
}
