/// The store that a merge writes, row by row.
final class StoreWriter {
  let database: Database
  /// Numbers of files that are there, by path, role and digest.
  private var files: [[String]: Int64] = [:]

  init(_ database: consuming Database) { self.database = database }

  /// The line of a run that is there; nil where there is none.
  func run(_ key: StoredRunKey) throws(DatabaseError) -> StoredRunLine? {
    let found = try database.query(
      "SELECT \(StoredRunLine.columns) FROM run WHERE point = ? AND seed = ? AND scene_sha256 = ? AND build = ?",
      [.text(key.point), .integer(key.seed), .text(key.digest), .text(key.build)])
    return found.first.flatMap(StoredRunLine.init)
  }

  /// Numbers of all runs.
  func numbers() throws(DatabaseError) -> Set<Int64> {
    Set(try database.query("SELECT id FROM run").compactMap { $0[0].whole })
  }

  /// Adds a run with all that a store has of it, except for its series.
  func insert(_ run: StoredRunLine, id: Int64, of reader: StoreReader) throws(DatabaseError) {
    let key = run.key
    try database.execute(
      "INSERT INTO run(\(StoredRunLine.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(id), .text(key.point), .integer(key.seed), .text(key.digest), .text(key.build),
        .text(run.state.rawValue), run.wall.map { .real($0) } ?? .null, .optional(run.error),
      ] + run.worker)
    try copy(run.id, to: id, of: reader)
  }

  /// Puts what a store has of a run in the place of what is there; series of a finished run stay.
  func replace(
    _ id: Int64, by run: StoredRunLine, of reader: StoreReader, keepingSeries: Bool
  ) throws(DatabaseError) {
    try database.execute(
      "UPDATE run SET state = ?, wall = ?, error = ?, host = ?, pid = ?, process = ?, session = ?, "
        + "started = ?, heartbeat = ? WHERE id = ?",
      [
        .text(run.state.rawValue), run.wall.map { .real($0) } ?? .null, .optional(run.error),
      ] + run.worker + [.integer(id)])
    for table in ["param", "metric", "run_input"] + (keepingSeries ? [] : ["series"]) {
      try database.execute("DELETE FROM \(table) WHERE run = ?", [.integer(id)])
    }
    try copy(run.id, to: id, of: reader)
  }

  /// Adds the series that a store has of a run and that are not there.
  func addSeries(of source: Int64, in reader: StoreReader, to id: Int64) throws(DatabaseError) {
    let names = try reader.database.query(
      "SELECT DISTINCT name FROM series WHERE run = ?", [.integer(source)])
    guard !names.isEmpty else { return }
    let own = try database.query(
      "SELECT DISTINCT name FROM series WHERE run = ?", [.integer(id)])
    for name in names where !own.contains(name) {
      let rows = try reader.database.query(
        "SELECT name, t, value FROM series WHERE run = ? AND name = ? ORDER BY t",
        [.integer(source)] + name)
      try database.insert(
        "INSERT INTO series(run, name, t, value) VALUES (?, ?, ?, ?)",
        rows.map { [.integer(id)] + $0 })
    }
  }

  private func copy(_ source: Int64, to id: Int64, of reader: StoreReader) throws(DatabaseError) {
    for (table, columns) in [("param", "name, value, text"), ("metric", "name, value")] {
      let rows = try reader.database.query(
        "SELECT \(columns) FROM \(table) WHERE run = ? ORDER BY name", [.integer(source)])
      let marks = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
      try database.insert(
        "INSERT INTO \(table)(run, \(columns)) VALUES (?, \(marks))",
        rows.map { [.integer(id)] + $0 })
    }
    let inputs = try reader.database.query(
      "SELECT path, role, sha256, bytes FROM input JOIN run_input ON input.id = run_input.input "
        + "WHERE run_input.run = ? ORDER BY path, role, sha256", [.integer(source)])
    for row in inputs {
      try database.execute(
        "INSERT INTO run_input(run, input) VALUES (?, ?)",
        [.integer(id), .integer(try file(row))])
    }
  }

  /// The number of a file, which is added where it is not there.
  private func file(_ row: [SQLValue]) throws(DatabaseError) -> Int64 {
    let key = row.prefix(3).map { $0.string ?? "" }
    if let known = files[key] { return known }
    try database.execute(
      "INSERT OR IGNORE INTO input(path, role, sha256, bytes) VALUES (?, ?, ?, ?)", row)
    let found = try database.query(
      "SELECT id FROM input WHERE path = ? AND role = ? AND sha256 = ?", Array(row.prefix(3)))
    guard let id = found.first?[0].whole else {
      throw DatabaseError("'\(database.path)': a file that was noted is not there")
    }
    files[key] = id
    return id
  }

  /// Adds what studies asked, in an order that does not depend on that of the stores.
  func addStudies(of readers: [StoreReader]) throws(DatabaseError) {
    var found: [(id: Int64, asked: String, build: String, reader: Int, runs: [Int64])] = []
    for (place, reader) in readers.enumerated() {
      for study in try reader.studies() {
        found.append((study.id, study.asked, study.build, place, study.runs))
      }
    }
    guard !found.isEmpty else { return }
    try database.execute(SweepStoreFormat.studies)
    found.sort { ($0.id, $0.asked, $0.build) < ($1.id, $1.asked, $1.build) }
    for study in found {
      let values: [SQLValue] = [.text(study.asked), .text(study.build)]
      try database.execute("INSERT OR IGNORE INTO study(asked, build) VALUES (?, ?)", values)
      guard
        let id = try database.query("SELECT id FROM study WHERE asked = ? AND build = ?", values)
          .first?[0].whole
      else { throw DatabaseError("'\(database.path)': a study that was noted is not there") }
      let keys = Dictionary(
        readers[study.reader].runs.map { ($0.id, $0.key) }, uniquingKeysWith: { $1 })
      for source in study.runs {
        guard let key = keys[source], let run = try run(key) else {
          throw DatabaseError(
            "'\(readers[study.reader].path)': a study asked for a run that is not there",
            isInput: true)
        }
        try database.execute(
          "INSERT OR IGNORE INTO study_run(study, run) VALUES (?, ?)",
          [.integer(id), .integer(run.id)])
      }
    }
  }

  /// Runs by state, and studies.
  func counts() throws(DatabaseError) -> (states: [String: Int], studies: Int) {
    var states: [String: Int] = [:]
    for row in try database.query("SELECT state, count(*) FROM run GROUP BY state") {
      states[row[0].string ?? ""] = Int(row[1].whole ?? 0)
    }
    guard try SweepStoreFormat.has("study", database) else { return (states, 0) }
    let studies = try database.query("SELECT count(*) FROM study").first?[0].whole
    return (states, Int(studies ?? 0))
  }
}
