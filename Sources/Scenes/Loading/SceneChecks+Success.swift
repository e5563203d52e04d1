import SimCore

extension SceneChecks {
  /// Success: each bar asks for something that can be, and of a task that there is.
  func checkSuccess() {
    guard let success = tree["success"] else { return }
    for rule in SuccessSpec.Rule.allCases.map(\.rawValue) {
      guard let bars = success[rule] else { continue }
      for (index, bar) in bars.elements.enumerated() {
        checkBar(bar, path: "success.\(rule)[\(index)]")
      }
      // Beside a figure of its own the two forms exclude each other, which is told already.
      for key in ["task", "at_least", "at_most"] where success["indicator"] == nil {
        guard let entry = success.entries.first(where: { $0.name == key }) else { continue }
        context.report(
          entry.place, "success.\(key)",
          "key '\(key)' has no meaning beside \(rule): each of its bars has one of its own")
      }
    }
    if success["indicator"] != nil { checkBar(success, path: "success") }
  }

  private func checkBar(_ bar: TypedNode, path: String) {
    let (least, most) = (bar["at_least"], bar["at_most"])
    if least == nil && most == nil, let indicator = bar["indicator"] {
      context.report(
        indicator.place, path, "a bar needs at_least, at_most or both")
    }
    if let low = least?.double, let high = most?.double, low > high {
      context.report(
        least?.place, "\(path).at_least",
        "at least \(NumberText.digits(low)) is more than at most \(NumberText.digits(high)): nothing is both",
        notes: declared(most?.place, seenFrom: least?.place))
    }
    checkTask(of: bar, path: path)
  }

  private func checkTask(of bar: TypedNode, path: String) {
    guard let task = bar["task"], let name = task.text else { return }
    if let indicator = bar["indicator"]?.text, !FigureKeys.ofTasks.contains(indicator) {
      context.report(
        task.place, "\(path).task",
        "'\(indicator)' is a figure of the whole run; a task has \(listed(FigureKeys.ofTasks))")
    }
    let names = (tree["tasks"]?.elements ?? []).compactMap { $0["name"]?.text }
    guard !names.contains(name), names.count == tree["tasks"]?.elements.count ?? 0 else { return }
    context.report(
      task.place, "\(path).task",
      "unknown task \(quoted(name))" + suggestion(for: name, among: names))
  }
}
