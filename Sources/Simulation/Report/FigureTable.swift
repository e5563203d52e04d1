import Contracts
import Coordination
import MeanFields
import Navigation
import Scenes
import Work

/// A figure of a report: what it is called, and where its value comes from.
struct FigureRow: Sendable {
  /// Key in files, with the unit in it.
  let key: String
  /// What people read.
  let title: String
  /// Unit as printed; empty where dimensionless.
  let unit: String
  /// Its value; nil where it says nothing of the run, which is then left out.
  let value: @Sendable (borrowing Fleet) -> Double?

  init(
    _ key: String, _ title: String, _ unit: String = "",
    _ value: @escaping @Sendable (borrowing Fleet) -> Double?
  ) {
    self.key = key
    self.title = title
    self.unit = unit
    self.value = value
  }
}

/// Figures under one heading.
struct FigureGroup: Sendable {
  /// The heading.
  let name: String
  /// The figures in printing order.
  let rows: [FigureRow]

  init(_ name: String, _ rows: [FigureRow]) {
    self.name = name
    self.rows = rows
  }
}

extension FigureGroup {
  /// What was delivered.
  static let deliveries = FigureGroup(
    "work",
    [
      FigureRow("robots", "robots") { Double($0.robotCount) },
      FigureRow("simulated_s", "simulated time", "s") { $0.time },
      FigureRow("deliveries", "deliveries") { Double($0.tally.work.deliveries) },
      FigureRow("deliveries_per_hour", "deliveries per hour", "1/h") {
        Double($0.tally.work.deliveries) / $0.tally.hours
      },
      FigureRow("deliveries_per_robot_hour", "deliveries per robot and hour", "1/h") {
        Double($0.tally.work.deliveries) / $0.tally.hours / Double(max(1, $0.robotCount))
      },
      FigureRow("errands", "errands (stops done)") { Double($0.tally.work.errands) },
      FigureRow("errands_per_hour", "errands per hour", "1/h") {
        Double($0.tally.work.errands) / $0.tally.hours
      },
    ])

  /// What became of goals and directives.
  static let directives = FigureGroup(
    "work",
    [
      FigureRow("goals_held", "robots that held their goal") {
        $0.hasPersonalGoals ? Double($0.tally.work.goalsHeld) : nil
      },
      FigureRow("share_of_goals_held", "share of goals held") {
        $0.hasPersonalGoals
          ? Double($0.tally.work.goalsHeld) / Double(max(1, $0.robotCount)) : nil
      },
      FigureRow("directives", "directives issued") { Double($0.tally.work.directives) },
      FigureRow("directives_rejected", "  rejected") { Double($0.tally.work.rejected) },
      FigureRow("directives_expired", "  expired") { Double($0.tally.work.expired) },
      FigureRow("directives_cancelled", "  cancelled") { Double($0.tally.work.cancelled) },
      FigureRow("duplicated_claims", "  found the work already taken") {
        Double($0.tally.work.duplicates)
      },
    ])

  /// What tasks without end brought.
  static let lifelong = FigureGroup(
    "work",
    [
      FigureRow("goals_reached", "goals reached") {
        $0.hasLifelongGoals ? Double($0.goalsReached) : nil
      },
      FigureRow("goals_per_s", "goals per second", "1/s") {
        $0.hasLifelongGoals ? Double($0.goalsReached) / $0.tally.seconds : nil
      },
      FigureRow("goals_per_cell_time", "goals per cell time") {
        fleet in fleet.cellTime.map { Double(fleet.goalsReached) / fleet.tally.seconds * $0 }
      },
    ])

  /// What the time of robots went into.
  static let utilisation = FigureGroup(
    "utilisation",
    [
      use("idle_share", "share of time idle", .idle),
      use("moving_share", "share of time on the way", .moving),
      use("queueing_share", "share of time waiting at stops", .queueing),
      use("working_share", "share of time working", .working),
      use("charging_share", "share of time charging", .charging),
      use("failed_share", "share of time failed", .failed),
    ])

  private static func use(_ key: String, _ title: String, _ use: RobotUse) -> FigureRow {
    FigureRow(key, title) { $0.tally.uses.share(of: use) }
  }

  /// How robots moved.
  static let motion = FigureGroup(
    "motion",
    [
      FigureRow("distance_km", "distance driven", "km") { $0.tally.distance / 1000 },
      FigureRow("mean_speed_m_per_s", "mean speed", "m/s") {
        let seconds = $0.tally.someRobotTicks * Double($0.model.executorPeriod)
        return $0.tally.distance / max(1e-9, seconds)
      },
      FigureRow("blocked_share", "blocked share of robots under way") {
        $0.tally.shareOfUnderWay($0.tally.blockedTicks)
      },
      FigureRow("waiting_share", "  of them waiting") {
        $0.tally.shareOfUnderWay($0.tally.blockedTicks - $0.tally.turningTicks)
      },
      FigureRow("turning_share", "  of them turning in place") {
        $0.tally.shareOfUnderWay($0.tally.turningTicks)
      },
      FigureRow("wrong_way_share", "share of robots under way going the wrong way") {
        $0.tally.shareOfUnderWay($0.tally.astrayTicks)
      },
      FigureRow("contact_share", "share of robots in contact") {
        Double($0.tally.touchingTicks) / $0.tally.someRobotTicks
      },
      FigureRow("outside_ticks", "robot-ticks outside the map") { Double($0.tally.outsideTicks) },
      FigureRow("retreats", "times a robot made way") {
        Double($0.tally.work.retreats + $0.ways.makeWays)
      },
    ])

  /// Who had something to do and got nowhere; see `Standstill`.
  static let standstill = FigureGroup(
    "standstill",
    [
      FigureRow("jams", "times a robot was jammed") { Double($0.tally.standstill.jams) },
      FigureRow("jammed_robots", "robots jammed at the end") { Double($0.jammedCount) },
      FigureRow("jammed_robot_s", "time of jammed robots", "s") {
        $0.tally.standstill.jammedSeconds
      },
      FigureRow("longest_stall_s", "longest time without progress", "s") {
        Double($0.tally.standstill.longest)
      },
      FigureRow("robots_without_way", "robots without a way at the end") { Double($0.lostCount) },
      FigureRow("unjammed_share", "share of busy time without a jam") { $0.unjammedShare },
    ])

  /// What was used and charged, where robots have batteries.
  static let energy = FigureGroup(
    "energy",
    [
      FigureRow("energy_used_kwh", "energy used", "kWh") {
        $0.hasBatteries ? $0.tally.energyUsed / 3.6e6 : nil
      },
      FigureRow("energy_charged_kwh", "energy charged", "kWh") {
        $0.hasBatteries ? $0.tally.work.energyCharged / 3.6e6 : nil
      },
      FigureRow("fewest_charges", "fewest full charges of a robot") {
        fleet in fleet.fewestCharges.map { Double($0) }
      },
      FigureRow("dock_use", "share of time docks are in use") {
        $0.hasBatteries ? $0.dockUse : nil
      },
      FigureRow("dock_refusals", "requests while all docks were taken") {
        $0.hasBatteries ? Double($0.tally.work.dockRefusals) : nil
      },
      FigureRow("lowest_battery", "lowest state of charge now") {
        $0.hasBatteries ? Double($0.lowestBattery) : nil
      },
    ])

  /// What coordination cost.
  static let communication = FigureGroup(
    "communication",
    [
      FigureRow("messages_per_robot_s", "messages per robot and second", "1/s") {
        $0.ledger.messagesPerRobotSecond(duration: $0.tally.seconds)
      },
      FigureRow("bytes_per_robot_s", "bytes per robot and second", "B/s") {
        $0.ledger.bytesPerRobotSecond(duration: $0.tally.seconds)
      },
      FigureRow(
        "busiest_node_bytes_per_s", "bytes per second of the busiest node (aggregator)", "B/s"
      ) {
        $0.isAggregatorBusiest
          ? $0.ledger.busiestNodeBytesPerSecond(duration: $0.tally.seconds) : nil
      },
      FigureRow(
        "busiest_node_bytes_per_s", "bytes per second of the busiest node (a robot)", "B/s"
      ) {
        $0.isAggregatorBusiest
          ? nil : $0.ledger.busiestNodeBytesPerSecond(duration: $0.tally.seconds)
      },
      FigureRow("board_bytes_per_robot_s", "bytes of the board per robot and second", "B/s") {
        $0.ledger.noticeBytesPerRobotSecond(duration: $0.tally.seconds)
      },
      FigureRow("missed_notices", "notices of the board that robots missed") {
        Double($0.population.exchange.board.missedCount($0.ledger))
      },
      FigureRow("lost_messages", "messages lost") { Double($0.ledger.lostMessages) },
      FigureRow("late_messages", "messages late for want of budget") {
        Double($0.ledger.lateMessages)
      },
      FigureRow("orchestrator_decisions", "orchestrator decisions") {
        Double($0.ledger.total(layer: .orchestrator).decisions)
      },
      FigureRow("executor_decisions", "executor decisions") {
        Double($0.ledger.total(layer: .executor).decisions)
      },
      FigureRow("inference_s", "simulated inference time", "s") {
        $0.ledger.total(layer: .orchestrator).inferenceSeconds
          + $0.ledger.total(layer: .executor).inferenceSeconds
      },
      FigureRow("saturated_features", "features out of range (saturated)") {
        Double($0.fields.saturationCount)
      },
    ])

  /// Who is lost.
  static let health = FigureGroup(
    "health",
    [
      FigureRow("stranded", "stranded robots") { Double($0.tally.stranded) },
      FigureRow("quarantined", "quarantined robots") { Double($0.tally.quarantine.count) },
    ])

  /// What went wrong on purpose, where a scene asks for it.
  static let disturbances = FigureGroup(
    "disturbances",
    [
      disturbance("failures", "robot failures") { $0.disturbances.failures },
      disturbance("delays", "delayed directives") { $0.disturbances.delays },
      disturbance("dropouts", "sensor dropouts") { $0.disturbances.dropouts },
      disturbance("false_reports", "false reports of liars") { $0.disturbances.falseReports },
      disturbance("mistake_events", "shared mistakes") { $0.disturbances.mistakeEvents },
      disturbance("mistaken_decisions", "  decisions they struck") {
        $0.disturbances.mistakenDecisions
      },
    ])

  private static func disturbance(
    _ key: String, _ title: String, _ count: @escaping @Sendable (borrowing Fleet) -> Int
  ) -> FigureRow {
    FigureRow(key, title) { $0.model.disturbances.isQuiet ? nil : Double(count($0)) }
  }
}
