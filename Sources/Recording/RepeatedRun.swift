import Scenes
import SimCore
import Simulation

/// A recorded run that is simulated again to look at what nobody kept.
///
/// The same scene and seed give the same bits, so that what is looked at, and how often, may be chosen afterwards,
/// and runs that nobody asks pay nothing.
public struct RepeatedRun: Sendable {
  /// When the run began, UTC, as its summary says.
  public let startedAt: String
  /// The scene's name.
  public let scene: String
  /// The seed.
  public let seed: UInt64
  private let stepCount: Int
  private let interventions: [LoggedIntervention]
  /// The last hash that the record has; nil where there is no record.
  private let last: (step: Int, hash: String)?

  /// Reads what a run folder says of the run.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it is no run folder, or a file is broken.
  public init(folder: String) throws(RecordingError) {
    let folder = RunFolder.resolved(RunFolder.withoutTrailingSlash(folder))
    let run = try RecordedRun(folder: folder)
    let inputs = try RunInputs(folder: folder)
    stepCount = inputs.steps ?? run.stepCount
    interventions = run.interventions
    startedAt = inputs.startedAt ?? "1970-01-01T00:00:00Z"
    scene = inputs.scene
    seed = inputs.seed
    last = run.hashes.last
  }

  /// A run of a scene from its beginning to the end that the scene says, which nobody touched.
  public init(model: WorldModel, startedAt: String) {
    self.startedAt = startedAt
    scene = model.scene.name
    seed = model.scene.run.seed
    interventions = []
    last = nil
    stepCount = Int((Double(model.scene.run.duration) * Double(model.clocks.physicsRate)).rounded())
  }

  /// Simulates the run again.
  ///
  /// - Parameters:
  ///   - legs: The compiled scenes of the run, from its beginning.
  ///   - pool: The workers; never changes what is found.
  ///   - onProgress: Told before every step.
  ///   - shouldStop: Asked before every step.
  ///   - look: Handed the run as it stands before every step, and at its end.
  /// - Returns: False where it was stopped.
  /// - Throws: What `look` throws; `RecordingError` (`isInput`) where a scene does not go on from the one before, or
  ///   the record moves a robot that is not there; else where it comes to another state than the record has.
  /// - Complexity: That of the run.
  public func simulate(
    _ legs: [CompiledLeg], pool: WorkerPool, onProgress: (RunProgress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }, look: (borrowing Fleet) throws(RecordingError) -> Void
  ) throws(RecordingError) -> Bool {
    var fleet = Fleet(model: legs[0].model, pool: pool)
    let duration = Double(stepCount) / Double(legs[0].model.clocks.physicsRate)
    let start = WallClock.monotonic()
    var leg = 0
    while true {
      let step = fleet.stepCount
      // Hashes are those of before a change or a person's hand.
      if let last, last.step == step, fleet.stateHash() != last.hash {
        throw RecordingError(
          "simulated again, the run is in another state at \(NumberText.digits(fleet.time)) s than its record says; "
            + "'fleetfield replay RUN --verify' tells where and why")
      }
      if leg + 1 < legs.count, legs[leg].lastStep == step {
        try legs[leg + 1].takeOver(&fleet, from: legs[leg], pool: pool)
        leg += 1
      }
      try interventions.apply(at: step, to: &fleet)
      try look(fleet)
      if step >= stepCount { return true }
      if shouldStop() { return false }
      onProgress(
        RunProgress(
          time: fleet.time, duration: duration, wallTime: WallClock.monotonic() - start,
          deliveries: fleet.deliveries))
      fleet.step()
    }
  }
}

extension [LoggedIntervention] {
  /// Does to a run what was done before a step.
  ///
  /// - Throws: `RecordingError` (`isInput`) where one moves a robot that is not there.
  func apply(at step: Int, to fleet: inout Fleet) throws(RecordingError) {
    for entry in self where entry.step == step {
      guard fleet.apply(entry.intervention) else {
        throw RecordingError("the record moves a robot that is not there", isInput: true)
      }
    }
  }
}
