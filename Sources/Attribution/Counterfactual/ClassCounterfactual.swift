/// What each class of robots adds to a fleet: runs with fewer of them say it, class by class and step by step.
///
/// The fleet is built up along its diagonal in K steps, from nobody to everybody. Within a step the classes come up
/// to its level one after the other, and each is given what it changes, averaged over the orders. The increments
/// telescope, so the shares sum to v(all) − v(none) exactly, also next to a threshold, where quadrature of slopes
/// does not. One step is Shapley's value of classes; many go towards that of Aumann and Shapley.
///
///     let parts = ClassCounterfactual(counts: [30, 10], steps: 4)
///     for counts in parts.points { … }                 // run each, as often as there are seeds
///     let shares = parts.shares { figures[$0] }        // one list a seed, then an interval over seeds
///
/// It is counterfactual: each point is a fleet that ran. Take the same seeds at all points.
///
/// Source: mathematics §4.4 with C8.
public struct ClassCounterfactual: Equatable, Sendable {
  /// The robots of each class in the whole fleet. [classes]
  public let counts: [Int]
  /// The number of steps K from nobody to everybody.
  public let steps: Int
  /// All fleets that have to be run, as robots of each class, each once, rising. [points × classes]
  public let points: [[Int]]

  /// The most classes for which all orders are taken; with more, each class leads once.
  static let mostClassesInAllOrders = 6

  /// A build-up in so many steps.
  ///
  /// - Precondition: there is a class, no count is negative, and there is a step.
  /// - Complexity: O(steps × 2ᶜ) for up to six classes, O(steps × classes²) for more.
  public init(counts: [Int], steps: Int) {
    precondition(!counts.isEmpty && counts.allSatisfy { $0 >= 0 }, "classes of robots")
    precondition(steps >= 1, "a fleet is built up in a step")
    self.counts = counts
    self.steps = steps
    var found: Set<[Int]> = []
    for step in 1...steps {
      let (low, high) = Self.levels(counts, steps, step)
      for raised in Self.coalitions(counts.count) { found.insert(Self.fleet(low, high, raised)) }
    }
    points = found.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The share of each class in the rise of a figure from nobody to everybody.
  ///
  /// - Parameter value: The figure of a fleet of `points`, asked for more than once.
  /// - Returns: The share of each class, in the unit of the figure. [classes]
  /// - Complexity: as the number of points, times classes.
  public func shares(_ value: ([Int]) -> Double) -> [Double] {
    var shares = [Double](repeating: 0, count: counts.count)
    for step in 1...steps {
      let (low, high) = Self.levels(counts, steps, step)
      func figure(_ raised: Int) -> Double { value(Self.fleet(low, high, raised)) }
      let parts =
        counts.count <= Self.mostClassesInAllOrders
        ? Shapley.shares(of: counts.count, value: figure) : Self.inTurn(counts.count, figure)
      for (index, part) in parts.enumerated() { shares[index] += part }
    }
    return shares
  }

  /// What classes change in the order 0, 1, …, in that from 1 on, and so on round.
  private static func inTurn(_ count: Int, _ figure: (Int) -> Double) -> [Double] {
    var parts = [Double](repeating: 0, count: count)
    for first in 0..<count {
      var raised = 0
      var before = figure(raised)
      for place in 0..<count {
        let index = (first + place) % count
        raised |= 1 << index
        let now = figure(raised)
        parts[index] += (now - before) / Double(count)
        before = now
      }
    }
    return parts
  }

  /// The sets of classes, as bits, that are up already at some point of a step.
  private static func coalitions(_ count: Int) -> [Int] {
    if count <= mostClassesInAllOrders { return Array(0..<1 << count) }
    var found: Set<Int> = [0]
    for first in 0..<count {
      var raised = 0
      for place in 0..<count {
        raised |= 1 << ((first + place) % count)
        found.insert(raised)
      }
    }
    return found.sorted()
  }

  /// The robots of each class before a step and after it: the nearest whole numbers to the diagonal.
  private static func levels(
    _ counts: [Int], _ steps: Int, _ step: Int
  ) -> (low: [Int], high: [Int]) {
    func level(_ count: Int, _ step: Int) -> Int { (2 * count * step + steps) / (2 * steps) }
    return (counts.map { level($0, step - 1) }, counts.map { level($0, step) })
  }

  private static func fleet(_ low: [Int], _ high: [Int], _ raised: Int) -> [Int] {
    low.indices.map { raised >> $0 & 1 == 1 ? high[$0] : low[$0] }
  }
}
