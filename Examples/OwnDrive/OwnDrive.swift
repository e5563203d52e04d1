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

/// What the tractors do in five minutes with the driven wheel so far ahead of the axle, centimetres:
/// their deliveries, and the state hash at the end.
func tow(frontWheel: Int) throws -> (deliveries: Int, hash: String) {
  var vocabulary = SceneVocabulary.standard
  vocabulary.drives = vocabulary.drives.adding(Tricycle.kind)
  let loaded = SceneLoader.load(
    text: scene, file: "tricycle.fleet.yaml",
    overrides: [("robots.tractor.drive.front_wheel", "\(frontWheel) cm")], vocabulary: vocabulary)
  let model = try WorldModel(scene: loaded.get())
  var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
  for _ in 0..<Int(model.duration) * model.clocks.physicsRate { fleet.step() }
  return (fleet.deliveries, fleet.stateHash())
}
