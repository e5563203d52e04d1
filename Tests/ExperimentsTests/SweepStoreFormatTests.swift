import CSQLite
import Experiments
import Glibc
import Recording
import Scenes
import Testing

/// A database file as SQLite itself reads and writes it.
struct SQLiteFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// Runs statements.
  func execute(_ sql: String) {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    #expect(sqlite3_open(path, &handle) == SQLITE_OK)
    #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
  }

  /// The first column of a query.
  func texts(_ sql: String) -> [String] {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    guard sqlite3_open(path, &handle) == SQLITE_OK else { return [] }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return [] }
    defer { sqlite3_finalize(statement) }
    var texts: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      texts.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
    }
    return texts
  }
}

@Suite("SweepStore format")
struct SweepStoreFormatTests {
  @Test("a new store says whose it is and which version it has")
  func marks() throws {
    let file = StoreFile()
    do { _ = try file.open() }
    #expect(SQLiteFile(file.path).texts("PRAGMA application_id") == ["\(0x466C_6669)"])
    #expect(SQLiteFile(file.path).texts("PRAGMA user_version") == ["1"])
  }

  @Test("a file that is no database, and databases of others, are refused untouched")
  func wrongFiles() throws {
    let text = StoreFile()
    try TextFile.replace(
      text.path, with: String(repeating: "not a database, just text. ", count: 100))
    expectRefusal(of: text, "'\(text.path)': file is not a database")
    let recipes = StoreFile()
    SQLiteFile(recipes.path).execute("CREATE TABLE recipes(name TEXT)")
    expectRefusal(
      of: recipes, "'\(recipes.path)' is a database of something else: it lacks a sweep's tables")
    let other = StoreFile()
    SQLiteFile(other.path).execute("PRAGMA application_id = 305419896")
    expectRefusal(
      of: other, "'\(other.path)' is a database of another program (application_id 0x12345678)")
    #expect(
      throws: DatabaseError(
        "cannot open '/nowhere/x.sqlite': unable to open database file", isInput: true)
    ) {
      _ = try SweepStore(path: "/nowhere/x.sqlite", build: "")
    }
  }

  @Test("a store of a newer version is refused untouched")
  func newer() throws {
    let file = StoreFile()
    do { _ = try file.open() }
    SQLiteFile(file.path).execute("PRAGMA user_version = 7")
    expectRefusal(
      of: file,
      "'\(file.path)' was written by a newer fleetfield: its version is 7, this program knows up "
        + "to 1")
  }

  @Test("a store of the first version is brought up to date and keeps its runs")
  func older() throws {
    let file = StoreFile()
    // The tables as version 0 made them, with a run that is done and one of a process long gone.
    SQLiteFile(file.path).execute(
      """
      CREATE TABLE run(id INTEGER PRIMARY KEY, point TEXT NOT NULL, seed INTEGER NOT NULL, \
      scene_sha256 TEXT NOT NULL, build TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN \
      ('planned','running','done','failed')), host TEXT, pid INTEGER, started REAL, wall REAL, \
      error TEXT, UNIQUE(point, seed, scene_sha256, build)) STRICT;
      CREATE TABLE param (run INTEGER NOT NULL REFERENCES run(id), name TEXT NOT NULL, \
      value REAL, text TEXT, PRIMARY KEY(run,name)) STRICT, WITHOUT ROWID;
      CREATE TABLE metric(run INTEGER NOT NULL REFERENCES run(id), name TEXT NOT NULL, \
      value REAL, PRIMARY KEY(run,name)) STRICT, WITHOUT ROWID;
      CREATE TABLE series(run INTEGER NOT NULL, name TEXT NOT NULL, t REAL NOT NULL, value REAL, \
      PRIMARY KEY(run,name,t)) STRICT, WITHOUT ROWID;
      INSERT INTO run VALUES(1, 'duration=60; n=10', 1, 'abc 10', '1', 'done', 'old', 5, 1, 1, NULL);
      INSERT INTO run VALUES(2, 'duration=60; n=10', 2, 'abc 10', '1', 'running', 'old', 5, 1, 1, NULL);
      INSERT INTO metric VALUES(1, 'deliveries', 4);
      """)
    let store = try file.open()
    #expect(try store.recover().silent.map(\.host) == ["old"])
    let results = try SweepResults(plan(), store: store)
    #expect(results.runs[0].row.state == .done)
    #expect(results.runs[0].metric("deliveries") == 4)
    #expect(results.runs[1].row.state == .planned)
    #expect(try store.claim(results.runs[1].row.id))
    let scene = InputFile(path: "a.fleet.yaml", role: .scene, bytes: [1])
    try store.finish(
      results.runs[1].row.id, SweepRecord(metrics: [], inputs: [scene]), wall: 1)
    #expect(SQLiteFile(file.path).texts("SELECT run FROM run_input") == ["2"])
    #expect(SQLiteFile(file.path).texts("PRAGMA user_version") == ["1"])
  }

  private func expectRefusal(of file: borrowing StoreFile, _ message: String) {
    let before = bytes(file.path)
    do throws(DatabaseError) {
      _ = try file.open()
      Issue.record("\(message): it was taken")
    } catch {
      #expect(error == DatabaseError(message, isInput: true))
    }
    #expect(bytes(file.path) == before)
  }

  private func bytes(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var block = [UInt8](repeating: 0, count: 1 << 17)
    let count = read(descriptor, &block, block.count)
    return Array(block.prefix(max(0, count)))
  }
}
