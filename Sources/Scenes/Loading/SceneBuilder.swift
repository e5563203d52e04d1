import Contracts
import Embodiments
import Policies
import SimCore

/// Turns a checked tree into a `Scene`; the tree has no mistakes left, so nothing can fail.
struct SceneBuilder {
  /// The checked tree.
  let tree: TypedNode
  /// For the places of values.
  let context: LoadContext
  /// The map as loaded.
  let map: LoadedMap

  /// The scene.
  func build() -> Scene {
    var scene = Scene()
    scene.name = tree["name"]?.text ?? ""
    scene.description = tree["description"]?.text ?? ""
    for parameter in context.parameters.all {
      if parameter.kind == .text {
        scene.textParameters.append((name: parameter.name, value: parameter.text))
      } else {
        scene.parameters.append((name: parameter.name, value: parameter.value))
      }
    }
    scene.world = world()
    scene.clocks = clocks()
    scene.robots = (tree["robots"]?.entries ?? []).map { robotClass($0.name, $0.node) }
    scene.tasks = (tree["tasks"]?.elements ?? []).compactMap(task)
    scene.taskPointLocations = (tree["tasks"]?.elements ?? []).map(pointLocations)
    scene.policies = (tree["policies"]?.entries ?? []).map { policy($0.name, $0.node) }
    scene.coordination = coordination()
    scene.disturbances = disturbances()
    SceneSchema.run.fill(&scene.run, from: tree["run"])
    if map.imported?.drawsPlaces == true {
      scene.world.drawImported(seed: scene.run.placementSeed)
    }
    scene.success = tree["success"].map(success)
    scene.outputs = outputs()
    scene.sweep = tree["sweep"].map(sweep)
    collectLocations(tree, path: "", into: &scene.locations)
    for file in context.sources.files { scene.texts.add(name: file.displayPath, bytes: file.bytes) }
    scene.texts.add(map.imported?.texts ?? SourceTexts())
    return scene
  }

  private func outputs() -> OutputSpec {
    var outputs = OutputSpec()
    SceneSchema.outputs.fill(&outputs, from: tree["outputs"])
    let record = tree["outputs"]?["record"]
    outputs.record.follow = record?["follow"]?.elements.compactMap(\.text) ?? []
    if let topics = record?["topics"] {
      let words = topics.elements.compactMap(\.text)
      outputs.record.topics = RecordSpec.Topic.allCases.filter { words.contains($0.rawValue) }
    }
    return outputs
  }

  private func clocks() -> ClockSpec {
    var clocks = ClockSpec()
    guard let node = tree["clocks"], let physics = node["physics"]?.double,
      let executor = node["executor"]?.double, let orchestrator = node["orchestrator"]?.double
    else { return clocks }
    SceneSchema.clocks.fill(&clocks, from: node)
    clocks.physicsRate = Int(physics.rounded())
    clocks.stepsPerExecutorTick = max(1, Int((physics / executor).rounded()))
    clocks.executorTicksPerOrchestratorTick = max(1, Int((executor / orchestrator).rounded()))
    return clocks
  }

  private func policy(_ name: String, _ node: TypedNode) -> PolicySpec {
    let kind = context.vocabulary.policies.kind(named: node["kind"]?.text ?? "")
    var parameters: [String: Double] = [:]
    for parameter in kind?.parameters ?? [] {
      guard let value = node[parameter.name]?.double, value != parameter.defaultValue else {
        continue
      }
      parameters[parameter.name] = value
    }
    var policy = PolicySpec(
      name: name, kind: kind?.name ?? "", isOrchestrator: kind?.isOrchestrator ?? false,
      parameters: parameters, latency: 0, replanAfter: .infinity)
    SceneSchema.policy(context.vocabulary).fill(&policy, from: node)
    return policy
  }

  private func success(_ node: TypedNode) -> SuccessSpec {
    let rule = SuccessSpec.Rule.allCases.first { node[$0.rawValue] != nil }
    var success = SuccessSpec(rule: rule ?? .all)
    SceneSchema.success.fill(&success, from: node)
    for element in rule.map({ node[$0.rawValue]?.elements ?? [] }) ?? [node] {
      var bar = SuccessBar()
      SceneSchema.bar.fill(&bar, from: element)
      success.bars.append(bar)
    }
    return success
  }

  private func sweep(_ node: TypedNode) -> SweepSpec {
    let axes = (node["axes"]?.entries ?? []).map { entry in
      (
        name: entry.name,
        values: SweepAxis(entry.node, parameter: context.parameters[entry.name]).values
      )
    }
    return SweepSpec(
      axes: axes, seedCount: node["seeds"]?["count"]?.integer ?? 1,
      firstSeed: node["seeds"]?["first"]?.seed ?? 1)
  }

  private func collectLocations(
    _ node: TypedNode, path: String, into locations: inout [String: SourceLocation]
  ) {
    // A scalar or list is shown itself; a mapping is best shown by its key.
    if let place = node.place, !path.isEmpty, locations[path] == nil || node.entries.isEmpty {
      locations[path] = context.sources.location(place)
    }
    for entry in node.entries {
      let child = path.isEmpty ? entry.name : "\(path).\(entry.name)"
      if let place = entry.place { locations[child] = context.sources.location(place) }
      collectLocations(entry.node, path: child, into: &locations)
    }
    for (index, element) in node.elements.enumerated() {
      guard case .mapping = element.value else { continue }
      let name = element["name"]?.text ?? String(index)
      collectLocations(element, path: "\(path).\(name)", into: &locations)
    }
  }
}

/// The values of one axis of a sweep.
struct SweepAxis {
  /// The values as text, in order, each once.
  var values: [String]

  /// The values of a typed axis; whole numbers where the axis is a parameter that holds those.
  init(_ node: TypedNode, parameter: Parameter?) {
    if case .list(let elements) = node.value {
      values = elements.compactMap(\.text)
      return
    }
    values = node["list"]?.elements.compactMap(\.text) ?? []
    let count = node["points"]?.integer ?? 0
    let isInteger = parameter?.kind == .integer || parameter == nil
    if let ends = Self.ends(node["linspace"]) {
      fill(count, isInteger && ends.unit.isEmpty, ends.unit) {
        ends.first + (ends.last - ends.first) * $0
      }
    }
    if let ends = Self.ends(node["geometric"]), ends.first > 0, ends.last > 0 {
      let ratio = Float(ends.last / ends.first)
      let logarithm = naturalLogarithm(ratio)
      fill(count, isInteger && ends.unit.isEmpty, ends.unit) { t in
        t == 1 ? ends.last : ends.first * Double(exponential(logarithm * Float(t)))
      }
    }
  }

  /// The two ends of a spaced axis in their one unit; nil where they are no such numbers.
  static func ends(_ node: TypedNode?) -> (first: Double, last: Double, unit: String)? {
    let texts = node?.elements.compactMap(\.text) ?? []
    guard texts.count == 2, let first = WrittenNumber(texts[0]), let last = WrittenNumber(texts[1]),
      first.unit == last.unit || first.value == 0 && first.unit.isEmpty
    else { return nil }
    return (first.value, last.value, last.unit)
  }

  private mutating func fill(
    _ count: Int, _ isInteger: Bool, _ unit: String, _ value: (Double) -> Double
  ) {
    for index in 0..<count {
      let t = count > 1 ? Double(index) / Double(count - 1) : 0
      let number = isInteger ? value(t).rounded() : value(t)
      let text = NumberText.digits(number) + (unit.isEmpty ? "" : " \(unit)")
      if values.last != text { values.append(text) }
    }
  }
}
