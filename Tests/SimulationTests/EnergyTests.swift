import Contracts
import Embodiments
import SimCore
import Simulation
import TestSupport
import Testing

/// What batteries give, against work computed by hand.
@Suite("Energy")
struct EnergyTests {
  /// Six carriers between two stations, four docks, batteries that are low.
  static let charging = """
    fleet: 1
    world:
      size: [20 m, 12 m]
      zones:
        - {name: west, kind: station, slots: 4, area: {rect: [1 m, 1 m, 3 m, 11 m]}}
        - {name: east, kind: station, slots: 4, area: {rect: [17 m, 1 m, 19 m, 11 m]}}
        - {name: dock, kind: dock, slots: 4, power: 500 W, area: {rect: [7 m, 8 m, 13 m, 11 m]}}
    robots:
      carrier:
        count: 6
        body: {radius: 0.3 m, mass: 40 kg, payload: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
        battery: {capacity: 20 Wh, recharge_below: 30 %, charge_until: 60 %, initial: [20 %, 50 %]}
    tasks:
      - {name: totes, from: west, to: east, rate: 0.2 /s, dwell: 1 s, load: {mass: 10 kg}}
    run: {duration: 1 h, seed: 1}
    """

  private func scene(
    robot: String, tasks: String = "{name: far, points: [[[18 m, 5 m]]], dwell: 1 s}"
  ) -> String {
    """
    fleet: 1
    world: {size: [20 m, 10 m], traffic: {rule: none}}
    robots:
      one:
        count: 1
        \(robot)
        spawn: {pattern: poses, poses: [[2 m, 5 m, 0 deg]]}
    tasks:
      - \(tasks)
    coordination: {mode: none}
    run: {duration: 1 h, seed: 1}
    """
  }

  /// Joules used after some seconds under a person's hand, or on its own.
  private func joules(_ text: String, seconds: Int, by command: MotionCommand?) throws -> Double {
    let model = try inlineModel(text)
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    if let command { fleet.drive(0, by: command) }
    for _ in 0..<seconds * 60 { fleet.step() }
    return try #require(fleet.report().value("energy_used_kwh")) * 3.6e6
  }

  @Test("a robot takes idle power, motor work by efficiency, rolling resistance and heat")
  func straight() throws {
    let text = scene(
      robot: """
        body: {radius: 0.3 m, mass: 40 kg}
            drive: {kind: differential, max_speed: 1 m/s, max_accel: 0.5 m/s^2}
            battery: {capacity: 100 Wh, idle_power: 10 W, efficiency: 0.8, motor_loss: 20 %}
        """)
    // 20 N for 2 s at 1 m/s striven for; then 1 m/s: 1 m + 8 m against 0.015·40·9.80665 N; heat
    // 20 % of 20 W for 2 s.
    let rolling = 0.015 * 40 * 9.80665 * 9
    let expected = 10 * 10 + (40 + rolling) / 0.8 + 0.2 * 20 * 2
    let used = try joules(text, seconds: 10, by: MotionCommand(forward: 1))
    #expect(abs(used / expected - 1) < 0.01, "\(used) J for \(expected) J")
    #expect(abs(try joules(text, seconds: 10, by: .rest) / 100 - 1) < 1e-4)
  }

  @Test("two wheels that turn a robot on the spot both pay, for rolling as well")
  func turn() throws {
    let text = scene(
      robot: """
        body: {radius: 0.3 m, mass: 40 kg}
            drive: {kind: differential, max_speed: 1 m/s, max_accel: 0.5 m/s^2, max_turn_rate: 2 rad/s, axle_width: 0.4 m}
            battery: {capacity: 100 Wh, idle_power: 0 W, efficiency: 1, motor_loss: 0 %}
        """)
    // The control point is 0.15 m ahead, so a turn of 2 rad/s on the spot moves it sideways.
    // I = ½·40·0.09 = 1.8 kg·m²: I·ω² = 7.2 J; both wheels roll at 0.4 m/s.
    let expected = 7.2 + 0.015 * 40 * 9.80665 * 0.4 * 10
    let used = try joules(text, seconds: 10, by: MotionCommand(lateral: 0.3, turn: 1))
    #expect(used > 0.95 * expected && used < 1.01 * expected, "\(used) J for \(expected) J")
  }

  @Test("an arm's joints take torque times the rate striven for")
  func arm() throws {
    let robot = """
      body: {radius: 0.3 m, mass: 80 kg}
          drive: {kind: fixed}
          arm: {links: [0.5 m, 0.4 m], max_joint_torque: 60 N*m}
          battery: {capacity: 100 Wh, idle_power: 2 W, efficiency: 1, motor_loss: 0 %}
      """
    let text = scene(
      robot: robot, tasks: "{name: near, points: [[[2.4 m, 5.4 m]]], dwell: 1 s}")
    let still = try joules(text, seconds: 10, by: .rest)
    #expect(abs(still / 20 - 1) < 0.01)
    let moved = try joules(text, seconds: 10, by: MotionCommand(lateral: 0.3))
    #expect(moved > still + 0.5)
  }

  @Test("lifting a pallet takes its weight times the height, and heat by the payload")
  func lift() throws {
    func used(_ height: Float) throws -> Double {
      try joules(
        scene(
          robot: """
            body: {shape: box, size: [1.2 m, 0.8 m], mass: 300 kg, payload: 400 kg}
                drive: {kind: forklift, max_speed: 1 m/s, wheel_base: 0.8 m, lift_height: \(height) m}
                battery: {capacity: 1 kWh, idle_power: 10 W, efficiency: 0.5, motor_loss: 10 %}
            """,
          tasks: "{name: one, points: [[[4 m, 5 m], [16 m, 5 m]]], dwell: 1 s, "
            + "load: {mass: 200 kg, pallet: true}}"),
        seconds: 12, by: nil)
    }
    let weight = 200 * 9.80665
    let more = try used(1.5) - used(0.5)
    let expected = weight / 0.5 + 0.1 * weight * 200 / 400
    #expect(abs(more / expected - 1) < 1e-3, "\(more) J for \(expected) J")
  }

  @Test("the books close: what batteries lost is what was used less what was charged")
  func books() throws {
    let model = try inlineModel(Self.charging)
    let pool = WorkerPool(workerCount: 2)
    var fleet = Fleet(model: model, pool: pool)
    func stored() -> Double {
      model.classes.reduce(0) { sum, robots in
        sum
          + robots.rows.reduce(0) {
            $0 + Double(fleet.battery(ofRobot: $1) * (robots.embodiment.battery?.capacity ?? 0))
          }
      }
    }
    let before = stored()
    for _ in 0..<180 * 60 { fleet.step() }
    let report = fleet.report()
    let used = try #require(report.value("energy_used_kwh")) * 3.6e6
    let charged = try #require(report.value("energy_charged_kwh")) * 3.6e6
    #expect(used > 1000 && charged > 1000)
    #expect(abs(before - stored() - used + charged) < 1e-3 * (used + charged))
  }
}
