import Contracts
import MeanFields
import Scenes
import SimCore
import Work

/// Something that gets a mark on the timeline and a row in `events.csv`.
public struct FleetEvent: Equatable, Sendable {
  /// What kind of thing happened.
  public enum Kind: String, Sendable, CaseIterable {
    /// A job was finished.
    case taskDone = "task done"
    /// A robot left its dock, charged.
    case charged = "charged"
    /// A robot with something to do has made no progress for `run.jam_after`.
    case jam
    /// A jammed robot has made progress, or has nothing to do any more.
    case jamOver = "jam over"
    /// No way leads to where a robot is to go.
    case noWay = "no way"
    /// A robot failed or was stranded.
    case failure = "failure"
    /// A robot was quarantined: its state had gone non-finite.
    case quarantine = "quarantine"
    /// The success event happened, or another threshold was crossed.
    case threshold = "threshold"
    /// Somebody pushed, drove or edited.
    case intervention = "intervention"
    /// A replay has another state than the run that was recorded.
    case mismatch = "replay differs"
  }
  /// The physics step.
  public var step: Int
  /// What kind of thing.
  public var kind: Kind
  /// The robot concerned, or −1.
  public var robot: Int
  /// The job concerned, by its number among all jobs of the run in the order in which they came up, from
  /// 0; or −1.
  public var job: Int
  /// In words.
  public var text: String
  /// An event from its values.
  public init(step: Int, kind: Kind, robot: Int, job: Int = -1, text: String) {
    self.step = step
    self.kind = kind
    self.robot = robot
    self.job = job
    self.text = text
  }
}

/// Watches a run between steps and says what happened; it changes nothing.
///
/// The same run gives the same events, wherever it is watched from the start or from a copy of the
/// watch that was kept with a snapshot.
public struct EventWatch: StateHolder, Sendable {
  private var lastStep = -1
  private var failed: [Bool] = []
  private var stands = Standing()
  private var reportedQuarantines = 0
  private var isSuccessful = false

  /// A watch over a run at step 0.
  public init() {}

  /// Lists what is kept with a snapshot.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&lastStep)
    archive.visit(&failed)
    stands.visitState(&archive)
    archive.visit(&reportedQuarantines)
    archive.visit(&isSuccessful)
  }

  /// What happened since the last look.
  ///
  /// - Complexity: O(robots) after an executor tick, else O(1).
  public mutating func look(at fleet: borrowing Fleet) -> [FleetEvent] {
    let step = fleet.stepCount
    guard step % fleet.model.clocks.stepsPerExecutorTick == 0, step != lastStep else { return [] }
    lastStep = step
    var events = work(of: fleet, step)
    if failed.count != fleet.robotCount {
      failed = [Bool](repeating: false, count: fleet.robotCount)
    }
    events += stands.look(at: fleet, step)
    for row in 0..<fleet.robotCount where fleet.stage(ofRobot: row) == .failed && !failed[row] {
      failed[row] = true
      events.append(
        FleetEvent(
          step: step, kind: .failure, robot: row, text: "\(fleet.robotName(row)) failed"))
    }
    let reports = fleet.quarantineReports
    while reportedQuarantines < reports.count {
      events.append(
        FleetEvent(
          step: step, kind: .quarantine, robot: fleet.tally.quarantinedRows[reportedQuarantines],
          text: reports[reportedQuarantines]))
      reportedQuarantines += 1
    }
    // The success event is looked for once a second: its figures cost O(robots). Where something is to stay
    // below a bar, only the end decides.
    if !isSuccessful, step % fleet.model.clocks.physicsRate == 0,
      let success = fleet.model.success, !success.hasMost, fleet.isSuccessful
    {
      isSuccessful = true
      events.append(
        FleetEvent(
          step: step, kind: .threshold, robot: -1,
          text: "success: \(success.words)"))
    }
    return events
  }

  /// Deliveries and charges of the tick, robot by robot.
  private func work(of fleet: borrowing Fleet, _ step: Int) -> [FleetEvent] {
    let done = fleet.work.events
    var number = fleet.deliveries - done.count { $0.kind == .delivered }
    return done.map { event in
      let robot = fleet.robotName(event.row)
      switch event.kind {
      case .delivered:
        number += 1
        let task = fleet.model.tasks.names[event.task]
        return FleetEvent(
          step: step, kind: .taskDone, robot: event.row, job: event.job,
          text: "delivery \(number): job \(event.job) of \(task) by \(robot)")
      case .charged:
        let charge = Int((fleet.battery(ofRobot: event.row) * 100).rounded())
        return FleetEvent(
          step: step, kind: .charged, robot: event.row, text: "\(robot) charged to \(charge) %")
      }
    }
  }
}

extension Fleet {
  /// A robot's name: its class and its number in it, such as "carrier 3".
  public func robotName(_ row: Int) -> String {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    return "\(robotClass.name) \(row - robotClass.rows.lowerBound)"
  }
}
