import Statistics

/// What a study of fleet sizes asks, at which confidence, and how many runs it may take for it.
///
/// A study goes in rounds: it *screens* a grid of sizes with few runs each, *locates* the edges of what it finds
/// with more sizes and runs between them, and *certifies* with seeds that nothing before has seen. Only the last
/// round is evidence; α is spent there, a third each on three walks.
///
/// Source: mathematics §3.2, §3.3 and A.4, with C4 and C5.
public struct StudyDesign: Equatable, Sendable {
  /// Which three statements α is spent on.
  public enum Question: Equatable, Sendable {
    /// The least fleet that meets a goal: the walk down from the anchor, the walk up from it, and decline.
    case sizing
    /// Whether success emerges: N⋆ by the walk down, N− by the walk up from the least size, and decline.
    case emergence
  }

  /// Which question is asked.
  public var question: Question
  /// The sizes N screened first, rising.
  public var sizes: [Int]
  /// What a run must do to succeed, in words: "sojourn_p95 <= 180 s".
  public var goal: String
  /// What the values of runs measure, more being better, in words: "throughput per hour".
  public var quantity: String
  /// What a size is the value of, where that is not the number of robots: "robots.lifter.count"; nil where it is.
  public var axis: String?
  /// δ: success is wanted in 1 − δ of runs.
  public let delta: Double
  /// α: the probability that anything certified is not so.
  public let error: Double
  /// The first seed; all others follow.
  public var firstSeed = 1
  /// Runs a size is screened with at a time.
  public var screeningBatch = 10
  /// The most runs a size is screened with, a multiple of the batch: 4/δ, in which 4 of them fail at 1 − δ.
  public var screeningRuns: Int
  /// The runs of sizes next to an edge, a multiple of the batch: twice as many.
  public var locatingRuns: Int
  /// Sizes are put between the two sides of an edge until their ratio is at most this.
  public var finestRatio = 1.15
  /// Runs with fresh seeds at each size of a walk: the fewest with which a share of 1 − δ/5 passes nine times in ten.
  ///
  /// At α/3 of 5 % these are 106 for δ = 0.1, of which 4 may fail (a share of 0.98 passes with probability 0.94), and
  /// 214 for δ = 0.05.
  public var certifyingRuns: Int
  /// Runs with fresh seeds at each size of the decline, the same seeds at all of them.
  ///
  /// As many as find a loss of half a standard deviation four times in five, and a few more for what a plan loses: 76
  /// at α/3 of 5 %, with probability 0.82 (71 have 0.79).
  public var decliningRuns: Int
  /// The most sizes of a walk.
  public var walkLength = 4
  /// The most runs of all, or nil for as many as it takes.
  public var runLimit: Int?

  /// A study with the numbers of runs that δ and α ask for.
  ///
  /// - Parameters:
  ///   - question: Which question is asked.
  ///   - sizes: The sizes screened first, rising.
  ///   - goal: What a run must do to succeed, in words.
  ///   - quantity: What the values of runs measure, in words.
  ///   - delta: δ, in (0, ⅓).
  ///   - error: α, in (0, 1).
  /// - Precondition: sizes rise, the first is at least 1, and δ and α are as said.
  public init(
    _ question: Question, sizes: [Int], goal: String = "success", quantity: String = "value",
    delta: Double = 0.1, error: Double = 0.05
  ) {
    precondition(!sizes.isEmpty && sizes[0] >= 1, "a grid of fleets")
    precondition(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 }, "sizes rise")
    precondition(delta > 0 && delta < 1.0 / 3, "δ lies in (0, ⅓): it is told from 2δ")
    precondition(error > 0 && error < 1, "an error lies in (0, 1)")
    self.question = question
    self.sizes = sizes
    self.goal = goal
    self.quantity = quantity
    self.delta = delta
    self.error = error
    let batches = Int((4 / (delta * Double(screeningBatch)) - 1e-9).rounded(.up))
    screeningRuns = screeningBatch * batches
    locatingRuns = 2 * screeningBatch * batches
    certifyingRuns =
      Certificate(power: 0.9, at: 1 - delta / 5, delta: delta, error: error / 3).trials
    // Two arms of n: n = 2 ((z + z′) / ½)² + z²/2, the last for t in the place of the normal law.
    let z = -NormalDistribution.quantile(error / 3)
    let reach = (z + NormalDistribution.quantile(0.815)) / 0.5
    decliningRuns = Int((2 * reach * reach + z * z / 2).rounded(.up))
  }

  /// The error left to each of the three walks.
  public var thirdOfError: Double { error / 3 }

  /// The seeds that screen and locate.
  public var screeningSeeds: Range<Int> { firstSeed..<firstSeed + locatingRuns }

  /// The seeds that nothing before the last round has seen; decline shares them with the walks.
  public var freshSeeds: Range<Int> {
    screeningSeeds.upperBound..<screeningSeeds.upperBound + max(certifyingRuns, decliningRuns)
  }

  /// The most runs each round can take, to be told before the first.
  public struct Budget: Equatable, Sendable {
    /// Runs that screen, all sizes that can be put in between included.
    public var screening: Int
    /// Further runs at the edges.
    public var locating: Int
    /// Runs of the walks.
    public var certifying: Int
    /// Runs of the decline.
    public var declining: Int
    /// All of them.
    public var total: Int { screening + locating + certifying + declining }
  }

  /// What it can take at most.
  ///
  /// Most studies need far less, since clear sizes are left early and few are next to an edge; where success comes and
  /// goes from size to size, every gap has one.
  ///
  /// - Complexity: O(sizes, with those between them).
  public var budget: Budget {
    let all = zip(sizes, sizes.dropFirst()).reduce(sizes.count) { $0 + between($1.0, $1.1) }
    return Budget(
      screening: all * screeningRuns, locating: all * (locatingRuns - screeningRuns),
      certifying: (2 * walkLength - (question == .sizing ? 1 : 0)) * certifyingRuns,
      declining: (walkLength + 1) * decliningRuns)
  }

  /// How many sizes go between two until all of them are near enough.
  private func between(_ small: Int, _ large: Int) -> Int {
    guard let size = middle(of: small, large, finestRatio) else { return 0 }
    return 1 + between(small, size) + between(size, large)
  }

  /// True where the runs of a walk can certify a share, be it without a failure.
  ///
  /// - Complexity: O(√runs).
  public var certifies: Bool {
    Certificate(trials: certifyingRuns, delta: delta, error: thirdOfError) != nil
  }

  func check() {
    precondition(delta > 0 && delta < 1.0 / 3, "δ lies in (0, ⅓): it is told from 2δ")
    precondition(error > 0 && error < 1, "an error lies in (0, 1)")
    precondition(
      screeningBatch >= 1 && screeningRuns >= screeningBatch, "a batch fits into a screening")
    precondition(
      screeningRuns % screeningBatch == 0 && locatingRuns % screeningBatch == 0,
      "whole batches")
    precondition(locatingRuns >= screeningRuns, "locating adds runs")
    precondition(finestRatio > 1, "a ratio above 1")
    precondition(walkLength >= 1 && decliningRuns >= 2, "a walk of a size, and two runs to compare")
  }
}
