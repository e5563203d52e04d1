import Forecasting
import Prediction
import SimCore

/// A prediction for people: what binds first, what each part lets through, and the curve.
struct PredictionText {
  let prediction: FleetPrediction

  init(_ prediction: FleetPrediction) { self.prediction = prediction }

  /// The report.
  var text: String {
    var lines = [sentence, ""]
    lines += numbers
    lines.append("")
    lines += TextTable.lines(
      header: ["part", "jobs/h", "between", "", "saturated by N", "between", ""],
      rows: prediction.parts.prefix(12).map { part in
        [visibleText(part.name), Self.perHour(part.capacity.expected)]
          + Self.ends(part.capacity, times: 3600)
          + [Self.digits(part.saturation.expected)] + Self.ends(part.saturation, times: 1)
      })
    if prediction.parts.count > 12 {
      lines.append("and \(prediction.parts.count - 12) wider ones (--format json has all)")
    }
    lines.append("")
    lines += TextTable.lines(
      header: [prediction.axis, "jobs/h", "between", "", "without demand's limit"],
      rows: shown.map { point in
        [String(point.size), Self.perHour(point.flow.expected)]
          + Self.ends(point.flow, times: 3600) + [Self.perHour(point.possible.expected)]
      })
    if !prediction.notes.isEmpty {
      lines.append("")
      lines += prediction.notes.map { "left out: \(visibleText($0))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What binds, first and second.
  private var sentence: String {
    let name = visibleText(prediction.scene)
    let axis = prediction.axis
    guard let first = prediction.parts.first else {
      return "\(name): nothing but robots binds up to \(axis) = \(prediction.most)."
    }
    var text =
      "\(name): up to about \(axis) = \(Self.digits(prediction.knee.expected)) robots bind, then "
      + "\(visibleText(first.name)) (\(Self.perHour(first.capacity.expected)) jobs/h)"
    if prediction.parts.count > 1 {
      let second = prediction.parts[1]
      text +=
        "; next \(visibleText(second.name)) (\(Self.perHour(second.capacity.expected)) jobs/h)"
    }
    return text + "."
  }

  private var numbers: [String] {
    let axis = prediction.axis
    var rows = [
      ["demand", "\(Self.perHour(prediction.demand)) jobs/h", ""],
      [
        "job of one robot alone", "\(Self.digits(prediction.aloneTime.expected)) s",
        Self.between(prediction.aloneTime, times: 1, "s"),
      ],
      [
        "capacity", "\(Self.perHour(prediction.capacity.expected)) jobs/h",
        Self.between(prediction.capacity, times: 3600, "jobs/h"),
      ],
      [
        "N_sat, the knee", Self.digits(prediction.knee.expected),
        Self.between(prediction.knee, times: 1, ""),
      ],
    ]
    if let target = prediction.target {
      let size = target.size
      let none = "not reached up to \(axis) = \(prediction.most)"
      rows.append([
        "N* for \(Self.perHour(target.flow)) jobs/h", size.expected.map(String.init) ?? none,
        size.lower.map { lower in "between \(lower) and \(size.upper.map(String.init) ?? none)" }
          ?? "",
      ])
    }
    let none = "none up to \(axis) = \(prediction.most)"
    if let peak = prediction.peak {
      rows.append([
        "N_peak, where more hurt", peak.expected.map(String.init) ?? none,
        "between \(peak.lower) and \(peak.upper.map(String.init) ?? none)",
      ])
    } else {
      rows.append(["N_peak, where more hurt", none, ""])
    }
    let width = rows.map(\.[0].count).max() ?? 0
    let second = rows.map(\.[1].count).max() ?? 0
    return rows.map { row in
      var line =
        row[0] + String(repeating: " ", count: width - row[0].count + 2) + row[1]
        + String(repeating: " ", count: second - row[1].count + 2) + row[2]
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  /// At most sixteen of the sizes, the ends among them.
  private var shown: [FleetPrediction.Point] {
    let points = prediction.points
    let step = max(1, (points.count + 14) / 15)
    return points.indices.filter { $0 % step == 0 || $0 == points.count - 1 }.map { points[$0] }
  }

  private static func between(_ estimate: Estimate, times factor: Double, _ unit: String) -> String
  {
    let ends = ends(estimate, times: factor)
    return "between \(ends[0]) and \(ends[1])\(unit.isEmpty ? "" : " \(unit)")"
  }

  private static func ends(_ estimate: Estimate, times factor: Double) -> [String] {
    [digits(estimate.lower * factor), digits(estimate.upper * factor)]
  }

  private static func perHour(_ flow: Double) -> String { digits(flow * 3600) }

  /// Three digits at most behind the first: nothing here is known better.
  static func digits(_ value: Double) -> String {
    guard value.isFinite else { return "∞" }
    let decimals = value.magnitude >= 100 ? 0 : value.magnitude >= 10 ? 1 : 2
    return NumberText.rounded(value, decimals: decimals)
  }
}
