import Commands
import Experiments
import Scenes

/// `--axis`, alike for the verbs that ask about sizes of fleets.
struct AxisOption {
  let arguments: Arguments
  let scene: Scene

  /// Why there is no axis, with its place in the words.
  struct Mistake: Error { var diagnostic: Diagnostic }

  /// The axis: the one that is named, or the scene's usual one.
  func read() throws(Mistake) -> SizeAxis {
    guard let text = arguments.value("--axis") else { return try usual() }
    do throws(OptionMistake) {
      let axis = try SizeAxis(text, of: scene)
      if isSet(axis.name) {
        throw OptionMistake("'\(axis.name)' is the axis and is set by --set too", of: text)
      }
      return axis
    } catch {
      throw Mistake(diagnostic: error.diagnostic(option: "--axis", text: text))
    }
  }

  private func usual() throws(Mistake) -> SizeAxis {
    guard let axis = SizeAxis.usual(of: scene) else {
      throw mistake(
        "--axis is missing: the scene has \(scene.robots.count) classes and no parameter n; expected what is a "
          + "size, such as --axis robots.\(scene.robots.first?.name ?? "carrier").count")
    }
    if isSet(axis.name) {
      throw mistake("'\(axis.name)' is the axis and is set by --set too; --axis gives its sizes")
    }
    return axis
  }

  private func mistake(_ message: String) -> Mistake {
    Mistake(diagnostic: Diagnostic(severity: .error, message: message, location: nil))
  }

  private func isSet(_ key: String) -> Bool {
    arguments.all("--set").contains { $0.hasPrefix("\(key)=") }
  }
}
