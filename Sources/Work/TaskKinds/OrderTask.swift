import SimCore

/// The orders of a log: each comes up at its time, from one station to another.
///
/// An option is the orders of one station, or of several neighbours where there are more stations than
/// options. Whoever is at the pick-up takes the order with the highest priority, of these the one that is
/// due first, of these the one that came first.
public struct OrderTask: TaskKind {
  /// The orders, in the order in which they come up.
  public var orders: [Order]

  /// Chosen by `orders`.
  public static let mark = TaskMark.key("orders")
  /// Its own keys.
  public static let keys = [
    TaskKey(
      "orders", .orders,
      "Log of orders in CSV, with the columns time, from, to, and, where wanted, id, load, class, priority, due."
    ),
    TaskKey(
      "orders_from", .number(unit: "s", standard: 0, range: 0...1e9),
      "Time of the log at which the run begins."),
  ]
  /// What it is, for people.
  public static let summary = "the orders of a log"
  /// Its jobs come up at stations.
  public static var isSpread: Bool { true }

  /// A log from the values of its keys.
  public init(_ values: TaskValues) {
    orders = values.orders["orders"] ?? []
  }

  /// An option for each station where orders are fetched, by the classes that may do them.
  public func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    let grouping = OrderGroups(orders, of: task.spec, limit: optionLimit, at: site)
    let first = model.options.count
    for group in grouping.groups {
      let names = group.stations.map { site.zones[$0].name }.joined(separator: " ")
      var area = site.zones[group.stations[0]].area
      for station in group.stations.dropFirst() {
        area.include(site.zones[station].area.lower)
        area.include(site.zones[station].area.upper)
      }
      model.addOption(
        task, named: "\(task.spec.name) \(names)", region: area, only: group.classes)
    }
    rule.isLogged = true
    rule.travel =
      grouping.groups.allSatisfy { $0.stations.count == 1 } ? .overWays : .nearestJob
    model.addOrders(task.index, orders) { order, number in
      first + grouping.group(of: order, number: number)
    }
  }

  /// The orders whose time has come.
  public func admit(
    _ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel
  ) {
    let first = model.orderRange[task].lowerBound
    board.reveal(task, moment, model) { number in
      model.orders[first + number].time <= Double(moment.time)
    }
  }

  /// A slot of the station where the order that goes first is fetched, as far as the station lets
  /// anybody in.
  public func claim(
    _ request: ClaimRequest, _ board: inout JobBoard, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> TaskClaim? {
    guard let job = firstOpen(request.option, at: nil, board, model) else { return nil }
    let station = model.order(of: board.jobs[Int(job)]).from
    let slot = slots.join(
      model.slotRange[station], near: request.position, slots: model.slots,
      cap: Int32(clamping: model.zones[station].claimsPerSlot))
    let isTaken = model.rules[model.options[request.option].task].isTakenAtAssignment
    return slot.map { TaskClaim(job: isTaken ? job : nil, place: .slot($0)) }
  }

  /// Whichever goes first at the station that the place belongs to.
  public func jobAtPickup(
    option: Int, _ place: Vec2, _ board: borrowing JobBoard, _ model: TaskModel
  ) -> Int32? {
    let slot = model.slots.first { $0.position == place && $0.zone >= 0 }
    return slot.flatMap { firstOpen(option, at: Int($0.zone), board, model) }
  }

  /// A slot of the station that the order goes to: a load has to be brought in any case.
  public func place(
    ofStop stop: Int, of job: Job, near position: Vec2, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> StopPlace {
    let sink = model.slotRange[model.order(of: job).to]
    let slot = slots.join(sink, near: position, slots: model.slots, cap: .max)
    return .slot(slot ?? sink.lowerBound)
  }

  /// The mass that the log says.
  public func loadMass(of job: Job, _ model: TaskModel) -> Float? { model.order(of: job).mass }

  /// The open order of an option that goes first; of those of one station where one is given.
  ///
  /// - Complexity: O(open orders of the option).
  private func firstOpen(
    _ option: Int, at station: Int?, _ board: borrowing JobBoard, _ model: TaskModel
  ) -> Int32? {
    var best: Int32?
    var index = board.openHead[option]
    while index >= 0 {
      let job = board.jobs[Int(index)]
      let order = model.order(of: job)
      if station == nil || station == order.from {
        // One that was given back stands at the end of the list: the log's order counts among equals.
        let isFirst =
          best.map { held in
            let other = board.jobs[Int(held)]
            let rival = model.order(of: other)
            return order.goesBefore(rival)
              || !rival.goesBefore(order) && job.ordinal < other.ordinal
          } ?? true
        if isFirst { best = index }
      }
      index = job.nextOpen
    }
    return best
  }
}
