import Recording

/// Says on standard error which case of a bench is being measured.
///
/// A bench prints a line when a case is done, and the large ones take minutes; without a word nobody
/// knows whether it still goes on. On a terminal the word is taken away again by the next one.
struct BenchProgress {
  private let name: String
  private let caseCount: Int
  private let canRedraw: Bool
  private var begun = 0

  /// The progress of a bench over so many cases.
  init(_ name: String, cases: Int) {
    self.name = name
    caseCount = cases
    canRedraw = Terminal.canRedraw
  }

  /// Says that the next case begins.
  mutating func begin(_ words: String) {
    begun += 1
    if canRedraw { Terminal.redraw(line(words)) } else { Terminal.error(line(words) + "\n") }
  }

  /// Takes the line away, so that a result can be printed in its place.
  func clear() {
    if canRedraw { Terminal.redraw("") }
  }

  private func line(_ words: String) -> String {
    "bench \(name): \(begun) of \(caseCount): \(words)"
  }
}
