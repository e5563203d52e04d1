import Contracts
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore
import Work

extension Fleet {
  /// Stage 6: arrivals of jobs, acknowledgements, stops, charging, outcomes.
  mutating func advanceTasks() {
    work.admit(at: workFrame.moment)
    disturb()
    work.grantSlots(workFrame)
    for (classIndex, robotClass) in model.classes.enumerated() {
      for row in robotClass.rows where work.stage[row] != .failed {
        advanceTask(row, classIndex, robotClass)
      }
    }
    carryLoads()
    tally.endTick(period: model.executorPeriod)
  }

  /// Where the robots are, as work sees it.
  var workFrame: WorkFrame {
    WorkFrame(
      moment: WorkMoment(
        step: stepCount, time: Float(time), tickPeriod: model.executorPeriod),
      sensed: UnsafePointer(robots.pose.base), present: UnsafePointer(bodies.poses.base))
  }

  /// Does with loads what work has ordered.
  mutating func carryLoads() {
    for order in work.loadOrders { bodies.carry(order, model: model) }
    work.clearLoadOrders()
  }

  /// Ends the work of a robot that has failed.
  mutating func failWork(_ row: Int) {
    work.fail(row, workFrame, &tally.work)
    carryLoads()
  }

  private mutating func advanceTask(
    _ row: Int, _ classIndex: Int, _ robotClass: borrowing RobotClassModel
  ) {
    drainBattery(row, robotClass)
    if work.stage[row] == .failed { return }
    var toolGap = Float.infinity
    if robotClass.embodiment.arm != nil {
      toolGap = (robots.toolPoint[row] - robots.toolTarget[row]).lengthSquared
    }
    work.advance(row, classIndex, squaredToolGap: toolGap, workFrame, &tally.work)
    observeMotion(row, robotClass)
  }

  /// Takes the energy of one executor tick from the battery; an empty robot is stranded.
  ///
  /// Power = idle power + (rolling resistance c·m·g·v + m·v·dv/dt where positive) / efficiency.
  private mutating func drainBattery(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    guard let battery = robotClass.embodiment.battery else { return }
    let speed = bodies.twist(row).linear.length
    let mass = robotClass.embodiment.mass + bodies.loadMass(row)
    // 0.015: hard rubber or polyurethane wheels on concrete (0.01–0.02 in handbooks).
    let rolling = 0.015 * mass * standardGravity * speed
    let acceleration = max(0, speed - robots.lastSpeed[row]) / model.executorPeriod
    robots.lastSpeed[row] = speed
    let power = battery.idlePower + (rolling + mass * speed * acceleration) / battery.efficiency
    let energy = power * model.executorPeriod
    tally.energyUsed += Double(energy)
    work.battery[row] -= energy / battery.capacity
    if work.battery[row] <= 0 {
      work.battery[row] = 0
      work.fail(row, workFrame, &tally.work)
      tally.stranded += 1
    }
  }

  /// Blocked robots and distance covered; a robot is blocked where it has somewhere to go and makes
  /// less than a tenth of its cruise speed, whatever holds it: bodies, traffic or a queue.
  private mutating func observeMotion(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    let speed = bodies.twist(row).linear.length
    let own = work.robots[row]
    let isUnderWay = own.isUnderWay && !(own.service?.isWaitingForJob ?? false)
    let isBlocked = isUnderWay && speed < 0.1 * robotClass.descriptor.maxSpeed
    // Who is held by a rule and does not want to move is not stalled.
    let isStalled = isBlocked && robots.trace[row].wantedSpeed > 0.02
    robots.stallTime[row] = isStalled ? robots.stallTime[row] + model.executorPeriod : 0
    tally.observe(
      isUnderWay: isUnderWay, isBlocked: isBlocked, speed: speed, period: model.executorPeriod,
      isTouching: bodies.isTouching(row), isInside: model.bounds.contains(bodies.position(row)))
  }
}
