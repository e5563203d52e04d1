import Contracts
import Coordination
import MeanFields

extension SceneSchema {
  static let coordination = SchemaMapping(
    [
      SchemaKey(
        "mode",
        .choice(CoordinationMode.allCases.map(\.rawValue), refused: modesToCome),
        .defaulted("meanField"), "What robots learn of the population.", \CoordinationSpec.mode),
      SchemaKey(
        "coupling",
        .either(
          scalar: .choice(LayerCoupling.allCases.map(\.rawValue)), list: nil,
          mapping: .mapping(coupling)), .defaulted("both"),
        "Which layers' fields a policy reads: a word, or a mapping with weights of classes."),
      SchemaKey(
        "orchestrator_field",
        .mapping(field(of: .orchestrator)), .section,
        "How m^orch is maintained."),
      SchemaKey(
        "executor_field",
        .mapping(
          SchemaMapping(
            field(of: .executor).keys + [
              SchemaKey(
                "grid_cell", .quantity(.length, from: 0.1, through: 1000), .defaulted("2 m"),
                "Edge of a cell of the spatial field.", \CoordinationSpec.gridCell),
              SchemaKey(
                "kernel", .mapping(kernel), .optional,
                "What the spatial field is smoothed with before policies read it."),
            ])), .section, "How m^exec is maintained."),
    ] + CoordinationCatalog.keys.map(schemeKey) + [
      SchemaKey(
        "channel", channel, "What happens to messages; alike in all modes.",
        \CoordinationSpec.channel
      ),
      SchemaKey(
        "board", board, "How stations and docks tell of open jobs and places; alike in all modes.",
        \CoordinationSpec.board
      ),
    ])

  /// A key that a way of coordinating reads.
  private static func schemeKey(_ key: CoordinationKey) -> SchemaKey {
    switch key.value {
    case .count(let range, let standard):
      SchemaKey(key.name, .integer(range), .defaulted("\(standard)"), key.doc)
    case .length(let most, let standard):
      SchemaKey(
        key.name, .quantity(.length, above: 0, through: most),
        .defaulted("\(numberText(standard)) m"), key.doc)
    case .time(let least, let most, let standard):
      SchemaKey(
        key.name, .quantity(.time, from: least, through: most),
        .defaulted("\(numberText(standard)) s"), key.doc)
    case .word(let words, let standard):
      SchemaKey(key.name, .choice(words), .defaulted(standard), key.doc)
    case .file: SchemaKey(key.name, .path, .optional, key.doc).shown(as: "limit.json")
    }
  }

  private static let coupling = SchemaMapping(
    [
      SchemaKey(
        "layers", .choice(LayerCoupling.allCases.map(\.rawValue)), .defaulted("both"),
        "Which layers' fields a policy reads."),
      SchemaKey(
        "row_normalised", .boolean, .defaulted("true"),
        "True: weighted means; false: weighted sums, with their mass as one more feature."),
    ]
      + [
        ("all", "All four couplings, where they are not given one by one."),
        ("w_ox", "How orchestrators read the executors' fields."),
        ("w_xo", "How executors read the orchestrators' fields."),
        ("w_oo", "How orchestrators read the orchestrators' fields."),
        ("w_xx", "How executors read the executors' fields."),
      ].map { SchemaKey($0.0, .mapping(classWeights), .optional, $0.1) })

  private static let weight = SchemaType.quantity(.none, from: 0, through: 1e6)

  private static let factors = SchemaType.table(
    what: "lists of numbers", .list(.quantity(.none, from: -1e6, through: 1e6), 1...16))

  private static let rows = SchemaType.table(
    what: "rows of weights",
    .either(
      scalar: nil, list: .list(weight, 1...256),
      mapping: .table(what: "weights", weight)))

  private static let classWeights = SchemaMapping(
    [
      SchemaKey(
        "matrix", rows, .optional,
        "Factors of the classes' fields: by reading class, a list in class order or a mapping."),
      SchemaKey(
        "graphon", rows, .optional,
        "Blocks of a graphon: factors of every robot of the classes, in the same form."),
      SchemaKey(
        "finite_rank",
        .mapping(
          SchemaMapping([
            SchemaKey("readers", factors, .required, "Factors f of each class that reads."),
            SchemaKey("sources", factors, .required, "Factors g of each class that is read."),
          ])), .optional, "A graphon as a sum of products f(reader) g(source)."),
    ], exactlyOneOf: ["matrix", "graphon", "finite_rank"])

  private static let kernel = SchemaMapping([
    SchemaKey(
      "shape", .choice(["gaussian", "disc"]), .defaulted("gaussian"),
      "gaussian: falls off smoothly; disc: the plain mean within a radius."),
    SchemaKey(
      "deviation", .quantity(.length, from: 0.001, through: 1000), .required,
      "Standard deviation of the kernel; it reaches three of them.",
      when: ("shape", ["gaussian"])),
    SchemaKey(
      "radius", .quantity(.length, from: 0.001, through: 1000), .required,
      "Distance within which cells count.", when: ("shape", ["disc"])),
  ])

  /// The keys of both layers' fields.
  static func field(of layer: FieldLayer) -> SchemaMapping {
    let (symbol, memory) = layer == .orchestrator ? ("m^orch", "2 s") : ("m^exec", "500 ms")
    return SchemaMapping([
      SchemaKey(
        "recursion", .choice(FieldSpec.Kind.allCases.map(\.rawValue)), .defaulted("average"),
        "average: moving average; kalman: filter with its own uncertainty; gru: learned.",
        \FieldSpec.kind),
      SchemaKey(
        "time_constant", .quantity(.time, from: 0, through: 1e6), .defaulted(memory),
        "Recursion average: memory of \(symbol); 0 is none.", \FieldSpec.timeConstant),
      SchemaKey(
        "process_variance", .quantity(.none, above: 0, through: 1), .defaulted("0.001"),
        "Recursion kalman: variance that \(symbol) gains per second.", \FieldSpec.processVariance),
      SchemaKey("weights", .path, .optional, "Recursion gru: file with the weights of the unit.")
        .shown(as: "unit.json"),
      SchemaKey(
        "features", .list(.mapping(feature(of: layer)), 0...16), .defaulted("[]"),
        "Features added to \(symbol): recorded in fields.csv, and sent with it where all are sent it."
      ),
    ])
  }

  private static func feature(of layer: FieldLayer) -> SchemaMapping {
    SchemaMapping([
      SchemaKey("name", .name, .required, "Name that its features begin with.").shown(as: "near"),
      SchemaKey(
        "kind", .choice(["radial", "fourier"]), .required,
        "radial: closeness to centres, by a Gaussian; fourier: random cosine waves."),
      SchemaKey(
        "input", .choice(StateColumn.columns(of: layer).map(\.word)), .required,
        "What it is of: a part of a robot's state."),
      SchemaKey(
        "length", .quantity(.none, from: 1e-6, through: 1e6), .required,
        "Length of the Gaussian or the waves, in the unit of what it is of; position: metres."),
      SchemaKey(
        "centres", .list(.list(.quantity(.none), 1...2), 1...256), .required,
        "The centres, in the unit of what it is of.", when: ("kind", ["radial"])),
      SchemaKey(
        "count", .integer(1...256), .required, "Number of waves.", when: ("kind", ["fourier"])),
      SchemaKey(
        "seed", .seed, .defaulted("1"), "Seed of the waves.", when: ("kind", ["fourier"])),
    ])
  }

  private static let channel = SchemaMapping([
    SchemaKey(
      "loss", .share, .defaulted("0"), "Probability that a message is lost.",
      \ChannelConfiguration.loss),
    SchemaKey(
      "latency", .quantity(.time, from: 0, through: 60), .defaulted("0 s"),
      "Time from sending to receiving, in whole updates.", \ChannelConfiguration.latency),
    SchemaKey(
      "bits", .integer(0...24), .defaulted("0"),
      "Bits per number, stochastically rounded; 0: as they are.", \ChannelConfiguration.bits),
    SchemaKey(
      "budget", .quantity(.dataRate, from: 1, through: 1e12, or: ["unlimited"]),
      .defaulted("unlimited"), "Bytes per second that each robot may send and receive.",
      \ChannelConfiguration.budget),
    SchemaKey(
      "burst", .quantity(.time, above: 0, through: 3600), .defaulted("1 s"),
      "How much of its budget a silent robot can save up; a message fits anyhow, or 4 kB of neighbours.",
      \ChannelConfiguration.burst
    ),
  ])

  private static let board = SchemaMapping([
    SchemaKey(
      "period", .quantity(.time, above: 0, through: 3600), .defaulted("1 s"),
      "Time between two notices, in whole executor ticks.", \BoardConfiguration.period),
    SchemaKey(
      "latency", .quantity(.time, from: 0, through: 3600), .defaulted("0 s"),
      "Time from writing a notice to reading it, in whole executor ticks.",
      \BoardConfiguration.latency),
    SchemaKey(
      "loss", .share, .defaulted("0"), "Probability that a robot misses a notice.",
      \BoardConfiguration.loss),
  ])

  static let disturbances = SchemaMapping([
    SchemaKey(
      "failures",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "rate", .quantity(.rate, unit: "/s", from: 0, through: 100), .defaulted("0 /s"),
            "Failures per robot and time.", \DisturbanceSpec.failureRate),
          SchemaKey(
            "repair", .quantity(.time, above: 0, through: 1e8, or: ["never"]), .defaulted("never"),
            "Time until a failed robot works again.", \DisturbanceSpec.repairTime),
        ])), .section, "Robots that stop where they are."),
    SchemaKey(
      "delays",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "probability", .share, .defaulted("0"), "Share of directives that are delayed.",
            \DisturbanceSpec.delayProbability),
          SchemaKey(
            "mean", .quantity(.time, above: 0, through: 1e6), .defaulted("2 s"),
            "Mean delay; exponentially distributed.", \DisturbanceSpec.delayMean),
        ])), .section, "Directives that take effect late."),
    SchemaKey(
      "sensor_dropout",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "rate", .quantity(.rate, unit: "/s", from: 0, through: 100), .defaulted("0 /s"),
            "Dropouts per robot and time.", \DisturbanceSpec.dropoutRate),
          SchemaKey(
            "duration", .quantity(.time, above: 0, through: 1e6), .defaulted("5 s"),
            "How long neither rays nor neighbours are seen.", \DisturbanceSpec.dropoutTime),
        ])), .section, "Robots that are blind for a while."),
    SchemaKey(
      "liars",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "share", .share, .defaulted("0"), "Share of the robots that lie.",
            \DisturbanceSpec.liarShare),
          SchemaKey(
            "lie", .choice(DisturbanceSpec.Lie.allCases.map(\.rawValue)), .defaulted("phantom"),
            "phantom: claims it does not have; hidden: idle, whatever it does.",
            \DisturbanceSpec.lie),
        ])), .section, "Robots that report false states to the population."),
    SchemaKey(
      "shared_mistakes",
      .mapping(
        SchemaMapping([
          SchemaKey(
            "rate", .quantity(.rate, unit: "/s", from: 0, through: 100), .defaulted("0 /s"),
            "Events per time, for the whole fleet.", \DisturbanceSpec.mistakeRate),
          SchemaKey(
            "share", .share, .defaulted("0.3"), "Share of the robots that an event strikes.",
            \DisturbanceSpec.mistakeShare),
          SchemaKey(
            "duration", .quantity(.time, above: 0, through: 1e6), .defaulted("30 s"),
            "How long those struck are wrong in the same way.", \DisturbanceSpec.mistakeTime),
        ])), .section, "One mistake that many orchestrators make at once."),
  ])

  private static let modesToCome = ["messages", "sharedMemory"].map {
    RefusedWord(word: $0, reason: "is a coordination mode that is not built yet")
  }
}
