import Scenes
import SimCore
import Simulation

/// A recorded run that is simulated again to see where its robots were held up.
///
/// Nothing of that is kept while a run is on: the same scene and seed give the same bits, so that size of tiles,
/// period and thresholds may be chosen afterwards, and runs that nobody asks pay nothing.
public struct CongestionSurvey {
  /// When the run began, UTC, as its summary says.
  public let startedAt: String
  /// The scene's name.
  public let scene: String
  /// The seed.
  public let seed: UInt64
  private let stepCount: Int
  private let interventions: [LoggedIntervention]

  /// Seconds between two looks at the robots.
  public static let period = 1.0

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
  }

  /// A run of a scene from its beginning to the end that the scene says, which nobody touched.
  public init(model: WorldModel, startedAt: String) {
    self.startedAt = startedAt
    scene = model.scene.name
    seed = model.scene.run.seed
    interventions = []
    stepCount = Int((Double(model.scene.run.duration) * Double(model.clocks.physicsRate)).rounded())
  }

  /// Simulates the run again and adds what its robots did to a map.
  ///
  /// - Parameters:
  ///   - map: Takes what was seen.
  ///   - legs: The compiled scenes of the run, from its beginning.
  ///   - times: From when to when, simulated seconds.
  ///   - pool: The workers; never changes what is found.
  ///   - onProgress: Told before every step.
  ///   - shouldStop: Asked before every step.
  /// - Returns: False where it was stopped.
  /// - Throws: `RecordingError` (`isInput`) where a scene does not go on from the one before, or the record moves a
  ///   robot that is not there.
  /// - Complexity: That of the run.
  public func add(
    to map: inout CongestionMap, _ legs: [CompiledLeg], during times: ClosedRange<Double>,
    pool: WorkerPool, onProgress: (RunProgress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(RecordingError) -> Bool {
    var fleet = Fleet(model: legs[0].model, pool: pool)
    let rate = legs[0].model.clocks.physicsRate
    let stepsPerLook = max(1, Int((Self.period * Double(rate)).rounded()))
    let duration = Double(stepCount) / Double(rate)
    let start = WallClock.monotonic()
    var leg = 0
    while true {
      let step = fleet.stepCount
      if leg + 1 < legs.count, legs[leg].lastStep == step {
        try legs[leg + 1].takeOver(&fleet, from: legs[leg], pool: pool)
        leg += 1
      }
      for entry in interventions where entry.step == step {
        guard fleet.apply(entry.intervention) else {
          throw RecordingError("the record moves a robot that is not there", isInput: true)
        }
      }
      if step > 0, step % stepsPerLook == 0, times.contains(fleet.time) {
        map.add(fleet, seconds: Double(stepsPerLook) / Double(rate))
      }
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
