import Experiments
import Scenes
import Statistics

/// Two stores, point by point and seed by seed: which runs stand against which.
///
/// A point of one store is that of the other where all keys agree that were not the same in all runs of a store. What was
/// the same within each store, and is not the same in both, is what they differ in.
struct PairedStores: Sendable {
  /// A point that both stores have.
  struct Point: Sendable {
    /// The values of the keys by which points are told apart.
    let values: [String]
    /// Runs of the same seed, of the first store and of the second. [pairs]
    let pairs: [(first: Int, second: Int)]
  }

  let first: FoldedSweep
  let second: FoldedSweep
  /// The keys by which points are told apart.
  let keys: [String]
  /// Points with a pair of finished runs, in the order of the first store.
  let points: [Point]
  /// Keys whose value is another in each store.
  let settings: [(key: String, first: String, second: String)]

  /// Pairs two stores.
  ///
  /// - Throws: `ComparisonError` where they have no point, no seed or no length of runs in common.
  /// - Complexity: O(runs × keys).
  init(_ one: StoredResults, _ other: StoredResults) throws(ComparisonError) {
    let (first, second) = (FoldedSweep(one), FoldedSweep(other))
    (self.first, self.second) = (first, second)
    let keys = Set((first.axes + second.axes).map(\.name)).sorted()
    self.keys = keys
    func value(_ run: StoredResults.Run, _ key: String) -> String {
      run.settings.first { $0.key == key }.map { SceneValue.meaning(of: $0.value) }
        ?? "as in the scene"
    }
    func places(_ sweep: FoldedSweep) -> [[String]: FoldedSweep.Point] {
      var found: [[String]: FoldedSweep.Point] = [:]
      for point in sweep.points {
        guard let run = point.runs.first else { continue }
        found[keys.map { value(sweep.results.runs[run], $0) }] = point
      }
      return found
    }
    let others = places(second)
    var points: [Point] = []
    var isShared = false
    for point in first.points {
      guard let run = point.runs.first else { continue }
      let values = keys.map { value(one.runs[run], $0) }
      guard let partner = others[values] else { continue }
      isShared = true
      let seeds = Dictionary(
        second.done(partner).map { (other.runs[$0].seed, $0) }, uniquingKeysWith: { a, _ in a })
      let pairs = first.done(point).compactMap { index in
        seeds[one.runs[index].seed].map { (first: index, second: $0) }
      }
      if !pairs.isEmpty { points.append(Point(values: values, pairs: pairs)) }
    }
    guard isShared else {
      throw ComparisonError(
        "no point is in both: the first store has \(Self.names(first, keys)), the second \(Self.names(second, keys))"
      )
    }
    guard let pair = points.first?.pairs.first else {
      func seeds(_ sweep: FoldedSweep) -> String {
        let done = sweep.points.flatMap { sweep.done($0) }.map { sweep.results.runs[$0].seed }
        return done.isEmpty ? "no finished run" : "seeds \(PageWords.ranges(done))"
      }
      throw ComparisonError(
        "no seed is finished in both at the same point: the first store has \(seeds(first)), the second \(seeds(second))"
      )
    }
    for (a, b) in points.flatMap(\.pairs) {
      guard let one = one.figure("simulated_s", run: a),
        let other = other.figure("simulated_s", run: b),
        abs(one - other) > 1e-6 * max(one, other)
      else { continue }
      throw ComparisonError(
        "runs are of \(PageWords.number(one)) s in the first store and of \(PageWords.number(other)) s in the second: what "
          + "they count cannot be compared")
    }
    self.points = points
    let (a, b) = (one.runs[pair.first], other.runs[pair.second])
    settings = Set((a.settings + b.settings).map(\.key)).subtracting(keys).sorted().compactMap {
      key in
      let (left, right) = (value(a, key), value(b, key))
      return left == right ? nil : (key, left, right)
    }
  }

  private static func names(_ sweep: FoldedSweep, _ keys: [String]) -> String {
    let texts = sweep.points.prefix(3).map { point -> String in
      guard let run = point.runs.first else { return "" }
      let settings = sweep.results.runs[run].settings.filter { keys.contains($0.key) }
      return settings.isEmpty
        ? "the scene as it is" : settings.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
    return texts.joined(separator: ", ") + (sweep.points.count > 3 ? " …" : "")
  }

  /// Figures that both stores tell, in the order of their names.
  var figureKeys: [String] {
    first.results.figures.keys.filter { second.results.figures[$0] != nil }.sorted()
  }

  /// The name of a point: `n = 40`.
  func name(_ point: Point) -> String {
    keys.isEmpty
      ? "the scene as it is"
      : zip(keys, point.values).map { "\($0) = \($1)" }.joined(separator: ", ")
  }

  /// A figure at a point: of the first, of the second, and the second less the first, over pairs that both tell.
  func difference(_ key: String, _ point: Point) -> Difference? {
    var (ones, others): ([Double], [Double]) = ([], [])
    for (a, b) in point.pairs {
      guard let one = first.results.figure(key, run: a),
        let other = second.results.figure(key, run: b)
      else {
        continue
      }
      ones.append(one)
      others.append(other)
    }
    guard let mean = try? Sample(ones).mean, let other = try? Sample(others).mean,
      let difference = try? MeanInterval(ofPaired: others, minus: ones)
    else { return nil }
    return Difference(first: mean, second: other, difference: difference)
  }

  /// Two means and what lies between them.
  struct Difference: Sendable {
    let first: Double
    let second: Double
    /// The second less the first.
    let difference: MeanInterval

    /// True where the interval does not hold 0.
    var isApart: Bool { difference.interval.map { !$0.contains(0) } ?? false }
  }
}
