import Statistics

/// The two tests that say on which side of its edges a size is: 1 − δ against 1 − 2δ, and δ against 2δ.
///
/// One test between δ and 1 − δ would find where half of the runs succeed, which is neither edge.
///
/// Source: mathematics C5.
struct Screening: Equatable, Sendable {
  private let upper: SequentialTest
  private let lower: SequentialTest?

  init(_ design: StudyDesign) {
    upper = SequentialTest(
      low: 1 - 2 * design.delta, high: 1 - design.delta, error: 0.05, limit: design.screeningRuns)
    lower =
      design.question == .emergence
      ? SequentialTest(
        low: design.delta, high: 2 * design.delta, error: 0.05, limit: design.screeningRuns) : nil
  }

  /// On which sides so many runs put a size.
  struct Side: Equatable {
    /// At least 1 − δ, below 1 − 2δ, or open.
    var upper: SequentialTest.Decision
    /// Above 2δ, at most δ, or open; open where it is not asked.
    var lower: SequentialTest.Decision
  }

  /// True where both tests have ended, so that further runs would say nothing new.
  func isEnough(_ count: SizeRecord.Count) -> Bool {
    if decision(of: upper, count) == .open { return false }
    guard let lower else { return true }
    return decision(of: lower, count) != .open
  }

  /// The sides of a size, by the runs at which its screening ended.
  func side(of record: SizeRecord, limit: Int) -> Side {
    let count = record.screened { isEnough($0) || $0.known >= limit }
    return Side(
      upper: decision(of: upper, count),
      lower: lower.map { decision(of: $0, count) } ?? .open)
  }

  private func decision(
    of test: SequentialTest, _ count: SizeRecord.Count
  ) -> SequentialTest.Decision {
    test.decision(successes: count.successes, failures: count.failures)
  }

  /// Sizes to be put between neighbours of which one is on the far side of an edge, and which lie apart.
  ///
  /// - Returns: New sizes, rising; none where all edges are fine.
  static func between(_ sizes: [Int], _ sides: [Side], finestRatio: Double) -> [Int] {
    var added: [Int] = []
    for index in sizes.indices.dropLast() {
      let (one, two) = (sides[index], sides[index + 1])
      let isEdge =
        (one.upper == .high) != (two.upper == .high) || (one.lower == .low) != (two.lower == .low)
      if isEdge, let size = middle(of: sizes[index], sizes[index + 1], finestRatio) {
        added.append(size)
      }
    }
    return added
  }
}
