import Statistics

/// All points of a sweep beside one of them, seed by seed, with intervals that hold at once.
///
/// Whoever looks at twenty differences finds one that seems to be there: with intervals of 95 % each, that
/// happens in most sweeps. These miss nowhere along the table in 95 % of sweeps.
public struct PointComparison: Sendable {
  /// The index of the point that the others are held against.
  public var reference: Int
  /// Number of pairs, the same at every point.
  public var pairCount: Int
  /// The paired difference from the reference; nil for itself and for points that lack a run. [points]
  public var differences: [Interval?]

  /// Beyond so many points the band is Bonferroni's: drawing the largest |t| would take seconds.
  private static let mostDrawn = 500

  /// Pairs the runs of equal seed of every point with those of the reference.
  ///
  /// A point counts once all its runs are finished: with some of them it would be held against other seeds
  /// than its neighbours. Gives nil where there are less than two seeds, the reference lacks a run, or no
  /// other point has all.
  ///
  /// - Parameters:
  ///   - plan: The sweep's plan.
  ///   - reference: The index of the point that the others are held against.
  ///   - value: The figure of a finished run at (index of point, seed), or nil.
  /// - Complexity: O(points × seeds), times 20,000 draws up to 500 points.
  public init?(
    plan: SweepPlan, reference: Int,
    value: (_ pointIndex: Int, _ seed: UInt64) -> Double?
  ) {
    func figures(_ pointIndex: Int) -> [Double]? {
      let found = plan.seeds.compactMap { value(pointIndex, $0) }
      return found.count == plan.seeds.count ? found : nil
    }
    guard plan.seeds.count >= 2, let base = figures(reference) else { return nil }
    var compared: [Int] = []
    var columns: [[Double]] = []
    for index in plan.points.indices where index != reference {
      guard let found = figures(index) else { continue }
      compared.append(index)
      columns.append(zip(found, base).map { $0 - $1 })
    }
    guard !compared.isEmpty, let band = try? Self.band(columns) else { return nil }
    self.reference = reference
    pairCount = plan.seeds.count
    differences = [Interval?](repeating: nil, count: plan.points.count)
    for (index, interval) in zip(compared, band.points) { differences[index] = interval }
  }

  private static func band(
    _ columns: [[Double]]
  ) throws(StatisticsError) -> SimultaneousBand {
    if columns.count > mostDrawn { return try SimultaneousBand.bonferroni(columns) }
    let curves = columns[0].indices.map { row in columns.map { $0[row] } }
    return try SimultaneousBand.largest(ofCurves: curves, seed: 1)
  }
}
