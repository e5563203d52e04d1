extension SceneChecks {
  /// Every class names policies that exist, on the right layer, with the inputs they need.
  func checkPolicies() {
    for entry in tree["policies"]?.entries ?? [] {
      guard let layer = entry.node["layer"], let word = layer.text, let kind = kind(entry.node),
        word != kind.layer
      else { continue }
      context.report(
        layer.place, "policies.\(entry.name).layer",
        "kind '\(kind.name)' is \(article(kind.layer)) \(kind.layer), not \(article(word)) \(word)")
    }
    for entry in robots {
      let path = "robots.\(entry.name)"
      if let orchestrator = entry.node["orchestrator"] {
        check(orchestrator, isOrchestrator: true, of: entry, path: "\(path).orchestrator")
      }
      guard let executor = entry.node["executor"] else { continue }
      if let use = executor["use"] {
        check(use, isOrchestrator: false, of: entry, path: "\(path).executor.use")
      } else if executor.text != nil {
        check(executor, isOrchestrator: false, of: entry, path: "\(path).executor")
      }
    }
  }

  private func check(
    _ reference: TypedNode, isOrchestrator: Bool, of robot: TypedEntry, path: String
  ) {
    guard let name = reference.text else { return }
    let place = reference.place ?? robot.place
    let wanted = isOrchestrator ? "orchestrator" : "executor"
    guard let policy = tree["policies"]?.entries.first(where: { $0.name == name }) else {
      let sameLayer = (tree["policies"]?.entries ?? []).filter {
        kind($0.node)?.isOrchestrator == isOrchestrator
      }
      let kinds = ScenePolicyKind.all.filter { $0.isOrchestrator == isOrchestrator }
      var names: [String] = []
      for name in sameLayer.map(\.name) + kinds.map(\.name) where !names.contains(name) {
        names.append(name)
      }
      context.report(
        place, path, "unknown policy \(quoted(name))" + suggestion(for: name, among: names))
      return
    }
    guard let kind = kind(policy.node) else { return }
    guard kind.isOrchestrator == isOrchestrator else {
      context.report(
        place, path,
        "policy '\(name)' is \(article(kind.layer)) \(kind.layer), not \(article(wanted)) \(wanted)",
        notes: declared(policy.place, seenFrom: place))
      return
    }
    if kind.needsArm && robot.node["arm"] == nil {
      context.report(
        place, path, "policy '\(name)' (\(kind.name)) moves an arm; '\(robot.name)' has none",
        notes: declared(policy.place, seenFrom: place))
    }
    checkInputs(of: kind, named: name, place: place, path: path)
  }

  /// Correction C1: a policy whose required inputs the coupling withholds is refused.
  private func checkInputs(
    of kind: ScenePolicyKind, named name: String, place: Place?, path: String
  ) {
    guard let mode = tree["coordination"]?["mode"], let coupling = tree["coordination"]?["coupling"]
    else { return }
    for input in kind.requiredInputs {
      guard let word = mode.text, let layers = coupling.text else { continue }
      if word == "none" {
        report(kind, name, input, withheldBy: "mode 'none'", use: "meanField", mode, place, path)
      } else if !Self.grants(layers, input, isOrchestrator: kind.isOrchestrator) {
        let uses = ["own", "cross", "both"].filter {
          Self.grants($0, input, isOrchestrator: kind.isOrchestrator)
        }
        report(
          kind, name, input, withheldBy: "coupling '\(layers)'", use: listed(uses), coupling, place,
          path)
      }
      for axis in tree["sweep"]?["axes"]?.entries ?? [] {
        checkAxis(axis, of: kind, named: name, input: input)
      }
    }
  }

  private func report(
    _ kind: ScenePolicyKind, _ name: String, _ input: PolicyInput, withheldBy what: String,
    use: String, _ setting: TypedNode, _ place: Place?, _ path: String
  ) {
    context.report(
      place, path,
      "policy '\(name)' (\(kind.name)) needs \(input.words), which \(what) withholds; use \(use)",
      notes: setting.place.map {
        ["note: it is set at \(context.lineWords($0, seenFrom: place))"]
      } ?? [])
  }

  /// A sweep over couplings or modes may not pass a point that withholds an input.
  private func checkAxis(
    _ axis: TypedEntry, of kind: ScenePolicyKind, named name: String, input: PolicyInput
  ) {
    let isMode = ["mode", "coordination.mode"].contains(axis.name)
    guard isMode || ["coupling", "coordination.coupling"].contains(axis.name) else { return }
    for value in axis.node.elements + (axis.node["list"]?.elements ?? []) {
      guard let word = value.text else { continue }
      let isGranted =
        isMode ? word != "none" : Self.grants(word, input, isOrchestrator: kind.isOrchestrator)
      if !isGranted {
        context.report(
          value.place, "sweep.axes.\(axis.name)",
          "policy '\(name)' (\(kind.name)) needs \(input.words), which '\(word)' withholds")
      }
    }
  }

  /// True where a coupling grants an input to a layer.
  private static func grants(
    _ coupling: String, _ input: PolicyInput, isOrchestrator: Bool
  ) -> Bool {
    let isOwn = (input == .orchestratorField) == isOrchestrator
    return coupling == "both" || coupling == (isOwn ? "own" : "cross")
      || !["none", "own", "cross"].contains(coupling)
  }

  /// Warns of policies of the main file that no class uses.
  func warnOfUnusedPolicies() {
    let used = robots.flatMap { entry in
      let executor = entry.node["executor"]
      return [entry.node["orchestrator"]?.text, executor?.text ?? executor?["use"]?.text]
    }
    for entry in tree["policies"]?.entries ?? []
    where entry.place?.file == 0 && !used.contains(entry.name) {
      context.report(
        entry.place, "policies.\(entry.name)", "policy '\(entry.name)' is never used",
        severity: .warning)
    }
  }

  /// The kind of a typed policy, or nil.
  func kind(_ policy: TypedNode) -> ScenePolicyKind? {
    policy["kind"]?.text.flatMap(ScenePolicyKind.named)
  }

  private func article(_ noun: String) -> String {
    noun.hasPrefix("o") || noun.hasPrefix("e") ? "an" : "a"
  }
}

extension PolicyInput {
  /// The input in words.
  fileprivate var words: String {
    switch self {
    case .orchestratorField: "the orchestrators' field"
    case .executorField: "the executors' field"
    case .spatialField: "the spatial field of the executors"
    }
  }
}
