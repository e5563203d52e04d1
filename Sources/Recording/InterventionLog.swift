import Contracts
import SimCore
import Simulation

/// `interventions.csv`: what a person did to a run, in step order, with all digits.
///
/// Numbers are written so that they come back with the same bits: a replay applies them.
public enum InterventionLog {
  /// The first line.
  static let header =
    "step,kind,robot,impulse_x_n_s,impulse_y_n_s,forward,lateral,turn,tool_force,tool_height,"
    + "grip,text"
  private static let cellCount = 12

  /// The text of the file.
  public static func text(_ log: [LoggedIntervention]) -> String {
    var text = header + "\n"
    for entry in log { text += CSVText.line(cells(entry)) }
    return text
  }

  private static func cells(_ entry: LoggedIntervention) -> [String] {
    var cells = ["\(entry.step)"] + [String](repeating: "", count: cellCount - 1)
    switch entry.intervention {
    case .push(let robot, let impulse):
      cells[1] = "push"
      cells[2] = "\(robot)"
      cells[3] = "\(impulse.x)"
      cells[4] = "\(impulse.y)"
    case .drive(let robot, let command):
      cells[1] = "drive"
      cells[2] = "\(robot)"
      for (place, value) in numbers(command).enumerated() { cells[5 + place] = "\(value)" }
    case .release(let robot):
      cells[1] = "release"
      cells[2] = "\(robot)"
    case .edit(let words):
      cells[1] = "edit"
      cells[11] = words
    }
    return cells
  }

  private static func numbers(_ command: MotionCommand) -> [Float] {
    [
      command.forward, command.lateral, command.turn, command.toolForce, command.toolHeight,
      command.grip,
    ]
  }

  /// Reads the file of a run folder; an absent file is an empty log.
  ///
  /// - Throws: `RecordingError` (`isInput`) naming file and line where it is not as written.
  public static func read(
    folder: String, robotCount: Int
  ) throws(RecordingError) -> [LoggedIntervention] {
    let path = "\(folder)/\(RunFolder.interventionsFile)"
    guard RunFolder.exists(path) else { return [] }
    let rows = try CSVTable(path: path, header: header).rows
    var log: [LoggedIntervention] = []
    for row in rows {
      guard let step = Int(row.cells[0]), step >= log.last?.step ?? 0 else {
        throw row.error("expected a step of at least \(log.last?.step ?? 0)")
      }
      log.append(LoggedIntervention(step: step, intervention: try intervention(row, robotCount)))
    }
    return log
  }

  private static func intervention(
    _ row: CSVTable.Row, _ robotCount: Int
  ) throws(RecordingError) -> Intervention {
    if row.cells[1] == "edit" { return .edit(row.cells[11]) }
    guard let robot = Int(row.cells[2]), robot >= 0, robot < robotCount else {
      throw row.error("expected a robot below \(robotCount)")
    }
    func number(_ place: Int) throws(RecordingError) -> Float {
      guard let value = Float(row.cells[place]), value.isFinite else {
        throw row.error("expected a number in column \(place + 1)")
      }
      return value
    }
    switch row.cells[1] {
    case "push": return .push(robot: robot, impulse: Vec2(try number(3), try number(4)))
    case "drive":
      return .drive(
        robot: robot,
        command: MotionCommand(
          forward: try number(5), lateral: try number(6), turn: try number(7),
          toolForce: try number(8), toolHeight: try number(9), grip: try number(10)))
    case "release": return .release(robot: robot)
    default: throw row.error("expected push, drive, release or edit, not '\(row.cells[1])'")
    }
  }
}
