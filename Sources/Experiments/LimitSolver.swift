import Coordination
import Scenes
import SimCore
import Simulation
import Statistics
import Synchronization

/// Finds the path m of the mean-field limit: m = E[m of a run whose robots read m], by runs of other seeds.
///
///     var solver = LimitSolver(models, workerCount: 2)
///     while solver.rounds.count < 10, !solver.isDone { solver.goOn() }
///     if solver.isDone { write(solver.path) }
///
/// In the first round robots read their own fields; the mean of these runs is the first path. In every other round
/// robots read the path, and the mean of what they then are is what it goes towards. Done is where the mean is within
/// two standard errors of the path: they may be the same, as far as so many runs can tell. The seeds are the same in
/// all rounds, so that a round is a function of its path.
///
/// Source: fictitious play in mean-field games; layers' demonstration, `limit`.
public struct LimitSolver {
  /// One round.
  public struct Round: Equatable, Sendable {
    /// How far the mean of the runs is from the path they read, in standard errors; nil in the first round, where
    /// they read their own fields, or where no number differs between runs.
    public let change: Double?
    /// Deliveries of each run, in the order of the seeds.
    public let deliveries: [Double]

    /// Standard deviation of deliveries between runs, as a share of their mean; nil below two runs or at 0.
    public var spread: Double? {
      guard let sample = try? Sample(deliveries), let variance = sample.variance, sample.mean > 0
      else { return nil }
      return variance.squareRoot() / sample.mean
    }
  }

  /// What a mean may be off its path: two standard errors.
  public static let tolerance = 2.0
  /// Spread of deliveries above which a mean is no picture of the runs.
  public static let largestSpread = 0.3

  /// Rounds done.
  public private(set) var rounds: [Round] = []
  /// The path that robots read in the last round, or will read in the first one that does.
  public private(set) var path: FieldPath?
  /// True where the last round kept to its path.
  public private(set) var isDone = false

  private let models: [WorldModel]
  private let shape: FieldPathShape
  private let workerCount: Int
  private let step: Double
  private var next: FieldPath?

  /// A solver at its beginning.
  ///
  /// - Parameters:
  ///   - models: One for each seed, of mode `meanField`, otherwise the same; at least two.
  ///   - workerCount: Runs at the same time; never changes a result.
  ///   - step: Which share of the way a path goes towards the mean; the fixed point is the same for all.
  public init(_ models: [WorldModel], workerCount: Int, step: Double = 0.5) {
    precondition(models.count >= 2, "a mean of one run has no error")
    precondition(step > 0 && step <= 1, "a step of \(step) is none")
    self.models = models
    self.workerCount = workerCount
    self.step = step
    shape = models[0].pathShape
  }

  /// Does a round.
  ///
  /// - Parameter whileWaiting: Called every 10 ms.
  /// - Complexity: That of the runs; memory for two doubles and, per worker, a float per number of the path.
  public mutating func goOn(whileWaiting: () -> Void = {}) {
    path = next
    let (ensemble, deliveries) = play(reading: path, whileWaiting)
    let mean = ensemble.mean
    guard let path else {
      next = FieldPath(shape, numbers: mean)
      self.path = next
      rounds.append(Round(change: nil, deliveries: deliveries))
      return
    }
    let change = ensemble.distance(from: path.numbers, shape: shape)
    rounds.append(Round(change: change, deliveries: deliveries))
    isDone = (change ?? 0) <= Self.tolerance
    let share = Float(step)
    next = FieldPath(
      shape, numbers: zip(path.numbers, mean).map { $0 + share * ($1 - $0) })
  }

  private func play(
    reading path: FieldPath?, _ whileWaiting: () -> Void
  ) -> (PathEnsemble, [Double]) {
    var ensemble = PathEnsemble()
    var deliveries: [Double] = []
    // A batch after the other, added in the order of the seeds: the same bits for any number of workers.
    for first in stride(from: 0, to: models.count, by: workerCount) {
      let batch = Array(models[first..<min(models.count, first + workerCount)])
      let results = Results(count: batch.count)
      Threads.run(
        batch.count,
        body: { index in
          let model = path.map { batch[index].reading($0) } ?? batch[index]
          let result = Self.run(model)
          results.list.withLock { $0[index] = result }
        }, whileWaiting: whileWaiting)
      for result in results.list.withLock({ $0 }) {
        ensemble.add(result.numbers)
        deliveries.append(result.deliveries)
      }
    }
    return (ensemble, deliveries)
  }

  /// The moments of a run from its beginning to its end.
  private static func run(_ model: WorldModel) -> RunOfPath {
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var numbers = fleet.fieldMoment
    while !fleet.isFinished {
      for _ in 0..<model.stepsPerMoment { fleet.step() }
      numbers += fleet.fieldMoment
    }
    return RunOfPath(numbers: numbers, deliveries: Double(fleet.deliveries))
  }

  private struct RunOfPath: Sendable {
    var numbers: [Float] = []
    var deliveries = 0.0
  }

  private final class Results: Sendable {
    let list: Mutex<[RunOfPath]>
    init(count: Int) { list = Mutex(Array(repeating: RunOfPath(), count: count)) }
  }
}
