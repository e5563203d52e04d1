/// Decides what a sweep does after a worker process has ended in the middle of its runs.
///
/// A trap names its run: that run has failed, once, and its neighbours run again. Of any other end
/// (no memory, a kill from outside, a fault the handler could not place) all runs in flight are
/// suspects and none is to blame: they run again before all others, on half as many threads, and so
/// on down to one run alone in its process. Alone,
///
/// - a fault is that run's own, and it fails;
/// - want of memory or the third kill sets it **aside**: it stays planned with a note, this call
///   does not take it up again, and the next call of the same command tries it again.
///
/// So nothing is done for ever: each end either halves the suspects' threads, fails a run, sets one
/// aside, or follows a finished run; and preemption never counts as a run's failure.
struct SweepCare {
  /// What follows from an end.
  enum Verdict: Equatable {
    /// All runs in flight run again.
    case again
    /// This run has failed; the others in flight run again.
    case failed(run: Int64, cause: String)
    /// This run is left alone for the rest of this call.
    case setAside(run: Int64, reason: String)
    /// The sweep cannot go on.
    case giveUp(reason: String)
  }

  /// Kills alone in its process after which a run is set aside, and ends outside any run without a
  /// run finished between them after which the sweep gives up.
  static let patience = 3

  /// Threads of a worker process at best.
  let workerCount: Int
  /// Threads at which the memory sufficed so far.
  private(set) var memoryLimit: Int
  /// Runs that were in flight when a process ended without a cause.
  private(set) var suspects: [Int64] = []
  private var suspectThreads: Int
  private var kills: [Int64: Int] = [:]
  private var setAside: Set<Int64> = []
  private var trapped: Set<Int64> = []
  private var fruitlessCount = 0

  /// Nothing has happened yet.
  init(workerCount: Int) {
    self.workerCount = workerCount
    memoryLimit = workerCount
    suspectThreads = workerCount
  }

  /// What the next worker process works on, of those that wait, and on how many threads.
  func next(_ waiting: [SweepJob]) -> (jobs: [SweepJob], threadCount: Int) {
    let suspected = waiting.filter { suspects.contains($0.row.id) }
    if !suspected.isEmpty { return (suspected, min(suspectThreads, memoryLimit)) }
    return (waiting.filter { !setAside.contains($0.row.id) }, memoryLimit)
  }

  /// A worker process did all it was given: nobody is suspected any more.
  mutating func settle() {
    suspects = []
    suspectThreads = workerCount
    fruitlessCount = 0
  }

  /// A worker process ended in the middle of these runs.
  ///
  /// - Parameters:
  ///   - death: How it ended.
  ///   - inFlight: The runs it was at.
  ///   - hasProgress: Whether any run was finished since the last such end.
  /// - Returns: What follows.
  mutating func judge(_ death: WorkerDeath, inFlight: [Int64], hasProgress: Bool) -> Verdict {
    if hasProgress { fruitlessCount = 0 }
    switch death {
    case .finished: return .again
    case .storeFailed(let reason): return .giveUp(reason: reason)
    case .asked:
      return judgeKill(.outside, "it was asked to end", inFlight, hasProgress)
    case .trapped(let run, let cause):
      suspects.removeAll { $0 == run }
      if trapped.insert(run).inserted { return .failed(run: run, cause: cause) }
      // Another sweep on the store has taken it up again meanwhile: once is enough here.
      setAside.insert(run)
      return .setAside(run: run, reason: "\(cause) for the second time")
    case .killed(let reason, let cause): return judgeKill(reason, cause, inFlight, hasProgress)
    }
  }

  private mutating func judgeKill(
    _ reason: WorkerDeath.Reason, _ cause: String, _ inFlight: [Int64], _ hasProgress: Bool
  ) -> Verdict {
    if reason == .faultOutsideRuns || inFlight.isEmpty {
      fruitlessCount += 1
      return fruitlessCount < Self.patience ? .again : .giveUp(reason: cause)
    }
    // A sweep that is preempted now and then and gets on in between needs no care.
    if reason == .outside && hasProgress { return .again }
    guard let alone = inFlight.first, inFlight.count == 1 else {
      suspects = inFlight + suspects.filter { !inFlight.contains($0) }
      suspectThreads = inFlight.count / 2
      if reason == .memory { memoryLimit = min(memoryLimit, suspectThreads) }
      return .again
    }
    suspects.removeAll { $0 == alone }
    switch reason {
    case .fault, .faultOutsideRuns: return .failed(run: alone, cause: cause)
    case .memory:
      // The others did nothing wrong: they get all threads back.
      memoryLimit = workerCount
      setAside.insert(alone)
      return .setAside(run: alone, reason: "\(cause) while it ran alone")
    case .outside:
      kills[alone, default: 0] += 1
      guard kills[alone, default: 0] >= Self.patience else { return .again }
      setAside.insert(alone)
      return .setAside(run: alone, reason: "\(cause) \(Self.patience) times while it ran alone")
    }
  }
}
