import Contracts
import Embodiments
import Policies

extension SceneSchema {
  static func robotClass(_ vocabulary: SceneVocabulary) -> SchemaMapping {
    SchemaMapping([
      SchemaKey("extends", .name, .optional, "A template whose keys this class takes over.")
        .shown(as: "base"),
      SchemaKey("count", .integer(0...10_000_000), .required, "Number of robots.").shown(as: "12"),
      SchemaKey("body", .mapping(body), .required, "Outline and mass."),
      SchemaKey("drive", .mapping(drive(vocabulary.drives)), .required, "How it moves."),
      SchemaKey("battery", .mapping(battery), .optional, "Its battery; without one it is wired."),
      SchemaKey("sensors", .mapping(sensors), .section, "Distance rays and neighbour sensing."),
      SchemaKey("arm", .mapping(arm), .optional, "An arm on the base."),
      SchemaKey("spawn", .mapping(spawn), .section, "Where its robots start."),
      SchemaKey(
        "orchestrator", .name, .defaulted("greedy"),
        "Policy that plans: a name of policies, or kind."
      ),
      SchemaKey(
        "executor", .either(scalar: .name, list: nil, mapping: .mapping(executor)),
        .defaulted("goalSeeking"), "Policy that acts, or {use, metadata}."),
    ])
  }

  static let body = SchemaMapping([
    SchemaKey(
      "shape", .choice(Footprint.Shape.allCases.map(\.rawValue)), .defaulted("circle"), "Outline."),
    SchemaKey(
      "radius", bodyLength, .required, "Radius.", when: ("shape", ["circle", "capsule"])),
    SchemaKey(
      "size", .list(bodyLength, 2...2), .required, "Length along the heading, and width.",
      when: ("shape", ["box"])),
    SchemaKey(
      "length", bodyLength, .required, "Distance between the two centres.",
      when: ("shape", ["capsule"])),
    SchemaKey(
      "points", .list(.list(.quantity(.length, from: -100, through: 100), 2...2), 3...8), .required,
      "Corners of a convex polygon around the centre of mass, in order.",
      when: ("shape", ["polygon"])
    ).shown(as: "[[0.4 m, 0 m], [-0.2 m, 0.3 m], [-0.2 m, -0.3 m]]"),
    SchemaKey(
      "mass", .quantity(.mass, from: 1e-6, through: 1e6), .required, "Mass without load."),
    SchemaKey(
      "friction", .quantity(.none, from: 0, through: 10), .defaulted("0.3"),
      "Friction coefficient of the outline."),
    SchemaKey("restitution", .share, .defaulted("0.1"), "Restitution of the outline."),
    SchemaKey(
      "payload", .quantity(.mass, from: 0, through: 1e6), .defaulted("0 kg"),
      "Mass it can carry."),
  ])

  /// Below a millimetre rounding is a good part of what the physics computes with.
  private static let bodyLength = SchemaType.quantity(.length, from: 0.001, through: 100)

  static func drive(_ drives: DriveCatalog) -> SchemaMapping {
    let driving = drives.kinds.filter(\.moves).map(\.word)
    return SchemaMapping(
      [
        SchemaKey("kind", .choice(drives.kinds.map(\.word)), .required, "Kind of drive."),
        SchemaKey(
          "max_speed", .quantity(.speed, above: 0, through: 100), .required, "Maximum speed.",
          when: ("kind", driving)),
        SchemaKey(
          "max_accel", .quantity(.acceleration, above: 0, through: 1000), .defaulted("1 m/s^2"),
          "Maximum acceleration of the unladen robot.", when: ("kind", driving)),
        SchemaKey(
          "max_turn_rate", .quantity(.turnRate, above: 0, through: 100), .defaulted("120 deg/s"),
          "Maximum turn rate.", when: ("kind", driving)),
        SchemaKey(
          "traction", .quantity(.none, above: 0, through: 10), .defaulted("0.6"),
          "Traction coefficient μ of wheels on ground.", when: ("kind", driving)),
      ] + drives.schemaKeys)
  }

  static let battery = SchemaMapping([
    SchemaKey("capacity", .quantity(.energy, above: 0), .required, "Capacity.")
      .shown(as: "300 Wh"),
    SchemaKey(
      "idle_power", .quantity(.power, from: 0), .defaulted("20 W"), "Power drawn at rest."),
    SchemaKey(
      "efficiency", .quantity(.none, above: 0, through: 1), .defaulted("0.7"),
      "What the motors' work is divided by."),
    SchemaKey(
      "motor_loss", .share, .defaulted("10 %"),
      "Heat of a motor at full force, of that force times its top speed; grows with force squared."),
    SchemaKey(
      "recharge_below", .share, .defaulted("25 %"),
      "Below this charge it goes charging where a dock is free, below half of it in any case."),
    SchemaKey("charge_until", .share, .defaulted("95 %"), "It leaves the dock at this charge."),
    SchemaKey(
      "initial", .list(.share, 2...2), .defaulted("[100 %, 100 %]"),
      "Lowest and highest charge at the start; drawn uniformly."),
  ])

  static let sensors = SchemaMapping([
    SchemaKey("rays", .integer(0...64), .defaulted("8"), "Number of distance rays."),
    SchemaKey(
      "range", .quantity(.length, above: 0, through: 1000), .defaulted("3 m"), "Range of the rays."),
    SchemaKey(
      "field_of_view", .quantity(.angle, above: 0, through: 2 * Double.pi), .defaulted("360 deg"),
      "Angle over which the rays are spread, centred on the heading."),
    SchemaKey(
      "noise", .quantity(.length, from: 0, through: 100), .defaulted("0 m"),
      "Standard deviation of a reading."),
    SchemaKey(
      "neighbour_range", .quantity(.length, above: 0, through: 1000), .defaulted("4 m"),
      "Range within which neighbours are seen."),
  ])

  static let arm = SchemaMapping([
    SchemaKey(
      "links", .list(.quantity(.length, from: 0.001, through: 20), 1...4), .required,
      "Lengths of the links, from the base."),
    SchemaKey(
      "width", .quantity(.length, from: 0.001, through: 5), .defaulted("8 cm"), "Width of a link."),
    SchemaKey(
      "link_mass", .quantity(.mass, from: 1e-6, through: 1e4), .defaulted("3 kg"), "Mass of a link."
    ),
    SchemaKey(
      "max_joint_rate", .quantity(.turnRate, above: 0, through: 100), .defaulted("90 deg/s"),
      "Maximum joint rate."),
    SchemaKey(
      "max_joint_torque", .quantity(.energy, unit: "N*m", above: 0, through: 1e9),
      .defaulted("60 N*m"),
      "Maximum joint torque."),
    SchemaKey(
      "joint_limit", .quantity(.angle, above: 0, through: Double.pi), .defaulted("150 deg"),
      "Joint limit either side of straight."),
    SchemaKey("mount", .point, .defaulted("[0 m, 0 m]"), "First joint in the base's frame."),
  ])

  static let spawn = SchemaMapping([
    SchemaKey("zone", .name, .optional, "Zone they start in; default: the whole workspace.")
      .shown(as: "inbound"),
    SchemaKey(
      "pattern",
      .choice(
        SpawnSpec.Pattern.allCases.map(\.rawValue),
        refused: [
          RefusedWord(
            word: "poisson_disk", reason: "is not built; random already keeps robots apart")
        ]), .defaulted("random"),
      "How places are chosen; random and grid keep to floor from which the work is reached."),
    SchemaKey(
      "poses",
      .list(
        .tuple([
          .quantity(.length, from: -1e7, through: 1e7),
          .quantity(.length, from: -1e7, through: 1e7),
          .quantity(.angle, from: -1e6, through: 1e6),
        ]), 0...1_000_000),
      .required, "x, y and heading of each.",
      when: ("pattern", ["poses"])),
    SchemaKey(
      "first", .integer(0...10_000_000), .defaulted("0"),
      "Index of the first start of the map that is used.", when: ("pattern", ["imported"])),
  ])

  static let executor = SchemaMapping([
    SchemaKey("use", .name, .required, "Policy that acts.").shown(as: "goalSeeking"),
    SchemaKey(
      "metadata",
      .mapping(
        SchemaMapping([
          SchemaKey("quality", .integer(1...5), .optional, "1 to 5, best is 5."),
          SchemaKey("speed", .choice(EpisodeMetadata.Speed.words), .optional, "How fast."),
          SchemaKey(
            "strategy", .choice(EpisodeMetadata.Strategy.words), .optional, "How to meet others."),
          SchemaKey(
            "mode", .choice(EpisodeMetadata.Mode.words), .optional, "What is controlled."),
        ])), .section, "Advice on every directive of the class; what is left out is unknown."),
  ])

  /// Common keys, then the parameters of every kind.
  static func policy(_ vocabulary: SceneVocabulary) -> SchemaMapping {
    SchemaMapping(
      [
        SchemaKey(
          "layer", .choice(["orchestrator", "executor"]), .optional, "The layer, as a reminder."),
        SchemaKey(
          "kind",
          .choice(vocabulary.policies.kinds.map(\.name)), .required,
          "The kind, as in `fleetfield describe policies`."),
        SchemaKey(
          "latency", .quantity(.time, from: 0, through: 1e6), .defaulted("0 s"),
          "Time from a plan's start until its directive takes effect, simulated.",
          \PolicySpec.latency),
        SchemaKey(
          "replan_after", .quantity(.time, above: 0, through: 1e8, or: ["never"]),
          .defaulted("never"), "A plan under way is reconsidered after this.",
          \PolicySpec.replanAfter),
      ]
        + vocabulary.policies.kinds.flatMap { kind in
          kind.parameters.map { $0.schemaKey(of: kind) }
        })
  }
}
