import Attribution
import Recording
import SimCore

/// Who made the figures of a run: classes in a table, and how evenly robots share.
extension RunPage {
  /// Figures that are shared out, where the run has them.
  private static let shared = [
    "deliveries", "distance_km", "energy_used_kwh", "blocked_share", "jammed_robot_s",
  ]

  /// The section; a sentence where the folder does not say what each robot has done.
  var shares: [Page.Section.Block] {
    guard let robots = run.robots else {
      return [.text("The table of robots of this run does not say what each of them has done.")]
    }
    let found = RunAttribution.indicators(of: run).filter { Self.shared.contains($0.key) }
      .compactMap { try? RunAttribution(of: run, robots: robots, $0) }.filter { $0.rise > 0 }
    guard !found.isEmpty else {
      return [.text("No robot has done anything that could be shared out.")]
    }
    return [
      .text(
        "What figures of this run are made of, by the shares of Aumann and Shapley. They say who did it, not what would "
          + "have happened without somebody: fleetfield attribute --counterfactual runs fleets for that."
      ),
      .table(table(found)), .figures([.plot(curves(found))]),
    ]
  }

  private func table(_ found: [RunAttribution]) -> PageTable {
    let classes = found[0].classes
    return PageTable(
      name: "shares",
      header: ["figure", "whole"]
        + classes.map { "\($0.name) (\(NumberText.grouped(Int64($0.robotCount))))" },
      rows: found.map { one in
        let unit = one.indicator.unit
        return [
          one.indicator.title,
          PageWords.number(one.found.value) + (unit.isEmpty ? "" : " \(unit)"),
        ] + one.classes.map { PageWords.percent($0.share / one.rise) }
      }, isWords: true, fileHeader: ["indicator", "class", "robots", "share", "part"],
      fileRows: found.flatMap { one in
        one.classes.map {
          [
            one.indicator.key, $0.name, "\($0.robotCount)", CSVText.digits($0.share),
            CSVText.digits($0.share / one.rise),
          ]
        }
      })
  }

  /// Lorenz's curves: what the robots from the least share up have together.
  private func curves(_ found: [RunAttribution]) -> Plot {
    let series = found.prefix(4).enumerated().compactMap { tone, one in
      one.tenths.map { tenths in
        Plot.Series(
          one.indicator.title,
          tenths.enumerated().map { tenth, part in
            Plot.Point(
              x: Double(tenth) / 10, y: part,
              note: "\(10 * tenth) % of the robots: \(PageWords.percent(part)) of it")
          }, style: .joined, tone: tone)
      }
    }
    return Plot(
      name: "shares-tenths", title: "How evenly robots share",
      caption:
        "What the robots with the least shares have together. On the diagonal all have the same; the deeper a "
        + "curve hangs, the more is of few.",
      x: Plot.Axis("share of the robots, least shares first", key: "robots_share", fixed: 0...1),
      y: Plot.Axis("share of the figure", key: "part", fixed: 0...1), series: series)
  }
}
