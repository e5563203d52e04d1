import CSimCore
import Glibc
import Recording
import SimCore

/// Something that happened during a sweep that people should hear of.
public enum SweepEvent: Sendable {
  /// Runs were taken over from processes that are no more.
  case recovered(SweepRecovery)
  /// A run trapped; others were in flight and run again.
  case trapped(SweepJob, cause: String, neighbourCount: Int)
  /// A worker process ended with runs in flight, which run again; none of them is to blame.
  case ended(cause: String, runCount: Int)
  /// A run is left planned, and this sweep does not take it up again.
  case setAside(SweepJob, reason: String)
}

/// Runs the planned jobs of a sweep in a worker process that may end at any moment.
///
/// The worker is forked and so has scene, plan and options in memory already; inside it a
/// `SweepRunner` shares the cores among many small worlds. This process only waits: where a run traps
/// and takes the worker with it, the journal says which run it was; that run is stored as failed,
/// the others in flight are given back, and another worker goes on. See `SweepCare` for the rest.
///
/// SQLite connections do not survive a fork, so this process has none open while it forks, and the
/// worker opens its own. The kernel kills the worker where this process ends, whatever ended it.
public struct SweepSupervisor {
  /// Threads of a worker process, each with one world at a time.
  public var workerCount: Int
  /// Opens the store for an owner.
  public var open: (SweepOwner) throws(DatabaseError) -> SweepStore
  /// Does one job, in the worker process.
  public var execute: SweepRunner.Execute

  /// A supervisor from its values.
  ///
  /// - Precondition: `workerCount` is in 1 ... `WorkJournal.slotCount`.
  public init(
    workerCount: Int, open: @escaping (SweepOwner) throws(DatabaseError) -> SweepStore,
    execute: @escaping SweepRunner.Execute
  ) {
    precondition(
      (1...WorkJournal.slotCount).contains(workerCount), "a sweep of \(workerCount) workers")
    self.workerCount = workerCount
    self.open = open
    self.execute = execute
  }

  /// Does the jobs that are planned, or become so because their process is no more.
  ///
  /// - Parameters:
  ///   - jobs: The jobs, in plan order.
  ///   - onProgress: Called on this thread a few times a second.
  ///   - onEvent: Called on this thread when something happens.
  ///   - shouldStop: True ends the running jobs and gives them back to the store.
  /// - Precondition: this process has a single thread and no SQLite connection.
  /// - Throws: `DatabaseError` where the store cannot be written, no process can be started, or
  ///   workers end again and again outside any run.
  /// - Returns: Where the sweep stands.
  public func run(
    _ jobs: [SweepJob], onProgress: (SweepProgress) -> Void = { _ in },
    onEvent: (SweepEvent) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws(DatabaseError) -> SweepProgress {
    guard let journal = WorkJournal() else {
      throw DatabaseError("there is no memory to share with a worker process")
    }
    defer { journal.free() }
    var board = SweepBoard(jobs.filter { $0.row.state == .planned || $0.row.state == .running })
    var care = SweepCare(workerCount: workerCount)
    var finishedBefore = 0
    var hasWaited = false
    while true {
      let recovered = try board.look(try open(.current()))
      if recovered.count > 0 { onEvent(.recovered(recovered)) }
      let (batch, threadCount) = care.next(board.waiting)
      if shouldStop() { break }
      if batch.isEmpty {
        // The worker of a sweep that was killed a moment ago may take as long to go.
        if hasWaited || board.elsewhereCount == 0 { break }
        hasWaited = true
        usleep(200_000)
        continue
      }
      let worker = SweepWorker(
        session: SweepOwner.newSession(), journal: journal, threadCount: threadCount, open: open,
        execute: execute)
      let death = try worker.run(batch, shouldStop: shouldStop) { numbers in
        onProgress(board.progress(numbers))
      }
      if death == .finished {
        care.settle()
        continue
      }
      // Without recovering: what the worker had is still under its session, to be settled.
      try board.read(try open(.current()))
      let inFlight = journal.items
      let verdict = care.judge(
        death, inFlight: inFlight, hasProgress: board.finishedCount > finishedBefore)
      finishedBefore = board.finishedCount
      try settle(verdict, death, of: worker, inFlight.count, board, onEvent)
    }
    return board.progress()
  }

  /// Writes down what followed from a worker's end, and gives back what it had.
  private func settle(
    _ verdict: SweepCare.Verdict, _ death: WorkerDeath, of worker: SweepWorker,
    _ inFlightCount: Int, _ board: SweepBoard, _ onEvent: (SweepEvent) -> Void
  ) throws(DatabaseError) {
    let store = try open(.current())
    if case .failed(let run, let cause) = verdict {
      try store.failTrapped(run, error: cause, session: worker.session)
      if let job = board.job(run) {
        onEvent(.trapped(job, cause: cause, neighbourCount: max(0, inFlightCount - 1)))
      }
    }
    try store.giveBackAll(session: worker.session)
    switch verdict {
    case .failed: break
    case .again:
      if case .killed(_, let cause) = death {
        onEvent(.ended(cause: cause, runCount: inFlightCount))
      }
    case .setAside(let run, let reason):
      try store.note(run, reason)
      if let job = board.job(run) { onEvent(.setAside(job, reason: reason)) }
    case .giveUp(let reason):
      if case .storeFailed = death { throw DatabaseError(reason) }
      throw DatabaseError("worker processes end again and again, outside any run: \(reason)")
    }
  }
}
