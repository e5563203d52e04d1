import Policies
import Scenes
import SimCore
import Simulation

/// A hall with work at both ends, and robots that are led by the new orchestrator.
private let scene = """
  fleet: 1
  world:
    size: [40 m, 12 m]
    zones:
      - {name: west, kind: station, slots: 3, area: {rect: [1 m, 3 m, 3 m, 9 m]}}
      - {name: middle, kind: station, slots: 3, area: {rect: [14 m, 3 m, 16 m, 9 m]}}
      - {name: east, kind: station, slots: 3, area: {rect: [37 m, 3 m, 39 m, 9 m]}}
  robots:
    cart:
      count: 4
      body: {shape: circle, radius: 0.3 m, mass: 30 kg}
      drive: {kind: differential, max_speed: 1 m/s}
      orchestrator: home
  tasks:
    - {name: near, from: west, to: middle, rate: 4 /min, dwell: 2 s}
    - {name: far, from: east, to: middle, rate: 4 /min, dwell: 2 s}
  policies:
    home: {layer: orchestrator, kind: homebody}
  run: {duration: 5 min}
  """

/// Deliveries of both tasks in five minutes, with the longest drive to a job as given (s).
func deliveries(reach: Int) throws -> Int {
  var vocabulary = SceneVocabulary.standard
  vocabulary.policies = vocabulary.policies.adding(Homebody.kind)
  let loaded = SceneLoader.load(
    text: scene, file: "homebody.fleet.yaml",
    overrides: [("policies.home.reach", "\(reach) s")], vocabulary: vocabulary)
  let model = try WorldModel(scene: loaded.get())
  var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
  for _ in 0..<Int(model.duration) * model.clocks.physicsRate { fleet.step() }
  return fleet.deliveries
}
