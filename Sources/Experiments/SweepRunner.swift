import Recording
import SimCore
import Synchronization

/// One run to be done: where in the plan, and what is set there.
public struct SweepJob: Sendable {
  /// The row in the store.
  public var row: SweepRow
  /// Everything that is set there.
  public var settings: [(key: String, value: String)]
  /// Expected cost relative to other jobs: simulated robot seconds.
  public var cost: Double
  /// What the scene must mean there (`Scene.digest`); nil where anything is taken.
  public var digest: String?

  /// A job from its values.
  public init(
    row: SweepRow, settings: [(key: String, value: String)], cost: Double, digest: String? = nil
  ) {
    self.digest = digest
    self.row = row
    self.settings = settings
    self.cost = cost
  }
}

/// How one run of a sweep ended.
public enum SweepResult: Sendable {
  /// It has figures.
  case done(SweepRecord)
  /// It could not be done; why.
  case failed(String)
  /// It was stopped; it can be done again.
  case stopped
}

/// Where a sweep stands.
public struct SweepProgress: Sendable {
  /// Runs to do in this session.
  public var total: Int
  /// Runs done.
  public var done = 0
  /// Runs failed.
  public var failed = 0
  /// Runs another process has taken.
  public var takenElsewhere = 0
  /// Wall seconds so far.
  public var wallTime = 0.0
  /// Costs of the runs that are over, taken elsewhere or given back.
  public var costDone = 0.0
  /// Expected wall seconds to the end; nil before the first run is over.
  public var remaining: Double?
}

/// Runs the planned jobs of a sweep on all cores: each world on one thread, longest jobs first.
///
/// Worlds share nothing but their immutable models, and each has a worker pool of one, so a run
/// gives the same bits as alone. Longest first keeps the last core from starting a long run when
/// the others are done: list scheduling is then within 4/3 of the best (R. L. Graham, 1969).
public struct SweepRunner: Sendable {
  /// Does one job; asks between steps whether to stop.
  public typealias Execute =
    @Sendable (_ job: SweepJob, _ shouldStop: () -> Bool) -> SweepResult

  /// Threads, each with one world at a time.
  public var workerCount: Int
  /// Does one job.
  public var execute: Execute
  /// Where threads write down what they work on; nil where nobody reads it.
  public var journal: WorkJournal?

  /// A runner from its values.
  ///
  /// - Precondition: `workerCount >= 1`, and with a journal at most its slots.
  public init(
    workerCount: Int, journal: WorkJournal? = nil, execute: @escaping Execute
  ) {
    precondition(workerCount >= 1, "a sweep needs at least one worker")
    self.workerCount = workerCount
    self.journal = journal
    self.execute = execute
  }

  /// What the threads share, under one lock.
  private struct Shared: ~Copyable {
    var store: SweepStore
    var jobs: [SweepJob]
    var next = 0
    var progress: SweepProgress
    var error: DatabaseError?

    init(store: consuming SweepStore, jobs: [SweepJob], progress: SweepProgress) {
      self.store = store
      self.jobs = jobs
      self.progress = progress
    }

    mutating func beat() {
      do throws(DatabaseError) { try store.beat() } catch { self.error = error }
    }
  }

  /// The lock itself, where every thread can reach it.
  private final class Board: Sendable {
    let shared: Mutex<Shared>
    init(_ shared: consuming sending Shared) { self.shared = Mutex(shared) }
  }

  /// Does the jobs; returns when all threads are done.
  ///
  /// Jobs that are not `planned` are left out. A failed job is stored and does not stop the rest;
  /// a store that cannot be written does.
  ///
  /// - Parameters:
  ///   - jobs: The jobs, in plan order; ties in cost keep it.
  ///   - store: The store, open; it is closed on return.
  ///   - onProgress: Called on this thread a few times a second.
  ///   - shouldStop: True ends the running jobs and gives them back to the store.
  /// - Throws: `DatabaseError` where the store cannot be written.
  /// - Returns: Where the sweep stands.
  public func run(
    _ jobs: [SweepJob], store: consuming sending SweepStore,
    onProgress: (SweepProgress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws(DatabaseError) -> SweepProgress {
    let start = WallClock.monotonic()
    let planned = Self.longestFirst(jobs.filter { $0.row.state == .planned })
    let totalCost = planned.reduce(0) { $0 + $1.cost }
    let board = Board(
      Shared(store: store, jobs: planned, progress: SweepProgress(total: planned.count)))
    // One thread even for nothing to do: the display is closed in one place.
    let threadCount = max(1, min(workerCount, planned.count))
    let execute = execute
    let journal = journal
    var nextBeat = start + SweepStore.heartbeatPeriod
    Threads.run(threadCount) { slot in
      Self.work(board, execute, shouldStop, journal, slot)
    } whileWaiting: {
      let isBeat = WallClock.monotonic() >= nextBeat
      if isBeat { nextBeat = WallClock.monotonic() + SweepStore.heartbeatPeriod }
      let progress = board.shared.withLock { shared in
        if isBeat { shared.beat() }
        shared.progress.wallTime = WallClock.monotonic() - start
        if shared.progress.costDone > 0 {
          let rest = totalCost - shared.progress.costDone
          shared.progress.remaining = shared.progress.wallTime * rest / shared.progress.costDone
        }
        return shared.progress
      }
      onProgress(progress)
    }
    let (progress, error) = board.shared.withLock { ($0.progress, $0.error) }
    if let error { throw error }
    return progress
  }

  /// The jobs by falling cost; equal costs keep their order.
  static func longestFirst(_ jobs: [SweepJob]) -> [SweepJob] {
    jobs.enumerated().sorted { left, right in
      left.element.cost != right.element.cost
        ? left.element.cost > right.element.cost : left.offset < right.offset
    }.map(\.element)
  }

  /// One thread: takes jobs until none is left.
  private static func work(
    _ board: Board, _ execute: Execute,
    _ shouldStop: @escaping @Sendable () -> Bool, _ journal: WorkJournal?, _ slot: Int
  ) {
    while !shouldStop(), let job = take(board) {
      let start = WallClock.monotonic()
      // Only while the world itself is at work: a fault in the store is not the run's.
      journal?.begin(job.row.id, slot: slot)
      let result = execute(job, shouldStop)
      journal?.end(slot: slot)
      let wall = WallClock.monotonic() - start
      board.shared.withLock { shared in
        do throws(DatabaseError) {
          switch result {
          case .done(let record):
            if try shared.store.finish(job.row.id, record, wall: wall) {
              shared.progress.done += 1
            } else {
              shared.progress.takenElsewhere += 1
            }
          case .failed(let reason):
            if try shared.store.fail(job.row.id, error: reason, wall: wall) {
              shared.progress.failed += 1
            } else {
              shared.progress.takenElsewhere += 1
            }
          case .stopped:
            try shared.store.giveBack(job.row.id)
          }
        } catch {
          shared.error = error
        }
        shared.progress.costDone += job.cost
      }
    }
  }

  /// The next job this process may do, or nil.
  private static func take(_ board: Board) -> SweepJob? {
    board.shared.withLock { shared in
      while shared.error == nil && shared.next < shared.jobs.count {
        let job = shared.jobs[shared.next]
        shared.next += 1
        do throws(DatabaseError) {
          if try shared.store.claim(job.row.id) { return job }
          shared.progress.takenElsewhere += 1
          shared.progress.costDone += job.cost
        } catch {
          shared.error = error
        }
      }
      return nil
    }
  }
}
