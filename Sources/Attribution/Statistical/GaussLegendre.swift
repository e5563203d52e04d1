import Glibc

/// Nodes and weights of Gauss and Legendre on [0, 1]: exact for polynomials of degree 2n − 1.
///
/// Source: the roots of Legendre's polynomials by Newton's method from Chebyshev's nodes; NIST Digital Library of
/// Mathematical Functions, 3.5.19.
public struct GaussLegendre: Equatable, Sendable {
  /// Where a function is looked at, rising, in (0, 1). [nodes]
  public var nodes: [Double]
  /// What each counts; they sum to 1. [nodes]
  public var weights: [Double]

  /// A rule of so many nodes.
  ///
  /// - Precondition: there is a node.
  /// - Complexity: O(nodes²).
  public init(_ count: Int) {
    precondition(count >= 1, "a rule has a node")
    nodes = [Double](repeating: 0.5, count: count)
    weights = [Double](repeating: 1, count: count)
    for index in 0..<(count + 1) / 2 {
      var root = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        let (value, derivative) = Self.legendre(count, root)
        slope = derivative
        let step = value / derivative
        root -= step
        if abs(step) < 1e-16 { break }
      }
      (_, slope) = Self.legendre(count, root)
      if 2 * index + 1 == count { root = 0 }
      let weight = 1 / ((1 - root * root) * slope * slope)
      nodes[index] = (1 - root) / 2
      nodes[count - 1 - index] = (1 + root) / 2
      weights[index] = weight
      weights[count - 1 - index] = weight
    }
  }

  /// Legendre's polynomial and its derivative at x, |x| < 1.
  private static func legendre(_ degree: Int, _ x: Double) -> (value: Double, slope: Double) {
    var (before, value) = (1.0, x)
    if degree == 1 { return (x, 1) }
    for k in 2...degree {
      let next = (Double(2 * k - 1) * x * value - Double(k - 1) * before) / Double(k)
      (before, value) = (value, next)
    }
    return (value, Double(degree) * (before - x * value) / (1 - x * x))
  }
}
