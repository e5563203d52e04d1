import Contracts
import SimCore
import Work

extension Fleet {
  /// Names of the columns of a table of states, with units: what a robot is and does, to the last digit.
  ///
  /// `robots.csv` is rounded for people; this table is for comparisons, and no digit is left out.
  public static var stateColumns: [String] {
    [
      "class", "index", "x_m", "y_m", "heading_rad", "velocity_x_m_per_s", "velocity_y_m_per_s",
      "yaw_rate_rad_per_s", "stage", "directive", "option", "destination_x_m", "destination_y_m",
      "battery", "load_kg", "stall_s", "no_progress_s",
    ]
  }

  /// One row of the table of states.
  ///
  /// - Precondition: `row` is a robot's row.
  public func stateRow(_ row: Int) -> [String] {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    let own = work.robots[row]
    let directive = work.directive[row]
    let pose = body.bodies.poses[row]
    let twist = body.bodies.twist(row)
    let option = Int(directive.option)
    return [
      robotClass.name, "\(row - robotClass.rows.lowerBound)", "\(pose.position.x)",
      "\(pose.position.y)", "\(pose.rotation.angle)", "\(twist.linear.x)", "\(twist.linear.y)",
      "\(twist.angular)", "\(work.stage[row])", "\(directive.kind)",
      option >= 0 ? model.tasks.options[option].name : "",
      own.destination.map { "\($0.x)" } ?? "", own.destination.map { "\($0.y)" } ?? "",
      "\(work.battery[row])", "\(body.bodies.loadMass(row))", "\(body.robots.stallTime[row])",
      "\(standstill(ofRobot: row))",
    ]
  }
}
