import SimCore
import Simulation

/// What the files of a run say line by line, for a replay to be held against.
struct RecordedLines {
  /// Lines of `series.csv`, the head first.
  var series: [Substring]
  /// State hashes by step, ascending.
  var hashes: [(step: Int, hash: String)]
  /// What happened, in step order.
  var events: [FleetEvent]

  /// Reads a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the series cannot be read.
  init(folder: String, _ run: RecordedRun) throws(RecordingError) {
    series = try TextFile.read("\(folder)/\(RunFolder.seriesFile)").split(separator: "\n")
    hashes = run.hashes
    events = run.events
  }
}

/// What a replay found.
public struct ReplayOutcome: Equatable, Sendable {
  /// A state hash that differs.
  public struct Hash: Equatable, Sendable {
    /// The simulated second.
    public var second: Int
    /// The hash in the record.
    public var recorded: String
    /// The hash found; empty where the replay has none.
    public var found: String
  }

  /// A line of a file that differs.
  public struct Line: Equatable, Sendable {
    /// The file.
    public var file: String
    /// Its line, from 1.
    public var line: Int
    /// The column, or empty where the whole line is meant.
    public var quantity: String
    /// What the record has; empty where it has no such line.
    public var recorded: String
    /// What was found; empty where nothing was.
    public var found: String
  }

  /// Hashes, rows of the series, events and tables of robots that were compared.
  public var counts = (hashes: 0, rows: 0, events: 0, tables: 0)
  /// The first hash that differs.
  public var hash: Hash?
  /// The first line of the series that differs.
  public var row: Line?
  /// The first event that differs.
  public var event: Line?
  /// The first robot that differs, at the first moment at which the record tells of robots.
  public var robot: StateDifference?
  /// The step of a table that is the same although a hash before it is not.
  public var sameTableStep: Int?
  /// The last step that was simulated.
  public var lastStep = 0
  /// True where somebody stopped it.
  public var isInterrupted = false

  /// True where nothing differs.
  public var isIdentical: Bool { hash == nil && row == nil && event == nil && robot == nil }

  /// Equal where all of it is.
  public static func == (left: ReplayOutcome, right: ReplayOutcome) -> Bool {
    left.counts == right.counts && left.hash == right.hash && left.row == right.row
      && left.event == right.event && left.robot == right.robot
      && left.sameTableStep == right.sameTableStep && left.lastStep == right.lastStep
      && left.isInterrupted == right.isInterrupted
  }
}

/// Compares a replay with its record as it goes on.
struct ReplayCheck: RunObserver {
  private let lines: RecordedLines
  private var columns: [String] = []
  /// What was found so far.
  var outcome = ReplayOutcome()

  /// A check against a record.
  init(_ lines: RecordedLines) { self.lines = lines }

  /// True where a difference is known and the record has said what it can of it.
  ///
  /// A robot may differ before the next hash is due, and a state in what no table has before a robot does:
  /// both are waited for.
  var isSettled: Bool { outcome.hash != nil && outcome.robot != nil }

  mutating func begin(columns: [String]) throws(RecordingError) {
    self.columns = columns
    compareRow(CSVText.line(columns))
  }

  mutating func add(row: [Double]) throws(RecordingError) {
    outcome.counts.rows += 1
    compareRow(CSVText.line(row))
  }

  /// Compares the next line of the series.
  private mutating func compareRow(_ text: String) {
    let found = text.dropLast()
    let index = outcome.counts.rows
    let recorded = index < lines.series.count ? lines.series[index] : ""
    guard outcome.row == nil, recorded != found else { return }
    let cells = [recorded, found].map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let place = columns.indices.first { place in
      place < cells[0].count && place < cells[1].count && cells[0][place] != cells[1][place]
    }
    outcome.row = ReplayOutcome.Line(
      file: RunFolder.seriesFile, line: index + 1, quantity: place.map { columns[$0] } ?? "",
      recorded: String(place.map { cells[0][$0] } ?? recorded),
      found: String(place.map { cells[1][$0] } ?? found))
  }

  mutating func add(hash: String, second: Int, step: Int) throws(RecordingError) {
    let index = outcome.counts.hashes
    outcome.counts.hashes += 1
    let recorded = index < lines.hashes.count ? lines.hashes[index].hash : ""
    guard outcome.hash == nil, recorded != hash else { return }
    outcome.hash = ReplayOutcome.Hash(second: second, recorded: recorded, found: hash)
  }

  mutating func add(event: FleetEvent) throws(RecordingError) {
    let index = outcome.counts.events
    outcome.counts.events += 1
    let recorded = index < lines.events.count ? lines.events[index] : nil
    if recorded != event { note(recorded, event, index) }
  }

  private mutating func note(_ recorded: FleetEvent?, _ found: FleetEvent?, _ index: Int) {
    guard outcome.event == nil else { return }
    func words(_ event: FleetEvent?) -> String {
      event.map { "step \($0.step): \($0.kind.rawValue): \($0.text)" } ?? ""
    }
    outcome.event = ReplayOutcome.Line(
      file: RunFolder.eventsFile, line: index + 2, quantity: "", recorded: words(recorded),
      found: words(found))
  }

  /// Compares how the robots stand.
  mutating func compare(_ found: RobotTable, _ recorded: RobotTable, at fleet: borrowing Fleet) {
    outcome.counts.tables += 1
    guard outcome.robot == nil else { return }
    outcome.robot = recorded.difference(from: found, step: fleet.stepCount, time: fleet.time)
    if outcome.robot == nil, !outcome.isIdentical, outcome.sameTableStep == nil {
      outcome.sameTableStep = fleet.stepCount
    }
  }

  /// Compares the lengths, at the end of the record.
  mutating func finish() {
    if outcome.counts.hashes < lines.hashes.count, outcome.hash == nil {
      let next = lines.hashes[outcome.counts.hashes]
      outcome.hash = ReplayOutcome.Hash(
        second: outcome.counts.hashes, recorded: next.hash, found: "")
    }
    if outcome.counts.events < lines.events.count {
      note(lines.events[outcome.counts.events], nil, outcome.counts.events)
    }
  }
}
