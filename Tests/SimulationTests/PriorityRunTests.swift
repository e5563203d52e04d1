import Scenes
import SimCore
import TestSupport
import Testing

@testable import Navigation
@testable import Simulation

/// Fleets under the rule `priority`, with physics.
@Suite("Priority from the centre, driven")
struct PriorityRunTests {
  /// Two halls and an aisle of one lane with a pocket between them, with flows both ways.
  private func aisle(robots: Int, minutes: Int, seed: Int = 1) throws -> WorldModel {
    try inlineModel(
      """
      fleet: 1
      name: aisle
      world:
        size: [20 m, 8 m]
        traffic: {rule: priority}
        obstacles:
          - {rect: [6 m, 0 m, 14 m, 3.5 m]}
          - {rect: [6 m, 4.6 m, 9 m, 8 m]}
          - {rect: [11 m, 4.6 m, 14 m, 8 m]}
          - {rect: [9 m, 6 m, 11 m, 8 m]}
        zones:
          - {name: west, kind: station, slots: 2, area: {rect: [1 m, 2 m, 2 m, 6 m]}}
          - {name: east, kind: station, slots: 2, area: {rect: [18 m, 2 m, 19 m, 6 m]}}
      robots:
        r:
          count: \(robots)
          body: {shape: circle, radius: 0.3 m, mass: 40 kg}
          drive: {kind: differential, max_speed: 1.2 m/s}
          spawn: {pattern: random}
      tasks:
        - {name: there, from: west, to: east, rate: 0.1 /s, dwell: 1 s}
        - {name: back, from: east, to: west, rate: 0.1 /s, dwell: 1 s}
      run: {duration: \(minutes) min, seed: \(seed)}
      """)
  }

  @Test("two flows share an aisle of one lane, and nobody stands for ever", arguments: 1...3)
  func flows(seed: Int) throws {
    var fleet = Fleet(
      model: try aisle(robots: 4, minutes: 10, seed: seed), pool: WorkerPool(workerCount: 1))
    while !fleet.isFinished { fleet.step() }
    let report = fleet.report()
    #expect(fleet.deliveries >= 25, "\(fleet.deliveries)")
    #expect(report.value("jams") == 0, "\(report.standstill)")
  }

  @Test("the same bits for one worker and for three")
  func workers() throws {
    let model = try aisle(robots: 5, minutes: 1)
    func hash(_ workers: Int) -> String {
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: workers))
      while !fleet.isFinished { fleet.step() }
      return fleet.stateHash()
    }
    #expect(hash(1) == hash(3))
  }

  @Test("fleets go on where robots fail on their way and are repaired")
  func failures() throws {
    // A ring of one lane: whoever breaks down in it is to be gone round the other way.
    let model = try inlineModel(
      """
      fleet: 1
      name: ring
      world:
        size: [12 m, 6 m]
        traffic: {rule: priority}
        obstacles: [{rect: [1 m, 1 m, 11 m, 5 m]}]
        zones:
          - {name: west, kind: station, slots: 1, area: {rect: [0.2 m, 2 m, 0.8 m, 4 m]}}
          - {name: east, kind: station, slots: 1, area: {rect: [11.2 m, 2 m, 11.8 m, 4 m]}}
      robots:
        r:
          count: 2
          body: {shape: circle, radius: 0.3 m, mass: 40 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: random}
      tasks: [{name: there, from: west, to: east, rate: 0.1 /s, dwell: 1 s}]
      disturbances: {failures: {rate: 0.01 /s, repair: 40 s}}
      run: {duration: 10 min}
      """)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    while !fleet.isFinished { fleet.step() }
    #expect(fleet.deliveries >= 10, "\(fleet.deliveries)")
  }

  @Test("a floor whose lengths of ways have no room in memory is refused, and the message says so")
  func limit() throws {
    let error = #expect(throws: (any Error).self) {
      _ = try inlineModel(
        """
        fleet: 1
        name: large
        world: {size: [60 m, 60 m], traffic: {rule: priority}}
        robots:
          r:
            count: 30000
            body: {shape: circle, radius: 0.1 m, mass: 5 kg}
            drive: {kind: differential, max_speed: 1 m/s}
            spawn: {pattern: random}
        run: {duration: 1 s}
        """)
    }
    let said = error.map { String(describing: $0) } ?? ""
    #expect(said.contains("the length of the way from each of"), "\(said)")
  }
}
