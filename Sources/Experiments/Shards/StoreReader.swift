/// A store that is read for a merge; it is neither made nor changed.
final class StoreReader {
  let path: String
  let database: Database
  /// Its runs, by number.
  let runs: [StoredRunLine]

  /// Opens a store and reads the lines of its runs.
  ///
  /// - Throws: `DatabaseError` (`isInput`) where it is no store, or one of another version.
  init(_ path: String) throws(DatabaseError) {
    self.path = path
    let database = try Database(reading: path)
    try database.execute("BEGIN")
    try SweepStoreFormat.check(database)
    guard try SweepStoreFormat.has("run_input", database) else {
      throw DatabaseError(
        "'\(path)' is of an older version: any sweep into it brings it up to date", isInput: true)
    }
    var runs: [StoredRunLine] = []
    for row in try database.query("SELECT \(StoredRunLine.columns) FROM run ORDER BY id") {
      guard let run = StoredRunLine(row) else {
        throw DatabaseError("'\(path)': the line of a run is broken", isInput: true)
      }
      runs.append(run)
    }
    self.runs = runs
    self.database = database
  }

  /// The studies with the runs that each asked for, by number; none where nothing was studied.
  func studies() throws(DatabaseError) -> [(id: Int64, asked: String, build: String, runs: [Int64])]
  {
    guard try SweepStoreFormat.has("study", database) else { return [] }
    var studies: [(id: Int64, asked: String, build: String, runs: [Int64])] = []
    for row in try database.query("SELECT id, asked, build FROM study ORDER BY id") {
      let id = row[0].whole ?? 0
      let runs = try database.query(
        "SELECT run FROM study_run WHERE study = ? ORDER BY run", [.integer(id)])
      studies.append(
        (
          id: id, asked: row[1].string ?? "", build: row[2].string ?? "",
          runs: runs.compactMap { $0[0].whole }
        ))
    }
    return studies
  }
}
