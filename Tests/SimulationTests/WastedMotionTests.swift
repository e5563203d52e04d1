import Scenes
import SimCore
import Simulation
import Testing

@Suite("Wasted motion")
struct WastedMotionTests {
  private static func fleet(_ robots: String, seconds: Int, goals: String) throws -> RunReport {
    let text = """
      fleet: 1
      world: {size: [30 m, 6 m]}
      clocks: {physics: 60 Hz, executor: 20 Hz, orchestrator: 20 Hz}
      robots:
      \(robots)
      tasks: [{name: tour, points: \(goals), dwell: 1 s}]
      run: {duration: 1 h, seed: 2}
      """
    let model = try WorldModel(scene: SceneLoader.load(text: text, file: "a").get())
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<seconds * model.clocks.physicsRate { fleet.step() }
    return fleet.report()
  }

  private static func share(_ report: RunReport, _ key: String) throws -> Double {
    try #require(report.value(key))
  }

  @Test("a robot that has to turn about first turns in place for as long as that takes")
  func turning() throws {
    // Half a turn at 45 °/s takes 4 s, the last part of it at some speed; 20 m at 1 m/s a little over 20 s.
    let robot = """
        cart:
          count: 1
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s, max_accel: 5 m/s^2, max_turn_rate: 45 deg/s}
          spawn: {pattern: poses, poses: [[25 m, 3 m, 0 deg]]}
      """
    let report = try Self.fleet(robot, seconds: 40, goals: "[[[5 m, 3 m]]]")
    let turning = try Self.share(report, "turning_share")
    #expect((0.06...0.18).contains(turning), "\(turning)")
    #expect(try Self.share(report, "waiting_share") < 0.03)
    #expect(try Self.share(report, "wrong_way_share") < 0.02)
  }

  @Test("who is blocked waits or turns, and nothing is both")
  func sum() throws {
    let robot = """
        cart:
          count: 6
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
      """
    let report = try Self.fleet(
      robot, seconds: 30, goals: "[[[5 m, 3 m], [25 m, 3 m]], [[25 m, 2 m], [5 m, 2 m]]]")
    let blocked = try Self.share(report, "blocked_share")
    let parts = try Self.share(report, "waiting_share") + Self.share(report, "turning_share")
    #expect((blocked - parts).magnitude < 1e-9)
    #expect(try Self.share(report, "wrong_way_share") + blocked <= 1)
  }

  @Test("a car whose goal lies behind it goes the wrong way to get round")
  func wrongWay() throws {
    let robot = """
        car:
          count: 1
          body: {shape: box, size: [0.8 m, 0.5 m], mass: 40 kg}
          drive: {kind: car, wheel_base: 0.5 m, max_steer: 30 deg, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[15 m, 3 m, 0 deg]]}
      """
    let report = try Self.fleet(robot, seconds: 20, goals: "[[[10 m, 3 m]]]")
    #expect(try Self.share(report, "wrong_way_share") > 0.02)
  }
}
