import Commands
import Recording

/// The help texts, made from the verbs' own descriptions so that they cannot drift.
enum Help {
  /// The verbs in the order in which a newcomer meets them.
  static let verbs: [VerbSpec] = [
    RunCommand.spec, ResumeCommand.spec, CheckCommand.spec, ImportCommand.spec, ExportCommand.spec,
    SweepCommand.spec, MergeCommand.spec, SizeCommand.spec, ReportCommand.spec, CompareCommand.spec,
    AttributeCommand.spec, PredictCommand.spec, LimitCommand.spec, ViewLauncher.viewSpec,
    ViewLauncher.renderSpec, DescribeCommand.spec, ExplainCommand.spec, DiffCommand.spec,
    ReplayCommand.spec, CleanCommand.spec, RepairCommand.spec, PolicyCommand.spec,
    BenchCommand.spec,
  ]

  /// The help of the command itself.
  static func overview() -> String {
    let width = verbs.map(\.name.count).max() ?? 0
    var lines = [
      "fleetfield \(Release.version): embodied robot fleets with hierarchical mean fields", "",
      "usage: fleetfield <verb> …", "",
    ]
    for verb in verbs { lines.append("  \(padded(verb.name, width))  \(verb.summary)") }
    lines += [
      "", "fleetfield <verb> --help tells more; fleetfield --version names the build.",
      "Exit codes: 0 done, 1 the run failed, was stopped or could not be written, 2 wrong input,",
      "69 the machine lacks instructions, 70 the program stopped at a fault of its own.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The help of one verb.
  static func text(of verb: VerbSpec) -> String { verb.help(of: "fleetfield") }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
