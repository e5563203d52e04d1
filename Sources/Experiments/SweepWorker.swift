import CSimCore
import Glibc
import Recording
import SimCore

/// One worker process of a sweep: started, watched to its end, and what it does in between.
struct SweepWorker {
  /// Under which it claims runs.
  let session: String
  /// Shared with it.
  let journal: WorkJournal
  /// Its threads.
  let threadCount: Int
  /// Opens the store for an owner.
  let open: (SweepOwner) throws(DatabaseError) -> SweepStore
  /// Does one job.
  let execute: SweepRunner.Execute

  /// What the worker has done so far.
  struct Numbers {
    var done = 0
    var failed = 0
    /// Sum of the costs of what it did.
    var costDone = 0.0
  }

  /// Places of the numbers in the journal.
  private enum Place {
    static let done = 0
    static let failed = 1
    static let costDone = 2
    /// Not 0 where the parent wants the worker to give its runs back and end.
    static let stop = 3
  }

  /// Starts the process, waits for its end and says how it ended.
  func run(
    _ jobs: [SweepJob], shouldStop: @escaping @Sendable () -> Bool, onProgress: (Numbers) -> Void
  ) throws(DatabaseError) -> WorkerDeath {
    journal.clear()
    let memoryKills = MemoryKills.count()
    let parent = getpid()
    let child = fleetfield_fork()
    if child == 0 { work(jobs, parent, shouldStop) }
    guard child > 0 else {
      throw DatabaseError("no worker process can be started: \(String(cString: strerror(errno)))")
    }
    let status = watch(child, shouldStop, onProgress)
    return WorkerDeath(
      status: status, journal: journal, wantedMemory: MemoryKills.count() != memoryKills)
  }

  /// Waits for the end, passing on that the sweep is to stop; returns `waitpid`'s status.
  private func watch(
    _ child: Int32, _ shouldStop: () -> Bool, _ onProgress: (Numbers) -> Void
  ) -> Int32 {
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { return status }
      // Somebody else has waited for it: nothing is known but that it is gone.
      if ended < 0 && errno != EINTR { return SIGKILL }
      if shouldStop() { journal[Place.stop] = 1 }
      usleep(10_000)
      onProgress(
        Numbers(
          done: Int(journal[Place.done]), failed: Int(journal[Place.failed]),
          costDone: Double(bitPattern: UInt64(bitPattern: journal[Place.costDone]))))
    }
  }

  /// The worker process itself; it ends without the parent's clean-up.
  private func work(
    _ jobs: [SweepJob], _ parent: Int32, _ shouldStop: @escaping @Sendable () -> Bool
  ) -> Never {
    if fleetfield_die_with_parent(parent) == 0 { _exit(WorkerDeath.ExitCode.asked) }
    let journal = journal
    journal.takeCrashes()
    let runner = SweepRunner(workerCount: threadCount, journal: journal, execute: execute)
    do throws(DatabaseError) {
      let store = try open(.current(session: session))
      _ = try runner.run(
        jobs, store: store,
        onProgress: { progress in
          journal[Place.done] = Int64(progress.done)
          journal[Place.failed] = Int64(progress.failed)
          journal[Place.costDone] = Int64(bitPattern: progress.costDone.bitPattern)
        }, shouldStop: { journal[Place.stop] != 0 || shouldStop() })
    } catch {
      journal.say(error.message)
      _exit(WorkerDeath.ExitCode.storeFailed)
    }
    let isAsked = journal[Place.stop] == 0 && shouldStop()
    _exit(isAsked ? WorkerDeath.ExitCode.asked : WorkerDeath.ExitCode.finished)
  }
}
