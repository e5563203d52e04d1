import Scenes
import SimCore
import TestSupport
import Testing

@testable import Navigation
@testable import Simulation

/// Fleets under the rule `oneWay`, with physics.
@Suite("One-way streets")
struct OneWayTests {
  /// Three columns of racks with streets of 1 m between, a hall at either side, and stations in the halls.
  private func racks(robots: Int, load: Float, seconds: Int) throws -> WorldModel {
    let racks = (0..<15).map { k in
      let (x, y) = (6 + 7 * (k % 3), 3 * (k / 3) + 1)
      return "{rect: [\(x) m, \(y) m, \(x + 6) m, \(y + 2) m]}"
    }
    return try inlineModel(
      """
      fleet: 1
      name: streets
      world:
        size: [32 m, 16 m]
        traffic: {rule: oneWay}
        obstacles: [\(racks.joined(separator: ", "))]
        zones:
          - {name: west, kind: station, slots: 6, area: {rect: [1 m, 2 m, 3 m, 14 m]}}
          - {name: east, kind: station, slots: 6, area: {rect: [29 m, 2 m, 31 m, 14 m]}}
      robots:
        r:
          count: \(robots)
          body: {shape: circle, radius: 0.3 m, mass: 40 kg}
          drive: {kind: differential, max_speed: 1.5 m/s}
          spawn: {pattern: random}
      tasks:
        - {name: there, from: west, to: east, rate: \(load) /s, dwell: 2 s}
        - {name: back, from: east, to: west, rate: \(load) /s, dwell: 2 s}
      run: {duration: \(seconds) s}
      """)
  }

  /// How many robots drive against a street's direction now: a little backing to get round a corner is none.
  private func strays(_ fleet: borrowing Fleet) -> Int {
    let (map, directions) = (fleet.model.corridors, fleet.model.directions)
    var count = 0
    for row in 0..<fleet.model.robotCount {
      let position = fleet.body.robots.pose[row].position
      guard let place = map.place(position), directions.isOneWay(place.stretch) else {
        continue
      }
      let (a, b) = (map.gates[Int(place.gate)], map.gates[Int(place.gate) + 1])
      // Well inside, not in a mouth.
      guard max(a.room, b.room) < 0.6 else { continue }
      let isBack = directions.forbid(2 * place.stretch, map, radius: 0.3)
      let along = (isBack ? a.place - b.place : b.place - a.place).normalized
      if fleet.twist(ofRobot: row).linear.dot(along) < -0.3 { count += 1 }
    }
    return count
  }

  @Test(
    "nobody drives against a street's direction, and nobody stands for ever", arguments: [8, 24])
  func directions(robots: Int) throws {
    let model = try racks(robots: robots, load: 0.2, seconds: 240)
    #expect(model.directions.oneWayCount > 10)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var (against, looks) = (0, 0)
    while !fleet.isFinished {
      fleet.step()
      guard fleet.stepCount % model.clocks.physicsRate == 0 else { continue }
      against += strays(fleet)
      looks += robots
    }
    #expect(against * 500 < looks, "\(against) of \(looks)")
    let figures = fleet.report()
    #expect(figures.value("jams") == 0)
    // The rates bring 96 jobs in four minutes.
    #expect(figures.value("deliveries") ?? 0 > (robots == 8 ? 35 : 70))
  }
}
