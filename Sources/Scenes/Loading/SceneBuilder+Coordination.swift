import Contracts
import Coordination
import MeanFields

extension SceneBuilder {
  /// What robots learn of each other.
  func coordination() -> CoordinationSpec {
    var result = CoordinationSpec()
    guard let node = tree["coordination"] else { return result }
    SceneSchema.coordination.fill(&result, from: node)
    result.coupling =
      layersWord(of: node)?.text.flatMap(LayerCoupling.init(rawValue:)) ?? result.coupling
    result.weights = CouplingReader(
      classNames: (tree["robots"]?.entries ?? []).map(\.name)
    ).weights(node["coupling"])
    read(node["orchestrator_field"], of: .orchestrator, into: &result.orchestratorField)
    read(node["executor_field"], of: .executor, into: &result.executorField)
    result.kernel = CouplingReader.kernel(
      node["executor_field"]?["kernel"], cell: result.gridCell)
    for key in CoordinationCatalog.keys {
      guard let value = node[key.name] else { continue }
      switch key.value {
      case .count: if let count = value.integer { result.settings.set(key.name, to: Double(count)) }
      case .length, .time: if let x = value.number { result.settings.set(key.name, to: Double(x)) }
      case .word: if let word = value.text { result.settings.set(key.name, to: word) }
      case .file: continue
      }
    }
    if result.mode == .limit, let file = node["path"]?.path {
      result.path = try? loadPath(file, context.inputs)
    }
    return result
  }

  private func read(_ node: TypedNode?, of layer: FieldLayer, into field: inout FieldSpec) {
    SceneSchema.field(of: layer).fill(&field, from: node)
    if field.kind == .gru, let file = node?["weights"]?.path {
      field.weights = try? loadWeights(file, context.inputs)
    }
    for feature in node?["features"]?.elements ?? [] {
      if let feature = extraFeature(feature) { field.features.append(feature) }
    }
  }

  /// What goes wrong on purpose.
  func disturbances() -> DisturbanceSpec {
    var result = DisturbanceSpec()
    SceneSchema.disturbances.fill(&result, from: tree["disturbances"])
    return result
  }
}

/// The word that says which layers' fields a policy reads: `coupling` itself, or its key `layers`.
func layersWord(of coordination: TypedNode) -> TypedNode? {
  guard let coupling = coordination["coupling"] else { return nil }
  return coupling["layers"] ?? coupling
}

/// A feature map of a checked tree; nil where a part of it is wrong.
///
/// Plain steps: Swift 6.3.1's optimiser fails on closures over nodes (CopyPropagation).
func extraFeature(_ node: TypedNode) -> ExtraFeature? {
  guard let name = node["name"]?.text, let length = node["length"]?.number,
    let word = node["input"]?.text, let column = StateColumn(word: word)
  else { return nil }
  if let count = node["count"]?.integer {
    return ExtraFeature(
      name: name, column: column, map: .fourier(count: count, seed: node["seed"]?.seed ?? 1),
      lengthScale: length)
  }
  guard let list = node["centres"], let centres = points(list, dimension: column.dimension) else {
    return nil
  }
  return ExtraFeature(
    name: name, column: column, map: .radial(centres: centres), lengthScale: length)
}

/// The numbers of a list of points, one after another; nil where one has another dimension.
private func points(_ list: TypedNode, dimension: Int) -> [Float]? {
  var result: [Float] = []
  for element in list.elements {
    guard let point = element.numbers, point.count == dimension else { return nil }
    result += point
  }
  return result
}
