import Glibc

/// A figure of a fleet that follows from means over its robots: F(S₁ … S_K), S_k = (1/N) Σᵢ h_k(xᵢ).
///
/// Every figure that a mean field can hold is one. Means of features are the caller's: h₁ = v and h₂ = v² for the
/// variance of speeds, say.
public struct AggregateIndicator: Sendable {
  /// The number of means K.
  public var meanCount: Int
  /// F of the means. [K] → value
  public var value: @Sendable ([Double]) -> Double
  /// ∂F/∂S_k at the means. [K] → [K]
  public var gradient: @Sendable ([Double]) -> [Double]

  /// An indicator of so many means with its gradient.
  ///
  /// - Precondition: there is a mean.
  public init(
    meanCount: Int, value: @escaping @Sendable ([Double]) -> Double,
    gradient: @escaping @Sendable ([Double]) -> [Double]
  ) {
    precondition(meanCount >= 1, "an indicator has a mean")
    self.meanCount = meanCount
    self.value = value
    self.gradient = gradient
  }
}

extension AggregateIndicator {
  /// The mean of one feature.
  public static let mean = AggregateIndicator(meanCount: 1) {
    $0[0]
  } gradient: { _ in
    [1]
  }

  /// The variance S₂ − S₁² of a feature whose columns are h₁ = x and h₂ = x².
  public static let variance = AggregateIndicator(meanCount: 2) {
    $0[1] - $0[0] * $0[0]
  } gradient: {
    [-2 * $0[0], 1]
  }

  /// The product of K means.
  ///
  /// - Precondition: there is a mean.
  public static func product(of meanCount: Int) -> AggregateIndicator {
    AggregateIndicator(meanCount: meanCount) {
      $0.reduce(1, *)
    } gradient: { means in
      means.indices.map { skipped in
        means.indices.reduce(1) { $1 == skipped ? $0 : $0 * means[$1] }
      }
    }
  }

  /// 1 / (1 + e to −(w · S + b)): what a learned head predicts from the means, so that shares say who moved it.
  ///
  /// - Precondition: there is a weight.
  public static func logistic(weights: [Double], bias: Double) -> AggregateIndicator {
    @Sendable func value(_ means: [Double]) -> Double {
      1 / (1 + exp(-zip(weights, means).reduce(bias) { $0 + $1.0 * $1.1 }))
    }
    return AggregateIndicator(meanCount: weights.count, value: value) { means in
      let s = value(means)
      return weights.map { $0 * s * (1 - s) }
    }
  }
}
