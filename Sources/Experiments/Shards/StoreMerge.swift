import Glibc

/// Puts the runs of several stores into one: those of shards, or of machines that share no disk.
///
/// A run is known by point, seed, scene digest and build. Where several stores have the same run, one that is done
/// goes before one that failed, and either before one that is not over; of two that are done the faster one stays, with
/// the series that any of them kept. So the result does not depend on the order of the stores, and merging again changes
/// nothing. A run keeps the number that it has in its store wherever that is free, so that shards merge to the rows of
/// an undivided sweep. Who works on a run, and why one was set aside, is of its store and stays there.
///
/// The same run with other figures, texts or series in two stores is a mistake, for a run is a function of its key;
/// then nothing is changed. `wall_s` alone may differ.
public struct StoreMerge: Sendable {
  /// What a merge did.
  public struct Outcome: Equatable, Sendable {
    /// Runs that the result has more than before.
    public var added = 0
    /// Runs that were there, and now are what another store had of them.
    public var improved = 0
    /// Runs that were there as they are.
    public var kept = 0
    /// Runs of the result by state.
    public var states: [String: Int] = [:]
    /// Studies of the result.
    public var studies = 0
  }

  /// The stores that are read.
  public let sources: [String]
  /// The store that is written; made where there is none.
  public let target: String

  /// The most contradictions that are told.
  static let mostContradictions = 20

  /// A merge of some stores.
  public init(_ sources: [String], into target: String) {
    self.sources = sources
    self.target = target
  }

  /// Does it, as a whole or not at all.
  ///
  /// - Throws: `DatabaseError`: `isInput` where a source is no store, or of another version, and where stores
  ///   contradict each other, with what they say.
  /// - Complexity: O(rows of the sources); memory for one line of each run.
  public func run() throws(DatabaseError) -> Outcome {
    let isNew = access(target, F_OK) != 0
    do throws(DatabaseError) {
      let readers = try readers()
      let merged = try best(of: readers)
      let writer = StoreWriter(try Database(path: target))
      try SweepStoreFormat.prepare(writer.database)
      return try writer.database.transaction { () throws(DatabaseError) in
        try write(merged, of: readers, to: writer)
      }
    } catch {
      if isNew { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(target + suffix) } }
      throw error
    }
  }

  private func readers() throws(DatabaseError) -> [StoreReader] {
    var readers: [StoreReader] = []
    for path in sources { readers.append(try StoreReader(path)) }
    return readers
  }

  /// A run, the store that has it best, and all that have it.
  private struct Found {
    var run: StoredRunLine
    var reader: Int
    /// The least number that it has anywhere.
    var number: Int64
    var places: [(reader: Int, id: Int64)]
  }

  /// All runs of the sources, each once, by number and key.
  private func best(of readers: [StoreReader]) throws(DatabaseError) -> [Found] {
    var found: [StoredRunKey: Found] = [:]
    var contradictions: [String] = []
    for (place, reader) in readers.enumerated() {
      for run in reader.runs {
        guard var known = found[run.key] else {
          found[run.key] = Found(
            run: run, reader: place, number: run.id, places: [(reader: place, id: run.id)])
          continue
        }
        if run.state == .done, known.run.state == .done {
          let best = readers[known.reader]
          contradictions += try StoreContradictions.between(
            best.database, .init(path: best.path, id: known.run.id), reader.database,
            .init(path: reader.path, id: run.id), run.key)
        }
        if run.goesBefore(known.run) { (known.run, known.reader) = (run, place) }
        known.number = min(known.number, run.id)
        known.places.append((reader: place, id: run.id))
        found[run.key] = known
      }
    }
    guard contradictions.isEmpty else { throw Self.refusal(contradictions) }
    // Sorted, so that the dictionary's order cannot matter.
    return found.values.sorted { ($0.number, $0.run.key) < ($1.number, $1.run.key) }
  }

  private func write(
    _ merged: [Found], of readers: [StoreReader], to writer: StoreWriter
  ) throws(DatabaseError) -> Outcome {
    var outcome = Outcome()
    var contradictions: [String] = []
    var new: [Found] = []
    for one in merged {
      guard let own = try writer.run(one.run.key) else {
        new.append(one)
        continue
      }
      let reader = readers[one.reader]
      if one.run.state == .done, own.state == .done {
        contradictions += try StoreContradictions.between(
          reader.database, .init(path: reader.path, id: one.run.id), writer.database,
          .init(path: target, id: own.id), own.key)
      }
      if one.run.goesBefore(own) {
        outcome.improved += 1
        let series = own.state == .done
        try writer.replace(own.id, by: one.run, of: reader, keepingSeries: series)
      } else {
        outcome.kept += 1
      }
      // A run that is not over has no series yet, and will have its own.
      if one.run.state == .done { try addSeries(one, own.id, readers, writer) }
    }
    guard contradictions.isEmpty else { throw Self.refusal(contradictions) }
    for (one, id) in numbered(new, taken: try writer.numbers()) {
      outcome.added += 1
      try writer.insert(one.run, id: id, of: readers[one.reader])
      if one.run.state == .done { try addSeries(one, id, readers, writer) }
    }
    try writer.addStudies(of: readers)
    (outcome.states, outcome.studies) = try writer.counts()
    return outcome
  }

  /// Adds series that another store kept of the same run.
  private func addSeries(
    _ one: Found, _ id: Int64, _ readers: [StoreReader], _ writer: StoreWriter
  ) throws(DatabaseError) {
    for place in one.places {
      try writer.addSeries(of: place.id, in: readers[place.reader], to: id)
    }
  }

  /// The numbers of new runs: their own where these are free, else those behind all others.
  private func numbered(_ runs: [Found], taken: Set<Int64>) -> [(Found, id: Int64)] {
    var taken = taken
    var numbered: [(Found, id: Int64)] = []
    var rest: [Found] = []
    for one in runs {
      if taken.insert(one.number).inserted {
        numbered.append((one, id: one.number))
      } else {
        rest.append(one)
      }
    }
    var next = (taken.max() ?? 0) + 1
    for one in rest {
      numbered.append((one, id: next))
      next += 1
    }
    return numbered
  }

  private static func refusal(_ contradictions: [String]) -> DatabaseError {
    let told = contradictions.sorted().prefix(mostContradictions).map {
      "the stores contradict each other, and nothing is merged: \($0)"
    }
    let rest = contradictions.count - told.count
    return DatabaseError(
      (told + (rest > 0 ? ["and \(rest) more of this kind"] : [])).joined(separator: "\n"),
      isInput: true)
  }
}
