import Simulation

/// What can be opened again: a scene file, a recorded run, a synthetic crowd.
public protocol SceneOpener: AnyObject {
  /// Opens it, or opens it anew.
  ///
  /// - Throws: `SceneOpeningError` with messages for people: which line, and what was expected.
  func open() throws(SceneOpeningError) -> OpenedScene
  /// True once after the file has been saved since it was last opened.
  var hasChanged: Bool { get }
  /// Applies an edit to the scene in memory and opens the result; nil where it cannot be edited.
  func edit(_ edit: SceneEdit, frame: FleetFrame) throws(SceneOpeningError) -> OpenedScene?
  /// Opens the scene as it was before its last edit; nil where there is none.
  func undo() throws(SceneOpeningError) -> OpenedScene?
  /// Opens the scene with the edit again that was taken back last; nil where there is none.
  func redo() throws(SceneOpeningError) -> OpenedScene?
  /// Writes the edited scene into a new file and gives its path.
  func saveAsNew() throws(SceneOpeningError) -> String
}

extension SceneOpener {
  /// Never.
  public var hasChanged: Bool { false }
  /// It cannot.
  public func edit(
    _ edit: SceneEdit, frame: FleetFrame
  ) throws(SceneOpeningError) -> OpenedScene? { nil }
  /// There is nothing to take back.
  public func undo() throws(SceneOpeningError) -> OpenedScene? { nil }
  /// There is nothing to make again.
  public func redo() throws(SceneOpeningError) -> OpenedScene? { nil }
  /// It cannot.
  public func saveAsNew() throws(SceneOpeningError) -> String {
    throw SceneOpeningError("there is no scene to save")
  }
}

/// A scene that is ready to run.
public struct OpenedScene: Sendable {
  /// What does not change from frame to frame.
  public var scenery: Scenery
  /// Warnings to show.
  public var messages: [ViewerMessage]
  /// What is known of a recorded run; nil for a scene.
  public var record: RunRecord?
  /// Starts it on a thread of its own.
  public var start: @Sendable (Playback) -> LiveSession
  /// Makes it ready to be advanced on the calling thread.
  public var offscreen: @Sendable () -> any OffscreenDriver

  /// A scene run by a source; `source` is called on the session's thread.
  public init<Source: FrameSource>(
    scenery: Scenery, messages: [ViewerMessage] = [], record: RunRecord? = nil,
    source: @escaping @Sendable () -> Source
  ) {
    self.scenery = scenery
    self.messages = messages
    self.record = record
    start = { LiveSession.start(playback: $0, record: record, source: source) }
    offscreen = {
      SourceDriver(runner: FleetRunner(source: source(), record: record))
    }
  }
}

/// Why something could not be opened.
public struct SceneOpeningError: Error, Sendable, CustomStringConvertible {
  /// One line for people.
  public var description: String
  /// Messages with lines and carets to show in the window.
  public var messages: [ViewerMessage]
  /// An error from its values.
  public init(_ description: String, messages: [ViewerMessage] = []) {
    self.description = description
    self.messages = messages
  }
}

/// Advances a fleet on the calling thread, for pictures without a window.
public protocol OffscreenDriver {
  /// The present step.
  var step: Int { get }
  /// True where it will not advance any more.
  var isFinished: Bool { get }
  /// Where a replay differs from its record; nil where it does not, or not yet.
  var mismatch: ReplayMismatch? { get }
  /// How a replay stands; nil for a scene.
  var replay: ReplayStanding? { get }
  /// True where only the record ends here: its run was stopped.
  var isCut: Bool { get }
  /// Goes on to a step, or to the run's end.
  mutating func advance(to step: Int)
  /// The present moment.
  mutating func frame(_ request: CaptureRequest) -> FleetFrame
}

/// Drives one source, with the interventions of its record.
struct SourceDriver<Source: FrameSource>: OffscreenDriver {
  var runner: FleetRunner<Source>
  var step: Int { runner.source.step }
  var isFinished: Bool { runner.isAtEnd }
  var isCut: Bool { runner.isAtEnd && !runner.source.isFinished }
  var mismatch: ReplayMismatch? { runner.mismatch }
  var replay: ReplayStanding? { runner.replay }

  mutating func advance(to step: Int) { runner.advance(to: step) }

  mutating func frame(_ request: CaptureRequest) -> FleetFrame {
    var frame = FleetFrame()
    runner.capture(into: &frame, request: request)
    return frame
  }
}
