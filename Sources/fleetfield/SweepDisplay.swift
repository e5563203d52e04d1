import Experiments
import Recording
import SimCore

/// Shows on standard error how far a sweep is.
struct SweepDisplay {
  private let style: ProgressDisplay.Style
  private var nextTime: Double
  private var isShown = false

  /// A display of this style.
  init(_ style: ProgressDisplay.Style) {
    self.style = style
    nextTime = style == .lines ? 10 : 0
  }

  /// Shows the progress where it is time to.
  mutating func show(_ progress: SweepProgress) {
    guard style != .silent, progress.total > 0, progress.wallTime >= nextTime else { return }
    if style == .bar {
      nextTime = progress.wallTime + 0.1
      isShown = true
      Terminal.redraw(String(Self.words(progress).prefix(max(0, Terminal.width - 1))))
    } else {
      nextTime = progress.wallTime + 10
      Terminal.error(Self.words(progress) + "\n")
    }
  }

  /// Takes the line away.
  mutating func finish() {
    if isShown { Terminal.redraw("") }
    isShown = false
  }

  /// `12 of 40 runs done  1 failed  2 min 3 s so far  5 min 1 s left`.
  static func words(_ progress: SweepProgress) -> String {
    var parts = ["\(progress.done) of \(progress.total) runs done"]
    if progress.failed > 0 { parts.append("\(progress.failed) failed") }
    parts.append("\(NumberText.span(progress.wallTime)) so far")
    if let remaining = progress.remaining { parts.append("\(NumberText.span(remaining)) left") }
    return parts.joined(separator: "  ")
  }
}
