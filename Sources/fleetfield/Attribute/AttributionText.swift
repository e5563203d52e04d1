import Attribution
import Commands
import Recording
import Reporting
import SimCore

/// The shares of a run's robots in a figure, for people and for programs.
struct AttributionText {
  private let found: RunAttribution
  private let run: RunData
  private let panels: [RunAttribution.PanelBias]
  private let greatest: [Int]

  /// What is told of shares.
  init(_ found: RunAttribution, run: RunData) {
    self.found = found
    self.run = run
    panels = found.panels()
    greatest = found.greatest(5)
  }

  /// What the shares are, in words: people take one kind for the other.
  static let kind =
    "statistical attribution: it says what the figure is made of, not what would have happened without a\n"
    + "robot; --counterfactual runs fleets without some of them, and says that"

  private var indicator: FleetIndicator { found.indicator }

  /// The table.
  var text: String {
    guard found.shares.contains(where: { $0 != 0 }) else {
      return "\(title)\n\nthere is nothing to share out\n"
    }
    var lines = [title, rise, ""]
    lines += TextTable.lines(
      header: ["class", "robots", "share\(unit(" in "))", "of the rise", "a robot's mean"],
      rows: found.classes.map { row($0.name, $0.robotCount, $0.share) }
        + [row("all", found.shares.count, found.rise)])
    if !greatest.isEmpty {
      lines += ["", "the robots with the greatest shares"]
      lines += TextTable.lines(
        header: ["robot", "share", "of the rise"],
        rows: greatest.map {
          [found.robots.name($0), Self.short(found.shares[$0]), part(found.shares[$0])]
        })
    }
    lines.append("")
    if let tenths = found.tenths {
      lines.append(
        "the half of the robots with the least shares has \(percent(tenths[5])), the tenth with the greatest "
          + percent(1 - tenths[9]))
    }
    if let first = panels.first {
      lines.append(
        "panels of \(first.robotCount) robots (\(panels.map(\.name).joined(separator: ", "))): one factor brings "
          + "their shares to\nthose of the fleet but for "
          + Suggestion.list(panels.map { $0.bias.map { percent($0.residual) } ?? "—" })
          .replacing(" or ", with: " and "))
    }
    lines.append("the shares sum to the rise but for \(gapWords)")
    if let figure = found.figure {
      lines.append(
        found.agrees
          ? "robots.csv and summary.json agree on the figure"
          : "robots.csv and summary.json differ: the summary has \(NumberText.digits(figure))")
    }
    return (lines + ["", Self.kind]).joined(separator: "\n") + "\n"
  }

  private var title: String {
    let robots =
      found.shares.count == 1
      ? "1 robot" : "\(NumberText.grouped(Int64(found.shares.count))) robots"
    return "\(indicator.title), \(robots): \(NumberText.short(found.found.value))\(unit(" "))"
  }

  /// What shares sum to, and from where.
  private var rise: String {
    found.rise == 0
      ? "shares sum to 0 and say what sets robots off from \(indicator.baseline)"
      : "shares sum to what it rises by from \(NumberText.short(found.found.baseline))\(unit(" ")), that of "
        + indicator.baseline
  }

  private func unit(_ before: String) -> String {
    indicator.unit.isEmpty ? "" : before + indicator.unit
  }

  private func row(_ name: String, _ count: Int, _ share: Double) -> [String] {
    [
      name, NumberText.grouped(Int64(count)), Self.short(rounded(share)), part(share),
      count > 0 ? Self.short(rounded(share / Double(count))) : "—",
    ]
  }

  /// Rounding that is left of shares that sum to 0 is no number to show.
  private func rounded(_ value: Double) -> Double {
    abs(value) <= 1e-12 * max(1, abs(found.found.value)) ? 0 : value
  }

  /// About four significant digits, also of shares of a million robots: `3.497e-7`.
  static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite, abs(value) < 1e-4 else { return NumberText.short(value) }
    var (mantissa, exponent) = (value, 0)
    while abs(mantissa) < 1 {
      mantissa *= 10
      exponent -= 1
    }
    return "\(NumberText.fixed(mantissa, decimals: 3))e\(exponent)"
  }

  private func part(_ share: Double) -> String {
    found.rise == 0 ? "—" : percent(share / found.rise)
  }

  private func percent(_ share: Double) -> String {
    NumberText.fixed(100 * share, decimals: 1) + " %"
  }

  private var gapWords: String {
    let nodes = found.found.nodeCount
    let way = nodes == 0 ? "a closed form" : "quadrature at \(nodes) nodes"
    return "\(NumberText.digits(found.found.gap))\(unit(" ")) (\(way))"
  }

  /// The shares for programs; `withRobots` adds those of each robot.
  func json(withRobots: Bool) -> JSONText {
    var pairs: [(String, JSONText)] = [
      ("status", .string("done")), ("kind", .string("statistical")),
      ("meaning", .string(Self.kind.replacing("\n", with: " "))), ("run", .string(run.folder)),
      ("indicator", .string(indicator.key)), ("title", .string(indicator.title)),
      ("unit", .string(indicator.unit)), ("value", .number(found.found.value)),
      ("baseline", .number(found.found.baseline)), ("baseline_of", .string(indicator.baseline)),
      ("rise", .number(found.rise)), ("residual", .number(found.found.gap)),
      ("nodes", .integer(found.found.nodeCount)),
      ("figure", found.figure.map { .number($0) } ?? .null), ("agrees", .bool(found.agrees)),
      ("robots", .integer(found.shares.count)),
      (
        "classes",
        .array(
          found.classes.map { one in
            .object([
              ("class", .string(one.name)), ("robots", .integer(one.robotCount)),
              ("share", .number(one.share)), ("part", part(of: one.share)),
            ])
          })
      ),
      ("tenths", found.tenths.map { .array($0.map { .number($0) }) } ?? .null),
      (
        "panels",
        .array(
          panels.map { panel in
            .object([
              ("panel", .string(panel.name)), ("robots", .integer(panel.robotCount)),
              ("factor", panel.bias.map { .number($0.factor) } ?? .null),
              ("residual", panel.bias.map { .number($0.residual) } ?? .null),
            ])
          })
      ), ("greatest", .array(greatest.map(robot))),
    ]
    if withRobots { pairs.append(("shares", .array(found.shares.indices.map(robot)))) }
    return .object(pairs)
  }

  private func part(of share: Double) -> JSONText {
    found.rise == 0 ? .null : .number(share / found.rise)
  }

  private func robot(_ place: Int) -> JSONText {
    .object([
      ("class", .string(found.robots.classes[found.robots.classIndex[place]])),
      ("index", .integer(found.robots.index[place])), ("share", .number(found.shares[place])),
    ])
  }
}
