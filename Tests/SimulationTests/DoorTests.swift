import SimCore
import TestSupport
import Testing

@testable import Simulation

/// Opposing crowds at a door where one robot each way passes another, and no more.
@Suite("Doors")
struct DoorTests {
  /// Two rooms with a door 2 m wide between them, and more to carry through it, both ways, than robots can.
  ///
  /// Where `wreck` says how far north of the middle of the door, metres, a robot lies flat there.
  private func rooms(
    _ count: Int, rule: String, seed: Int, wreck: Float? = nil
  ) throws -> Fleet {
    let flat = wreck.map {
      """
        wreck:
          body: {shape: circle, radius: 0.32 m, mass: 45 kg}
          drive: {kind: differential, max_speed: 1.6 m/s, max_accel: 1.2 m/s^2}
          battery: {capacity: 1 Wh, idle_power: 2 kW, initial: [1 %, 2 %]}
          count: 1
          spawn: {pattern: poses, poses: [[15 m, \(10 + $0) m, 0 rad]]}
          orchestrator: planner
          executor: mover
      """
    }
    let model = try inlineModel(
      """
      fleet: 1
      name: rooms
      world:
        size: [30 m, 20 m]
        obstacles:
          - {rect: [14 m, 0 m, 16 m, 9 m]}
          - {rect: [14 m, 11 m, 16 m, 20 m]}
        zones:
          - {name: west, kind: station, slots: 20, area: {rect: [1 m, 2 m, 4 m, 18 m]}, claims_per_slot: unlimited, loads_per_slot: unlimited}
          - {name: east, kind: station, slots: 20, area: {rect: [26 m, 2 m, 29 m, 18 m]}, claims_per_slot: unlimited, loads_per_slot: unlimited}
        traffic: {rule: \(rule)}
      robots:
        carrier:
          body: {shape: circle, radius: 0.32 m, mass: 45 kg, payload: 30 kg}
          drive: {kind: differential, max_speed: 1.6 m/s, max_accel: 1.2 m/s^2, max_turn_rate: 150 deg/s}
          sensors: {rays: 8, range: 3 m, neighbour_range: 4 m}
          count: \(count)
          orchestrator: planner
          executor: mover
      \(flat ?? "")
      tasks:
        - {name: out,  from: west, to: east, rate: 300 /min, dwell: 2 s}
        - {name: back, from: east, to: west, rate: 300 /min, dwell: 2 s}
      policies:
        planner: {layer: orchestrator, kind: greedy}
        mover: {layer: executor, kind: densityAware}
      run: {duration: 5 min, seed: \(seed)}
      """)
    return Fleet(model: model, pool: WorkerPool(workerCount: 1))
  }

  private func figures(_ count: Int, _ rule: String = "rightHand", seed: Int) throws -> RunReport {
    var fleet = try rooms(count, rule: rule, seed: seed)
    while !fleet.isFinished { fleet.step() }
    return fleet.report()
  }

  @Test(
    "a robot that lies flat in one half of it does not shut it either",
    arguments: [-0.6, 0.6] as [Float])
  func wreck(offset: Float) throws {
    var fleet = try rooms(40, rule: "rightHand", seed: 1, wreck: offset)
    while !fleet.isFinished { fleet.step() }
    let report = fleet.report()
    #expect(report.value("stranded") == 1 && report.value("deliveries") ?? 0 > 20)
  }

  @Test(
    "a door 2 m wide is not shut by those who want in: 80 robots deliver what 20 do",
    arguments: [1, 2])
  func crowd(seed: Int) throws {
    let few = try figures(20, seed: seed).value("deliveries") ?? 0
    let many = try figures(80, seed: seed).value("deliveries") ?? 0
    #expect(few > 150 && many > 0.9 * few, "\(few), \(many)")
  }

  @Test(
    "those in line before it are asked to let out who has stalled; raw bodies stand in none",
    arguments: [("rightHand", true), ("none", false)])
  func lines(rule: String, isAsking: Bool) throws {
    var fleet = try rooms(60, rule: rule, seed: 1)
    var (inLine, asked) = (0, 0)
    for _ in 0..<90 * 60 {
      fleet.step()
      for row in 0..<60 where fleet.ways.waitsForDoor(row) {
        inLine += 1
        if fleet.body.robots.asked[row] != .zero { asked += 1 }
      }
    }
    #expect((inLine > 0) == isAsking && (asked > 0) == isAsking, "\(inLine), \(asked)")
  }

  @Test("under oneWay it is not shut either: no door is driven one way")
  func oneWay() throws {
    let few = try figures(20, "oneWay", seed: 1).value("deliveries") ?? 0
    let many = try figures(60, "oneWay", seed: 1).value("deliveries") ?? 0
    #expect(few > 150 && many > 0.9 * few, "\(few), \(many)")
  }
}
