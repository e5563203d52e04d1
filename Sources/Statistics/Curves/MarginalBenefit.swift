/// What each robot added between two fleet sizes brings, from runs of the same seeds at both.
///
/// Robots 1 … N of a seed draw the same numbers at every fleet size, so the differences are paired, and what
/// the seed decides cancels. Steps are stated one by one: over many of them some miss by chance.
///
/// Source: mathematics §3.6.
public struct MarginalBenefit: Equatable, Sendable {
  /// The smaller fleet.
  public var from: Int
  /// The larger fleet.
  public var to: Int
  /// (y(to) − y(from)) / (to − from) with Student's interval over seeds, in the unit of y per robot.
  public var perRobot: MeanInterval

  /// The benefit over each step of a grid.
  ///
  /// - Parameters:
  ///   - sizes: Fleet sizes, rising, at least two.
  ///   - values: For each size the values of all seeds, in the same order. [sizes × seeds]
  ///   - confidence: The probability that a step's interval holds its true value.
  /// - Returns: One for each neighbouring pair. [sizes − 1]
  /// - Throws: `tooFew` for less than two sizes or no seed; `unequalLengths` where a size has no row or a row fewer
  ///   seeds; `outOfRange` where sizes do not rise; `notFinite` for the first bad difference of a step.
  /// - Precondition: `confidence` is in (0, 1).
  /// - Complexity: O(sizes × seeds).
  public static func steps(
    over sizes: [Int], _ values: [[Double]], confidence: Double = 0.95
  ) throws(StatisticsError) -> [MarginalBenefit] {
    guard sizes.count >= 2 else { throw StatisticsError.tooFew(count: sizes.count, needed: 2) }
    guard values.count == sizes.count else {
      throw StatisticsError.unequalLengths(sizes.count, values.count)
    }
    var steps: [MarginalBenefit] = []
    for index in 1..<sizes.count {
      let added = sizes[index] - sizes[index - 1]
      guard added > 0 else { throw StatisticsError.outOfRange(index: index) }
      let differences = try pairedDifferences(values[index], values[index - 1])
      steps.append(
        MarginalBenefit(
          from: sizes[index - 1], to: sizes[index],
          perRobot: try MeanInterval(
            of: differences.map { $0 / Double(added) }, confidence: confidence)))
    }
    return steps
  }
}
