import Scenes
import SimCore
import Synchronization

/// Runs of a scene with fewer robots of its classes, for what each class adds: each fleet with the same seeds.
///
/// They go through no store: there are few of them, and all are of one scene. Each world has a thread of its own, the
/// longest runs first.
public struct BuildUpRuns: Sendable {
  /// The scene's file.
  public let scenePath: String
  /// Names of its classes, in its order.
  public let classes: [String]
  /// Robots of each class, fleet by fleet. [fleets × classes]
  public let fleets: [[Int]]
  /// The seeds, the same for all fleets.
  public let seeds: [UInt64]
  private let inputs: InputFiles
  private var costs: [Double] = []

  /// What the runs gave.
  public enum End: Sendable {
    /// The figures of every run. [seeds × fleets]
    case done([[[String: Double]]])
    /// It was asked to stop; nothing is kept.
    case stopped
    /// A run could not be made: which, and why.
    case failed(fleet: [Int], seed: UInt64, reason: String)
  }

  /// Runs of fleets.
  ///
  /// - Precondition: there is a fleet, with a number for each class, and a seed.
  public init(
    scenePath: String, classes: [String], fleets: [[Int]], seeds: [UInt64],
    inputs: InputFiles = InputFiles()
  ) {
    precondition(!fleets.isEmpty && !seeds.isEmpty, "runs of some fleets with some seeds")
    precondition(fleets.allSatisfy { $0.count == classes.count }, "a number for each class")
    self.scenePath = scenePath
    self.classes = classes
    self.fleets = fleets
    self.seeds = seeds
    self.inputs = inputs
  }

  /// What is set for a fleet.
  public func settings(of fleet: [Int]) -> [(key: String, value: String)] {
    zip(classes, fleet).map { (key: "robots.\($0).count", value: "\($1)") }
  }

  /// Loads every fleet once, and keeps the files for the runs.
  ///
  /// - Returns: The mistakes of the first fleet that the scene refuses; nothing where all can be made.
  /// - Complexity: That of loading the scene so often.
  public mutating func prepare() -> [Diagnostic] {
    costs = []
    for fleet in fleets {
      let loaded = SceneLoader.load(
        path: scenePath, overrides: settings(of: fleet).map { ($0.key, $0.value) },
        seed: seeds[0], inputs: inputs, runsSweep: false)
      guard let scene = loaded.scene else {
        return loaded.diagnostics.filter { $0.severity == .error }
      }
      costs.append(Double(max(1, fleet.reduce(0, +))) * Double(scene.run.duration))
    }
    inputs.close()
    return []
  }

  /// What the threads share, under one lock.
  private struct Shared {
    var next = 0
    var results: [[String: Double]?]
    var failure: (place: Int, reason: String)?
    var isStopped = false
    var costDone = 0.0
    var done = 0
  }

  private final class Board: Sendable {
    let shared: Mutex<Shared>
    init(_ count: Int) { shared = Mutex(Shared(results: Array(repeating: nil, count: count))) }
  }

  /// Does the runs.
  ///
  /// - Parameters:
  ///   - workerCount: Runs at the same time; never changes a result.
  ///   - onProgress: Called on this thread a hundred times a second, as a sweep's.
  ///   - shouldStop: Asked between steps.
  /// - Returns: The figures of all runs, or why there are none.
  /// - Precondition: `prepare` found nothing wrong, and there is a worker.
  /// - Complexity: That of the runs.
  public func run(
    workerCount: Int, onProgress: (SweepProgress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) -> End {
    precondition(costs.count == fleets.count, "fleets are loaded before they run")
    // Fleet by fleet, so that neighbours in the list are seeds of one fleet.
    let jobs = (0..<fleets.count * seeds.count).sorted {
      (-costs[$0 / seeds.count], $0) < (-costs[$1 / seeds.count], $1)
    }
    let board = Board(jobs.count)
    let execution = SweepExecution(scenePath: scenePath, inputs: inputs)
    let start = WallClock.monotonic()
    let totalCost = costs.reduce(0, +) * Double(seeds.count)
    Threads.run(max(1, min(workerCount, jobs.count))) { [self] _ in
      work(board, jobs, execution, shouldStop)
    } whileWaiting: {
      var progress = SweepProgress(total: jobs.count)
      progress.wallTime = WallClock.monotonic() - start
      board.shared.withLock { (progress.done, progress.costDone) = ($0.done, $0.costDone) }
      if progress.costDone > 0 {
        progress.remaining = progress.wallTime * (totalCost / progress.costDone - 1)
      }
      onProgress(progress)
    }
    return board.shared.withLock { shared in
      if let failure = shared.failure {
        return .failed(
          fleet: fleets[failure.place / seeds.count], seed: seeds[failure.place % seeds.count],
          reason: failure.reason)
      }
      let found = shared.results.compactMap { $0 }
      guard !shared.isStopped, found.count == jobs.count else { return .stopped }
      return .done(
        seeds.indices.map { seed in fleets.indices.map { found[$0 * seeds.count + seed] } })
    }
  }

  /// One thread: takes runs until none is left, or one failed.
  private func work(
    _ board: Board, _ jobs: [Int], _ execution: SweepExecution,
    _ shouldStop: @escaping @Sendable () -> Bool
  ) {
    while true {
      let place = board.shared.withLock { shared -> Int? in
        guard shared.failure == nil, !shared.isStopped, shared.next < jobs.count else {
          return nil
        }
        shared.next += 1
        return jobs[shared.next - 1]
      }
      guard let place else { return }
      let (fleet, seed) = (place / seeds.count, seeds[place % seeds.count])
      let job = SweepJob(
        row: SweepRow(id: Int64(place), pointIndex: fleet, seed: seed, state: .planned),
        settings: settings(of: fleets[fleet]), cost: costs[fleet])
      let result = execution.execute(job, shouldStop: shouldStop)
      board.shared.withLock { shared in
        switch result {
        case .done(let record):
          shared.results[place] = Dictionary(
            record.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
          shared.done += 1
          shared.costDone += costs[fleet]
        case .failed(let reason): shared.failure = shared.failure ?? (place, reason)
        case .stopped: shared.isStopped = true
        }
      }
    }
  }
}
