import Commands
import Experiments
import Scenes
import Simulation

/// Compiles a few points of a sweep before any run, to see whether one can run and has the figure.
///
/// A scene can be loaded and still be refused when it is compiled (a wall through the floor), and a
/// mistyped figure would be found when all runs are done. Models are not kept.
struct SweepTrial {
  /// Compiling 100,000 robots takes half a second, so that this many fruitless tries take ten; a
  /// sweep of more points that cannot run fails run by run.
  private static let triesForModel = 20
  /// Tries for a figure that no point before had; a mistyped one is refused after that many at most.
  private static let triesForFigure = 100

  /// The figure that is asked for, or nil.
  let key: String?
  /// Points looked at.
  private var lookCount = 0
  /// Points compiled, or tried to.
  private var tryCount = 0
  /// Points that compiled.
  private var modelCount = 0
  /// What the first point that does not compile is refused for.
  private var firstErrors: [Diagnostic]?
  private var names: [String] = []
  private var isFigureOpen = false
  /// Values of axes at points whose figures are known.
  private var seen: [(name: String, value: String)] = []

  init(key: String?) { self.key = key }

  /// Why no point can run, where all were tried.
  var errors: [Diagnostic]? {
    modelCount == 0 && tryCount == lookCount ? firstErrors : nil
  }

  /// Why the comparison cannot be made, or nil.
  var missingFigure: String? {
    guard let key, modelCount > 0, !isFigureOpen, !names.contains(key) else { return nil }
    let hint = Suggestion.hint(key, among: names)
    return "--compare key=\(key): no run of this sweep has the figure '\(key)'"
      + (hint.isEmpty ? "; there are \(names.joined(separator: ", "))" : hint)
  }

  /// Looks at a point that was loaded; compiles it only where that can tell something new.
  mutating func look(at point: SweepPoint, _ scene: Scene) {
    lookCount += 1
    if modelCount == 0 {
      guard tryCount < Self.triesForModel else { return }
    } else {
      // Which figures there are depends on tasks, batteries and disturbances, which axes can change.
      guard let key, !names.contains(key) else { return }
      let isNew = point.values.contains { value in !seen.contains { $0 == value } }
      guard isNew else { return }
      guard tryCount < Self.triesForFigure else {
        isFigureOpen = true
        return
      }
    }
    tryCount += 1
    do throws(SceneCompileError) {
      let model = try WorldModel(scene: scene)
      modelCount += 1
      guard key != nil else { return }
      for name in SweepExecution.figureNames(of: model) where !names.contains(name) {
        names.append(name)
      }
      seen += point.values
    } catch {
      firstErrors = firstErrors ?? error.diagnostics.filter { $0.severity == .error }
    }
  }
}
