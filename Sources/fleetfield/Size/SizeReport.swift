import Emergence
import Experiments
import SimCore
import Statistics

/// What `fleetfield size` prints at its end: the sentence first, then what it rests on.
struct SizeReport {
  let plan: SizePlan
  let verdict: Verdict
  let scene: SizedScene
  /// Runs by size, sizes rising.
  let sizes: [(size: Int, runs: [SizingRun])]

  init(plan: SizePlan, verdict: Verdict, runs: [SizingRun], scene: SizedScene) {
    self.plan = plan
    self.verdict = verdict
    self.scene = scene
    sizes = Dictionary(grouping: runs, by: \.size).sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }

  /// Runs at a size with seeds that nothing before the last round had seen.
  func fresh(_ runs: [SizingRun]) -> [SizingRun] {
    runs.filter { plan.design.freshSeeds.contains($0.seed) }
  }

  /// Values of the quantity that may decline.
  func values(_ runs: [SizingRun]) -> [Double] { runs.compactMap(\.value) }

  /// Runs that broke down.
  var failures: [SizingRun] {
    sizes.flatMap(\.runs).filter { $0.failure != nil }
  }

  /// How many there are, how many met the target, and the mean of the quantity: runs of other seeds have means of
  /// their own.
  private func columns(_ runs: [SizingRun]) -> [String] {
    let mean = try? Sample(values(runs)).mean
    return [
      String(runs.count), String(runs.count { $0.isSuccess }),
      mean.map { NumberText.short($0) } ?? "—",
    ]
  }

  /// The report for people.
  var text: String {
    var lines = [verdict.sentence, ""]
    let quantity = plan.design.quantity
    lines += TextTable.lines(
      header: [plan.options.axis.name, "screened", "met", quantity, "fresh", "met", quantity],
      rows: sizes.map { size, runs in
        let fresh = fresh(runs)
        let screened = runs.filter { !plan.design.freshSeeds.contains($0.seed) }
        return [String(size)] + columns(screened) + columns(fresh)
      })
    lines += [
      "",
      "runs of \(NumberText.span(plan.duration)), begun empty; screened runs chose the sizes, and only fresh ones "
        + "certify",
    ]
    if let first = failures.first {
      let reason = first.failure?.split(separator: "\n").first.map(String.init) ?? ""
      lines.append(
        SizeWords.runs(failures.count)
          + (failures.count == 1
            ? " broke down and counts as a miss: " : " broke down and count as misses; the first: ")
          + "\(plan.options.axis.name) = \(first.size) seed \(first.seed), \(visibleText(reason))")
    }
    lines.append("store  \(visibleText(plan.options.storePath))")
    return lines.joined(separator: "\n") + "\n"
  }
}
