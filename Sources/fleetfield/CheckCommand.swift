import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield check`: every mistake of a scene, without running it.
enum CheckCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "check", summary: "find every mistake in a scene without running it",
    operands: ["SCENE"], options: [SceneInput.set, SceneInput.root, SceneInput.format],
    notes: [
      "The scene is compiled too, so starts that do not fit and goals nobody reaches are found.",
      "Exit codes: 0 the scene and its sweep can run (warnings are printed), 2 one cannot.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let path = arguments.operands[0]
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    switch SceneInput.open(
      path: path, overrides: try arguments.pairs("--set"), seed: nil, runsSweep: true,
      players: .anybody)
    {
    case .wrong(let diagnostics):
      Complaint.report(diagnostics, asJSON: wantsJSON)
      return ExitCode.wrongInput
    case .ready(let model, let warnings):
      if wantsJSON {
        var pairs: [(String, JSONText)] = []
        if case .object(let found) = Complaint.json(warnings) { pairs = found }
        pairs += [
          ("scene", .string(model.scene.name)), ("robots", .integer(model.robotCount)),
          ("classes", .integer(model.scene.robots.count)),
          ("duration_s", .number(Double(model.scene.run.duration))),
          ("policy_hash", .string(model.policyHash)),
          ("information_hash", .string(model.informationHash)),
        ]
        Terminal.out(.object(pairs))
      } else {
        Complaint.text(warnings)
        Terminal.out(sentence(path, model, warnings) + "\n")
      }
      return ExitCode.done
    }
  }

  /// `warehouse.fleet.yaml: no mistakes; 200 robots in 3 classes, 20 min 0 s`.
  private static func sentence(
    _ path: String, _ model: WorldModel, _ warnings: [Diagnostic]
  ) -> String {
    let robots = model.robotCount == 1 ? "robot" : "robots"
    let classes = model.scene.robots.count == 1 ? "class" : "classes"
    return "\(visibleText(path)): \(warnings.isEmpty ? "no mistakes" : Complaint.count(warnings)); "
      + "\(NumberText.grouped(Int64(model.robotCount))) \(robots) in "
      + "\(model.scene.robots.count) \(classes), \(NumberText.span(Double(model.scene.run.duration)))"
  }
}
