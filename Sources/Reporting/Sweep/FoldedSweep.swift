import Experiments
import Scenes

/// The runs of a store as points over axes: an axis is each key that was not the same in all of them.
struct FoldedSweep: Sendable {
  /// A key and its values.
  struct Axis: Sendable {
    let name: String
    /// Its values as they were given; numbers rise, others come in the order in which they were first run.
    let texts: [String]
    /// The values as numbers of one unit; nil where they are none.
    let numbers: [Double]?
    /// Their unit; empty where they have none.
    let unit: String

    /// The name with its unit.
    var label: String { unit.isEmpty ? name : "\(name) [\(unit)]" }
  }

  /// A choice of a value on each axis, and its runs.
  struct Point: Sendable {
    /// Indices of values. [axes]
    let place: [Int]
    /// Indices of runs, by seed.
    let runs: [Int]
  }

  let results: StoredResults
  let axes: [Axis]
  /// In the order of the axes' values, the first axis slowest.
  let points: [Point]
  /// What was set for all runs alike.
  let constants: [(key: String, value: String)]
  /// The program whose runs these are.
  let build: String
  /// Runs of other builds, or of what a scene was before it was changed: they are not among the points.
  let leftCount: Int

  /// What stands for a key that was not set: the scene's own value.
  private static let unset = "as in the scene"

  /// Folds a store.
  ///
  /// The build and, at each point, the scene of the run that was planned last count: others are other experiments.
  ///
  /// - Precondition: there is a run.
  /// - Complexity: O(runs × settings).
  init(_ results: StoredResults) {
    self.results = results
    let runs = results.runs
    let last = runs.lastIndex { $0.state == .done } ?? runs.count - 1
    let build = runs[last].build
    var digests: [String: String] = [:]
    for run in runs where run.build == build { digests[run.point] = run.sceneDigest }
    let kept = runs.indices.filter {
      runs[$0].build == build && digests[runs[$0].point] == runs[$0].sceneDigest
    }
    self.build = build
    leftCount = runs.count - kept.count
    var keys: [String] = []
    for index in kept {
      for setting in runs[index].settings where !keys.contains(setting.key) {
        keys.append(setting.key)
      }
    }
    var axes: [Axis] = []
    var constants: [(key: String, value: String)] = []
    var columns: [[String]] = []
    for key in keys {
      let column = kept.map { index in
        runs[index].settings.first { $0.key == key }?.value ?? Self.unset
      }
      var texts: [String] = []
      var known: Set<String> = []
      for text in column where known.insert(text).inserted { texts.append(text) }
      if texts.count == 1 {
        constants.append((key, texts[0]))
      } else {
        axes.append(Self.axis(key, texts))
        columns.append(column)
      }
    }
    let places = zip(axes, columns).map { axis, column in
      let place = Dictionary(
        axis.texts.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
      return column.map { place[$0] ?? 0 }
    }
    var groups: [[Int]: [Int]] = [:]
    for (position, index) in kept.enumerated() {
      groups[places.map { $0[position] }, default: []].append(index)
    }
    self.axes = axes
    self.constants = constants
    points = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { place, indices in
      Point(place: place, runs: indices.sorted { runs[$0].seed < runs[$1].seed })
    }
  }

  private static func axis(_ name: String, _ texts: [String]) -> Axis {
    let numbers = texts.map { SceneValue.number(in: $0) }
    let units = Set(numbers.map { $0?.unit ?? "?" })
    guard !numbers.contains(where: { $0 == nil }), units.count == 1, let unit = units.first else {
      return Axis(name: name, texts: texts, numbers: nil, unit: "")
    }
    let sorted = zip(texts, numbers.map { $0?.value ?? 0 }).sorted { $0.1 < $1.1 }
    return Axis(name: name, texts: sorted.map(\.0), numbers: sorted.map(\.1), unit: unit)
  }

  /// `n = 40, coordination.mode = none`; only some axes where they are named.
  func name(of point: Point, axes wanted: [Int]? = nil) -> String {
    let places = wanted ?? Array(axes.indices)
    if places.isEmpty { return "the scene as it is" }
    return places.map { "\(axes[$0].name) = \(axes[$0].texts[point.place[$0]])" }.joined(
      separator: ", ")
  }

  /// The runs of a point that are done.
  func done(_ point: Point) -> [Int] { point.runs.filter { results.runs[$0].state == .done } }

  /// The values of a figure over the runs that are done, and that tell it.
  func values(_ key: String, _ point: Point) -> [Double] {
    done(point).compactMap { results.figure(key, run: $0) }
  }
}
