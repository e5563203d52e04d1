import Commands
import Experiments
import Recording
import Scenes
import Simulation

/// What `fleetfield size` was asked for, once its words are understood.
struct SizeOptions {
  var scenePath: String
  var question: SizingQuestion
  /// The targets for people.
  var goal: String
  /// 1 − α.
  var confidence: Double
  /// δ.
  var delta: Double
  var axis: SizeAxis
  var firstSeed: Int
  var storePath: String
  var workerCount: Int
  var isDryRun: Bool
  var retriesFailed: Bool
  var isQuiet: Bool

  /// α; 0.05 for 0.95, without what a difference leaves in the last digits.
  var error: Double { ((1 - confidence) * 1e9).rounded() / 1e9 }
}

/// Reads the words of `fleetfield size`; all mistakes are found at once, each with its place.
struct SizeOptionsReader {
  private(set) var mistakes: [Diagnostic] = []
  private let arguments: Arguments
  private let scene: Scene
  private let figures: KnownFigures

  /// A reader for a compiled scene.
  init(_ arguments: Arguments, _ model: WorldModel) {
    self.arguments = arguments
    scene = model.scene
    figures = KnownFigures(model)
  }

  /// The options; nil where there are mistakes.
  mutating func read() -> SizeOptions? {
    let targets = readTargets()
    let decline = readDecline(targets)
    let confidence = readShare("--confidence", in: 0.5...0.999, usually: 0.95)
    let delta = readShare("--delta", in: 0.01...0.33, usually: 0.1)
    let axis = readAxis()
    let firstSeed = readInteger("--first-seed", in: 0...1_000_000_000) ?? 1
    let workerCount = readInteger("--workers", in: 1...256) ?? SceneInput.coreCount()
    let storePath = readStore()
    guard mistakes.isEmpty, let axis else { return nil }
    let goal =
      targets.isEmpty
      ? "the scene's success (\(scene.success?.words ?? ""))"
      : targets.map(\.words).joined(separator: " and ")
    return SizeOptions(
      scenePath: arguments.operands[0],
      question: SizingQuestion(targets: targets, decline: decline), goal: goal,
      confidence: confidence, delta: delta, axis: axis, firstSeed: firstSeed,
      storePath: storePath, workerCount: workerCount, isDryRun: arguments.flag("--dry-run"),
      retriesFailed: arguments.flag("--retry"), isQuiet: arguments.flag("--quiet"))
  }

  private mutating func readTargets() -> [SizeTarget] {
    let texts = arguments.all("--target")
    if texts.isEmpty && scene.success == nil {
      note(
        "--target is missing, and the scene states no success: expected what a run must reach, such as "
          + "--target 'sojourn_p95 <= 180 s'")
    }
    var targets: [SizeTarget] = []
    for (index, text) in texts.enumerated() {
      do throws(OptionMistake) {
        let target = try SizeTarget(text, figures)
        if let other = targets.first(where: { $0.contradicts(target) }) {
          throw OptionMistake("no run is both: '\(other.words)' is a target, too", of: text)
        }
        targets.append(target)
      } catch {
        note(error, "--target", text, line: index + 1)
      }
    }
    return targets
  }

  private mutating func readDecline(_ targets: [SizeTarget]) -> String {
    guard let text = arguments.value("--decline") else { return usualDecline(targets) }
    do throws(OptionMistake) {
      let key = try SizeTarget.key(text, figures)
      if targets.contains(where: { $0.key == key && $0.isMost }) {
        throw OptionMistake(
          "less of '\(key)' is better, as its target has it; expected a figure of which more is better",
          of: text)
      }
      return key
    } catch {
      note(error, "--decline", text)
      return ""
    }
  }

  /// The first figure of which more is wanted, else what tasks without end reach, else deliveries.
  private func usualDecline(_ targets: [SizeTarget]) -> String {
    if let target = targets.first(where: { !$0.isMost }) { return target.key }
    if targets.isEmpty, let bar = scene.success?.bars.first(where: { $0.atLeast != nil }),
      bar.task == nil
    {
      return bar.indicator
    }
    return figures.keys.contains("goals_reached") ? "goals_reached" : "deliveries"
  }

  private mutating func readShare(
    _ name: String, in range: ClosedRange<Double>, usually: Double
  ) -> Double {
    guard let text = arguments.value(name) else { return usually }
    guard let share = quantity(text, like: "1"), range.contains(share) else {
      note(
        OptionMistake(
          "expected a share from \(SizeWords.percent(range.lowerBound)) to "
            + SizeWords.percent(range.upperBound), of: text), name, text)
      return usually
    }
    return share
  }

  private mutating func readAxis() -> SizeAxis? {
    do throws(AxisOption.Mistake) {
      return try AxisOption(arguments: arguments, scene: scene).read()
    } catch {
      mistakes.append(error.diagnostic)
      return nil
    }
  }

  private mutating func readInteger(_ name: String, in range: ClosedRange<Int>) -> Int? {
    do throws(UsageError) { return try arguments.integer(name, in: range) } catch {
      note(error.message)
      return nil
    }
  }

  private mutating func readStore() -> String {
    let path =
      arguments.value("--out") ?? "runs/\(RunFolder.safeName(scene.name))-size.sqlite"
    do throws(SweepError) {
      try SweepFiles.checkStore(
        path, sceneFiles: [arguments.operands[0]] + scene.inputs.map(\.path))
    } catch {
      note(error.message)
    }
    for override in arguments.all("--set")
    where override.hasPrefix("seed=") || override.hasPrefix("run.seed=") {
      note("--set \(override): a study has seeds of its own; --first-seed gives the first")
    }
    return path
  }

  private mutating func note(_ message: String) {
    mistakes.append(Diagnostic(severity: .error, message: message, location: nil))
  }

  private mutating func note(
    _ mistake: OptionMistake, _ name: String, _ text: String, line: Int = 1
  ) {
    mistakes.append(mistake.diagnostic(option: name, text: text, line: line))
  }
}

extension OptionMistake {
  /// The mistake as it is told, at its place in the text of an option; the line is which of several it is.
  func diagnostic(option name: String, text: String, line: Int = 1) -> Diagnostic {
    var message = message
    if !known.isEmpty {
      let hint = Suggestion.hint(unknown, among: known)
      message += hint.isEmpty ? "; there are \(known.joined(separator: ", "))" : hint
    }
    return Diagnostic(
      severity: .error, message: message,
      location: SourceLocation(file: name, line: line, column: column, length: length),
      sourceLine: text)
  }
}
