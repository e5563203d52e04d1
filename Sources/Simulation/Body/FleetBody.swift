import Contracts
import Reaching
import SimCore

/// The body of a fleet: rigid bodies, what robots perceive, and what they command.
struct FleetBody: ~Copyable {
  /// Rigid bodies and which of them belongs to which robot.
  var bodies: FleetBodies
  /// What robots perceive and command: one row per robot, classes contiguous.
  var robots: RobotColumns
  /// Joint motions of arms, and the volume they reserve.
  var reaches: ReachControl
  /// Finds who is near whom; scratch.
  var neighbours: NeighbourSensing
  /// Robots that a person drives, and how; empty unless somebody does.
  var handCommands: [(row: Int, command: MotionCommand)] = []

  init(model: WorldModel) {
    bodies = FleetBodies(model: model)
    robots = RobotColumns(model: model)
    reaches = ReachControl(site: model.reachSite, period: model.executorPeriod)
    neighbours = NeighbourSensing(model: model)
  }

  /// Lists what a snapshot holds.
  ///
  /// Scratch of one tick: `neighbours`. The run itself visits `handCommands`, last of all.
  mutating func visitState(_ archive: inout StateArchive) {
    bodies.visitState(&archive)
    robots.visitState(&archive)
    reaches.visitState(&archive)
  }
}
