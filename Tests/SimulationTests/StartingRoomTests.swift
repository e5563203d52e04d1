import Scenes
import SimCore
import TestSupport
import Testing
import Work

@testable import RigidBodies
@testable import Simulation

/// Whole runs whose growing buffers are full at every step: the bits are those of runs with room.
@Suite("Runs with the least room")
struct StartingRoomTests {
  private func hashes(_ model: WorldModel, takingRoom: Bool, steps: Int) -> [String] {
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
    var result: [String] = []
    for step in 0..<steps {
      // The second half is warm: what was enlarged stays.
      if takingRoom, step < steps / 2 { fleet.body.bodies.world.takeSpareRoom() }
      fleet.step()
      if step % 20 == 19 { result.append(fleet.stateHash()) }
    }
    return result
  }

  @Test(
    "a shipped scene has the same hashes with room for one as with the usual room",
    arguments: [
      ("Tutorials/03-mixed-fleet.fleet.yaml", []),
      ("Showcase/warehouse.fleet.yaml", []),
      ("Showcase/movingai.fleet.yaml", [("radius", "0.45 m")]),
    ] as [(String, [(String, String)])])
  func leastRoom(scene: String, overrides: [(String, String)]) throws {
    let model = try shippedModel(scene, overrides)
    let usual = hashes(model, takingRoom: false, steps: 120)
    #expect(hashes(model, takingRoom: true, steps: 120) == usual)
  }

  @Test("the shipped MovingAI scene runs with the largest robots of its own bounds")
  func largestRobots() throws {
    let model = try shippedModel("Showcase/movingai.fleet.yaml", [("radius", "0.45 m")])
    #expect(report(model, seconds: 20).value("quarantined") ?? 0 == 0)
  }

  @Test("the table of jobs begins with one record and holds all that come")
  func jobs() throws {
    let model = try inlineModel(
      """
      fleet: 1
      name: jobs
      world:
        size: [20 m, 10 m]
        zones:
          - {name: a, kind: station, area: {rect: [1 m, 1 m, 4 m, 4 m]}}
          - {name: b, kind: station, area: {rect: [15 m, 5 m, 18 m, 8 m]}}
      robots:
        cart:
          count: 2
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
      tasks:
        - {name: t, from: a, to: b, rate: 50 /s}
      run: {duration: 20 s}
      """)
    var board = JobBoard(model.tasks, seed: model.seeds.tasks)
    #expect(board.jobs.count == StartingRoom.least)
    board.admit(at: WorkMoment(step: 600, time: 10, tickPeriod: 0.1), model.tasks)
    #expect(board.createdCount > 300 && Int(board.openCount[0]) == board.createdCount)
    var index = board.openHead[0]
    var count = 0
    while index >= 0 {
      count += 1
      index = board.jobs[Int(index)].nextOpen
    }
    #expect(count == board.createdCount)
  }
}
