import Scenes
import SimCore
import Simulation

/// How long runs of a sweep take on this machine, from the beginning of two of them.
///
/// The cheapest and the dearest point are simulated for a few seconds each; between them the time that a robot takes is
/// taken to change straight with the cost. A beginning is not a whole run (queues come later), so what is made of it
/// leaves room.
public struct SweepPace: Sendable {
  /// A point that was tried.
  struct Trial: Equatable, Sendable {
    /// Simulated robot-seconds of a run.
    var cost: Double
    /// Thread seconds from nothing to the first step.
    var setup: Double
    /// Thread seconds for a simulated robot-second.
    var pace: Double
  }

  /// The cheapest and the dearest, in this order; the same where all points cost the same.
  let trials: [Trial]

  /// Wall seconds that a trial may take behind its setup.
  public static let trialSeconds = 3.0

  /// A pace from trials.
  init(_ trials: [Trial]) { self.trials = trials.sorted { $0.cost < $1.cost } }

  /// Tries two points of a sweep; nil where one cannot be run.
  ///
  /// - Parameters:
  ///   - scenePath: The scene's file.
  ///   - settings: What is set at the cheapest and at the dearest point, with their costs.
  ///   - seed: The seed of both.
  ///   - inputs: The files as they were when the points were loaded.
  /// - Complexity: `trialSeconds` and the setup of each.
  public init?(
    scenePath: String,
    _ settings: [(settings: [(key: String, value: String)], cost: Double)], seed: UInt64,
    inputs: InputFiles
  ) {
    var trials: [Trial] = []
    for (settings, cost) in settings {
      let start = WallClock.monotonic()
      let loaded = SceneLoader.load(
        path: scenePath, overrides: settings.map { ($0.key, $0.value) }, seed: seed,
        inputs: inputs, runsSweep: false)
      guard case .ready(let model, _) = CompiledScene(loaded) else { return nil }
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
      let begin = WallClock.monotonic()
      let stepCount = Int((model.duration * Double(model.clocks.physicsRate)).rounded())
      var steps = 0
      // A whole run, where it is short enough.
      while steps < max(1, stepCount), WallClock.monotonic() - begin < Self.trialSeconds {
        fleet.step()
        steps += 1
      }
      let simulated =
        Double(steps) / Double(model.clocks.physicsRate) * Double(max(1, model.robotCount))
      trials.append(
        Trial(
          cost: cost, setup: begin - start,
          pace: (WallClock.monotonic() - begin) / max(1e-9, simulated)))
    }
    self.init(trials)
  }

  /// Thread seconds of a run that costs so much.
  public func seconds(cost: Double) -> Double {
    guard let first = trials.first, let last = trials.last else { return 0 }
    let way = last.cost - first.cost
    let place = way > 0 ? min(1, max(0, (cost - first.cost) / way)) : 1
    func between(_ one: Double, _ other: Double) -> Double { one + place * (other - one) }
    return between(first.setup, last.setup) + cost * between(first.pace, last.pace)
  }
}
