/// One of the parts into which the runs of a sweep are dealt, for machines that share no store.
///
/// Every machine deals the same plan in the same way, so the parts need not know of each other; their stores become
/// one by `StoreMerge`.
public struct SweepShard: Equatable, Sendable {
  /// Which part, 1 … count.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// The most parts of a sweep.
  public static let mostParts = 100_000

  /// A part.
  ///
  /// - Precondition: `index` is in 1 … `count`.
  public init(index: Int, count: Int) {
    precondition(count >= 1 && (1...count).contains(index), "part \(index) of \(count)")
    self.index = index
    self.count = count
  }

  /// Reads `2/8`.
  ///
  /// - Throws: `SweepError` saying what was expected.
  public init(_ text: String) throws(SweepError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else {
      throw SweepError("expected a part and their number, such as 2/8")
    }
    guard (1...Self.mostParts).contains(count) else {
      throw SweepError("expected 1 to \(Self.mostParts) parts, not \(count)")
    }
    guard (1...count).contains(index) else {
      throw SweepError("parts are numbered from 1 to \(count): there is no part \(index)")
    }
    self.init(index: index, count: count)
  }

  /// The part as it is written: `2/8`.
  public var text: String { "\(index)/\(count)" }

  /// The runs of this part, of a plan whose points cost so much.
  ///
  /// Runs are dealt by falling cost, each to the part that has least so far (R. L. Graham, 1969), so that parts take
  /// about as long as each other; what costs the same goes round. Each run is in one part.
  ///
  /// - Parameters:
  ///   - costs: What a run costs at each point, in any unit.
  ///   - seedCount: Runs at each point.
  /// - Returns: True for each run that is of this part, point by point, seed by seed. [points × seeds]
  /// - Complexity: O(runs log (runs × parts)).
  public func selection(costs: [Double], seedCount: Int) -> [Bool] {
    let runs = (0..<costs.count * seedCount).sorted {
      (-costs[$0 / seedCount], $0) < (-costs[$1 / seedCount], $1)
    }
    var isSelected = [Bool](repeating: false, count: runs.count)
    var heap = PartHeap(count: count)
    for run in runs {
      // Runs that cost nothing (their scene cannot be loaded) go round, too.
      if heap.add(max(costs[run / seedCount], 1e-9)) == index - 1 { isSelected[run] = true }
    }
    return isSelected
  }
}

/// Parts with what they have so far; the one with least, and of equals the first, is on top.
private struct PartHeap {
  private var parts: [(load: Double, part: Int)]

  init(count: Int) { parts = (0..<count).map { (0, $0) } }

  /// Gives the part on top something more; returns which it was.
  mutating func add(_ load: Double) -> Int {
    let taken = parts[0].part
    parts[0].load += load
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < parts.count && parts[child] < parts[least] { least = child }
      if least == place { return taken }
      parts.swapAt(place, least)
      place = least
    }
  }
}
