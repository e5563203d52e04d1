import Glibc
import SimCore

/// One call of a program in a process of its own, with limits on time and memory.
struct ChildProcess {
  /// How a call ended.
  enum End: Equatable {
    /// By itself, with this status.
    case status(Int32)
    /// By a signal.
    case signal(Int32)
    /// It was stopped: too much time.
    case hang
  }
  /// What is known of a call that ended.
  struct Outcome {
    var end: End
    /// Seconds of the processor.
    var cpuSeconds: Double
    /// Seconds by the clock.
    var wallSeconds: Double
    /// The most memory it held, bytes.
    var peakBytes: Int
    /// True where a call that was stopped had the processor for longer than allowed.
    var isBusy: Bool { cpuSeconds * ChildProcess.wallLimit > wallSeconds * ChildProcess.cpuLimit }
  }

  /// Seconds of the processor after which a call counts as hanging.
  static let cpuLimit = 10.0
  /// Seconds by the clock after which it does in any case: it may sleep, or the machine is full.
  static let wallLimit = 60.0

  private let process: pid_t
  private let start: Double
  private let timeFactor: Double
  private var isStopped = false

  /// Starts a program in a folder, with its output in a file; nil where it cannot be started.
  ///
  /// All paths are absolute. `environment` holds `NAME=value` words; nothing else of this process's
  /// environment is passed on. `timeFactor` is how much longer than usual it may take, as programs
  /// with a sanitizer do.
  init?(
    program: String, words: [String], folder: String, output: String, environment: [String] = [],
    timeFactor: Double = 1
  ) {
    self.timeFactor = timeFactor
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: what it starts itself is stopped with it.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + words).map { strdup($0) }
    arguments.append(nil)
    let names = ["PATH=/usr/bin:/bin", "HOME=/tmp", "TMPDIR=/tmp"] + environment
    var variables: [UnsafeMutablePointer<CChar>?] = names.map { strdup($0) }
    variables.append(nil)
    defer { for word in arguments + variables { free(word) } }
    // The child begins where this process stands; the fuzzer has one thread, so it may move.
    let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard home >= 0, chdir(folder) == 0 else { return nil }
    defer {
      fchdir(home)
      close(home)
    }
    var started = pid_t()
    guard posix_spawn(&started, program, &actions, &attributes, &arguments, &variables) == 0 else {
      return nil
    }
    process = started
    start = WallClock.monotonic()
  }

  /// The outcome once the call is over, else nil; stops it where it has taken too long.
  mutating func poll() -> Outcome? {
    var status: Int32 = 0
    var usage = rusage()
    if wait4(process, &status, WNOHANG, &usage) == process {
      return outcome(status, usage)
    }
    let wall = WallClock.monotonic() - start
    guard wall > Self.cpuLimit * timeFactor else { return nil }
    if wall > Self.wallLimit * timeFactor || cpuSeconds() > Self.cpuLimit * timeFactor {
      isStopped = true
      kill(-process, SIGKILL)
      if wait4(process, &status, 0, &usage) == process { return outcome(status, usage) }
    }
    return nil
  }

  /// Waits for the end.
  mutating func wait() -> Outcome {
    while true {
      if let outcome = poll() { return outcome }
      usleep(1000)
    }
  }

  private func outcome(_ status: Int32, _ usage: rusage) -> Outcome {
    let end: End =
      isStopped ? .hang : status & 0x7F == 0 ? .status(status >> 8 & 0xFF) : .signal(status & 0x7F)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return Outcome(
      end: end, cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      wallSeconds: WallClock.monotonic() - start, peakBytes: usage.ru_maxrss << 10)
  }

  private func cpuSeconds() -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return 0
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
