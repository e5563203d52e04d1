import Glibc
import SimCore

/// A program started beside this one, with pipes to its standard input and from its standard output.
///
/// It runs in a process group of its own, so that whatever it starts ends with it, and Ctrl-C on a terminal
/// reaches this program alone. Its standard error is this program's.
final class ChildProcess {
  private let process: pid_t
  private var status: Int32?
  /// Where to write what it reads.
  let toChild: Int32
  /// Where to read what it writes.
  let fromChild: Int32

  /// Starts a command of the shell.
  ///
  /// - Throws: `ChannelFault.system` where the machine refuses.
  init(command: String) throws(ChannelFault) {
    var (down, up): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard Self.makePipe(&down) else { throw .system(errno) }
    guard Self.makePipe(&up) else {
      let reason = errno
      down.forEach { close($0) }
      throw .system(reason)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var (signals, nothing) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    sigemptyset(&nothing)
    // What this program ignores, a program of others must not ignore unasked.
    for number in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setsigmask(&attributes, &nothing)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var process: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = []
    for word in ["/bin/sh", "-c", command] { words.append(strdup(word)) }
    words.append(nil)
    let reason = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
    words.forEach { free($0) }
    close(down[0])
    close(up[1])
    guard reason == 0 else {
      close(down[1])
      close(up[0])
      throw .system(reason)
    }
    self.process = process
    (toChild, fromChild) = (down[1], up[0])
  }

  /// Makes a pipe that programs started later do not inherit.
  private static func makePipe(_ ends: inout [Int32]) -> Bool {
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return true
  }

  deinit { kill() }

  /// How it ended, in words, where it does within a time; nil where it is still there.
  func end(within seconds: Double) -> String? {
    let deadline = WallClock.monotonic() + seconds
    while status == nil {
      var found: Int32 = 0
      let result = waitpid(process, &found, WNOHANG)
      if result == process { status = found }
      if result < 0 && errno != EINTR { status = 0 }
      if status != nil || WallClock.monotonic() >= deadline { break }
      usleep(2_000)
    }
    guard let status else { return nil }
    // The macros of wait(2) do not come through: the low 7 bits are the signal, the next 8 the exit code.
    let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
    if signal != 0 { return "killed by signal \(signal)" }
    // So a shell tells of the signal that killed what it had started.
    return code > 128 && code < 192 ? "killed by signal \(code - 128)" : "exit code \(code)"
  }

  /// Ends it and all that it started, at once.
  func kill() {
    if status == nil { _ = Glibc.kill(-process, SIGKILL) }
    _ = end(within: 5)
  }
}
