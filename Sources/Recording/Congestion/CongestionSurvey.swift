import Scenes
import SimCore
import Simulation

/// Looks at where the robots of a run were held up, once a second, while it is simulated again.
///
/// Nothing of that is kept while a run is on: size of tiles, period and thresholds may be chosen afterwards.
public enum CongestionSurvey {
  /// Seconds between two looks at the robots.
  public static let period = 1.0

  /// Simulates a run again and adds what its robots did to a map.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - map: Takes what was seen.
  ///   - legs: The compiled scenes of the run, from its beginning.
  ///   - times: From when to when, simulated seconds.
  ///   - pool: The workers; never changes what is found.
  ///   - onProgress: Told before every step.
  ///   - shouldStop: Asked before every step.
  /// - Returns: False where it was stopped.
  /// - Throws: As `RepeatedRun.simulate` does.
  /// - Complexity: That of the run.
  public static func add(
    _ run: RepeatedRun, to map: inout CongestionMap, _ legs: [CompiledLeg],
    during times: ClosedRange<Double>, pool: WorkerPool,
    onProgress: (RunProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(RecordingError) -> Bool {
    let rate = Double(legs[0].model.clocks.physicsRate)
    let stepsPerLook = max(1, Int((period * rate).rounded()))
    return try run.simulate(legs, pool: pool, onProgress: onProgress, shouldStop: shouldStop) {
      fleet throws(RecordingError) in
      let step = fleet.stepCount
      if step > 0, step % stepsPerLook == 0, times.contains(fleet.time) {
        map.add(fleet, seconds: Double(stepsPerLook) / rate)
      }
    }
  }
}
