import Scenes
import SimCore
import Work

extension Fleet {
  /// True where a task of the scene has a log of orders.
  public var hasOrders: Bool { !model.tasks.orders.isEmpty }

  /// Names of the columns of `orders.csv`, with units.
  public static var orderColumns: [String] {
    [
      "task", "order", "line", "time_s", "from", "to", "load_kg", "class", "priority", "due_s",
      "taken_s", "delivered_s", "robot", "lateness_s",
    ]
  }

  /// The rows of `orders.csv`: what became of each order, log by log in the order in which they come up.
  ///
  /// - Complexity: O(orders).
  public func orderRows() -> [[String]] {
    let tasks = model.tasks
    func text(_ value: Double?) -> String {
      value.map { NumberText.rounded($0, decimals: 3) } ?? ""
    }
    func time(_ step: Int32) -> Double? { step < 0 ? nil : seconds(Double(step)) }
    var rows: [[String]] = []
    rows.reserveCapacity(tasks.orders.count)
    for (task, range) in tasks.orderRange.enumerated() {
      for index in range {
        let order = tasks.orders[index]
        let delivered = time(work.orders.deliveredStep[index])
        var lateness: Double?
        if let due = order.due, let delivered { lateness = delivered - due }
        let robot = work.orders.robot[index]
        rows.append([
          tasks.names[task], order.name, "\(order.line)", text(order.time),
          tasks.zones[order.from].name, tasks.zones[order.to].name,
          text(order.mass.map(Double.init)), order.robotClass.map { model.classes[$0].name } ?? "",
          "\(order.priority)", text(order.due), text(time(work.orders.takenStep[index])),
          text(delivered), robot < 0 ? "" : "\(robot)", text(lateness),
        ])
      }
    }
    return rows
  }

  /// The text of `orders.csv`; nil where the scene has no log.
  public func orderTable() -> String? {
    guard hasOrders else { return nil }
    return orderRows().reduce(into: CSVText.line(Self.orderColumns)) { $0 += CSVText.line($1) }
  }
}
