import Foundation
import Scenes
import SimCore
import Simulation

/// Where the repository lies.
let repositoryRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A shipped scene, compiled.
func shippedModel(_ path: String, _ overrides: [(String, String)] = []) throws -> WorldModel {
  let result = SceneLoader.load(
    path: repositoryRoot.appendingPathComponent("Scenes/" + path).path, overrides: overrides,
    seed: nil)
  guard let scene = result.scene else {
    throw TestProblem(text: result.diagnostics.map(\.rendered).joined(separator: "\n"))
  }
  return try WorldModel(scene: scene)
}

/// A scene written in the test, compiled.
func inlineModel(_ text: String) throws -> WorldModel {
  let result = SceneLoader.load(text: text, file: "test.fleet.yaml")
  guard let scene = result.scene else {
    throw TestProblem(text: result.diagnostics.map(\.rendered).joined(separator: "\n"))
  }
  return try WorldModel(scene: scene)
}

struct TestProblem: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}

/// The state hashes of a run at the end of every simulated second.
func hashes(_ model: WorldModel, workers: Int, seconds: Int) -> [String] {
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
func report(_ model: WorldModel, seconds: Int) -> RunReport {
  let pool = WorkerPool(workerCount: 2)
  var fleet = Fleet(model: model, pool: pool)
  for _ in 0..<seconds * model.scene.clocks.physicsRate { fleet.step() }
  return fleet.report()
}
