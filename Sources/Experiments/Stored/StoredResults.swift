import SimCore

/// All that a store holds, read at one moment and without a scene: runs, their figures, what studies asked.
///
/// The file is neither made nor changed, whoever works on it meanwhile.
public struct StoredResults: Sendable {
  /// One run without its figures.
  public struct Run: Sendable {
    /// Its number in the store.
    public var id: Int64
    /// The point's name: everything that was set there.
    public var point: String
    /// Its seed.
    public var seed: UInt64
    /// What the scene meant there, apart from the seed.
    public var sceneDigest: String
    /// The program that planned it.
    public var build: String
    /// Its state.
    public var state: SweepRunState
    /// Why it failed; nil where it did not.
    public var error: String?
    /// Thread seconds that it took; nil where that is not known.
    public var wall: Double?
    /// When it was begun, seconds after the beginning of 1970 UTC; nil where that is not known.
    public var started: Double?
    /// What was set, by key.
    public var settings: [(key: String, value: String)] = []
    /// Texts such as the policy's hash, by name.
    public var texts: [String: String] = [:]
  }

  /// A study and the runs that it asked for.
  public struct StoredStudy: Sendable {
    /// What was asked.
    public var note: StudyNote
    /// The program that asked.
    public var build: String
    /// Indices of its runs, rising.
    public var runs: [Int]
  }

  /// A file that runs were made from.
  public struct Input: Equatable, Sendable {
    /// Its path.
    public var path: String
    /// What it was to the scene.
    public var role: String
    /// Digest of its bytes.
    public var sha256: String
  }

  /// The file.
  public let path: String
  /// Its runs, in the order in which they were planned.
  public private(set) var runs: [Run] = []
  /// Figures by key: one number for each run, not-a-number where it has none. [runs]
  public private(set) var figures: [String: [Double]] = [:]
  /// Studies, in the order in which they were asked.
  public private(set) var studies: [StoredStudy] = []
  /// The files that runs were made from, by role and path.
  public private(set) var inputs: [Input] = []

  /// The figure of a run; nil where it has none.
  public func figure(_ key: String, run: Int) -> Double? {
    guard let value = figures[key]?[run], value.isFinite else { return nil }
    return value
  }
}

extension StoredResults {
  /// Reads a store.
  ///
  /// - Throws: `DatabaseError` (`isInput`) where the file is no store, is damaged, of a newer program, or empty.
  /// - Complexity: O(runs × figures).
  public init(path: String) throws(DatabaseError) {
    self.path = path
    do throws(DatabaseError) {
      let database = try Database(reading: path)
      // One transaction sees one moment.
      try database.execute("BEGIN")
      try SweepStoreFormat.check(database)
      let places = try readRuns(database)
      try readFigures(database, places)
      try readTexts(database, places)
      try readStudies(database, places)
      if try SweepStoreFormat.has("input", database) {
        inputs = try database.query(
          "SELECT DISTINCT path, role, sha256 FROM input JOIN run_input ON run_input.input = input.id "
            + "ORDER BY role != 'scene', role, path, sha256"
        ).map {
          Input(
            path: $0[0].string ?? "", role: $0[1].string ?? "", sha256: $0[2].string ?? "")
        }
      }
    } catch {
      throw DatabaseError(error.message, isInput: true)
    }
  }

  private mutating func readRuns(
    _ database: borrowing Database
  ) throws(DatabaseError) -> [Int64: Int] {
    var places: [Int64: Int] = [:]
    let rows = try database.query(
      "SELECT id, point, seed, scene_sha256, build, state, error, wall, started FROM run ORDER BY id"
    )
    for row in rows {
      guard let id = row[0].whole, let state = row[5].string.flatMap(SweepRunState.init) else {
        throw DatabaseError("'\(path)' is damaged: a run has no number or no known state")
      }
      places[id] = runs.count
      runs.append(
        Run(
          id: id, point: row[1].string ?? "", seed: UInt64(clamping: row[2].whole ?? 0),
          sceneDigest: row[3].string ?? "", build: row[4].string ?? "", state: state,
          error: row[6].string, wall: row[7].number, started: row[8].number))
    }
    return places
  }

  private mutating func readFigures(
    _ database: borrowing Database, _ places: [Int64: Int]
  ) throws(DatabaseError) {
    for row in try database.query("SELECT DISTINCT name FROM metric ORDER BY name") {
      guard let name = row[0].string else { continue }
      var column = [Double](repeating: .nan, count: runs.count)
      let found = try database.query("SELECT run, value FROM metric WHERE name = ?", [.text(name)])
      for row in found {
        if let place = row[0].whole.flatMap({ places[$0] }), let value = row[1].number {
          column[place] = value
        }
      }
      figures[name] = column
    }
  }

  private mutating func readTexts(
    _ database: borrowing Database, _ places: [Int64: Int]
  ) throws(DatabaseError) {
    let rows = try database.query("SELECT run, name, text, value FROM param ORDER BY run, name")
    for row in rows {
      guard let place = row[0].whole.flatMap({ places[$0] }), let name = row[1].string else {
        continue
      }
      let text = row[2].string ?? row[3].number.map(NumberText.digits) ?? ""
      if name.hasPrefix("@") {
        runs[place].texts[String(name.dropFirst())] = text
      } else {
        runs[place].settings.append((name, text))
      }
    }
  }

  private mutating func readStudies(
    _ database: borrowing Database, _ places: [Int64: Int]
  ) throws(DatabaseError) {
    guard try SweepStoreFormat.has("study", database) else { return }
    for row in try database.query("SELECT id, asked, build FROM study ORDER BY id") {
      guard let id = row[0].whole, let note = row[1].string.flatMap(StudyNote.init(text:)),
        note.design != nil
      else {
        throw DatabaseError("'\(path)' is damaged: what a study asked cannot be read")
      }
      let asked = try database.query("SELECT run FROM study_run WHERE study = ?", [.integer(id)])
      studies.append(
        StoredStudy(
          note: note, build: row[2].string ?? "",
          runs: asked.compactMap { $0[0].whole.flatMap { places[$0] } }.sorted()))
    }
  }
}
