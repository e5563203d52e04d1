extension SweepStore {
  /// Notes what a study asks, and that it asked for these runs; what is noted already stays as it is.
  ///
  /// - Complexity: One transaction of O(runs).
  public func add(_ note: StudyNote, runs: [SweepRow]) throws(DatabaseError) {
    try database.transaction { () throws(DatabaseError) in
      try database.execute(SweepStoreFormat.studies)
      let values: [SQLValue] = [.text(note.text), .text(build)]
      try database.execute("INSERT OR IGNORE INTO study(asked, build) VALUES (?, ?)", values)
      let found = try database.query("SELECT id FROM study WHERE asked = ? AND build = ?", values)
      guard let study = found.first?[0].whole else {
        throw DatabaseError("'\(database.path)': a study that was noted is not there")
      }
      for row in runs {
        try database.execute(
          "INSERT OR IGNORE INTO study_run(study, run) VALUES (?, ?)",
          [.integer(study), .integer(row.id)])
      }
    }
  }
}
