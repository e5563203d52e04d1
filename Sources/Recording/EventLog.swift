import SimCore
import Simulation

/// `events.csv`: what happened in a run, in step order.
public enum EventLog {
  /// The first line.
  static let header = "step,kind,robot,job,text"

  /// One row of the file.
  static func line(_ event: FleetEvent) -> String {
    CSVText.line([
      "\(event.step)", event.kind.rawValue, "\(event.robot)", "\(event.job)", event.text,
    ])
  }

  /// Reads the file of a run folder; an absent file is a run in which nothing happened.
  ///
  /// - Throws: `RecordingError` (`isInput`) naming file and line where it is not as written.
  public static func read(folder: String) throws(RecordingError) -> [FleetEvent] {
    let path = "\(folder)/\(RunFolder.eventsFile)"
    guard RunFolder.exists(path) else { return [] }
    var events: [FleetEvent] = []
    for row in try CSVTable(path: path, header: header).rows {
      guard let step = Int(row.cells[0]), step >= 0, let robot = Int(row.cells[2]),
        let job = Int(row.cells[3])
      else {
        throw row.error("expected a step, a robot and a job")
      }
      guard let kind = FleetEvent.Kind(rawValue: row.cells[1]) else {
        throw row.error("'\(row.cells[1])' is no kind of event")
      }
      events.append(
        FleetEvent(step: step, kind: kind, robot: robot, job: job, text: row.cells[4]))
    }
    return events
  }
}
