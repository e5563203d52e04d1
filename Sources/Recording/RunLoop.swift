import Scenes
import SimCore
import Simulation

/// Takes a run's series and hashes as they come.
public protocol RunObserver: ~Copyable {
  /// The names of the series' columns; called once, first.
  mutating func begin(columns: [String]) throws(RecordingError)
  /// One row of the series.
  mutating func add(row: [Double]) throws(RecordingError)
  /// The state hash at a whole simulated second.
  mutating func add(hash: String, second: Int, step: Int) throws(RecordingError)
  /// Something that happened in the step before.
  mutating func add(event: FleetEvent) throws(RecordingError)
  /// The mean fields and the claims at a moment.
  mutating func add(fields rows: [FieldRow]) throws(RecordingError)
  /// Directives that ended in the step before; at the end of the run those, too, that have not ended.
  mutating func add(directives: [DirectiveLife]) throws(RecordingError)
  /// The world as it stands; all that was handed out before is of its past.
  mutating func add(moment: KeptMoment) throws(RecordingError)
  /// The robots and fields at a frame.
  mutating func add(frame: RunFrame) throws(RecordingError)
}

extension RunObserver where Self: ~Copyable {
  /// Passes it over.
  public mutating func add(event: FleetEvent) throws(RecordingError) {}
  /// Passes them over.
  public mutating func add(fields rows: [FieldRow]) throws(RecordingError) {}
  /// Passes them over.
  public mutating func add(directives: [DirectiveLife]) throws(RecordingError) {}
  /// Passes it over.
  public mutating func add(moment: KeptMoment) throws(RecordingError) {}
  /// Passes it over.
  public mutating func add(frame: RunFrame) throws(RecordingError) {}
}

/// Where a run stands, for a progress display.
public struct RunProgress: Sendable {
  /// Simulated seconds done.
  public var time: Double
  /// Simulated seconds to do.
  public var duration: Double
  /// Wall seconds since the first step.
  public var wallTime: Double
  /// Jobs delivered so far.
  public var deliveries: Int
  /// Simulated seconds that other processes had done before.
  public var startTime: Double

  /// A standing from its values.
  public init(
    time: Double, duration: Double, wallTime: Double, deliveries: Int, startTime: Double = 0
  ) {
    self.time = time
    self.duration = duration
    self.wallTime = wallTime
    self.deliveries = deliveries
    self.startTime = startTime
  }

  /// Simulated seconds per wall second; nil before any time has passed.
  public var realTimeFactor: Double? {
    wallTime > 0 && time > startTime ? (time - startTime) / wallTime : nil
  }
}

/// How a run ended, and how long it took.
public struct RunEnd: Sendable {
  /// True where it was stopped before its duration.
  public var isInterrupted: Bool
  /// Wall seconds from the first step to the last.
  public var wallTime: Double
  /// Why the run could not be written down to its end; nil where it could.
  public var writeError: String?
  /// Why a policy outside could not be asked any longer; nil where none failed.
  public var policyError: String?

  /// An end from its values.
  public init(isInterrupted: Bool, wallTime: Double) {
    self.isInterrupted = isInterrupted
    self.wallTime = wallTime
  }
}

/// Drives a world to its end and hands out its series, hashes and progress.
public struct RunLoop: Sendable {
  /// Physics steps per simulated second.
  public var stepsPerSecond: Int
  /// Physics steps between two rows of the series.
  public var stepsPerRow: Int
  /// Simulated seconds to do, for the progress display.
  public var duration: Double
  /// True hands out a state hash at every simulated second.
  public var hashesEverySecond: Bool
  /// Physics steps between two moments that are handed out to be kept, from step 0 on; nil keeps none.
  ///
  /// Where the loop is stopped it hands out that moment, too, so that nothing is simulated twice.
  public var stepsPerMoment: Int?
  /// Physics steps between two records of the mean fields, from step 0 on; nil hands out none.
  public var stepsPerFields: Int?
  /// True hands out the lives of directives.
  public var tellsDirectives = false
  /// Which frames are handed out; nil hands out none.
  public var frames: FramePlan?

  /// A loop for a scene's clocks.
  ///
  /// - Precondition: `stepsPerSecond >= 1`; a `seriesPeriod` under one step counts as one step.
  public init(
    stepsPerSecond: Int, seriesPeriod: Double, duration: Double, hashesEverySecond: Bool = true
  ) {
    precondition(stepsPerSecond >= 1, "a world needs at least one physics step per second")
    self.stepsPerSecond = stepsPerSecond
    self.duration = duration
    self.hashesEverySecond = hashesEverySecond
    stepsPerRow = Self.steps(seriesPeriod, stepsPerSecond) ?? Int.max
  }

  /// What a scene asks for besides series and hashes.
  public mutating func note(_ outputs: OutputSpec) {
    stepsPerFields = Self.steps(Double(outputs.fieldPeriod), stepsPerSecond)
    tellsDirectives = outputs.directives
  }

  /// Whole physics steps in a time, at least one; nil for an infinite time.
  public static func steps(_ seconds: Double, _ stepsPerSecond: Int) -> Int? {
    let steps = (seconds * Double(stepsPerSecond)).rounded()
    return steps.isFinite ? max(1, Int(min(steps, 1e15))) : nil
  }

  /// Steps until the world is finished or `shouldStop` says so; between two steps only.
  ///
  /// The first row and hash are those of the state before the first step; the last row is that
  /// of the last step even where it falls between two periods, so that a series always ends where
  /// the run ended.
  ///
  /// - Throws: what the observer throws; the world then stands between two steps.
  public func run<World: RecordedWorld & ~Copyable, Observer: RunObserver & ~Copyable>(
    _ world: inout World, observer: inout Observer,
    onProgress: (RunProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(RecordingError) -> RunEnd {
    var watch = EventWatch()
    try observer.begin(columns: world.recordedColumns())
    return try goOn(
      &world, watch: &watch, observer: &observer, isContinued: false, onProgress: onProgress,
      shouldStop: shouldStop)
  }

  /// Steps on from where the world stands, as `run` does.
  ///
  /// - Parameters:
  ///   - world: The world.
  ///   - watch: What was said of it so far.
  ///   - observer: Takes what comes up.
  ///   - isContinued: True where the observer has what belongs to the present step already.
  ///   - lastStep: A step at which to leave the world as it is, with nothing said of an end; nil goes
  ///     on to the end.
  ///   - onProgress: Told before every step.
  ///   - shouldStop: Asked before every step.
  /// - Returns: How it ended; not interrupted where it reached `lastStep`.
  /// - Throws: what the observer throws; the world then stands between two steps.
  public func goOn<World: RecordedWorld & ~Copyable, Observer: RunObserver & ~Copyable>(
    _ world: inout World, watch: inout EventWatch, observer: inout Observer, isContinued: Bool,
    through lastStep: Int? = nil, onProgress: (RunProgress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(RecordingError) -> RunEnd {
    let start = WallClock.monotonic()
    let startTime = world.time
    var row: [Double] = []
    var frame = frames.map { RunFrame($0) }
    var isKnown = isContinued
    while true {
      let step = world.stepCount
      let isLeft = step == lastStep
      let isLast = !isLeft && world.isFinished
      let isStopped = !isLeft && !isLast && shouldStop()
      let isRowDue = step % stepsPerRow == 0
      if !isKnown {
        if isRowDue { try addRow(of: world, to: &observer, &row) }
        if hashesEverySecond && step % stepsPerSecond == 0 {
          try observer.add(hash: world.stateHash(), second: step / stepsPerSecond, step: step)
        }
        if let stepsPerFields, step % stepsPerFields == 0 {
          try observer.add(fields: world.fieldRows())
        }
        if frames?.isDue(at: step) == true { try addFrame(of: world, to: &observer, &frame) }
        // Before a row that only the end has: a run that goes on from here has none.
        if let stepsPerMoment, isStopped || step % stepsPerMoment == 0,
          let moment = world.moment(watch)
        {
          try observer.add(moment: moment)
        }
      }
      isKnown = false
      if (isLast || isStopped) && !isRowDue { try addRow(of: world, to: &observer, &row) }
      if (isLast || isStopped) && tellsDirectives {
        try observer.add(directives: world.openDirectives())
      }
      onProgress(
        RunProgress(
          time: world.time, duration: duration, wallTime: WallClock.monotonic() - start,
          deliveries: world.deliveries, startTime: startTime))
      if isLeft || isLast || isStopped {
        return RunEnd(isInterrupted: isStopped, wallTime: WallClock.monotonic() - start)
      }
      world.step()
      if let failure = world.failure {
        if !isRowDue { try addRow(of: world, to: &observer, &row) }
        if tellsDirectives { try observer.add(directives: world.openDirectives()) }
        var end = RunEnd(isInterrupted: true, wallTime: WallClock.monotonic() - start)
        end.policyError = failure.isEmpty ? nil : failure
        return end
      }
      for event in world.newEvents(&watch) { try observer.add(event: event) }
      if tellsDirectives {
        let ended = world.endedDirectives()
        if !ended.isEmpty { try observer.add(directives: ended) }
      }
    }
  }

  private func addFrame<World: RecordedWorld & ~Copyable, Observer: RunObserver & ~Copyable>(
    of world: borrowing World, to observer: inout Observer, _ frame: inout RunFrame?
  ) throws(RecordingError) {
    guard var filled = frame.take() else { return }
    world.frame(into: &filled)
    try observer.add(frame: filled)
    frame = filled
  }

  private func addRow<World: RecordedWorld & ~Copyable, Observer: RunObserver & ~Copyable>(
    of world: borrowing World, to observer: inout Observer, _ row: inout [Double]
  ) throws(RecordingError) {
    world.seriesRow(into: &row)
    try observer.add(row: row)
  }
}
