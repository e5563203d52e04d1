import Commands
import Experiments
import Forecasting
import Prediction
import Recording
import Scenes
import SimCore
import Simulation

/// What `fleetfield predict` was asked for, once its words are understood.
struct PredictOptions {
  var axis: SizeAxis
  var target: PredictedTarget
  var lanes: LaneDiagram
  var out: String?
}

/// How much robots are asked for.
enum PredictedTarget {
  /// A share of what comes up.
  case share(Double)
  /// Jobs per second.
  case flow(Double)

  /// Jobs per second.
  func flow(_ prediction: FleetPrediction) -> Double {
    switch self {
    case .share(let share): share * prediction.demand
    case .flow(let flow): flow
    }
  }
}

/// Reads the words of `fleetfield predict`; all mistakes are found at once, each with its place.
struct PredictOptionsReader {
  private(set) var mistakes: [Diagnostic] = []
  private let arguments: Arguments
  private let scene: Scene
  private let figures: KnownFigures

  init(_ arguments: Arguments, _ model: WorldModel) {
    self.arguments = arguments
    scene = model.scene
    figures = KnownFigures(model)
  }

  /// The options; nil where there are mistakes.
  mutating func read() -> PredictOptions? {
    let axis = readAxis()
    let target = readTarget()
    let lanes = readLanes()
    let out = arguments.value("--out")
    if let out { checkOut(out) }
    guard mistakes.isEmpty, let axis, let target, let lanes else { return nil }
    return PredictOptions(axis: axis, target: target, lanes: lanes, out: out)
  }

  private mutating func readTarget() -> PredictedTarget? {
    guard let text = arguments.value("--target") else { return .share(0.95) }
    if !text.contains(where: { "<>=≤≥".contains($0) }) {
      guard let share = quantity(text, like: "1"), share > 0, share <= 1 else {
        note(
          OptionMistake(
            "expected a share of demand above 0 and up to 100 %, or 'deliveries_per_hour >= 600'",
            of: text), "--target", text)
        return nil
      }
      return .share(share)
    }
    do throws(OptionMistake) {
      let target = try SizeTarget(text, figures)
      switch (target.key, target.isMost) {
      case ("deliveries", false): return .flow(target.bar / Double(scene.run.duration))
      case ("deliveries_per_hour", false): return .flow(target.bar / 3600)
      default:
        throw OptionMistake(
          "only what is carried can be predicted: expected deliveries >= or deliveries_per_hour >=, found "
            + "'\(target.words)'", of: text)
      }
    } catch {
      note(error, "--target", text)
      return nil
    }
  }

  private mutating func readAxis() -> SizeAxis? {
    let axis: SizeAxis
    do throws(AxisOption.Mistake) {
      axis = try AxisOption(arguments: arguments, scene: scene).read()
    } catch {
      mistakes.append(error.diagnostic)
      return nil
    }
    guard let text = arguments.value("--axis"), let last = axis.sizes?.last,
      last > PredictedScene.largest
    else { return axis }
    note(
      OptionMistake(
        "\(last) robots are too many for this calculation: expected at most \(PredictedScene.largest)",
        of: text), "--axis", text)
    return nil
  }

  private mutating func readLanes() -> LaneDiagram? {
    guard let path = arguments.value("--lanes") else { return .measured }
    do throws(RecordingError) {
      switch LaneDiagram.read(try TextFile.read(path)) {
      case .success(let diagram): return diagram
      case .failure(let found):
        for mistake in found.all {
          mistakes.append(
            Diagnostic(
              severity: .error, message: mistake.message,
              location: SourceLocation(file: path, line: mistake.line, column: 1, length: 1)))
        }
      }
    } catch { note("--lanes: \(error.message)") }
    return nil
  }

  private mutating func checkOut(_ path: String) {
    for file in [arguments.operands[0]] + scene.inputs.map(\.path)
    where SweepFiles.isSame(path, file) {
      return note("--out \(path): this is a file of the scene, which a prediction would replace")
    }
    do throws(RecordingError) { try TextFile.check(path) } catch { note("--out: \(error.message)") }
  }

  private mutating func note(_ message: String) {
    mistakes.append(Diagnostic(severity: .error, message: message, location: nil))
  }

  private mutating func note(_ mistake: OptionMistake, _ name: String, _ text: String) {
    mistakes.append(mistake.diagnostic(option: name, text: text))
  }
}
