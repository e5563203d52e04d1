import Contracts
import Embodiments
import Reaching
import SimCore
import Work

/// The robots as `Standstill` sees them, and what is said of them.
extension Fleet {
  /// Books whether a robot that has not failed makes progress.
  ///
  /// `squaredToolGap` is the square of the distance between its tool and its target, m²; it is read of
  /// robots with an arm alone.
  static func observeProgress(
    _ row: Int, _ robotClass: borrowing RobotClassModel, squaredToolGap: Float,
    _ body: borrowing FleetBody, _ work: borrowing FleetWork, _ tally: inout RunTally, at tick: Tick
  ) {
    guard let destination = work.robots[row].destination, !work.robots[row].isWaitingForJob else {
      tally.standstill.rest(row, period: tick.period)
      return
    }
    let moves = robotClass.embodiment.drive.moves
    var speed = moves ? robotClass.descriptor.maxSpeed : 0
    var left = body.robots.way[row].distanceToGo
    var course = Standstill.Course(
      destination: destination, isInPlace: work.robots[row].isInPlace, left: left,
      place: body.bodies.position(row), stride: robotClass.descriptor.radius, detour: 0,
      holder: work.holderAhead(
        of: row, toGo: left, length: 2 * robotClass.embodiment.boundingRadius))
    if let arm = robotClass.embodiment.arm {
      // Base and tool: as the base goes a metre, the tool's distance grows by one at most. Where a joint
      // motion is planned what is left of it counts, for a tool may have to go off first.
      let arms = body.reaches.site
      let planned = arms.arm(ofRow: row).flatMap { body.reaches.toGo(of: $0) } ?? 0
      left = (moves ? 2 * left : 0) + (planned > 0 ? planned : squaredToolGap.squareRoot())
      if let index = arms.arm(ofRow: row) {
        if body.reaches.isLost(index) { left = .infinity }
        // One that it waits for and that is about nothing will not go on by itself.
        if let other = body.reaches.blocker(of: index), work.robots[other].destination != nil {
          course.holder = course.holder ?? other
        }
      }
      course.left = left
      course.place = body.bodies.toolPosition(row)
      course.stride = arm.linkWidth
      // As fast as the tool of the arm stretched out, which a bolted base does not move.
      speed = max(speed, arm.maxJointRate * arm.reach)
    }
    course.detour = 0.1 * speed * tally.standstill.jamAfter
    course.stride = min(course.stride, course.detour)
    let jams = tally.standstill.jams
    tally.standstill.observe(row, course, period: tick.period)
    tally.deeds.stand(
      row, isJammed: tally.standstill.isJammed(row), jams: tally.standstill.jams - jams)
  }

  /// True where a robot has something to do and has made no progress for `run.jam_after`.
  public func isJammed(_ row: Int) -> Bool { tally.standstill.isJammed(row) }

  /// True where no way leads to where a robot is to go.
  public func hasNoWay(_ row: Int) -> Bool { tally.standstill.isLost[row] != 0 }

  /// Seconds since a robot has made progress, as far as it had something to do.
  public func standstill(ofRobot row: Int) -> Float { tally.standstill.seconds[row] }

  /// Robots that are jammed now.
  var jammedCount: Int { (0..<robotCount).count { isJammed($0) } }

  /// Robots that have no way now.
  var lostCount: Int { (0..<robotCount).count { hasNoWay($0) } }

  /// Share of the time in which robots had something to do and were not jammed; 1 where none had.
  var unjammedShare: Double {
    let standstill = (jammed: tally.standstill.jammedSeconds, busy: tally.standstill.busySeconds)
    return standstill.busy > 0 ? 1 - standstill.jammed / standstill.busy : 1
  }

  /// What is to be said of a standstill, in sentences; empty where nobody stood.
  var standstillSentences: [String] {
    var sentences: [String] = []
    let (jammed, lost) = (jammedCount, lostCount)
    if jammed > 0,
      let row = (0..<robotCount).max(by: { standstill(ofRobot: $0) < standstill(ofRobot: $1) })
    {
      let span = Fleet.digits(standstill(ofRobot: row))
      sentences.append(
        "\(Fleet.robots(jammed)) jammed at the end; the longest, \(robotName(row)) at \(placeText(row)), for \(span) s"
      )
    }
    if lost > 0, let row = (0..<robotCount).first(where: { hasNoWay($0) }) {
      sentences.append("\(Fleet.robots(lost)) without a way at the end; the first, \(wayText(row))")
    }
    if sentences.isEmpty, tally.standstill.jams > 0 {
      let times =
        tally.standstill.jams == 1
        ? "a robot was jammed once" : "robots were jammed \(tally.standstill.jams) times"
      sentences.append(
        "\(times), and none is at the end; the longest stood for \(Fleet.digits(tally.standstill.longest)) s"
      )
    }
    return sentences
  }

  /// Where a robot is, for people: "(4.2, 1.1) m".
  func placeText(_ row: Int) -> String { Fleet.text(body.bodies.position(row)) }

  /// A robot without a way, for people: "carrier 3 at (4.2, 1.1) m has no way to (9, 1) m".
  func wayText(_ row: Int) -> String {
    let goal = work.robots[row].destination.map { " to \(Fleet.text($0))" } ?? ""
    return "\(robotName(row)) at \(placeText(row)) has no way\(goal)"
  }

  private static func robots(_ count: Int) -> String {
    count == 1 ? "1 robot is" : "\(NumberText.grouped(Int64(count))) robots are"
  }

  private static func text(_ place: Vec2) -> String { "(\(digits(place.x)), \(digits(place.y))) m" }

  private static func digits(_ value: Float) -> String {
    NumberText.digits((Double(value) * 10).rounded() / 10)
  }
}
