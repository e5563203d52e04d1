import Contracts
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@Suite("Leadership: commitment or feedback")
struct LeadershipTests {
  private let scene = "Showcase/herding.fleet.yaml"

  @Test("a run says which of the two is in force, with its clocks")
  func statement() throws {
    let bound = try shippedModel("Tutorials/02-two-layers.fleet.yaml")
    let name = try #require(bound.classes.first).name
    #expect(report(bound, seconds: 1).leadership == bound.leadership)
    #expect(
      bound.leadership.first?.description
        == "\(name): commitment, until the directive ends; leaders every 1.0 s in turn"
        + latency(bound) + "; followers answer every 0.1 s")
    let policy = try #require(bound.scene.robots.first).orchestrator
    let free = try shippedModel(
      "Tutorials/02-two-layers.fleet.yaml",
      [
        ("policies.\(policy).replan_after", "30 s"), ("clocks.stagger", "false"),
        ("clocks.orchestrator", "0.5 Hz"),
      ])
    let leadership = try #require(report(free, seconds: 1).leadership.first)
    #expect(leadership.rule == .feedback(after: 30))
    #expect(leadership.leaderPeriod == 2 && !leadership.isStaggered)
    #expect(free.policyHash != bound.policyHash)
  }

  private func latency(_ model: WorldModel) -> String {
    let seconds = model.leadership.first?.latency ?? 0
    return seconds > 0 ? ", \(seconds) s late" : ""
  }

  @Test("committed leaders take nothing back; with feedback they do")
  func inForce() throws {
    let model = try shippedModel(scene)
    let policy = try #require(model.scene.robots.first).orchestrator
    let replan = "policies.\(policy).replan_after"
    #expect(try takenBack(shippedModel(scene, [(replan, "never")])) == 0)
    #expect(try takenBack(shippedModel(scene, [(replan, "2 s")])) > 0)
  }

  /// Directives to serve that another one replaced while they were in force.
  private func takenBack(_ model: WorldModel) throws -> Int {
    var fleet = Fleet(model: model, pool: .init(workerCount: 1))
    var inForce = [(identifier: UInt32, option: Int16)?](repeating: nil, count: fleet.robotCount)
    var count = 0
    for _ in 0..<40 * model.scene.clocks.physicsRate {
      fleet.step()
      for row in 0..<fleet.robotCount {
        let directive = fleet.inspect(row).directive
        guard directive.kind == .serve, directive.status != .pending else {
          if directive.status != .pending { inForce[row] = nil }
          continue
        }
        if let last = inForce[row], last.identifier != directive.identifier,
          last.option != directive.option
        {
          count += 1
        }
        inForce[row] = (UInt32(directive.identifier), directive.option)
      }
    }
    return count
  }
}
