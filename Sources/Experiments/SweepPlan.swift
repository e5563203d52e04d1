/// A sweep that cannot be made as asked, as a sentence; always the user's to mend.
public struct SweepError: Error, Equatable, Sendable {
  /// What is wrong, for people.
  public var message: String

  /// An error from its sentence.
  public init(_ message: String) { self.message = message }
}

/// One combination of the axes' values.
public struct SweepPoint: Equatable, Sendable {
  /// Axis names and values, in the axes' order.
  public var values: [(name: String, value: String)]

  /// A point from its values.
  public init(values: [(name: String, value: String)]) { self.values = values }

  /// Equal where names and values are.
  public static func == (left: SweepPoint, right: SweepPoint) -> Bool {
    left.values.elementsEqual(right.values, by: ==)
  }

  /// `n=100 coordination.coupling=both`; `the scene as it is` where there is no axis.
  public var text: String {
    values.isEmpty
      ? "the scene as it is" : values.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  }

  /// The value on an axis, or nil.
  public func value(of axis: String) -> String? { values.first { $0.name == axis }?.value }

  /// The point without one axis.
  public func without(_ axis: String) -> SweepPoint {
    SweepPoint(values: values.filter { $0.name != axis })
  }
}

/// All runs of a sweep: every point of the axes with the same seeds, so that points are paired.
public struct SweepPlan: Sendable {
  /// The axes, in order.
  public var axes: [SweepAxis]
  /// Values given to all points alike (`--set`).
  public var overrides: [(key: String, value: String)]
  /// The seeds, the same at every point.
  public var seeds: [UInt64]
  /// Every combination, the first axis slowest.
  public private(set) var points: [SweepPoint]
  /// What the scene means at each point, as `Scene.digest`: set before the plan meets a store.
  public var digests: [String] = []
  /// Which runs are of this plan's part, point by point, seed by seed; nil where all are. [points × seeds]
  public private(set) var selection: [Bool]?

  /// A plan of axes × seeds.
  ///
  /// - Throws: `SweepError` where an axis comes twice, is also an override, or the plan is larger
  ///   than a million runs.
  public init(
    axes: [SweepAxis], overrides: [(key: String, value: String)], firstSeed: UInt64,
    seedCount: Int
  ) throws(SweepError) {
    for (index, axis) in axes.enumerated() {
      if axes[..<index].contains(where: { $0.name == axis.name }) {
        throw SweepError("the axis '\(axis.name)' comes twice")
      }
      if overrides.contains(where: { $0.key == axis.name }) {
        throw SweepError("'\(axis.name)' is an axis and is set by --set too")
      }
      if axis.name == "seed" || axis.name == "run.seed" {
        throw SweepError("'\(axis.name)' cannot be an axis: --seeds pairs all points by seed")
      }
    }
    if let override = overrides.first(where: { $0.key == "seed" || $0.key == "run.seed" }) {
      throw SweepError(
        "'\(override.key)' cannot be set in a sweep: --first-seed and --seeds give its seeds")
    }
    guard seedCount >= 1 else { throw SweepError("a sweep needs at least one seed") }
    var runCount = seedCount
    for axis in axes {
      let (product, isTooLarge) = runCount.multipliedReportingOverflow(by: axis.values.count)
      guard !isTooLarge, product <= 1_000_000 else {
        throw SweepError("the axes and seeds make more than a million runs")
      }
      runCount = product
    }
    guard firstSeed <= UInt64(Int64.max) - UInt64(seedCount) else {
      throw SweepError("the seeds must stay below 2^63")
    }
    self.axes = axes
    self.overrides = overrides
    seeds = (0..<UInt64(seedCount)).map { firstSeed + $0 }
    points = Self.points(of: axes)
  }

  /// The combinations of the axes' values, the first axis slowest.
  private static func points(of axes: [SweepAxis]) -> [SweepPoint] {
    axes.reduce([SweepPoint(values: [])]) { points, axis in
      points.flatMap { point in
        axis.values.map { SweepPoint(values: point.values + [(axis.name, $0)]) }
      }
    }
  }

  /// A value of an axis that is another spelling of one before it.
  public struct Repetition: Equatable, Sendable {
    /// The axis.
    public var axis: String
    /// The value that was left out.
    public var value: String
    /// The value that means the same.
    public var first: String
  }

  /// Leaves out values that mean what one before them means, whatever the other axes say: `2 robots`
  /// after `2`, `$(1 + 1)` after either.
  ///
  /// Only the scene knows what a text means, so this is asked of the scenes themselves. A point that
  /// comes twice would count its runs twice.
  ///
  /// - Parameter meanings: What the scene means at each point; nil where there is no scene.
  /// - Returns: The values that were left out, and the places of the points that stay.
  /// - Complexity: O(points × axes).
  public mutating func mergeValues(
    meaning meanings: [String?]
  ) -> (repetitions: [Repetition], kept: [Int]) {
    precondition(meanings.count == points.count, "every point has its meaning")
    var repetitions: [Repetition] = []
    var isKept = [Bool](repeating: true, count: points.count)
    // Points from one value of an axis to the next, and to the next turn of the axis.
    var (step, turn) = (points.count, points.count)
    for (index, axis) in axes.enumerated() {
      (step, turn) = (step / max(1, axis.values.count), step)
      var found = [[String?]](repeating: [], count: axis.values.count)
      for point in points.indices { found[point % turn / step].append(meanings[point]) }
      // Only looked up, so the dictionary's order cannot matter.
      var known: [[String?]: Int] = [:]
      var isRepeated = [Bool](repeating: false, count: axis.values.count)
      for place in axis.values.indices where !found[place].contains(nil) {
        if let first = known[found[place]] {
          isRepeated[place] = true
          repetitions.append(
            Repetition(axis: axis.name, value: axis.values[place], first: axis.values[first]))
        } else {
          known[found[place]] = place
        }
      }
      guard isRepeated.contains(true) else { continue }
      for point in points.indices where isRepeated[point % turn / step] { isKept[point] = false }
      axes[index] = axis.keeping(axis.values.indices.filter { !isRepeated[$0] })
    }
    let kept = points.indices.filter { isKept[$0] }
    if !repetitions.isEmpty { points = Self.points(of: axes) }
    return (repetitions, kept)
  }

  /// Leaves only the runs of one part.
  ///
  /// - Parameters:
  ///   - shard: Which part.
  ///   - costs: What a run costs at each point.
  /// - Precondition: there is a cost for each point, and values that mean the same were merged before.
  public mutating func keep(_ shard: SweepShard, costs: [Double]) {
    precondition(costs.count == points.count, "every point has its cost")
    selection = shard.selection(costs: costs, seedCount: seeds.count)
  }

  /// True where the run of a point with the seed of this place is of the plan's part.
  func includes(point: Int, seed: Int) -> Bool { selection?[point * seeds.count + seed] ?? true }

  /// How many runs there are to do.
  public var runCount: Int { selection?.count { $0 } ?? points.count * seeds.count }

  /// What is set at a point: the overrides of all, then the point's own values.
  public func settings(at point: SweepPoint) -> [(key: String, value: String)] {
    overrides + point.values.map { ($0.name, $0.value) }
  }

  /// The point's name in the store: everything that is set there.
  public func key(of point: SweepPoint) -> String {
    settings(at: point).map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
  }
}
