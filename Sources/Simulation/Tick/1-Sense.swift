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
  /// Of the population it reads the spatial fields that an earlier tick left, and pays for them.
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
        let isFree = tick.model.roadmap == nil && ways.blocker(of: row) == nil
        if isFree { holdForSlot(row, &body.robots, work: work) }
        let waits =
          isFree && tick.model.isRegulated
          && (work.standsAndWaits(row, toGo: body.robots.way[row].distanceToGo)
            || ways.waitsForDoor(row))
        body.robots.waits[row] = waits ? 1 : 0
        let barred = ways.barredTime(row)
        if barred > 0 || !work.awaitsFreePlace(row) { body.robots.barredTime[row] = barred }
        if !waits { body.robots.asked[row] = .zero }
      }
    }
    planReaches(&body)
    body.neighbours.update(robots: &body.robots, work: work, sight: body.bodies.sight, tick.pool)
    body.bodies.senseRays(into: &body.robots, model: tick.model, step: tick.step, tick.pool)
    disturbances.blind(&body.robots, at: tick)
    sampleFields(&body.robots, &population, work: work, at: tick)
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

  /// The spatial field at the robot and at points ahead on its way, and how many are bound for its goal, as the mode
  /// grants them.
  private static func sampleFields(
    _ robots: inout RobotColumns, _ population: inout Population, work: borrowing FleetWork,
    at tick: Tick
  ) {
    for (classIndex, robotClass) in tick.model.classes.enumerated() {
      let rows = robotClass.rows
      let lookAhead = robotClass.executor.fieldLookAhead
      let grid =
        lookAhead > 0 && population.earshot.reaches(lookAhead)
        ? population.grid(for: .executor, classIndex: classIndex) : nil
      let destinations = population.destinations(for: .executor, classIndex: classIndex)
      guard grid != nil || destinations != nil,
        population.exchange.payForGrid(
          rows, sampleCount: grid == nil ? 0 : fieldSamplePoints,
          destinations: destinations == nil ? 0 : 1)
      else { continue }
      if let destinations {
        for row in rows {
          robots.boundDensity[row] =
            work.robots[row].destination.map { destinations.sampleOfOthers(at: $0) } ?? -1
        }
      }
      if let grid { sample(grid, lookAhead: lookAhead, &robots, rows, tick.pool) }
    }
  }

  private static func sample(
    _ grid: SpatialFieldView, lookAhead: Float, _ robots: inout RobotColumns, _ rows: Range<Int>,
    _ pool: WorkerPool
  ) {
    let fieldBase = robots.field.base
    let poses = robots.pose.base
    let wayBase = robots.way.base
    pool.run(count: rows.count, stripe: 1024) { stripe in
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
