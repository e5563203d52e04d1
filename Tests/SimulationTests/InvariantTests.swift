import Scenes
import SimCore
import TestSupport
import Testing

@testable import Navigation
@testable import Simulation
@testable import Work

#if DEBUG
  @Suite("invariants of jobs, slots and traffic")
  struct InvariantTests {
    @Test(
      "they hold in every second of a run",
      arguments: [
        ("Tutorials/03-mixed-fleet.fleet.yaml", []), ("Showcase/movingai.fleet.yaml", []),
        ("Showcase/warehouse.fleet.yaml", [("n", "60")]),
        (
          "Tutorials/03-mixed-fleet.fleet.yaml",
          [
            ("disturbances.failures.rate", "0.02 /s"), ("disturbances.failures.repair", "5 s"),
            ("disturbances.delays.probability", "0.3"),
          ]
        ),
      ] as [(String, [(String, String)])])
    func hold(scene: String, overrides: [(String, String)]) throws {
      let model = try shippedModel(scene, overrides)
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
      for second in 0..<30 {
        let broken = fleet.brokenInvariant()
        #expect(broken == nil, "second \(second)")
        if broken != nil { return }
        for _ in 0..<model.scene.clocks.physicsRate { fleet.step() }
      }
    }

    @Test("a job that ends twice is told")
    func twice() throws {
      let model = try shippedModel("Tutorials/02-two-layers.fleet.yaml")
      var board = JobBoard(model.tasks, seed: model.seeds.tasks)
      board.startArrivals(at: 0)
      for tick in 0..<600 {
        board.admit(
          at: WorkMoment(step: 6 * tick, time: 0.1 * Float(tick), tickPeriod: 0.1), model.tasks)
      }
      #expect(board.brokenInvariant() == nil)
      let oldest = board.oldest(option: 0)
      let job = try #require(oldest)
      board.take(job, by: 0)
      #expect(board.brokenInvariant() == nil)
      board.finish(job)
      #expect(board.brokenInvariant() == nil)
      board.finish(job)
      #expect(board.brokenInvariant() == "free job \(job) is listed")
    }

    @Test("a slot that nobody claims and yet is owned, or left twice, is told")
    func slots() throws {
      let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
      var table = SlotTable(slotCount: model.tasks.slots.count)
      let robots = Buffer(count: 2, repeating: RobotWork())
      #expect(table.brokenInvariant(robots) == nil)
      table.occupy(1, robot: 0)
      #expect(table.brokenInvariant(robots) == "slot 1 has 1 claims, of 0 robots")
      table.leave(1, robot: 0)
      table.leave(1, robot: 0)
      #expect(table.brokenInvariant(robots) == "slot 1 has -1 claims, of 0 robots")
    }
  }
#endif
