import Contracts
import Embodiments
import MeanFields
import Policies
import Reaching
import Scenes
import SimCore
import Work

/// Stage 4: motion commands → drive targets, joint motors, grip.
extension Fleet {
  /// Hands every robot's command to its motors.
  ///
  /// A command that is not finite is never applied: its robot is quarantined.
  static func actuate(
    _ body: inout FleetBody, _ work: inout FleetWork, _ tally: inout RunTally, at tick: Tick
  ) {
    for hand in body.handCommands { body.robots.command[hand.row] = hand.command }
    for row in 0..<tick.model.robotCount where !body.robots.command[row].isFinite {
      park(row, quantity: "motion command", &body, &work, &tally, at: tick)
    }
    for robotClass in tick.model.classes {
      let transfer = MotionTransfer(robotClass.embodiment)
      if robotClass.embodiment.arm != nil {
        for row in robotClass.rows {
          let angles = body.bodies.jointAngles(row)
          let target = driveTarget(
            row, transfer, angles: angles,
            along: body.reaches.site.arm(ofRow: row).flatMap {
              body.reaches.motion($0)
            }, body.robots, work)
          body.bodies.drive(row: row, target)
        }
        continue
      }
      let first = robotClass.rows.lowerBound
      let twists = body.bodies.driveTwists.base + first
      tick.pool.run(count: robotClass.rows.count, stripe: 1024) { stripe in
        for i in stripe {
          twists[i] =
            driveTarget(first + i, transfer, angles: .zero, body.robots, work).twistInBody
        }
      }
      body.bodies.drive(rows: robotClass.rows, tick.pool)
    }
  }

  /// What the adapter makes of a robot's motion command; a failed robot's is to rest.
  private static func driveTarget(
    _ row: Int, _ transfer: MotionTransfer, angles: SIMD4<Float>, along motion: JointMotion? = nil,
    _ robots: borrowing RobotColumns, _ work: borrowing FleetWork
  ) -> DriveTarget {
    if work.stage[row] == .failed { robots.command.base[row] = .rest }
    return transfer.target(
      for: robots.command[row], jointAngles: angles,
      usesTool: work.directive[row].metadata.mode == .tool, along: motion)
  }
}
