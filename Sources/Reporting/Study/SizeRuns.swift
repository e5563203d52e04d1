import Emergence
import Experiments
import Statistics

/// The runs of a study at one fleet size.
struct SizeRuns {
  /// A run and its place among those of the store.
  typealias Known = (index: Int, run: SizingRun)

  /// The fleet size N.
  let size: Int
  /// Runs that chose what to look at.
  let screened: [Known]
  /// Runs with seeds that nothing before the last round had seen.
  let fresh: [Known]

  /// All of them.
  var all: [Known] { screened + fresh }

  /// Runs by size, sizes rising.
  static func groups(_ replay: StoredResults.Replay) -> [SizeRuns] {
    let seeds = replay.design.freshSeeds
    return Dictionary(grouping: replay.runs, by: \.run.size).sorted { $0.key < $1.key }.map {
      size, runs in
      SizeRuns(
        size: size, screened: runs.filter { !seeds.contains($0.run.seed) },
        fresh: runs.filter { seeds.contains($0.run.seed) })
    }
  }
}

/// The mean of a figure over runs, and how many of them tell it.
struct FigureMean {
  /// The mean with its 95 % interval.
  let interval: MeanInterval
  /// Runs that were done, whether they tell the figure or not.
  let runCount: Int

  /// The mean over values that are known, of so many runs; nil where none is.
  init?(_ values: [Double], of runCount: Int) {
    guard let interval = try? MeanInterval(of: values) else { return nil }
    self.interval = interval
    self.runCount = runCount
  }

  var mean: Double { interval.mean }
  var isPartial: Bool { interval.count < runCount }

  /// It as a point of a picture.
  func point(_ x: Double, _ name: String, mark: Plot.Mark? = nil, note: String = "") -> Plot.Point {
    let ends = interval.interval
    return Plot.Point(
      x: x, y: mean, lower: ends?.lower, upper: ends?.upper,
      mark: mark ?? (isPartial ? .partial : .plain),
      note: "\(name): \(words)" + (note.isEmpty ? "" : "; \(note)"))
  }

  /// `12.3 ± 0.5, 10 runs`.
  var words: String {
    var text = PageWords.number(mean)
    if let half = interval.halfWidth { text += " ± \(PageWords.number(half))" }
    text += ", \(PageWords.runs(interval.count))"
    if isPartial { text += " of \(runCount): the others do not tell it" }
    return text
  }
}
