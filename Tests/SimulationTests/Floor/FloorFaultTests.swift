import Embodiments
import Foundation
import Reaching
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

/// Scenes whose floor has one fault each, in `Broken/`, beside the whole message they must give.
///
/// A message that changes on purpose is written anew by `UPDATE_BROKEN=1 swift test --filter
/// FloorFaults`, and then read by a person.
@Suite("FloorFaults")
struct FloorFaultTests {
  static let folder =
    Repository.root + "Tests/SimulationTests/Broken/"
  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { $0.hasSuffix(".fleet.yaml") }.sorted() ?? []

  @Test("a scene that cannot work on its floor gives its whole expected message", arguments: names)
  func message(name: String) throws {
    let result = SceneLoader.load(path: Self.folder + name)
    let scene = try #require(result.scene, "\(result.diagnostics.map(\.rendered))")
    var found: [Diagnostic] = []
    do throws(SceneCompileError) {
      found = try WorldModel(scene: scene).warnings
    } catch {
      found = error.diagnostics
    }
    let text =
      found.map(\.rendered).joined(separator: "\n")
      .replacingOccurrences(of: Self.folder, with: "") + "\n"
    let path = Self.folder + name.dropLast(".fleet.yaml".count) + ".txt"
    if ProcessInfo.processInfo.environment["UPDATE_BROKEN"] != nil {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(text == (try? String(contentsOfFile: path, encoding: .utf8)))
    #expect(!found.isEmpty && found.count <= 101)
  }

  @Test("there is a scene for every fault of starts and places")
  func count() { #expect(Self.names.count >= 24) }
}

@Suite("Shipped scenes, compiled")
struct ShippedFloorTests {
  @Test(
    "every shipped scene is compiled without an error or a warning",
    arguments: [
      "Tutorials/01-one-robot", "Tutorials/02-two-layers", "Tutorials/03-mixed-fleet",
      "Showcase/arm-cell", "Showcase/herding", "Showcase/lorr", "Showcase/movingai",
      "Showcase/warehouse",
      "Benchmarks/tick",
    ])
  func compiles(name: String) throws {
    let overrides = name == "Benchmarks/tick" ? [("n", "2000")] : []
    let model = try shippedModel("\(name).fleet.yaml", overrides)
    #expect(model.warnings.map(\.rendered) == [])
  }

  @Test("nobody starts in an arm that reaches into the spawn zone of another class")
  func armInSpawnZone() throws {
    let model = try inlineModel(
      """
      fleet: 1
      world:
        size: [12 m, 8 m]
        zones: [{name: park, kind: parking, slots: 6, area: {rect: [1 m, 1 m, 6 m, 7 m]}}]
      robots:
        cart:
          count: 30
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {zone: park}
        arm:
          count: 1
          body: {shape: circle, radius: 0.25 m, mass: 90 kg}
          drive: {kind: fixed}
          arm: {links: [1.5 m, 1.2 m], width: 0.2 m}
          spawn: {pattern: poses, poses: [[2 m, 4.2 m, 0 deg]]}
      run: {duration: 10 s}
      """)
    let pose = model.starts[30]
    let own = try #require(model.reachSite.arms.first)
    for start in model.starts.dropLast() {
      for index in 0..<2 {
        let link = own.arm.link(index, at: own.homes[0])
        let gap = distance(
          from: start.position, toSegment: pose.transform(link.start), pose.transform(link.end))
        #expect(gap >= 0.3 + 0.1)
      }
    }
  }
}
