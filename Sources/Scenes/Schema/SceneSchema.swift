import MeanFields
import SimCore

/// The scene language as one table: it directs reading, unit checks, documentation and JSON Schema.
public enum SceneSchema {
  /// The format version this program reads.
  public static let formatVersion = 1

  /// The keys at the top of a scene file, for the built-in kinds.
  static let root = root(.standard)

  /// The keys at the top of a scene file.
  static func root(_ vocabulary: SceneVocabulary) -> SchemaMapping {
    let robotClass = robotClass(vocabulary)
    return SchemaMapping([
      SchemaKey("fleet", .integer(1...formatVersion), .required, "Format version; 1."),
      SchemaKey(
        "name", .text, .optional, "Name of the scene; default: the file's name without its ending."
      ).shown(as: "warehouse"),
      SchemaKey("description", .text, .defaulted(""), "One or more sentences for people.")
        .shown(as: "A hall with two doors."),
      SchemaKey(
        "resolved", .boolean, .defaulted("false"),
        "True in scenes that the program wrote: what is unused gets no warning."),
      SchemaKey(
        "include",
        .either(scalar: .path, list: .list(.path, 0...SceneLimits.files), mapping: nil), .optional,
        "Libraries: their parameters, templates, robots (as templates) and policies can be used."
      ).shown(as: "robots.yaml"),
      SchemaKey(
        "inputs", .list(.mapping(input), 0...4096), .optional,
        "In scenes of run folders: the files that the run read, and copies to read in their stead."),
      SchemaKey(
        "parameters", .named(what: "parameters", parameter), .optional,
        "Numbers and texts that $(…) can use and --set can change."),
      SchemaKey(
        "templates", .named(what: "robot templates", robotClass), .optional,
        "Robot classes to extend; none of them appears by itself."),
      SchemaKey("world", .mapping(world), .required, "The workspace."),
      SchemaKey("clocks", .mapping(clocks), .section, "Rates of physics and of the two layers."),
      SchemaKey(
        "robots", .named(what: "robot classes", robotClass), .required, "Robot classes by name."),
      SchemaKey(
        "tasks", .list(.mapping(task(vocabulary.tasks)), 0...OrchestratorSchema.assignmentBins),
        .defaulted("[]"),
        "Sources of jobs: as many as robots can tell apart in their plans."),
      SchemaKey(
        "policies", .named(what: "policies", policy(vocabulary)), .optional,
        "Orchestrators and executors by name; a kind without parameters needs no entry."),
      SchemaKey(
        "coordination", .mapping(coordination), .section, "What robots learn of each other."),
      SchemaKey(
        "disturbances", .mapping(disturbances), .section, "What goes wrong on purpose; counted."),
      SchemaKey("run", .mapping(run), .section, "Duration and seeds."),
      SchemaKey("success", .mapping(success), .optional, "When the run counts as a success."),
      SchemaKey("outputs", .mapping(outputs), .section, "What is written besides the summary."),
      SchemaKey("sweep", .mapping(sweep), .optional, "Axes and seeds of a sweep."),
    ])
  }

  static let input = SchemaMapping([
    SchemaKey("path", .text, .required, "The file as the run read it.").shown(as: "floor.map"),
    SchemaKey("sha256", .text, .required, "SHA-256 of its bytes; others are refused."),
    SchemaKey("kept", .path, .optional, "Its copy, which is read first.")
      .shown(as: "inputs/1-floor.map"),
  ])

  static let parameter = SchemaMapping([
    SchemaKey("default", .raw, .required, "Its value unless --set or a sweep gives another.")
      .shown(as: "40"),
    SchemaKey(
      "kind", .choice(["number", "integer", "text"]), .optional,
      "What it holds; default: number, and integer where the unit is robots."),
    SchemaKey("min", .raw, .optional, "Smallest value, in the parameter's unit."),
    SchemaKey("max", .raw, .optional, "Largest value, in the parameter's unit.").shown(as: "200"),
    SchemaKey("unit", .text, .optional, "Unit of default, min and max; and what it measures.")
      .shown(as: "robots"),
    SchemaKey(
      "choices", .list(.text, 1...64), .optional, "The texts it may hold; with kind text."
    )
    .shown(as: "[none, meanField]"),
    SchemaKey("doc", .text, .optional, "One sentence for people.").shown(as: "How many there are."),
  ])

  static let clocks = SchemaMapping([
    SchemaKey(
      "physics", .quantity(.rate, unit: "Hz", from: 1, through: 10_000), .defaulted("60 Hz"),
      "Physics steps per second; a whole number."),
    SchemaKey(
      "substeps", .integer(1...64), .defaulted("4"), "Substeps per physics step.",
      \ClockSpec.substeps),
    SchemaKey(
      "executor", .quantity(.rate, unit: "Hz", above: 0, through: 10_000), .defaulted("10 Hz"),
      "Executor ticks per second; divides the physics rate."),
    SchemaKey(
      "orchestrator", .quantity(.rate, unit: "Hz", above: 0, through: 10_000), .defaulted("1 Hz"),
      "Orchestrator ticks per second; divides the executor rate."),
    SchemaKey(
      "stagger", .boolean, .defaulted("true"),
      "Robots plan in turn over the orchestrator's period; false: all at once.",
      \ClockSpec.isStaggered),
    SchemaKey(
      "skip_resting", .boolean, .defaulted("true"),
      "Bodies at complete rest are passed over, which changes no result; false: simulated anyway.",
      \ClockSpec.skipsResting),
  ])

  static let run = SchemaMapping([
    SchemaKey(
      "duration", .quantity(.time, above: 0, through: 1e8), .defaulted("60 s"),
      "Simulated time.", \RunSpec.duration),
    SchemaKey(
      "jam_after", .quantity(.time, above: 0, through: 1e8), .defaulted("60 s"),
      "A robot with something to do and no progress for this long is jammed.", \RunSpec.jamAfter),
    SchemaKey(
      "seed", .seed, .defaulted("1"), "The seed that the four others derive from.", \RunSpec.seed),
    SchemaKey(
      "seeds",
      .mapping(
        SchemaMapping(
          [
            seed("placement", \.placementSeed), seed("dynamics", \.dynamicsSeed),
            seed("tasks", \.taskSeed), seed("policies", \.policySeed),
          ])), .section, "Separate seeds, each derived from run.seed where it is not given."),
  ])

  private static func seed(
    _ name: String, _ property: any WritableKeyPath<RunSpec, UInt64> & Sendable
  ) -> SchemaKey {
    SchemaKey(
      name, .seed, .optional, "Seed of \(name); default: derived from run.seed.", property)
  }

  static let success = SchemaMapping(
    barKeys(indicator: .optional) + [
      SchemaKey(
        "all", .list(.mapping(bar), 1...SceneLimits.bars), .optional,
        "Several bars, which a success meets without exception."),
      SchemaKey(
        "any", .list(.mapping(bar), 1...SceneLimits.bars), .optional,
        "Several bars, of which a success meets at least one."),
      SchemaKey(
        "no_robot_stranded", .boolean, .defaulted("false"),
        "True: a robot that is stranded makes the run no success.", \SuccessSpec.noRobotStranded),
    ], exactlyOneOf: ["indicator", "all", "any"])

  static let bar = SchemaMapping(barKeys(indicator: .required))

  private static func barKeys(indicator: SchemaKey.Presence) -> [SchemaKey] {
    [
      SchemaKey(
        "indicator", .choice(FigureKeys.all), indicator,
        "The figure of the summary that is compared.", \SuccessBar.indicator),
      SchemaKey(
        "task", .text, .optional,
        "The task whose figure it is: of \(listed(FigureKeys.ofTasks)); default: all tasks together.",
        \SuccessBar.task
      ).shown(as: "pallets"),
      SchemaKey(
        "at_least", .quantity(.none, from: 0), .optional,
        "The figure's least value, in its unit.", \SuccessBar.atLeast),
      SchemaKey(
        "at_most", .quantity(.none, from: 0), .optional,
        "The figure's greatest value, in its unit.", \SuccessBar.atMost),
    ]
  }

  static let outputs = SchemaMapping([
    SchemaKey(
      "series",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "period", .quantity(.time, from: 0.001, through: 1e6), .defaulted("1 s"),
            "Time between rows of series.csv.", \OutputSpec.seriesPeriod)
        ])), .section, "The table of figures over time."),
    SchemaKey(
      "fields",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "period", .quantity(.time, from: 0.001, through: 1e6, or: ["never"]),
            .defaulted("10 s"),
            "Time between two records of both mean fields and of the claims in fields.csv.",
            \OutputSpec.fieldPeriod)
        ])), .section, "The table of the mean fields over time."),
    SchemaKey(
      "directives", .boolean, .defaulted("true"),
      "The life of every directive in directives.csv.", \OutputSpec.directives),
    SchemaKey(
      "record", record, "What is kept of robots and fields over time, for other tools.",
      \OutputSpec.record),
  ])

  private static let record = SchemaMapping([
    SchemaKey(
      "mcap", .boolean, .defaulted("false"), "Makes run.mcap, as run --record does.",
      \RecordSpec.mcap),
    SchemaKey(
      "trajectories", .choice(RecordSpec.Table.allCases.map(\.rawValue)), .defaulted("none"),
      "Makes trajectories.csv or trajectories.npz, as run --trajectories does.",
      \RecordSpec.trajectories),
    SchemaKey(
      "period", .quantity(.time, from: 0.001, through: 1e6), .defaulted("100 ms"),
      "Time between two frames of robots and mean fields, at least one physics step.",
      \RecordSpec.period),
    SchemaKey(
      "grid_period", .quantity(.time, from: 0.001, through: 1e6, or: ["never"]), .defaulted("1 s"),
      "Time between two grids of the spatial fields; each comes with the first frame from then on.",
      \RecordSpec.gridPeriod),
    SchemaKey(
      "robots", .quantity(.none, from: 1, through: 1e9, or: ["all"]), .defaulted("all"),
      "The most robots of each class that frames hold, spread evenly over it.",
      \RecordSpec.robots),
    SchemaKey(
      "follow", .list(.text, 0...RecordSpec.followedLimit), .optional,
      "Robots whose transform and scan run.mcap holds, by class and number in it."
    ).shown(as: "[carrier 0, carrier 7]"),
    SchemaKey(
      "topics",
      .list(
        .choice(RecordSpec.Topic.allCases.map(\.rawValue)), 1...RecordSpec.Topic.allCases.count),
      .optional, "The parts of run.mcap; default: all of them."
    ).shown(as: "[robots, events]"),
  ])

  static let sweep = SchemaMapping([
    SchemaKey(
      "axes",
      .table(
        what: "lists of values",
        .either(scalar: nil, list: .list(.raw, 1...10_000), mapping: .mapping(axis))),
      .required, "Parameters or keys, each with its values."
    ).shown(as: "{n: [10, 20, 40]}"),
    SchemaKey(
      "seeds",
      .mapping(
        SchemaMapping([
          SchemaKey("count", .integer(1...1_000_000), .defaulted("10"), "Number of paired seeds."),
          SchemaKey("first", .seed, .defaulted("1"), "The first seed; the others follow it."),
        ])), .section, "The seeds of every point."),
    SchemaKey(
      "family",
      .choice(
        ["fixedArea"],
        refused: ["fixedDensity", "fixedLoad"].map {
          RefusedWord(word: $0, reason: "is a family that is not built yet; use fixedArea")
        }), .defaulted("fixedArea"), "What stays the same while n grows."),
  ])

  static let axis = SchemaMapping(
    [
      SchemaKey("list", .list(.raw, 1...10_000), .optional, "The values.")
        .shown(as: "[10, 20, 40]"),
      SchemaKey(
        "linspace", .list(.raw, 2...2), .optional,
        "First and last, evenly spaced; in one unit where the axis has one."
      ).shown(as: "[10, 50]"),
      SchemaKey(
        "geometric", .list(.raw, 2...2), .optional,
        "First and last, in equal ratios; in one unit where the axis has one."
      ).shown(as: "[10, 160]"),
      SchemaKey("points", .integer(2...10_000), .optional, "Number of values between the two."),
    ], exactlyOneOf: ["list", "linspace", "geometric"])
}
