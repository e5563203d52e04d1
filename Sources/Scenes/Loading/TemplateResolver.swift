import SimCore

/// Merges robot classes with the templates they extend.
struct TemplateResolver {
  /// Where mistakes go.
  let context: LoadContext
  /// All templates.
  let templates: [SceneEntry]

  /// A class's node with everything it takes over from its template.
  func resolve(_ node: SceneNode, path: String) -> SceneNode {
    resolve(node, path: path, chain: [])
  }

  private func resolve(_ node: SceneNode, path: String, chain: [String]) -> SceneNode {
    guard let entries = node.entries,
      let extended = entries.first(where: { $0.key == "extends" }),
      let name = extended.value.scalarText
    else { return node }
    guard let template = templates.first(where: { $0.key == name }) else {
      context.report(
        extended.value.place, "\(path).extends",
        "unknown template \(quoted(name))" + suggestion(for: name, among: templates.map(\.key))
          + (templates.isEmpty ? "; there are no templates here" : ""))
      return node
    }
    guard !chain.contains(name) else {
      context.report(
        extended.value.place, "\(path).extends",
        "templates extend each other: \((chain + [name]).joined(separator: " → "))")
      return node
    }
    guard chain.count < 16 else {
      context.report(extended.value.place, "\(path).extends", "more than 16 templates in a row")
      return node
    }
    let base = resolve(template.value, path: "templates.\(name)", chain: chain + [name])
    var result = merged(base, with: node)
    result.content = .mapping((result.entries ?? []).filter { $0.key != "extends" })
    return result
  }

  /// Deep merge of mappings: what the class says wins; anything but a mapping is replaced whole.
  private func merged(_ base: SceneNode, with node: SceneNode) -> SceneNode {
    guard let baseEntries = base.entries, let entries = node.entries else { return node }
    var result = entries
    for var inherited in baseEntries {
      guard let index = result.firstIndex(where: { $0.key == inherited.key }) else {
        inherited.isInherited = true
        result.append(inherited)
        continue
      }
      if inherited.value.entries != nil && result[index].value.entries != nil {
        result[index].value = merged(inherited.value, with: result[index].value)
      }
    }
    return SceneNode(content: .mapping(result), place: node.place)
  }
}
