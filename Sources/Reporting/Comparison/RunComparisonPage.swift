import Recording
import SimCore

/// The page of two runs beside each other: figures, series and what the runs were made of.
public struct RunComparisonPage: Sendable {
  let first: RunData
  let second: RunData

  /// The page of two runs, the second held against the first.
  ///
  /// - Throws: `ComparisonError` where they were not simulated for the same time.
  public init(_ first: RunData, _ second: RunData) throws(ComparisonError) {
    let (one, other) = (first.summary.simulated, second.summary.simulated)
    guard abs(one - other) <= 1e-6 * max(one, other) else {
      func words(_ run: RunData) -> String {
        NumberText.span(run.summary.simulated)
          + (run.summary.isInterrupted == true ? " (it was stopped)" : "")
      }
      throw ComparisonError(
        "the first run is of \(words(first)), the second of \(words(second)): what they count cannot be compared"
      )
    }
    self.first = first
    self.second = second
  }

  private var keys: [String] {
    let known = Set(second.figureKeys)
    return first.figureKeys.filter(known.contains)
  }

  /// The page.
  ///
  /// - Complexity: O(rows × columns).
  public var page: Page {
    Page(
      title: PageWords.compared(second.folder, with: first.folder), kind: "Comparison of two runs",
      answer: answer,
      isCertified: false,
      sections: [
        Page.Section("What differs", anchor: "scenes", scenes),
        Page.Section(
          "Over time", anchor: "series",
          [.figures(RunPage.series([(first, "first", 0), (second, "second", 1)]))]),
        Page.Section("All figures", anchor: "figures", [.table(table)]),
        Glossary.section(Glossary.comparisons, figures: []),
      ], maker: "Made by fleetfield compare from \(first.folder) and \(second.folder).")
  }

  private var answer: String {
    var text = ""
    if first.summary.hash == second.summary.hash {
      text = "Both runs end in the same state. "
    } else if let one = first.figure("deliveries"), let other = second.figure("deliveries") {
      text =
        "\(PageWords.number(other)) deliveries in the second run, \(PageWords.number(one)) in the first. "
    }
    text +=
      first.summary.seed == second.summary.seed
      ? "Both have seed \(first.summary.seed), so that what the seed decides is the same in both; "
      : "Their seeds differ (\(first.summary.seed) and \(second.summary.seed)), so that chance is in every difference; "
    return text
      + "one pair of runs says nothing of how far chance reaches: sweep over seeds and compare the stores for that."
  }

  private var scenes: [Page.Section.Block] {
    let (one, other) = (first.summary, second.summary)
    var rows: [[String]] = []
    func add(_ name: String, _ left: String?, _ right: String?) {
      if left != right { rows.append([name, left ?? "—", right ?? "—"]) }
    }
    add("scene", one.scene, other.scene)
    for key in Set(one.overrides.keys).union(other.overrides.keys).sorted() {
      add("set \(key)", one.overrides[key], other.overrides[key])
    }
    for key in Set(one.parameters.keys).union(other.parameters.keys).sorted() {
      add(
        "parameter \(key)", one.parameters[key]?.map(JSONText.digits),
        other.parameters[key]?.map(JSONText.digits))
    }
    add("robots", "\(one.robots)", "\(other.robots)")
    add("seed", "\(one.seed)", "\(other.seed)")
    add("policy hash", one.policyHash, other.policyHash)
    add("information hash", one.informationHash, other.informationHash)
    add("scene digest", one.sceneDigest, other.sceneDigest)
    add("state hash", one.hash, other.hash)
    add("build", one.build, other.build)
    add("success", one.success.map { $0 ? "yes" : "no" }, other.success.map { $0 ? "yes" : "no" })
    let (files, others) = (one.inputs ?? [], other.inputs ?? [])
    for path in Set((files + others).map(\.path)).sorted() {
      add(
        "file \(path)", files.first { $0.path == path }.map { String($0.sha256.prefix(12)) + "…" },
        others.first { $0.path == path }.map { String($0.sha256.prefix(12)) + "…" })
    }
    guard !rows.isEmpty else { return [.text("Nothing: the runs are the same.")] }
    return [
      .table(PageTable(header: ["", first.folder, second.folder], rows: rows, isWords: true))
    ]
  }

  private var table: PageTable {
    func row(_ key: String, _ number: (Double?) -> String) -> [String] {
      let (one, other) = (first.figure(key), second.figure(key))
      let difference = one.flatMap { one in other.map { $0 - one } }
      return [key, number(one), number(other), number(difference)]
    }
    return PageTable(
      name: "differences", header: ["figure", "first", "second", "second less first", "unit"],
      rows: keys.map { row($0) { PageWords.number($0) } + [FigureWords.unit(of: $0)] },
      fileHeader: ["figure", "first", "second", "difference"],
      fileRows: keys.map { row($0) { $0.map(CSVText.digits) ?? "" } })
  }
}
