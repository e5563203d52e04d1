import Commands
import Recording
import Scenes
import SimCore

/// The command: picks the verb, prints mistakes about the command line, returns the exit code.
enum Command {
  /// Runs the command with its words after the program's name.
  static func run(_ words: [String]) -> Int32 {
    if asksForJSON(words) { CrashGuard.speakJSON() }
    do throws(UsageError) {
      return try dispatch(words)
    } catch {
      return Complaint.report(error, asJSON: asksForJSON(words))
    }
  }

  /// True where a program reads what the words, wrong as they are, lead to.
  private static func asksForJSON(_ words: [String]) -> Bool {
    words.contains("--format=json")
      || zip(words, words.dropFirst()).contains { $0 == "--format" && $1 == "json" }
  }

  private static func dispatch(_ words: [String]) throws(UsageError) -> Int32 {
    guard let verb = words.first else {
      Terminal.error(Help.overview())
      return ExitCode.wrongInput
    }
    let rest = Array(words.dropFirst())
    switch verb {
    case "--version":
      Terminal.out("fleetfield \(Release.buildIdentity()) (\(Release.configuration))\n")
      return ExitCode.done
    case "--help", "-h", "help":
      return try help(rest)
    case "run": return try start(RunCommand.spec, rest, RunCommand.run)
    case "resume": return try start(ResumeCommand.spec, rest, ResumeCommand.run)
    case "check": return try start(CheckCommand.spec, rest, CheckCommand.run)
    case "import": return try start(ImportCommand.spec, rest, ImportCommand.run)
    case "export": return try start(ExportCommand.spec, rest, ExportCommand.run)
    case "sweep" where rest.first == "slurm":
      return try start(SlurmCommand.spec, Array(rest.dropFirst()), SlurmCommand.run)
    case "sweep": return try start(SweepCommand.spec, rest, SweepCommand.run)
    case "merge": return try start(MergeCommand.spec, rest, MergeCommand.run)
    case "size": return try start(SizeCommand.spec, rest, SizeCommand.run)
    case "report": return try start(ReportCommand.spec, rest, ReportCommand.run)
    case "attribute": return try start(AttributeCommand.spec, rest, AttributeCommand.run)
    case "compare": return try start(CompareCommand.spec, rest, CompareCommand.run)
    case "predict": return try start(PredictCommand.spec, rest, PredictCommand.run)
    case "limit": return try start(LimitCommand.spec, rest, LimitCommand.run)
    case "explain": return try start(ExplainCommand.spec, rest, ExplainCommand.run)
    case "describe": return try start(DescribeCommand.spec, rest, DescribeCommand.run)
    case "diff": return try start(DiffCommand.spec, rest, DiffCommand.run)
    case "repair": return try start(RepairCommand.spec, rest, RepairCommand.run)
    case "replay": return try start(ReplayCommand.spec, rest, ReplayCommand.run)
    case "clean": return try start(CleanCommand.spec, rest, CleanCommand.run)
    case "policy": return try start(PolicyCommand.spec, rest, PolicyCommand.run)
    case "view", "render": return ViewLauncher.run(words)
    case "bench": return try BenchCommand.run(rest)
    default:
      let kind = verb.hasPrefix("-") ? "option" : "verb"
      let names = Help.verbs.map(\.name) + ["--version", "--help"]
      throw UsageError(message: "unknown \(kind) '\(verb)'" + Suggestion.hint(verb, among: names))
    }
  }

  private static func start(
    _ spec: VerbSpec, _ words: [String], _ run: (Arguments) throws(UsageError) -> Int32
  ) throws(UsageError) -> Int32 {
    let arguments = try Arguments(words, for: spec)
    if arguments.flag("--help") {
      Terminal.out(Help.text(of: spec))
      return ExitCode.done
    }
    if let root = arguments.value("--root"), !PathRoot.confine(to: root) {
      throw arguments.error("--root \(root): there is no such folder")
    }
    return try run(arguments)
  }

  private static func help(_ words: [String]) throws(UsageError) -> Int32 {
    guard let name = words.first else {
      Terminal.out(Help.overview())
      return ExitCode.done
    }
    guard let verb = Help.verbs.first(where: { $0.name == name }) else {
      throw UsageError(
        message: "unknown verb '\(name)'" + Suggestion.hint(name, among: Help.verbs.map(\.name)))
    }
    // The viewer program knows what it takes.
    if name == "view" || name == "render" { return ViewLauncher.run([name, "--help"]) }
    Terminal.out(Help.text(of: verb))
    return ExitCode.done
  }
}
