import Scenes
import SimCore
import Simulation
import Work

/// A hall that two robots walk round, once every 40 seconds.
private let scene = """
  fleet: 1
  world: {size: [20 m, 12 m]}
  robots:
    guard:
      count: 2
      body: {shape: circle, radius: 0.3 m, mass: 30 kg}
      drive: {kind: differential, max_speed: 1.5 m/s}
  tasks:
    - name: rounds
      patrol: [[[2 m, 2 m], [9 m, 10 m], [2 m, 10 m]], [[11 m, 2 m], [18 m, 10 m], [18 m, 2 m]]]
      every: 40 s
      dwell: 1 s
  run: {duration: 3 min}
  """

/// Rounds that were finished in three minutes.
func roundsDone() throws -> Int {
  var vocabulary = SceneVocabulary.standard
  vocabulary.tasks = vocabulary.tasks.adding(Patrol.self)
  let loaded = SceneLoader.load(text: scene, file: "patrol.fleet.yaml", vocabulary: vocabulary)
  let model = try WorldModel(scene: loaded.get())
  var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
  for _ in 0..<Int(model.duration) * model.clocks.physicsRate { fleet.step() }
  return fleet.deliveries
}
