import Foundation
import Scenes
import Simulation
import TestSupport
import Testing

@Suite("FloorCheck: free widths")
struct FreeWidthTests {
  /// A wall at any angle through a hall, with a gap of some width in it.
  private func scene(angle: Double, offset: Double, width: Double) -> String {
    let (sine, cosine) = (sin(angle), cos(angle))
    func wall(_ from: Double, _ to: Double) -> String {
      let corners = [(from, -0.2), (to, -0.2), (to, 0.2), (from, 0.2)].map { along, across in
        let (x, y) = (along * cosine - across * sine, along * sine + across * cosine)
        return "[\(10 + x) m, \(10 + y) m]"
      }
      return "{polygon: [\(corners.joined(separator: ", "))]}"
    }
    return """
      fleet: 1
      world:
        size: [20 m, 20 m]
        obstacles:
          - \(wall(-16, offset - width / 2))
          - \(wall(offset + width / 2, 16))
      robots:
        cart:
          count: 1
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[\(10 - 5 * sine) m, \(10 + 5 * cosine) m, 0 deg]]}
      tasks: [{name: go, points: [[[\(10 + 5 * sine) m, \(10 - 5 * cosine) m]]], claim: at_assignment}]
      run: {duration: 10 s}
      """
  }

  @Test(
    "a gap wide enough is never refused, wherever it lies and however the wall turns",
    arguments: 0..<12)
  func wideEnough(number: Int) throws {
    let (angle, offset) = (Double(number) * 0.262, Double(number % 7) * 0.083 - 0.25)
    let model = try inlineModel(scene(angle: angle, offset: offset, width: 0.66))
    for warning in model.warnings {
      #expect(warning.message.hasPrefix("no way for class 'cart'"))
      #expect(warning.notes.last?.contains("has such a way, 0.66 m wide") == true)
    }
  }

  @Test(
    "a gap too narrow is refused, and both widths are named", arguments: 0..<12)
  func tooNarrow(number: Int) throws {
    let (angle, offset) = (Double(number) * 0.262, Double(number % 7) * 0.083 - 0.25)
    let error = try #require(throws: SceneCompileError.self) {
      try inlineModel(scene(angle: angle, offset: offset, width: 0.62))
    }
    let note = error.diagnostics.first?.notes.last ?? ""
    #expect(note.hasPrefix("note: it needs 0.64 m of free width; the widest way has 0.6"))
  }

  @Test("some gaps that suffice lie between the cells that ways are planned on: it is said")
  func missed() throws {
    let warned = try (0..<12).filter { number in
      let (angle, offset) = (Double(number) * 0.262, Double(number % 7) * 0.083 - 0.25)
      return try !inlineModel(scene(angle: angle, offset: offset, width: 0.66)).warnings.isEmpty
    }
    #expect(!warned.isEmpty)
  }
}
