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
  /// - Complexity: O(robots + goals of tasks without end).
  public func report() -> RunReport {
    var report = RunReport()
    report.figures = figures(withBounds: true)
    report.stateHash = stateHash()
    report.policyHash = model.policyHash
    report.informationHash = model.informationHash
    report.leadership = model.leadership
    report.quarantine = tally.quarantine
    report.standstill = standstillSentences
    report.stageSeconds = TickStage.allCases.map {
      (stage: String(describing: $0), seconds: tally.clock.seconds[$0.rawValue])
    }
    report.isSuccess = model.success == nil ? nil : isSuccessful
    return report
  }

  /// Keys of figures that a report has only once something was delivered.
  public static var laterFigureKeys: [String] {
    ["lead_time_s", "mean_goal_distance_m", "goals_per_s_bound", "share_of_bound"]
  }

  /// True where the scene names a success event and it holds now.
  ///
  /// - Complexity: O(robots).
  public var isSuccessful: Bool { successStanding?.isMet ?? false }

  /// Names of the columns of `series.csv`, with units.
  public static var seriesColumns: [String] {
    [
      "time_s", "deliveries", "errands", "open_jobs", "blocked_share", "mean_speed_m_per_s",
      "idle", "assigned", "travelling", "queueing", "working", "carrying", "charging", "failed",
      "mean_battery", "messages", "bytes", "jammed",
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
    row.append(Double(jammedCount))
  }

  /// Names of the columns of `robots.csv`, with units.
  public static var robotColumns: [String] {
    [
      "class", "index", "x_m", "y_m", "stage", "directive", "option", "destination_x_m",
      "destination_y_m", "battery", "charges", "stall_s", "waited_for", "has_held_goal",
      "no_progress_s",
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
      ways.blocker(of: row).map { "\($0)" } ?? "", own.hasHeldGoal ? "1" : "0",
      text(standstill(ofRobot: row)),
    ]
  }
}
