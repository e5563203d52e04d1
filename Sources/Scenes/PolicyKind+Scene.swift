import Contracts
import Coordination
import MeanFields
import Policies
import SimCore

/// How scenes write the catalogue of policies.
extension PolicyKind {
  /// The layer as scenes write it.
  var layerWord: String { isOrchestrator ? "orchestrator" : "executor" }

  /// The required inputs that a mode and a coupling withhold, in words; nothing where all is granted.
  func withheldWords(mode: CoordinationMode, coupling: LayerCoupling) -> [String] {
    withheldInputs(under: mode.kind.grants, coupling: coupling).map { input in
      switch input {
      case .ownField: "the \(layerWord)s' field"
      case .otherField: "the \(isOrchestrator ? "executor" : "orchestrator")s' field"
      case .grid: "the spatial field of the executors"
      case .destinations: "where robots are bound"
      case .peers: "the rows of its peers"
      }
    }
  }
}

extension PolicyParameter {
  /// The parameter's key in the scene language; it has a meaning with its kind only.
  func schemaKey(of kind: PolicyKind) -> SchemaKey {
    let unit = sceneUnit
    let text = NumberText.digits(defaultValue) + (unit.isEmpty ? "" : " \(unit)")
    return SchemaKey(
      name,
      .number(
        NumberRule(
          dimension: unitMeaning(of: unit)?.dimension ?? .none, unit: unit,
          lower: range.lowerBound, upper: range.upperBound,
          words: isAutomaticAtZero ? ["auto"] : [])),
      .defaulted(isAutomaticAtZero && defaultValue == 0 ? "auto" : text), doc,
      when: ("kind", [kind.name]))
  }

  /// The unit in the scene's unit table: powers with a caret; counts have no unit.
  private var sceneUnit: String {
    if unit == "1" || unit.contains("robots") { return "" }
    return unit.replacing("²", with: "^2")
  }
}
