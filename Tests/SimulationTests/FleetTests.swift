import Simulation
import TestSupport
import Testing

@Suite("Fleet")
struct FleetTests {
  @Test("one robot visits its three points in order and is done")
  func oneRobot() throws {
    let result = report(try shippedModel("Tutorials/01-one-robot.fleet.yaml"), seconds: 60)
    #expect(result.value("deliveries") == 1)
    #expect(result.value("errands") == 3)
    #expect(result.isSuccess == true)
    #expect(result.quarantine.isEmpty)
  }

  @Test("five embodiments do their work side by side, and nobody strands")
  func mixedFleet() throws {
    let result = report(try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml"), seconds: 400)
    for task in ["totes", "pallets", "rounds", "reaches"] {
      #expect(result.value("deliveries_\(task)") ?? 0 >= 1, "\(task)")
    }
    #expect(result.value("stranded") == 0)
    #expect(result.value("quarantined") == 0)
    #expect(result.value("outside_ticks") == 0)
  }

  @Test("robots of a map with goals hold them, and lead each other out of the way")
  func movingAI() throws {
    let result = report(try shippedModel("Showcase/movingai.fleet.yaml"), seconds: 120)
    #expect(result.value("goals_held") == 8)
    #expect(result.value("outside_ticks") == 0)
  }

  @Test("a League of Robot Runners problem is worked off errand by errand")
  func leagueOfRobotRunners() throws {
    let result = report(try shippedModel("Showcase/lorr.fleet.yaml"), seconds: 120)
    #expect(result.value("errands") ?? 0 >= 20)
    #expect(result.value("blocked_share") ?? 1 < 0.2)
  }

  @Test("a job is delivered once: deliveries never exceed the jobs that came up")
  func conservation() throws {
    let result = report(try shippedModel("Tutorials/02-two-layers.fleet.yaml"), seconds: 120)
    let deliveries = result.value("deliveries") ?? 0
    #expect(deliveries > 0)
    #expect(deliveries <= result.value("jobs_created") ?? 0)
    // Every delivery has a pick-up and a drop.
    #expect(result.value("errands") ?? 0 >= 2 * deliveries)
  }

  @Test("the ledger bills nothing where no field is read, and both layers where both are")
  func ledger() throws {
    let path = "Tutorials/02-two-layers.fleet.yaml"
    let none = report(try shippedModel(path, [("coordination.mode", "none")]), seconds: 20)
    #expect(none.value("bytes_per_robot_s") == 0)
    let both = report(try shippedModel(path), seconds: 20)
    // Up: a motor context of 60 B ten times and a planning state of 28 B once a second.
    #expect(both.value("bytes_per_robot_s") ?? 0 > 628)
    #expect(both.value("busiest_node_bytes_per_s") ?? 0 > both.value("bytes_per_robot_s") ?? 0)
  }

  @Test("announced jobs are met sooner, and patience spares robots that came too early")
  func announcedJobs() throws {
    let path = "Tutorials/02-two-layers.fleet.yaml"
    func run(announce: String, patience: String) throws -> RunReport {
      try report(
        shippedModel(
          path,
          [
            ("tasks.from_west.announce", announce), ("tasks.from_west.patience", patience),
            ("tasks.from_north.announce", announce), ("tasks.from_north.patience", patience),
          ]), seconds: 240)
    }
    let plain = try run(announce: "0 s", patience: "0 s")
    let hasty = try run(announce: "15 s", patience: "0 s")
    let patient = try run(announce: "15 s", patience: "20 s")
    func value(_ result: RunReport, _ name: String) -> Double { result.value(name) ?? .nan }
    #expect(value(patient, "lead_time_s") < value(plain, "lead_time_s") - 3)
    #expect(value(patient, "duplicated_claims") < 0.5 * value(hasty, "duplicated_claims"))
    #expect(value(patient, "jobs_created") == value(plain, "jobs_created"))
  }

  @Test(
    "robots below their threshold work on while the only dock is taken, and do not press for it")
  func docksTaken() throws {
    let model = try inlineModel(
      """
      fleet: 1
      name: one-dock
      world:
        size: [30 m, 20 m]
        zones:
          - {name: west, kind: station, slots: 4, area: {rect: [1 m, 6 m, 3 m, 14 m]}}
          - {name: east, kind: station, slots: 4, area: {rect: [26 m, 6 m, 28 m, 14 m]}}
          - {name: dock, kind: dock, slots: 1, power: 50 W, area: {rect: [14 m, 1 m, 16 m, 3 m]}}
          - {name: park, kind: parking, slots: 8, area: {rect: [6 m, 16 m, 24 m, 19 m]}}
      robots:
        carrier:
          count: 6
          body: {shape: circle, radius: 0.3 m, mass: 40 kg, payload: 20 kg}
          drive: {kind: differential, max_speed: 1.5 m/s, max_accel: 1 m/s^2, max_turn_rate: 2 rad/s}
          battery: {capacity: 60 Wh, recharge_below: 50 %, initial: [45 %, 45 %]}
          spawn: {zone: park}
          orchestrator: dispatcher
          executor: mover
      tasks:
        - {name: totes, from: west, to: east, rate: 0.2 /s, dwell: 1 s}
      policies:
        dispatcher: {layer: orchestrator, kind: logit}
        mover: {layer: executor, kind: goalSeeking}
      run: {duration: 120 s, seed: 1}
      """)
    let result = report(model, seconds: 120)
    #expect(result.value("deliveries") ?? 0 >= 5)
    // All six ask for it in the first second; five that asked every second would make hundreds.
    #expect(result.value("dock_refusals") ?? .infinity <= 10)
  }

  @Test("a battery that is too small strands its robot, and the run says so")
  func stranded() throws {
    let model = try shippedModel(
      "Tutorials/02-two-layers.fleet.yaml", [("robots.carrier.battery.capacity", "0.3 Wh")])
    let result = report(model, seconds: 120)
    #expect(result.value("stranded") == 30)
  }

  @Test("an unfinished directive expires at its deadline and its robot works on")
  func deadlines() throws {
    let model = try shippedModel(
      "Tutorials/02-two-layers.fleet.yaml",
      [("tasks.from_west.deadline", "3 s"), ("tasks.from_north.deadline", "3 s")])
    let result = report(model, seconds: 60)
    #expect(result.value("directives_expired") ?? 0 > 0)
  }

  @Test("a list of points with the default claim is served: it has no pick-up to be taken at")
  func pointsWithDefaultClaim() throws {
    let model = try inlineModel(
      """
      fleet: 1
      world: {size: [8 m, 3 m]}
      robots:
        carrier:
          count: 2
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: omnidirectional, max_speed: 1 m/s}
      tasks: [{name: round, points: [[[0.5 m, 0.5 m], [7.5 m, 2.5 m]]], dwell: 0 s}]
      run: {duration: 40 s}
      """)
    #expect(report(model, seconds: 40).value("errands") ?? 0 >= 1)
  }
}
