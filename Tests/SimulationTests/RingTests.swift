import SimCore
import Simulation
import TestSupport
import Testing

/// Robots that wait for each other: nobody drives until one gives way.
@Suite("Rings of waiting")
struct RingTests {
  /// The report of a run of a scene.
  private func report(_ scene: String) throws -> RunReport {
    var fleet = Fleet(model: try inlineModel(scene), pool: WorkerPool(workerCount: 1))
    while !fleet.isFinished { fleet.step() }
    return fleet.report()
  }

  @Test(
    "robots that stand on each other's places give them up",
    arguments: [(2, 1), (4, 2), (7, 3)])
  func ring(count: Int, places: Int) throws {
    let figures = try report(
      """
      fleet: 1
      name: ring
      world:
        size: [9 m, 7 m]
        zones:
          - {name: left, kind: station, slots: \(places), area: {rect: [1 m, 2 m, 2 m, 5 m]}}
          - {name: right, kind: station, slots: \(places), area: {rect: [7 m, 2 m, 8 m, 5 m]}}
      robots:
        r:
          count: \(count)
          body: {shape: circle, radius: 0.2 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: random}
      tasks:
        - {name: t, from: left, to: right, rate: 0.2 /s, dwell: 1 s}
      run: {duration: 10 min}
      """)
    #expect(figures.value("deliveries") ?? 0 >= (places == 1 ? 40 : 80))
  }

  /// The report of five minutes of two robots between two stations of one place each, with more to do both ways than
  /// they can; obstacles and stations as in a scene.
  private func shuttle(
    _ obstacles: [String], from: String, to: String, seed: Int
  ) throws -> RunReport {
    try report(
      """
      fleet: 1
      name: shuttle
      world:
        size: [12 m, 6 m]
        obstacles: [\(obstacles.map { "{rect: [\($0)]}" }.joined(separator: ", "))]
        zones:
          - {name: one, kind: station, slots: 1, area: {rect: [\(from)]}}
          - {name: other, kind: station, slots: 1, area: {rect: [\(to)]}}
      robots:
        r:
          count: 2
          body: {shape: circle, radius: 0.25 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: random}
      tasks:
        - {name: there, from: one, to: other, rate: 0.2 /s, dwell: 2 s}
        - {name: back, from: other, to: one, rate: 0.2 /s, dwell: 2 s}
      run: {duration: 5 min, seed: \(seed)}
      """)
  }

  @Test(
    "of two that wait for each other's places in a dead end one goes out of it", arguments: [1, 2])
  func deadEnd(seed: Int) throws {
    let figures = try shuttle(
      ["4 m, 0 m, 12 m, 2.5 m", "4 m, 3.3 m, 12 m, 6 m"], from: "6 m, 2.6 m, 6.6 m, 3.2 m",
      to: "10 m, 2.6 m, 10.6 m, 3.2 m", seed: seed)
    #expect(figures.value("longest_stall_s") ?? .infinity < 90)
    #expect(figures.value("deliveries") ?? 0 >= 8)
  }

  @Test("who waits for a place behind two doors waits before the second one", arguments: [1, 2])
  func twoDoors(seed: Int) throws {
    let walls = ["4 m, 0 m, 4.2 m", "7.8 m, 0 m, 8 m"].flatMap { low in
      ["\(low), 2.6 m", low.replacing(", 0 m,", with: ", 3.3 m,") + ", 6 m"]
    }
    let figures = try shuttle(
      walls, from: "3 m, 2.6 m, 3.6 m, 3.2 m", to: "8.4 m, 2.6 m, 9 m, 3.2 m", seed: seed)
    #expect(figures.value("deliveries") ?? 0 >= 13)
  }
}
