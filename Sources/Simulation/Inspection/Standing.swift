import SimCore
import Work

/// Who was said to be jammed or without a way.
struct Standing: Sendable {
  private var jammedSince: [Int] = []
  private var isLost: [Bool] = []

  /// Lists what is kept with a snapshot.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&jammedSince)
    archive.visit(&isLost)
  }

  /// Those who are jammed now and were not at the last look, and the other way round.
  mutating func look(at fleet: borrowing Fleet, _ step: Int) -> [FleetEvent] {
    if isLost.count != fleet.robotCount {
      jammedSince = [Int](repeating: -1, count: fleet.robotCount)
      isLost = [Bool](repeating: false, count: fleet.robotCount)
    }
    var events: [FleetEvent] = []
    for row in 0..<fleet.robotCount {
      let (isJammed, hasNoWay) = (fleet.isJammed(row), fleet.hasNoWay(row))
      if isJammed != (jammedSince[row] >= 0) {
        let event = isJammed ? fleet.jam(of: row) : fleet.endOfJam(of: row, since: jammedSince[row])
        events.append(event)
        jammedSince[row] = isJammed ? step : -1
      }
      if hasNoWay && !isLost[row] {
        events.append(
          FleetEvent(
            step: step, kind: .noWay, robot: row, job: fleet.jobNumber(ofRobot: row),
            text: fleet.wayText(row)))
      }
      isLost[row] = hasNoWay
    }
    return events
  }
}

extension Fleet {
  fileprivate func jam(of row: Int) -> FleetEvent {
    let span = NumberText.digits(Double(model.jamAfter))
    return FleetEvent(
      step: stepCount, kind: .jam, robot: row, job: jobNumber(ofRobot: row),
      text: "\(robotName(row)) jammed at \(placeText(row)): no progress for \(span) s")
  }

  fileprivate func endOfJam(of row: Int, since step: Int) -> FleetEvent {
    let span = NumberText.digits((model.clocks.loop.seconds(stepCount - step) * 10).rounded() / 10)
    return FleetEvent(
      step: stepCount, kind: .jamOver, robot: row, job: jobNumber(ofRobot: row),
      text: "\(robotName(row)) no longer jammed at \(placeText(row)), after \(span) s")
  }

  /// The number of a robot's job, or −1.
  fileprivate func jobNumber(ofRobot row: Int) -> Int {
    work.robots[row].job.map { Int(work.board.jobs[Int($0)].number) } ?? -1
  }
}
