import Contracts
import Doors
import Policies
import Scenes
import SimCore
import Simulation

/// What went wrong, for people.
struct WorldsError: Error {
  /// One or more lines.
  var message: String
}

/// What a caller asks for when it opens a scene.
struct WorldsRequest {
  /// The scene's file.
  var path: String
  /// `key=value` in order, as with `--set`.
  var overrides: [(String, String)] = []
  /// The sections of observations; nil for all.
  var sections: [ObservationSection]?
  /// What rewards are made of, with weights.
  var rewards: [(indicator: RobotIndicator, weight: Float)] = []
  /// Number of worlds.
  var worldCount = 1
  /// Number of threads.
  var workerCount = 1
  /// The seed of the first world; the others have the next ones.
  var seed: UInt64 = 1
  /// True where state hashes can be asked for: they are taken at every tick.
  var hashesStates = false

  /// The compiled scene for a seed.
  ///
  /// - Throws: `WorldsError` with all mistakes, as `fleetfield check` prints them.
  func model(seed: UInt64) throws(WorldsError) -> WorldModel {
    var vocabulary = SceneVocabulary.standard
    vocabulary.players = .anybody
    let loaded = SceneLoader.load(
      path: path, overrides: overrides, seed: seed, runsSweep: false, vocabulary: vocabulary)
    switch CompiledScene(loaded) {
    case .ready(let model, _): return model
    case .wrong(let diagnostics):
      let errors = diagnostics.filter { $0.severity == .error }
      throw WorldsError(message: errors.map(\.rendered).joined(separator: "\n"))
    }
  }

  /// What the caller plays.
  ///
  /// - Throws: `WorldsError` where the scene leaves no policy to others.
  func shapes(of fleet: borrowing Fleet) throws(WorldsError) -> [PolicyGroupShape] {
    let shapes = fleet.outsideShapes().map { shape in
      shape.observing(sections?.filter { $0.isOfOrchestrators == (shape.layer == .orchestrator) })
    }
    guard !shapes.isEmpty else {
      throw WorldsError(
        message: "the scene leaves no policy to others; give one the kind externalExecutor or "
          + "externalOrchestrator, in the scene or by 'policies.NAME.kind=externalExecutor'")
    }
    return shapes
  }
}
