import Scenes
import SimCore
import Simulation

/// Why something a test needs could not be had: a mistake of the test, not of what it tests.
public struct TestProblem: Error, CustomStringConvertible {
  /// The reason.
  public var description: String
  /// A problem from its reason.
  public init(_ description: String) { self.description = description }
}

/// A shipped scene, compiled; `path` is below `Scenes/`.
///
/// - Throws: `SceneMistakes` where the scene is refused; what `WorldModel` throws.
public func shippedModel(
  _ path: String, _ overrides: [(String, String)] = []
) throws -> WorldModel {
  try WorldModel(
    scene: SceneLoader.load(path: Repository.scene(path), overrides: overrides, seed: nil).get())
}

/// A scene written in the test, compiled.
///
/// - Throws: `SceneMistakes` where the scene is refused; what `WorldModel` throws.
public func inlineModel(_ text: String) throws -> WorldModel {
  try WorldModel(scene: SceneLoader.load(text: text, file: "test.fleet.yaml").get())
}

/// The state hashes of a run at the end of every simulated second.
public func hashes(_ model: WorldModel, workers: Int, seconds: Int) -> [String] {
  let pool = WorkerPool(workerCount: workers)
  var fleet = Fleet(model: model, pool: pool)
  var result: [String] = []
  for _ in 0..<seconds {
    for _ in 0..<model.scene.clocks.physicsRate { fleet.step() }
    result.append(fleet.stateHash())
  }
  return result
}

/// The figures of a run after some simulated seconds.
public func report(_ model: WorldModel, seconds: Int) -> RunReport {
  let pool = WorkerPool(workerCount: 2)
  var fleet = Fleet(model: model, pool: pool)
  for _ in 0..<seconds * model.scene.clocks.physicsRate { fleet.step() }
  return fleet.report()
}
