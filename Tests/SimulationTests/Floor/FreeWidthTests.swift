import Foundation
import Scenes
import Simulation
import TestSupport
import Testing

@Suite("FloorCheck: free widths")
struct FreeWidthTests {
  /// A wall at any angle through a hall, with a gap of some width in it.
  private func scene(
    angle: Double, offset: Double, width: Double, traffic: String = "{rule: rightHand}"
  ) -> String {
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
        traffic: \(traffic)
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
    let model = try inlineModel(scene(angle: angle, offset: offset, width: 0.67))
    #expect(model.warnings.isEmpty)
  }

  @Test(
    "a gap too narrow is refused, and both widths are named", arguments: 0..<12)
  func tooNarrow(number: Int) throws {
    let (angle, offset) = (Double(number) * 0.262, Double(number % 7) * 0.083 - 0.25)
    let error = try #require(throws: SceneCompileError.self) {
      try inlineModel(scene(angle: angle, offset: offset, width: 0.65))
    }
    let note = error.diagnostics.first?.notes.last ?? ""
    #expect(note.hasPrefix("note: it needs 0.66 m of free width; the widest way has 0.6"))
  }

  @Test(
    "the margin is the scene's: twice as much beyond the body's width is asked for",
    arguments: [(0, 0.61, 0.59), (0.02, 0.65, 0.63), (0.1, 0.81, 0.79), (0.5, 1.61, 1.59)])
  func margin(margin: Double, enough: Double, little: Double) throws {
    let traffic = "{margin: \(margin) m}"
    let model = try inlineModel(
      scene(angle: 0.4, offset: 0.1, width: enough, traffic: traffic))
    #expect(model.warnings.isEmpty)
    let error = try #require(throws: SceneCompileError.self) {
      try inlineModel(scene(angle: 0.4, offset: 0.1, width: little, traffic: traffic))
    }
    let needed = (60 + 200 * margin).rounded() / 100
    let words = needed == needed.rounded() ? "\(Int(needed))" : "\(needed)"
    #expect(error.diagnostics.first?.notes.last?.contains("it needs \(words) m of free") == true)
  }
}
