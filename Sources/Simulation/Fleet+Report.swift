import Contracts
import Coordination
import Embodiments
import MeanFields
import Navigation
import Scenes
import SimCore
import Work

extension Fleet {
  /// Everything the run reports so far.
  ///
  /// - Complexity: O(robots).
  public func report() -> RunReport {
    var report = RunReport()
    report.figures = allFigures()
    report.stateHash = stateHash()
    report.policyHash = model.policyHash
    report.leadership = model.leadership
    report.quarantine = tally.quarantine
    report.stageSeconds = TickStage.allCases.map {
      (stage: String(describing: $0), seconds: tally.clock.seconds[$0.rawValue])
    }
    if let success = model.success {
      let value = report.value(success.indicator) ?? 0
      report.isSuccess =
        value >= Double(success.atLeast) && !(success.noRobotStranded && tally.stranded > 0)
    }
    return report
  }

  /// Keys of figures that a report has only once something was delivered.
  public static var laterFigureKeys: [String] { ["lead_time_s"] }

  private func allFigures() -> [RunFigure] {
    workFigures() + motionFigures() + energyFigures() + messageFigures() + healthFigures()
      + disturbanceFigures()
  }

  /// True where the scene names a success event and it holds now.
  ///
  /// - Complexity: O(robots).
  public var isSuccessful: Bool {
    guard let success = model.success else { return false }
    let value = allFigures().first { $0.key == success.indicator }?.value ?? 0
    return value >= Double(success.atLeast) && !(success.noRobotStranded && tally.stranded > 0)
  }

  /// Names of the columns of `series.csv`, with units.
  public static var seriesColumns: [String] {
    [
      "time_s", "deliveries", "errands", "open_jobs", "blocked_share", "mean_speed_m_per_s",
      "idle", "assigned", "travelling", "queueing", "working", "carrying", "charging", "failed",
      "mean_battery", "messages", "bytes",
    ]
  }

  /// One row of `series.csv` for the present moment.
  public func seriesRow(into row: inout [Double]) {
    row.removeAll(keepingCapacity: true)
    var stages = [Int](repeating: 0, count: RobotStage.allCases.count)
    var charge = 0.0
    for robot in 0..<robotCount {
      stages[Int(work.stage[robot].rawValue)] += 1
      charge += Double(work.battery[robot])
    }
    var open = 0
    for option in 0..<model.tasks.options.count { open += Int(work.board.openCount[option]) }
    row += [time, Double(tally.work.deliveries), Double(tally.work.errands), Double(open)]
    row += [tally.blockedShareNow, tally.meanSpeedNow]
    row += stages.map(Double.init)
    row.append(robotCount > 0 ? charge / Double(robotCount) : 0)
    let plan = ledger.total(layer: .orchestrator)
    let act = ledger.total(layer: .executor)
    row.append(Double(plan.messagesUp + plan.messagesDown + act.messagesUp + act.messagesDown))
    row.append(Double(plan.bytesUp + plan.bytesDown + act.bytesUp + act.bytesDown))
  }

  /// Names of the columns of `robots.csv`, with units.
  public static var robotColumns: [String] {
    [
      "class", "index", "x_m", "y_m", "stage", "directive", "option", "destination_x_m",
      "destination_y_m", "battery", "charges", "stall_s", "waited_for", "has_held_goal",
    ]
  }

  /// One row of `robots.csv`: how a robot stands now.
  ///
  /// - Precondition: `row` is a robot's row.
  public func robotRow(_ row: Int) -> [String] {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    let own = work.robots[row]
    let directive = work.directive[row]
    let position = body.bodies.position(row)
    let option = Int(directive.option)
    func text(_ value: Float) -> String { "\((Double(value) * 1000).rounded() / 1000)" }
    return [
      robotClass.name, "\(row - robotClass.rows.lowerBound)", text(position.x), text(position.y),
      "\(work.stage[row])", "\(directive.kind)",
      option >= 0 ? model.tasks.options[option].name : "",
      own.destination.map { text($0.x) } ?? "", own.destination.map { text($0.y) } ?? "",
      text(work.battery[row]), "\(own.chargeCount)", text(body.robots.stallTime[row]),
      ways.traffic.blocker(of: row).map { "\($0)" } ?? "", own.hasHeldGoal ? "1" : "0",
    ]
  }

  private func workFigures() -> [RunFigure] {
    let hours = max(1e-9, tally.elapsed / 3600)
    var figures = [
      figure("robots", "robots", Double(robotCount), "", "work"),
      figure("simulated_s", "simulated time", time, "s", "work"),
      figure("deliveries", "deliveries", Double(tally.work.deliveries), "", "work"),
      figure(
        "deliveries_per_hour", "deliveries per hour", Double(tally.work.deliveries) / hours, "1/h",
        "work"),
      figure(
        "deliveries_per_robot_hour", "deliveries per robot and hour",
        Double(tally.work.deliveries) / hours / Double(max(1, robotCount)), "1/h", "work"),
      figure("errands", "errands (stops done)", Double(tally.work.errands), "", "work"),
      figure(
        "errands_per_hour", "errands per hour", Double(tally.work.errands) / hours, "1/h", "work"),
      figure("jobs_created", "jobs that came up", Double(work.board.createdCount), "", "work"),
    ]
    if tally.work.deliveries > 0 {
      let steps = Double(tally.work.leadSteps) / Double(tally.work.deliveries)
      figures.append(
        figure(
          "lead_time_s", "mean time from arrival to delivery",
          steps / Double(model.clocks.physicsRate), "s", "work"))
    }
    if model.tasks.names.count > 1 {
      for (index, name) in model.tasks.names.enumerated() {
        figures.append(
          figure(
            "deliveries_\(name)", "  of \(name)",
            Double(tally.work.deliveriesPerTask[index]), "", "work"))
      }
    }
    if model.tasks.rules.contains(where: { $0.isPersonal }) {
      let share = Double(tally.work.goalsHeld) / Double(max(1, robotCount))
      figures += [
        figure(
          "goals_held", "robots that held their goal", Double(tally.work.goalsHeld), "", "work"),
        figure("share_of_goals_held", "share of goals held", share, "", "work"),
      ]
    }
    figures += [
      figure("directives", "directives issued", Double(tally.work.directives), "", "work"),
      figure("directives_rejected", "  rejected", Double(tally.work.rejected), "", "work"),
      figure("directives_expired", "  expired", Double(tally.work.expired), "", "work"),
      figure("directives_cancelled", "  cancelled", Double(tally.work.cancelled), "", "work"),
      figure(
        "duplicated_claims", "  found the work already taken", Double(tally.work.duplicates), "",
        "work"),
    ]
    return figures
  }

  private func motionFigures() -> [RunFigure] {
    let robotTicks = Double(max(1, tally.robotTicks))
    return [
      figure("distance_km", "distance driven", tally.distance / 1000, "km", "motion"),
      figure(
        "mean_speed_m_per_s", "mean speed",
        tally.distance / max(1e-9, robotTicks * Double(model.executorPeriod)), "m/s", "motion"),
      figure(
        "blocked_share", "blocked share of robots under way",
        Double(tally.blockedTicks) / Double(max(1, tally.underWayTicks)), "", "motion"),
      figure(
        "contact_share", "share of robots in contact",
        Double(tally.touchingTicks) / robotTicks, "", "motion"),
      figure(
        "outside_ticks", "robot-ticks outside the map", Double(tally.outsideTicks), "", "motion"),
      figure(
        "retreats", "times a robot made way",
        Double(tally.work.retreats + ways.traffic.counters.makeWays), "", "motion"),
    ]
  }

  private func energyFigures() -> [RunFigure] {
    var fewest = Int32.max
    for robotClass in model.classes where robotClass.embodiment.battery != nil {
      for row in robotClass.rows { fewest = min(fewest, work.robots[row].chargeCount) }
    }
    guard fewest < .max else { return [] }
    var busy = 0
    var slotCount = 0
    for dock in model.tasks.docks {
      for slot in model.tasks.slotRange[dock] {
        busy += Int(work.slots.busyTicks[slot])
        slotCount += 1
      }
    }
    let ticks = max(1, tally.elapsed / Double(model.executorPeriod)) * Double(max(1, slotCount))
    var lowest: Float = 1
    for row in 0..<robotCount { lowest = min(lowest, work.battery[row]) }
    return [
      figure("energy_used_kwh", "energy used", tally.energyUsed / 3.6e6, "kWh", "energy"),
      figure(
        "energy_charged_kwh", "energy charged", tally.work.energyCharged / 3.6e6, "kWh", "energy"),
      figure("fewest_charges", "fewest full charges of a robot", Double(fewest), "", "energy"),
      figure("dock_use", "share of time docks are in use", Double(busy) / ticks, "", "energy"),
      figure(
        "dock_refusals", "requests while all docks were taken", Double(tally.work.dockRefusals), "",
        "energy"),
      figure("lowest_battery", "lowest state of charge now", Double(lowest), "", "energy"),
    ]
  }

  private func messageFigures() -> [RunFigure] {
    let seconds = max(1e-9, tally.elapsed)
    let plan = ledger.total(layer: .orchestrator)
    let act = ledger.total(layer: .executor)
    let aggregator = ledger.aggregatorBytesPerSecond(duration: seconds)
    let isAggregator = aggregator >= ledger.busiestRobotBytesPerSecond(duration: seconds)
    return [
      figure(
        "messages_per_robot_s", "messages per robot and second",
        ledger.messagesPerRobotSecond(duration: seconds), "1/s", "communication"),
      figure(
        "bytes_per_robot_s", "bytes per robot and second",
        ledger.bytesPerRobotSecond(duration: seconds), "B/s", "communication"),
      figure(
        "busiest_node_bytes_per_s",
        "bytes per second of the busiest node (\(isAggregator ? "aggregator" : "a robot"))",
        ledger.busiestNodeBytesPerSecond(duration: seconds), "B/s", "communication"),
      figure("lost_messages", "messages lost", Double(ledger.lostMessages), "", "communication"),
      figure(
        "late_messages", "messages late for want of budget", Double(ledger.lateMessages), "",
        "communication"),
      figure(
        "orchestrator_decisions", "orchestrator decisions", Double(plan.decisions), "",
        "communication"),
      figure(
        "executor_decisions", "executor decisions", Double(act.decisions), "", "communication"),
      figure(
        "inference_s", "simulated inference time",
        plan.inferenceSeconds + act.inferenceSeconds, "s", "communication"),
      figure(
        "saturated_features", "features out of range (saturated)",
        Double(fields.saturationCount), "", "communication"),
    ]
  }

  private func healthFigures() -> [RunFigure] {
    [
      figure("stranded", "stranded robots", Double(tally.stranded), "", "health"),
      figure("quarantined", "quarantined robots", Double(tally.quarantine.count), "", "health"),
    ]
  }

  private func disturbanceFigures() -> [RunFigure] {
    let spec = model.disturbances
    guard !spec.isQuiet else { return [] }
    return [
      figure("failures", "robot failures", Double(disturbances.failures), "", "disturbances"),
      figure("delays", "delayed directives", Double(disturbances.delays), "", "disturbances"),
      figure("dropouts", "sensor dropouts", Double(disturbances.dropouts), "", "disturbances"),
      figure(
        "false_reports", "false reports of liars", Double(disturbances.falseReports), "",
        "disturbances"),
      figure(
        "mistake_events", "shared mistakes", Double(disturbances.mistakeEvents), "",
        "disturbances"),
      figure(
        "mistaken_decisions", "  decisions they struck", Double(disturbances.mistakenDecisions), "",
        "disturbances"),
    ]
  }

  private func figure(
    _ key: String, _ title: String, _ value: Double, _ unit: String, _ group: String
  ) -> RunFigure {
    RunFigure(key: key, title: title, value: value, unit: unit, group: group)
  }
}
