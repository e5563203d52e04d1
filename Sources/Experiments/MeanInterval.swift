/// The mean of some values and how well it is known.
public struct MeanInterval: Equatable, Sendable {
  /// Whether an interval can be had.
  public enum Spread: Equatable, Sendable {
    /// Half the width of the 95 % t-interval.
    case halfWidth(Double)
    /// One value says nothing about spread.
    case notAvailable(values: Int)
  }

  /// Number of values.
  public var count: Int
  /// Their mean.
  public var mean: Double
  /// How well it is known.
  public var spread: Spread

  /// The mean of the values with its two-sided 95 % Student interval x̄ ± t·s/√n; nil for none.
  ///
  /// - Complexity: O(values).
  public init?(of values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    guard values.count > 1 else {
      spread = .notAvailable(values: 1)
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(values.count - 1)).squareRoot()
    let factor = StudentT.quantile(0.975, degrees: values.count - 1)
    spread = .halfWidth(factor * deviation / Double(values.count).squareRoot())
  }

  /// Half the width of the interval, or nil where there is none.
  public var halfWidth: Double? {
    if case .halfWidth(let value) = spread { value } else { nil }
  }
}
