import Scenes
import SimCore
import Statistics
import Work

/// How the orders of a run's logs stand at a moment: who waits, and what is late.
struct OrderStanding {
  /// Orders of all logs.
  var count = 0
  /// Those whose time has not come.
  var yetToCome = 0
  /// Those that were to be delivered by now.
  var due = 0
  /// Those of them that were, in time.
  var onTime = 0
  /// Sum of delivery less due time over what was delivered and had one, physics steps.
  var lateness = 0
  /// How many these are.
  var deliveredWithDue = 0
  /// Physics steps from coming up to being taken.
  var waits = DurationCounts()
  /// Physics steps that those have waited whom nobody has taken.
  var waiting = DurationCounts()
  /// How late what is delivered was, physics steps; 0 in time.
  var tardiness = DurationCounts()
  /// How late those are by now that are not delivered.
  var overdue = DurationCounts()

  /// The orders of a fleet.
  ///
  /// - Complexity: O(orders).
  init(_ fleet: borrowing Fleet) {
    let tasks = fleet.model.tasks
    count = tasks.orders.count
    let rate = Double(fleet.model.clocks.physicsRate)
    let now = fleet.stepCount
    var come = [Int](repeating: 0, count: tasks.rules.count)
    for task in tasks.rules.indices { come[task] = Int(fleet.work.board.arrivals[task]) }
    for (task, range) in tasks.orderRange.enumerated() {
      yetToCome += range.count - come[task]
      for index in range.prefix(come[task]) {
        add(
          tasks.orders[index], taken: Int(fleet.work.orders.takenStep[index]),
          delivered: Int(fleet.work.orders.deliveredStep[index]), now: now, rate)
      }
    }
  }

  private mutating func add(_ order: Order, taken: Int, delivered: Int, now: Int, _ rate: Double) {
    let came = Int((order.time * rate).rounded(.up))
    if taken >= 0 { waits.add(taken - came) } else { waiting.add(now - came) }
    guard let time = order.due else { return }
    // Due times of any year are counted; an order that is due in the far future is not late.
    let due = Int(max(-1e15, min(1e15, time * rate)).rounded(.up))
    if due <= now { self.due += 1 }
    if delivered >= 0 {
      if due <= now, delivered <= due { onTime += 1 }
      lateness += delivered - due
      deliveredWithDue += 1
      tardiness.add(max(0, delivered - due))
    } else if due <= now {
      overdue.add(now - due)
    }
  }
}

extension FigureGroup {
  /// How the orders of logs stand.
  static let orders = FigureGroup(
    "work",
    [
      standing("orders_to_come", "orders of the log that come after the end") {
        orders, _ in Double(orders.yetToCome)
      },
      standing("order_wait_p50_s", "time until an order is taken, median", "s") {
        $0.waits.quantile(0.5, open: $0.waiting).map($1)
      },
      standing("order_wait_p95_s", "time until an order is taken, 95 %", "s") {
        $0.waits.quantile(0.95, open: $0.waiting).map($1)
      },
      standing("orders_due", "orders that were due") { orders, _ in Double(orders.due) },
      standing("on_time_share", "share of them delivered in time") { orders, _ in
        orders.due > 0 ? Double(orders.onTime) / Double(orders.due) : nil
      },
      standing("lateness_mean_s", "mean time from due to delivery (before: negative)", "s") {
        $0.deliveredWithDue > 0 ? $1(Double($0.lateness) / Double($0.deliveredWithDue)) : nil
      },
      standing("tardiness_p95_s", "how late orders are, 95 % of all", "s") {
        $0.tardiness.quantile(0.95, open: $0.overdue).map($1)
      },
      standing("tardiness_max_s", "how late the latest is, delivered or not", "s") {
        $0.tardiness.total + $0.overdue.total > 0
          ? $1(Double(max($0.tardiness.longest, $0.overdue.longest))) : nil
      },
    ])

  /// A figure of the orders; its closure is handed what turns physics steps into seconds.
  private static func standing(
    _ key: String, _ title: String, _ unit: String = "",
    _ value: @escaping @Sendable (OrderStanding, (Double) -> Double) -> Double?
  ) -> FigureRow {
    FigureRow(key, title, unit) { fleet in
      guard !fleet.model.tasks.orders.isEmpty else { return nil }
      let rate = Double(fleet.model.clocks.physicsRate)
      return value(OrderStanding(fleet)) { $0 / rate }
    }
  }
}
