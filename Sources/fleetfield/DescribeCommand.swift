import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield describe`: what scenes can say, from the tables that the program itself uses.
enum DescribeCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "describe", summary: "list classes, policies, features, keys, modes or indicators",
    operands: ["[TOPIC]", "[NAME]"],
    options: [
      OptionSpec(
        name: "--scene", kind: .value, placeholder: "SCENE",
        help: "with classes or observations: those of this scene"),
      SceneInput.set, SceneInput.format,
    ],
    notes: ["topics; without one they are listed"] + topicLines + [
      "",
      "--format json: {status, topics: [{name, summary}]} without a topic, else {status, topic,",
      "entries: [{group, name, summary and each detail}]}, or {status, topic, schema}.",
    ])

  private static let summaries: [(topic: String, summary: String)] = [
    ("classes", "kinds of robots: drives, bodies, arms; with --scene those of a scene"),
    ("policies", "kinds of orchestrators and executors, their parameters and inputs"),
    ("features", "what the two mean fields are made of"),
    ("observations", "what policies outside see of each robot; with --scene of its classes"),
    ("actions", "what policies outside answer"),
    ("keys", "every key of a scene file; 'fleetfield explain KEY' tells all of one"),
    ("schema", "the JSON Schema of scene files, for editors"),
    ("modes", "coordination modes and couplings of the layers"),
    ("indicators", "figures that 'attribute' shares out to classes and robots"),
  ]

  private static let topics = summaries.map(\.topic)

  private static let topicLines = summaries.map { entry in
    "  " + entry.topic + String(repeating: " ", count: 14 - entry.topic.count) + entry.summary
  }

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    guard let topic = arguments.operands.first else {
      if arguments.value("--scene") != nil {
        throw arguments.error(
          "--scene goes with 'describe classes' and 'describe observations' only")
      }
      if wantsJSON {
        let topics = summaries.map { entry in
          JSONText.object([("name", .string(entry.topic)), ("summary", .string(entry.summary))])
        }
        Terminal.out(.object([("status", .string("done")), ("topics", .array(topics))]))
      } else {
        let lines = ["topics of fleetfield describe"] + topicLines
        Terminal.out(lines.joined(separator: "\n") + "\n")
      }
      return ExitCode.done
    }
    if arguments.value("--scene") != nil && topic != "classes" && topic != "observations" {
      throw arguments.error(
        "--scene goes with 'describe classes' and 'describe observations' only")
    }
    let entries: [DescribedEntry]
    switch topic {
    case "classes", "observations":
      let isClasses = topic == "classes"
      if let path = arguments.value("--scene") {
        switch SceneInput.open(
          path: path, overrides: try arguments.pairs("--set"), seed: nil, players: .anybody)
        {
        case .wrong(let diagnostics):
          Complaint.report(diagnostics, asJSON: wantsJSON)
          return ExitCode.wrongInput
        case .ready(let model, _):
          entries =
            isClasses
            ? DescribedEntry.classes(of: model.scene) : DescribedEntry.observations(of: model)
        }
      } else {
        entries = isClasses ? DescribedEntry.embodiments : DescribedEntry.observations
      }
    case "schema":
      guard arguments.operands.count == 1 else {
        throw arguments.error("'\(arguments.operands[1])' is one word too many")
      }
      Terminal.out(
        wantsJSON
          ? JSONText.object([
            ("status", .string("done")), ("topic", .string(topic)),
            ("schema", .raw(SceneSchema.jsonSchema())),
          ]).rendered + "\n" : SceneSchema.jsonSchema())
      return ExitCode.done
    case "actions": entries = DescribedEntry.actions
    case "policies": entries = DescribedEntry.policies
    case "features": entries = DescribedEntry.features
    case "keys":
      // The schema knows best what a path means: `*` and `[]` may be left out, and what is above it.
      let below = DescribedEntry.keys(below: arguments.operands.dropFirst().first)
      entries = below.isEmpty ? DescribedEntry.keys(below: nil) : below
      if !below.isEmpty && arguments.operands.count > 1 {
        print(below, of: topic, isDetailed: true, wantsJSON: wantsJSON)
        return ExitCode.done
      }
    case "modes": entries = DescribedEntry.modes
    case "indicators": entries = DescribedEntry.indicators
    default:
      throw arguments.error(
        "unknown topic '\(topic)'; expected \(Suggestion.list(topics))"
          + Suggestion.hint(topic, among: topics))
    }
    let chosen = try choose(arguments, entries)
    print(
      chosen, of: topic, isDetailed: arguments.operands.count > 1, wantsJSON: wantsJSON)
    return ExitCode.done
  }

  private static func print(
    _ entries: [DescribedEntry], of topic: String, isDetailed: Bool, wantsJSON: Bool
  ) {
    if wantsJSON {
      Terminal.out(
        .object([
          ("status", .string("done")), ("topic", .string(topic)),
          ("entries", .array(entries.map(\.json))),
        ]))
    } else {
      Terminal.out(DescribedEntry.text(entries, isDetailed: isDetailed))
    }
  }

  /// The entries with the name, those of the group, or those under the key; all without a name.
  private static func choose(
    _ arguments: Arguments, _ entries: [DescribedEntry]
  ) throws(UsageError) -> [DescribedEntry] {
    guard arguments.operands.count > 1 else { return entries }
    let name = arguments.operands[1]
    let chosen = entries.filter { entry in
      entry.name == name || entry.group == name || entry.name.hasPrefix(name + ".")
    }
    guard chosen.isEmpty else { return chosen }
    let lastWords = entries.compactMap { $0.name.split(separator: ".").last.map(String.init) }
    throw arguments.error(
      "'\(arguments.operands[0])' has nothing named '\(name)'"
        + Suggestion.hint(name, among: entries.map(\.name) + lastWords))
  }
}
