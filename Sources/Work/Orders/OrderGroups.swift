import SimCore

/// How the orders of a log become options: those that start at one station and that the same classes
/// may do are one, as far as there is room for so many.
struct OrderGroups {
  /// Orders that are one option.
  struct Group {
    /// Indices of the classes that may do them.
    var classes: [Int]
    /// Indices of the zones where they are fetched, ascending.
    var stations: [Int]
  }

  /// The groups, in the order of the zones.
  private(set) var groups: [Group] = []
  /// The classes that may do each order. [orderCount]
  private let able: [[Int]]

  /// Groups the orders of a task.
  ///
  /// Where there are more stations than options, neighbouring ones share an option: they are taken in
  /// the order of their places along the longer side of the floor.
  ///
  /// - Parameters:
  ///   - orders: The orders.
  ///   - task: The task that they belong to.
  ///   - limit: How many options there may be.
  ///   - site: The zones and classes.
  init(_ orders: [Order], of task: TaskSpec, limit: Int, at site: WorkSite) {
    able = orders.map { Self.able($0, task, site) }
    var stations: [[Int]: Set<Int>] = [:]
    for (order, classes) in zip(orders, able) { stations[classes, default: []].insert(order.from) }
    // The order of a dictionary is none: sorted, it cannot matter.
    let kinds = stations.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let isWide = site.bounds.size.x >= site.bounds.size.y
    for (number, classes) in kinds.enumerated() {
      // What is left is shared fairly by the kinds that are still to come.
      let room = max(1, (limit - groups.count) / (kinds.count - number))
      let here = (stations[classes] ?? []).sorted()
      let count = min(here.count, room)
      let along =
        count == here.count
        ? here
        : here.sorted { a, b in
          let (first, second) = (site.zones[a].area.center, site.zones[b].area.center)
          let (x, y) = isWide ? (first.x, second.x) : (first.y, second.y)
          return (x, a) < (y, b)
        }
      for part in 0..<count {
        let range = along.count * part / count..<along.count * (part + 1) / count
        groups.append(Group(classes: classes, stations: along[range].sorted()))
      }
    }
  }

  /// The group that holds an order.
  ///
  /// - Complexity: O(groups).
  func group(of order: Order, number: Int) -> Int {
    groups.firstIndex { $0.classes == able[number] && $0.stations.contains(order.from) } ?? 0
  }

  /// The classes that may do an order: they drive, carry its load, and are not kept from it.
  private static func able(_ order: Order, _ task: TaskSpec, _ site: WorkSite) -> [Int] {
    site.workers.indices.filter { index in
      let worker = site.workers[index]
      let isNamed = task.classes.isEmpty || task.classes.contains(site.classNames[index])
      return worker.drives && isNamed && (!task.isPallet || worker.lifts)
        && (order.robotClass ?? index) == index && (order.mass ?? task.loadMass) <= worker.payload
    }
  }
}
