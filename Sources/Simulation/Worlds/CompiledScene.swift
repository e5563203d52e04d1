import Scenes

/// A scene ready to run, or everything that keeps it from running.
///
///     switch CompiledScene(SceneLoader.load(path: "depot.fleet.yaml")) {
///     case .ready(let model, let warnings): …
///     case .wrong(let diagnostics): …
///     }
public enum CompiledScene: Sendable {
  /// The compiled scene and the warnings about it.
  case ready(WorldModel, warnings: [Diagnostic])
  /// At least one error, and the warnings.
  case wrong([Diagnostic])

  /// Compiles what a load gave.
  ///
  /// `tell` is called with a sound scene before the work and memory of compiling it are taken.
  ///
  /// - Complexity: That of `WorldModel`; O(1) where the load found a mistake.
  public init(_ loaded: SceneLoadResult, tell: (Scene) -> Void = { _ in }) {
    guard let scene = loaded.scene else {
      self = .wrong(loaded.diagnostics)
      return
    }
    tell(scene)
    do throws(SceneCompileError) {
      let model = try WorldModel(scene: scene)
      self = .ready(model, warnings: loaded.diagnostics + model.warnings)
    } catch {
      self = .wrong(loaded.diagnostics + error.diagnostics)
    }
  }

  /// The compiled scene, where it is sound.
  public var model: WorldModel? {
    if case .ready(let model, _) = self { model } else { nil }
  }
}
