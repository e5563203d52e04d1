// World, clocks, disturbances and the run.

extension KeyMove {
  static let world: [KeyMove] = [
    KeyMove("world", to: "world.size=[15 m, 8 m]"),
    KeyMove("world.size", to: "world.size=[15 m, 8 m]"),
    KeyMove("world.obstacles", to: "world.obstacles=[{rect: [6 m, 3 m, 7 m, 4.6 m]}]"),
    KeyMove("world.obstacles[].rect", to: "world.obstacles=[{rect: [6 m, 3.4 m, 8 m, 4.6 m]}]"),
    KeyMove(
      "world.obstacles[].polygon",
      to: "world.obstacles=[{polygon: [[6 m, 3 m], [8 m, 3 m], [7 m, 5 m]]}]"),
    KeyMove(
      "world.obstacles[].circle",
      to: "world.obstacles=[{circle: {center: [7 m, 4 m], radius: 1 m}}]"),
    KeyMove(
      "world.obstacles[].circle.center",
      from: "world.obstacles=[{circle: {center: [7 m, 4 m], radius: 1 m}}]",
      to: "world.obstacles=[{circle: {center: [7 m, 4.5 m], radius: 1 m}}]"),
    KeyMove(
      "world.obstacles[].circle.radius",
      from: "world.obstacles=[{circle: {center: [7 m, 4 m], radius: 1 m}}]",
      to: "world.obstacles=[{circle: {center: [7 m, 4 m], radius: 1.3 m}}]"),
    KeyMove(
      "world.obstacles[].wall",
      to: "world.obstacles=[{wall: {points: [[6 m, 3 m], [8 m, 5 m]], thickness: 0.2 m}}]"),
    KeyMove(
      "world.obstacles[].wall.points",
      from: "world.obstacles=[{wall: {points: [[6 m, 3 m], [8 m, 5 m]], thickness: 0.2 m}}]",
      to: "world.obstacles=[{wall: {points: [[6 m, 5 m], [8 m, 3 m]], thickness: 0.2 m}}]"),
    KeyMove(
      "world.obstacles[].wall.thickness",
      from: "world.obstacles=[{wall: {points: [[6 m, 3 m], [8 m, 5 m]], thickness: 0.2 m}}]",
      to: "world.obstacles=[{wall: {points: [[6 m, 3 m], [8 m, 5 m]], thickness: 0.8 m}}]"),
    KeyMove(
      "world.obstacles[].wall.closed",
      from:
        "world.obstacles=[{wall: {points: [[6 m, 3 m], [8 m, 3 m], [8 m, 5 m]], thickness: 0.2 m}}]",
      to:
        "world.obstacles=[{wall: {points: [[6 m, 3 m], [8 m, 3 m], [8 m, 5 m]], thickness: 0.2 m, closed: true}}]"
    ),
    KeyMove("world.obstacles[].racks", to: racks(columns: 2, rows: 2)),
    KeyMove(
      "world.obstacles[].racks.area", from: racks(columns: 2, rows: 2),
      to: racks(columns: 2, rows: 2, area: "[4.5 m, 2.5 m, 9.5 m, 5.5 m]")),
    KeyMove(
      "world.obstacles[].racks.columns", from: racks(columns: 2, rows: 2),
      to: racks(columns: 3, rows: 2)),
    KeyMove(
      "world.obstacles[].racks.rows", from: racks(columns: 2, rows: 1),
      to: racks(columns: 2, rows: 2)),
    KeyMove(
      "world.obstacles[].racks.size", from: racks(columns: 2, rows: 1),
      to: racks(columns: 2, rows: 1, size: "[0.6 m, 0.9 m]")),
    KeyMove(
      "world.zones",
      to: "world.zones.out.area={rect: [10 m, 1 m, 13 m, 7 m]}"),
    KeyMove("world.zones[].kind", to: "world.zones.park.kind=area"),
    KeyMove("world.zones[].area", to: "world.zones.in.area={rect: [1 m, 2 m, 3 m, 7 m]}"),
    KeyMove("world.zones[].area.rect", to: "world.zones.in.area.rect=[1 m, 3 m, 3 m, 7 m]"),
    KeyMove("world.zones[].claims_per_slot", to: "world.zones.in.claims_per_slot=1"),
    KeyMove("world.zones[].loads_per_slot", to: "world.zones.out.loads_per_slot=1"),
    KeyMove("world.zones[].slots", to: "world.zones.in.slots=3"),
    KeyMove("world.zones[].power", in: .dock, to: "world.zones.fill.power=0.5 kW"),
    KeyMove("world.traffic", in: .lane, to: "world.traffic={rule: none}"),
    KeyMove("world.traffic.rule", in: .lane, to: "world.traffic.rule=none"),
    KeyMove("world.traffic.margin", in: .lane, to: "world.traffic.margin=0.2 m"),
    KeyMove(
      "world.traffic.lanes", in: .lane, given: "world.traffic.rule=priority",
      to: "world.traffic.lanes=[\(lane())]"),
    KeyMove(
      "world.traffic.lanes[].points", in: .lane, given: "world.traffic.rule=priority",
      from: "world.traffic.lanes=[\(lane())]", to: "world.traffic.lanes=[\(lane(middle: 2.1))]"),
    KeyMove(
      "world.traffic.lanes[].one_way", in: .lane, given: "world.traffic.rule=priority",
      from: "world.traffic.lanes=[\(ring(false))]", to: "world.traffic.lanes=[\(ring(true))]"),
    KeyMove(
      "world.traffic.lanes[].max_speed", in: .lane, given: "world.traffic.rule=priority",
      from: "world.traffic.lanes=[\(lane())]",
      to: "world.traffic.lanes=[\(lane().replacing("]]}", with: "]], max_speed: 0.5 m/s}"))]"),
    KeyMove(
      "world.traffic.lanes[].classes", in: .lane, given: "world.traffic.rule=priority;\(tug)",
      from: "world.traffic.lanes=[\(lane()), \(detour)]",
      to: "world.traffic.lanes=[\(lane()), \(detour.replacing("]]}", with: "]], classes: [tug]}"))]"
    ),
    KeyMove(
      "world.traffic.lanes[].exclusive", in: .lane, given: "world.traffic.rule=priority",
      from: "world.traffic.lanes=[\(lane())]",
      to: "world.traffic.lanes=[\(lane().replacing("]]}", with: "]], exclusive: [all]}"))]"),
    KeyMove(
      "world.traffic.points", in: .lane, given: lanePoints("[]"),
      to: "world.traffic.points=[{at: [9 m, 3 m], waiting: true}]"),
    KeyMove(
      "world.traffic.points[].at", in: .lane,
      given: lanePoints("[{at: [9 m, 3 m], waiting: true}]"),
      to: "world.traffic.points=[{at: [2.5 m, 1.95 m], waiting: true}]"),
    KeyMove(
      "world.traffic.points[].exclusive", in: .lane, given: lanePoints("[]"),
      to:
        "world.traffic.points=[{at: [2.5 m, 1.95 m], exclusive: [a]}, {at: [7.5 m, 1.95 m], exclusive: [a]}]"
    ),
    KeyMove(
      "world.traffic.points[].waiting", in: .lane, given: lanePoints("[]"),
      to: "world.traffic.points=[{at: [9 m, 3 m], waiting: true}]"),
    KeyMove("world.traffic.masks", in: .lane, to: "world.traffic.masks=[\(mask("speed"))]"),
    KeyMove(
      "world.traffic.masks[].file", in: .lane, from: "world.traffic.masks=[\(mask("speed"))]",
      to: "world.traffic.masks=[\(mask("speed").replacing("left", with: "right"))]"),
    KeyMove(
      "world.traffic.masks[].kind", in: .lane, from: "world.traffic.masks=[\(mask("speed"))]",
      to: "world.traffic.masks=[\(mask("keepout"))]"),
    KeyMove(
      "world.traffic.masks[].base", in: .lane, from: "world.traffic.masks=[\(mask("speed"))]",
      to: "world.traffic.masks=[\(mask("speed, base: 90"))]"),
    KeyMove(
      "world.traffic.masks[].multiplier", in: .lane, from: "world.traffic.masks=[\(mask("speed"))]",
      to: "world.traffic.masks=[\(mask("speed, multiplier: -1.5"))]"),
    KeyMove(
      "world.traffic.masks[].unit", in: .lane,
      from: "world.traffic.masks=[\(mask("speed, base: 50.3"))]",
      to: "world.traffic.masks=[\(mask("speed, base: 50.3, unit: m/s"))]"),
    KeyMove("world.map", in: .map, to: "world.map.cell_size=0.9 m"),
    KeyMove("world.map.cell_size", in: .map, to: "world.map.cell_size=0.8 m"),
    KeyMove(
      "world.map.agents", in: .map, given: "robots.runner.spawn.pattern=random",
      to: "world.map.agents=2"),
  ]

  /// A lane through the middle of the lane's scene, from the places in the west to those in the east.
  private static func lane(middle: Double = 1.95) -> String {
    "{points: [[1 m, 1 m], [1 m, 2 m], [1 m, 3 m], [2.5 m, \(middle) m], [7.5 m, \(middle) m], [9 m, 3 m], "
      + "[9 m, 2 m], [9 m, 1 m]]}"
  }

  /// A second class, which starts on the lane.
  private static let tug =
    "robots.tug={count: 1, body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}, "
    + "spawn: {pattern: poses, poses: [[5 m, 1.95 m, 0 deg]]}}"

  /// A second way between the places in the west and those in the east, for all.
  private static let detour =
    "{points: [[1 m, 1 m], [1.4 m, 1 m], [2.5 m, 1.7 m], [7.5 m, 1.7 m], [8.6 m, 1 m], [9 m, 1 m]]}"

  /// The lane with points on it.
  private static func lanePoints(_ points: String) -> String {
    "world.traffic.rule=priority;world.traffic.lanes=[\(lane())];world.traffic.points=\(points)"
  }

  /// A mask over the west of the lane's scene, of half its value.
  private static func mask(_ kind: String) -> String {
    "{file: \(KeyScene.masks)/left.yaml, kind: \(kind)}"
  }

  /// The same as far as the east, and there a ring.
  private static func ring(_ isOneWay: Bool) -> String {
    "{points: [[1 m, 1 m], [1 m, 2 m], [1 m, 3 m], [2.5 m, 1.95 m], [7.6 m, 1.95 m]]}, "
      + "{points: [[7.6 m, 1.95 m], [9 m, 1 m], [9 m, 2 m], [9 m, 3 m], [7.6 m, 1.95 m]], "
      + "one_way: \(isOneWay)}"
  }

  private static func racks(
    columns: Int, rows: Int, area: String = "[5 m, 2.5 m, 9 m, 5.5 m]",
    size: String = "[0.6 m, 0.5 m]"
  ) -> String {
    "world.obstacles=[{racks: {area: \(area), columns: \(columns), rows: \(rows), size: \(size)}}]"
  }

  static let clocks: [KeyMove] = [
    KeyMove("clocks", to: "clocks.physics=40 Hz"),
    KeyMove("clocks.physics", to: "clocks.physics=40 Hz"),
    KeyMove("clocks.substeps", to: "clocks.substeps=2"),
    KeyMove("clocks.executor", to: "clocks.executor=20 Hz"),
    KeyMove("clocks.orchestrator", to: "clocks.orchestrator=1 Hz"),
    KeyMove("clocks.stagger", to: "clocks.stagger=false"),
  ]

  static let disturbances: [KeyMove] = [
    KeyMove("disturbances", to: "disturbances.failures.rate=1 /s"),
    KeyMove("disturbances.failures", to: "disturbances.failures={rate: 1 /s}"),
    KeyMove("disturbances.failures.rate", to: "disturbances.failures.rate=2 /s"),
    KeyMove(
      "disturbances.failures.repair", given: "disturbances.failures.rate=1 /s",
      to: "disturbances.failures.repair=1 s"),
    KeyMove("disturbances.delays", to: "disturbances.delays={probability: 1}"),
    KeyMove("disturbances.delays.probability", to: "disturbances.delays.probability=1"),
    KeyMove(
      "disturbances.delays.mean", given: "disturbances.delays.probability=1",
      to: "disturbances.delays.mean=0.5 s"),
    KeyMove("disturbances.sensor_dropout", to: "disturbances.sensor_dropout={rate: 1 /s}"),
    KeyMove("disturbances.sensor_dropout.rate", to: "disturbances.sensor_dropout.rate=2 /s"),
    KeyMove(
      "disturbances.sensor_dropout.duration", given: "disturbances.sensor_dropout.rate=1 /s",
      to: "disturbances.sensor_dropout.duration=0.5 s"),
    KeyMove("disturbances.liars", to: "disturbances.liars={share: 1}"),
    KeyMove("disturbances.liars.share", to: "disturbances.liars.share=50 %"),
    KeyMove(
      "disturbances.liars.lie", given: "disturbances.liars.share=1",
      to: "disturbances.liars.lie=hidden"),
    KeyMove("disturbances.shared_mistakes", to: "disturbances.shared_mistakes={rate: 2 /s}"),
    KeyMove("disturbances.shared_mistakes.rate", to: "disturbances.shared_mistakes.rate=2 /s"),
    KeyMove(
      "disturbances.shared_mistakes.share", given: "disturbances.shared_mistakes.rate=2 /s",
      to: "disturbances.shared_mistakes.share=1"),
    KeyMove(
      "disturbances.shared_mistakes.duration", given: "disturbances.shared_mistakes.rate=2 /s",
      to: "disturbances.shared_mistakes.duration=0.2 s"),
  ]

  static let runs: [KeyMove] = [
    KeyMove("run", to: "run.seed=4"),
    KeyMove("run.duration", to: "run.duration=2 s"),
    KeyMove("run.jam_after", to: "run.jam_after=0.1 s"),
    KeyMove("run.seed", to: "run.seed=5"),
    KeyMove("run.seeds", to: "run.seeds={tasks: 5}"),
    KeyMove("run.seeds.placement", to: "run.seeds.placement=5"),
    KeyMove(
      "run.seeds.dynamics", given: "robots.cart.sensors.noise=0.5 m", to: "run.seeds.dynamics=5"),
    KeyMove("run.seeds.tasks", to: "run.seeds.tasks=6"),
    KeyMove("run.seeds.policies", to: "run.seeds.policies=5"),
    KeyMove("success", to: "success.indicator=deliveries; success.at_least=0"),
    KeyMove(
      "success.indicator",
      given: "success.at_least=1", from: "success.indicator=deliveries_per_robot_hour",
      to: "success.indicator=errands_per_hour"),
    KeyMove(
      "success.at_least", given: "success.indicator=deliveries", from: "success.at_least=0",
      to: "success.at_least=1000"),
    KeyMove(
      "success.at_most", given: "success.indicator=jobs_created; success.at_least=0",
      to: "success.at_most=2"),
    KeyMove(
      "success.task", given: "success.indicator=jobs_created; success.at_least=5",
      to: "success.task=back"),
    KeyMove(
      "success.no_robot_stranded",
      given:
        "success.indicator=deliveries; success.at_least=0; robots.cart.battery.capacity=0.02 Wh",
      to: "success.no_robot_stranded=true"),
  ]

  /// The keys of a list of bars.
  static func bars(_ rule: String) -> [KeyMove] {
    func bar(_ words: String) -> String { "success.\(rule)=[{\(words)}]" }
    let least = "indicator: jobs_created, at_least: 5"
    return [
      KeyMove("success.\(rule)", to: bar("indicator: deliveries, at_least: 0")),
      KeyMove(
        "success.\(rule)[].indicator", from: bar("indicator: jobs_created, at_least: 3"),
        to: bar("indicator: errands_per_hour, at_least: 3")),
      KeyMove(
        "success.\(rule)[].at_least", from: bar(least),
        to: bar("indicator: jobs_created, at_least: 9")),
      KeyMove("success.\(rule)[].at_most", from: bar(least), to: bar("\(least), at_most: 8")),
      KeyMove("success.\(rule)[].task", from: bar(least), to: bar("\(least), task: back")),
    ]
  }
}
