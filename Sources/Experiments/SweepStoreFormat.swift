/// What makes an SQLite file a sweep's store: its marks, its tables, its versions.
///
/// SQLite keeps two numbers in a file's header for its application: `application_id` says whose it
/// is, `user_version` which version of the tables it has.
///
/// | Version | What is new |
/// | --- | --- |
/// | 0 | the first; neither number was set |
/// | 1 | `run` has `process`, `session` and `heartbeat`: who works on a row, and when last; `input` and `run_input` say which files each run was made from |
///
/// A store in which fleet sizes were studied has two tables more, made by the first study (`StudyNote`): `study` says
/// what was asked, `study_run` which runs it asked for. Programs that do not know them leave them alone.
enum SweepStoreFormat {
  /// "Flfi" as four bytes.
  static let applicationID: Int64 = 0x466C_6669
  /// The version this program writes.
  static let version: Int64 = 1

  /// Makes the tables, or brings them up to date, or refuses the file and leaves it untouched.
  static func prepare(_ database: borrowing Database) throws(DatabaseError) {
    if try needsWork(database) {
      try database.transaction { () throws(DatabaseError) in
        // Asked again under the lock: another process may have been faster.
        guard try needsWork(database) else { return }
        try bringUpToDate(database)
      }
    }
    // Kept in the file's header: asked for only where it is not so already.
    if try database.query("PRAGMA journal_mode").first != [.text("wal")] {
      try database.execute("PRAGMA journal_mode = WAL")
    }
    try database.execute("PRAGMA synchronous = NORMAL")
  }

  /// Refuses a file that cannot be read as a store, and leaves every file untouched.
  ///
  /// - Throws: `DatabaseError` (`isInput`).
  static func check(_ database: borrowing Database) throws(DatabaseError) {
    _ = try needsWork(database)
    if try tables(database).isEmpty {
      throw DatabaseError("'\(database.path)' is empty: nothing was stored in it", isInput: true)
    }
  }

  /// True where the store has this table; some come with what is first written into them.
  static func has(_ table: String, _ database: borrowing Database) throws(DatabaseError) -> Bool {
    try tables(database).contains(table)
  }

  /// True where the file is new or older than this program; throws where it is not to be touched.
  private static func needsWork(_ database: borrowing Database) throws(DatabaseError) -> Bool {
    let application = try number(database, "application_id")
    let found = try number(database, "user_version")
    if application == applicationID {
      guard found <= version else {
        throw DatabaseError(
          "'\(database.path)' was written by a newer fleetfield: its version is \(found), "
            + "this program knows up to \(version)", isInput: true)
      }
      return found < version
    }
    guard application == 0 else {
      throw DatabaseError(
        "'\(database.path)' is a database of another program "
          + "(application_id 0x\(String(UInt32(truncatingIfNeeded: application), radix: 16)))",
        isInput: true)
    }
    let tables = try tables(database)
    if !tables.isEmpty && !["run", "param", "metric", "series"].allSatisfy(tables.contains) {
      throw DatabaseError(
        "'\(database.path)' is a database of something else: it lacks a sweep's tables",
        isInput: true)
    }
    return true
  }

  private static func bringUpToDate(_ database: borrowing Database) throws(DatabaseError) {
    if try tables(database).isEmpty {
      try database.execute(schema)
    } else {
      for column in ["process TEXT", "session TEXT", "heartbeat REAL"] {
        try database.execute("ALTER TABLE run ADD COLUMN \(column)")
      }
    }
    try database.execute(inputs)
    try database.execute(
      "CREATE INDEX run_running ON run(session) WHERE state = 'running'; "
        + "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version);")
  }

  private static func number(
    _ database: borrowing Database, _ name: String
  ) throws(DatabaseError) -> Int64 {
    try database.query("PRAGMA \(name)").first?[0].whole ?? 0
  }

  private static func tables(_ database: borrowing Database) throws(DatabaseError) -> [String] {
    try database.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).compactMap { $0[0].string }
  }

  /// The tables; STRICT, so that a text can never hide among numbers.
  private static let schema = """
    CREATE TABLE run(id INTEGER PRIMARY KEY, point TEXT NOT NULL, \
    seed INTEGER NOT NULL, scene_sha256 TEXT NOT NULL, build TEXT NOT NULL,
      state TEXT NOT NULL CHECK(state IN ('planned','running','done','failed')), host TEXT, \
    pid INTEGER, started REAL, wall REAL, error TEXT, process TEXT, session TEXT, heartbeat REAL,
      UNIQUE(point, seed, scene_sha256, build)) STRICT;
    CREATE TABLE param (run INTEGER NOT NULL REFERENCES run(id), \
    name TEXT NOT NULL, value REAL, text TEXT, PRIMARY KEY(run,name)) STRICT, WITHOUT ROWID;
    CREATE TABLE metric(run INTEGER NOT NULL REFERENCES run(id), \
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run,name)) STRICT, WITHOUT ROWID;
    CREATE TABLE series(run INTEGER NOT NULL, name TEXT NOT NULL, \
    t REAL NOT NULL, value REAL, PRIMARY KEY(run,name,t)) STRICT, WITHOUT ROWID;
    """

  /// What studies asked, as JSON, and the runs that each asked for.
  static let studies = """
    CREATE TABLE IF NOT EXISTS study(id INTEGER PRIMARY KEY, asked TEXT NOT NULL, build TEXT NOT NULL,
      UNIQUE(asked, build)) STRICT;
    CREATE TABLE IF NOT EXISTS study_run(study INTEGER NOT NULL REFERENCES study(id), \
    run INTEGER NOT NULL REFERENCES run(id), PRIMARY KEY(study,run)) STRICT, WITHOUT ROWID;
    """

  /// The files that runs were made from.
  private static let inputs = """
    CREATE TABLE input(id INTEGER PRIMARY KEY, path TEXT NOT NULL, \
    role TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
      UNIQUE(path, role, sha256)) STRICT;
    CREATE TABLE run_input(run INTEGER NOT NULL REFERENCES run(id), \
    input INTEGER NOT NULL REFERENCES input(id), PRIMARY KEY(run,input)) STRICT, WITHOUT ROWID;
    """
}
