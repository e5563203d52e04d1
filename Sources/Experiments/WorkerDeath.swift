import Glibc
import Recording
import SimCore

/// How a sweep's worker process ended.
enum WorkerDeath: Equatable {
  /// It did all it could.
  case finished
  /// It gave its runs back because it was asked to, and not by its parent.
  case asked
  /// The store could not be written; why.
  case storeFailed(String)
  /// A run trapped: which, and how.
  case trapped(run: Int64, cause: String)
  /// It ended in the middle of its runs, and none of them can be blamed yet.
  case killed(Reason, cause: String)

  /// Why a process ended in the middle of its runs.
  enum Reason: Equatable {
    /// There was no memory left.
    case memory
    /// Somebody else wanted it: preemption, a person, a limit.
    case outside
    /// A fault of the program that the handler could not attribute to a run.
    case fault
    /// A fault of the program outside any run.
    case faultOutsideRuns
  }

  /// Exit codes by which a worker tells its parent more than a signal could.
  enum ExitCode {
    static let finished: Int32 = 0
    static let storeFailed: Int32 = 3
    static let asked: Int32 = 4
  }

  /// Reads the end from the status that `waitpid` gave and from what the worker wrote down.
  ///
  /// - Parameters:
  ///   - status: The status.
  ///   - journal: What the worker wrote down.
  ///   - wantedMemory: Whether the system killed a process for memory meanwhile.
  init(status: Int32, journal: WorkJournal, wantedMemory: Bool) {
    if let crash = journal.crash {
      self = Self.read(crash)
      return
    }
    let signal = status & 0x7F
    let code = status >> 8 & 0xFF
    switch (signal, code) {
    case (0, ExitCode.finished): self = .finished
    case (0, ExitCode.asked): self = .asked
    case (0, ExitCode.storeFailed): self = .storeFailed(journal.said)
    case (0, _): self = .killed(.fault, cause: "it ended with exit code \(code)")
    case (SIGKILL, _) where wantedMemory:
      self = .killed(.memory, cause: "the system killed it for want of memory")
    case (SIGSEGV, _), (SIGILL, _), (SIGTRAP, _), (SIGBUS, _), (SIGFPE, _), (SIGABRT, _),
      (SIGSYS, _):
      self = .killed(
        .fault, cause: "stopped by a fault of the program (\(CrashGuard.meaning(ofSignal: signal)))"
      )
    default:
      self = .killed(.outside, cause: "it was killed by \(CrashGuard.meaning(ofSignal: signal))")
    }
  }

  private static func read(_ crash: WorkJournal.Crash) -> WorkerDeath {
    if crash.wasSent { return .killed(.outside, cause: crash.text) }
    // Whose allocation fails is chance: a neighbour may hold what is missing.
    if crash.text.hasPrefix("stopped for want of memory") {
      return .killed(.memory, cause: crash.text)
    }
    guard let run = crash.item else { return .killed(.faultOutsideRuns, cause: crash.text) }
    return .trapped(run: run, cause: crash.text)
  }
}

/// How often the system has killed a process for want of memory.
enum MemoryKills {
  /// The count of this process's control group, else of the machine; nil where neither is told.
  static func count() -> Int? {
    controlGroupCount() ?? number("oom_kill", in: "/proc/vmstat")
  }

  private static func controlGroupCount() -> Int? {
    guard let groups = try? TextFile.read("/proc/self/cgroup"),
      let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
    else { return nil }
    return number("oom_kill", in: "/sys/fs/cgroup\(line.dropFirst(3))/memory.events")
  }

  /// The number behind a name in a file of `name number` lines.
  private static func number(_ name: String, in path: String) -> Int? {
    guard let text = try? TextFile.read(path) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
    return line.flatMap { Int($0.dropFirst(name.utf8.count + 1)) }
  }
}
