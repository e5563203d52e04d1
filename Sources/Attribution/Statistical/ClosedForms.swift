/// Shares of Aumann and Shapley in figures for which no quadrature is needed.
///
/// Each equals the integral to rounding. N is the number of robots, x̄ their mean.
///
/// Source: mathematics §4.2.
public enum ClosedForms {
  /// Of the mean, from 0: xᵢ/N.
  ///
  /// - Complexity: O(N).
  public static func mean(_ values: [Double]) -> [Double] {
    values.map { $0 / Double(values.count) }
  }

  /// Of the variance, from 0: xᵢ(xᵢ − x̄)/N, which is Shapley's value, too.
  ///
  /// - Complexity: O(N).
  public static func variance(_ values: [Double]) -> [Double] {
    let mean = values.isEmpty ? 0 : Attribution.mean(values)
    return values.map { $0 * ($0 - mean) / Double(values.count) }
  }

  /// Of the variance, from a fleet that is all equal: (xᵢ − x̄)²/N.
  ///
  /// - Complexity: O(N).
  public static func varianceFromEqual(_ values: [Double]) -> [Double] {
    let mean = values.isEmpty ? 0 : Attribution.mean(values)
    return values.map { ($0 - mean) * ($0 - mean) / Double(values.count) }
  }

  /// Of the product of K means, from 0: (f/K) Σ_k x_ik/Σ_j x_jk.
  ///
  /// Written with products of the other means, so that a mean of 0 leaves no 0/0.
  ///
  /// - Parameter columns: The features. [K × N]
  /// - Returns: The share of each robot. [N]
  /// - Precondition: there is a column, and all are of one length.
  /// - Complexity: O(K N).
  public static func product(_ columns: [[Double]]) -> [Double] {
    precondition(!columns.isEmpty, "a product has a factor")
    let count = columns[0].count
    precondition(columns.allSatisfy { $0.count == count }, "columns of one length")
    guard count > 0 else { return [] }
    let slopes = AggregateIndicator.product(of: columns.count).gradient(
      columns.map(Attribution.mean))
    return (0..<count).map { robot in
      let sum = columns.indices.reduce(0) { $0 + slopes[$1] * columns[$1][robot] }
      return sum / Double(columns.count * count)
    }
  }

  /// Of the root mean square, from 0: xᵢ²/(N rms); of values that are all 0, nothing.
  ///
  /// - Complexity: O(N).
  public static func rootMeanSquare(_ values: [Double]) -> [Double] {
    let squares = values.map { $0 * $0 }
    let root = values.isEmpty ? 0 : Attribution.mean(squares).squareRoot()
    if root == 0 { return values.map { _ in 0 } }
    return squares.map { $0 / (Double(values.count) * root) }
  }

  /// Of Gini's mean difference Σᵢⱼ|xᵢ − xⱼ|/2N², from 0: xᵢ(2rᵢ − N − 1)/N² with mid-ranks r.
  ///
  /// - Complexity: O(N log N).
  public static func meanDifference(_ values: [Double]) -> [Double] {
    let n = Double(values.count)
    return zip(values, midRanks(values)).map { $0 * (2 * $1 - n - 1) / (n * n) }
  }

  /// Of Gini's coefficient G, from a fleet that is all equal: (xᵢ − x̄)[(2rᵢ − N − 1)/(N²x̄) − G/(2Nx̄)].
  ///
  /// From 0 there is none: the coefficient does not change on the way, and is not defined at its start.
  ///
  /// - Returns: The share of each robot, or nil where the mean is 0.
  /// - Complexity: O(N log N).
  public static func gini(_ values: [Double]) -> [Double]? { giniParts(values)?.shares }

  /// Shares in Gini's coefficient, and the coefficient G = Σ xᵢ(2rᵢ − N − 1)/(N² x̄), by one sort.
  static func giniParts(_ values: [Double]) -> (shares: [Double], coefficient: Double)? {
    guard !values.isEmpty else { return nil }
    let mean = Attribution.mean(values)
    guard mean != 0 else { return nil }
    let n = Double(values.count)
    let ranks = midRanks(values)
    let coefficient = Attribution.mean(zip(values, ranks).map { $0 * (2 * $1 - n - 1) / n }) / mean
    let shares = zip(values, ranks).map { value, rank in
      (value - mean)
        * ((2 * rank - n - 1) / (n * n * mean) - coefficient / (2 * n * mean))
    }
    return (shares, coefficient)
  }

  /// Of any function of the sum, from 0: xᵢ/Σx · (f(x) − f(0)).
  ///
  /// - Returns: The share of each robot, or nil where the sum is 0.
  /// - Complexity: O(N).
  public static func functionOfSum(
    _ values: [Double], value: Double, baseline: Double
  ) -> [Double]? {
    guard !values.isEmpty else { return nil }
    let mean = Attribution.mean(values)
    guard mean != 0 else { return nil }
    let factor = (value - baseline) / (mean * Double(values.count))
    return values.map { $0 * factor }
  }

  /// The place of each value among all, 1 to N, equal ones sharing the mean of theirs.
  ///
  /// Ranks that break ties by order would give equal robots different shares.
  ///
  /// - Complexity: O(N log N).
  public static func midRanks(_ values: [Double]) -> [Double] {
    // Keys and places together: sorting places by looking values up costs ten times as long at a million.
    let order = values.enumerated().map { (value: $1, place: Int32($0)) }.sorted {
      $0.value < $1.value
    }
    var ranks = [Double](repeating: 0, count: values.count)
    var begin = 0
    while begin < order.count {
      var end = begin + 1
      while end < order.count && order[end].value == order[begin].value { end += 1 }
      let rank = Double(begin + end + 1) / 2
      for index in begin..<end { ranks[Int(order[index].place)] = rank }
      begin = end
    }
    return ranks
  }
}
