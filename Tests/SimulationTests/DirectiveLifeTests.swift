import Scenes
import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

@Suite("Lives of directives")
struct DirectiveLifeTests {
  @Test(
    "every directive is told once, with steps in order, whatever became of it",
    arguments: [
      // Robots fail with directives under way and on the way.
      [("disturbances.failures.rate", "0.02 /s"), ("disturbances.failures.repair", "5 s")],
      // Plans are taken back, orders come late, and work is gone when they do.
      [
        ("policies.dispatcher.replan_after", "3 s"), ("disturbances.delays.probability", "0.5"),
        ("disturbances.delays.mean", "4 s"),
      ],
      // Directives expire under way.
      [("tasks.totes.deadline", "8 s")],
      // Jobs are locked when they are assigned: others who were sent for them at the same time are refused.
      [("tasks.totes.claim", "at_assignment"), ("coordination.mode", "none")],
    ])
  func complete(overrides: [(String, String)]) throws {
    var fleet = Fleet(
      model: try model(overrides), pool: WorkerPool(workerCount: 2))
    var lives: [DirectiveLife] = []
    for _ in 0..<180 * fleet.model.clocks.physicsRate {
      fleet.step()
      lives += fleet.endedDirectives()
    }
    let (ended, now, tally) = (lives, fleet.stepCount, fleet.tally.work)
    lives += fleet.openDirectives()
    // Numbers of each robot are 1, 2, 3 … without a gap.
    for row in 0..<fleet.robotCount {
      let numbers = lives.filter { $0.robot == row }.map(\.number).sorted()
      #expect(numbers == Array(1..<(numbers.count + 1)), "robot \(row)")
      let count = Int(fleet.work.robots[row].plan.directiveCount)
      #expect(numbers.count == count)
    }
    for life in lives {
      #expect(life.issuedStep <= life.dueStep)
      if let begun = life.acknowledgedStep {
        #expect(begun >= life.dueStep)
        #expect(begun <= life.endedStep ?? now)
      }
      let wasInForce = ["done", "expired", "failed"].contains(life.outcome)
      if wasInForce { #expect(life.acknowledgedStep != nil, "\(life)") }
      if life.outcome == "rejected" { #expect(life.acknowledgedStep == nil, "\(life)") }
      #expect((life.endedStep == nil) == (life.outcome == DirectiveLife.open))
      #expect(DirectiveLife(cells: life.cells) == life, "it reads as it was written")
    }
    func count(_ outcome: String) -> Int { ended.count { $0.outcome == outcome } }
    #expect(count("rejected") == tally.rejected)
    if overrides.contains(where: { $0.0 == "tasks.totes.claim" }) { #expect(tally.rejected > 0) }
    #expect(count("expired") == tally.expired)
    #expect(count("failed") == tally.failed)
    // Those that never came into force are told as well.
    let withdrawn = ended.count { $0.outcome == "cancelled" && $0.acknowledgedStep == nil }
    #expect(count("cancelled") - withdrawn == tally.cancelled)
    #expect(count("done") > 10)
  }

  private func model(_ overrides: [(String, String)]) throws -> WorldModel {
    try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml", overrides)
  }

  @Test("looking at fields and directives changes no bit of a run")
  func harmless() throws {
    let model = try model([])
    var plain = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var watched = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for step in 0..<30 * model.clocks.physicsRate {
      plain.step()
      watched.step()
      _ = (watched.endedDirectives(), watched.openDirectives())
      if step % 7 == 0 { _ = watched.fieldRows() }
    }
    let (first, second) = (plain.stateHash(), watched.stateHash())
    #expect(first == second)
  }

  @Test("claims of an option are robots that have been told of it and have no job yet")
  func claims() throws {
    var fleet = Fleet(model: try model([]), pool: WorkerPool(workerCount: 1))
    var most: Float = 0
    for _ in 0..<60 {
      for _ in 0..<fleet.model.clocks.physicsRate { fleet.step() }
      let rows = fleet.fieldRows().filter { $0.source == .claims }
      let claiming = (0..<fleet.robotCount).count { fleet.isClaiming($0) }
      #expect(rows.reduce(0) { $0 + $1.value } == Float(claiming))
      most = max(most, rows.map(\.value).max() ?? 0)
    }
    #expect(most > 0)
  }
}
