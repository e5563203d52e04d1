/// A figure of a fleet that follows from what each of its robots has done, with the shares of robots in it.
///
///     let indicator = FleetIndicator.all(seconds: 600).first { $0.key == "deliveries" }!
///     let found = try indicator.shares { columns[$0] ?? [] }       // found.shares: one for each robot
///
/// What a robot has done comes as columns of numbers, such as `robots.csv` of a run has.
public struct FleetIndicator: Sendable {
  /// Its name in files and on the command line, with the unit in it; that of a run's figure where it is one.
  public let key: String
  /// What people read.
  public let title: String
  /// Its unit as printed; empty where dimensionless.
  public let unit: String
  /// What its rise is counted from, in words that end a sentence.
  public let baseline: String
  /// True where a run's summary has the same figure under the same key.
  public let isFigure: Bool
  /// True where nobody has 0 of it, so that runs with fewer robots can build it up.
  public let isOfSums: Bool
  /// Names of the columns that it reads.
  public let columns: [String]
  let measure: @Sendable ([[Double]]) throws(AttributionError) -> AumannShapley

  init(
    _ key: String, _ title: String, _ unit: String, from baseline: String, isFigure: Bool = false,
    isOfSums: Bool = false, reads columns: [String],
    measure: @escaping @Sendable ([[Double]]) throws(AttributionError) -> AumannShapley
  ) {
    self.key = key
    self.title = title
    self.unit = unit
    self.baseline = baseline
    self.isFigure = isFigure
    self.isOfSums = isOfSums
    self.columns = columns
    self.measure = measure
  }

  /// The share of each robot in it.
  ///
  /// - Parameter column: The values of a column that `columns` names. [N]
  /// - Returns: Shares, figure and baseline.
  /// - Throws: `noRobots`, `unequalLengths`, `notFinite`, `notConverged`, and `nothingToShare` where the figure is
  ///   not defined because robots have done nothing of what it is made of.
  /// - Complexity: O(N); O(N log N) where ranks are needed.
  public func shares(_ column: (String) -> [Double]) throws(AttributionError) -> AumannShapley {
    var values: [[Double]] = []
    for name in columns { values.append(column(name)) }
    return try shares(values)
  }

  /// The share of each robot in it, by values.
  ///
  /// - Parameter values: Those of its columns. [columns × N]
  /// - Returns: Shares, figure and baseline.
  /// - Throws: As above.
  public func shares(_ values: [[Double]]) throws(AttributionError) -> AumannShapley {
    precondition(values.count == columns.count, "a list for each column")
    let count = values.first?.count ?? 0
    guard count > 0 else { throw AttributionError.noRobots }
    for list in values where list.count != count {
      throw AttributionError.unequalLengths(count, list.count)
    }
    return try measure(values)
  }

  /// Whether shares in a fleet of some robots alone are those that they have in the whole one, but for a factor.
  ///
  /// - Parameters:
  ///   - values: The values of the columns. [columns × N]
  ///   - shares: The shares of the whole fleet. [N]
  ///   - panel: The robots, by place.
  /// - Returns: Nil where the figure of these robots alone is not defined.
  /// - Complexity: O(panel), or O(panel log panel).
  public func bias(
    of values: [[Double]], shares: [Double], panel: [Int]
  ) -> ScalingBias? {
    let few = values.map { list in panel.map { list[$0] } }
    guard let found = try? self.shares(few) else { return nil }
    let bias = ScalingBias(full: panel.map { shares[$0] }, panel: found.shares)
    // Robots that are all alike have shares of 0 but for rounding, to which no factor can be told.
    return bias.factor.isFinite && bias.residual.isFinite ? bias : nil
  }
}
