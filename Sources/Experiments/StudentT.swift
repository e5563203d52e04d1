import Glibc

/// Student's t distribution with a whole number of degrees of freedom.
public enum StudentT {
  /// P(T ≤ t).
  ///
  /// - Precondition: `degrees >= 1`.
  /// - Complexity: O(degrees).
  ///
  /// Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4:
  /// the exact finite sums for odd and even degrees of freedom.
  public static func cumulative(_ t: Double, degrees: Int) -> Double {
    precondition(degrees >= 1, "Student's t needs at least one degree of freedom")
    let angle = atan(t / Double(degrees).squareRoot())
    let cosine = cos(angle)
    var sum = 0.0
    if degrees % 2 == 1 {
      var term = cosine
      for k in stride(from: 1, to: degrees, by: 2) {
        sum += term
        term *= cosine * cosine * Double(k + 1) / Double(k + 2)
      }
      return 0.5 + (angle + sin(angle) * sum) / Double.pi
    }
    var term = 1.0
    for k in stride(from: 0, to: degrees, by: 2) {
      sum += term
      term *= cosine * cosine * Double(k + 1) / Double(k + 2)
    }
    return 0.5 + sin(angle) * sum / 2
  }

  /// The t with P(T ≤ t) = `probability`, to about 1e-12 relative.
  ///
  /// - Precondition: `probability` is in (0.5, 1) and `degrees >= 1`.
  /// - Complexity: O(degrees), 200 halvings at most.
  public static func quantile(_ probability: Double, degrees: Int) -> Double {
    precondition(probability > 0.5 && probability < 1, "the probability must be in (0.5, 1)")
    var low = 0.0
    var high = 1.0
    while cumulative(high, degrees: degrees) < probability && high < 1e300 { high *= 2 }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if cumulative(middle, degrees: degrees) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
