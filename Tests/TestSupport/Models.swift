import Coordination
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
///
/// Under mode `limit` its robots read the path of a run of mode `meanField` with another seed: 20 s, then what it was
/// at their end.
public func shippedModel(
  _ path: String, _ overrides: [(String, String)] = []
) throws -> WorldModel {
  let mode = "coordination.mode"
  if let index = overrides.lastIndex(where: { $0 == (mode, CoordinationMode.limit.rawValue) }) {
    var others = overrides
    others[index].1 = CoordinationMode.meanField.rawValue
    return try openLoop(
      shippedModel(path, others), on: shippedModel(path, others + [("run.seed", "90210")]))
  }
  return try WorldModel(
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

/// A model whose robots read the first seconds of another one's fields, and at their end the last moment of them.
public func openLoop(
  _ model: WorldModel, on other: WorldModel, seconds: Double = 20
) -> WorldModel {
  var fleet = Fleet(model: other, pool: WorkerPool(workerCount: 1))
  var numbers = fleet.fieldMoment
  while fleet.time < seconds {
    for _ in 0..<other.stepsPerMoment { fleet.step() }
    numbers += fleet.fieldMoment
  }
  return model.reading(FieldPath(model.pathShape, numbers: numbers))
}
