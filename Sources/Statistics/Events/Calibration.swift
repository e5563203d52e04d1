/// Whether predicted probabilities come true as often as they say.
///
/// Brier's score is the mean of (prediction − outcome)². Over bins of predictions it is
/// reliability − resolution + uncertainty + spread, exactly: the first three are Murphy's parts with each bin's
/// mean prediction, the last is what predictions within a bin differ by (0 where they do not).
///
/// Source: A. H. Murphy, "A new vector partition of the probability score", 1973; D. B. Stephenson, C. A. S. Coelho,
/// I. T. Jolliffe, "Two extra components in the Brier score decomposition", 2008; mathematics §3.6.
public struct Calibration: Equatable, Sendable {
  /// Number of predictions.
  public var count: Int
  /// The mean of (prediction − outcome)², 0 at best.
  public var brier: Double
  /// Σ share of bin × (mean prediction − share that came true)², 0 at best.
  public var reliability: Double
  /// Σ share of bin × (share that came true in it − in all)²; more is better.
  public var resolution: Double
  /// ō(1 − ō) with the share ō that came true: what no prediction changes.
  public var uncertainty: Double
  /// What predictions within a bin add or take.
  public var spread: Double
  /// The mean over bins of |mean prediction − share that came true|, weighted by their predictions.
  public var expectedError: Double
  /// Mean prediction less the share that came true: above 0 more was promised than kept.
  public var overconfidence: Double

  /// Compares predictions with outcomes, in bins of equal width over [0, 1].
  ///
  /// A prediction on a border belongs to the bin above it, 1 to the last.
  ///
  /// - Parameters:
  ///   - predictions: Probabilities, each in [0, 1].
  ///   - outcomes: What came true of them, in the same order.
  ///   - bins: The number of bins, at least 1.
  /// - Throws: `unequalLengths`, `tooFew` for none, `notFinite`, `outOfRange` for what is no probability.
  /// - Precondition: there is a bin.
  /// - Complexity: O(predictions + bins).
  public init(
    _ predictions: [Double], _ outcomes: [Bool], bins: Int = 10
  ) throws(StatisticsError) {
    precondition(bins >= 1, "at least one bin is needed")
    guard predictions.count == outcomes.count else {
      throw StatisticsError.unequalLengths(predictions.count, outcomes.count)
    }
    try check(predictions, atLeast: 1)
    if let index = predictions.firstIndex(where: { $0 < 0 || $0 > 1 }) {
      throw StatisticsError.outOfRange(index: index)
    }
    var sums = [(count: Double, prediction: Double, came: Double)](
      repeating: (0, 0, 0), count: bins)
    count = predictions.count
    brier = 0
    for (prediction, came) in zip(predictions, outcomes) {
      let outcome = came ? 1.0 : 0
      brier += (prediction - outcome) * (prediction - outcome)
      let bin = min(Int(prediction * Double(bins)), bins - 1)
      sums[bin].count += 1
      sums[bin].prediction += prediction
      sums[bin].came += outcome
    }
    let n = Double(count)
    brier /= n
    let share = sums.reduce(0) { $0 + $1.came } / n
    reliability = 0
    resolution = 0
    expectedError = 0
    for bin in sums where bin.count > 0 {
      let gap = (bin.prediction - bin.came) / bin.count
      let lift = bin.came / bin.count - share
      reliability += bin.count / n * gap * gap
      resolution += bin.count / n * lift * lift
      expectedError += bin.count / n * abs(gap)
    }
    uncertainty = share * (1 - share)
    overconfidence = sums.reduce(0) { $0 + $1.prediction } / n - share
    spread = brier - (reliability - resolution + uncertainty)
  }
}
