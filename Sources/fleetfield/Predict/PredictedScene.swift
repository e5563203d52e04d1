import Experiments
import Scenes
import SimCore
import Work

/// A scene at all sizes of a prediction: how many robots of each class there are, and that nothing else changes.
struct PredictedScene {
  let path: String
  let overrides: [(key: String, value: String)]
  let inputs: InputFiles
  /// The scene as it is.
  let scene: Scene

  /// The most robots: the work goes with their square.
  static let largest = 2000

  /// Sizes from 1 to `most`.
  struct Sizes {
    var most: Int
    /// Robots of each class at each size. [most × classCount]
    var counts: [[Int]]
  }

  /// Why there are none.
  struct Problem: Error { var diagnostics: [Diagnostic] }

  /// Loads the scene at sizes of a grid; between them robots of a class grow straight.
  ///
  /// Where sizes are left to the command they end at four times the scene's own fleet, or before the scene refuses
  /// them; the first is 1, or where it refuses less.
  func sizes(_ axis: SizeAxis) -> Result<Sizes, Problem> {
    let own = axis.ownSize(in: scene)
    let most = axis.sizes?.last ?? min(Self.largest, max(12, 4 * own))
    var grid = SizeAxis.usualSizes(own: max(3, most / 4)).filter { $0 < most } + [most]
    if !grid.contains(own), own < most { grid = (grid + [own]).sorted() }
    var known: [(size: Int, counts: [Int])] = []
    var refusal: [Diagnostic] = []
    for size in grid {
      let loaded = SceneLoader.load(
        path: path, overrides: (overrides + [(axis.name, String(size))]).map { ($0.key, $0.value) },
        seed: nil, inputs: inputs, runsSweep: false)
      guard let scene = loaded.scene, !loaded.diagnostics.contains(where: { $0.severity == .error })
      else {
        // Too few for it: nothing is said of these sizes. Too many: it ends before, unless they were asked for.
        refusal = loaded.diagnostics
        if size < own { continue }
        if axis.sizes == nil, !known.isEmpty { break }
        return .failure(Problem(diagnostics: loaded.diagnostics))
      }
      if let difference = difference(scene) {
        return .failure(
          Problem(diagnostics: [
            Diagnostic(
              severity: .error,
              message:
                "\(difference) changes with \(axis.name): with one floor and one demand only the fleet may",
              location: nil)
          ]))
      }
      known.append((size, scene.robots.map(\.count)))
    }
    guard let last = known.last else { return .failure(Problem(diagnostics: refusal)) }
    var counts: [[Int]] = []
    for size in 1...last.size {
      let above = known.firstIndex { $0.size >= size } ?? known.count - 1
      let high = known[above]
      // Below the least size that can be made: in proportion.
      let low = above > 0 ? known[above - 1] : (size: 0, counts: high.counts.map { _ in 0 })
      let share = Double(size - low.size) / Double(high.size - low.size)
      counts.append(
        zip(low.counts, high.counts).map { Int((Double($0) + share * Double($1 - $0)).rounded()) })
    }
    return .success(Sizes(most: last.size, counts: counts))
  }

  /// What else than the fleet differs from the scene as it is; nil where nothing does.
  private func difference(_ other: Scene) -> String? {
    if other.run.duration != scene.run.duration { return "the length of a run" }
    if other.world.bounds != scene.world.bounds { return "the size of the floor" }
    if other.world.zones.map(\.slots) != scene.world.zones.map(\.slots)
      || other.world.zones.map(\.area) != scene.world.zones.map(\.area)
    {
      return "a zone"
    }
    if other.world.obstacles.count != scene.world.obstacles.count { return "an obstacle" }
    for (one, two) in zip(scene.tasks, other.tasks) {
      guard let one = one.kind as? StreamTask, let two = two.kind as? StreamTask else { continue }
      if one.rate.pieces.map(\.rate) != two.rate.pieces.map(\.rate) { return "the demand" }
    }
    if other.robots.count != scene.robots.count
      || zip(other.robots, scene.robots).contains(where: { $0.embodiment != $1.embodiment })
    {
      return "a class of robots"
    }
    return nil
  }
}
