/// Mean and spread of some values.
public struct Sample: Equatable, Sendable {
  /// Number of values.
  public var count: Int
  /// Their mean x̄, in their unit.
  public var mean: Double
  /// Their variance Σ (x − x̄)² / (n − 1), in their unit squared; nil for one value.
  public var variance: Double?

  /// Mean and variance in two passes, so that a large offset costs no digits.
  ///
  /// - Throws: `tooFew` for none, `notFinite` for the first value that is no number.
  /// - Complexity: O(values).
  public init(_ values: [Double]) throws(StatisticsError) {
    try check(values, atLeast: 1)
    count = values.count
    // Shifted by the first: the mean of equal values is then that value to the last bit.
    let origin = values[0]
    let mean = origin + values.reduce(0) { $0 + ($1 - origin) } / Double(values.count)
    self.mean = mean
    guard values.count > 1 else { return }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    variance = squares / Double(values.count - 1)
  }

  /// The p-quantile of sorted values by linear interpolation between neighbours (type 7).
  ///
  /// - Precondition: `values` are sorted and not empty, and `probability` is in [0, 1].
  /// - Complexity: O(1).
  ///
  /// Source: R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", 1996; the rule of
  /// NumPy and R.
  public static func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
    precondition(!values.isEmpty, "no value has no quantile")
    precondition(probability >= 0 && probability <= 1, "a probability lies in [0, 1]")
    let place = probability * Double(values.count - 1)
    let index = min(Int(place), values.count - 1)
    let next = min(index + 1, values.count - 1)
    return values[index] + (place - Double(index)) * (values[next] - values[index])
  }
}
