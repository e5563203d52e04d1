/// The rising curve nearest to some values: least squares under "never falls".
///
/// Neighbours that fall are pooled to their weighted mean until none does.
///
/// Source: M. Ayer et al., "An empirical distribution function for sampling with incomplete information", 1955
/// (pool adjacent violators); mathematics §3.4.
public struct IsotonicFit: Equatable, Sendable {
  /// The fitted value at each point, in the unit of the values; never falls. [points]
  public var fitted: [Double]

  /// Fits a rising curve.
  ///
  /// - Parameters:
  ///   - values: One value for each point, in the order of their positions.
  ///   - weights: The weight of each, positive: the number of runs behind a mean, say. None is all alike.
  /// - Throws: `tooFew` for no value, `notFinite`, `unequalLengths`, `outOfRange` for a weight that is not positive.
  /// - Complexity: O(points).
  public init(_ values: [Double], weights: [Double]? = nil) throws(StatisticsError) {
    try check(values, atLeast: 1)
    let weights = try checkedWeights(weights, count: values.count)
    fitted = pooled(values, weights)
  }

  /// Where the curve first reaches a level, on the straight lines between points; nil where it never does.
  ///
  /// - Parameters:
  ///   - level: The level, in the unit of the values.
  ///   - positions: Where the points lie, rising: logarithms of fleet sizes, say.
  /// - Returns: The position; that of the first point where it already reaches the level.
  /// - Precondition: there are as many positions as points, and they rise.
  /// - Complexity: O(points).
  public func crossing(of level: Double, at positions: [Double]) -> Double? {
    precondition(positions.count == fitted.count, "a position for each point")
    precondition(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }, "positions rise")
    guard let index = fitted.firstIndex(where: { $0 >= level }) else { return nil }
    if index == 0 { return positions[0] }
    let rise = fitted[index] - fitted[index - 1]
    let way = (level - fitted[index - 1]) / rise
    return positions[index - 1] + way * (positions[index] - positions[index - 1])
  }
}

/// Pools adjacent violators.
func pooled(_ values: [Double], _ weights: [Double]) -> [Double] {
  var blocks: [(mean: Double, weight: Double, count: Int)] = []
  for (value, weight) in zip(values, weights) {
    blocks.append((value, weight, 1))
    while blocks.count > 1 && blocks[blocks.count - 2].mean > blocks[blocks.count - 1].mean {
      let last = blocks.removeLast()
      let first = blocks.removeLast()
      let sum = first.weight + last.weight
      // A step from the first, so that pooling equal means changes no bit.
      let mean = first.mean + (last.mean - first.mean) * (last.weight / sum)
      blocks.append((mean, sum, first.count + last.count))
    }
  }
  return blocks.flatMap { [Double](repeating: $0.mean, count: $0.count) }
}

/// The weights given, or ones; refused where they are uneven or not positive.
func checkedWeights(_ weights: [Double]?, count: Int) throws(StatisticsError) -> [Double] {
  guard let weights else { return [Double](repeating: 1, count: count) }
  guard weights.count == count else { throw StatisticsError.unequalLengths(count, weights.count) }
  if let index = weights.firstIndex(where: { !($0.isFinite && $0 > 0) }) {
    throw StatisticsError.outOfRange(index: index)
  }
  return weights
}
