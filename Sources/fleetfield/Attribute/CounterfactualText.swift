import Attribution
import Recording
import SimCore
import Statistics

/// What each class adds to a figure, for people and for programs.
struct CounterfactualText {
  private let found: CounterfactualShares
  private let indicator: FleetIndicator
  private let run: String
  private let own: Double?

  /// What is told of shares in an indicator; `run` is the folder, `own` the figure that its summary has.
  init(_ found: CounterfactualShares, _ indicator: FleetIndicator, run: String, own: Double?) {
    self.found = found
    self.indicator = indicator
    self.run = run
    self.own = own
  }

  /// What the shares are, in words.
  static let kind =
    "counterfactual attribution: each figure is of a fleet that ran with fewer robots; a class has what it changes\n"
    + "when it joins, averaged over the orders in which classes join. Sharing out one run says another thing."

  private var unit: String { indicator.unit.isEmpty ? "" : " \(indicator.unit)" }
  private var hasIntervals: Bool { found.seeds.count > 1 }

  /// The table.
  var text: String {
    let whole = found.whole
    var lines = [
      "\(indicator.title): \(spread(whole))\(unit) with all robots, 0 with nobody, over "
        + "\(found.seeds.count) \(found.seeds.count == 1 ? "seed" : "seeds")", "",
    ]
    let inUnit = indicator.unit.isEmpty ? "" : " in \(indicator.unit)"
    lines += TextTable.lines(
      header: ["class", "robots", "share\(inUnit)", "of the rise", "a robot's mean"],
      rows: found.classes.indices.map { place in
        let share = found.interval(ofClass: place)
        let count = found.parts.counts[place]
        return [
          found.classes[place], NumberText.grouped(Int64(count)), spread(share),
          part(share?.mean).map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? "—",
          count > 0 ? share.map { AttributionText.short($0.mean / Double(count)) } ?? "—" : "—",
        ]
      })
    lines += [
      "",
      "\(found.parts.points.count) fleets in \(found.parts.steps) \(found.parts.steps == 1 ? "step" : "steps") "
        + "from nobody to everybody"
        + (hasIntervals
          ? "; ± is half of a 95 % interval over seeds"
          : "; one seed says nothing of how sure this is"),
      "the shares sum to the rise but for \(NumberText.digits(found.residual))\(unit)",
    ]
    if let other {
      lines.append(
        "the run itself had \(NumberText.digits(other.run))\(unit), and now its fleet has "
          + "\(NumberText.digits(other.now)): another program made it")
    }
    return (lines + ["", Self.kind]).joined(separator: "\n") + "\n"
  }

  /// The figure of the run, where its own fleet and seed now give another one.
  private var other: (run: Double, now: Double)? {
    guard let own, let now = found.wholes.first, own != now else { return nil }
    return (own, now)
  }

  private func part(_ share: Double?) -> Double? {
    guard let share, let whole = found.whole, whole.mean != 0 else { return nil }
    return share / whole.mean
  }

  private func spread(_ value: MeanInterval?) -> String {
    guard let value else { return "—" }
    return AttributionText.short(value.mean)
      + (value.halfWidth.map { " ± \(AttributionText.short($0))" } ?? "")
  }

  /// The shares for programs.
  var json: JSONText {
    .object([
      ("status", .string("done")), ("kind", .string("counterfactual")),
      ("meaning", .string(Self.kind.replacing("\n", with: " "))), ("run", .string(run)),
      ("indicator", .string(indicator.key)), ("title", .string(indicator.title)),
      ("unit", .string(indicator.unit)), ("value", number(found.whole?.mean)),
      ("baseline", .number(0)), ("residual", .number(found.residual)),
      ("steps", .integer(found.parts.steps)),
      ("seeds", .array(found.seeds.map { .raw(String($0)) })), ("figure", number(own)),
      ("agrees", .bool(other == nil)),
      (
        "classes",
        .array(
          found.classes.indices.map { place in
            let share = found.interval(ofClass: place)
            return .object([
              ("class", .string(found.classes[place])),
              ("robots", .integer(found.parts.counts[place])), ("share", number(share?.mean)),
              ("half_width", number(share?.halfWidth)), ("part", number(part(share?.mean))),
            ])
          })
      ),
      (
        "fleets",
        .array(
          found.parts.points.map { fleet in
            .object([
              ("robots", .array(fleet.map { .integer($0) })),
              ("values", .array(found.values.map { .number($0[fleet] ?? 0) })),
            ])
          })
      ),
    ])
  }

  /// A row for each class and seed.
  var csv: String {
    var text = CSVText.line(["class", "robots", "seed", "share"])
    for (seed, shares) in zip(found.seeds, found.shares) {
      for (place, share) in shares.enumerated() {
        text += CSVText.line([
          found.classes[place], "\(found.parts.counts[place])", "\(seed)", CSVText.digits(share),
        ])
      }
    }
    return text
  }

  private func number(_ value: Double?) -> JSONText { value.map { .number($0) } ?? .null }
}
