import Scenes
import Simulation
import TestSupport
import Testing

@Suite("FloorCheck: ways that the planner's cells miss")
struct FineCellsTests {
  /// A wall with a passage of some width, which begins at some height.
  private func scene(from low: Double, width: Double) -> String {
    """
    fleet: 1
    world:
      size: [10 m, 6 m]
      obstacles:
        - {rect: [4 m, 0 m, 6 m, \(low) m]}
        - {rect: [4 m, \(low + width) m, 6 m, 6 m]}
    robots:
      cart:
        count: 1
        body: {shape: circle, radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1 m/s}
        spawn: {pattern: poses, poses: [[1 m, 3 m, 0 deg]]}
    tasks: [{name: go, points: [[[9 m, 3 m]]], claim: at_assignment}]
    run: {duration: 10 s}
    """
  }

  @Test(
    "a passage that is wide enough is no mistake of the scene, wherever it lies on the cells",
    arguments: [2.1, 2.2, 2.25, 2.3, 2.4])
  func wideEnough(low: Double) throws {
    let model = try inlineModel(scene(from: low, width: 0.95))
    for warning in model.warnings {
      #expect(warning.message.hasPrefix("no way for class 'cart'"))
      #expect(warning.notes.last?.contains("the cells of 0.5 m that ways are planned on") == true)
      #expect(warning.location?.line == 13)
    }
  }

  @Test("one of these passages does lie between the cells' centres: the warning is seen")
  func missed() throws {
    let warned = try [2.1, 2.2, 2.25, 2.3, 2.4].filter {
      try !inlineModel(scene(from: $0, width: 0.95)).warnings.isEmpty
    }
    #expect(!warned.isEmpty)
  }

  @Test(
    "a passage that the body does not fit through stays a mistake", arguments: [2.1, 2.25, 2.4])
  func tooNarrow(low: Double) {
    #expect(throws: SceneCompileError.self) { try inlineModel(scene(from: low, width: 0.55)) }
  }
}
