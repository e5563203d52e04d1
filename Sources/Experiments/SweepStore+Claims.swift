import Recording
import SimCore

/// Runs that were taken from processes which do not work on them any more.
public struct SweepRecovery: Equatable, Sendable {
  /// Runs of one host whose processes have not been heard of for long.
  public struct Silent: Equatable, Sendable {
    /// The host's name.
    public var host: String
    /// How many runs.
    public var count: Int
    /// Seconds since the last of them was heard of.
    public var silence: Double
  }

  /// Runs whose process has ended.
  public var ended = 0
  /// Runs whose process cannot be seen from here and has been silent for too long, by host.
  public var silent: [Silent] = []

  /// A recovery from its values.
  public init(ended: Int = 0, silent: [Silent] = []) {
    self.ended = ended
    self.silent = silent
  }

  /// All of them.
  public var count: Int { silent.reduce(ended) { $0 + $1.count } }
}

extension SweepStore {
  /// Seconds without a heartbeat after which a process that cannot be seen counts as dead.
  public static let silenceLimit = 120.0

  /// Seconds between two heartbeats; a tenth of the limit, so that a busy disk is no death.
  static let heartbeatPeriod = 10.0

  /// Takes a planned run for this process; false where another process was faster.
  public func claim(_ id: Int64) throws(DatabaseError) -> Bool {
    let now = WallClock.unix()
    return try database.execute(
      "UPDATE run SET state = 'running', host = ?, pid = ?, process = ?, session = ?, "
        + "started = ?, heartbeat = ? WHERE id = ? AND state = 'planned'",
      [
        .text(owner.host), .integer(Int64(owner.pid)), .optional(owner.process),
        .text(owner.session), .real(now), .real(now), .integer(id),
      ]) == 1
  }

  /// Says that this process still works on its runs.
  public func beat() throws(DatabaseError) {
    try database.execute(
      "UPDATE run SET heartbeat = ? WHERE state = 'running' AND session = ?",
      [.real(WallClock.unix()), .text(owner.session)])
  }

  /// Gives a claimed run back, as if it had never been taken.
  public func giveBack(_ id: Int64) throws(DatabaseError) {
    try database.execute(
      "\(Self.release) WHERE id = ? AND state = 'running' AND session = ?",
      [.integer(id), .text(owner.session)])
  }

  /// Gives back all runs of a worker process that has ended; how many.
  @discardableResult
  public func giveBackAll(session: String) throws(DatabaseError) -> Int {
    try database.execute(
      "\(Self.release) WHERE state = 'running' AND session = ?", [.text(session)])
  }

  /// Returns the runs of processes that are no more to `planned`.
  ///
  /// Where a process can be seen (same machine, boot and PID namespace) its end is known at once,
  /// and while it lives its runs are left alone however silent it is. Any other counts as dead
  /// after `silenceLimit` without a heartbeat; should it live after all, what it finishes is not
  /// taken any more. Heartbeats are held against the clock of this machine: one that is missing, or
  /// lies ahead of it (the clock was put back), is set to now, and the limit runs from there; one who
  /// lives sets it anew. None of this counts against a run: that its process ended is not its failure.
  ///
  /// - Parameter now: Unix seconds; tests bring their own.
  /// - Throws: `DatabaseError` where the store cannot be written.
  /// - Returns: What was taken over, and from whom.
  @discardableResult
  public func recover(now: Double = WallClock.unix()) throws(DatabaseError) -> SweepRecovery {
    var recovery = SweepRecovery()
    let rows = try database.query(
      "SELECT id, host, pid, process, session, coalesce(heartbeat, started) FROM run "
        + "WHERE state = 'running'")
    for row in rows {
      let other = SweepOwner(
        host: row[1].string ?? "", pid: Int32(truncatingIfNeeded: row[2].whole ?? 0),
        process: row[3].string, session: row[4].string ?? "")
      if other.session == owner.session { continue }
      let fate = owner.fate(of: other)
      if fate == .alive { continue }
      // Conditional on the old owner: another process may be recovering the same row, and where it
      // is unseen its owner may just have been heard of again.
      let isAsFound =
        "WHERE id = ? AND state = 'running' AND session IS ? AND coalesce(heartbeat, started) IS ?"
      let asFound = [row[0], row[4], row[5]]
      let last = row[5].number ?? .infinity
      if fate == .unseen && last > now {
        try database.execute("UPDATE run SET heartbeat = ? \(isAsFound)", [.real(now)] + asFound)
        continue
      }
      let silence = now - last
      if fate == .unseen && silence < Self.silenceLimit { continue }
      let changed = try database.execute("\(Self.release) \(isAsFound)", asFound)
      if changed == 0 { continue }
      if fate == .gone { recovery.ended += 1 } else { recovery.add(other.host, silence) }
    }
    return recovery
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

  private static let release =
    "UPDATE run SET state = 'planned', host = NULL, pid = NULL, process = NULL, session = NULL, "
    + "started = NULL, heartbeat = NULL"
}

extension SweepRecovery {
  fileprivate mutating func add(_ host: String, _ silence: Double) {
    if let index = silent.firstIndex(where: { $0.host == host }) {
      silent[index].count += 1
      silent[index].silence = min(silent[index].silence, silence)
    } else {
      silent.append(Silent(host: host, count: 1, silence: silence))
    }
  }
}
