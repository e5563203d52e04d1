import Scenes
import SimCore
import Simulation

/// The table a person reads when a run is over.
public enum SummaryTable {
  /// The summary as text: a heading, the figures by group, then success, hash and folder.
  ///
  /// - Parameters:
  ///   - summary: What happened.
  ///   - folder: The run folder, or nil where none was written.
  ///   - showsStages: True adds wall time per stage of the tick.
  /// - Returns: Lines with a newline after each.
  public static func text(
    _ summary: RunSummary, folder: String?, showsStages: Bool = false
  ) -> String {
    var lines = [heading(summary)]
    let rows = groups(summary)
    let titleWidth = rows.flatMap(\.rows).map(\.title.count).max() ?? 0
    let valueWidth = rows.flatMap(\.rows).map(\.value.count).max() ?? 0
    for group in rows {
      lines.append("")
      lines.append(group.name)
      for row in group.rows {
        let value = padded(row.title, titleWidth) + "  " + aligned(row.value, valueWidth)
        lines.append("  " + value + (row.unit.isEmpty ? "" : " \(row.unit)"))
      }
    }
    if showsStages { lines += stages(summary) }
    lines.append("")
    lines += closing(summary, folder: folder)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func heading(_ summary: RunSummary) -> String {
    let robots = summary.robotCount == 1 ? "robot" : "robots"
    let workers = summary.workerCount == 1 ? "worker" : "workers"
    let speed = summary.realTimeFactor.map { ", \(NumberText.short($0)) × real time" } ?? ""
    return "\(summary.sceneName) · seed \(summary.seeds.seed) · "
      + "\(NumberText.grouped(Int64(summary.robotCount))) \(robots) · "
      + "\(NumberText.span(summary.time)) simulated in \(NumberText.span(summary.wallSeconds))"
      + "\(speed) with \(summary.workerCount) \(workers)"
  }

  private typealias Row = (title: String, value: String, unit: String)

  /// The figures by group, in the order in which groups first appear.
  private static func groups(_ summary: RunSummary) -> [(name: String, rows: [Row])] {
    var groups: [(name: String, rows: [Row])] = []
    for figure in summary.report.figures {
      let row = (figure.title, NumberText.short(figure.value), figure.unit)
      if let index = groups.firstIndex(where: { $0.name == figure.group }) {
        groups[index].rows.append(row)
      } else {
        groups.append((figure.group, [row]))
      }
    }
    return groups
  }

  /// Wall seconds per stage with their share of the total.
  private static func stages(_ summary: RunSummary) -> [String] {
    let total = summary.report.stageSeconds.reduce(0) { $0 + $1.seconds }
    let width = summary.report.stageSeconds.map(\.stage.count).max() ?? 0
    var lines = ["", "wall time per stage"]
    for (stage, seconds) in summary.report.stageSeconds {
      let share = total > 0 ? NumberText.fixed(seconds / total * 100, decimals: 1) : "—"
      lines.append(
        "  \(padded(stage, width))  \(aligned(NumberText.fixed(seconds, decimals: 3), 9)) s"
          + "  \(aligned(share, 5)) %")
    }
    return lines
  }

  private static func closing(_ summary: RunSummary, folder: String?) -> [String] {
    var lines: [String] = []
    if let isSuccess = summary.isSuccess {
      lines.append("success     \(isSuccess ? "yes" : "no")\(ruleWords(summary))")
    } else if let isSoFar = summary.report.isSuccess {
      lines.append(
        "success     not decided: the run was stopped; so far it is \(isSoFar ? "a" : "no") success"
      )
    }
    for bar in summary.report.bars { lines.append("bar         \(bar.sentence)") }
    if summary.report.stranded > 0 {
      lines.append("bar         no robot stranded: missed, \(summary.report.stranded) are")
    }
    for sentence in summary.report.standstill { lines.append("standstill  \(sentence)") }
    lines.append("seed        \(summary.seeds.seed)")
    lines.append("state hash  \(summary.report.stateHash)")
    lines.append(
      "policy hash \(summary.report.policyHash), information \(summary.report.informationHash)")
    for sentence in summary.report.leadership { lines.append("leadership  \(sentence)") }
    if let folder { lines.append("run folder  \(folder)") }
    for sentence in summary.report.quarantine { lines.append("quarantine  \(sentence)") }
    if summary.isInterrupted {
      lines.append(
        "interrupted at \(NumberText.span(summary.time)) of \(NumberText.span(summary.duration)); "
          + (folder == nil ? "nothing was written" : "the files are complete up to there"))
    }
    return lines
  }

  /// How several bars decide.
  private static func ruleWords(_ summary: RunSummary) -> String {
    let count = summary.report.bars.count
    guard count > 1, let rule = summary.report.successRule else { return "" }
    return ", by \(rule.rawValue) of \(count) bars"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func aligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
