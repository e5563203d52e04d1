import Experiments
import SimCore
import Statistics

/// The page of two stores beside each other: paired differences over the seeds that both have.
public struct StoreComparisonPage: Sendable {
  let pairs: PairedStores
  let names: (first: String, second: String)
  /// The figures that are pictured.
  let keys: [String]

  /// The page of two stores, the second held against the first.
  ///
  /// - Parameters:
  ///   - first: The store that is held against.
  ///   - second: The store whose differences are shown.
  ///   - figures: Keys of the figures that are pictured; none for those that most ask for.
  /// - Throws: `ComparisonError` where they cannot be compared.
  public init(
    _ first: StoredResults, _ second: StoredResults, figures: [String] = []
  ) throws(ComparisonError) {
    pairs = try PairedStores(first, second)
    names = (first.path, second.path)
    let pairs = pairs
    keys =
      figures.isEmpty
      ? Self.usual.filter { key in
        pairs.points.contains { point in
          pairs.difference(key, point).map { $0.first != 0 || $0.second != 0 } ?? false
        }
      } : figures
  }

  private static let usual = [
    "success", "deliveries", "goals_reached", "sojourn_p50_s", "sojourn_p95_s", "on_time_share",
    "backlog",
    "blocked_share", "jammed_robot_s", "stranded", "idle_share", "bytes_per_robot_s",
    "energy_used_kwh",
  ]

  /// The page.
  ///
  /// - Complexity: O(pairs × figures).
  public var page: Page {
    Page(
      title: PageWords.compared(names.second, with: names.first),
      kind: "Comparison of two stores: exploratory",
      answer: answer, isCertified: false,
      sections: [
        Page.Section("What differs", anchor: "scenes", scenes),
        Page.Section("Differences", anchor: "differences", pictures),
        Page.Section("All figures", anchor: "figures", [.table(table)]),
        Glossary.section(Glossary.comparisons, figures: keys),
      ], maker: "Made by fleetfield compare from \(names.first) and \(names.second).")
  }

  private var answer: String {
    let count = pairs.points.reduce(0) { $0 + $1.pairs.count }
    var (told, apart) = (0, 0)
    for key in keys {
      for point in pairs.points {
        guard let found = pairs.difference(key, point), found.difference.halfWidth != nil else {
          continue
        }
        told += 1
        if found.isApart { apart += 1 }
      }
    }
    var text =
      "\(count == 1 ? "1 pair" : "\(NumberText.grouped(Int64(count))) pairs") of runs with the same seed at "
      + "\(pairs.points.count == 1 ? "1 point" : "\(pairs.points.count) points"), the second less the first. "
    if told == 0 { return text + "One pair at a point says nothing of how far chance reaches." }
    text +=
      "Of \(told) pictured differences \(apart) \(apart == 1 ? "has" : "have") a 95 % interval without 0; without any true "
      + "difference about \(NumberText.rounded(Double(told) * 0.05, decimals: 1)) would."
    return text
  }

  private var scenes: [Page.Section.Block] {
    func words(_ sweep: FoldedSweep, _ text: (StoredResults.Run) -> String?) -> String {
      let known = Set(sweep.points.flatMap(\.runs).compactMap { text(sweep.results.runs[$0]) })
        .sorted()
      return known.prefix(4).joined(separator: ", ")
        + (known.count > 4 ? " … (\(known.count))" : "")
    }
    func inputs(_ sweep: FoldedSweep, _ role: String) -> String {
      sweep.results.inputs.filter { $0.role == role }.map { "\($0.path) \($0.sha256.prefix(12))…" }
        .joined(separator: ", ")
    }
    var rows = pairs.settings.map { [$0.key, $0.first, $0.second] }
    let (first, second) = (pairs.first, pairs.second)
    func add(_ name: String, _ one: String, _ other: String) {
      if one != other { rows.append([name, one, other]) }
    }
    add("build", first.build, second.build)
    add(
      "policy hash", words(first) { $0.texts["policy_hash"] },
      words(second) { $0.texts["policy_hash"] })
    add(
      "information hash", words(first) { $0.texts["information_hash"] },
      words(second) { $0.texts["information_hash"] })
    add(
      "scene digests", words(first) { $0.sceneDigest.prefix(12) + "…" },
      words(second) { $0.sceneDigest.prefix(12) + "…" })
    for role in Set((first.results.inputs + second.results.inputs).map(\.role)).sorted() {
      add("files: \(role)", inputs(first, role), inputs(second, role))
    }
    guard !rows.isEmpty else {
      return [.text("Nothing that the stores know: same settings, scene, policies and build.")]
    }
    return [
      .table(PageTable(header: ["", names.first, names.second], rows: rows, isWords: true)),
      .note(
        "What the stores know of settings, policies, files and programs; what is the same is left out."
      ),
    ]
  }

  private var pictures: [Page.Section.Block] {
    let axis = pairs.first.axes.count == 1 && pairs.keys.count == 1 ? pairs.first.axes.first : nil
    let figures = keys.map { key -> PageFigure in
      let title = FigureWords.title(of: key)
      let heading = title.prefix(1).uppercased() + title.dropFirst()
      let found = pairs.points.compactMap { point in
        pairs.difference(key, point).map { (point, $0) }
      }
      if let axis, axis.numbers != nil {
        let points = found.compactMap { point, difference -> Plot.Point? in
          guard let x = Double(point.values[0]) ?? number(point, axis) else { return nil }
          let ends = difference.difference.interval
          return Plot.Point(
            x: x, y: difference.difference.mean, lower: ends?.lower, upper: ends?.upper,
            note: "\(pairs.name(point)): \(words(difference))")
        }.sorted { $0.x < $1.x }
        return .plot(
          Plot(
            name: PageWords.fileName(key), title: String(heading),
            caption: "\(key): the second less the first.",
            x: Plot.Axis(
              axis.label, key: PageWords.fileName(axis.name),
              isLogarithmic: (points.first?.x ?? 0) > 0
                && (points.last?.x ?? 0) >= 12 * (points.first?.x ?? 0)),
            y: Plot.Axis(
              "difference, \(FigureWords.measure(of: key))", key: "\(key)_difference",
              includesZero: true),
            series: [Plot.Series("", points, tone: 0)], rules: [Plot.Rule(atY: 0, "the same")]))
      }
      return .bars(
        BarPlot(
          name: PageWords.fileName(key), title: String(heading),
          caption: "\(key): the second less the first.",
          label: "difference, \(FigureWords.measure(of: key))", key: "\(key)_difference",
          isCount: false,
          rule: (0, "the same"),
          rows: found.prefix(40).map { point, difference in
            let ends = difference.difference.interval
            return BarPlot.Row(
              pairs.keys.isEmpty ? "all pairs" : point.values.joined(separator: ", "),
              difference.difference.mean,
              lower: ends?.lower, upper: ends?.upper,
              note: "\(pairs.name(point)): \(words(difference))")
          }))
    }
    return [
      .note("Mean paired differences with Student's 95 % intervals, each for itself: exploratory."),
      .figures(figures),
    ]
  }

  private func number(_ point: PairedStores.Point, _ axis: FoldedSweep.Axis) -> Double? {
    // The values of points are in SI; those of the axis as they were written.
    guard let run = point.pairs.first?.first,
      let text = pairs.first.results.runs[run].settings.first(where: { $0.key == axis.name })?
        .value,
      let place = axis.texts.firstIndex(of: text)
    else { return nil }
    return axis.numbers?[place]
  }

  private func words(_ found: PairedStores.Difference) -> String {
    "\(PageWords.number(found.second)) less \(PageWords.number(found.first)) is "
      + "\(PageWords.spread(found.difference.mean, found.difference.halfWidth)), "
      + (found.difference.count == 1 ? "1 pair" : "\(found.difference.count) pairs")
  }

  private var table: PageTable {
    let all = pairs.figureKeys.flatMap { key in
      pairs.points.compactMap { point in pairs.difference(key, point).map { (key, point, $0) } }
    }
    return PageTable(
      name: "differences",
      header: ["figure"] + pairs.keys + [
        "pairs", "first", "second", "second less first", "95 %", "",
      ],
      rows: all.map { key, point, found in
        let ends = found.difference.interval
        return [key] + point.values + [
          "\(found.difference.count)", PageWords.number(found.first),
          PageWords.number(found.second),
          PageWords.number(found.difference.mean),
          ends.map { "\(PageWords.number($0.lower)) to \(PageWords.number($0.upper))" } ?? "—",
          found.isApart ? "apart" : "",
        ]
      },
      fileHeader: ["figure"] + pairs.keys + [
        "pairs", "first", "second", "difference", "lower", "upper",
      ],
      fileRows: all.map { key, point, found in
        let ends = found.difference.interval
        return [key] + point.values + [
          "\(found.difference.count)", CSVText.digits(found.first), CSVText.digits(found.second),
          CSVText.digits(found.difference.mean), ends.map { CSVText.digits($0.lower) } ?? "",
          ends.map { CSVText.digits($0.upper) } ?? "",
        ]
      })
  }
}
