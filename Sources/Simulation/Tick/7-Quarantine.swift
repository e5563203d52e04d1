import Contracts
import MeanFields
import Scenes
import SimCore
import Work

/// Stage 7: what went non-finite is parked and reported.
extension Fleet {
  /// Parks the robots whose bodies the physics refused to integrate, and those whose charge is no number.
  static func quarantine(
    _ body: inout FleetBody, _ work: inout FleetWork, _ tally: inout RunTally, at tick: Tick
  ) {
    while let report = body.bodies.takeQuarantine() {
      park(report.row, quantity: report.quantity, &body, &work, &tally, at: tick)
    }
    for row in 0..<tick.model.robotCount where !work.battery[row].isFinite {
      work.battery[row] = 0
      park(row, quantity: "battery", &body, &work, &tally, at: tick)
    }
  }

  /// Takes a robot out of everything but the world; once.
  static func park(
    _ row: Int, quantity: String, _ body: inout FleetBody, _ work: inout FleetWork,
    _ tally: inout RunTally, at tick: Tick
  ) {
    guard body.robots.isQuarantined[row] == 0 else { return }
    body.robots.isQuarantined[row] = 1
    let robotClass = tick.model.classes[Int(body.robots.classIndex[row])]
    tally.quarantinedRows.append(row)
    tally.quarantine.append(
      "\(robotClass.name) \(row - robotClass.rows.lowerBound): \(quantity) not finite at step "
        + "\(tick.step); last at \(place(body.bodies.position(row)))")
    body.robots.command[row] = .rest
    work.fail(row, tick.workFrame(body), &tally.work)
    carryLoads(&work, &body.bodies, tick.model)
    body.bodies.park(row: row)
  }

  /// A place for people, metres.
  private static func place(_ point: Vec2) -> String {
    let (x, y) = (Double(point.x), Double(point.y))
    return "(\(NumberText.rounded(x, decimals: 2)), \(NumberText.rounded(y, decimals: 2))) m"
  }
}
