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
/// means at that point (`Scene.digest`), so a changed comment makes no new runs. A claim is one conditional update, so
/// several processes on one machine may share the work. SQLite's locks do not hold on network
/// file systems: one file belongs to one machine.
public struct SweepStore: ~Copyable {
  let database: Database
  /// Identity of the program, written with every row.
  let build: String

  /// Opens the store, or makes it with its tables.
  ///
  /// - Throws: `DatabaseError` where the file is no SQLite file, has other tables, or cannot be
  ///   written.
  public init(path: String, build: String) throws(DatabaseError) {
    let database = try Database(path: path)
    try Self.prepare(database)
    self.database = database
    self.build = build
  }

  private static func prepare(_ database: borrowing Database) throws(DatabaseError) {
    try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
    let tables = try database.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    if tables.isEmpty {
      try database.execute(schema)
    } else if !["run", "param", "metric", "series"].allSatisfy({ tables.contains([.text($0)]) }) {
      throw DatabaseError(
        "'\(database.path)' is a database of something else: it lacks a sweep's tables")
    } else {
      // A store of before inputs were kept gets the tables that it lacks.
      try database.execute(schema)
    }
  }

  /// The tables; STRICT, so that a text can never hide among numbers.
  static let schema = """
    CREATE TABLE IF NOT EXISTS run(id INTEGER PRIMARY KEY, point TEXT NOT NULL, \
    seed INTEGER NOT NULL, scene_sha256 TEXT NOT NULL, build TEXT NOT NULL,
      state TEXT NOT NULL CHECK(state IN ('planned','running','done','failed')), host TEXT, \
    pid INTEGER, started REAL, wall REAL, error TEXT,
      UNIQUE(point, seed, scene_sha256, build)) STRICT;
    CREATE TABLE IF NOT EXISTS param (run INTEGER NOT NULL REFERENCES run(id), \
    name TEXT NOT NULL, value REAL, text TEXT, PRIMARY KEY(run,name)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS metric(run INTEGER NOT NULL REFERENCES run(id), \
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run,name)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS series(run INTEGER NOT NULL, name TEXT NOT NULL, \
    t REAL NOT NULL, value REAL, PRIMARY KEY(run,name,t)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS input(id INTEGER PRIMARY KEY, path TEXT NOT NULL, \
    role TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
      UNIQUE(path, role, sha256)) STRICT;
    CREATE TABLE IF NOT EXISTS run_input(run INTEGER NOT NULL REFERENCES run(id), \
    input INTEGER NOT NULL REFERENCES input(id), PRIMARY KEY(run,input)) STRICT, WITHOUT ROWID;
    """
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
        for seed in plan.seeds {
          let values: [SQLValue] = [
            .text(key), .integer(Int64(seed)), .text(plan.digests[pointIndex]), .text(build),
          ]
          let isNew =
            try database.execute(
              "INSERT OR IGNORE INTO run(point, seed, scene_sha256, build, state) "
                + "VALUES (?, ?, ?, ?, 'planned')", values) == 1
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

  /// Stores a finished run: its figures, and the state `done`.
  public func finish(_ id: Int64, _ record: SweepRecord, wall: Double) throws(DatabaseError) {
    try database.transaction { () throws(DatabaseError) in
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
      try database.execute(
        "UPDATE run SET state = 'done', wall = ?, error = NULL WHERE id = ?",
        [.real(wall), .integer(id)])
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
  public func fail(_ id: Int64, error: String, wall: Double) throws(DatabaseError) {
    try database.execute(
      "UPDATE run SET state = 'failed', wall = ?, error = ? WHERE id = ?",
      [.real(wall), .text(error), .integer(id)])
  }
}
