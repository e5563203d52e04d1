import Foundation
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@Suite("Placement: what fits is found")
struct RoomTests {
  private func scene(
    size: String, zone: String, count: Int, radius: String = "0.3 m", seed: Int = 1,
    pattern: String = "random", rest: String = ""
  ) -> String {
    """
    fleet: 1
    world:
      size: \(size)
      zones: [{name: park, kind: parking, slots: 1, area: {rect: \(zone)}}]
    robots:
      cart:
        count: \(count)
        body: {radius: \(radius), mass: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1 m/s}
        spawn: {zone: park, pattern: \(pattern)}
    run: {duration: 1 s, seed: \(seed)}
    \(rest)
    """
  }

  /// No two robots of radius 0.3 m share floor.
  private func areApart(_ model: WorldModel) -> Bool {
    let places = model.starts.map(\.position)
    return places.indices.allSatisfy { i in
      places.indices.allSatisfy { j in i == j || (places[i] - places[j]).length >= 0.6 }
    }
  }

  @Test(
    "whether robots find room in a zone that is nearly full does not depend on the seed",
    arguments: [6, 7, 8, 9], ["random", "grid"])
  func nearlyFull(count: Int, pattern: String) throws {
    // Nine discs of 0.6 m with 0.05 m between them need 1.95 m.
    for seed in 1...6 {
      let model = try inlineModel(
        scene(
          size: "[10 m, 10 m]", zone: "[2 m, 2 m, 4 m, 4 m]", count: count, seed: seed,
          pattern: pattern))
      #expect(areApart(model))
      let zone = AABB(lower: Vec2(2.29, 2.29), upper: Vec2(3.71, 3.71))
      #expect(model.starts.allSatisfy { zone.contains($0.position) })
      for warning in model.warnings {
        #expect(warning.message.hasPrefix("the \(count) robots of class 'cart' start side by side"))
      }
    }
  }

  @Test("what does not fit in any order stays a mistake, which names the most that fit")
  func tooFull() throws {
    for seed in 1...4 {
      do {
        _ = try inlineModel(
          scene(size: "[10 m, 10 m]", zone: "[2 m, 2 m, 4 m, 4 m]", count: 10, seed: seed))
        Issue.record("ten robots do not fit")
      } catch let error as SceneCompileError {
        #expect(
          error.diagnostics.first?.message.hasPrefix(
            "class 'cart' finds room for 9 of its 10 robots") == true)
      }
    }
  }

  @Test(
    "a floor little wider than a body has room for who fits on it",
    arguments: ["0.9 m", "1 m", "1.05 m"])
  func narrow(width: String) throws {
    let text = """
      fleet: 1
      world: {size: [12 m, \(width)]}
      robots:
        cart:
          count: 3
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: omnidirectional, max_speed: 1 m/s}
      run: {duration: 1 s}
      """
    let model = try inlineModel(text)
    #expect(areApart(model))
    #expect(
      model.warnings.allSatisfy { $0.notes.last?.contains("that ways are planned on") == true })
    #expect(throws: SceneCompileError.self) {
      try inlineModel(text.replacingOccurrences(of: width, with: "0.55 m"))
    }
  }
}
