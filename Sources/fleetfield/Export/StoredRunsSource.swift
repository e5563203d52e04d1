import Commands
import Experiments
import Recording
import Scenes
import SimCore
import Simulation

/// The finished runs of a store, made ready to be simulated again.
///
/// A store holds figures and no scene: the file that the runs were made from is read again, and must still mean what
/// it meant.
struct StoredRunsSource {
  private let path: String
  private let results: StoredResults
  private let runs: [StoredResults.Run]

  /// Reads a store and chooses its finished runs, of these only those in which all that is wanted was set.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it is no store, or none of its runs is left.
  init(path: String, wanted: [(key: String, value: String)]) throws(RecordingError) {
    self.path = path
    do throws(DatabaseError) { results = try StoredResults(path: path) } catch {
      throw RecordingError(error.message, isInput: error.isInput)
    }
    let done = results.runs.filter { $0.state == .done }
    guard !done.isEmpty else {
      throw RecordingError("'\(path)' holds no finished run", isInput: true)
    }
    for (key, value) in wanted where !done.contains(where: { $0.has(key, value) }) {
      let keys = Set(done.flatMap { $0.settings.map(\.key) }).sorted()
      let values = Set(done.flatMap { $0.settings.filter { $0.key == key }.map(\.value) }).sorted()
      throw RecordingError(
        "--where \(key)=\(value): no finished run of '\(path)' has it; "
          + (values.isEmpty
            ? keys.isEmpty ? "nothing was set in them" : "set were \(keys.joined(separator: ", "))"
            : "there are \(values.joined(separator: ", "))"),
        isInput: true)
    }
    runs = done.filter { run in wanted.allSatisfy { run.has($0.key, $0.value) } }
    guard !runs.isEmpty else {
      throw RecordingError(
        "no finished run of '\(path)' has all that --where asks for", isInput: true)
    }
  }

  /// Compiles one run after the other and hands it on, in the order of the store.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the scene is gone, changed, or wrong; and what `body` throws.
  func forEach(
    _ body: (String, RepeatedRun, WorldModel) throws(RecordingError) -> Void
  ) throws(RecordingError) {
    let inputs = InputFiles()
    for run in runs {
      let model = try model(of: run, inputs)
      let name = "\(path), run \(run.id)"
      try body(
        name, RepeatedRun(model: model, startedAt: WallClock.timestamp(of: run.started ?? 0)),
        model)
    }
  }

  private func model(
    of run: StoredResults.Run, _ inputs: InputFiles
  ) throws(RecordingError) -> WorldModel {
    let paths = results.inputs.filter { $0.role == InputRole.scene.rawValue }.map(\.path)
    var reason = "the store does not say which scene it was made from"
    var tried: [String] = []
    for scene in paths where !tried.contains(scene) {
      tried.append(scene)
      let loaded = SceneLoader.load(
        path: scene, overrides: run.settings.map { ($0.key, $0.value) }, seed: run.seed,
        inputs: inputs, runsSweep: false)
      if let found = loaded.scene, found.digest != run.sceneDigest {
        reason = "'\(scene)', or a file that it names, was changed since"
        continue
      }
      switch CompiledScene(loaded) {
      case .ready(let model, _): return model
      case .wrong(let diagnostics):
        let first = diagnostics.first { $0.severity == .error }
        reason = first?.rendered ?? "'\(scene)' cannot be used"
      }
    }
    throw RecordingError(
      "run \(run.id) of '\(path)' cannot be simulated again: \(reason)", isInput: true)
  }
}

extension StoredResults.Run {
  /// True where this was set in the run.
  fileprivate func has(_ key: String, _ value: String) -> Bool {
    settings.contains { $0.key == key && $0.value == value }
  }
}
