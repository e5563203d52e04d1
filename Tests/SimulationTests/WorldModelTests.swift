import Contracts
import Scenes
import Simulation
import SimCore
import TestSupport
import Testing
import Work

@Suite("WorldModel")
struct WorldModelTests {
  @Test("a zone that no way leads to is refused, with the zone's place")
  func unreachable() throws {
    let text = """
      fleet: 1
      world:
        size: [20 m, 10 m]
        obstacles: [{rect: [9 m, 0 m, 10 m, 10 m]}]
        zones:
          - {name: a, kind: station, slots: 2, area: {rect: [1 m, 2 m, 4 m, 8 m]}}
          - {name: b, kind: station, slots: 2, area: {rect: [15 m, 2 m, 18 m, 8 m]}}
      robots:
        cart:
          count: 1
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s, max_accel: 1 m/s^2, max_turn_rate: 90 deg/s}
          spawn: {zone: a}
      tasks:
        - {name: move, from: a, to: b, rate: 1 /min}
      run: {duration: 10 s}
      """
    do {
      _ = try inlineModel(text)
      Issue.record("a scene with an unreachable zone was compiled")
    } catch let error as SceneCompileError {
      let messages = error.diagnostics.map(\.message)
      #expect(
        messages == [
          "no way for class 'cart' (radius 0.3 m) from station 'a' to any of the 2 places of "
            + "station 'b' on this floor"
        ])
      #expect(error.diagnostics.first?.location?.line == 7)
    }
  }

  @Test("nobody is sent out of the way to floor that is not joined to any place of work")
  func refugesAreJoined() throws {
    // A room in the middle of a larger floor: most free floor lies outside its walls.
    let text = """
      fleet: 1
      world:
        size: [30 m, 20 m]
        obstacles:
          - wall: {points: [[10 m, 6 m], [20 m, 6 m], [20 m, 14 m], [10 m, 14 m]], thickness: 0.1 m, closed: true}
        zones:
          - {name: a, kind: station, slots: 1, area: {rect: [12 m, 9 m, 13 m, 10 m]}}
          - {name: b, kind: station, slots: 1, area: {rect: [17 m, 9 m, 18 m, 10 m]}}
      robots:
        cart:
          count: 2
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[14 m, 8 m, 0 rad], [16 m, 8 m, 0 rad]]}
      tasks:
        - {name: move, from: a, to: b, rate: 1 /min}
      run: {duration: 10 s}
      """
    let model = try inlineModel(text)
    let places = model.tasks.refuges.map { model.tasks.slots[$0].position }
    #expect(!places.isEmpty)
    for place in places {
      #expect(place.x > 10 && place.x < 20 && place.y > 6 && place.y < 14, "\(place)")
    }
  }

  @Test("no two robots start in each other or in an obstacle")
  func starts() throws {
    let model = try shippedModel("Showcase/warehouse.fleet.yaml")
    for a in 0..<model.robotCount {
      let radiusA = radius(a, model)
      for b in 0..<a {
        let gap = (model.starts[a].position - model.starts[b].position).length
        #expect(gap >= radiusA + radius(b, model))
      }
    }
  }

  private func radius(_ row: Int, _ model: WorldModel) -> Float {
    model.classes.first { $0.rows.contains(row) }?.descriptor.radius ?? 0
  }
}
