/// Who moved a figure of the fleet, and by how much: the shares of Aumann and Shapley.
///
/// φᵢ = (xᵢ − x⁰ᵢ) ∫₀¹ ∂f/∂xᵢ (x⁰ + u(x − x⁰)) du. The shares sum to f(x) − f(x⁰), equal robots have equal ones, a
/// robot that f does not read has none, and shares of sums are sums of shares. They are statistical: they say what
/// the figure is made of, not what would have happened without a robot (`ClassCounterfactual`).
///
/// Source: R. J. Aumann, L. S. Shapley, Values of Non-Atomic Games, 1974; mathematics §4.1 and §4.3.
public struct AumannShapley: Equatable, Sendable {
  /// φᵢ of each robot, in the unit of the figure. [N]
  public var shares: [Double]
  /// f(x), the figure.
  public var value: Double
  /// f(x⁰), the figure of the baseline.
  public var baseline: Double
  /// c_k = ∫₀¹ ∂F/∂S_k du of the means, where the figure follows from means; empty otherwise. [K]
  public var coefficients: [Double]
  /// The nodes that were needed.
  public var nodeCount: Int

  /// Σ φ − (f(x) − f(x⁰)): what quadrature and rounding leave open.
  ///
  /// - Complexity: O(N).
  public var gap: Double { shares.reduce(0, +) - (value - baseline) }
}

extension AumannShapley {
  /// The nodes of the first attempt; they are doubled until the gap is small, up to `mostNodes`.
  static let firstNodes = 16
  static let mostNodes = 1024
  /// The gap allowed, relative to the figure where that is above 1.
  static let tolerance = 1e-10

  /// The shares in a figure that follows from means, in two passes over the fleet.
  ///
  /// On the way from baseline to fleet all means go straight, S(u) = S⁰ + u(S − S⁰), so the integrals are K numbers
  /// that no robot changes; φᵢ = (1/N) Σ_k c_k (h_k(xᵢ) − h_k(x⁰ᵢ)). That is the definition above where the
  /// features h are what is shared out; for nonlinear h of an underlying x it is another path than a straight one
  /// of x, with the same sum.
  ///
  /// - Parameters:
  ///   - indicator: The figure.
  ///   - features: h_k of each robot. [K × N]
  ///   - baseline: h_k of the baseline, the same for all robots. [K]; zeros where it is left out.
  /// - Throws: `noRobots`, `unequalLengths`, `notFinite`, `notConverged`.
  /// - Precondition: there are K columns and K baselines.
  /// - Complexity: O(K N), and nodes × K.
  public init(
    of indicator: AggregateIndicator, features: [[Double]], baseline: [Double]? = nil
  ) throws(AttributionError) {
    precondition(features.count == indicator.meanCount, "a column for each mean")
    let start = baseline ?? [Double](repeating: 0, count: features.count)
    precondition(start.count == features.count, "a baseline for each mean")
    let count = features[0].count
    guard count > 0 else { throw AttributionError.noRobots }
    var end: [Double] = []
    for column in features {
      guard column.count == count else {
        throw AttributionError.unequalLengths(count, column.count)
      }
      end.append(mean(column))
    }
    let way = zip(end, start).map { $0 - $1 }
    value = indicator.value(end)
    self.baseline = indicator.value(start)
    let rise = value - self.baseline
    guard rise.isFinite else { throw AttributionError.notFinite }
    (coefficients, nodeCount) = try integral(expected: rise, scale: value, along: way) { u in
      indicator.gradient(zip(start, way).map { $0 + u * $1 })
    }
    shares = [Double](repeating: 0, count: count)
    for (index, column) in features.enumerated() {
      add(coefficients[index] / Double(count), column, less: start[index], to: &shares)
    }
  }

  /// The shares in any figure with a gradient, along the straight way of its own features.
  ///
  /// - Parameters:
  ///   - values: xᵢ of each robot. [N]
  ///   - baseline: x⁰ᵢ of each robot; zeros where it is left out. [N]
  ///   - figure: f. [N] → value
  ///   - gradient: ∂f/∂xᵢ. [N] → [N]
  /// - Throws: `noRobots`, `unequalLengths`, `notFinite`, `notConverged`.
  /// - Complexity: nodes × the gradient.
  public init(
    of values: [Double], baseline: [Double]? = nil, figure: ([Double]) -> Double,
    gradient: ([Double]) -> [Double]
  ) throws(AttributionError) {
    let start = baseline ?? [Double](repeating: 0, count: values.count)
    guard !values.isEmpty else { throw AttributionError.noRobots }
    guard start.count == values.count else {
      throw AttributionError.unequalLengths(values.count, start.count)
    }
    let way = zip(values, start).map { $0 - $1 }
    value = figure(values)
    self.baseline = figure(start)
    let rise = value - self.baseline
    guard rise.isFinite else { throw AttributionError.notFinite }
    let slopes: [Double]
    (slopes, nodeCount) = try integral(expected: rise, scale: value, along: way) { u in
      gradient(zip(start, way).map { $0 + u * $1 })
    }
    coefficients = []
    shares = zip(slopes, way).map { $0 * $1 }
  }
}

/// ∫₀¹ of the slopes, with as many nodes as it takes for Σ slope · way to be the rise.
private func integral(
  expected rise: Double, scale: Double, along way: [Double], slopes: (Double) -> [Double]
) throws(AttributionError) -> (means: [Double], nodes: Int) {
  var count = AumannShapley.firstNodes
  while true {
    let rule = GaussLegendre(count)
    var means = [Double](repeating: 0, count: way.count)
    for (node, weight) in zip(rule.nodes, rule.weights) {
      for (index, slope) in slopes(node).enumerated() { means[index] += weight * slope }
    }
    let gap = zip(means, way).reduce(0) { $0 + $1.0 * $1.1 } - rise
    guard gap.isFinite else { throw AttributionError.notFinite }
    if abs(gap) <= AumannShapley.tolerance * max(1, abs(scale)) { return (means, count) }
    if count >= AumannShapley.mostNodes {
      throw AttributionError.notConverged(nodes: count, gap: gap)
    }
    count *= 2
  }
}

/// The mean, by halves, so that a million terms lose no more digits than twenty.
func mean(_ values: [Double]) -> Double { total(values) / Double(values.count) }

/// The sum, by halves; of whole numbers below 2⁵³ it is exact.
func total(_ values: [Double]) -> Double { values.withUnsafeBufferPointer { sum($0[...]) } }

private func sum(_ values: Slice<UnsafeBufferPointer<Double>>) -> Double {
  if values.count <= 128 {
    var total = 0.0
    for value in values { total += value }
    return total
  }
  let middle = values.startIndex + values.count / 2
  return sum(values[..<middle]) + sum(values[middle...])
}

private func add(
  _ factor: Double, _ column: [Double], less start: Double, to shares: inout [Double]
) {
  for index in shares.indices { shares[index] += factor * (column[index] - start) }
}
