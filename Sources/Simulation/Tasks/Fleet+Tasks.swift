import Contracts
import Embodiments
import Scenes
import SimCore

// What robots do with their directives, once per executor tick, robot by robot in index order.
//
// A robot's work is a small state machine:
//
//   idle ─ directive ─▶ assigned ─ latency ─▶ travelling ─ at the first stop ─▶ working
//     ▲                    │ refused              │ slot taken ─▶ queueing ─▶       │
//     └────────────────────┘                      ▼ nothing left: failed           ▼
//     ▲──────────── delivered ◀── working ◀── carrying (next stop) ◀───────────────┘
//
//   charge: charging (way and dock) ─▶ idle;  battery empty: failed, for good.
//
// It is serial because robots compete for jobs and slots; the order is the robots' order, which
// does not depend on workers. Measured cost: see `fleetfield run --timing`.
extension Fleet {
  /// Stage 6: arrivals of jobs, acknowledgements, stops, charging, outcomes.
  mutating func advanceTasks() {
    board.admit(time: Float(time), step: stepCount, model: model)
    disturb()
    grantSlots()
    for robotClass in model.classes {
      for row in robotClass.rows where robots.stage[row] != .failed {
        advanceTask(row, robotClass)
      }
    }
    tally.endTick(period: model.executorPeriod)
  }

  private mutating func advanceTask(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    drainBattery(row, robotClass)
    if robots.stage[row] == .failed { return }
    clearSlotBehind(row)
    acknowledgeIfDue(row, robotClass)
    expireIfDue(row)
    switch robots.directive[row].kind {
    case .serve: serve(row, robotClass)
    case .charge: charge(row, robotClass)
    case .makeWay: retreat(row)
    case .none, .wait: idle(row)
    }
    observeMotion(row, robotClass)
  }

  // MARK: Directives

  /// Puts a pending directive in force once its latency has passed, or refuses it.
  private mutating func acknowledgeIfDue(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    let pending = robots.pending[row]
    guard pending.status == .pending, pending.effectiveStep <= Int32(stepCount) else { return }
    robots.pending[row] = .none
    var accepted = pending
    accepted.status = .acknowledged
    switch pending.kind {
    case .none: return
    case .serve:
      guard beginServing(row, robotClass, option: Int(pending.option)) else {
        refuse(pending, row)
        return
      }
    case .charge:
      guard beginCharging(row) else {
        refuse(pending, row)
        return
      }
    case .makeWay, .wait:
      drop(row, outcome: .cancelled)
      setStage(row, .idle)
    }
    robots.directive[row] = accepted
    robots.task[row].planStep = Int32(stepCount)
  }

  private mutating func refuse(_ directive: Directive, _ row: Int) {
    memory.remember(directive, .rejected, robot: row, step: stepCount)
    tally.rejected += 1
    robots.task[row].planFailed = true
    robots.task[row].retryStep = Int32(stepCount + model.clocks.physicsRate)
    if robots.stage[row] == .assigned { setStage(row, .idle) }
  }

  private mutating func expireIfDue(_ row: Int) {
    let directive = robots.directive[row]
    guard directive.kind == .serve, directive.deadlineStep <= Int32(stepCount) else { return }
    // A laden robot finishes: dropping a load in an aisle would help nobody.
    guard !robots.task[row].isLaden else { return }
    drop(row, outcome: .expired)
    setStage(row, .idle)
  }

  /// Ends the directive in force with an outcome; gives back what it held.
  mutating func drop(_ row: Int, outcome: DirectiveStatus) {
    let directive = robots.directive[row]
    let work = robots.task[row]
    if work.slot >= 0 { leaveSlot(row) }
    if work.job >= 0 && outcome != .done {
      let job = board.jobs[Int(work.job)]
      let isPersonal = model.tasks.rules[Int(job.task)].isPersonal
      if isPersonal { robots.task[row].stop = 0 } else { board.putBack(work.job) }
      if !isPersonal { robots.task[row].job = -1 }
    } else {
      robots.task[row].job = -1
    }
    if work.isLaden && outcome != .done {
      bodies.unload(row: row, pallet: work.pallet, model: model)
    }
    robots.task[row].dwellLeft = -1
    robots.task[row].isLaden = false
    robots.task[row].pallet = -1
    robots.task[row].hasDestination = false
    robots.task[row].isRetreating = false
    if directive.kind != .none && directive.identifier > 0 {
      memory.remember(directive, outcome, robot: row, step: stepCount)
      tally.count(directive.kind, outcome)
    }
    if outcome == .failed || outcome == .expired { robots.task[row].planFailed = true }
    robots.directive[row] = .none
  }

  /// Gives up the slot a robot holds or queues for.
  ///
  /// One that stands in it keeps it until it has
  /// driven off: the next robot would only drive against it.
  mutating func leaveSlot(_ row: Int) {
    let slot = Int(robots.task[row].slot)
    robots.task[row].slot = -1
    guard slot >= 0 else { return }
    clearLeavingSlot(row)
    let gap = (model.tasks.slots[slot].position - bodies.position(row)).lengthSquared
    if slots.owner[slot] == Int32(row) && gap <= 2.0 * 2.0 {
      robots.task[row].leavingSlot = Int32(slot)
    } else {
      slots.leave(slot, robot: row)
    }
  }

  private mutating func clearSlotBehind(_ row: Int) {
    let slot = Int(robots.task[row].leavingSlot)
    guard slot >= 0 else { return }
    let gap = (model.tasks.slots[slot].position - bodies.position(row)).lengthSquared
    if gap > 2.0 * 2.0 { clearLeavingSlot(row) }
  }

  private mutating func clearLeavingSlot(_ row: Int) {
    let slot = Int(robots.task[row].leavingSlot)
    guard slot >= 0 else { return }
    slots.leave(slot, robot: row)
    robots.task[row].leavingSlot = -1
  }

  mutating func setStage(_ row: Int, _ stage: RobotStage) {
    robots.stage[row] = stage
    if stage == .idle { robots.task[row].idleTicks = 0 }
  }

  // MARK: Idle

  private mutating func idle(_ row: Int) {
    guard robots.pending[row].status != .pending else { return }
    robots.task[row].idleTicks += 1
    // Nobody waits on a working place: after a second and a half an idle robot clears it.
    if robots.task[row].idleTicks == 15, isOnWorkingPlace(robots.pose[row].position) {
      beginRetreat(row)
    }
  }

  private func isOnWorkingPlace(_ position: Vec2) -> Bool {
    model.tasks.zones.contains {
      $0.isWorkingPlace && $0.area.expanded(by: 0.5).contains(position)
    }
  }

  /// Sends a robot to a parking place so that others can pass; not an orchestrator's decision.
  mutating func beginRetreat(_ row: Int) {
    guard
      let place = ways.parkingPlace(near: robots.pose[row].position, slots: &slots, model: model)
    else { return }
    drop(row, outcome: .cancelled)
    slots.occupy(place.slot, robot: row)
    robots.task[row].directiveCount += 1
    robots.directive[row] = Directive(
      identifier: robots.task[row].directiveCount, kind: .makeWay, status: .acknowledged,
      option: -1, metadata: .unknown, issuedStep: Int32(stepCount),
      effectiveStep: Int32(stepCount), deadlineStep: .max, predictedSuccess: 1)
    robots.task[row].isRetreating = true
    robots.task[row].slot = Int32(place.slot)
    headFor(place.position, row)
    tally.retreats += 1
  }

  /// Distance from its parking place within which a robot is parked, metres.
  static let parkingTolerance: Float = 0.3

  private mutating func retreat(_ row: Int) {
    if hasArrived(row, within: Fleet.parkingTolerance) {
      drop(row, outcome: .done)
      setStage(row, .idle)
    }
  }

  // MARK: Moving

  mutating func headFor(_ destination: Vec2, _ row: Int) {
    robots.task[row].destination = destination
    robots.task[row].hasDestination = true
    robots.task[row].dwellLeft = -1
    robots.task[row].legLength = max(0.5, (destination - robots.pose[row].position).length)
  }

  /// True where the robot's centre is within `tolerance` metres of its destination.
  func hasArrived(_ row: Int, within tolerance: Float) -> Bool {
    guard robots.task[row].hasDestination else { return false }
    let gap = robots.task[row].destination - bodies.position(row)
    return gap.lengthSquared <= tolerance * tolerance
  }

  /// True where the robot stands at a pick-up and waits for a job to come up.
  private func waitsForJob(_ row: Int) -> Bool {
    robots.task[row].waitTicks > 0 && robots.task[row].job < 0
      && robots.directive[row].kind == .serve
  }

  /// Blocked robots and distance covered; a robot is blocked where it has somewhere to go and makes
  /// less than a tenth of its cruise speed, whatever holds it: bodies, traffic or a queue.
  private mutating func observeMotion(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    let speed = bodies.twist(row).linear.length
    let isUnderWay =
      robots.task[row].hasDestination && robots.task[row].dwellLeft < 0 && !waitsForJob(row)
    let isBlocked = isUnderWay && speed < 0.1 * robotClass.descriptor.maxSpeed
    // Who is held by a rule and does not want to move is not stalled.
    let isStalled = isBlocked && robots.trace[row].wantedSpeed > 0.02
    robots.stallTime[row] = isStalled ? robots.stallTime[row] + model.executorPeriod : 0
    robots.task[row].blockedTicks = isBlocked ? robots.task[row].blockedTicks + 1 : 0
    tally.observe(
      isUnderWay: isUnderWay, isBlocked: isBlocked, speed: speed, period: model.executorPeriod,
      isTouching: bodies.isTouching(row),
      isInside: model.bounds.contains(bodies.position(row)))
  }
}
