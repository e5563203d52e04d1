import SimCore

/// Shapley's value of robots in a figure: exact over all subsets, or sampled over orders.
///
/// The rival of `AumannShapley`: it needs no gradient, and a thousand times the time. v(A) is the figure with the
/// robots of A as they are and all others at the baseline.
///
/// Source: L. S. Shapley, "A value for n-person games", 1953; J. Castro, D. Gómez, J. Tejada, "Polynomial
/// calculation of the Shapley value based on sampling", 2009.
public enum Shapley {
  /// The exact value, by all subsets.
  ///
  /// - Parameters:
  ///   - values: xᵢ of each robot, at most 20 of them.
  ///   - baseline: x⁰ᵢ of each robot; zeros where it is left out.
  ///   - figure: f.
  /// - Returns: The share of each robot. [N]
  /// - Precondition: 1 to 20 robots, and a baseline for each.
  /// - Complexity: O(2ᴺ) figures.
  public static func exact(
    of values: [Double], baseline: [Double]? = nil, figure: ([Double]) -> Double
  ) -> [Double] {
    let start = baseline ?? [Double](repeating: 0, count: values.count)
    precondition((1...20).contains(values.count), "2ᴺ figures of 1 to 20 robots")
    precondition(start.count == values.count, "a baseline for each robot")
    let subsets = (0..<1 << values.count).map { subset in
      figure(values.indices.map { subset >> $0 & 1 == 1 ? values[$0] : start[$0] })
    }
    return shares(of: values.count) { subsets[$0] }
  }

  /// The value of each of few players by the values of all their coalitions, given as bits.
  static func shares(of count: Int, value: (Int) -> Double) -> [Double] {
    // |A|! (n − |A| − 1)! / n! = 1 / (n · C(n − 1, |A|)).
    var weights: [Double] = []
    var binomial = 1.0
    for size in 0..<count {
      weights.append(1 / (Double(count) * binomial))
      binomial *= Double(count - 1 - size) / Double(size + 1)
    }
    return (0..<count).map { player in
      var sum = 0.0
      for coalition in 0..<1 << count where coalition >> player & 1 == 0 {
        let joined = value(coalition | 1 << player) - value(coalition)
        sum += weights[coalition.nonzeroBitCount] * joined
      }
      return sum
    }
  }

  /// The mean over some orders of what each robot changes when it joins; its error falls with their square root.
  ///
  /// - Parameters:
  ///   - values: xᵢ of each robot.
  ///   - baseline: x⁰ᵢ of each robot; zeros where it is left out.
  ///   - orders: How many orders are drawn, at least 1.
  ///   - seed: What they follow from; the same seed gives the same bits.
  ///   - figure: f.
  /// - Returns: The share of each robot; they sum to f(x) − f(x⁰) to rounding. [N]
  /// - Precondition: there is a robot, a baseline for each, and an order.
  /// - Complexity: orders × N figures.
  public static func sampled(
    of values: [Double], baseline: [Double]? = nil, orders: Int, seed: UInt64,
    figure: ([Double]) -> Double
  ) -> [Double] {
    let start = baseline ?? [Double](repeating: 0, count: values.count)
    precondition(!values.isEmpty && start.count == values.count, "a baseline for each robot")
    precondition(orders >= 1, "a sample has an order")
    var shares = [Double](repeating: 0, count: values.count)
    var places = Array(values.indices)
    for order in 0..<orders {
      var stream = RandomStream(seed: seed, index: order, purpose: .tooling)
      for index in places.indices.dropFirst() { places.swapAt(index, stream.below(index + 1)) }
      var fleet = start
      var before = figure(fleet)
      for place in places {
        fleet[place] = values[place]
        let now = figure(fleet)
        shares[place] += (now - before) / Double(orders)
        before = now
      }
    }
    return shares
  }
}
