import SimCore
import Simulation

/// Writes a run folder while the run is on; the folder gets its name when all files are complete.
///
/// Until then everything lies in a hidden neighbour, `.<name>.partial-<process>`; a recorder that
/// goes away without `finish` takes it along, so bad input never leaves a half-written folder. Where
/// the program traps, the folder stays as it was at most a wall second before, marked by a file
/// `incomplete.txt` that says why, and the crash guard names it.
public struct RunRecorder: ~Copyable, RunObserver {
  private let destination: RunDestination
  private let partial: String
  private var series: TextFile
  private var hashes: TextFile
  private var events: TextFile
  private var hasEvents = false
  private var fields: TextFile
  private var hasFields = false
  private var isKept = false
  // The first row goes out at once: a run that traps early leaves more than empty files.
  private var lastFlush = 0.0

  /// Makes the partial folder and writes the resolved scene into it.
  ///
  /// - Throws: `RecordingError` where the disk refuses; nothing is left behind then.
  public init(_ destination: RunDestination, resolvedScene: String) throws(RecordingError) {
    let partial = destination.partialPath()
    self.destination = destination
    self.partial = partial
    series = TextFile(at: "\(partial)/\(RunFolder.seriesFile)")
    hashes = TextFile(at: "\(partial)/\(RunFolder.hashesFile)")
    events = TextFile(at: "\(partial)/\(RunFolder.eventsFile)")
    fields = TextFile(at: "\(partial)/\(RunFolder.fieldsFile)")
    // From here on `deinit` removes the folder where anything is refused.
    try RunFolder.makeFolders(partial)
    try TextFile.replace("\(partial)/\(RunFolder.sceneFile)", with: resolvedScene)
    try series.create()
    try hashes.create()
    try hashes.write("second,step,hash\n")
    CrashGuard.note(
      kept: "what the run wrote so far lies in '\(partial)', marked as incomplete",
      markFile: "\(partial)/\(RunFolder.incompleteFile)")
  }

  deinit {
    CrashGuard.clearNote()
    if !isKept { RunFolder.remove(partial) }
  }

  /// Writes the header of `series.csv`.
  public mutating func begin(columns: [String]) throws(RecordingError) {
    try series.write(CSVText.line(columns))
  }

  /// Appends one row to `series.csv`.
  public mutating func add(row: [Double]) throws(RecordingError) {
    try series.write(CSVText.line(row))
  }

  /// Appends one row to `hashes.csv`; both files reach the system at least once a wall second.
  public mutating func add(hash: String, second: Int, step: Int) throws(RecordingError) {
    try hashes.write("\(second),\(step),\(hash)\n")
    let now = WallClock.monotonic()
    if now - lastFlush > 1 {
      lastFlush = now
      try series.flush()
      try hashes.flush()
    }
  }

  /// Appends one row to `events.csv`, which is made with the first one.
  public mutating func add(event: FleetEvent) throws(RecordingError) {
    if !hasEvents {
      hasEvents = true
      try events.create()
      try events.write(EventLog.header + "\n")
    }
    try events.write(EventLog.line(event))
  }

  /// Appends rows to `fields.csv`, which is made with the first ones.
  public mutating func add(fields rows: [ExtraFieldRow]) throws(RecordingError) {
    if !hasFields {
      hasFields = true
      try fields.create()
      try fields.write("time_s,class,layer,feature,value\n")
    }
    for row in rows {
      try fields.write(
        CSVText.line([
          CSVText.digits(row.time), row.className, "\(row.layer)", row.feature,
          CSVText.digits(Double(row.value)),
        ]))
    }
  }

  /// Closes the files, writes `summary.json` and gives the folder its name, which it returns.
  ///
  /// - Parameters:
  ///   - summary: What `summary.json` holds.
  ///   - robots: The text of `robots.csv`; nil writes none.
  ///   - interventions: What a person did; an empty log writes no file.
  /// - Returns: The path of the run folder.
  /// - Throws: `RecordingError` where the disk refuses; the partial folder is kept and named.
  public consuming func finish(
    _ summary: RunSummary, robots: String? = nil, interventions: [LoggedIntervention] = []
  ) throws(RecordingError) -> String {
    isKept = true
    let partial = partial
    do throws(RecordingError) {
      try series.finish()
      try hashes.finish()
      if hasEvents { try events.finish() }
      if hasFields { try fields.finish() }
      if !interventions.isEmpty {
        try TextFile.replace(
          "\(partial)/\(RunFolder.interventionsFile)", with: InterventionLog.text(interventions))
      }
      if let robots {
        try TextFile.replace("\(partial)/\(RunFolder.robotsFile)", with: robots)
      }
      try TextFile.replace(
        "\(partial)/\(RunFolder.summaryFile)", with: summary.json.rendered + "\n")
      return try destination.claim(partial)
    } catch {
      throw RecordingError("\(error.message); what was written is in '\(partial)'")
    }
  }
}
