import Emergence
import Testing

@testable import Experiments

@Suite("SizingRehearsal")
struct SizingRehearsalTests {
  private static let design = StudyDesign(.sizing, sizes: [2, 4, 8, 16])

  private static func results(_ requests: [RunRequest]) -> [SizingRun] {
    requests.flatMap { request in
      request.seeds.map {
        SizingRun(
          size: request.size, seed: $0, isSuccess: request.size >= 8,
          value: Double(min(request.size, 8)), figures: [:])
      }
    }
  }

  @Test("what it expects lies within the budget, and costs follow the sizes")
  func budget() {
    let plan = SizingRehearsal(Self.design)
    #expect(plan.total > 0 && plan.total <= Self.design.budget.total)
    #expect(plan.cost { _ in 2 } == 2 * Double(plan.total))
    #expect(plan.runs.map(\.size) == plan.runs.map(\.size).sorted())
  }

  @Test("where all goes as guessed, the runs so far and those to come are those expected at first")
  func goesOn() throws {
    let expected = SizingRehearsal(Self.design).total
    var study = Study(Self.design)
    var runs: [SizingRun] = []
    var rounds = 0
    while case .run(let requests) = study.next() {
      rounds += 1
      runs += Self.results(requests)
      for run in Self.results(requests) {
        try study.record(
          StudyRun(size: run.size, seed: run.seed, isSuccess: run.isSuccess, value: run.value))
      }
      // Sizes between the grid's are guessed from their neighbours until they were run.
      if rounds >= 4 {
        #expect(runs.count + SizingRehearsal(study, after: runs).total == expected)
      }
    }
    #expect(rounds > 4 && runs.count == expected)
  }
}
