import Coordination
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Experiments

@Suite("mean-field limit")
struct LimitSolverTests {
  private static func models(_ count: Int, seconds: Int = 30) throws -> [WorldModel] {
    try (0..<count).map {
      try shippedModel(
        "Tutorials/03-mixed-fleet.fleet.yaml",
        [("run.duration", "\(seconds) s"), ("run.seed", "\(500 + $0)")])
    }
  }

  @Test("rounds go on until what robots are is what they read, with any number of workers")
  func found() throws {
    let models = try Self.models(5)
    var solvers = [1, 3].map { LimitSolver(models, workerCount: $0) }
    for index in solvers.indices {
      while solvers[index].rounds.count < 10, !solvers[index].isDone { solvers[index].goOn() }
    }
    let solver = solvers[0]
    #expect(solvers[1].rounds == solver.rounds && solvers[1].path == solver.path)
    #expect(solver.isDone)
    let path = try #require(solver.path)
    // Time zero and every second of 30.
    #expect(path.momentCount == 31 && path.duration == 30)
    let first = try #require(solver.rounds.first)
    #expect(first.change == nil && first.deliveries.count == 5)
    let last = try #require(solver.rounds.last?.change)
    #expect(last <= LimitSolver.tolerance)
    // Each run of the last round read this path, and no other.
    var fleet = Fleet(model: models[2].reading(path), pool: .init(workerCount: 2))
    while !fleet.isFinished { fleet.step() }
    #expect(Double(fleet.deliveries) == solver.rounds.last?.deliveries[2])
  }

  @Test("a path that robots do not keep to is told: its distance is many standard errors")
  func notFound() throws {
    let models = try Self.models(4, seconds: 10)
    var solver = LimitSolver(models, workerCount: 2)
    solver.goOn()
    let path = try #require(solver.path)
    // Robots that are all told that everybody waits everywhere do not all wait everywhere.
    let wrong = FieldPath(path.shape, numbers: path.numbers.map { _ in 1 })
    var ensemble = PathEnsemble()
    for model in models {
      var fleet = Fleet(model: model.reading(wrong), pool: .init(workerCount: 1))
      var numbers = fleet.fieldMoment
      while !fleet.isFinished {
        for _ in 0..<model.stepsPerMoment { fleet.step() }
        numbers += fleet.fieldMoment
      }
      ensemble.add(numbers)
    }
    let distance = try #require(ensemble.distance(from: wrong.numbers, shape: wrong.shape))
    #expect(distance > 3 * LimitSolver.tolerance)
  }

  @Test("the distance is the root mean square of the gaps in standard errors, by hand")
  func distance() throws {
    let shape = FieldPathShape(robotCounts: [1], period: 1, stackCount: 2, cellCount: 1)
    var ensemble = PathEnsemble()
    // Two moments of three numbers; the second number is the same in all runs.
    ensemble.add([1, 5, 0, 3, 5, 0])
    ensemble.add([3, 5, 2, 5, 5, 4])
    #expect(ensemble.mean == [2, 5, 1, 4, 5, 2])
    // First number: variances 2 and 2, errors of the mean 1 and 1; gaps 1 and 3: √(10 / 2).
    // Third: variances 2 and 8, errors 1 and 4; gaps 0 and 1: √(1 / 5).
    let told = try #require(ensemble.distance(from: [1, 9, 1, 1, 9, 1], shape: shape))
    #expect(abs(told - 5.0.squareRoot()) < 1e-12)
    let near = try #require(ensemble.distance(from: [2, 5, 1, 4, 5, 1], shape: shape))
    #expect(abs(near - 0.2.squareRoot()) < 1e-12)
    var same = PathEnsemble()
    for _ in 0..<2 { same.add([1, 1, 1, 1, 1, 1]) }
    #expect(same.distance(from: [0, 0, 0, 0, 0, 0], shape: shape) == nil)
  }
}
