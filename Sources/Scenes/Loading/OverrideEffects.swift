/// Refuses a `--set` that changes nothing: who sets a value believes that the run will have it.
///
/// Every value of the finished tree knows where it was written, so an override without effect is one
/// whose place is nowhere in it.
struct OverrideEffects {
  /// Where mistakes go, and where the parameters are.
  let context: LoadContext
  /// The finished tree.
  let tree: TypedNode

  /// Reports each override that neither the tree nor a later override took.
  ///
  /// - Complexity: O(values of the scene), and nothing without overrides.
  func check(_ keys: [String]) {
    guard !keys.isEmpty, context.sources.overrideFile >= 0 else { return }
    var isTaken = [Bool](repeating: false, count: keys.count)
    note(tree, in: &isTaken)
    for place in context.usedPlaces { mark(place, in: &isTaken) }
    for parameter in context.parameters.all where isUsed(parameter.name) {
      mark(parameter.valueNode.place, in: &isTaken)
    }
    let policies = usedPolicies
    for index in keys.indices where !isTaken[index] || isIdle(keys[index], policies) {
      // A later one of the same name wins, and `--seed`, which comes last, wins over every seed.
      let isReplaced = keys[(index + 1)...].contains(keys[index])
      guard !isReplaced, keys[index] != "seed" || keys.last != "run.seed" else { continue }
      context.report(
        Place(
          file: context.sources.overrideFile, line: Int32(clamping: index + 1), column: 1,
          length: Int32(clamping: max(1, keys[index].unicodeScalars.count))), "",
        "setting \(quoted(keys[index])) would change nothing: \(reason(keys[index]))")
    }
  }

  /// Names of the policies that a class uses.
  private var usedPolicies: [String] {
    (tree["robots"]?.entries ?? []).flatMap { entry in
      let executor = entry.node["executor"]
      return [entry.node["orchestrator"]?.text, executor?.text ?? executor?["use"]?.text]
        .compactMap { $0 }
    }
  }

  /// True for a key of a policy that no class uses: it is in the tree, but not in the run.
  private func isIdle(_ key: String, _ used: [String]) -> Bool {
    let parts = key.split(separator: ".").map(String.init)
    return parts.count > 1 && parts[0] == "policies" && context.parameters[key] == nil
      && !used.contains(parts[1])
  }

  private func reason(_ key: String) -> String {
    if context.parameters[key] != nil { return "no value of the scene uses this parameter" }
    let parts = key.split(separator: ".").map(String.init)
    if parts.first == "templates" { return "no class takes this over from the template" }
    if parts.first == "policies", parts.count > 1 {
      return "no class uses policy \(quoted(parts[1]))"
    }
    return "the scene replaces or does not use this value"
  }

  /// True where a value that is no parameter depends on the parameter.
  private func isUsed(_ name: String) -> Bool {
    // Each parameter is looked at once, so parameters that use each other end the search.
    var seen: Set<String> = [name]
    var waiting = [name]
    while let next = waiting.popLast() {
      for path in context.parameters[next]?.usedBy ?? [] {
        guard path.hasPrefix("parameters.") else { return true }
        let user = String(path.dropFirst("parameters.".count).prefix { $0 != "." })
        if seen.insert(user).inserted { waiting.append(user) }
      }
    }
    return false
  }

  private func note(_ node: TypedNode, in isTaken: inout [Bool]) {
    mark(node.place, in: &isTaken)
    switch node.value {
    case .mapping(let entries):
      for entry in entries {
        mark(entry.place, in: &isTaken)
        note(entry.node, in: &isTaken)
      }
    case .list(let elements):
      for element in elements { note(element, in: &isTaken) }
    default: break
    }
  }

  private func mark(_ place: Place?, in isTaken: inout [Bool]) {
    guard let place, place.file == context.sources.overrideFile,
      isTaken.indices.contains(Int(place.line) - 1)
    else { return }
    isTaken[Int(place.line) - 1] = true
  }
}
