import Glibc
import Scenes
import SimCore
import Simulation

/// Writes a run folder while the run is on; the folder gets its name when all files are complete.
///
/// Until then everything lies in a hidden neighbour, `.<name>.partial-<16 random digits>`, under a
/// lock (`PartialFolder`). A recorder that goes away without `finish` takes it along, so bad input
/// never leaves a half-written folder. Where the disk refuses, the run ends, the files keep their
/// whole lines, and `finish` gives the folder its name with a summary that says so. Where the program
/// traps, the folder stays as it was at most a wall second before, marked by a file `incomplete.txt`
/// that says why, and the crash guard names it.
public struct RunRecorder: ~Copyable, RunObserver {
  private let destination: RunDestination
  /// Nil only while it is being made.
  private var partial: PartialFolder?
  var series: TextFile
  var hashes: TextFile
  var events: TextFile
  var fields: TextFile
  var directives: TextFile
  /// The record for other tools; open where it was asked for.
  var record: FrameRecord
  /// The table of trajectories; open where it was asked for.
  var trajectories = TrajectoryTable()
  /// What the run was asked for; nil where no snapshots are kept.
  public internal(set) var request: RunRequest?
  /// This program, as its snapshots name it.
  let build: String
  /// When this process began to write, on the monotonic clock.
  let begun = WallClock.monotonic()
  /// True where another process was killed before it had kept a state, and this one begins in its place.
  var isBegunAgain = false
  /// True where the folder stays whatever happens.
  private var isKept = false
  // The first row goes out at once: a run that traps early leaves more than empty files.
  private var lastFlush = 0.0
  private var failure: RecordingError?

  /// Makes the partial folder and writes the resolved scene and its small inputs into it.
  ///
  /// - Parameters:
  ///   - destination: Where the run folder goes.
  ///   - scene: What is run; `scene.resolved.yaml` and the copies in `inputs/` come from it.
  ///   - request: What the run was asked for, where it keeps snapshots to go on from; nil keeps none.
  /// - Throws: `RecordingError` where the disk refuses; nothing is left behind then.
  public init(
    _ destination: RunDestination, scene: Scene, request: RunRequest? = nil
  ) throws(RecordingError) {
    try self.init(destination, scene: scene, request: request, token: PartialName.token)
  }

  /// As above; `token` gives the digits of the partial folder's name.
  init(
    _ destination: RunDestination, scene: Scene, request: RunRequest? = nil, token: () -> String
  ) throws(RecordingError) {
    self.init(destination, request)
    // From here on `deinit` removes the folder where anything is refused.
    partial = try PartialFolder.make(beside: destination.workingName, token: token)
    nameFiles()
    let folder = partialFolder
    let kept = KeptInputs(scene.inputs)
    try kept.write(into: folder)
    try TextFile.replace(
      "\(folder)/\(RunFolder.sceneFile)", with: scene.resolvedText(keeping: kept.place))
    // Last: where it stands, the run can be begun again from what lies beside it.
    try request?.keep(in: folder)
    try beginFiles()
  }

  /// Goes on with a folder that another run began; its files are cut to where they stood.
  ///
  /// A folder that was there before stays where the disk refuses; one that was made for this goes.
  ///
  /// - Parameters:
  ///   - continuation: The folder.
  ///   - scene: The scene that is in force at the end, which says what is recorded.
  /// - Throws: `RecordingError` where the disk refuses.
  public init(_ continuation: RunContinuation, scene: Scene) throws(RecordingError) {
    self.init(continuation.destination, continuation.request)
    isKept = continuation.wasThere
    partial = continuation.partial
    nameFiles()
    unlink("\(partialFolder)/\(RunFolder.incompleteFile)")
    for name in [
      RunFolder.robotsFile, RunFolder.ordersFile, RunFolder.summaryFile, RunFolder.arraysFile,
    ] { unlink("\(partialFolder)/\(name)") }
    // A record that began behind the snapshot begins again.
    let kept = continuation.positions.map(\.name)
    for name in [RunFolder.recordFile, RunFolder.trajectoriesFile, RunFolder.framesFile]
    where !kept.contains(name) { unlink("\(partialFolder)/\(name)") }
    if continuation.isAtStart {
      isBegunAgain = continuation.wasThere
      for file in [series.path, hashes.path, events.path, fields.path, directives.path] {
        unlink(file)
      }
      try beginFiles()
      return
    }
    func position(_ file: borrowing TextFile) -> FilePosition? {
      continuation.positions.first { file.path.hasSuffix("/\($0.name)") }
    }
    if let start = position(series) { try series.reopen(at: start) }
    if let start = position(hashes) { try hashes.reopen(at: start) }
    if let start = position(events) { try events.reopen(at: start) } else { unlink(events.path) }
    if let start = position(fields) { try fields.reopen(at: start) } else { unlink(fields.path) }
    if let start = position(directives) {
      try directives.reopen(at: start)
    } else {
      unlink(directives.path)
    }
    try reopenRecord(scene, continuation)
    noteCrash()
  }

  private init(_ destination: RunDestination, _ request: RunRequest?) {
    self.destination = destination
    self.request = request
    build = request == nil ? "" : Release.buildIdentity()
    partial = nil
    series = TextFile(at: "")
    hashes = TextFile(at: "")
    events = TextFile(at: "")
    fields = TextFile(at: "")
    directives = TextFile(at: "")
    record = FrameRecord(at: "")
  }

  private mutating func nameFiles() {
    let folder = partialFolder
    series = TextFile(at: "\(folder)/\(RunFolder.seriesFile)")
    hashes = TextFile(at: "\(folder)/\(RunFolder.hashesFile)")
    events = TextFile(at: "\(folder)/\(RunFolder.eventsFile)")
    fields = TextFile(at: "\(folder)/\(RunFolder.fieldsFile)")
    directives = TextFile(at: "\(folder)/\(RunFolder.directivesFile)")
    record = FrameRecord(at: "\(folder)/\(RunFolder.recordFile)")
  }

  private mutating func beginFiles() throws(RecordingError) {
    try series.create()
    try hashes.create()
    try hashes.write("second,step,hash\n")
    noteCrash()
  }

  private func noteCrash() {
    CrashGuard.note(
      kept:
        "what the run wrote so far lies in '\(visibleText(partialFolder))', marked as incomplete",
      markFile: "\(partialFolder)/\(RunFolder.incompleteFile)")
  }

  deinit {
    CrashGuard.clearNote()
    if !isKept { partial?.remove() }
  }

  /// Where the run lies until `finish`: what is found there after a crash.
  public var partialFolder: String { partial?.path ?? "" }

  /// Writes the header of `series.csv`.
  public mutating func begin(columns: [String]) throws(RecordingError) {
    try attempt { recorder throws(RecordingError) in
      try recorder.series.write(CSVText.line(columns))
      recorder.record.begin(columns: columns)
    }
  }

  /// Notes the columns of a series whose header is there already, and the simulated second it goes on from.
  public mutating func goOn(columns: [String], at time: Double) {
    record.begin(columns: columns)
    record.goOn(at: time)
  }

  /// Appends one row to `series.csv`.
  public mutating func add(row: [Double]) throws(RecordingError) {
    try attempt { recorder throws(RecordingError) in
      try recorder.series.write(CSVText.line(row))
      if recorder.record.isOpen { try recorder.record.add(row: row) }
    }
  }

  /// Appends one row to `hashes.csv`; all files reach the system at least once a wall second.
  public mutating func add(hash: String, second: Int, step: Int) throws(RecordingError) {
    try attempt { recorder throws(RecordingError) in
      try recorder.hashes.write("\(second),\(step),\(hash)\n")
      let now = WallClock.monotonic()
      guard now - recorder.lastFlush > 1 else { return }
      recorder.lastFlush = now
      try recorder.series.flush()
      try recorder.hashes.flush()
      if recorder.events.isOpen { try recorder.events.flush() }
      if recorder.fields.isOpen { try recorder.fields.flush() }
      if recorder.directives.isOpen { try recorder.directives.flush() }
      if recorder.trajectories.isOpen { try recorder.trajectories.flush() }
    }
  }

  /// Appends one row to `events.csv`, which is made with the first one.
  public mutating func add(event: FleetEvent) throws(RecordingError) {
    try attempt { recorder throws(RecordingError) in
      if !recorder.events.isOpen {
        try recorder.events.create()
        try recorder.events.write(EventLog.header + "\n")
      }
      try recorder.events.write(EventLog.line(event))
      if recorder.record.isOpen { try recorder.record.add(event: event) }
    }
  }

  /// Appends rows to `fields.csv`, which is made with the first ones.
  public mutating func add(fields rows: [FieldRow]) throws(RecordingError) {
    guard !rows.isEmpty else { return }
    try attempt { recorder throws(RecordingError) in
      if !recorder.fields.isOpen {
        try recorder.fields.create()
        try recorder.fields.write("time_s,class,layer,feature,value\n")
      }
      for row in rows {
        try recorder.fields.write(
          CSVText.line([
            CSVText.digits(row.time), row.className, row.source.rawValue, row.name,
            Self.digits(row.value),
          ]))
      }
    }
  }

  /// All digits of a single-precision number and no more; empty for infinity and not-a-number.
  private static func digits(_ value: Float) -> String {
    if value == value.rounded(), value.magnitude < 16_777_216 { return "\(Int(value))" }
    return value.isFinite ? "\(value)" : ""
  }

  /// Appends rows to `directives.csv`, which is made with the first ones.
  public mutating func add(directives lives: [DirectiveLife]) throws(RecordingError) {
    guard !lives.isEmpty else { return }
    try attempt { recorder throws(RecordingError) in
      if !recorder.directives.isOpen {
        try recorder.directives.create()
        try recorder.directives.write(CSVText.line(DirectiveLife.columns))
      }
      for life in lives {
        try recorder.directives.write(CSVText.line(life.cells))
        if recorder.record.isOpen { try recorder.record.add(directive: life) }
      }
    }
  }

  /// Writes, and remembers the first failure for `finish`.
  mutating func attempt(
    _ write: (inout RunRecorder) throws(RecordingError) -> Void
  ) throws(RecordingError) {
    if let failure { throw failure }
    do throws(RecordingError) {
      try write(&self)
    } catch {
      failure = error
      throw error
    }
  }

  /// Closes the files, writes `summary.json` and gives the folder its name, which it returns.
  ///
  /// - Parameters:
  ///   - summary: What `summary.json` holds.
  ///   - robots: The text of `robots.csv`; nil writes none.
  ///   - orders: The text of `orders.csv`; nil writes none.
  ///   - interventions: What a person did; an empty log writes no file.
  ///   - onRemark: Called with a sentence where the folder is whole, but something beside it is not as
  ///     it should be: the link to the last run leads elsewhere.
  /// - Returns: The path of the run folder.
  /// - Throws: `RecordingError` where the disk refuses, now or before. What was written is kept
  ///   then; the message says where, and how far its files go.
  public consuming func finish(
    _ summary: RunSummary, robots: String? = nil, orders: String? = nil,
    interventions: [LoggedIntervention] = [],
    onRemark: (String) -> Void = { _ in }
  ) throws(RecordingError) -> String {
    isKept = true
    RunRequest.forget(in: partialFolder)
    var texts = [(RunFolder.summaryFile, summary.json.rendered + "\n")]
    if let orders { texts.insert((RunFolder.ordersFile, orders), at: 0) }
    if let robots { texts.insert((RunFolder.robotsFile, robots), at: 0) }
    if !interventions.isEmpty {
      texts.insert((RunFolder.interventionsFile, InterventionLog.text(interventions)), at: 0)
    }
    if failure == nil {
      do throws(RecordingError) {
        try closeFiles(mayGoOn: summary.isInterrupted && request != nil)
        for (name, text) in texts { try TextFile.replace("\(partialFolder)/\(name)", with: text) }
      } catch {
        failure = error
      }
    }
    guard let failure else { return try claim(onRemark: onRemark) }
    throw rescue(summary, texts, after: failure, onRemark: onRemark)
  }

  /// Closes the files; where somebody may go on with the run, frames stay beside the arrays made of them.
  private mutating func closeFiles(mayGoOn: Bool) throws(RecordingError) {
    try series.finish()
    try hashes.finish()
    if events.isOpen { try events.finish() }
    if fields.isOpen { try fields.finish() }
    if directives.isOpen { try directives.finish() }
    if record.isOpen { try record.finish() }
    if trajectories.isOpen { try trajectories.finish(keepsFrames: mayGoOn) }
  }

  /// Completes what can be completed where the disk has refused something; the error to tell.
  private mutating func rescue(
    _ summary: RunSummary, _ texts: [(String, String)], after failure: RecordingError,
    onRemark: (String) -> Void
  ) -> RecordingError {
    partial?.giveReserve()
    let folder = partialFolder
    var marked = summary
    // The folder has another name when somebody reads this.
    marked.writeError = failure.message.replacing("\(folder)/", with: "")
    do throws(RecordingError) {
      // The summary first, while there is the room that was kept for it.
      try TextFile.replace(
        "\(folder)/\(RunFolder.summaryFile)", with: marked.json.rendered + "\n")
    } catch {
      partial?.release()
      return RecordingError(
        "\(failure.message); \(error.message); what was written is in '\(folder)'")
    }
    var missing: [String] = []
    for (name, text) in texts where name != RunFolder.summaryFile {
      let path = "\(folder)/\(name)"
      if RunFolder.exists(path) { continue }
      do throws(RecordingError) { try TextFile.replace(path, with: text) } catch {
        missing.append(name)
      }
    }
    for index in 0..<7 { closeAnyway(index) }
    let extent = self.extent(missing: missing)
    let stop =
      summary.isInterrupted ? "the run was stopped at \(NumberText.span(summary.time)); " : ""
    do throws(RecordingError) {
      let kept = try claim(onRemark: onRemark)
      return RecordingError(
        failure.message.replacing(folder, with: kept)
          + "; \(stop)what was written is in '\(kept)': \(extent)")
    } catch {
      return RecordingError("\(failure.message); \(error.message): \(extent)")
    }
  }

  /// Closes one of the seven files with what still fits.
  private mutating func closeAnyway(_ index: Int) {
    switch index {
    case 0: if series.isOpen { try? series.finish() }
    case 1: if hashes.isOpen { try? hashes.finish() }
    case 2: if events.isOpen { try? events.finish() }
    case 3: if fields.isOpen { try? fields.finish() }
    case 4: if directives.isOpen { try? directives.finish() }
    case 5: if record.isOpen { try? record.finish() }
    default: if trajectories.isOpen { try? trajectories.finish(keepsFrames: false) }
    }
  }

  /// How far the files go: `series.csv (120 whole lines), hashes.csv (12), no robots.csv`.
  private func extent(missing: [String]) -> String {
    var parts = ["\(RunFolder.seriesFile) (\(series.lineCount) whole lines)"]
    parts.append("\(RunFolder.hashesFile) (\(hashes.lineCount))")
    if events.lineCount > 0 { parts.append("\(RunFolder.eventsFile) (\(events.lineCount))") }
    if fields.lineCount > 0 { parts.append("\(RunFolder.fieldsFile) (\(fields.lineCount))") }
    if directives.lineCount > 0 {
      parts.append("\(RunFolder.directivesFile) (\(directives.lineCount))")
    }
    return (parts + missing.map { "no \($0)" }).joined(separator: ", ")
  }

  /// Gives the folder its name; where it cannot have one, the message says where it stays.
  private func claim(onRemark: (String) -> Void) throws(RecordingError) -> String {
    partial?.giveReserve()
    RunFolder.sync(partialFolder)
    // Without a lock the folder, where it keeps its name, is nothing left behind: somebody knows.
    defer { partial?.release() }
    do throws(RecordingError) {
      return try destination.claim(partialFolder, onRemark: onRemark)
    } catch {
      guard RunFolder.exists(partialFolder) else { throw error }
      throw RecordingError("\(error.message); what was written is in '\(partialFolder)'")
    }
  }
}
