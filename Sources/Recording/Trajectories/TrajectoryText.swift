import Contracts
import SimCore

/// Rows of trajectories as text.
enum TrajectoryText {
  /// The header of `trajectories.csv`.
  static let header =
    "time_s,robot,class,index,x_m,y_m,theta_rad,stage,laden,blocked,touching,jammed,progress,battery\n"

  /// The lines of a frame in `trajectories.csv`: a robot each, shares in 255 steps.
  ///
  /// - Complexity: O(robots in it).
  static func lines(of frame: RunFrame, names: [String]) -> [UInt8] {
    let time = CSVText.digits(Double(frame.time) / 1e9)
    var text: [UInt8] = []
    forEach(frame) { robot, _ in
      let flags: [UInt8] = [
        RunFrame.Flag.laden, RunFrame.Flag.blocked, RunFrame.Flag.touching, RunFrame.Flag.jammed,
      ].map { robot.flags & $0 != 0 ? UInt8(ascii: "1") : UInt8(ascii: "0") }
      let stage = RobotStage(rawValue: robot.stage).map { "\($0)" } ?? ""
      text += Array(
        "\(time),\(names[robot.row])\(digits(robot.x)),\(digits(robot.y)),\(digits(robot.theta)),\(stage)"
          .utf8)
      for flag in flags { text += [UInt8(ascii: ","), flag] }
      text += Array(",\(shares[Int(robot.progress)]),\(shares[Int(robot.battery)])\n".utf8)
    }
    return text
  }

  /// Row, class and number of every robot of a run, as the second to fourth cells of its lines.
  static func names(_ roster: FrameRoster) -> [String] {
    roster.groups.flatMap { group in
      (0..<group.count).map { "\(group.first + $0),\(CSVText.cell(group.name)),\($0)," }
    }
  }

  /// The head of a text for PedPy (`load_trajectory_from_txt`).
  static func head(framesPerSecond: Double) -> String {
    """
    # framerate: \(NumberText.digits(framesPerSecond)) fps
    # unit: in m
    # id frame x/m y/m z/m

    """
  }

  /// The lines of a frame for PedPy: robots by their rows.
  static func pedestrians(of frame: RunFrame, number: Int) -> [UInt8] {
    var text: [UInt8] = []
    forEach(frame) { robot, _ in
      text += Array("\(robot.row) \(number) \(digits(robot.x)) \(digits(robot.y)) 0\n".utf8)
    }
    return text
  }

  private static func forEach(_ frame: RunFrame, _ body: (FrameRobot, Int) -> Void) {
    for robots in frame.classes {
      robots.points.withUnsafeBytes { bytes in
        for place in stride(from: 0, to: bytes.count, by: RunFrame.stride) {
          body(FrameRobot(bytes, at: place), place)
        }
      }
    }
  }

  /// All digits of a single-precision number; empty for infinity and not-a-number.
  private static func digits(_ value: Float) -> String { value.isFinite ? "\(value)" : "" }

  /// Shares of 255 with four decimals.
  private static let shares = (0...255).map { step in
    NumberText.digits((Double(step) / 255 * 10_000).rounded() / 10_000)
  }
}
