import Simulation

/// What a run folder says of the run beside its scene: where it ended, its hashes, what happened.
public struct RecordedRun: Sendable {
  /// The state hash at each whole simulated second, by step, ascending.
  public var hashes: [(step: Int, hash: String)]
  /// The last step that is known.
  public var stepCount: Int
  /// What happened, in step order.
  public var events: [FleetEvent]
  /// What a person did, in step order.
  public var interventions: [LoggedIntervention]
  /// The program that wrote it: version and hash of its bytes.
  public var build: String

  /// Reads a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it is no run folder, or a file is broken.
  /// - Complexity: O(file sizes).
  public init(folder: String) throws(RecordingError) {
    let folder = RunFolder.withoutTrailingSlash(folder)
    let log = try HashLog(folder: folder)
    let inputs = try RunInputs(folder: folder)
    hashes = zip(log.steps, log.hashes).map { (step: $0, hash: $1) }
    build = inputs.build
    events = try EventLog.read(folder: folder)
    interventions = try InterventionLog.read(folder: folder, robotCount: inputs.robots)
    stepCount = max(inputs.steps ?? 0, log.steps.last ?? 0)
  }
}
