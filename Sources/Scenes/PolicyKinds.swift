/// What a policy may read of the population; the scene checks it against the coupling.
enum PolicyInput: String, Sendable {
  /// The orchestrators' mean field m^orch.
  case orchestratorField
  /// The executors' mean field m^exec.
  case executorField
  /// Samples of the spatial executor field.
  case spatialField
}

/// A parameter of a policy kind.
struct PolicyKindParameter: Sendable {
  /// Key in the scene.
  var name: String
  /// SI unit; empty where dimensionless.
  var unit: String
  /// Default, SI; nil is the word `auto`: the policy chooses.
  var defaultValue: Double?
  /// Values it may have, SI.
  var range: ClosedRange<Double>
  /// One sentence.
  var doc: String
}

/// A kind of policy that a scene can name.
struct ScenePolicyKind: Sendable {
  /// Name in the scene.
  var name: String
  /// True for an orchestrator, false for an executor.
  var isOrchestrator: Bool
  /// One sentence.
  var summary: String
  /// Its parameters.
  var parameters: [PolicyKindParameter]
  /// What it cannot do without.
  var requiredInputs: [PolicyInput]
  /// What it uses where it is granted.
  var optionalInputs: [PolicyInput]
  /// True where it moves an arm and so needs one.
  var needsArm = false

  /// The kind's layer in words.
  var layer: String { isOrchestrator ? "orchestrator" : "executor" }

  /// The kind of this name, or nil.
  static func named(_ name: String) -> ScenePolicyKind? { all.first { $0.name == name } }

  /// All kinds, orchestrators first.
  static let all: [ScenePolicyKind] = [
    ScenePolicyKind(
      name: "independent", isOrchestrator: true,
      summary: "chooses uniformly among the tasks it can do (B0)", parameters: [],
      requiredInputs: [], optionalInputs: []),
    ScenePolicyKind(
      name: "greedy", isOrchestrator: true,
      summary: "takes the task that is nearest in travel time (B1)", parameters: [],
      requiredInputs: [], optionalInputs: []),
    ScenePolicyKind(
      name: "logit", isOrchestrator: true,
      summary: "chooses by a logit rule on demand, distance, queue and density (B3)",
      parameters: [
        PolicyKindParameter(
          name: "gain", unit: "", defaultValue: nil, range: 0...1000,
          doc: "Sharpness β of the choice; auto keeps the loop gain at 0.7 of its bound."),
        PolicyKindParameter(
          name: "distance_weight", unit: "", defaultValue: 0.5, range: 0...100,
          doc: "Weight of the travel time as a share of the longest."),
        PolicyKindParameter(
          name: "queue_weight", unit: "", defaultValue: 0.5, range: 0...100,
          doc: "Weight of the queue at the pick-up."),
        PolicyKindParameter(
          name: "density_weight", unit: "", defaultValue: 0.5, range: 0...100,
          doc: "Weight of the density along the way."),
      ],
      requiredInputs: [], optionalInputs: [.orchestratorField, .executorField, .spatialField]),
    ScenePolicyKind(
      name: "waterFilling", isOrchestrator: true,
      summary: "fills tasks in order of demand, whole quorums only (B4q)", parameters: [],
      requiredInputs: [.orchestratorField], optionalInputs: [.executorField]),
    ScenePolicyKind(
      name: "goalSeeking", isOrchestrator: false,
      summary: "follows its way and avoids its neighbours (E0)", parameters: [],
      requiredInputs: [], optionalInputs: []),
    ScenePolicyKind(
      name: "densityAware", isOrchestrator: false,
      summary: "as goalSeeking; slows down and swerves where the field is dense (E1)",
      parameters: [
        PolicyKindParameter(
          name: "jam_density", unit: "1/m^2", defaultValue: 1.5, range: 0.01...100,
          doc: "Density at which it would stand still."),
        PolicyKindParameter(
          name: "min_speed_share", unit: "", defaultValue: 0.3, range: 0...1,
          doc: "Share of its speed that it keeps in the densest traffic."),
        PolicyKindParameter(
          name: "crowd_aversion", unit: "", defaultValue: 0.3, range: 0...10,
          doc: "How far it swerves from rising density."),
      ],
      requiredInputs: [], optionalInputs: [.spatialField, .executorField, .orchestratorField]),
    ScenePolicyKind(
      name: "reach", isOrchestrator: false,
      summary: "moves an arm's tool to its target by resolved rates", parameters: [],
      requiredInputs: [], optionalInputs: [], needsArm: true),
  ]
}
