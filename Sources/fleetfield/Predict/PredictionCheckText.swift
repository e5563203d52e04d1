import Experiments
import Forecasting
import Prediction
import Scenes
import SimCore
import Statistics

/// A check of a prediction for people and programs.
struct PredictionCheckText {
  private let prediction: FleetPrediction
  private let check: PredictionCheck
  /// What keeps it from being told.
  private(set) var mistakes: [Diagnostic] = []
  private var warnings: [String] = []

  init(_ prediction: FleetPrediction, _ curve: StoredCurve) {
    self.prediction = prediction
    let measured = curve.points.map { point in
      let flows = point.values.map { $0.value / $0.duration }
      let mean = flows.reduce(0, +) / Double(flows.count)
      let interval = (try? MeanInterval(of: flows))?.halfWidth
      return PredictionCheck.Measured(
        size: point.size, flow: mean, halfWidth: interval ?? .infinity, runs: flows.count)
    }
    check = PredictionCheck(prediction, measured)
    if curve.points.isEmpty {
      note("the store has no finished run with a whole number for '\(prediction.axis)'")
    } else if check.rows.isEmpty {
      note("no size of the store is within the prediction, which ends at \(prediction.most)")
    }
    if !curve.otherAxes.isEmpty {
      note(
        "the runs differ in more than '\(prediction.axis)': \(curve.otherAxes.joined(separator: ", ")); expected "
          + "those of one point of the others")
    }
    if let hash = curve.policyHashes.first(where: { $0 != prediction.policyHash }) {
      note(
        "the runs are of another policy (hash \(hash)) than the prediction (\(prediction.policyHash))"
      )
    }
    let durations = Set(curve.points.flatMap { $0.values.map { $0.duration.rounded() } })
    if durations.contains(where: { ($0 - prediction.duration).magnitude > 1 }) {
      warnings.append("runs are of another length than the predicted ones")
    }
  }

  private mutating func note(_ message: String) {
    mistakes.append(Diagnostic(severity: .error, message: message, location: nil))
  }

  /// The table for people.
  var text: String {
    let within = check.rows.count { $0.isWithin }
    var lines = [
      "\(visibleText(prediction.scene)): \(within) of \(check.rows.count) sizes lie within; capacity "
        + "\(Self.word(check.isCapacityWithin)), N* \(Self.word(check.isSizeWithin)), N_peak "
        + Self.word(check.isPeakWithin),
      "",
    ]
    lines += TextTable.lines(
      header: [
        prediction.axis, "predicted jobs/h", "between", "", "measured", "± 95 %", "error", "within",
      ],
      rows: check.rows.map { row in
        [
          String(row.measured.size), Self.perHour(row.predicted.expected),
          Self.perHour(row.predicted.lower), Self.perHour(row.predicted.upper),
          Self.perHour(row.measured.flow),
          row.measured.halfWidth.isFinite ? Self.perHour(row.measured.halfWidth) : "—",
          row.error.map { NumberText.rounded(100 * $0, decimals: 0) + " %" } ?? "—",
          row.isWithin ? "yes" : "no",
        ]
      })
    lines += [
      "", "predicted and measured are of whole runs, which begin empty", "",
    ]
    lines += TextTable.lines(
      header: ["", "predicted", "between", "measured", "within"], rows: quantities)
    lines += warnings.map { "warning: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var quantities: [[String]] {
    let capacity = prediction.wholeRun(of: prediction.capacity)
    let top = check.greatest
    var rows = [
      [
        "capacity, jobs/h", Self.perHour(capacity.expected),
        "\(Self.perHour(capacity.lower)) and \(Self.perHour(capacity.upper))",
        check.isDemandLimited
          ? "demand limits" : top.map { "\(Self.perHour($0.flow)) at \($0.size)" } ?? "—",
        Self.word(check.isCapacityWithin),
      ]
    ]
    if let target = prediction.target, let size = check.size {
      let expected = target.size
      rows.append([
        "N* for \(Self.perHour(target.flow)) jobs/h", Self.whole(expected.expected),
        "\(Self.whole(expected.lower)) and \(Self.whole(expected.upper))",
        size.upTo.map { "above \(size.above ?? 0), up to \($0)" } ?? "above \(size.above ?? 0)",
        Self.word(check.isSizeWithin),
      ])
    }
    rows.append([
      "N_peak", prediction.peak.map { Self.whole($0.expected) } ?? "none",
      prediction.peak.map { "\($0.lower) and \(Self.whole($0.upper))" } ?? "",
      check.peak.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none",
      Self.word(check.isPeakWithin),
    ])
    return rows
  }

  /// The same for programs.
  var json: JSONText {
    func flow(_ value: Double) -> JSONText { .number((value * 3_600_000).rounded() / 1000) }
    func ends(_ estimate: Estimate) -> JSONText {
      JSONText.object([
        ("expected", flow(estimate.expected)), ("lower", flow(estimate.lower)),
        ("upper", flow(estimate.upper)),
      ]).inLine
    }
    return .object([
      ("status", .string("checked")), ("scene", .string(prediction.scene)),
      ("axis", .string(prediction.axis)),
      ("capacity_within", .optional(check.isCapacityWithin)),
      ("N_star_within", .optional(check.isSizeWithin)),
      ("N_star_above", check.size?.above.map { .integer($0) } ?? .null),
      ("N_star_up_to", check.size?.upTo.map { .integer($0) } ?? .null),
      ("N_peak_within", .bool(check.isPeakWithin)),
      (
        "N_peak_between",
        check.peak.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) } ?? .null
      ),
      (
        "sizes",
        .array(
          check.rows.map { row in
            .object([
              ("size", .integer(row.measured.size)), ("predicted_per_h", ends(row.predicted)),
              ("measured_per_h", flow(row.measured.flow)),
              (
                "half_width_per_h",
                row.measured.halfWidth.isFinite ? flow(row.measured.halfWidth) : .null
              ), ("runs", .integer(row.measured.runs)), ("within", .bool(row.isWithin)),
            ])
          })
      ), ("warnings", .array(warnings.map { .string($0) })),
    ])
  }

  private static func word(_ isWithin: Bool?) -> String {
    isWithin.map { $0 ? "within" : "outside" } ?? "not told"
  }

  private static func whole(_ value: Int?) -> String { value.map(String.init) ?? "none" }

  private static func perHour(_ flow: Double) -> String { PredictionText.digits(flow * 3600) }
}
