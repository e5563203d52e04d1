import Scenes
import SimCore

extension Fleet {
  /// Names of the columns of `robots.csv` that say what a robot has done, with units.
  ///
  /// No digit is left out: their sums over robots are figures of the run.
  public static var deedColumns: [String] {
    ["deliveries", "errands", "distance_m", "energy_used_j"]
      + RobotUse.allCases.map { "\($0)_s" }
      + ["under_way_s", "blocked_s", "jams", "jammed_s"]
  }

  /// What a robot has done, as its columns of `robots.csv` have it.
  ///
  /// - Precondition: `row` is a robot's row.
  func deeds(ofRobot row: Int) -> [String] {
    let clocks = model.clocks
    // Of whole steps, so that an hour is 3600 s and no rounded period's multiple.
    func seconds(_ ticks: Int) -> String {
      NumberText.digits(
        Double(ticks * clocks.stepsPerExecutorTick) / Double(clocks.physicsRate))
    }
    return [
      "\(tally.deeds.deliveries[row])", "\(tally.deeds.errands[row])",
      NumberText.digits(tally.deeds.distance[row]),
      NumberText.digits(tally.deeds.energy[row]),
    ] + RobotUse.allCases.map { seconds(tally.deeds.uses[row].count(of: $0)) } + [
      seconds(Int(tally.deeds.underWayTicks[row])), seconds(Int(tally.deeds.blockedTicks[row])),
      "\(tally.deeds.jams[row])", seconds(Int(tally.deeds.jammedTicks[row])),
    ]
  }
}
