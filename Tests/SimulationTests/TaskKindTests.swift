import Scenes
import SimCore
import Simulation
import Testing
import TestSupport
import Work

/// Every kind of task has a scene here, named by the word that chooses it: a new kind without one is
/// red until its jobs are done.
@Suite("Task kinds")
struct TaskKindTests {
  @Test(
    "the jobs of every kind are done", arguments: TaskCatalog.standard.kinds.map { $0.mark.word })
  func done(word: String) throws {
    let model = try Self.model(word)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<60 * model.clocks.physicsRate { fleet.step() }
    #expect(fleet.deliveries >= 2)
    let report = fleet.report()
    let errands = try #require(report.value("errands"))
    #expect(errands >= Double(fleet.deliveries))
  }

  @Test(
    "a run of every kind goes on from a snapshot with the same bits",
    arguments: TaskCatalog.standard.kinds.map { $0.mark.word })
  func snapshot(word: String) throws {
    let model = try Self.model(word)
    let pool = WorkerPool(workerCount: 2)
    var fleet = Fleet(model: model, pool: pool)
    for _ in 0..<15 * model.clocks.physicsRate { fleet.step() }
    var copy = try Fleet(model: model, pool: pool, restoring: fleet.snapshot())
    for _ in 0..<10 * model.clocks.physicsRate {
      fleet.step()
      copy.step()
    }
    let (own, other) = (fleet.stateHash(), copy.stateHash())
    #expect(own == other)
  }

  @Test("no two kinds share a word or a key")
  func distinct() {
    let words = TaskCatalog.standard.kinds.map { $0.mark.word }
    #expect(Set(words).count == words.count)
    let keys = TaskCatalog.standard.kinds.flatMap { $0.keys.map { $0.name } }
    #expect(Set(keys).count == keys.count)
  }

  private static func model(_ word: String) throws -> WorldModel {
    let path = Repository.root + "Tests/SimulationTests/TaskKinds/\(word).fleet.yaml"
    return try WorldModel(
      scene: SceneLoader.load(path: path, overrides: [], seed: nil).get())
  }
}
