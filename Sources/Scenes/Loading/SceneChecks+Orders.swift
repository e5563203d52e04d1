import SimCore
import Work

extension SceneChecks {
  /// The log of a task: every order names what is there, and some come up during the run.
  func checkOrders(_ task: TypedNode, _ kind: any TaskKind.Type, path: String) {
    for key in kind.keys where key.content == .orders {
      guard let node = task[key.name], let file = node.path else { continue }
      let path = "\(path).\(key.name)"
      guard zonesAreKnown, let text = orderText(file, node.place, path) else { continue }
      let log = OrderLog(text, orderNames(task))
      for diagnostic in log.diagnostics { context.report(diagnostic, at: node.place) }
      if log.hasErrors { continue }
      let begin = task["orders_from"]?.double ?? 0
      tellCut(log, task, begin, path)
      context.orderLogs[file + "\n" + (task["name"]?.text ?? "")] = log.orders.compactMap { order in
        guard order.time >= begin else { return nil }
        var order = order
        order.time -= begin
        order.due = order.due.map { $0 - begin }
        return order
      }
    }
  }

  private func orderText(_ file: String, _ place: Place?, _ path: String) -> MapText? {
    do throws(FileReadFailure) {
      let bytes = try context.inputs.bytes(file, role: .orders, limit: OrderLog.largestFile)
      return MapText(name: file, bytes: bytes)
    } catch {
      context.report(place, path, "cannot read the log '\(file)': \(error.words)")
      return nil
    }
  }

  private func orderNames(_ task: TypedNode) -> OrderNames {
    let needs = task["needs"]
    let named =
      ((needs?["class"].map { [$0] } ?? needs?["classes"]?.elements) ?? []).compactMap(\.text)
    let classes = robots.map { robot in
      let isNamed = named.isEmpty || named.contains(robot.name)
      return OrderNames.RobotClass(
        name: robot.name, payload: robot.node["body"]?["payload"]?.double ?? .infinity,
        reason: isNamed
          ? inability(of: robot, task, mass: 0) : "is not among those that the task is for")
    }
    return OrderNames(
      zones: zones.map { ($0.name, $0.node["kind"]?.text ?? "") }, classes: classes,
      loadMass: task["load"]?["mass"]?.double ?? 0)
  }

  /// Says which orders come before the run begins, or after it has ended.
  private func tellCut(_ log: OrderLog, _ task: TypedNode, _ begin: Double, _ path: String) {
    guard let duration = tree["run"]?["duration"]?.double, let last = log.orders.last else {
      return
    }
    let early = log.orders.count { $0.time < begin }
    let late = log.orders.count { $0.time > begin + duration }
    func words(_ seconds: Double) -> String {
      let clock = NumberText.span(seconds)
      return log.form == .seconds ? clock : "\(clock) after midnight"
    }
    if early > 0 {
      context.report(
        task["orders_from"]?.place, "\(path)_from",
        "\(early) of \(log.orders.count) orders come up before \(words(begin)), where the run begins; they "
          + "are left out", severity: .warning)
    }
    guard late > 0 else { return }
    let isVain = late + early == log.orders.count
    let first = log.orders.first { $0.time > begin + duration }
    context.report(
      task["orders"]?.place, path,
      "\(late) of \(log.orders.count) orders come up after the end of the run, which is at "
        + "\(words(begin + duration)) of the log; the last is at \(words(last.time))",
      notes: isVain
        ? [
          "note: no order comes up in the run; 'orders_from' is the time of the log at which it begins, the "
            + "first order is at \(words(first?.time ?? 0))"
        ] : [], severity: .warning)
  }
}
