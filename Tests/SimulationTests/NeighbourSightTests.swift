import Foundation
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// Robots see each other past bodies, and through nothing that stands fast.
@Suite("Sight of neighbours")
struct NeighbourSightTests {
  /// How many neighbours the robots of a scene see after its first tick.
  private func seen(_ places: [(Double, Double)], obstacles: [String]) throws -> [Int] {
    let poses = places.map { "[\($0.0) m, \($0.1) m, 0 deg]" }
    let model = try inlineModel(
      """
      fleet: 1
      name: sight
      world: {size: [12 m, 12 m], obstacles: [\(obstacles.joined(separator: ", "))]}
      robots:
        r:
          count: \(places.count)
          body: {shape: circle, radius: 0.1 m, mass: 10 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          sensors: {neighbour_range: 4 m}
          spawn: {pattern: poses, poses: [\(poses.joined(separator: ", "))]}
      run: {duration: 1 s}
      """)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    fleet.step()
    return places.indices.map { Int(fleet.body.robots.neighbourCount[$0]) }
  }

  /// A wall through (6, 6) at an angle, from `from` to `to` metres along it.
  private func wall(_ angle: Double, _ thickness: Double, _ from: Double, _ to: Double) -> String {
    let (sine, cosine) = (sin(angle), cos(angle))
    let half = thickness / 2
    let corners = [(from, -half), (to, -half), (to, half), (from, half)].map { along, across in
      "[\(6 + along * cosine - across * sine) m, \(6 + along * sine + across * cosine) m]"
    }
    return "{polygon: [\(corners.joined(separator: ", "))]}"
  }

  /// Two places on either side of that wall: `along` and `across` it from its middle, and opposite.
  private func pair(_ angle: Double, along: Double, across: Double) -> [(Double, Double)] {
    let (sine, cosine) = (sin(angle), cos(angle))
    return [1, -1].map { side in
      (
        6 + side * (along * cosine - across * sine),
        6 + side * (along * sine + across * cosine)
      )
    }
  }

  @Test(
    "no wall is too thin to hide, at any angle and wherever it stands between two",
    arguments: [0.001, 0.01, 0.2], 0..<12)
  func thin(thickness: Double, number: Int) throws {
    let angle = 0.271 * Double(number)
    for across in [0.4, 1.7] {
      let places = pair(angle, along: 0.07 * Double(number), across: across)
      let shut = try seen(places, obstacles: [wall(angle, thickness, -3, 3)])
      #expect(shut == [0, 0])
      // Not in the middle between them, where a look at some points might find it.
      let (a, b) = (places[0], places[1])
      let moved = [a, (b.0 + 0.23 * (a.0 - b.0), b.1 + 0.23 * (a.1 - b.1))]
      #expect(try seen(moved, obstacles: [wall(angle, thickness, -3, 3)]) == [0, 0])
    }
  }

  @Test("robots see each other through a slit, at any angle", arguments: 0..<12)
  func slit(number: Int) throws {
    let angle = 0.271 * Double(number)
    let walls = [wall(angle, 0.3, -3, -0.01), wall(angle, 0.3, 0.01, 3)]
    #expect(try seen(pair(angle, along: 0, across: 1.5), obstacles: walls) == [1, 1])
    #expect(try seen(pair(angle, along: 0.3, across: 1.5), obstacles: walls) == [0, 0])
  }

  @Test("a crowd behind a wall takes no place of those in view, and robots hide nobody")
  func crowd() throws {
    let crowd = (0..<9).map { (5.0 + 0.25 * Double($0), 6.3) }
    // In view, farther than all of the crowd, one behind the other.
    let others = [(6.0, 3.2), (6.0, 2.8)]
    let counts = try seen(
      [(6, 5.8)] + others + crowd, obstacles: ["{rect: [2 m, 6 m, 10 m, 6.001 m]}"])
    #expect(counts[0] == 2 && counts[1] == 2 && counts[2] == 2)
    #expect(counts.dropFirst(3).allSatisfy { $0 == 8 })
  }
}
