import Commands
import Recording
import SimCore

/// `fleetfield export`: what a run has taught, where its robots were, and what a scene has, for programs of others.
enum ExportCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "export", summary: "write what a run or a scene has in a form that others read",
    operands: ["WHAT", "FROM…"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE",
        help:
          "where it is written (default: standard output); factsheets of several classes: a folder"),
      OptionSpec(
        name: "--class", kind: .value, placeholder: "NAME",
        help: "factsheet: of this class of robots (default: of each)"),
      OptionSpec(
        name: "--where", kind: .repeated, placeholder: "key=value",
        help: "zones: of a store, only runs in which this was set; may be repeated"),
      OptionSpec(
        name: "--tile", kind: .value, placeholder: "LENGTH",
        help: "zones: side of the tiles that are measured (default: 2m)"),
      OptionSpec(
        name: "--blocked", kind: .value, placeholder: "SHARE",
        help: "zones: blocked share from which on a tile is penalised (default: 20%)"),
      OptionSpec(
        name: "--density", kind: .value, placeholder: "DENSITY",
        help:
          "zones: robots in traffic per area from which on a tile limits the speed, or never (default: 0.1/m^2)"
      ),
      OptionSpec(
        name: "--presence", kind: .value, placeholder: "T",
        help: "zones: robot-seconds that a tile must have seen (default: 30s)"),
      OptionSpec(
        name: "--from", kind: .value, placeholder: "T",
        help: "zones, trajectories: from there on (default: 0s)"),
      OptionSpec(
        name: "--until", kind: .value, placeholder: "T",
        help: "zones, trajectories: until then (default: the end)"),
      OptionSpec(
        name: "--every", kind: .value, placeholder: "T",
        help: "trajectories: the time between two frames (default: 100ms)"),
      OptionSpec(
        name: "--robots", kind: .value, placeholder: "N",
        help: "trajectories: at most so many of each class, spread evenly (default: all)"),
      SceneInput.set, SceneInput.workers, SceneInput.root, SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no progress, and no words of what was found"),
    ],
    notes: [
      "zones FROM…: a zoneSet of VDA 5050 3.0 from where the robots of run folders, or of the runs of a sweep's",
      "  store, were held up. PENALTY has the share of the time in which robots stood there, SPEED_LIMIT the mean",
      "  speed of those that did not. The runs are simulated again for it and looked at once a second; several of",
      "  one floor are added up. A scene reads such a file by world.traffic.zone_set.",
      "trajectories RUN: where every robot was, frame by frame: --out FILE.csv or FILE.npz as run --trajectories has",
      "  them, FILE.txt for PedPy. The run is simulated again for it.",
      "factsheet SCENE: a factsheet of VDA 5050 3.0 for a class of robots, or for each (FILE is then a folder).",
      "lif SCENE: its lanes and stations as a layout in LIF 1.0, which 'import' reads.",
      "Exit codes: 0 done, 1 somebody stopped it, or it could not be written, 2 wrong input.",
    ])

  private static let kinds = ["zones", "trajectories", "factsheet", "lif"]

  /// Options that belong to one kind of export.
  private static let optionsOf: [(kind: String, options: [String])] = [
    (
      "zones",
      [
        "--where", "--tile", "--blocked", "--density", "--presence", "--from", "--until",
        "--workers",
      ]
    ), ("trajectories", ["--every", "--robots", "--from", "--until", "--workers"]),
    ("factsheet", ["--class", "--set"]), ("lif", ["--set"]),
  ]

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let voice = RunVoice(
      isQuiet: arguments.flag("--quiet"), wantsJSON: try SceneInput.wantsJSON(arguments))
    let kind = arguments.operands[0]
    let sources = Array(arguments.operands.dropFirst())
    guard kinds.contains(kind) else {
      throw arguments.error(
        "'\(kind)' cannot be exported; expected \(Suggestion.list(kinds))"
          + Suggestion.hint(kind, among: kinds))
    }
    for option in arguments.given.map(\.name) {
      let owners = optionsOf.filter { $0.options.contains(option) }.map(\.kind)
      guard owners.isEmpty || owners.contains(kind) else {
        throw arguments.error(
          "\(option) is of 'export \(Suggestion.list(owners))', not of 'export \(kind)'")
      }
    }
    if kind != "zones", sources.count > 1 {
      throw arguments.error(
        "'\(sources[1])' is one word too many: \(kind) takes one \(kind == "trajectories" ? "run" : "scene")"
      )
    }
    switch kind {
    case "zones":
      let export = ZoneExport(
        order: try ZoneOrder(arguments), wanted: try arguments.pairs("--where"),
        workerCount: try SceneInput.workerCount(arguments), voice: voice)
      return complete(voice) { () throws(RecordingError) in
        try export.run(sources, to: arguments.value("--out"))
      }
    case "trajectories":
      let command = try TrajectoryCommand(arguments, voice: voice)
      return complete(voice) { () throws(RecordingError) in try command.run(sources[0]) }
    default:
      let export = SceneExport(
        path: sources[0], overrides: try arguments.pairs("--set"), voice: voice)
      return complete(voice) { () throws(RecordingError) in
        kind == "lif"
          ? try export.layout(to: arguments.value("--out"))
          : try export.factsheets(
            of: arguments.value("--class"), to: arguments.value("--out"))
      }
    }
  }

  private static func complete(
    _ voice: RunVoice, _ export: () throws(RecordingError) -> Int32
  ) -> Int32 {
    do throws(RecordingError) { return try export() } catch {
      return Complaint.report(error, asJSON: voice.wantsJSON)
    }
  }
}
