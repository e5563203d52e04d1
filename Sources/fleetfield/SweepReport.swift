import Commands
import Experiments
import Recording
import SimCore
import Statistics

/// What `fleetfield sweep` prints at its end.
struct SweepReport {
  let results: SweepResults
  let request: PairedComparison.Request?
  let storePath: String

  /// The figure of the table of points: the compared one, else deliveries.
  private var key: String { request?.key ?? "deliveries" }

  /// Why the asked-for figure cannot be shown, or nil.
  var missingFigure: String? {
    guard let request else { return nil }
    let names = results.metricNames
    guard !names.isEmpty, !names.contains(request.key) else { return nil }
    return "no finished run has the figure '\(request.key)'; there are "
      + names.joined(separator: ", ") + Suggestion.hint(request.key, among: names)
  }

  /// The report for people.
  var text: String {
    var lines = points
    if let request { lines += [""] + compared(results.compare(request)) }
    lines += failures + setAside + warnings
    lines += ["", "store  \(visibleText(storePath))"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// All points beside each other, and beside one of them where they can be paired.
  private var points: [String] {
    let comparison = self.comparison
    let header = ["point", "done", "failed", key, "± 95 %"]
    let rows = results.plan.points.indices.map { index -> [String] in
      let runs = results.runs(at: index)
      let mean = results.mean(key, pointIndex: index)
      let row = [
        results.plan.points[index].text, String(runs.count { $0.row.state == .done }),
        String(runs.count { $0.row.state == .failed }), number(mean?.mean),
        number(mean?.halfWidth),
      ]
      guard let comparison else { return row }
      let difference = comparison.differences[index]
      return row + [
        number(difference?.estimate), difference.map { ends($0.lower, $0.upper) } ?? "—",
      ]
    }
    guard let comparison else { return TextTable.lines(header: header, rows: rows) }
    return TextTable.lines(header: header + ["difference", "all at once"], rows: rows) + [
      "",
      "difference: from \(results.plan.points[comparison.reference].text), paired over "
        + "\(comparison.pairCount) seeds; all these intervals hold at once with 95 %",
    ]
  }

  /// Every point beside the first, or beside the first with the value that is subtracted.
  private var comparison: PointComparison? {
    let reference =
      request.flatMap { request in
        results.plan.points.firstIndex { $0.value(of: request.axis) == request.second }
      } ?? 0
    return results.compare(key, reference: reference)
  }

  private func compared(_ comparison: PairedComparison) -> [String] {
    let request = comparison.request
    let heading =
      "\(request.key): paired difference \(request.first) − \(request.second) "
      + "over \(request.axis), with its 95 % t-interval"
    return [heading]
      + TextTable.lines(
        header: ["point", "pairs", request.first, request.second, "difference", "interval"],
        rows: comparison.rows.map { row in
          [
            row.point.text, String(row.difference?.count ?? 0), number(row.first),
            number(row.second), number(row.difference?.mean), interval(row.difference),
          ]
        })
  }

  private func interval(_ difference: MeanInterval?) -> String {
    guard let difference else { return "no complete pair" }
    guard let half = difference.halfWidth else { return "needs two pairs" }
    return ends(difference.mean - half, difference.mean + half)
  }

  private func ends(_ lower: Double, _ upper: Double) -> String {
    "[\(NumberText.short(lower)), \(NumberText.short(upper))]"
  }

  /// The first failures with their reasons.
  private var failures: [String] {
    let failed = results.runs.filter { $0.row.state == .failed }
    guard !failed.isEmpty else { return [] }
    // A mistake that all points share has the same words in every run.
    var groups: [(first: SweepResults.Run, reason: String, count: Int)] = []
    for run in failed {
      let reason = run.error?.split(separator: "\n").first.map(String.init) ?? "no reason is stored"
      if let index = groups.firstIndex(where: { $0.reason == reason }) {
        groups[index].count += 1
      } else {
        groups.append((run, reason, 1))
      }
    }
    var lines = ["", "\(failed.count) of \(results.runs.count) runs failed"]
    for (run, reason, count) in groups.prefix(5) {
      lines.append("  \(name(run)): \(reason)")
      if count > 1 { lines.append("    and \(count - 1) more in the same words") }
    }
    let rest = groups.dropFirst(5).reduce(0) { $0 + $1.count }
    if rest > 0 { lines.append("  … and \(rest) more, see the store") }
    return lines
  }

  /// Runs that are left planned, each with the reason: they took a process with them.
  private var runsSetAside: [SweepResults.Run] {
    results.runs.filter { $0.row.state == .planned && $0.error != nil }
  }

  private var setAside: [String] {
    let runs = runsSetAside
    guard !runs.isEmpty else { return [] }
    var lines = [
      "",
      "\(runs.count) of \(results.runs.count) runs are set aside; the same command tries "
        + (runs.count == 1 ? "it" : "them") + " again",
    ]
    for run in runs.prefix(5) {
      lines.append("  \(name(run)): \(run.error ?? "")")
    }
    if runs.count > 5 { lines.append("  … and \(runs.count - 5) more, see the store") }
    return lines
  }

  private func name(_ run: SweepResults.Run) -> String {
    "\(results.plan.points[run.row.pointIndex].text) seed \(run.row.seed)"
  }

  /// Points that differ in n alone must run the same policies, else the sweep compares two things.
  private var warnings: [String] {
    var seen: [(point: SweepPoint, hash: String)] = []
    for run in results.runs {
      guard let hash = run.texts.first(where: { $0.name == "policy_hash" })?.text else { continue }
      let rest = results.plan.points[run.row.pointIndex].without("n")
      guard let known = seen.first(where: { $0.point == rest }) else {
        seen.append((rest, hash))
        continue
      }
      if known.hash != hash {
        return [
          "",
          "warning: the policy hash differs between points that differ in n alone; "
            + "the policies of this scene depend on n",
        ]
      }
    }
    return []
  }

  private func number(_ value: Double?) -> String { value.map(NumberText.short) ?? "—" }

  /// The report for programs.
  var json: JSONText {
    var pairs: [(String, JSONText)] = [
      (
        "status",
        .string(results.runs.allSatisfy { $0.row.state == .done } ? "done" : "failed")
      ),
      ("store", .string(storePath)),
      ("runs", .integer(results.runs.count)),
      ("done", .integer(results.runs.count { $0.row.state == .done })),
      ("failed", .integer(results.runs.count { $0.row.state == .failed })),
      (
        "set_aside",
        .array(
          runsSetAside.map { run in
            .object([
              ("run", .string(name(run))), ("reason", .optional(run.error)),
            ])
          })
      ),
      ("points", .array(results.plan.points.indices.map(pointJSON))),
    ]
    if let comparison = self.comparison {
      pairs.append(("differences", comparisonJSON(comparison)))
    }
    if let request {
      let comparison = results.compare(request)
      pairs.append(
        (
          "comparison",
          .object([
            ("key", .string(request.key)), ("axis", .string(request.axis)),
            ("a", .string(request.first)), ("b", .string(request.second)),
            ("rows", .array(comparison.rows.map(rowJSON))),
          ])
        ))
    }
    return .object(pairs)
  }

  private func pointJSON(_ index: Int) -> JSONText {
    .object([
      ("point", .object(results.plan.points[index].values.map { ($0.name, .string($0.value)) })),
      ("done", .integer(results.runs(at: index).count { $0.row.state == .done })),
      ("failed", .integer(results.runs(at: index).count { $0.row.state == .failed })),
      (
        "means",
        .object(
          results.metricNames.map { name in
            (name, results.mean(name, pointIndex: index).map { .number($0.mean) } ?? .null)
          })
      ),
    ])
  }

  private func comparisonJSON(_ comparison: PointComparison) -> JSONText {
    .object([
      ("key", .string(key)), ("reference", .integer(comparison.reference)),
      ("pairs", .integer(comparison.pairCount)),
      (
        "points",
        .array(
          comparison.differences.map { difference -> JSONText in
            guard let difference else { return .null }
            return .object([
              ("difference", .number(difference.estimate)),
              ("all_at_once_95", .array([.number(difference.lower), .number(difference.upper)])),
            ])
          })
      ),
    ])
  }

  private func rowJSON(_ row: PairedComparison.Row) -> JSONText {
    func number(_ value: Double?) -> JSONText { value.map { .number($0) } ?? .null }
    return .object([
      ("point", .object(row.point.values.map { ($0.name, .string($0.value)) })),
      ("pairs", .integer(row.difference?.count ?? 0)), ("mean_a", number(row.first)),
      ("mean_b", number(row.second)), ("difference", number(row.difference?.mean)),
      ("half_width_95", number(row.difference?.halfWidth)),
    ])
  }
}
