import Policies

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

  /// All kinds, orchestrators first: the catalogue of `Policies`, as the scene language writes it.
  static let all: [ScenePolicyKind] = PolicyCatalog.kinds.map { kind in
    ScenePolicyKind(
      name: kind.name, isOrchestrator: kind.isOrchestrator, summary: kind.summary,
      parameters: kind.parameters.map { parameter in
        PolicyKindParameter(
          name: parameter.name, unit: sceneUnit(parameter.unit),
          defaultValue: parameter.isAutomaticAtZero ? nil : parameter.defaultValue,
          range: parameter.range, doc: parameter.doc)
      },
      requiredInputs: kind.requiredInputs.map { input($0, of: kind) },
      optionalInputs: kind.optionalInputs.map { input($0, of: kind) },
      needsArm: kind.name == "reach")
  }

  /// The catalogue's unit in the scene's unit table: powers with a caret; counts have no unit.
  private static func sceneUnit(_ unit: String) -> String {
    if unit == "1" || unit.contains("robots") { return "" }
    return unit.replacing("²", with: "^2")
  }

  /// Own and other field, by the kind's layer.
  private static func input(_ input: Policies.PolicyInput, of kind: PolicyKind) -> PolicyInput {
    switch input {
    case .ownField: return kind.isOrchestrator ? .orchestratorField : .executorField
    case .otherField: return kind.isOrchestrator ? .executorField : .orchestratorField
    case .grid: return .spatialField
    }
  }
}
