import Glibc
import Recording

/// Which process has a run of a sweep, so that another can tell whether it still lives.
///
/// A number alone does not: in containers every program is process 1, and numbers are given again.
/// On the same machine, since the same boot and in the same PID namespace, number and start time
/// together name one process. Everywhere else only its heartbeat tells.
public struct SweepOwner: Equatable, Sendable {
  /// The machine's name.
  public var host: String
  /// The process's number.
  public var pid: Int32
  /// Boot, PID namespace and start time: `<boot id> <namespace> <clock ticks>`; nil where the
  /// system does not tell.
  public var process: String?
  /// A random word of its own for each worker process; claims are kept under it.
  public var session: String

  /// An owner from its values.
  public init(host: String, pid: Int32, process: String?, session: String) {
    self.host = host
    self.pid = pid
    self.process = process
    self.session = session
  }

  /// This process, under a session of its own.
  public static func current(session: String = newSession()) -> SweepOwner {
    SweepOwner(
      host: hostName(), pid: getpid(), process: processName(), session: session)
  }

  /// A random word.
  public static func newSession() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What can be said of the process that has a run.
  enum Fate: Equatable {
    /// It lives.
    case alive
    /// It has ended.
    case gone
    /// It cannot be seen from here: another machine, boot or container.
    case unseen
  }

  /// What this process can see of another owner.
  func fate(of other: SweepOwner) -> Fate {
    guard other.host == host, let mine = process?.split(separator: " "),
      let theirs = other.process?.split(separator: " "), mine.count == 3, theirs.count == 3,
      mine[..<2] == theirs[..<2]
    else { return .unseen }
    guard other.pid > 0 else { return .gone }
    if kill(other.pid, 0) != 0 && errno == ESRCH { return .gone }
    guard let found = Self.status(of: other.pid) else { return .alive }
    // A process that has ended but was not yet waited for still has its number.
    if found.state == "Z" || found.state == "X" { return .gone }
    return found.startTicks == theirs[2] ? .alive : .gone
  }

  /// The machine's name.
  private static func hostName() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Boot, PID namespace and start time of this process.
  private static func processName() -> String? {
    var link = [CChar](repeating: 0, count: 128)
    let length = readlink("/proc/self/ns/pid", &link, link.count - 1)
    // In a namespace that was made without a /proc of its own the numbers there are another's, and
    // nothing can be known.
    guard length > 0, let boot = try? TextFile.read("/proc/sys/kernel/random/boot_id"),
      let own = try? TextFile.read("/proc/self/stat"), own.hasPrefix("\(getpid()) "),
      let status = status(of: getpid())
    else { return nil }
    let namespace = String(
      decoding: link.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(boot.prefix { !$0.isWhitespace }) \(namespace) \(status.startTicks)"
  }

  /// State and start time (clock ticks since boot) of a process; nil where the system does not tell.
  private static func status(of pid: Int32) -> (state: Substring, startTicks: Substring)? {
    guard let text = try? TextFile.read("/proc/\(pid)/stat"),
      let closing = text.lastIndex(of: ")")
    else { return nil }
    // After "pid (name)" come field 3, the state, and on; the start time is field 22.
    let fields = text[text.index(after: closing)...].split(separator: " ")
    return fields.count > 19 ? (fields[0], fields[19]) : nil
  }
}
