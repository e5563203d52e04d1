import Experiments
import SimCore
import Statistics

/// The page of a sweep: curves, series and tables of colours over its axes; nothing on it is certified.
public struct SweepPage: Sendable {
  let sweep: FoldedSweep
  /// The figures that are shown.
  let keys: [String]

  /// The page of a store's runs.
  ///
  /// - Parameters:
  ///   - results: The store; it has a run.
  ///   - figures: Keys of the figures to show; none for those that most ask for.
  public init(_ results: StoredResults, figures: [String] = []) {
    sweep = FoldedSweep(results)
    let sweep = sweep
    keys =
      figures.isEmpty
      ? Self.usual.filter { key in
        sweep.points.contains { point in sweep.values(key, point).contains { $0 != 0 } }
      } : figures
  }

  private static let usual = [
    "success", "deliveries", "goals_reached", "share_of_goals_held", "sojourn_p50_s",
    "sojourn_p95_s",
    "on_time_share", "backlog", "blocked_share", "jammed_robot_s", "stranded", "idle_share",
    "bytes_per_robot_s", "energy_used_kwh", "wall_s",
  ]

  var results: StoredResults { sweep.results }

  /// The page.
  ///
  /// - Complexity: O(runs × figures).
  public var page: Page {
    Page(
      title: title, kind: "Report of a sweep: exploratory", answer: answer, isCertified: false,
      sections: [
        Page.Section("Figures over the axes", anchor: "curves", curves),
        Page.Section("Points that may be the best", anchor: "best", best),
        Page.Section("All points", anchor: "points", keys.isEmpty ? [] : [.table(table)]),
        Page.Section("Runs that failed", anchor: "failed", failures),
        Page.Section("Where this comes from", anchor: "provenance", provenance),
        Glossary.section(Glossary.sweeps, figures: keys),
      ], maker: "Made by fleetfield report from a store written by fleetfield \(sweep.build).")
  }

  private var title: String {
    let file = results.inputs.first { $0.role == "scene" }?.path ?? results.path
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return "Sweep of \(name)"
  }

  private var runCount: Int { sweep.points.reduce(0) { $0 + $1.runs.count } }
  private var doneCount: Int { sweep.points.reduce(0) { $0 + sweep.done($1).count } }

  private var answer: String {
    let points = sweep.points.count == 1 ? "1 point" : "\(sweep.points.count) points"
    let axes = sweep.axes.map { "\($0.name) (\($0.texts.count) values)" }.joined(separator: " × ")
    var text = "Exploratory: \(PageWords.runs(doneCount)) of \(points)"
    if !axes.isEmpty { text += " over \(axes)" }
    text += ". Nothing here is certified: who looks at many points finds a best one by chance, too."
    if doneCount < runCount {
      text += " \(PageWords.runs(runCount - doneCount)) of the sweep failed or are not over."
    }
    if let main = keys.first(where: { ["deliveries", "goals_reached"].contains($0) }),
      sweep.points.count > 1
    {
      let means = sweep.points.compactMap { point in
        FigureMean(sweep.values(main, point), of: sweep.done(point).count).map { (point, $0) }
      }
      if let most = means.max(by: { $0.1.mean < $1.1.mean }) {
        text +=
          " The most \(FigureWords.title(of: main)), \(most.1.words), came with \(sweep.name(of: most.0))."
      }
    }
    return text
  }

  private var best: [Page.Section.Block] {
    guard let main = keys.first(where: { ["deliveries", "goals_reached"].contains($0) }),
      (2...200).contains(sweep.points.count)
    else { return [] }
    let seeds = sweep.points.map { point in
      sweep.done(point).filter { results.figure(main, run: $0) != nil }.map {
        results.runs[$0].seed
      }
    }
    // Points are held against each other seed by seed.
    guard let first = seeds.first, first.count >= 2, seeds.allSatisfy({ $0 == first }),
      let comparison = try? BestComparison(sweep.points.map { sweep.values(main, $0) })
    else { return [] }
    return [
      .text(
        "By \(FigureWords.title(of: main)), over the \(first.count) seeds that all points have, the best is among "
          + "\(comparison.candidates.count == 1 ? "this one" : "these \(comparison.candidates.count)") with 95 % (Hsu's "
          + "intervals, all points at once):"),
      .table(
        PageTable(
          name: "best", header: ["point", "from the best of the others", "at least", "at most"],
          rows: comparison.candidates.map { index in
            let distance = comparison.distances[index]
            return [
              sweep.name(of: sweep.points[index]), PageWords.number(distance.estimate),
              PageWords.number(distance.lower), PageWords.number(distance.upper),
            ]
          })),
    ]
  }

  private var table: PageTable {
    let (sweep, keys) = (sweep, keys)
    func row(_ point: FoldedSweep.Point, _ cell: (FigureMean?) -> [String]) -> [String] {
      sweep.axes.indices.map { sweep.axes[$0].texts[point.place[$0]] }
        + [
          "\(sweep.done(point).count)",
          "\(point.runs.count { results.runs[$0].state == .failed })",
        ]
        + keys.flatMap { key in
          cell(FigureMean(sweep.values(key, point), of: sweep.done(point).count))
        }
    }
    return PageTable(
      name: "points", header: sweep.axes.map(\.name) + ["done", "failed"] + keys,
      rows: sweep.points.map { row($0) { [PageWords.spread($0?.mean, $0?.interval.halfWidth)] } },
      fileHeader: sweep.axes.map(\.name) + ["done", "failed"]
        + keys.flatMap { [$0, "\($0)_half_width"] },
      fileRows: sweep.points.map {
        row($0) {
          [
            $0.map { CSVText.digits($0.mean) } ?? "",
            $0?.interval.halfWidth.map(CSVText.digits) ?? "",
          ]
        }
      })
  }

  private var failures: [Page.Section.Block] {
    let failed = sweep.points.flatMap { point in
      point.runs.filter { results.runs[$0].state == .failed }.map { (point, results.runs[$0]) }
    }
    guard !failed.isEmpty else { return [] }
    return [
      .text("\(PageWords.runs(failed.count)) failed and are not in any mean."),
      .table(
        PageTable(
          header: ["point", "seed", "reason"],
          rows: failed.prefix(20).map { point, run in
            [
              sweep.name(of: point), "\(run.seed)",
              run.error?.split(separator: "\n").first.map(String.init) ?? "no reason is stored",
            ]
          }, isWords: true)),
    ] + (failed.count > 20 ? [.note("… and \(failed.count - 20) more.")] : [])
  }

  private var provenance: [Page.Section.Block] {
    let runs = sweep.points.flatMap(\.runs).map { results.runs[$0] }
    func words(_ texts: [String?]) -> String {
      let known = Set(texts.compactMap { $0 }).sorted()
      return known.count <= 8
        ? known.joined(separator: ", ")
        : known.prefix(8).joined(separator: ", ") + " … (\(known.count))"
    }
    var rows: [[String]] = [
      [
        "set for all points",
        sweep.constants.isEmpty
          ? "nothing" : sweep.constants.map { "\($0.key)=\($0.value)" }.joined(separator: ", "),
      ],
      ["runs", "\(runs.count), of which \(doneCount) are done"],
      ["seeds", PageWords.ranges(runs.map(\.seed))],
      ["policy hash", words(runs.map { $0.texts["policy_hash"] })],
      ["build", sweep.build], ["scene digests", words(runs.map(\.sceneDigest))],
    ]
    if sweep.leftCount > 0 {
      rows.append([
        "not shown",
        "\(PageWords.runs(sweep.leftCount)) of other builds, or of what the scene was before it was changed",
      ])
    }
    for input in results.inputs { rows.append(["\(input.role) \(input.path)", input.sha256]) }
    return [.table(PageTable(header: ["", ""], rows: rows, isWords: true))]
  }
}
