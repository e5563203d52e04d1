import Recording
import SimCore

/// Where a sweep stands, as its parent knows it from the store and the worker's numbers.
struct SweepBoard {
  private let jobs: [SweepJob]
  private let start = WallClock.monotonic()
  private var states: [Int64: SweepRunState] = [:]
  /// Runs that were planned at some look: this sweep's own.
  private var own: Set<Int64> = []
  /// The standing at the last look, and the cost of all own runs.
  private var seen = SweepProgress(total: 0)
  private var cost = 0.0

  /// A board of jobs that nobody has looked at yet.
  init(_ jobs: [SweepJob]) { self.jobs = jobs }

  /// Recovers runs of dead processes and reads all states; the store is closed again.
  mutating func look(_ store: consuming SweepStore) throws(DatabaseError) -> SweepRecovery {
    let recovered = try store.recover()
    try read(store)
    return recovered
  }

  /// Reads all states; the store is closed again.
  mutating func read(_ store: consuming SweepStore) throws(DatabaseError) {
    states = try store.states()
    seen = SweepProgress(total: 0)
    cost = 0
    for job in jobs {
      let state = states[job.row.id]
      if state == .planned { own.insert(job.row.id) }
      if state == .running { seen.takenElsewhere += 1 }
      guard own.contains(job.row.id) else { continue }
      seen.total += 1
      cost += job.cost
      if state == .done { seen.done += 1 }
      if state == .failed { seen.failed += 1 }
      if state == .done || state == .failed { seen.costDone += job.cost }
    }
  }

  /// Jobs that nobody works on.
  var waiting: [SweepJob] {
    jobs.filter { states[$0.row.id] == .planned }.map { job in
      var job = job
      job.row.state = .planned
      return job
    }
  }

  /// Jobs that another process works on.
  var elsewhereCount: Int { seen.takenElsewhere }

  /// This sweep's own jobs that are done or have failed.
  var finishedCount: Int { seen.done + seen.failed }

  /// The job of a run, or nil.
  func job(_ id: Int64) -> SweepJob? { jobs.first { $0.row.id == id } }

  /// The standing, with what the present worker has done since the last look.
  ///
  /// - Complexity: O(1), for it is asked many times a second.
  func progress(_ numbers: SweepWorker.Numbers = SweepWorker.Numbers()) -> SweepProgress {
    var progress = seen
    progress.done += numbers.done
    progress.failed += numbers.failed
    progress.costDone += numbers.costDone
    progress.wallTime = WallClock.monotonic() - start
    if progress.costDone > 0 {
      progress.remaining =
        progress.wallTime * max(0, cost - progress.costDone) / progress.costDone
    }
    return progress
  }
}
