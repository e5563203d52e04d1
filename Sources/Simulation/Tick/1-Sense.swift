import Contracts
import Coordination
import Embodiments
import MeanFields
import Navigation
import Policies
import Reaching
import Scenes
import SimCore
import Work

/// Stage 1: world → observations, one row per robot.
extension Fleet {
  /// Writes what robots perceive, and looks up the ways ahead of them and the motions of their arms.
  ///
  /// Of the population it reads the spatial field that an earlier tick left, and pays for it.
  static func sense(
    _ body: inout FleetBody, _ ways: inout FleetWays, _ population: inout Population,
    work: borrowing FleetWork, disturbances: borrowing DisturbanceColumns, at tick: Tick
  ) {
    body.bodies.readMotion(into: &body.robots)
    ways.update(robots: &body.robots, work: work, model: tick.model, tick.pool)
    if tick.model.trafficZones.hasSpeedLimits { limitSpeed(&body.robots, at: tick) }
    for robotClass in tick.model.classes {
      let (hasArm, isBolted) = (
        robotClass.embodiment.arm != nil, !robotClass.embodiment.drive.moves
      )
      for row in robotClass.rows {
        if hasArm { senseTool(row, isBolted: isBolted, &body, work: work) }
        // Who has gone aside does not drive to its slot, and the centre keeps places clear itself.
        if tick.model.roadmap == nil, ways.blocker(of: row) == nil {
          holdForSlot(row, &body.robots, work: work)
        }
      }
    }
    planReaches(&body)
    body.neighbours.update(robots: &body.robots, work: work, sight: body.bodies.sight, tick.pool)
    body.bodies.senseRays(into: &body.robots, model: tick.model, step: tick.step, tick.pool)
    disturbances.blind(&body.robots, at: tick)
    sampleFields(&body.robots, &population, at: tick)
  }

  /// Keeps robots to the limits of the zones that they are in, and of those that they come to.
  private static func limitSpeed(_ robots: inout RobotColumns, at tick: Tick) {
    let (ways, poses) = (robots.way.base, robots.pose.base)
    for robotClass in tick.model.classes where robotClass.embodiment.drive.moves {
      let first = robotClass.rows.lowerBound
      tick.pool.run(count: robotClass.rows.count, stripe: 1024) { stripe in
        let (zones, descriptor) = (tick.model.trafficZones, robotClass.descriptor)
        for row in first + stripe.lowerBound..<first + stripe.upperBound {
          let limit = zones.speedLimit(
            from: poses[row].position, along: ways[row].target, topSpeed: descriptor.maxSpeed,
            acceleration: descriptor.maxAcceleration)
          ways[row].speedLimit = min(ways[row].speedLimit, limit)
        }
      }
    }
  }

  /// A robot whose slot is taken waits some metres before it, so that whoever leaves has room.
  private static func holdForSlot(
    _ row: Int, _ robots: inout RobotColumns, work: borrowing FleetWork
  ) {
    guard let distance = work.waitingDistance(row) else { return }
    let free = max(0, robots.way[row].distanceToGo - distance)
    robots.way[row].freeDistance = min(robots.way[row].freeDistance, free)
  }

  private static func senseTool(
    _ row: Int, isBolted: Bool, _ body: inout FleetBody, work: borrowing FleetWork
  ) {
    let pose = body.robots.pose[row]
    body.robots.toolPoint[row] = pose.inverseTransform(body.bodies.toolPosition(row))
    body.robots.toolTarget[row] =
      work.robots[row].destination.map(pose.inverseTransform) ?? Vec2(repeating: .nan)
    guard let arm = body.reaches.site.arm(ofRow: row) else { return }
    // A mobile base stands only where its tool is asked for; else the arm stays as it is.
    var state = ReachState.free
    if work.stage[row] == .failed || body.robots.isQuarantined[row] != 0
      || !(isBolted || work.directive[row].metadata.mode == .tool)
      || body.handCommands.contains(where: { $0.row == row })
    {
      state = .absent
    } else if work.robots[row].isInPlace {
      state = .busy
    }
    body.reaches.see(
      arm,
      ReachInput(
        base: pose, angles: body.bodies.jointAngles(row), target: body.robots.toolTarget[row],
        state: state))
  }

  /// Plans the joint motions of all arms, and says what is ahead of them.
  private static func planReaches(_ body: inout FleetBody) {
    body.reaches.update()
    for (index, arm) in body.reaches.site.arms.enumerated() {
      body.robots.reach[arm.row] = body.reaches.ahead(index)
    }
  }

  /// The spatial field at the robot and at points ahead on its way, as the mode grants it.
  private static func sampleFields(
    _ robots: inout RobotColumns, _ population: inout Population, at tick: Tick
  ) {
    let fieldBase = robots.field.base
    let poses = robots.pose.base
    let wayBase = robots.way.base
    for (classIndex, robotClass) in tick.model.classes.enumerated()
    where robotClass.executor.fieldLookAhead > 0 {
      guard let grid = population.grid(for: .executor, classIndex: classIndex) else { continue }
      let rows = robotClass.rows
      let lookAhead = robotClass.executor.fieldLookAhead
      guard population.earshot.reaches(lookAhead),
        population.exchange.payForGrid(rows, sampleCount: fieldSamplePoints)
      else { continue }
      tick.pool.run(count: rows.count, stripe: 1024) { stripe in
        for i in stripe {
          let row = rows.lowerBound + i
          let direction = wayBase[row].target.normalized
          for k in 0..<fieldSamplePoints {
            let offset = fieldSampleOffset(k, direction: direction, lookAhead: lookAhead)
            fieldBase[row * fieldSamplePoints + k] = grid.sample(at: poses[row].position + offset)
          }
        }
      }
    }
  }
}
