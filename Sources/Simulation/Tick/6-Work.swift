import Contracts
import Embodiments
import MeanFields
import Policies
import RigidBodies
import Scenes
import SimCore
import Work

/// Stage 6: arrivals of jobs, acknowledgements, stops, charging, outcomes.
extension Fleet {
  /// Lets every robot go on with its work; no statistic of the population is at hand here.
  static func advanceWork(
    _ work: inout FleetWork, _ body: inout FleetBody, _ disturbances: inout DisturbanceColumns,
    _ tally: inout RunTally, at tick: Tick
  ) {
    let frame = tick.workFrame(body)
    work.admit(at: frame.moment)
    disturbances.strike(&work, &tally.work, frame, robots: body.robots, at: tick)
    carryLoads(&work, &body.bodies, tick.model)
    work.grantSlots(frame, barredTime: UnsafePointer(body.robots.barredTime.base))
    for (classIndex, robotClass) in tick.model.classes.enumerated() {
      let motors = MotorPower(robotClass.embodiment)
      for row in robotClass.rows {
        guard work.stage[row] != .failed else {
          tally.standstill.rest(row, period: tick.period)
          continue
        }
        drainBattery(row, motors, robotClass, &work, &body, &tally, frame)
        guard work.stage[row] != .failed else { continue }
        var toolGap = Float.infinity
        if robotClass.embodiment.arm != nil {
          toolGap = (body.robots.toolPoint[row] - body.robots.toolTarget[row]).lengthSquared
        }
        let rest = Tick.restShare * robotClass.descriptor.maxSpeed
        let (deliveries, errands) = (tally.work.deliveries, tally.work.errands)
        work.advance(
          row, classIndex, squaredToolGap: toolGap,
          isAtRest: body.bodies.twist(row).linear.lengthSquared <= rest * rest, frame, &tally.work)
        tally.deeds.work(
          row, deliveries: tally.work.deliveries - deliveries,
          errands: tally.work.errands - errands)
        observeMotion(row, robotClass, &body, &tally, work: work, at: tick)
        observeProgress(
          row, robotClass, squaredToolGap: toolGap, body, work, &tally, at: tick)
      }
    }
    carryLoads(&work, &body.bodies, tick.model)
    tally.uses.add(tally.deeds.use(work, robotCount: tick.model.robotCount))
    watchBacklog(work, &tally, at: tick)
    tally.endTick(period: tick.period)
  }

  /// Looks at the backlog once a second, or at every tick where these are longer.
  private static func watchBacklog(
    _ work: borrowing FleetWork, _ tally: inout RunTally, at tick: Tick
  ) {
    let clocks = tick.model.clocks
    guard tick.step % clocks.physicsRate < clocks.stepsPerExecutorTick else { return }
    let arrivals = work.board.arrivalCount
    tally.growth.add(
      second: tick.step / clocks.physicsRate, backlog: arrivals - tally.work.deliveries,
      arrivals: arrivals)
  }

  /// Does with loads what work has ordered.
  static func carryLoads(
    _ work: inout FleetWork, _ bodies: inout FleetBodies, _ model: WorldModel
  ) {
    for order in work.loadOrders { bodies.carry(order, model: model) }
    work.clearLoadOrders()
  }

  /// Takes what the motors and all else took in one executor tick from the battery; an empty robot is
  /// stranded.
  private static func drainBattery(
    _ row: Int, _ motors: MotorPower?, _ robotClass: borrowing RobotClassModel,
    _ work: inout FleetWork, _ body: inout FleetBody, _ tally: inout RunTally, _ frame: WorkFrame
  ) {
    guard let motors, let battery = robotClass.embodiment.battery else { return }
    let drive = body.bodies.motorUse(row)
    let joints = robotClass.embodiment.arm == nil ? .none : body.bodies.takeJointUse(row)
    let energy = motors.energy(
      over: frame.moment.tickPeriod, work: drive.work + joints.work,
      squaredForce: drive.squaredForce, squaredTorque: joints.squaredForce,
      lift: body.bodies.takeLiftWork(row))
    tally.energyUsed += Double(energy)
    tally.deeds.drain(row, Double(energy))
    work.battery[row] -= energy / battery.capacity
    if work.battery[row] <= 0 {
      work.battery[row] = 0
      work.fail(row, frame, &tally.work)
      tally.stranded += 1
    }
  }

  /// Books blocked robots, wasted motion and distance covered.
  ///
  /// A robot is blocked where it has somewhere to go and makes less than a tenth of its cruise speed,
  /// whatever holds it: bodies, traffic or a queue. What is bolted to the floor is on no way. One that is
  /// blocked turns in place where it makes at least a tenth of its turn rate, else it waits; one that is not
  /// goes the wrong way where it gets farther from the point to steer for.
  private static func observeMotion(
    _ row: Int, _ robotClass: borrowing RobotClassModel, _ body: inout FleetBody,
    _ tally: inout RunTally, work: borrowing FleetWork, at tick: Tick
  ) {
    let twist = body.bodies.twist(row)
    let speed = twist.linear.length
    let isUnderWay =
      robotClass.embodiment.drive.moves && work.robots[row].isUnderWay
      && !work.robots[row].isWaitingForJob
    let isBlocked = isUnderWay && speed < 0.1 * robotClass.descriptor.maxSpeed
    // Who is held by a rule and does not want to move is not stalled.
    let isStalled = isBlocked && body.robots.trace[row].wantedSpeed > 0.02
    body.robots.stallTime[row] = isStalled ? body.robots.stallTime[row] + tick.period : 0
    let isTurning =
      isBlocked && twist.angular.magnitude >= 0.1 * robotClass.descriptor.maxTurnRate
    let isAstray =
      isUnderWay && !isBlocked && twist.linear.dot(body.robots.way[row].target) < 0
    tally.observe(
      row, isUnderWay: isUnderWay, isBlocked: isBlocked, isTurning: isTurning, isAstray: isAstray,
      speed: speed, period: tick.period,
      isTouching: body.bodies.isTouching(row),
      isInside: tick.model.bounds.contains(body.bodies.position(row)))
  }
}
