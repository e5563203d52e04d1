import Coordination
import Embodiments
import Scenes
import SimCore
import Work

extension Fleet {
  /// All figures of the run so far, in printing order.
  ///
  /// With bounds, what no fleet could exceed is among them, which costs a search for each goal.
  ///
  /// - Complexity: O(robots).
  func figures(withBounds: Bool = false) -> [RunFigure] {
    var figures = figures(of: .deliveries)
    let place = (figures.firstIndex { $0.key == "deliveries" } ?? -1) + 1
    figures.insert(
      contentsOf: taskFigures("deliveries") { tally.work.deliveriesPerTask[$0] }, at: place)
    figures += jobFigures()
    figures += self.figures(of: .orders)
    figures += self.figures(of: .lifelong)
    if withBounds { figures += boundFigures() }
    for group: FigureGroup in [
      .directives, .utilisation, .motion, .standstill, .energy, .communication, .health,
      .disturbances,
    ] {
      figures += self.figures(of: group)
    }
    return figures
  }

  private func figures(of group: FigureGroup) -> [RunFigure] {
    var figures: [RunFigure] = []
    for row in group.rows {
      guard let value = row.value(self) else { continue }
      figures.append(
        RunFigure(
          key: row.key, title: row.title, value: value, unit: row.unit, group: group.name))
    }
    return figures
  }

  /// True where robots have goals of their own.
  var hasPersonalGoals: Bool {
    model.tasks.rules.contains { $0.isPersonal && !$0.isLifelong }
  }

  /// True where any class has a battery and robots.
  var hasBatteries: Bool {
    model.classes.contains { $0.embodiment.battery != nil && !$0.rows.isEmpty }
  }

  /// Full charges of the robot with a battery that has charged least; nil without batteries.
  var fewestCharges: Int32? {
    var fewest: Int32?
    for robotClass in model.classes where robotClass.embodiment.battery != nil {
      for row in robotClass.rows {
        fewest = min(fewest ?? .max, work.robots[row].chargeCount)
      }
    }
    return fewest
  }

  /// Lowest state of charge now, 0 … 1.
  var lowestBattery: Float {
    var lowest: Float = 1
    for row in 0..<robotCount { lowest = min(lowest, work.battery[row]) }
    return lowest
  }

  /// Share of the time so far in which a dock was in use, over all docks.
  var dockUse: Double {
    var busy = 0
    var slotCount = 0
    for dock in model.tasks.docks {
      for slot in model.tasks.slotRange[dock] {
        busy += Int(work.slots.busyTicks[slot])
        slotCount += 1
      }
    }
    let ticks = max(1, tally.elapsed / Double(model.executorPeriod)) * Double(max(1, slotCount))
    return Double(busy) / ticks
  }

  /// True where the aggregator sends and receives at least as many bytes as any robot.
  var isAggregatorBusiest: Bool {
    ledger.aggregatorBytesPerSecond(duration: tally.seconds)
      >= ledger.busiestRobotBytesPerSecond(duration: tally.seconds)
  }
}

extension RunTally {
  /// Simulated hours so far, above 0.
  var hours: Double { max(1e-9, elapsed / 3600) }
  /// Simulated seconds so far, above 0.
  var seconds: Double { max(1e-9, elapsed) }
  /// Some robot-ticks as a share of those under way.
  func shareOfUnderWay(_ ticks: Int) -> Double { Double(ticks) / Double(max(1, underWayTicks)) }
  /// Robot-ticks so far, at least 1.
  var someRobotTicks: Double { Double(max(1, robotTicks)) }
}
