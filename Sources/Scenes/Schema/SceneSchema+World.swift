import Navigation
import Work

extension SceneSchema {
  static let world = SchemaMapping(
    [
      SchemaKey(
        "size", .list(.quantity(.length, from: 0.01, through: 1e5), 2...2), .optional,
        "Width and height of an empty floor; its lower left corner is the origin."
      ).shown(as: "[20 m, 12 m]"),
      SchemaKey("map", .mapping(map), .optional, "A map file instead of an empty floor."),
      SchemaKey(
        "obstacles", .list(.mapping(obstacle), 0...100_000), .defaulted("[]"),
        "Static obstacles besides those of the map."),
      SchemaKey("zones", .list(.mapping(zone), 0...1000), .defaulted("[]"), "Named areas."),
      SchemaKey("traffic", .mapping(traffic), .section, "How robots share ways."),
    ], exactlyOneOf: ["size", "map"])

  static let map = SchemaMapping([
    SchemaKey(
      "file", .path, .required,
      "The map file, or a layout of another system; one that needs more than 1 GB to run is refused."
    ).shown(as: "floor.map"),
    SchemaKey(
      "format",
      .choice(MapFormat.allCases.map(\.rawValue) + LayoutFormat.allCases.map(\.rawValue)),
      .defaulted("auto"),
      "Its format; auto goes by content and name."),
    SchemaKey(
      "cell_size", .quantity(.length, from: 0.001, through: 1000), .optional,
      "Edge of a cell; default: what the map says, else 1 m."),
    SchemaKey(
      "name", .text, .optional,
      "Which of the maps of a YAML file of POGEMA; default: the only one."),
    SchemaKey(
      "level", .text, .optional,
      "The level of an Open-RMF building, or the layout of a LIF file; default: the only one."
    ).shown(as: "L1"),
    SchemaKey(
      "unit", .choice(LayoutUnit.allCases.map(\.rawValue)), .optional,
      "The unit of a DXF drawing or of WKT; default: what the drawing says; WKT: m."),
    SchemaKey(
      "layers", .list(.text, 1...256), .optional,
      "The layers of a DXF drawing whose lines are walls; default: all."
    ).shown(as: "[walls, columns]"),
    SchemaKey("scen", .path, .optional, "A MovingAI scenario file with starts and goals.")
      .shown(as: "floor.scen"),
    SchemaKey(
      "agents", .integer(1...10_000_000), .optional,
      "How many of the map's starts and goals are used, from the first; default: all."),
    SchemaKey(
      "frame", .choice(["published", "map"]), .optional,
      "The frame of all places in the scene: published (default), as the map's origin says; map, "
        + "from the picture's lower left corner along its sides."),
  ])

  static let obstacle = SchemaMapping(
    [
      SchemaKey("rect", rectangle, .optional, "A box: x0, y0, x1, y1.")
        .shown(as: "[4 m, 2 m, 6 m, 9 m]"),
      SchemaKey(
        "polygon", .list(.point, 3...4096), .optional,
        "Corners of a polygon in order; dents are fine, sides that cross or touch are not."
      ).shown(as: "[[1 m, 1 m], [4 m, 1 m], [2 m, 3 m]]"),
      SchemaKey(
        "circle",
        .mapping(
          SchemaMapping([
            SchemaKey("center", .point, .required, "Its centre: x, y."),
            SchemaKey(
              "radius", .quantity(.length, from: 0.001, through: 1e5), .required, "Its radius."),
          ])), .optional, "A disc; 12 to 64 corners stand for it, within 1 mm up to 1.2 m."),
      SchemaKey(
        "wall",
        .mapping(
          SchemaMapping([
            SchemaKey(
              "points", .list(.point, 2...4096), .required, "Its middle line, in order."
            ).shown(as: "[[1 m, 1 m], [1 m, 8 m], [5 m, 8 m]]"),
            SchemaKey(
              "thickness", .quantity(.length, from: 0.001, through: 1e5), .required,
              "Its thickness, half on each side of the line."),
            SchemaKey(
              "closed", .boolean, .defaulted("false"), "True: the last point joins the first."),
          ])), .optional, "A line of a thickness, with square ends."),
      SchemaKey(
        "racks",
        .mapping(
          SchemaMapping([
            SchemaKey("area", rectangle, .required, "Where the racks stand: x0, y0, x1, y1.")
              .shown(as: "[2 m, 2 m, 18 m, 10 m]"),
            SchemaKey("columns", .integer(1...1000), .required, "Racks side by side along x."),
            SchemaKey("rows", .integer(1...1000), .required, "Racks one behind the other along y."),
            SchemaKey(
              "size", .list(.quantity(.length, above: 0), 2...2), .required,
              "Width and height of one rack."),
          ])), .optional, "A grid of boxes, spread evenly with the first and last at the edges."),
    ], exactlyOneOf: ["rect", "polygon", "circle", "wall", "racks"])

  static let zone = SchemaMapping([
    SchemaKey("name", .name, .required, "Name of the zone.").shown(as: "inbound"),
    SchemaKey(
      "kind", .choice(ZoneSpec.Kind.allCases.map(\.rawValue)), .required,
      "station (jobs), dock (charging), parking, or area (just a name)."),
    SchemaKey(
      "area",
      .mapping(
        SchemaMapping([
          SchemaKey("rect", rectangle, .required, "x0, y0, x1, y1 in metres.")
            .shown(as: "[1 m, 1 m, 3 m, 3 m]")
        ])),
      .required, "Where it is."),
    SchemaKey(
      "claims_per_slot", .quantity(.none, from: 1, through: 1e6, or: ["unlimited"]),
      .defaulted("2"), "Robots that may claim each place for a pick-up, known to all in advance.",
      \ZoneSpec.claimsPerSlot,
      when: ("kind", ["station"])),
    SchemaKey(
      "loads_per_slot", .quantity(.none, from: 1, through: 1e6, or: ["unlimited"]),
      .defaulted("3"), "Loads under way to each place before pick-ups for it close.",
      \ZoneSpec.loadsPerSlot,
      when: ("kind", ["station"])),
    SchemaKey(
      "slots", .integer(1...1_000_000), .optional,
      "Places in it: charging slots, handling places; default: one per 2 m², at least 1.",
      \ZoneSpec.slots),
    SchemaKey(
      "power", .quantity(.power, above: 0), .required, "Charging power per slot.", \ZoneSpec.power,
      when: ("kind", ["dock"])),
  ])

  static let traffic = SchemaMapping([
    SchemaKey(
      "rule", .choice(TrafficRule.allCases.map(\.rawValue)), .defaulted("rightHand"),
      "none: nobody heeds anybody; rightHand: turns where two cannot pass, and who waits makes way; "
        + "oneWay: streets too; priority: one centre settles who goes next.",
      \TrafficSpec.rule),
    SchemaKey(
      "margin", .quantity(.length, from: 0, through: 10), .optional,
      "Room beyond a body that ways keep to either side; default: 5 cm or a tenth of its radius.",
      \TrafficSpec.margin),
    SchemaKey(
      "lanes", .list(.mapping(lane), 0...10_000), .defaulted("[]"),
      "Lanes as drawn, with rule priority: robots drive on them and to their places, nowhere else."),
    SchemaKey(
      "points", .list(.mapping(lanePoint), 0...10_000), .defaulted("[]"),
      "Points on lanes where something holds."),
    SchemaKey(
      "zone_set", .path, .optional,
      "Zone set of VDA 5050 (JSON): ways count more in PENALTY, robots drive slower in SPEED_LIMIT, nobody enters "
        + "BLOCKED."
    ).shown(as: "zones.json"),
    SchemaKey(
      "masks", .list(.mapping(mask), 0...16), .defaulted("[]"),
      "Masks over the floor, as costmap filters of Navigation 2 read them."),
  ])

  static let mask = SchemaMapping([
    SchemaKey(
      "file", .path, .required,
      "The mask: the YAML file of a ROS map beside its picture; values are occupancies in percent."
    ).shown(as: "keepout.yaml"),
    SchemaKey(
      "kind", .choice(["keepout", "speed"]), .required,
      "keepout: nobody enters 100 %, and ways through v % count 1 / (1 − v); speed: robots drive base + multiplier · v "
        + "at most."),
    SchemaKey(
      "base", .quantity(.none, from: -1e6, through: 1e6), .defaulted("100"),
      "The limit of a speed mask where the value is 0 (there it does not hold), in its unit."),
    SchemaKey(
      "multiplier", .quantity(.none, from: -1e6, through: 1e6), .defaulted("-1"),
      "What a percent of the value adds to the limit of a speed mask."),
    SchemaKey(
      "unit", .choice(["percent", "m/s"]), .defaulted("percent"),
      "The unit of a speed mask's limit: percent of a robot's top speed, or m/s."),
  ])

  static let lane = SchemaMapping([
    SchemaKey(
      "points", .list(.point, 2...4096), .required,
      "Its line, in the order in which it is driven; lanes with a point in common are joined there."
    ).shown(as: "[[1 m, 1 m], [9 m, 1 m]]"),
    SchemaKey(
      "one_way", .boolean, .defaulted("false"),
      "True: it is driven from its first point to its last only.", \RoadmapLane.isOneWay),
    SchemaKey(
      "max_speed", .quantity(.speed, above: 0, through: 100), .optional,
      "The fastest that robots drive on it; default: no limit.", \RoadmapLane.speedLimit),
    SchemaKey(
      "classes", .list(.name, 1...64), .optional,
      "The classes whose robots drive on it, others do not; default: all."
    ).shown(as: "[carrier, forklift]"),
    SchemaKey(
      "exclusive", .list(.name, 1...64), .optional,
      "Groups: one robot at a time is between the ends of all lanes, and at all points, that name one."
    ).shown(as: "[bridge]"),
  ])

  static let lanePoint = SchemaMapping([
    SchemaKey("at", .point, .required, "Where it is: a point of a lane.").shown(as: "[5 m, 1 m]"),
    SchemaKey(
      "exclusive", .list(.name, 1...64), .optional,
      "Groups: one robot at a time is at all points, and between the ends of all lanes, that name one."
    ).shown(as: "[bridge]"),
    SchemaKey(
      "waiting", .boolean, .optional,
      "True: robots that wait for each other stop at such points, and on no other part of the lanes; false: nobody "
        + "stops here; default: they stop anywhere."
    ).shown(as: "true"),
  ])

  static func task(_ tasks: TaskCatalog) -> SchemaMapping {
    SchemaMapping(
      [SchemaKey("name", .name, .required, "Name of the task.").shown(as: "pallets")]
        + tasks.schemaKeys + [
          SchemaKey(
            "needs",
            .mapping(
              SchemaMapping([
                SchemaKey("class", .name, .optional, "The only class that may do it.")
                  .shown(as: "carrier"),
                SchemaKey("classes", .list(.name, 1...64), .optional, "The classes that may do it.")
                  .shown(as: "[carrier, forklift]"),
              ])), .optional, "Who may do it; default: every class that moves."),
          SchemaKey(
            "claim", .choice(TaskSpec.Claim.allCases.map(\.rawValue)), .defaulted("at_pickup"),
            "When a job counts as taken.", \TaskSpec.claim),
          SchemaKey(
            "dwell", .quantity(.time, from: 0, through: 1e6), .defaulted("5 s"),
            "Time to load and to unload, or to hold a goal.", \TaskSpec.dwell),
          SchemaKey(
            "deadline", .quantity(.time, above: 0, through: 1e8), .defaulted("600 s"),
            "A directive for it expires after this.", \TaskSpec.deadline),
          SchemaKey(
            "load",
            .mapping(
              SchemaMapping([
                SchemaKey(
                  "mass", .quantity(.mass, from: 0, through: 1e6), .defaulted("0 kg"),
                  "Mass of a load.", \TaskSpec.loadMass),
                SchemaKey(
                  "pallet", .boolean, .defaulted("false"),
                  "True: the load is a body of its own that only a fork can lift.",
                  \TaskSpec.isPallet
                ),
              ])), .section, "What is carried."),
          SchemaKey(
            "value", .quantity(.none, above: 0), .defaulted("1"),
            "Value of a job relative to others.", \TaskSpec.value),
          SchemaKey(
            "announce", .quantity(.time, from: 0, through: 1e4), .defaulted("0 s"),
            "A station announces the jobs that it expects within this time, by its recent rate.",
            \TaskSpec.announce),
          SchemaKey(
            "patience", .quantity(.time, from: 0, through: 1e4), .defaulted("0 s"),
            "A robot that finds no job at the pick-up waits there this long for one.",
            \TaskSpec.patience),
        ], exactlyOneOf: tasks.marks)
  }

  static let ratePiece = SchemaMapping([
    SchemaKey("at", .quantity(.time, from: 0), .required, "From this time on."),
    SchemaKey(
      "rate", .quantity(.rate, unit: "/s", from: 0, through: 1e5), .required,
      "Arrivals per time."),
  ])

  static let rectangle = SchemaType.list(
    .quantity(.length, from: -1e7, through: 1e7), 4...4)
}
