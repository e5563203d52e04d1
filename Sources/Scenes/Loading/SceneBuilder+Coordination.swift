import Contracts
import MeanFields

extension SceneBuilder {
  /// What robots learn of each other.
  func coordination() -> CoordinationSpec {
    var result = CoordinationSpec()
    guard let node = tree["coordination"] else { return result }
    result.mode = node["mode"]?.text.flatMap(CoordinationMode.init(rawValue:)) ?? result.mode
    result.coupling =
      layersWord(of: node)?.text.flatMap(LayerCoupling.init(rawValue:)) ?? result.coupling
    result.weights = CouplingReader(
      classNames: (tree["robots"]?.entries ?? []).map(\.name)
    ).weights(node["coupling"])
    read(node["orchestrator_field"], into: &result.orchestratorField)
    read(node["executor_field"], into: &result.executorField)
    result.gridCell = node["executor_field"]?["grid_cell"]?.number ?? result.gridCell
    result.kernel = CouplingReader.kernel(
      node["executor_field"]?["kernel"], cell: result.gridCell)
    result.sampleSize = node["sample"]?.integer ?? result.sampleSize
    result.sampling =
      node["sampling"]?.text.flatMap(SamplingScope.init(rawValue:)) ?? result.sampling
    result.radius = node["radius"]?.number ?? result.radius
    result.rounds = node["rounds"]?.integer ?? result.rounds
    result.fanout = node["fanout"]?.integer ?? result.fanout
    if let channel = node["channel"] {
      result.channel.loss = channel["loss"]?.number ?? 0
      result.channel.latency = channel["latency"]?.number ?? 0
      result.channel.bits = channel["bits"]?.integer ?? 0
      result.channel.budget = channel["budget"]?.number ?? .infinity
      result.channel.burst = channel["burst"]?.number ?? 1
    }
    return result
  }

  private func read(_ node: TypedNode?, into field: inout FieldSpec) {
    field.kind = node?["recursion"]?.text.flatMap(FieldSpec.Kind.init(rawValue:)) ?? field.kind
    field.timeConstant = node?["time_constant"]?.number ?? field.timeConstant
    if field.kind == .gru, let file = node?["weights"]?.path {
      field.weights = try? loadWeights(file, context.inputs)
    }
    for feature in node?["features"]?.elements ?? [] {
      if let feature = extraFeature(feature) { field.features.append(feature) }
    }
    field.processVariance = node?["process_variance"]?.number ?? field.processVariance
  }

  /// What goes wrong on purpose.
  func disturbances() -> DisturbanceSpec {
    var result = DisturbanceSpec()
    guard let node = tree["disturbances"] else { return result }
    result.failureRate = node["failures"]?["rate"]?.number ?? 0
    result.repairTime = node["failures"]?["repair"]?.number ?? .infinity
    result.delayProbability = node["delays"]?["probability"]?.number ?? 0
    result.delayMean = node["delays"]?["mean"]?.number ?? result.delayMean
    result.dropoutRate = node["sensor_dropout"]?["rate"]?.number ?? 0
    result.dropoutTime = node["sensor_dropout"]?["duration"]?.number ?? result.dropoutTime
    result.liarShare = node["liars"]?["share"]?.number ?? 0
    result.lie =
      node["liars"]?["lie"]?.text.flatMap(DisturbanceSpec.Lie.init(rawValue:)) ?? result.lie
    let mistakes = node["shared_mistakes"]
    result.mistakeRate = mistakes?["rate"]?.number ?? 0
    result.mistakeShare = mistakes?["share"]?.number ?? result.mistakeShare
    result.mistakeTime = mistakes?["duration"]?.number ?? result.mistakeTime
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
    let word = node["input"]?.text, let column = StateColumn(rawValue: word)
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
