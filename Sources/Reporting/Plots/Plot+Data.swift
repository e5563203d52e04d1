import SimCore

extension Plot {
  /// The numbers of the picture: one line a point.
  ///
  /// - Complexity: O(points).
  public var csv: String {
    var text = CSVText.line(["series", x.key, y.key, "lower", "upper", "mark"])
    for one in series {
      for point in one.points {
        text += CSVText.line([
          one.name, CSVText.digits(point.x), CSVText.digits(point.y),
          point.lower.map(CSVText.digits) ?? "", point.upper.map(CSVText.digits) ?? "",
          point.mark == .plain ? "" : point.mark.rawValue,
        ])
      }
    }
    return text
  }

  /// The picture for other plotters, with its numbers in it.
  ///
  /// Source: Vega-Lite, version 5, https://vega.github.io/schema/vega-lite/v5.json.
  ///
  /// - Complexity: O(points).
  public var vegaLite: JSONText {
    func scale(_ axis: Axis) -> JSONText {
      var pairs: [(String, JSONText)] = [("zero", .bool(axis.includesZero && !axis.isLogarithmic))]
      if axis.isLogarithmic {
        pairs += [("type", .string("log")), ("nice", .bool(false))]
      }
      if let fixed = axis.fixed {
        pairs.append(("domain", .array([.number(fixed.lowerBound), .number(fixed.upperBound)])))
      }
      return .object(pairs)
    }
    func channel(_ field: String, _ axis: Axis? = nil) -> JSONText {
      var pairs: [(String, JSONText)] = [
        ("field", .string(field)), ("type", .string("quantitative")),
      ]
      if let axis { pairs += [("title", .string(axis.label)), ("scale", scale(axis))] }
      if let axis, axis.isLogarithmic {
        // Plotters put a number at every power's every digit.
        let values = series.flatMap(\.points).map { field == "x" ? $0.x : $0.y }
        let ticks = AxisScale(values, isLogarithmic: true).ticks
        pairs.append(("axis", .object([("values", .array(ticks.map { .number($0) }))])))
      }
      return .object(pairs)
    }
    let colour = JSONText.object([
      ("field", .string("series")), ("type", .string("nominal")), ("title", .null),
      ("sort", .array(series.map { .string($0.name) })),
    ])
    func layer(
      _ mark: [(String, JSONText)], _ style: [Series.Style], _ channels: [(String, JSONText)]
    )
      -> JSONText?
    {
      let names = series.filter { style.contains($0.style) }.map(\.name)
      guard !names.isEmpty else { return nil }
      return .object([
        (
          "transform",
          .array([
            .object([
              (
                "filter",
                .object([
                  ("field", .string("series")), ("oneOf", .array(names.map { .string($0) })),
                ])
              )
            ])
          ])
        ),
        ("mark", .object(mark)),
        ("encoding", .object([("x", channel("x", x)), ("color", colour)] + channels)),
      ])
    }
    let ends = [("y", channel("lower", y)), ("y2", .object([("field", .string("upper"))]))]
    var layers = [
      layer([("type", .string("area")), ("opacity", .number(0.2))], [.line], ends),
      layer([("type", .string("rule"))], [.joined, .dots], ends),
      layer([("type", .string("line"))], [.line, .joined], [("y", channel("y", y))]),
      layer(
        [("type", .string("point")), ("filled", .bool(true))], [.joined, .dots],
        [
          ("y", channel("y", y)),
          (
            "shape",
            .object([
              ("field", .string("mark")), ("type", .string("nominal")), ("title", .null),
            ])
          ),
        ]),
    ].compactMap { $0 }
    for rule in rules {
      layers.append(
        .object([
          (
            "mark",
            .object([
              ("type", .string("rule")), ("strokeDash", .array([.integer(5), .integer(4)])),
            ])
          ),
          (
            "encoding",
            .object([(rule.isVertical ? "x" : "y", .object([("datum", .number(rule.value))]))])
          ), ("description", .string(rule.label)),
        ]))
    }
    let values = series.flatMap { one in
      one.points.map { point in
        JSONText.object([
          ("series", .string(one.name)), ("x", .number(point.x)), ("y", .number(point.y)),
          ("lower", point.lower.map { .number($0) } ?? .null),
          ("upper", point.upper.map { .number($0) } ?? .null),
          ("mark", .string(point.mark.rawValue)),
        ])
      }
    }
    return .object([
      ("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
      ("title", .string(title)), ("width", .integer(480)), ("height", .integer(280)),
      ("data", .object([("values", .array(values))])), ("layer", .array(layers)),
    ])
  }
}
