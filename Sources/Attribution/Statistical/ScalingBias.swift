import SimCore

/// Whether shares measured in a panel of few robots are those of the fleet, but for a factor.
///
/// a is the factor that brings the panel's shares nearest to the fleet's of the same robots, and R what is left:
/// 0 where one factor does it (the mean, any linear figure), up to 1 where no factor helps. Where R is not small, a
/// study of a few robots says nothing about the million.
///
/// Source: mathematics §4.3.
public struct ScalingBias: Equatable, Sendable {
  /// a, dimensionless; 0 where the panel has no shares at all.
  public var factor: Double
  /// R = |full − a · panel| / |full|, in [0, 1]; 0 where the fleet has no shares there.
  public var residual: Double

  /// Compares the shares of the same robots.
  ///
  /// - Parameters:
  ///   - full: Their shares in the whole fleet. [panel]
  ///   - panel: Their shares in a fleet of the panel alone. [panel]
  /// - Precondition: both are of one length.
  /// - Complexity: O(panel).
  public init(full: [Double], panel: [Double]) {
    precondition(full.count == panel.count, "shares of the same robots")
    let power = panel.reduce(0) { $0 + $1 * $1 }
    factor = power > 0 ? zip(full, panel).reduce(0) { $0 + $1.0 * $1.1 } / power : 0
    let whole = full.reduce(0) { $0 + $1 * $1 }
    var left = 0.0
    for (one, other) in zip(full, panel) {
      let difference = one - factor * other
      left += difference * difference
    }
    residual = whole > 0 ? (left / whole).squareRoot() : 0
  }
}

/// Which robots a panel is made of.
public enum Panel: Equatable, Sendable {
  /// Those with the greatest values.
  case top(Int)
  /// Any, drawn without putting back.
  case random(Int, seed: UInt64)
  /// Evenly over the order of their values.
  case stratified(Int)

  /// The robots of the panel among these, by place, in order; all where it wants more than there are.
  ///
  /// - Complexity: O(N log N).
  public func robots(of values: [Double]) -> [Int] {
    switch self {
    case .top(let count):
      let order = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
      return order.prefix(max(0, count)).sorted()
    case .random(let count, let seed):
      var places = Array(values.indices)
      var stream = RandomStream(seed: seed, purpose: .tooling)
      let wanted = min(max(0, count), places.count)
      for index in 0..<wanted {
        places.swapAt(index, index + stream.below(places.count - index))
      }
      return places.prefix(wanted).sorted()
    case .stratified(let count):
      let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
      let wanted = min(max(0, count), order.count)
      return (0..<wanted).map { order[(2 * $0 + 1) * order.count / (2 * wanted)] }.sorted()
    }
  }
}
