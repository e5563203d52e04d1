import Glibc
import Recording

extension SweepStore {
  /// Takes a planned run for this process; false where another process was faster.
  public func claim(_ id: Int64) throws(DatabaseError) -> Bool {
    try database.execute(
      "UPDATE run SET state = 'running', host = ?, pid = ?, started = ? "
        + "WHERE id = ? AND state = 'planned'",
      [.text(Self.hostName()), .integer(Int64(getpid())), .real(WallClock.unix()), .integer(id)])
      == 1
  }

  /// Gives a claimed run back, as if it had never been taken.
  public func giveBack(_ id: Int64) throws(DatabaseError) {
    try database.execute(
      "UPDATE run SET state = 'planned', host = NULL, pid = NULL, started = NULL WHERE id = ?",
      [.integer(id)])
  }

  /// How often a run may take its process with it before it counts as failed.
  static let deathLimit = 3

  /// Returns the runs of processes of this machine that are no more to `planned`.
  ///
  /// A run whose process died under it three times is marked `failed`: it probably is what killed
  /// them. Runs of other machines are left alone; nobody here can tell whether they live.
  ///
  /// - Parameter isAlive: Whether a process that started before a moment (Unix seconds) still
  ///   lives; tests bring their own.
  /// - Throws: `DatabaseError` where the store cannot be written.
  /// - Returns: How many runs were returned and how many failed for good.
  @discardableResult
  public func recover(
    isAlive: (_ process: Int32, _ startedBefore: Double) -> Bool = SweepStore.isAlive
  ) throws(DatabaseError) -> (returned: Int, failed: Int) {
    var counts = (returned: 0, failed: 0)
    let rows = try database.query(
      "SELECT id, pid, started, error FROM run WHERE state = 'running' AND host = ?",
      [.text(Self.hostName())])
    for row in rows {
      guard let id = row[0].whole, let process = row[1].whole else { continue }
      if isAlive(Int32(truncatingIfNeeded: process), row[2].number ?? 0) { continue }
      let deaths = Self.deaths(in: row[3].string) + 1
      let isHopeless = deaths >= Self.deathLimit
      // Conditional on the dead process: another process may be recovering the same row.
      let changed = try database.execute(
        "UPDATE run SET state = ?, host = NULL, pid = NULL, started = NULL, error = ? "
          + "WHERE id = ? AND state = 'running' AND pid = ?",
        [
          .text((isHopeless ? SweepRunState.failed : .planned).rawValue),
          .text(Self.deathSentence(deaths)), .integer(id), .integer(process),
        ])
      if changed == 0 { continue }
      if isHopeless { counts.failed += 1 } else { counts.returned += 1 }
    }
    return counts
  }

  /// Returns failed runs to `planned`, for a retry; how many.
  public func retryFailed(_ rows: [SweepRow]) throws(DatabaseError) -> Int {
    var count = 0
    for row in rows where row.state == .failed {
      count += try database.execute(
        "UPDATE run SET state = 'planned', error = NULL WHERE id = ? AND state = 'failed'",
        [.integer(row.id)])
    }
    return count
  }

  static func deathSentence(_ deaths: Int) -> String {
    "its process ended during the run (\(deaths) of \(deathLimit))"
  }

  private static func deaths(in error: String?) -> Int {
    (1..<deathLimit).first { error == deathSentence($0) } ?? 0
  }

  /// The machine's name.
  static func hostName() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// True where a process with this number lives and is not a later one with the same number.
  public static func isAlive(_ process: Int32, startedBefore moment: Double) -> Bool {
    guard process > 0 else { return false }
    if kill(process, 0) != 0 && errno == ESRCH { return false }
    guard let start = startTime(of: process) else { return true }
    // Clock ticks are 10 ms and the boot time is known to the second.
    return start <= moment + 2
  }

  /// When a process started, Unix seconds; nil where the system does not tell.
  static func startTime(of process: Int32) -> Double? {
    guard let status = try? TextFile.read("/proc/\(process)/stat"),
      let system = try? TextFile.read("/proc/stat"),
      let closing = status.lastIndex(of: ")")
    else { return nil }
    // After "pid (name)" come field 3 and on; the start time in clock ticks is field 22.
    let fields = status[status.index(after: closing)...].split(separator: " ")
    let boot = system.split(separator: "\n").first { $0.hasPrefix("btime ") }
    guard fields.count > 19, let ticks = Double(fields[19]),
      let bootTime = boot.flatMap({ Double($0.dropFirst(6)) })
    else { return nil }
    return bootTime + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
