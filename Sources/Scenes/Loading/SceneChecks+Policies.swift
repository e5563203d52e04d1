import Contracts
import Coordination
import MeanFields
import Policies
import SimCore

extension SceneChecks {
  /// Every class names policies that exist, on the right layer, with the inputs they need.
  func checkPolicies() {
    for entry in tree["policies"]?.entries ?? [] {
      guard let layer = entry.node["layer"], let word = layer.text, let kind = kind(entry.node),
        word != kind.layerWord
      else { continue }
      context.report(
        layer.place, "policies.\(entry.name).layer",
        "kind '\(kind.name)' is \(article(kind.layerWord)) \(kind.layerWord), not \(article(word)) \(word)"
      )
    }
    checkOrder()
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

  /// A parameter that must be above another one of its policy is.
  private func checkOrder() {
    for entry in tree["policies"]?.entries ?? [] {
      guard let kind = kind(entry.node) else { continue }
      for parameter in kind.parameters {
        guard let lower = parameter.lowerNeighbour, let least = entry.node[lower]?.double,
          let node = entry.node[parameter.name], let value = node.double, value <= least
        else { continue }
        // Whichever of the two is written is to blame, the upper one where both are.
        let place = node.place ?? entry.node[lower]?.place ?? entry.place
        context.report(
          place, "policies.\(entry.name).\(parameter.name)",
          "\(parameter.name) is \(NumberText.digits(value)) and must be above \(lower), which is "
            + "\(NumberText.digits(least))")
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
      let kinds = context.vocabulary.policies.kinds.filter { $0.isOrchestrator == isOrchestrator }
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
        "policy '\(name)' is \(article(kind.layerWord)) \(kind.layerWord), not \(article(wanted)) \(wanted)",
        notes: declared(policy.place, seenFrom: place))
      return
    }
    if kind.needsArm && robot.node["arm"] == nil {
      context.report(
        place, path, "policy '\(name)' (\(kind.name)) moves an arm; '\(robot.name)' has none",
        notes: declared(policy.place, seenFrom: place))
    }
    checkInputs(of: kind, named: name, place: place, path: path)
    warnOfDestinations(of: kind, named: name, policy.node, place: place, path: path)
    if kind.isExternal { checkPlayer(of: name, policy.place, usedAt: place) }
  }

  /// A policy that the scene leaves to others needs somebody who plays it.
  private func checkPlayer(of name: String, _ policy: Place?, usedAt place: Place?) {
    // The twin of a placebo is a run of its own, and nobody outside plays its policies.
    if let mode = tree["coordination"]?["mode"], mode.text == CoordinationMode.placebo.rawValue {
      context.report(
        mode.place, "coordination.mode",
        "mode 'placebo' runs a twin of the scene, in which nobody plays policy '\(name)'; "
          + "use another mode, or a built-in policy")
    }
    switch context.vocabulary.players {
    case .anybody: return
    case .named(let names) where names.contains(name): return
    case .named, .nobody:
      context.report(
        policy ?? place, "policies.\(name).kind",
        "policy '\(name)' is left to others, and nobody plays it: 'fleetfield run' takes a program with "
          + "--policy \(name)=COMMAND, the Python package plays it itself")
    }
  }

  /// Correction C1: a policy whose required inputs the coupling withholds is refused.
  private func checkInputs(of kind: PolicyKind, named name: String, place: Place?, path: String) {
    guard let settings = tree["coordination"], let mode = settings["mode"],
      let modeWord = mode.text,
      let coupling = layersWord(of: settings), let couplingWord = coupling.text,
      let granted = Setting(mode: modeWord, coupling: couplingWord)
    else { return }
    let withheld = granted.withheld(from: kind)
    if !withheld.isEmpty {
      // The mode is to blame where even the coupling 'both' would not help.
      let isMode = Setting(mode: modeWord, coupling: "both")?.withheld(from: kind).isEmpty == false
      let uses =
        isMode
        ? CoordinationMode.allCases.map(\.rawValue).filter {
          Setting(mode: $0, coupling: couplingWord)?.withheld(from: kind).isEmpty == true
        }
        : LayerCoupling.allCases.map(\.rawValue).filter {
          Setting(mode: modeWord, coupling: $0)?.withheld(from: kind).isEmpty == true
        }
      context.report(
        place, path,
        "policy '\(name)' (\(kind.name)) needs \(withheld.joined(separator: " and ")), which "
          + (isMode ? "mode '\(modeWord)'" : "coupling '\(couplingWord)'")
          + " withholds; use \(listed(uses))",
        notes: (isMode ? mode : coupling).place.map {
          ["note: it is set at \(context.lineWords($0, seenFrom: place))"]
        } ?? [])
    }
    for axis in tree["sweep"]?["axes"]?.entries ?? [] {
      checkAxis(axis, of: kind, named: name, mode: modeWord, coupling: couplingWord)
    }
  }

  /// Warns of a policy that reads where robots are bound under a mode that grants fields, and cannot carry that.
  private func warnOfDestinations(
    of kind: PolicyKind, named name: String, _ policy: TypedNode, place: Place?, path: String
  ) {
    let values = kind.parameters.compactMap { parameter in
      policy[parameter.name]?.number.map { (parameter.name, Double($0)) }
    }
    guard let settings = tree["coordination"], let mode = settings["mode"],
      let word = mode.text.flatMap(CoordinationMode.init(rawValue:)),
      let reason = word.kind.withholdsDestinations,
      let layers = layersWord(of: settings)?.text.flatMap(LayerCoupling.init(rawValue:)),
      layers.grants(.orchestrator, to: kind.layer, under: word.kind.grants),
      kind.reads(given: Dictionary(values, uniquingKeysWith: { first, _ in first })).contains(
        .destinations)
    else { return }
    context.report(
      place, path,
      "policy '\(name)' (\(kind.name)) reads where robots are bound, which mode '\(word.rawValue)' does not tell: "
        + "\(reason); it acts as if nobody else were bound for the same place",
      notes: mode.place.map {
        ["note: it is set at \(context.lineWords($0, seenFrom: place))"]
      } ?? [], severity: .warning)
  }

  /// A sweep over couplings or modes may not pass a point that withholds an input.
  private func checkAxis(
    _ axis: TypedEntry, of kind: PolicyKind, named name: String, mode: String, coupling: String
  ) {
    let isMode = ["mode", "coordination.mode"].contains(axis.name)
    guard isMode || Self.couplingAxes.contains(axis.name) else { return }
    for value in axis.node.elements + (axis.node["list"]?.elements ?? []) {
      guard let word = value.text,
        let setting = Setting(mode: isMode ? word : mode, coupling: isMode ? coupling : word)
      else { continue }
      let withheld = setting.withheld(from: kind)
      if !withheld.isEmpty {
        context.report(
          value.place, "sweep.axes.\(axis.name)",
          "policy '\(name)' (\(kind.name)) needs \(withheld.joined(separator: " and ")), which "
            + "'\(word)' withholds")
      }
    }
  }

  private static let couplingAxes = [
    "coupling", "coordination.coupling", "coordination.coupling.layers",
  ]

  /// Correction C6: warns where a logit dispatcher's loop gain is near the bound of herding.
  ///
  /// One period's deciders are the idle robots, so the share that re-decides cancels the idle share
  /// in the slope of the utility, and the gain is β × value / options.
  func warnOfLoopGain() {
    guard let clocks = tree["clocks"], let rate = clocks["orchestrator"]?.number, rate > 0 else {
      return
    }
    for entry in tree["policies"]?.entries ?? [] {
      guard let key = kind(entry.node)?.herdingGain, let gain = entry.node[key],
        let beta = gain.number, beta > 0
      else { continue }
      let users = robots.filter { $0.node["orchestrator"]?.text == entry.name }
      let options = users.map { robot in
        (tree["tasks"]?.elements ?? []).filter { inability(of: robot, $0) == nil }
      }.max { $0.count < $1.count }
      guard let options, options.count > 1 else { continue }
      let value = options.reduce(Float(0)) { max($0, $1["value"]?.number ?? 1) }
      let loopGain = dispatchLoopGain(
        gain: beta, value: value, optionCount: options.count, idleShare: 1, redeciding: 1)
      let bound = dispatchGainBound(
        DispatchSchedule(
          orchestratorPeriod: 1 / rate,
          fieldTimeConstant: tree["coordination"]?["orchestrator_field"]?["time_constant"]?.number
            ?? 0,
          latency: entry.node["latency"]?.number ?? 0))
      guard loopGain > 0.7 * bound else { continue }
      func rounded(_ value: Float) -> String {
        NumberText.digits((Double(value) * 100).rounded() / 100)
      }
      context.report(
        gain.place, "policies.\(entry.name).\(key)",
        "loop gain of dispatch is \(rounded(loopGain)) with \(options.count) tasks, above 0.7 of "
          + "its bound \(rounded(bound)): the fleet may herd; gain auto or at most "
          + "\(rounded(0.7 * bound * Float(options.count) / value)) keeps it calm",
        severity: .warning)
    }
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
  func kind(_ policy: TypedNode) -> PolicyKind? {
    policy["kind"]?.text.flatMap(context.vocabulary.policies.kind(named:))
  }

  private func article(_ noun: String) -> String {
    noun.hasPrefix("o") || noun.hasPrefix("e") ? "an" : "a"
  }
}

/// A mode and a coupling together: what they grant.
private struct Setting {
  let mode: CoordinationMode
  let coupling: LayerCoupling

  /// The setting of two words; nil where one is not known.
  init?(mode: String, coupling: String) {
    guard let mode = CoordinationMode(rawValue: mode),
      let coupling = LayerCoupling(rawValue: coupling)
    else { return nil }
    self.mode = mode
    self.coupling = coupling
  }

  /// What a kind needs and does not get, in words.
  func withheld(from kind: PolicyKind) -> [String] {
    kind.withheldWords(mode: mode, coupling: coupling)
  }
}
