import Simulation

/// What is known of a recorded run before it is simulated again.
public struct RunRecord: Equatable, Sendable {
  /// State hashes by step.
  public var hashes: [Int: String]
  /// The last step of the run.
  public var stepCount: Int
  /// What happened, in step order.
  public var events: [FleetEvent]
  /// What a person did, in step order.
  public var interventions: [LoggedIntervention]
  /// The program that recorded it.
  public var build: String
  /// What the run is called: the name of its folder.
  public var name: String

  /// A record from its values.
  public init(
    hashes: [Int: String] = [:], stepCount: Int, events: [FleetEvent] = [],
    interventions: [LoggedIntervention] = [], build: String = "", name: String = ""
  ) {
    self.name = name
    self.hashes = hashes
    self.stepCount = stepCount
    self.events = events
    self.interventions = interventions
    self.build = build
  }
}

/// How a replay stands against the run that was recorded.
public struct ReplayStanding: Equatable, Sendable {
  /// What the recorded run is called.
  public var name: String
  /// Recorded hashes, and how many of them the replay has come by and has, too.
  public var hashCount: Int
  /// How many of them agree, from the first one on.
  public var agreedCount = 0
  /// The first step whose hash differs; nil where none was found.
  public var mismatchStep: Int?
  /// True once somebody has laid a hand on it: it is a run of its own then.
  public var isLeft = false

  /// A replay that has not begun.
  public init(of record: RunRecord) {
    (name, hashCount) = (record.name, record.hashes.count)
  }

  /// In a few words.
  public var words: String {
    if isLeft { return "no longer the recorded run" }
    if let mismatchStep { return "differs from step \(mismatchStep)" }
    if hashCount == 0 { return "no hashes to compare" }
    if agreedCount == hashCount { return "all \(hashCount) hashes agree" }
    return "hashes agree so far: \(agreedCount) of \(hashCount)"
  }
}

/// The first moment at which a replay is not the run that was recorded.
public struct ReplayMismatch: Equatable, Sendable {
  /// The step.
  public var step: Int
  /// The hash in the run folder.
  public var recorded: String
  /// The hash found.
  public var found: String
  /// The program that recorded the run.
  public var build: String

  /// One sentence for a terminal.
  public var sentence: String {
    "the replay differs from the recorded run at step \(step): recorded \(recorded), found \(found)"
  }

  /// The message for the window.
  public var message: ViewerMessage {
    ViewerMessage(
      title: "this is not the recorded run",
      lines: [
        "from step \(step) on, or up to a second before, the replay has another state:",
        "  recorded  \(recorded)", "  found     \(found)",
        "recorded by \(build.isEmpty ? "an unknown build" : build)",
        "what is shown from here on is another run of the same scene",
      ])
  }
}

/// Writes a live session down while it runs.
///
/// A session goes back and forth in time: rows belong to steps, what is simulated again is the same,
/// and what a new intervention voids is dropped.
public protocol SessionRecorder: AnyObject {
  /// Takes a moment down, after each step and at step 0.
  func note(_ fleet: borrowing Fleet, events: [FleetEvent])
  /// Forgets everything after a step: somebody has changed what follows it.
  func void(after step: Int)
  /// Completes the record at the fleet's step; the answer says where it is.
  func finish(_ fleet: borrowing Fleet, interventions: [LoggedIntervention]) -> SessionRemark
}

/// What a recorder says of its record when the session is over.
public struct SessionRemark: Equatable, Sendable {
  /// A sentence.
  public var text: String
  /// True where the record could not be kept whole.
  public var isFailure: Bool

  /// A remark from its values.
  public init(_ text: String, isFailure: Bool = false) {
    self.text = text
    self.isFailure = isFailure
  }
}
