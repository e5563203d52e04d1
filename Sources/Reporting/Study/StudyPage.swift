import Emergence
import Experiments
import SimCore
import Statistics

/// The page of a study of fleet sizes: the sentence first, then what it rests on.
public struct StudyPage: Sendable {
  let results: StoredResults
  let replay: StoredResults.Replay
  let sizes: [SizeRuns]
  /// The program that the store's study was made with.
  let build: String

  /// The page of a study.
  ///
  /// - Parameters:
  ///   - results: The store.
  ///   - place: The study's place in it.
  /// - Throws: `DatabaseError` where the store contradicts itself.
  public init(_ results: StoredResults, study place: Int) throws(DatabaseError) {
    self.results = results
    replay = try results.replay(study: place)
    sizes = SizeRuns.groups(replay)
    build = results.studies[place].build
  }

  var design: StudyDesign { replay.design }
  var note: StudyNote { replay.note }
  var axis: String { note.axis }

  /// The sizes that are certified to meet the target.
  var certified: Set<Int> {
    guard case .certified(let sizes) = replay.verdict?.reach else { return [] }
    return Set(sizes)
  }

  /// True where sizes lie so far apart that only logarithms show all.
  var isWide: Bool {
    guard let first = sizes.first?.size, let last = sizes.last?.size else { return false }
    return last >= 12 * first
  }

  var sizeAxis: Plot.Axis {
    Plot.Axis(
      axis == "n" ? "robots n" : axis, key: PageWords.fileName(axis), isLogarithmic: isWide)
  }

  /// The page.
  ///
  /// - Complexity: O(runs × figures).
  public var page: Page {
    let figures = serviceKeys + harmKeys + [note.quantity]
    return Page(
      title: "How many robots: \(note.scene)",
      kind: "Report of a study of fleet sizes", answer: answer,
      isCertified: !certified.isEmpty || !(replay.verdict?.decline.losses.isEmpty ?? true),
      sections: [
        Page.Section("What was found", anchor: "found", findings),
        Page.Section("Success and the quantity", anchor: "curves", curves),
        Page.Section("Service", anchor: "service", service),
        Page.Section("What it costs", anchor: "cost", costs),
        Page.Section("What each further robot brings", anchor: "marginal", marginal),
        Page.Section("Where more get in each other's way", anchor: "harm", harms),
        Page.Section("All sizes", anchor: "points", points),
        Page.Section("Where this comes from", anchor: "provenance", provenance),
        Glossary.section(Glossary.sizes, figures: figures + note.targets.map(\.key)),
      ], maker: "Made by fleetfield report from a store written by fleetfield \(build).")
  }

  private var answer: String {
    if let verdict = replay.verdict { return verdict.sentence }
    return
      "Not finished: \(PageWords.runs(replay.missingCount)) that the study asked for next are not in the store, or "
      + "not over. The same call of fleetfield size goes on; until then nothing is certified."
  }

  private var findings: [Page.Section.Block] {
    var blocks: [Page.Section.Block] = [
      .text(
        "Asked was: \(note.goal) in \(PageWords.percent(1 - design.delta)) of runs of "
          + "\(NumberText.span(note.duration)), with confidence \(PageWords.percent(1 - design.error)); and whether "
          + "\(FigureWords.title(of: note.quantity)) declines where there are more.")
    ]
    if let verdict = replay.verdict {
      blocks.append(
        .table(PageTable(header: ["", "Answer", "How sure"], rows: rows(verdict), isWords: true)))
    }
    blocks.append(
      .note(
        "Uncalibrated: the numbers are those of the simulated scene; no measurement of a real floor went into them. "
          + "Runs begin empty and count from their beginning. The answer is of the sizes that were tested, of this "
          + "floor and of this work."))
    let failed = sizes.flatMap(\.all).filter { $0.run.failure != nil }
    if let first = failed.first {
      let reason = first.run.failure?.split(separator: "\n").first.map(String.init) ?? ""
      blocks.append(
        .text(
          PageWords.runs(failed.count)
            + (failed.count == 1
              ? " broke down and counts as a miss: "
              : " broke down and count as misses; the first: ")
            + "\(axis) = \(first.run.size), seed \(first.run.seed): \(reason)"))
    }
    return blocks
  }

  private func rows(_ verdict: Verdict) -> [[String]] {
    func robots(_ size: Int?) -> String { size.map { "\(axis) = \($0)" } ?? "none" }
    let level = "certified, \(PageWords.percent(1 - design.error)) together"
    var rows: [[String]] = []
    rows.append([
      "Least size that meets the target", robots(verdict.size),
      verdict.size == nil ? "not certified" : level,
    ])
    if let window = verdict.window {
      rows.append([
        "Range that meets it",
        window.count == 1
          ? robots(window.lowerBound) : "\(axis) = \(window.lowerBound) to \(window.upperBound)",
        level + ", at its tested sizes",
      ])
    }
    let loss = verdict.decline.losses.first { $0.size == verdict.declineSize }
    rows.append([
      "More hurt from", robots(verdict.declineSize),
      loss.map {
        "\(level): \(FigureWords.title(of: note.quantity)) less by at least \(PageWords.number(-$0.upper)) than at "
          + robots(verdict.decline.reference)
      } ?? "not certified",
    ])
    if let fit = scalability, case .at(let peak) = fit.peak {
      rows.append([
        "Peak of the scalability law", "\(axis) ≈ \(PageWords.number(peak.rounded()))",
        "exploratory",
      ])
    }
    return rows
  }

  // MARK: What it was made of

  private var provenance: [Page.Section.Block] {
    let known = replay.runs.map { results.runs[$0.index] }
    let done = known.count { $0.state == .done }
    var rows: [[String]] = [
      ["scene", "\(note.scene) (\(note.sceneFile))"],
      ["axis", axis],
      [
        "set for all sizes",
        note.overrides.isEmpty
          ? "nothing" : note.overrides.map { "\($0.key)=\($0.value)" }.joined(separator: ", "),
      ],
      ["way of coordinating", note.mode], ["policy hash, at all sizes", note.policyHash],
      ["length of a run", NumberText.span(note.duration)],
      [
        "runs",
        "\(NumberText.grouped(Int64(known.count))), of which \(NumberText.grouped(Int64(done))) are done and "
          + "\(NumberText.grouped(Int64(known.count - done))) broke down",
      ],
      [
        "seeds",
        "\(PageWords.ranges(known.map(\.seed))); \(design.freshSeeds.lowerBound) and later are fresh",
      ],
      ["build", build], ["version", note.version],
    ]
    let wall = known.compactMap(\.wall).reduce(0, +)
    if wall > 0 { rows.append(["thread time of all runs", NumberText.span(wall)]) }
    for input in results.inputs { rows.append(["\(input.role) \(input.path)", input.sha256]) }
    return [
      .table(PageTable(header: ["", ""], rows: rows, isWords: true)),
      .table(
        PageTable(
          header: [axis, "scene digest"],
          rows: sizes.compactMap { size in
            size.all.first.map { ["\(size.size)", results.runs[$0.index].sceneDigest] }
          }, isWords: true)),
    ]
  }
}
