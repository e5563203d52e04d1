import Contracts
import SimCore
import Simulation
import TestSupport
import Testing

@Suite("Contacts of robots")
struct ContactTests {
  @Test("an arm that presses on a robot is in contact, and blocks nobody by being bolted")
  func arm() throws {
    let model = try inlineModel(
      """
      fleet: 1
      world: {size: [10 m, 6 m], traffic: {rule: none}}
      robots:
        arm:
          count: 1
          body: {radius: 0.2 m, mass: 80 kg}
          drive: {kind: fixed}
          arm: {links: [0.5 m, 0.4 m]}
          spawn: {pattern: poses, poses: [[3 m, 3 m, 0 deg]]}
          executor: reach
        post:
          count: 1
          body: {radius: 0.2 m, mass: 500 kg}
          drive: {kind: fixed}
          spawn: {pattern: poses, poses: [[3.6 m, 3.5 m, 0 deg]]}
      tasks:
        - {name: past, points: [[[3.55 m, 3.45 m]]], dwell: 1 s, needs: {class: arm}}
      run: {duration: 1 h, seed: 1}
      """)
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    // The point lies in the post, which touches nothing but the arm's links.
    var touches = 0
    for _ in 0..<10 * 60 {
      fleet.step()
      let (arm, post, isBlocked) = (fleet.isTouching(0), fleet.isTouching(1), fleet.isBlocked(0))
      #expect(arm == post && !isBlocked)
      touches += arm ? 1 : 0
    }
    #expect(touches > 30)
    let report = fleet.report()
    #expect(report.value("contact_share") ?? 0 > 0.04)
    #expect(report.value("blocked_share") == 0)
  }

  @Test("a forklift is not in contact with its own pallet, nor when it has lifted it")
  func pallet() throws {
    let model = try inlineModel(
      """
      fleet: 1
      world: {size: [24 m, 10 m], traffic: {rule: none}}
      robots:
        fork:
          count: 1
          body: {shape: box, size: [1.2 m, 0.8 m], mass: 300 kg, payload: 400 kg}
          drive: {kind: forklift, max_speed: 1 m/s, wheel_base: 0.8 m}
          spawn: {pattern: poses, poses: [[4 m, 5 m, 0 deg]]}
      tasks:
        - {name: one, points: [[[8 m, 5 m], [18 m, 5 m]]], dwell: 2 s, load: {mass: 200 kg, pallet: true}}
      run: {duration: 1 h, seed: 1}
      """)
    let result = report(model, seconds: 40)
    #expect(result.value("deliveries") == 1)
    #expect(result.value("contact_share") == 0)
  }
}
