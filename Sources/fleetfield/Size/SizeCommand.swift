import Commands
import Experiments
import Recording
import Scenes
import Simulation

/// `fleetfield size`: from a scene to how many robots it takes, and from what number on more hurt.
enum SizeCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "size", summary: "find the least fleet that meets a target, and where more begin to hurt",
    operands: ["SCENE"],
    options: [
      OptionSpec(
        name: "--target", kind: .repeated, placeholder: "'figure <= value'",
        help: "what a run must reach; several are one (default: the scene's own success)"),
      OptionSpec(
        name: "--confidence", kind: .value, placeholder: "share",
        help: "of all that is certified together (default: 95 %)"),
      OptionSpec(
        name: "--delta", kind: .value, placeholder: "share",
        help: "the share of runs that may miss the target (default: 10 %)"),
      OptionSpec(
        name: "--axis", kind: .value, placeholder: "name[=1..200]",
        help: "what is a size, and which (default: n, else the count of the only class)"),
      OptionSpec(
        name: "--decline", kind: .value, placeholder: "figure",
        help: "what more robots may lower (default: the figure of a >= target, else deliveries)"),
      OptionSpec(
        name: "--first-seed", kind: .value, placeholder: "n",
        help: "the first seed (default: 1); a target made after looking takes new ones"),
      SceneInput.set, SceneInput.root,
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.sqlite",
        help: "the store (default: runs/<scene>-size.sqlite); an existing one is resumed"),
      SceneInput.workers,
      OptionSpec(
        name: "--dry-run", kind: .flag, help: "print the plan and its budget, and run nothing"),
      OptionSpec(
        name: "--retry", kind: .flag, help: "run those again that failed before"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no progress or warnings (errors stay)"),
    ],
    notes: [
      "example: fleetfield size Scenes/Showcase/warehouse.fleet.yaml --set duration=10min \\",
      "           --target 'sojourn_p95 <= 180 s' --target 'stranded <= 0' --axis n=50..400",
      "",
      "targets: any figure that a scene's success may compare, with its unit. A run meets its targets or",
      "         misses; jobs that are still open count with their age, and what a run does not tell is a miss,",
      "         and so is a run that breaks down.",
      "sizes:   n=50..800 is a grid of its own (all up to 12, then steps of 1.3), n=10,20 and n=20..200:20",
      "         are these; left out, from 1 to four times the scene's own fleet, 12 at least.",
      "",
      "runs:    they begin empty and count from their beginning; a decline in runs that are short beside what a job",
      "         takes may be one of starting up.",
      "",
      "It screens the sizes, puts more where success sets in or ends, and certifies with seeds that nothing",
      "before has seen. The answer holds for the sizes named in it and the floor and work of the scene.",
      "Ctrl-C gives unfinished runs back; the same command goes on, with the same answer.",
      "fleetfield report FILE.sqlite makes a page of it, with curves, costs and where it comes from.",
      "Exit codes: 0 an answer, whatever it is, 1 stopped or not all runs could be done, 2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let overrides = try arguments.pairs("--set")
    let inputs = InputFiles()
    let loaded = SceneLoader.load(
      path: arguments.operands[0], overrides: overrides.map { ($0.key, $0.value) }, seed: nil,
      inputs: inputs, runsSweep: false)
    let model: WorldModel
    switch CompiledScene(loaded) {
    case .ready(let compiled, let warnings):
      if !wantsJSON && !arguments.flag("--quiet") { Complaint.text(warnings) }
      model = compiled
    case .wrong(let diagnostics):
      Complaint.report(diagnostics, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    var reader = SizeOptionsReader(arguments, model)
    guard let options = reader.read() else {
      Complaint.report(reader.mistakes, asJSON: wantsJSON)
      return ExitCode.wrongInput
    }
    var session = SizeSession(
      options: options, inputs: inputs, scene: model.scene, overrides: overrides,
      wantsJSON: wantsJSON)
    return session.run()
  }
}
