import Simulation
import TestSupport
import Testing
import Work

@Suite("JobBoard")
struct JobBoardTests {
  /// The rate that a board of the two-layer lesson has measured by every tenth of a second.
  private func rates(seconds: Int) throws -> [Float] {
    let model = try shippedModel("Tutorials/02-two-layers.fleet.yaml")
    var board = JobBoard(model.tasks, seed: model.seeds.tasks)
    return (0..<10 * seconds).map { tick in
      board.admit(
        at: WorkMoment(step: 6 * tick, time: 0.1 * Float(tick), tickPeriod: 0.1), model.tasks)
      return board.arrivalRate(task: 0)
    }
  }

  @Test("the measured rate of a stream is never wild, and comes to what it is")
  func rate() throws {
    let measured = try rates(seconds: 1200)
    // A quarter of a job per second: 225 ± 15 in the last quarter of an hour.
    let mean = measured.suffix(9000).reduce(0, +) / 9000
    let bound: Float = 3 * 15 / 900
    #expect((mean - 0.25).magnitude < bound)
    let most = measured.max() ?? 1
    #expect(most < 0.6)
    // A single job in the first second counted for one a second.
    let first = measured.first ?? 1
    #expect(first < 0.034)
  }
}
