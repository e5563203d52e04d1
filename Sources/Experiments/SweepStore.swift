import Recording
import Scenes

/// The state of one run of a sweep.
public enum SweepRunState: String, Sendable {
  /// Waits.
  case planned
  /// A process has it.
  case running
  /// Its figures are there.
  case done
  /// It could not be done; the error says why.
  case failed
}

/// One run of a sweep as the store has it.
public struct SweepRow: Sendable {
  /// Its number in the store.
  public var id: Int64
  /// Index of its point in the plan.
  public var pointIndex: Int
  /// Its seed.
  public var seed: UInt64
  /// Its state.
  public var state: SweepRunState
}

/// What one run of a sweep leaves in the store.
public struct SweepRecord: Sendable {
  /// Figures by key.
  public var metrics: [(name: String, value: Double)]
  /// Texts that are no parameters: kept as parameters whose name starts with `@`.
  public var texts: [(name: String, text: String)]
  /// The files that the run was made from.
  public var inputs: [InputFile]
  /// Time series: name, simulated seconds, value.
  public var series: [(name: String, time: Double, value: Double)]

  /// A record from its values.
  public init(
    metrics: [(name: String, value: Double)], texts: [(name: String, text: String)] = [],
    inputs: [InputFile] = [], series: [(name: String, time: Double, value: Double)] = []
  ) {
    self.inputs = inputs
    self.metrics = metrics
    self.texts = texts
    self.series = series
  }
}

/// One SQLite file with the runs of sweeps: planned, running, done or failed.
///
/// A run is known by (point, seed, scene digest, build), so planning again is idempotent, and a
/// changed scene, map or program never mixes with older results. The digest is of what the scene
/// means at that point (`Scene.digest`), so a changed comment makes no new runs. A claim is one
/// conditional update under the session of its process, and only that session can end it, so several
/// processes on one machine may share the work. SQLite's locks do not hold on network file systems:
/// one file belongs to one machine.
public struct SweepStore: ~Copyable {
  let database: Database
  /// Identity of the program, written with every row.
  let build: String
  /// Who claims runs through this store.
  let owner: SweepOwner

  /// Opens the store, or makes it with its tables; one of an older version is brought up to date.
  ///
  /// - Throws: `DatabaseError` where the file is no SQLite file, belongs to another program or to a
  ///   newer version of this one (`isInput`; the file is then untouched), or cannot be written.
  public init(
    path: String, build: String, owner: SweepOwner = .current()
  ) throws(DatabaseError) {
    let database = try Database(path: path)
    try SweepStoreFormat.prepare(database)
    self.database = database
    self.build = build
    self.owner = owner
  }
}

extension SweepStore {
  /// Adds the plan's runs that are not there yet; returns all its runs, point by point.
  ///
  /// - Precondition: the plan has its `digests`, one per point.
  /// - Complexity: one transaction; 5000 runs take about 0.1 s.
  public func add(_ plan: SweepPlan) throws(DatabaseError) -> [SweepRow] {
    precondition(plan.digests.count == plan.points.count, "a plan's points need their digests")
    return try database.transaction { () throws(DatabaseError) in
      var rows: [SweepRow] = []
      for (pointIndex, point) in plan.points.enumerated() {
        let key = plan.key(of: point)
        for (place, seed) in plan.seeds.enumerated()
        where plan.includes(point: pointIndex, seed: place) {
          let values: [SQLValue] = [
            .text(key), .integer(Int64(seed)), .text(plan.digests[pointIndex]), .text(build),
          ]
          let number = Int64(pointIndex * plan.seeds.count + place + 1)
          var isNew = plan.selection != nil ? try addNumbered(number, values) : false
          if !isNew {
            isNew =
              try database.execute(
                "INSERT OR IGNORE INTO run(point, seed, scene_sha256, build, state) "
                  + "VALUES (?, ?, ?, ?, 'planned')", values) == 1
          }
          let found = try database.query(
            "SELECT id, state FROM run WHERE point = ? AND seed = ? AND scene_sha256 = ? "
              + "AND build = ?", values)
          guard let id = found.first?[0].whole,
            let state = found.first?[1].string.flatMap({ SweepRunState(rawValue: $0) })
          else { throw DatabaseError("'\(database.path)': a planned run is not there") }
          if isNew { try addParameters(plan.settings(at: point), run: id) }
          rows.append(SweepRow(id: id, pointIndex: pointIndex, seed: seed, state: state))
        }
      }
      return rows
    }
  }

  /// Adds a run of a part under the number that it has in the whole plan, so that parts merge to the undivided
  /// store; false where the run is there or its number is taken.
  private func addNumbered(_ number: Int64, _ key: [SQLValue]) throws(DatabaseError) -> Bool {
    try database.execute(
      "INSERT OR IGNORE INTO run(id, point, seed, scene_sha256, build, state) "
        + "VALUES (?, ?, ?, ?, ?, 'planned')", [.integer(number)] + key) == 1
  }

  private func addParameters(
    _ settings: [(key: String, value: String)], run: Int64
  ) throws(DatabaseError) {
    for (key, value) in settings {
      // A key set twice keeps its last value, as the loader does.
      try database.execute(
        "INSERT OR REPLACE INTO param(run, name, value, text) VALUES (?, ?, ?, ?)",
        [.integer(run), .text(key), Double(value).map { .real($0) } ?? .null, .text(value)])
    }
  }

  /// Runs that another scene, map or build left in the file.
  public func foreignRunCount(besides plan: SweepPlan) throws(DatabaseError) -> Int {
    let own = Set(plan.digests)
    let groups = try database.query(
      "SELECT scene_sha256, build, count(*) FROM run GROUP BY scene_sha256, build")
    return groups.reduce(0) { total, group in
      let isOwn = group[1].string == build && own.contains(group[0].string ?? "")
      return total + (isOwn ? 0 : Int(group[2].whole ?? 0))
    }
  }

  /// How many finished runs lack one of these columns of the series.
  public func doneRuns(_ rows: [SweepRow], withoutSeries names: [String]) throws(DatabaseError)
    -> Int
  {
    var count = 0
    for row in rows where row.state == .done {
      for name in names {
        let found = try database.query(
          "SELECT 1 FROM series WHERE run = ? AND name = ? LIMIT 1",
          [.integer(row.id), .text(name)])
        if found.isEmpty {
          count += 1
          break
        }
      }
    }
    return count
  }

  /// The states of all runs of this build, by number.
  func states() throws(DatabaseError) -> [Int64: SweepRunState] {
    var states: [Int64: SweepRunState] = [:]
    let rows = try database.query(
      "SELECT id, state FROM run WHERE build = ?", [.text(build)])
    for row in rows {
      guard let id = row[0].whole else { continue }
      states[id] = row[1].string.flatMap { SweepRunState(rawValue: $0) }
    }
    return states
  }

  /// Stores a finished run: its figures, and the state `done`.
  ///
  /// - Returns: False, and nothing is stored, where the run is not this session's any more.
  @discardableResult
  public func finish(
    _ id: Int64, _ record: SweepRecord, wall: Double
  ) throws(DatabaseError) -> Bool {
    try database.transaction { () throws(DatabaseError) in
      let isOurs =
        try database.execute(
          "UPDATE run SET state = 'done', wall = ?, error = NULL "
            + "WHERE id = ? AND state = 'running' AND session = ?",
          [.real(wall), .integer(id), .text(owner.session)]) == 1
      guard isOurs else { return false }
      for (name, value) in record.metrics {
        try database.execute(
          "INSERT OR REPLACE INTO metric(run, name, value) VALUES (?, ?, ?)",
          [.integer(id), .text(name), value.isFinite ? .real(value) : .null])
      }
      for (name, text) in record.texts {
        try database.execute(
          "INSERT OR REPLACE INTO param(run, name, value, text) VALUES (?, ?, NULL, ?)",
          [.integer(id), .text("@\(name)"), .text(text)])
      }
      for (name, time, value) in record.series {
        try database.execute(
          "INSERT OR REPLACE INTO series(run, name, t, value) VALUES (?, ?, ?, ?)",
          [.integer(id), .text(name), .real(time), value.isFinite ? .real(value) : .null])
      }
      try addInputs(record.inputs, run: id)
      return true
    }
  }

  private func addInputs(_ inputs: [InputFile], run: Int64) throws(DatabaseError) {
    for file in inputs {
      let key: [SQLValue] = [.text(file.path), .text(file.role.rawValue), .text(file.sha256)]
      try database.execute(
        "INSERT OR IGNORE INTO input(path, role, sha256, bytes) VALUES (?, ?, ?, ?)",
        key + [.integer(Int64(file.byteCount))])
      try database.execute(
        "INSERT OR IGNORE INTO run_input(run, input) SELECT ?, id FROM input "
          + "WHERE path = ? AND role = ? AND sha256 = ?", [.integer(run)] + key)
    }
  }

  /// Stores that a run could not be done, and why.
  ///
  /// - Returns: False, and nothing is stored, where the run is not this session's any more.
  @discardableResult
  public func fail(_ id: Int64, error: String, wall: Double) throws(DatabaseError) -> Bool {
    try database.execute(
      "UPDATE run SET state = 'failed', wall = ?, error = ? "
        + "WHERE id = ? AND state = 'running' AND session = ?",
      [.real(wall), .text(error), .integer(id), .text(owner.session)]) == 1
  }

  /// Stores that a run took its process with it, and how.
  ///
  /// Another sweep may have seen the dead process first and planned the run again: that it traps is
  /// known all the same.
  func failTrapped(_ id: Int64, error: String, session: String) throws(DatabaseError) {
    try database.execute(
      "UPDATE run SET state = 'failed', error = ? "
        + "WHERE id = ? AND (state = 'planned' OR state = 'running' AND session = ?)",
      [.text(error), .integer(id), .text(session)])
  }

  /// Notes beside a planned run why it was not done; it stays planned.
  func note(_ id: Int64, _ reason: String) throws(DatabaseError) {
    try database.execute(
      "UPDATE run SET error = ? WHERE id = ? AND state = 'planned'",
      [.text(reason), .integer(id)])
  }
}
