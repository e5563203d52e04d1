import Contracts
import SimCore

// What robots do with their directives, once per executor tick, robot by robot in index order.
//
// It is serial because robots compete for jobs and slots; the order is the robots' order, which
// does not depend on workers. Measured cost: see `fleetfield run --timing`.
extension FleetWork {
  /// Begins an executor tick: forgets what was done in the last one, and brings up the jobs that are due.
  public mutating func admit(at moment: WorkMoment) {
    forgetEvents()
    board.admit(at: moment, model)
  }

  /// One executor tick of a robot that has not failed.
  ///
  /// - Parameters:
  ///   - row: The robot.
  ///   - classIndex: Its class.
  ///   - squaredToolGap: Square of the distance between its tool and its target, m²; infinity
  ///     without an arm.
  ///   - isAtRest: True where it hardly moves.
  ///   - frame: Where the robots are.
  ///   - tally: What happened is booked here.
  public mutating func advance(
    _ row: Int, _ classIndex: Int, squaredToolGap: Float, isAtRest: Bool, _ frame: WorkFrame,
    _ tally: inout WorkTally
  ) {
    let worker = model.workers[classIndex]
    clearSlotBehind(row, frame)
    acknowledgeIfDue(row, classIndex, frame, &tally)
    expireIfDue(row, frame, &tally)
    switch robots[row].state {
    case .idle: idle(row, frame, &tally)
    case .makingWay: retreat(row, frame, &tally)
    case .charging(let slot, _): charge(row, worker, slot, frame, &tally)
    case .serving(let service):
      serve(row, worker, service, squaredToolGap, isAtRest: isAtRest, frame, &tally)
    }
  }

  // MARK: Directives

  /// Hands a robot a directive that comes into force once its latency has passed.
  public mutating func issue(_ directive: Directive, to row: Int, _ tally: inout WorkTally) {
    if pending[row].status == .pending {
      tellEnd(of: pending[row], .cancelled, robot: row, step: directive.issuedStep)
    }
    pending[row] = directive
    tally.directives += 1
    if stage[row] == .idle { stage[row] = .assigned }
  }

  /// Puts a pending directive in force once its latency has passed, or refuses it.
  private mutating func acknowledgeIfDue(
    _ row: Int, _ classIndex: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    guard pending[row].status == .pending, pending[row].effectiveStep <= frame.step else { return }
    let asked = pending[row]
    pending[row] = .none
    var isAccepted = true
    switch asked.kind {
    case .none: return
    case .serve:
      isAccepted = beginServing(row, classIndex, option: Int(asked.option), frame, &tally)
    case .charge: isAccepted = beginCharging(row, classIndex, frame, &tally)
    case .makeWay, .wait:
      drop(row, .cancelled, frame, &tally)
      setStage(row, .idle)
    }
    guard isAccepted else { return refuse(asked, row, frame, &tally) }
    directive[row] = asked
    directive[row].status = .acknowledged
    directive[row].acknowledgedStep = frame.step
    robots[row].plan.step = frame.step
  }

  private mutating func refuse(
    _ asked: Directive, _ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    memory.remember(
      asked, .rejected, isMiss: asked.kind == .serve, robot: row, step: frame.step)
    tellEnd(of: asked, .rejected, robot: row, step: frame.step)
    tally.rejected += 1
    robots[row].plan.hasFailed = true
    robots[row].plan.retryStep = frame.step + model.clock.steps(in: WorkPace.retryPause)
    if stage[row] == .assigned { setStage(row, .idle) }
  }

  private mutating func expireIfDue(_ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally) {
    guard directive[row].kind == .serve, directive[row].deadlineStep <= frame.step else { return }
    // A laden robot finishes: dropping a load in an aisle would help nobody.
    guard !robots[row].isLaden else { return }
    drop(row, .expired, frame, &tally)
    setStage(row, .idle)
  }

  /// Ends the directive in force with an outcome; gives back what it held.
  ///
  /// `isMiss`: it ends because nothing was left to do where it sent the robot.
  public mutating func drop(
    _ row: Int, _ outcome: DirectiveStatus, isMiss: Bool = false, _ frame: WorkFrame,
    _ tally: inout WorkTally
  ) {
    let ended = directive[row]
    switch robots[row].state {
    case .idle: break
    case .makingWay(let slot), .charging(let slot, _): leave(slot, row, frame)
    case .serving(let service): giveBack(service, row, outcome, frame)
    }
    robots[row].state = .idle
    robots[row].destination = nil
    if outcome == .done { robots[row].ownJob = nil }
    if ended.kind != .none && ended.identifier > 0 {
      memory.remember(ended, outcome, isMiss: isMiss, robot: row, step: frame.step)
      tellEnd(of: ended, outcome, robot: row, step: frame.step)
      tally.count(ended.kind, outcome)
    }
    if outcome == .failed || outcome == .expired { robots[row].plan.hasFailed = true }
    directive[row] = .none
  }

  /// Gives up the slot, the job and the load of a service that ends.
  private mutating func giveBack(
    _ service: Service, _ row: Int, _ outcome: DirectiveStatus, _ frame: WorkFrame
  ) {
    if let slot = service.slot { leave(slot, row, frame) }
    guard outcome != .done else { return }
    if let job = service.job, robots[row].ownJob != job {
      board.putBack(job)
      let record = board.jobs[Int(job)]
      if model.rules[Int(record.task)].isLogged { orders.putBack(model.orderIndex(of: record)) }
    }
    if service.isLaden {
      order(LoadOrder(row: row, action: .putDown, isPallet: service.hasPallet, mass: 0))
    }
  }

  /// A robot that has failed: its work is dropped, and nothing is asked of it.
  public mutating func fail(_ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally) {
    drop(row, .failed, frame, &tally)
    setStage(row, .failed)
  }

  /// Takes away what a robot has been told and has not begun.
  public mutating func withdrawPending(_ row: Int, at step: Int32) {
    if pending[row].status == .pending {
      tellEnd(of: pending[row], .cancelled, robot: row, step: step)
    }
    pending[row] = .none
  }

  /// A robot that works again after a failure.
  public mutating func repair(_ row: Int) { setStage(row, .idle) }

  mutating func setStage(_ row: Int, _ next: RobotStage) {
    stage[row] = next
    if next == .idle { robots[row].idleTicks = 0 }
  }

  // MARK: Idle

  private mutating func idle(_ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally) {
    guard pending[row].status != .pending else { return }
    robots[row].idleTicks += 1
    // Nobody waits on a working place: after a while an idle robot clears it.
    let ticks = robots[row].idleTicks - model.clearingTicks
    if ticks >= 0, ticks % model.clearingTicks == 0,
      model.isOnWorkingPlace(frame.sensed[row].position)
    {
      beginRetreat(row, frame, &tally)
    }
  }

  /// Sends a robot to a parking place so that others can pass, or to free floor where all are taken; not
  /// an orchestrator's decision.
  private mutating func beginRetreat(
    _ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    let position = frame.sensed[row].position
    guard
      let slot = slots.nearestFree(model.parkings, for: row, near: position, model)
        ?? slots.reserve(
          model.refuges, near: position, slots: model.slots,
          where: { model.isWithinReach($0, ofRobot: row) })?.slot
    else { return }
    drop(row, .cancelled, frame, &tally)
    slots.occupy(slot, robot: row)
    robots[row].plan.directiveCount += 1
    directive[row] = Directive(
      identifier: robots[row].plan.directiveCount, kind: .makeWay, status: .acknowledged,
      option: -1, metadata: .unknown, issuedStep: frame.step, effectiveStep: frame.step,
      deadlineStep: .max, predictedSuccess: 1)
    directive[row].acknowledgedStep = frame.step
    robots[row].state = .makingWay(slot: slot)
    head(row, for: model.slots[slot].position, frame)
    tally.retreats += 1
  }

  private mutating func retreat(_ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally) {
    guard hasArrived(row, within: model.paces[row].parkingTolerance, frame) else { return }
    drop(row, .done, frame, &tally)
    setStage(row, .idle)
  }

  // MARK: Moving

  mutating func head(_ row: Int, for destination: Vec2, _ frame: WorkFrame) {
    robots[row].destination = destination
    robots[row].legLength = max(
      WorkPace.shortestLeg, (destination - frame.sensed[row].position).length)
  }

  /// True where the robot's centre is within `tolerance` metres of its destination.
  func hasArrived(_ row: Int, within tolerance: Float, _ frame: WorkFrame) -> Bool {
    guard let destination = robots[row].destination else { return false }
    return (destination - frame.position(row)).lengthSquared <= tolerance * tolerance
  }
}
