import Emergence
import Experiments
import SimCore
import Statistics

extension StudyPage {
  /// All sizes beside each other: how many runs, how many met the target, and the means.
  var points: [Page.Section.Block] {
    let quantity = note.quantity
    let losses = Set((replay.verdict?.decline.losses ?? []).map(\.size))
    var keys = note.targets.map(\.key)
    for key in ["deliveries", "sojourn_p95_s", "blocked_share", "bytes_per_robot_s"]
    where !keys.contains(key) && key != quantity && results.figures[key] != nil {
      keys.append(key)
    }
    keys.removeAll { $0 == quantity }
    func columns(_ runs: [SizeRuns.Known], _ number: (Double) -> String, _ none: String) -> [String]
    {
      let mean = try? Sample(runs.compactMap(\.run.value)).mean
      return [
        "\(runs.count)", "\(runs.count { $0.run.isSuccess })",
        mean.map(number) ?? (runs.isEmpty ? "" : none),
      ]
    }
    func row(_ size: SizeRuns, _ number: @escaping (Double) -> String, _ none: String) -> [String] {
      let failed = size.all.count { $0.run.failure != nil }
      var words: [String] = []
      if certified.contains(size.size) { words.append("certified") }
      if losses.contains(size.size) { words.append("declines") }
      return ["\(size.size)"] + columns(size.screened, number, none)
        + columns(size.fresh, number, none)
        + keys.map { key in
          mean(size) { results.figure(key, run: $0) }.map { number($0.mean) } ?? none
        } + ["\(failed)", words.joined(separator: ", ")]
    }
    let header =
      [axis, "screened", "met", quantity, "fresh", "met", quantity] + keys.map { "\($0), all" }
      + ["broken down", ""]
    let fileHeader =
      [
        PageWords.fileName(axis), "screened", "screened_met", "screened_\(quantity)", "fresh",
        "fresh_met", "fresh_\(quantity)",
      ] + keys + ["failed", "verdict"]
    return [
      .table(
        PageTable(
          name: "sizes", header: header, rows: sizes.map { row($0, NumberText.short, "—") },
          fileHeader: fileHeader, fileRows: sizes.map { row($0, CSVText.digits, "") }))
    ]
  }
}
