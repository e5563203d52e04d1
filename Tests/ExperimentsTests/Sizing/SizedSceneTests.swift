import Recording
import Scenes
import TestSupport
import Testing

@testable import Experiments

@Suite("SizedScene")
final class SizedSceneTests {
  private let scratch = TemporaryFolder()

  private func sized(
    parameter: String = "{default: 3}", gain: String = "0.2", duration: String = "4 s"
  ) throws -> SizedScene {
    let path = scratch.path + "/a.fleet.yaml"
    try TextFile.replace(
      path,
      with: """
        fleet: 1
        parameters: {n: \(parameter)}
        world: {size: [8 m, 6 m]}
        robots:
          carrier:
            count: $(n)
            body: {radius: 0.3 m, mass: 20 kg}
            drive: {kind: omnidirectional, max_speed: 1.5 m/s}
            orchestrator: dispatcher
        tasks: [{name: round, points: [[[0.5 m, 0.5 m], [7.5 m, 2.5 m]]]}]
        policies: {dispatcher: {layer: orchestrator, kind: logit, gain: \(gain)}}
        run: {duration: \(duration)}
        """)
    return SizedScene(path: path, overrides: [], axis: "n", seed: 1, inputs: InputFiles())
  }

  @Test("a fixed policy has one hash at all sizes, while the scene means something else at each")
  func fixedPolicy() throws {
    var scene = try sized()
    let (two, four) = (try scene.point(at: 2), try scene.point(at: 4))
    #expect(two.policyHash == four.policyHash && two.digest != four.digest)
    #expect(two.classCounts == [2] && four.robotCount == 4)
    #expect(two.duration == 4 && two.cost == 8)
  }

  @Test(
    "what depends on the size besides the fleet is told, whichever size comes first",
    arguments: [[1, 2], [2, 1]])
  func differs(sizes: [Int]) throws {
    for (gain, duration, words) in [
      ("$(0.1 * n)", "4 s", "the policy is not the same at n = "),
      ("0.2", "$(4 * n)", "runs are not of the same length at n = "),
    ] {
      var scene = try sized(gain: gain, duration: duration)
      _ = try scene.point(at: sizes[0])
      do throws(SizedScene.Problem) {
        _ = try scene.point(at: sizes[1])
        Issue.record("it was taken")
      } catch {
        guard case .differs(let sentence) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(sentence.hasPrefix(words + "\(sizes[0])"), "\(sentence)")
        #expect(sentence.contains("at n = \(sizes[1])"), "\(sentence)")
      }
    }
  }

  @Test("sizes that the scene cannot have are left out at both ends, and why is kept")
  func feasible() throws {
    var scene = try sized(parameter: "{default: 3, min: 2, max: 7}")
    let (sizes, excess) = try scene.feasible([1, 2, 4, 6, 9, 12], near: 3)
    #expect(sizes == [2, 4, 6, 7])
    #expect(excess.contains { $0.message.contains("its max is 7") })
    var open = try sized()
    let all = try open.feasible([1, 2, 4], near: 2)
    #expect(all.sizes == [1, 2, 4] && all.excess.isEmpty)
  }
}
