import Attribution
import Recording
import SimCore

/// Who made a figure of a run: the share of each robot, of each class, of each tenth.
///
/// It is statistical: it says what the figure is made of, not what would have happened without a robot.
public struct RunAttribution: Sendable {
  /// The robots of a class together.
  public struct ClassShare: Sendable {
    /// Its name.
    public var name: String
    /// Its robots.
    public var robotCount: Int
    /// The sum of their shares, in the unit of the figure.
    public var share: Double
  }

  /// How far a panel of few robots tells the shares that they have in the whole fleet.
  public struct PanelBias: Sendable {
    /// How its robots were chosen.
    public var name: String
    /// Its robots.
    public var robotCount: Int
    /// What one factor leaves; nil where the figure of these robots alone is not defined.
    public var bias: ScalingBias?
  }

  /// The figure that is shared out.
  public let indicator: FleetIndicator
  /// The robots.
  public let robots: RobotTally
  /// Shares, figure and baseline.
  public let found: AumannShapley
  /// The same figure in the run's summary; nil where there it is none.
  public let figure: Double?
  /// What each class has, in the order of the table of robots.
  public let classes: [ClassShare]
  private let values: [[Double]]

  /// The share of each robot. [N]
  public var shares: [Double] { found.shares }

  /// What the figure rises by from its baseline.
  public var rise: Double { found.value - found.baseline }

  /// All indicators of a run.
  public static func indicators(of run: RunData) -> [FleetIndicator] {
    FleetIndicator.all(seconds: run.summary.simulated)
  }

  /// The shares in a figure of a run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - robots: What its robots have done, with the columns of the indicator.
  ///   - indicator: The figure.
  /// - Throws: `RecordingError` (`isInput`) where the run has no such figure, or there is nothing to share out.
  /// - Complexity: O(N), or O(N log N) where ranks are needed.
  public init(
    of run: RunData, robots: RobotTally, _ indicator: FleetIndicator
  ) throws(RecordingError) {
    figure = indicator.isFigure ? run.figure(indicator.key) : nil
    if indicator.isFigure, figure == nil {
      throw RecordingError(
        "the run in '\(run.folder)' has no figure '\(indicator.key)'", isInput: true)
    }
    self.indicator = indicator
    self.robots = robots
    values = indicator.columns.map { robots.column($0) }
    do throws(AttributionError) { found = try indicator.shares(values) } catch {
      throw RecordingError(
        "'\(indicator.key)' of '\(run.folder)' cannot be shared out: \(error.description)",
        isInput: true)
    }
    let sums = Concentration.sums(
      of: found.shares, by: robots.classIndex, count: robots.classes.count)
    var counts = [Int](repeating: 0, count: robots.classes.count)
    for place in robots.classIndex { counts[place] += 1 }
    classes = robots.classes.indices.map {
      ClassShare(name: robots.classes[$0], robotCount: counts[$0], share: sums[$0])
    }
  }

  /// True where robots and summary say the same figure, to the rounding of their sums.
  public var agrees: Bool {
    guard let figure else { return true }
    return abs(figure - found.value) <= 1e-6 * max(1, abs(figure))
  }

  /// The robots with the greatest shares, by place, the greatest first.
  ///
  /// - Complexity: O(N log N).
  public func greatest(_ count: Int) -> [Int] {
    let shares = found.shares
    return Array(
      shares.indices.sorted { (-shares[$0], $0) < (-shares[$1], $1) }.prefix(max(0, count)))
  }

  /// What the robots from the least share up have together at each tenth of the fleet; nil where shares sum to 0.
  public var tenths: [Double]? {
    rise == 0 ? nil : Concentration.lorenzCurve(found.shares)
  }

  /// What panels of few robots say of the shares, by three ways of choosing them; none of fleets below four robots.
  ///
  /// - Parameter size: Robots of a panel; at most half of the fleet are taken.
  /// - Returns: One for each way.
  /// - Complexity: O(N log N).
  public func panels(of size: Int = 100) -> [PanelBias] {
    let count = min(size, shares.count / 2)
    guard count >= 2 else { return [] }
    let kinds: [(String, Panel)] = [
      ("greatest shares", .top(count)),
      ("by chance", .random(count, seed: 1)),
      ("evenly", .stratified(count)),
    ]
    return kinds.map { name, panel in
      let robots = panel.robots(of: shares)
      return PanelBias(
        name: name, robotCount: robots.count,
        bias: indicator.bias(of: values, shares: shares, panel: robots))
    }
  }

  /// A table with a row for each robot: what the figure reads of it, and its share.
  ///
  /// - Complexity: O(N).
  public var csv: String {
    var text = CSVText.line(["class", "index"] + indicator.columns + ["share"])
    for robot in shares.indices {
      text += CSVText.cell(robots.classes[robots.classIndex[robot]])
      text += ",\(robots.index[robot])"
      for list in values { text += "," + CSVText.digits(list[robot]) }
      text += "," + CSVText.digits(shares[robot]) + "\n"
    }
    return text
  }
}
