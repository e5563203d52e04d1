import Embodiments
import Scenes
import SimCore
import Simulation

/// Two tow tractors that take turns at two stations.
private let scene = """
  fleet: 1
  world:
    size: [24 m, 14 m]
    zones:
      - {name: west, kind: station, slots: 2, area: {rect: [2 m, 3 m, 5 m, 11 m]}}
      - {name: east, kind: station, slots: 2, area: {rect: [19 m, 3 m, 22 m, 11 m]}}
  robots:
    tractor:
      count: 2
      body: {shape: box, size: [1.2 m, 0.7 m], mass: 200 kg}
      drive: {kind: tricycle, front_wheel: 0.8 m, max_speed: 1.5 m/s}
  tasks:
    - {name: tow, from: west, to: east, rate: 3 /min, dwell: 2 s}
  run: {duration: 5 min}
  """

/// Deliveries of the tractors in five minutes.
func deliveries() throws -> Int {
  var vocabulary = SceneVocabulary.standard
  vocabulary.drives = vocabulary.drives.adding(Tricycle.kind)
  let loaded = SceneLoader.load(text: scene, file: "tricycle.fleet.yaml", vocabulary: vocabulary)
  guard let scene = loaded.scene else {
    throw WrongScene(words: loaded.diagnostics.map(\.rendered).joined(separator: "\n"))
  }
  let model = try WorldModel(scene: scene)
  var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
  for _ in 0..<Int(model.duration) * model.clocks.physicsRate { fleet.step() }
  return fleet.deliveries
}

/// What is wrong with a scene, in words.
struct WrongScene: Error {
  let words: String
}
