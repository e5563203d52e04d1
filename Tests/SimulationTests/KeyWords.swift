/// The words of a key, each in settings of its own that must give a run like no other's.
struct KeyWords: CustomStringConvertible, Sendable {
  /// The key's path as the schema has it.
  let key: String
  /// The scene.
  let base: KeyScene
  /// What is set beside every word.
  let given: [String]
  /// The words with what sets them.
  let settings: [(word: String, setting: String)]

  var description: String { key }

  /// Words that go in the place of `@`.
  init(
    _ key: String, in base: KeyScene = .depot, given: [String] = [], _ words: String, to: String
  ) {
    self.key = key
    self.base = base
    self.given = given
    settings = words.split(separator: " ").map { (String($0), to.replacing("@", with: $0)) }
  }

  /// Words whose settings differ in more than the word.
  init(
    _ key: String, in base: KeyScene = .depot, given: [String] = [],
    _ settings: [(word: String, setting: String)]
  ) {
    self.key = key
    self.base = base
    self.given = given
    self.settings = settings
  }
}

extension KeyWords {
  /// All keys that have several words which say something of a run.
  static let all: [KeyWords] = [
    KeyWords("world.zones[].kind", "parking area", to: "world.zones.park.kind=@"),
    KeyWords(
      "world.zones[].kind", in: .dock,
      [
        ("dock", zone("kind: dock, power: 3 kW, slots: 1")), ("area", zone("kind: area")),
      ]),
    KeyWords(
      "world.traffic.rule", in: .lane,
      given: [
        "world.obstacles=[{rect: [3.5 m, 0 m, 6.5 m, 0.6 m]}, {rect: [3.5 m, 1.6 m, 6.5 m, 2.4 m]}, "
          + "{rect: [3.5 m, 3.4 m, 6.5 m, 4 m]}]"
      ], "none rightHand oneWay priority", to: "world.traffic.rule=@"),
    KeyWords(
      "world.traffic.masks[].kind", in: .lane, "keepout speed",
      to: "world.traffic.masks=[{file: \(KeyScene.masks)/left.yaml, kind: @}]"),
    KeyWords(
      "world.traffic.masks[].unit", in: .lane, "percent m/s",
      to:
        "world.traffic.masks=[{file: \(KeyScene.masks)/left.yaml, kind: speed, base: 50.3, unit: @}]"
    ),
    KeyWords(
      "robots.*.body.shape",
      [
        ("circle", body("radius: 0.35 m")),
        ("box", body("shape: box, size: [0.6 m, 0.5 m]")),
        ("capsule", body("shape: capsule, radius: 0.2 m, length: 0.3 m")),
        (
          "polygon",
          body("shape: polygon, points: [[0.3 m, 0 m], [-0.2 m, 0.3 m], [-0.2 m, -0.3 m]]")
        ),
      ]),
    KeyWords(
      "robots.*.drive.kind",
      [
        ("differential", drive("differential, max_speed: 1.2 m/s")),
        ("omnidirectional", drive("omnidirectional, max_speed: 1.2 m/s")),
        ("car", drive("car, max_speed: 1.2 m/s, wheel_base: 0.4 m")),
        ("forklift", drive("forklift, max_speed: 1.2 m/s, wheel_base: 0.4 m")),
        ("fixed", drive("fixed")),
      ]),
    KeyWords(
      "robots.*.spawn.pattern",
      [
        ("random", "robots.van.spawn.pattern=random"), ("grid", "robots.van.spawn.pattern=grid"),
        (
          "poses",
          "robots.van.spawn={pattern: poses, poses: [[5 m, 1 m, 0 deg], [5 m, 7 m, 0 deg]]}"
        ),
      ]),
    KeyWords("robots.*.executor.metadata.speed", "slow nominal fast", to: metadata + "speed=@"),
    KeyWords(
      "robots.*.executor.metadata.strategy", "direct yield_first keep_right",
      to: metadata + "strategy=@"),
    KeyWords(
      "robots.*.executor.metadata.mode", in: .arms, "base tool",
      to: "robots.rover.executor.metadata.mode=@"),
    KeyWords("tasks[].claim", "at_pickup at_assignment", to: "tasks.move.claim=@"),
    KeyWords(
      "policies.*.kind",
      given: [
        "coordination.mode=allToAll",
        points("move", "[[5 m, 1 m]], [[9 m, 7 m]], [[9 m, 6 m]], [[5 m, 2 m]]"),
        points("back", "[[5 m, 3 m]], [[9 m, 5 m]], [[9 m, 3 m]], [[5 m, 6 m]]"),
      ], "independent greedy joinFullest logit waterFilling decisionRule auction gated",
      to: "policies.plan={kind: @}"),
    KeyWords(
      "policies.*.kind", "goalSeeking densityAware aligned", to: "policies.act={kind: @}"),
    KeyWords(
      "coordination.mode", given: ["policies.plan={kind: greedy}"],
      "none placebo frozen shuffled kSample neighbours gossip meanField flatField hierarchy allToAll",
      to: "coordination.mode=@"),
    KeyWords(
      "coordination.coupling", given: ["policies.plan={kind: greedy}"], "none own cross both",
      to: "coordination.coupling=@"),
    KeyWords(
      "coordination.coupling.layers", given: ["policies.plan={kind: greedy}"],
      "none own cross both", to: "coordination.coupling={layers: @}"),
    KeyWords(
      "coordination.orchestrator_field.recursion", "average kalman",
      to: "coordination.orchestrator_field.recursion=@"),
    KeyWords(
      "coordination.executor_field.recursion", "average kalman",
      to: "coordination.executor_field.recursion=@"),
    KeyWords(
      "coordination.orchestrator_field.features[].input",
      "plan_age entropy progress predicted_success", to: feature("orchestrator")),
    KeyWords(
      "coordination.executor_field.features[].input",
      "position velocity spin speed_ratio impulse battery uncertainty", to: feature("executor")),
    KeyWords(
      "coordination.sampling", given: ["coordination.mode=kSample", "coordination.sample=2"],
      "common private", to: "coordination.sampling=@"),
    KeyWords(
      "disturbances.liars.lie", given: ["disturbances.liars.share=1"], "phantom hidden",
      to: "disturbances.liars.lie=@"),
  ]

  private static let metadata = "robots.cart.executor.metadata."

  private static func zone(_ text: String) -> String {
    "world.zones.fill={name: fill, \(text), area: {rect: [3 m, 3 m, 4.5 m, 4.5 m]}}"
  }

  private static func body(_ text: String) -> String {
    "robots.van.body={\(text), mass: 40 kg, payload: 20 kg}"
  }

  private static func drive(_ text: String) -> String { "robots.van.drive={kind: \(text)}" }

  private static func points(_ name: String, _ jobs: String) -> String {
    "tasks.\(name)={name: \(name), points: [\(jobs)], dwell: 0.5 s}"
  }

  private static func feature(_ layer: String) -> String {
    "coordination.\(layer)_field.features="
      + "[{name: a, kind: fourier, input: @, length: 1, count: 2}]"
  }
}
