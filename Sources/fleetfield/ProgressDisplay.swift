import Recording
import SimCore

/// Shows on standard error how far a run is: a bar on a terminal, else a line now and then.
struct ProgressDisplay {
  /// What is shown, and how.
  enum Style {
    /// One line, redrawn ten times a second.
    case bar
    /// A new line every five seconds.
    case lines
    /// Nothing.
    case silent
  }

  private let style: Style
  private var nextTime = 0.0
  private var isShown = false

  /// A display of this style.
  init(_ style: Style) {
    self.style = style
    if style == .lines { nextTime = Self.linePeriod }
  }

  /// The style that fits standard error.
  static func fitting(isQuiet: Bool) -> Style {
    isQuiet ? .silent : Terminal.canRedraw ? .bar : .lines
  }

  private static let barPeriod = 0.1
  private static let linePeriod = 5.0

  /// Shows the progress where it is time to.
  mutating func show(_ progress: RunProgress) {
    guard style != .silent, progress.wallTime >= nextTime else { return }
    if style == .bar {
      nextTime = progress.wallTime + Self.barPeriod
      isShown = true
      Terminal.redraw(Self.bar(progress, width: Terminal.width - 1))
    } else {
      nextTime = progress.wallTime + Self.linePeriod
      Terminal.error(Self.words(progress) + "\n")
    }
  }

  /// Takes the bar away.
  mutating func finish() {
    if isShown { Terminal.redraw("") }
    isShown = false
  }

  /// The bar and the words, cut to the width.
  static func bar(_ progress: RunProgress, width: Int) -> String {
    let words = words(progress)
    let room = min(30, width - words.count - 3)
    guard room >= 5 else { return String(words.prefix(max(0, width))) }
    let filled = Int((share(progress) * Double(room)).rounded(.down))
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: room - filled) + "] " + words
  }

  /// `43 %  520 s of 1200 s  57.1 × real time  1,234 deliveries  12 s left`.
  static func words(_ progress: RunProgress) -> String {
    let percent = Int((share(progress) * 100).rounded(.down))
    var parts = [
      "\(percent) %",
      "\(NumberText.span(progress.time)) of \(NumberText.span(progress.duration))",
    ]
    if let factor = progress.realTimeFactor {
      parts.append("\(NumberText.fixed(factor, decimals: 1)) × real time")
    }
    parts.append("\(NumberText.grouped(Int64(progress.deliveries))) deliveries")
    if let factor = progress.realTimeFactor, progress.wallTime > 1 {
      parts.append("\(NumberText.span(max(0, progress.duration - progress.time) / factor)) left")
    }
    return parts.joined(separator: "  ")
  }

  private static func share(_ progress: RunProgress) -> Double {
    progress.duration > 0 ? min(1, max(0, progress.time / progress.duration)) : 0
  }
}
