/// Where a run has left its start behind, by the rule MSER-5.
public enum WarmUp: Equatable, Sendable {
  /// The run has settled: leave out so many values at its start. `mean` is that of the batches kept.
  case settled(leftOut: Int, mean: Double)
  /// The best cut lies in the second half: the run is too short, or has no steady state.
  case notSettled(testedUpTo: Int)

  /// Finds the cut that leaves the smallest standard error of the mean.
  ///
  /// Values are averaged in batches; with b batches Yᵢ, the cut d minimises
  /// Σ_{i>d} (Yᵢ − Ȳ_d)² / (b − d)², the first of equals. The last five batches are never tried: a few
  /// alike by chance would win. A rest of values that fills no batch is left out.
  ///
  /// - Parameters:
  ///   - values: What was measured at even intervals, from the start of a run.
  ///   - batch: Number of values in a batch; 5 is the rule's.
  /// - Returns: The cut in values, a multiple of `batch`; or that none was found in the first half.
  /// - Throws: `tooFew` for less than ten batches; `notFinite` for the first value that is no number.
  /// - Precondition: `batch` is positive.
  /// - Complexity: O(values).
  ///
  /// Source: K. P. White Jr., "An effective truncation heuristic for bias reduction in simulation output",
  /// 1997; K. Hoad, S. Robinson, R. Davies, "Automating warm-up length estimation", 2010 (the five
  /// batches, and that a cut in the second half is none).
  public static func find(
    in values: [Double], batch: Int = 5
  ) throws(StatisticsError) -> WarmUp {
    precondition(batch > 0, "a batch holds at least one value")
    try check(values, atLeast: 10 * batch)
    let count = values.count / batch
    // The mean of the batches from d on and their squared deviations, added one by one from the end:
    // Welford's sums, which lose no digits to a large offset.
    var mean = 0.0
    var squares = 0.0
    var best = (cut: 0, score: Double.infinity, mean: 0.0)
    for cut in stride(from: count - 1, through: 0, by: -1) {
      var value = 0.0
      for index in cut * batch..<(cut + 1) * batch { value += values[index] }
      value /= Double(batch)
      let kept = Double(count - cut)
      let step = value - mean
      mean += step / kept
      squares += step * (value - mean)
      let score = squares / (kept * kept)
      if kept > 5 && score <= best.score { best = (cut, score, mean) }
    }
    return best.cut <= count / 2
      ? .settled(leftOut: best.cut * batch, mean: best.mean)
      : .notSettled(testedUpTo: values.count)
  }
}
