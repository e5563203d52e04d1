import Contracts
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// A thousand walls with an opening at random: whoever fits gets through, whoever does not stays out.
///
/// That a way is found or refused is asked of all of them; robots drive at every 25th, and at all with
/// FLEETFIELD_SLOW=1. With FLEETFIELD_SCENES=FOLDER the scenes are written there, for `fleetfield run` and
/// the viewer.
@Suite("Random walls")
struct RandomWallTests {
  private static let count = 1000
  private static let driven = Array(stride(from: 0, to: count, by: isSlowWanted ? 1 : 25))

  @Test("whether there is a way through is told rightly", arguments: 0..<20)
  func planned(batch: Int) throws {
    for seed in stride(from: batch, to: RandomWallTests.count, by: 20) {
      let wall = RandomWall(seed: seed)
      try writeScene(wall.scene(), "wall-\(seed)")
      if wall.fits {
        let model = try? inlineModel(wall.scene())
        #expect(model?.warnings.isEmpty == true, "seed \(seed)")
      } else {
        let error = #expect(throws: SceneCompileError.self, "seed \(seed)") {
          try inlineModel(wall.scene())
        }
        #expect(error?.diagnostics.first?.notes.last?.contains("of free width") == true)
      }
    }
  }

  @Test(
    "nobody who fits is stuck", arguments: driven.filter { RandomWall(seed: $0).fits })
  func passes(seed: Int) throws {
    let model = try inlineModel(RandomWall(seed: seed).scene())
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    while fleet.deliveries == 0 && !fleet.isFinished { fleet.step() }
    #expect(fleet.deliveries == 1)
  }

  @Test(
    "nobody who does not fit passes, however it is driven",
    arguments: driven.filter { !RandomWall(seed: $0).fits })
  func staysOut(seed: Int) throws {
    let wall = RandomWall(seed: seed)
    let model = try inlineModel(wall.scene(startsAtOpening: true))
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    // Its centre comes as near as a disc lies in the mouth, and swings about there.
    let time = 5 + 10 * wall.radius / wall.speed
    let rate = model.clocks.physicsRate
    func depth() -> Float { (fleet.body.bodies.position(0) - wall.middle).dot(wall.through) }
    let start = depth()
    var farthest = start
    for step in 0..<Int(time * Float(rate)) {
      if step % rate == 0 {
        let lateral: Float = [0, 0.3, 0, -0.3][step / rate % 4]
        _ = fleet.apply(.drive(robot: 0, command: MotionCommand(forward: 1, lateral: lateral)))
      }
      fleet.step()
      farthest = max(farthest, depth())
    }
    #expect(farthest < 0)
    #expect(farthest > start + 0.05 * wall.radius, "it never got into the mouth")
  }
}
