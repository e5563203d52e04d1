import Contracts
import Coordination
import Embodiments
import MeanFields
import Navigation
import Scenes
import SimCore
import Statistics
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
    if let standing = successStanding {
      report.isSuccess = standing.isMet
      report.bars = standing.bars
      report.successRule = model.success?.rule
      report.stranded = standing.stranded
    }
    return report
  }

  /// Keys of figures that a report has only once something was delivered.
  public static var laterFigureKeys: [String] {
    JobFigure.later.map(\.rawValue) + FigureGroup.orders.rows.map(\.key) + [
      "mean_goal_distance_m", "goals_per_s_bound", "share_of_bound",
    ]
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
      "mean_battery", "messages", "bytes", "jammed", "jobs_created", "backlog", "sojourn_p50_s",
      "sojourn_p95_s", "idle_share", "moving_share", "queueing_share", "working_share",
      "charging_share", "failed_share",
    ]
  }

  /// Names of the columns of `series.csv` of a scene: with several tasks, arrivals and backlog of each.
  public static func seriesColumns(of model: WorldModel) -> [String] {
    let names = model.tasks.names
    guard names.count > 1 else { return seriesColumns }
    return seriesColumns + names.map { "jobs_created_\($0)" } + names.map { "backlog_\($0)" }
  }

  /// One row of `series.csv` for the present moment; a number that is not known is not-a-number.
  public func seriesRow(into row: inout [Double]) {
    row.removeAll(keepingCapacity: true)
    var stages = [Int](repeating: 0, count: RobotStage.allCases.count)
    var charge = 0.0
    for robot in 0..<robotCount {
      stages[Int(work.stage[robot].rawValue)] += 1
      charge += Double(work.battery[robot])
    }
    row += [time, Double(tally.work.deliveries), Double(tally.work.errands), Double(openJobs)]
    row += [tally.blockedShareNow, tally.meanSpeedNow]
    row += stages.map(Double.init)
    row.append(robotCount > 0 ? charge / Double(robotCount) : 0)
    let plan = ledger.total(layer: .orchestrator)
    let act = ledger.total(layer: .executor)
    row.append(Double(plan.messagesUp + plan.messagesDown + act.messagesUp + act.messagesDown))
    row.append(Double(plan.bytesUp + plan.bytesDown + act.bytesUp + act.bytesDown))
    row.append(Double(jammedCount))
    appendJobs(to: &row)
  }

  /// Arrivals, backlog and times of jobs so far, and what robots are about.
  private func appendJobs(to row: inout [Double]) {
    let backlog = work.backlog(at: stepCount)
    row.append(Double(work.board.createdCount))
    row.append(Double(backlog.total))
    for share in [0.5, 0.95] {
      let steps = tally.work.sojourns.quantile(share, open: backlog.ages)
      row.append(steps.map { seconds($0) } ?? .nan)
    }
    let uses = work.uses(ofRobots: 0..<robotCount)
    for use in RobotUse.allCases { row.append(uses.share(of: use)) }
    let tasks = model.tasks.names.indices
    guard tasks.count > 1 else { return }
    for task in tasks { row.append(Double(work.board.arrivals[task])) }
    for task in tasks { row.append(Double(backlog.counts[task])) }
  }

  /// Names of the columns of `robots.csv`, with units.
  public static var robotColumns: [String] {
    [
      "class", "index", "x_m", "y_m", "stage", "directive", "option", "destination_x_m",
      "destination_y_m", "battery", "charges", "stall_s", "waited_for", "has_held_goal",
      "no_progress_s",
    ] + deedColumns
  }

  /// One row of `robots.csv`: how a robot stands now, and what it has done.
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
    ] + deeds(ofRobot: row)
  }
}
