import SimCore

/// The declared range of each feature of a flat row, and what lies outside it.
///
/// A feature in [lower, upper] is summed in units of 2⁻³² × its scale, the smallest power of two that
/// is at least max(|lower|, |upper|): dividing by a power of two is exact, so a declared range costs no
/// accuracy, and |Φ|/scale ≤ 1 keeps the sum safe for 2³¹ robots.
///
/// Source: mathematics §1.1 (declared ranges), §1.3 (fixed point).
public struct FeatureRanges: Equatable, Sendable {
  /// Smallest value of each feature, in the feature's unit. [count]
  public let lower: [Float]
  /// Largest value of each feature, in the feature's unit. [count]
  public let upper: [Float]
  /// Power of two that a feature is divided by before it is summed, same unit. [count]
  public let scale: [Double]

  /// Number of features of a row.
  public var count: Int { lower.count }

  /// Ranges from their bounds.
  ///
  /// - Precondition: as many lower as upper bounds, all finite, each lower ≤ upper.
  public init(lower: [Float], upper: [Float]) {
    precondition(lower.count == upper.count, "each feature has two bounds")
    self.lower = lower
    self.upper = upper
    scale = zip(lower, upper).map { low, high in
      precondition(
        low.isFinite && high.isFinite && low <= high, "\(low) … \(high) is not a range")
      let largest = max(Double(low.magnitude), Double(high.magnitude))
      if largest == 0 { return 1 }
      let power = Double(sign: .plus, exponent: largest.exponent, significand: 1)
      return power < largest ? 2 * power : power
    }
  }

  /// The same range for each of `count` features.
  public init(count: Int, range: ClosedRange<Float> = -1...1) {
    self.init(
      lower: Array(repeating: range.lowerBound, count: count),
      upper: Array(repeating: range.upperBound, count: count))
  }

  /// The declared ranges of some features.
  public init(_ features: [FeatureDescription]) {
    self.init(lower: features.map(\.range.lowerBound), upper: features.map(\.range.upperBound))
  }

  /// The largest variance that values in the range can have, (upper − lower)²/4 (Popoviciu).
  public func largestVariance(of feature: Int) -> Float {
    let width = upper[feature] - lower[feature]
    return width * width / 4
  }

  /// Brings rows into their ranges in place; returns how many values changed.
  ///
  /// A value that is no number becomes 0, or the nearest bound where 0 is outside the range.
  ///
  /// - Parameters:
  ///   - rows: Features, row-major. [rowCount × count]
  ///   - rowCount: Number of rows.
  /// - Returns: How many values changed.
  /// - Complexity: O(rowCount × count), no allocation.
  @discardableResult
  public func saturate(_ rows: UnsafeMutablePointer<Float>, rowCount: Int) -> Int64 {
    var changed: Int64 = 0
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { upper in
        for row in 0..<rowCount {
          let values = rows + row * lower.count
          for feature in 0..<lower.count
          where !(values[feature] >= lower[feature] && values[feature] <= upper[feature]) {
            values[feature] = saturated(values[feature], lower[feature], upper[feature])
            changed += 1
          }
        }
      }
    }
    return changed
  }
}

/// A value outside [lower, upper] brought back into it; what is no number counts as 0.
@inlinable
public func saturated(_ x: Float, _ lower: Float, _ upper: Float) -> Float {
  let number = x.isNaN ? 0 : x
  return number < lower ? lower : (number > upper ? upper : number)
}
