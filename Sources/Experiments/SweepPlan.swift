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
  public let points: [SweepPoint]
  /// What the scene means at each point, as `Scene.digest`: set before the plan meets a store.
  public var digests: [String] = []

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
    points = axes.reduce([SweepPoint(values: [])]) { points, axis in
      points.flatMap { point in
        axis.values.map { SweepPoint(values: point.values + [(axis.name, $0)]) }
      }
    }
  }

  /// What is set at a point: the overrides of all, then the point's own values.
  public func settings(at point: SweepPoint) -> [(key: String, value: String)] {
    overrides + point.values.map { ($0.name, $0.value) }
  }

  /// The point's name in the store: everything that is set there.
  public func key(of point: SweepPoint) -> String {
    settings(at: point).map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
  }
}
