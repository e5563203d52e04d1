import SimCore

/// The page of one run: what it reached, how it went, what happened.
public struct RunPage: Sendable {
  let run: RunData

  /// The page of a run folder.
  public init(_ run: RunData) { self.run = run }

  private var summary: RunData.Summary { run.summary }

  /// The page.
  ///
  /// - Complexity: O(rows × columns).
  public var page: Page {
    Page(
      title: "Run of \(summary.scene)", kind: "Report of one run", answer: answer,
      isCertified: false,
      sections: [
        Page.Section("Success", anchor: "success", success),
        Page.Section("Over time", anchor: "series", [.figures(Self.series([(run, "", 0)]))]),
        Page.Section("What happened", anchor: "events", events),
        Page.Section("Who made it", anchor: "shares", shares),
        Page.Section("Figures", anchor: "figures", [.table(figures)]),
        Page.Section("Where this comes from", anchor: "provenance", provenance),
        Glossary.section(Glossary.runs, figures: []),
      ], maker: "Made by fleetfield report from a run of fleetfield \(summary.build).")
  }

  private var answer: String {
    let robots =
      summary.robots == 1 ? "1 robot" : "\(NumberText.grouped(Int64(summary.robots))) robots"
    var text = "\(robots), \(NumberText.span(summary.simulated)) simulated, seed \(summary.seed)"
    if let deliveries = run.figure("deliveries") {
      text += ": \(PageWords.number(deliveries)) deliveries"
    }
    text += "."
    if summary.isInterrupted == true {
      text += " It was stopped before its \(NumberText.span(summary.duration ?? 0)) were over."
    } else if let success = summary.success {
      text += success ? " It is a success." : " It is no success."
    }
    if let quarantine = summary.quarantine, !quarantine.isEmpty {
      text += " \(quarantine.count) robots were put into quarantine: their state was not finite."
    }
    return text + " One run says nothing of how often this happens."
  }

  private var success: [Page.Section.Block] {
    let bars = summary.bars ?? []
    guard !bars.isEmpty else {
      return summary.success == nil ? [.text("The scene states no success.")] : []
    }
    func wanted(_ bar: RunData.Summary.Bar) -> String {
      [
        bar.atLeast.map { "at least \(PageWords.number($0))" },
        bar.atMost.map { "at most \(PageWords.number($0))" },
      ].compactMap { $0 }.joined(separator: ", ")
    }
    let rows = bars.compactMap { bar -> BarPlot.Row? in
      guard let value = bar.value, let limit = bar.atLeast ?? bar.atMost, limit > 0 else {
        return nil
      }
      return BarPlot.Row(
        bar.figure, value / limit,
        note:
          "\(bar.figure): \(PageWords.number(value)), wanted \(wanted(bar)), \(bar.met ? "met" : "missed")"
      )
    }
    var blocks: [Page.Section.Block] = [
      .table(
        PageTable(
          name: "bars", header: ["figure", "value", "wanted", ""],
          rows: bars.map { bar in
            let unit = FigureWords.unit(of: bar.figure)
            return [
              "\(FigureWords.title(of: bar.figure)) (\(bar.figure))",
              bar.value.map { PageWords.number($0) + (unit.isEmpty ? "" : " \(unit)") }
                ?? "not told",
              wanted(bar), bar.met ? "met" : "missed",
            ]
          }, isWords: true)),
      .figures([
        .bars(
          BarPlot(
            name: "bars-reached", title: "Bars, and how far they were reached",
            caption:
              "Value over bar: at least 1 is wanted where the bar is a least value, at most 1 where it is a "
              + "greatest one.", label: "value over bar", key: "value_over_bar", isCount: true,
            rule: (1, "bar"), rows: rows))
      ]),
    ]
    if let rule = summary.successRule, bars.count > 1 {
      blocks.append(
        .note(rule == "any" ? "One bar that is met is enough." : "All bars have to be met."))
    }
    return blocks
  }

  /// Pictures of the series; several runs, each with its name and tone, lie over each other.
  static func series(_ runs: [(run: RunData, name: String, tone: Int)]) -> [PageFigure] {
    let groups: [(name: String, title: String, label: String, columns: [(String, String)])] = [
      (
        "deliveries", "Deliveries and errands", "number so far",
        [("deliveries", "deliveries"), ("errands", "errands")]
      ),
      (
        "jobs", "Jobs that wait", "jobs",
        [("backlog", "not delivered yet"), ("open_jobs", "not taken yet")]
      ),
      (
        "sojourn", "Time from arrival to delivery", "seconds",
        [("sojourn_p50_s", "median"), ("sojourn_p95_s", "95 % of jobs")]
      ),
      (
        "uses", "What robots are about", "share of robots",
        [
          ("idle_share", "idle"), ("moving_share", "on the way"),
          ("queueing_share", "waiting at stops"),
          ("working_share", "working"), ("charging_share", "charging"), ("failed_share", "failed"),
        ]
      ),
      ("blocked", "Robots under way that are blocked", "share", [("blocked_share", "blocked")]),
      ("jammed", "Jammed robots", "robots", [("jammed", "jammed")]),
      ("speed", "Mean speed", "metres per second", [("mean_speed_m_per_s", "mean speed")]),
      ("battery", "Mean state of charge", "share", [("mean_battery", "mean")]),
      ("messages", "Messages", "number so far", [("messages", "messages")]),
      ("bytes", "Bytes", "number so far", [("bytes", "bytes")]),
    ]
    return groups.map { group in
      var series: [Plot.Series] = []
      for (place, column) in group.columns.enumerated() {
        // Of runs that are compared the first column alone: more lines are not told apart.
        if runs.count > 1 && place > 0 && group.columns.count > 2 { continue }
        for (index, one) in runs.enumerated() {
          guard let points = one.run.points(column.0), points.contains(where: { $0.y != 0 }) else {
            continue
          }
          let name = [one.name, column.1].filter { !$0.isEmpty }.joined(separator: ": ")
          series.append(
            Plot.Series(
              name, points, style: .line, tone: runs.count > 1 ? index + 2 * place : place))
        }
      }
      return .plot(
        Plot(
          name: "series-\(group.name)", title: group.title, caption: "",
          x: Plot.Axis("simulated time [s]", key: "time_s"),
          y: Plot.Axis(group.label, key: group.name, includesZero: true), series: series))
    }
  }

  private var events: [Page.Section.Block] {
    var blocks: [Page.Section.Block] = []
    if run.events.isEmpty {
      blocks.append(.text("Nothing is in the list of events."))
    } else {
      blocks.append(
        .figures([
          .bars(
            BarPlot(
              name: "events", title: "Events by kind", caption: "As counted in events.csv.",
              label: "number",
              key: "count", isCount: true,
              rows: run.events.map { kind, count in
                BarPlot.Row(
                  kind, Double(count), note: "\(kind): \(NumberText.grouped(Int64(count)))")
              }))
        ]))
    }
    for sentence in (summary.standstill ?? []) + (summary.quarantine ?? []) {
      blocks.append(.text(sentence))
    }
    return blocks
  }

  private var figures: PageTable {
    PageTable(
      name: "figures", header: ["figure", "value", "unit", "key"],
      rows: run.figureKeys.map { key in
        [
          FigureWords.title(of: key), PageWords.number(run.figure(key)), FigureWords.unit(of: key),
          key,
        ]
      }, isWords: true, fileHeader: ["key", "value", "unit"],
      fileRows: run.figureKeys.map { key in
        [key, run.figure(key).map(CSVText.digits) ?? "", FigureWords.unit(of: key)]
      })
  }

  private var provenance: [Page.Section.Block] {
    func list(_ pairs: [String: String]) -> String {
      pairs.isEmpty
        ? "nothing"
        : pairs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
    var rows: [[String]] = [
      ["scene", summary.scene + (summary.sceneFile.map { " (\($0))" } ?? "")],
      ["set", list(summary.overrides)],
      ["parameters", list(summary.parameters.mapValues { $0.map(JSONText.digits) ?? "—" })],
      ["seed", "\(summary.seed)"], ["state hash", summary.hash],
      ["policy hash", summary.policyHash],
    ]
    func add(_ name: String, _ value: String?) {
      if let value { rows.append([name, value]) }
    }
    add("information hash", summary.informationHash)
    add("scene digest", summary.sceneDigest)
    rows.append(["build", summary.build + (summary.configuration.map { " (\($0))" } ?? "")])
    add("began at (UTC)", summary.startedAt)
    add("wall time", summary.wall.map(NumberText.span))
    add("files are not complete", summary.writeError)
    for input in summary.inputs ?? [] {
      rows.append(["\(input.role) \(input.path)", input.sha256])
    }
    return [.table(PageTable(header: ["", ""], rows: rows, isWords: true))]
  }
}
